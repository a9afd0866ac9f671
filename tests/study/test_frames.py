import io
import subprocess
import sys

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from lib.study.frames import FORMATS, draw_figure, encode_each, encode_figure


@pytest.fixture
def figure(draw_line):
    return draw_line(2)


def photo():
    """Return a figure that no palette can stand for."""
    drawn = Figure(figsize=(3, 2))
    drawn.subplots().imshow(np.random.default_rng(0).random((60, 60, 3)))
    return drawn


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(picture.data)).convert("RGB"), dtype=float)


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_bytes_every_time(form, draw_line):
    assert encode_figure(draw_line(2), form) == encode_figure(draw_line(2), form)
    assert encode_figure(draw_line(2), form) != encode_figure(draw_line(3), form)


def test_the_same_bytes_in_another_process(figure):
    code = (
        "import hashlib; from matplotlib.figure import Figure; from lib.study.frames import *\n"
        "f = Figure(figsize=(3, 2)); _ = f.subplots().plot([0, 1], [0, 2])\n"
        "print([hashlib.sha256(p.data).hexdigest() for p in encode_each(f, FORMATS)])"
    )
    runs = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    assert len(runs) == 1
    assert len(eval(runs.pop())) == 3


def test_size_and_uri(figure):
    for picture, mime in zip(encode_each(figure, FORMATS), ("image/svg+xml", "image/webp", "image/png")):
        assert (picture.width, picture.height) == (375, 250)
        assert picture.uri.startswith(f"data:{mime};base64,")


def test_svg_holds_no_date_no_version_and_no_font(figure):
    text = encode_figure(figure, "svg").data.decode()
    assert "dc:date" not in text
    assert "dc:creator" not in text
    assert mpl.__version__ not in text
    assert "<text" not in text


@pytest.mark.parametrize("form", ["webp", "png"])
def test_a_line_plot_gets_a_palette_that_looks_the_same(figure, form):
    full = io.BytesIO()
    figure.savefig(full, format="png", dpi=140)
    wanted = np.asarray(Image.open(full).convert("RGB"), dtype=float)
    came = pixels(encode_figure(figure, form))
    assert len(np.unique(came.reshape(-1, 3), axis=0)) <= 64
    assert np.sqrt(np.mean((came - wanted) ** 2)) <= 1.5
    assert (came[0, 0] == 255).all(), "white must stay white"
    assert len(encode_figure(figure, "png").data) < 0.6 * len(full.getvalue())


@pytest.mark.parametrize("form", ["webp", "png"])
def test_a_photo_keeps_all_its_colours(form):
    full = io.BytesIO()
    photo().savefig(full, format="png", dpi=140)
    assert (pixels(encode_figure(photo(), form)) == np.asarray(Image.open(full).convert("RGB"))).all()


@pytest.mark.parametrize("form", ["webp", "png"])
def test_a_see_through_figure_gets_white_ground(form, figure):
    figure.patch.set_alpha(0)
    assert (pixels(encode_figure(figure, form))[0, 0] == 255).all()
    assert b"#ffffff" in encode_figure(figure, "svg").data


def test_the_readers_settings_stay(figure):
    before = dict(mpl.rcParams)
    encode_each(figure, FORMATS)
    assert dict(mpl.rcParams) == before


def test_an_unknown_format_is_refused(figure):
    with pytest.raises(ValueError, match="format must be one of 'auto', 'svg', 'webp', 'png', got 'gif'"):
        encode_each(figure, ("gif",))


def test_figures_are_closed_in_pyplot():
    kept = plt.figure()

    def draw(slope):
        plt.figure()  # one too many, which must not stay open either
        plt.subplots()[1].plot([0, slope])

    try:
        drawn = draw_figure(draw, {"slope": 1})
        assert plt.get_fignums() == [kept.number]
        assert drawn is not kept
        assert len(drawn.axes) == 1
    finally:
        plt.close("all")


def test_an_error_names_the_frame_and_leaves_no_figure():
    def draw(slope):
        plt.figure()
        return 1 / slope

    with pytest.raises(ZeroDivisionError) as caught:
        draw_figure(draw, {"slope": 0})
    assert caught.value.__notes__ == ["while drawing the frame slope=0"]
    assert plt.get_fignums() == []


@pytest.mark.parametrize("drawn", [None, 3, "axes"])
def test_no_figure_is_refused(drawn):
    with pytest.raises(
        TypeError, match=r"draw must return one matplotlib Figure or leave it current, got \w+ at slope=1"
    ):
        draw_figure(lambda slope: Figure().subplots() if drawn == "axes" else drawn, {"slope": 1})


def test_a_figure_from_before_is_not_taken_for_the_drawn_one():
    kept = plt.figure()
    try:
        with pytest.raises(TypeError, match="got NoneType at slope=1"):
            draw_figure(lambda slope: None, {"slope": 1})
        assert plt.get_fignums() == [kept.number]
    finally:
        plt.close("all")
