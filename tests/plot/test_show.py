import io

import matplotlib.pyplot as plt
import pytest
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.figure import Figure
from PIL import Image

from lib.plot.show import show


@pytest.fixture
def shown(monkeypatch):
    """Pretend to be in a notebook, and record what is displayed."""
    import IPython
    from IPython import display

    outputs = []
    monkeypatch.setattr(IPython, "get_ipython", lambda: InteractiveShell)
    monkeypatch.setattr(display, "display", lambda data, metadata, raw: outputs.append((data, metadata, raw)))
    return outputs


def line():
    figure = Figure(figsize=(3, 2))
    figure.subplots().plot([1, 2], [3, 4])
    return figure


def test_a_notebook_gets_picture_text_and_metadata(shown):
    show(line(), alt="A line that rises\n   from 3 to 4.")
    ((data, metadata, raw),) = shown
    assert metadata == {"image/png": {"alt": "A line that rises from 3 to 4."}}
    assert data["text/plain"] == "[figure: A line that rises from 3 to 4.]"
    assert Image.open(io.BytesIO(data["image/png"])).size == (330, 220)
    assert raw is True


def test_the_same_bytes_every_time(shown):
    show(line(), alt="A line that rises from 3 to 4.")
    show(line(), alt="A line that rises from 3 to 4.")
    assert shown[0] == shown[1]


def test_the_figure_is_closed(capsys):
    figure, _ = plt.subplots()
    show(figure, alt="An empty pair of axes.")
    assert capsys.readouterr().out
    assert plt.get_fignums() == []


def test_plain_python_prints_the_text(capsys):
    show(line(), alt="A line that rises from 3 to 4.")
    assert capsys.readouterr().out == "[figure: A line that rises from 3 to 4.]\n"


@pytest.mark.parametrize("alt", ["", "   ", "figure", "a plot"])
def test_a_text_that_says_nothing_is_refused(alt):
    with pytest.raises(ValueError, match="alt must say in at least 15 letters what the figure shows"):
        show(line(), alt=alt)


def test_other_kinds_are_refused():
    with pytest.raises(TypeError, match="figure must be a matplotlib Figure, got Axes"):
        show(line().axes[0], alt="A line that rises from 3 to 4.")
    with pytest.raises(TypeError, match="alt must be a string that says what the figure shows, got NoneType"):
        show(line(), alt=None)
