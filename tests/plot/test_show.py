import io

import matplotlib.pyplot as plt
import pytest
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.figure import Figure
from PIL import Image

from lib.plot.show import show

SEEN = "One step to the right is one step up."


@pytest.fixture
def shown(monkeypatch):
    """Pretend to be in a notebook, and record what is displayed."""
    import IPython
    from IPython import display

    outputs = []
    monkeypatch.setattr(IPython, "get_ipython", lambda: InteractiveShell)
    monkeypatch.setattr(
        display, "display", lambda data, metadata=None, raw=False: outputs.append((data, metadata, raw))
    )
    return outputs


def line():
    figure = Figure(figsize=(3, 2))
    figure.subplots().plot([1, 2], [3, 4])
    return figure


def test_a_notebook_gets_picture_text_and_metadata(shown):
    show(line(), alt="A line that rises\n   from 3 to 4.", caption=SEEN)
    (data, metadata, raw), _ = shown
    assert metadata == {"image/png": {"alt": "A line that rises from 3 to 4.", "width": 375}}
    assert data["text/plain"] == "[figure: A line that rises from 3 to 4.]"
    assert Image.open(io.BytesIO(data["image/png"])).size == (660, 440)
    assert raw is True


def test_the_caption_follows_the_picture(shown):
    show(line(), alt="A line that rises from 3 to 4.", caption="One step right is\n   **one** step up.")
    assert "image/png" in shown[0][0]
    assert shown[1][0]["text/markdown"] == "**Figure.** One step right is **one** step up."


def test_the_same_bytes_every_time(shown):
    show(line(), alt="A line that rises from 3 to 4.", caption=SEEN)
    show(line(), alt="A line that rises from 3 to 4.", caption=SEEN)
    assert shown[0] == shown[2]


def test_the_figure_is_closed(capsys):
    figure, _ = plt.subplots()
    show(figure, alt="An empty pair of axes.", caption=SEEN)
    assert capsys.readouterr().out
    assert plt.get_fignums() == []


def test_plain_python_prints_the_text(capsys):
    show(line(), alt="A line that rises from 3 to 4.", caption=SEEN)
    assert capsys.readouterr().out == f"[figure: A line that rises from 3 to 4.]\n**Figure.** {SEEN}\n"


@pytest.mark.parametrize("alt", ["", "   ", "figure", "a plot"])
def test_a_text_that_says_nothing_is_refused(alt):
    with pytest.raises(ValueError, match="alt must say in at least 15 letters what the figure shows"):
        show(line(), alt=alt, caption=SEEN)
    with pytest.raises(ValueError, match="caption must say in at least 15 letters what to see in the figure"):
        show(line(), alt="A line that rises from 3 to 4.", caption=alt)


def test_other_kinds_are_refused():
    with pytest.raises(TypeError, match="figure must be a matplotlib Figure, got Axes"):
        show(line().axes[0], alt="A line that rises from 3 to 4.", caption=SEEN)
    with pytest.raises(TypeError, match="alt must be a string that says what the figure shows, got NoneType"):
        show(line(), alt=None, caption=SEEN)
    with pytest.raises(TypeError, match="caption must be a string that says what to see in the figure, got float"):
        show(line(), alt="A line that rises from 3 to 4.", caption=0.5)
