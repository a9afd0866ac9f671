import sys
from types import SimpleNamespace

import pytest

from lib.study import live
from lib.study.explore import explore

pytest.importorskip("ipywidgets")


@pytest.fixture
def kernel(monkeypatch):
    """Pretend that this process is a notebook kernel."""
    import IPython

    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel=object()))


@pytest.fixture
def calls():
    return []


@pytest.fixture
def made(draw_line, calls):
    def draw(slope, shift_up):
        calls.append((slope, shift_up))
        return draw_line(slope, shift_up)

    return explore(
        draw,
        alt=lambda slope, shift_up: f"From {shift_up} to {slope + shift_up}",
        title="Lines & more",
        start={"slope": 2, "shift_up": 0.5},
        slope=[1, 2, 3],
        shift_up=[0, 0.5],
    )


def test_no_kernel_in_plain_python_nor_in_a_terminal(monkeypatch):
    import IPython

    assert not live.kernel_is_there()
    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace())
    assert not live.kernel_is_there()
    monkeypatch.delitem(sys.modules, "IPython")
    assert not live.kernel_is_there()


def test_no_kernel_path_without_ipywidgets(kernel, monkeypatch):
    assert live.kernel_is_there()
    monkeypatch.setattr(live.importlib.util, "find_spec", lambda name: None)
    assert not live.kernel_is_there()


def test_with_a_kernel_the_bundle_holds_the_widget_too(kernel, made):
    bundle = made._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}
    assert bundle["text/html"] == made.html()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"]


def test_the_control_starts_at_the_start(made):
    head, slope, shift, picture = live.control(made).children
    assert "Lines &amp; more" in head.value
    assert (slope.description, slope.value, shift.description, shift.value) == ("slope", 2, "shift up", 0.5)
    assert 'alt="From 0.5 to 2.5"' in picture.value
    assert ">From 0.5 to 2.5</p>" in picture.value
    assert made.frames[made.start].uri in picture.value


def test_a_move_draws_again_and_changes_picture_and_text(made, calls):
    _, slope, shift, picture = live.control(made).children
    before = len(calls)
    slope.value = 3
    assert calls[before:] == [(3, 0.5)]
    assert 'alt="From 0.5 to 3.5"' in picture.value
    assert made.frames[5].uri in picture.value
    shift.value = 0
    assert calls[before:] == [(3, 0.5), (3, 0)]
    assert made.frames[4].uri in picture.value


def test_it_is_no_output_area(made):
    import ipywidgets

    assert not any(isinstance(child, ipywidgets.Output) for child in live.control(made).children)


def test_without_a_title_there_is_no_head(draw_line):
    made = explore(draw_line, alt="A line", slope=[1, 2])
    assert len(live.control(made).children) == 2
