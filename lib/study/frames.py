"""Turn a drawn figure into the bytes of one small picture, the same bytes on every run."""

from __future__ import annotations

import base64
import io
import sys
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

# A figure is laid out in inches, shown at this many CSS pixels an inch, and drawn denser, for screens that show more.
CSS_PIXELS_PER_INCH = 125
FIGURE_DPI = 220
FRAME_DPI = 140  # an explorable has up to sixty frames to carry
FORMATS = ("svg", "webp", "png")
MIME = {"svg": "image/svg+xml", "webp": "image/webp", "png": "image/png"}
N_COLOURS = 64
MAX_COLOURS = 256
# A palette is used only where nobody sees it: root mean square difference in grey levels of 255.
LOOKS_THE_SAME = 1.5


class Picture(NamedTuple):
    """Encoded picture: its format, its bytes, its size in CSS pixels."""

    format: str
    data: bytes
    width: int
    height: int

    @property
    def uri(self) -> str:
        """Return the picture as a data URI: nothing is requested, and ids and styles inside an SVG stay inside."""
        return f"data:{MIME[self.format]};base64,{base64.b64encode(self.data).decode('ascii')}"


def draw_figure(draw: Callable[..., Any], point: Mapping[str, Any]) -> Any:
    """Call ``draw`` at one point and return the one matplotlib figure it drew, closed in pyplot.

    Closing keeps the notebook's inline backend from showing the figure once more below the explorable.

    Parameters
    ----------
    draw : callable
        Returns the figure, or leaves it as pyplot's current figure and returns nothing.
    point : mapping
        Keyword arguments of ``draw``.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    TypeError
        If ``draw`` returns something else, or nothing while no new figure is open.

    Notes
    -----
    matplotlib is never imported here: a figure can only exist if it is imported already.

    Chapter: chapters/02_ml_basics.ipynb
    """
    before = _open_figures()
    try:
        drawn = draw(**point)
        if drawn is None and _open_figures() - before:
            drawn = sys.modules["matplotlib.pyplot"].gcf()
    except Exception as error:
        error.add_note(f"while drawing the frame {_words(point)}")
        raise
    finally:
        for number in sorted(_open_figures() - before):
            sys.modules["matplotlib.pyplot"].close(number)
    if not (hasattr(drawn, "savefig") and hasattr(drawn, "get_size_inches")):
        raise TypeError(
            f"draw must return one matplotlib Figure or leave it current, got {type(drawn).__name__} at {_words(point)}"
        )
    return drawn


def encode_figure(figure: Any, form: str, dots_per_inch: int = FRAME_DPI) -> Picture:
    """Encode a figure as SVG, lossless WebP or PNG.

    The two raster forms get a palette of 64 colours, or up to 256 where fewer would be seen; else all colours.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    form : {"svg", "webp", "png"}
    dots_per_inch : int, default 140
        Of the raster forms.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If ``form`` is none of the three.

    Notes
    -----
    Cost: about 0.1 s for a figure of 600 x 400 pixels, most of it matplotlib's drawing.

    Chapter: chapters/02_ml_basics.ipynb
    """
    return encode_each(figure, (form,), dots_per_inch)[0]


def encode_each(figure: Any, forms: tuple[str, ...], dots_per_inch: int = FRAME_DPI) -> list[Picture]:
    """Encode one figure in several forms; see :func:`encode_figure`.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    forms : tuple of {"svg", "webp", "png"}
    dots_per_inch : int, default 140

    Returns
    -------
    list of Picture
        One for each form.

    Raises
    ------
    ValueError
        If a form is none of the three.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb
    """
    for form in forms:
        if form not in FORMATS:
            raise ValueError(f"format must be one of 'auto', {', '.join(map(repr, FORMATS))}, got {form!r}")
    width, height = (round(inches * CSS_PIXELS_PER_INCH) for inches in figure.get_size_inches())
    image = _raster(figure, dots_per_inch) if set(forms) - {"svg"} else None
    return [Picture(form, _svg(figure) if form == "svg" else _compressed(image, form), width, height) for form in forms]


def _raster(figure: Any, dots_per_inch: int) -> Any:
    from PIL import Image

    buffer = io.BytesIO()
    # White under a transparent figure: lines drawn for a light page must not vanish on a dark one.
    figure.savefig(
        buffer,
        format="png",
        dpi=dots_per_inch,
        metadata={"Software": None},
        pil_kwargs={"compress_level": 1},
        bbox_inches=None,
    )
    buffer.seek(0)
    image = Image.open(buffer).convert("RGBA")
    card = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(card, image).convert("RGB")


def _compressed(image: Any, form: str) -> bytes:
    small = _with_palette(image) or image
    buffer = io.BytesIO()
    if form == "webp":
        small.convert("RGB").save(buffer, "WEBP", lossless=True, quality=100, method=4)
    else:
        small.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _with_palette(image: Any) -> Any:
    """Return the picture in 64 to 256 of its own colours, or None where the difference would be seen.

    White stays white and each line keeps its colour. Each colour chosen is the one that would lose most: its number of
    pixels times its squared distance to the nearest colour chosen so far. All of it is integer arithmetic, hence the
    same on every processor.
    """
    import numpy as np
    from PIL import Image

    levels = np.asarray(image, dtype=np.int64)
    packed = levels[..., 0] << 16 | levels[..., 1] << 8 | levels[..., 2]
    values, where, counts = np.unique(packed, return_inverse=True, return_counts=True)
    colours = np.stack([values >> 16, values >> 8 & 255, values & 255], axis=1)
    chosen: list[int] = []
    nearest = np.zeros(len(colours), dtype=np.uint8)
    distance = np.full(len(colours), 3 * 256**2, dtype=np.int64)
    allowed = LOOKS_THE_SAME**2 * levels.size
    while distance.any() and (len(chosen) < N_COLOURS or (counts * distance).sum() > allowed):
        if len(chosen) == MAX_COLOURS:
            return None
        chosen.append(int(np.argmax(counts * distance)))
        to_new = ((colours - colours[chosen[-1]]) ** 2).sum(axis=1)
        closer = to_new < distance
        nearest[closer] = len(chosen) - 1
        distance[closer] = to_new[closer]
    small = Image.fromarray(nearest[where.reshape(packed.shape)])
    small.putpalette(colours[chosen].astype(np.uint8).tobytes())
    return small


def _svg(figure: Any) -> bytes:
    buffer = io.BytesIO()
    # The salt fixes the ids, fonts become paths, and neither date nor version is written.
    fixed = {"svg.hashsalt": "book", "svg.fonttype": "path"}
    with sys.modules["matplotlib"].rc_context(fixed):
        figure.savefig(
            buffer,
            format="svg",
            metadata={"Date": None, "Creator": None},
            facecolor=_facecolor(figure),
            bbox_inches=None,
        )
    return buffer.getvalue()


def _facecolor(figure: Any) -> Any:
    """Return the figure's own face, or white where it is see-through."""
    face = figure.get_facecolor()
    return "white" if face[3] < 1 else face


def _open_figures() -> set[int]:
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot else set()


def _words(point: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in point.items())
