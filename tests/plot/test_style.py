import matplotlib as mpl
import pytest
from matplotlib.colors import to_rgb

from lib.plot.style import INK, PALETTE, RC, style


@pytest.fixture(autouse=True)
def settings_restored():
    with mpl.rc_context():
        yield


def luminance(colour):
    levels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * levels[0] + 0.7152 * levels[1] + 0.0722 * levels[2]


def contrast_on_white(colour):
    return 1.05 / (luminance(colour) + 0.05)


def test_it_holds_from_the_call_on():
    style()
    assert {name: mpl.rcParams[name] for name in ("font.size", "axes.grid")} == {"font.size": 10.5, "axes.grid": True}


def test_as_a_block_it_ends_with_the_block():
    before = dict(mpl.rcParams)
    with style():
        assert mpl.rcParams["font.size"] == RC["font.size"]
    assert dict(mpl.rcParams) == before


def test_it_shows_its_name_in_a_notebook():
    assert repr(style()) == "the book's figure style"


@pytest.mark.parametrize("name", PALETTE)
def test_every_line_has_contrast_on_white(name):
    assert contrast_on_white(PALETTE[name]) >= 3
    assert contrast_on_white(INK) >= 7


def machado(colour, kind):
    """Return a colour as seen without red or green cones (Machado, Oliveira and Fernandes 2009, severity 1)."""
    import numpy as np

    table = {
        "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    }
    return np.clip(np.array(table[kind]) @ np.array(to_rgb(colour)), 0, 1)


@pytest.mark.parametrize("kind", ["protan", "deutan"])
def test_the_first_three_colours_are_told_apart_without_red_or_green_cones(kind):
    seen = [machado(PALETTE[name], kind) for name in ("blue", "orange", "green")]
    for i in range(3):
        for j in range(i):
            assert abs(seen[i] - seen[j]).max() > 0.15
    # The measure would catch a red and a green of equal lightness.
    assert abs(machado("#b05050", kind) - machado("#708050", kind)).max() < 0.3


def test_letters_stay_readable_on_a_phone():
    """A figure 4.6 inches wide is scaled to the 343 pixels that a phone of 375 leaves for it."""
    scale = 343 / (RC["figure.figsize"][0] * RC["figure.dpi"])
    for name in ("font.size", "xtick.labelsize", "legend.fontsize"):
        assert RC[name] / 72 * RC["figure.dpi"] * scale >= 10
