"""Explorables: one declaration that is a live control with a kernel and a slider over frames without one."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lib.study import explore_page, live
from lib.study.frames import FORMATS, Picture, draw_figure, encode_each
from lib.study.grid import Point, check_values, default_strip, index_of, name_text, point_text, value_text
from lib.study.messages import message

MAX_BYTES = 400_000


@dataclass(frozen=True, repr=False)
class Explorable:
    """One figure over a grid of parameter values; made by :func:`explore`, shown by the notebook.

    Attributes
    ----------
    draw : callable
    values : dict of str to tuple
        The values of each parameter, in the order of the sliders.
    points : tuple of dict
        The grid in reading order: the last parameter runs fastest.
    frames : tuple of Picture
        One for each point.
    alts : tuple of str
        One text alternative for each point.
    start : int
        Index of the point shown first.
    strip : tuple of int
        Indices of the points shown in print and without scripts.
    title : str or None
    format : {"svg", "webp", "png"}
    say_alt : callable
        Gives the text alternative of a point.
    """

    draw: Callable[..., Any]
    values: dict[str, tuple[Any, ...]]
    points: tuple[Point, ...]
    frames: tuple[Picture, ...]
    alts: tuple[str, ...]
    start: int
    strip: tuple[int, ...]
    title: str | None
    format: str
    say_alt: Callable[[Point], str]

    def __repr__(self) -> str:
        sizes = " x ".join(f"{len(values)} of {name}" for name, values in self.values.items())
        name = message("explore.name", title=self.title or ", ".join(self.values))
        lines = [f"{name} ({message('explore.count', count=len(self.points), sizes=sizes)})"]
        lines += [f"  {name}: {', '.join(map(value_text, values))}" for name, values in self.values.items()]
        lines += [f"  at {point_text(self.points[self.start])}: {self.alts[self.start]}"]
        return "\n".join(lines)

    def html(self) -> str:
        """Return the self-contained page fragment: sliders over the frames, and the strip for print."""
        return explore_page.explore_html(
            title=self.title,
            labels={name_text(name): [value_text(value) for value in values] for name, values in self.values.items()},
            frames=self.frames,
            alts=self.alts,
            captions=[point_text(point) for point in self.points],
            start=self.start,
            strip=self.strip,
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Return text, HTML and, where a live front end can show it, the widget."""
        bundle: dict[str, Any] = {"text/plain": repr(self), "text/html": self.html()}
        if live.kernel_is_there():
            bundle.update(live.view(self))
        return bundle


def explore(
    draw: Callable[..., Any],
    *,
    alt: str | Callable[..., str],
    title: str | None = None,
    start: Mapping[str, Any] | None = None,
    strip: Sequence[Mapping[str, Any]] | None = None,
    format: str = "auto",
    **values: Iterable[Any],
) -> Explorable:
    """Make a figure explorable over the values of one or two parameters.

    With a kernel the reader moves a live control that calls ``draw`` again. On the site, with no kernel at all, the
    same sliders move over the frames drawn now. In print, and where scripts are off, a strip of chosen frames stands.

    Parameters
    ----------
    draw : callable
        ``draw(**point)`` draws one matplotlib figure of fixed size and returns it (or leaves it current).
    alt : str or callable
        Text alternative. A string describes all frames, and each frame's values are added to it; a function
        ``alt(**point)`` says what is to be seen in that frame, which is better.
    title : str, optional
        Shown above the sliders.
    start : mapping, optional
        The point shown first, one value for each parameter. Default: the first value of each.
    strip : sequence of mapping, optional
        The points shown in print. Default: up to four, spread evenly for one parameter, the corners for two.
    format : {"auto", "svg", "webp", "png"}, default "auto"
        ``"auto"`` takes the smallest for this figure, judged on three frames.
    **values : iterable
        One or two parameters of ``draw``, each with the at least two values its slider takes, in order.

    Returns
    -------
    Explorable
        Shown by a notebook when it is the last expression of a cell; ``.html()`` is the page fragment.

    Raises
    ------
    TypeError
        If ``draw`` is not callable or draws no figure, or ``alt`` is neither text nor a function, or ``title`` no text.
    ValueError
        If there are no or more than two parameters, fewer than two or repeated values, more than 60 frames, frames of
        different size, more than 400 kB in all, an unknown format, an empty text alternative, or a start or strip
        that is not on the grid.

    Notes
    -----
    Cost: every frame is drawn once, about 0.1-0.3 s each. The frames are the same bytes on every run.

    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> def line(slope):
    ...     figure = Figure(figsize=(3, 2))
    ...     _ = figure.subplots().plot([0, 1], [0, slope])
    ...     return figure
    >>> explore(line, alt=lambda slope: f"A line that rises to {slope}.", title="Slope", slope=[1, 2, 3])
    Explorable: Slope (3 frames: 3 of slope)
      slope: 1, 2, 3
      at slope = 1: A line that rises to 1.
    """
    if not callable(draw):
        raise TypeError(f"draw must be a function that draws one figure, got {type(draw).__name__}")
    if not (isinstance(alt, str) or callable(alt)):
        raise TypeError(f"alt must be a text or a function of the parameters, got {type(alt).__name__}")
    if title is not None and not isinstance(title, str):
        raise TypeError(f"title must be a text or None, got {type(title).__name__}")
    if format not in ("auto", *FORMATS):
        raise ValueError(f"format must be one of 'auto', {', '.join(map(repr, FORMATS))}, got {format!r}")
    grid = check_values(values)
    points = tuple(dict(zip(grid, combination)) for combination in itertools.product(*grid.values()))
    say_alt = _alt_function(alt)
    alts = tuple(say_alt(point) for point in points)
    first = 0 if start is None else index_of(points, start, "start")
    chosen = default_strip(grid) if strip is None else tuple(index_of(points, point, "strip") for point in strip)
    if not chosen:
        raise ValueError("strip must name at least one frame: print shows nothing else")
    form, frames = _draw_all(draw, points, format)
    made = Explorable(draw, grid, points, frames, alts, first, chosen, title, form, say_alt)
    _check_weight(made)
    return made


def _alt_function(alt: str | Callable[..., str]) -> Callable[[Point], str]:
    def say_alt(point: Point) -> str:
        text = f"{alt.rstrip(' .')}, at {point_text(point)}." if isinstance(alt, str) else alt(**point)
        if not isinstance(text, str) or not text.strip() or (isinstance(alt, str) and not alt.strip()):
            raise ValueError(f"alt must give a text for every frame, got {text!r} at {point_text(point)}")
        return text.strip()

    return say_alt


def _draw_all(draw: Callable[..., Any], points: tuple[Point, ...], form: str) -> tuple[str, tuple[Picture, ...]]:
    frames: dict[int, Picture] = {}
    if form == "auto":
        # Three frames tell which form is smallest; drawing all of them three times would triple the cell's time.
        tried = sorted({0, len(points) // 2, len(points) - 1})
        samples = {i: encode_each(draw_figure(draw, points[i]), FORMATS) for i in tried}
        best = min(range(len(FORMATS)), key=lambda k: sum(len(sample[k].data) for sample in samples.values()))
        form = FORMATS[best]
        frames = {i: sample[best] for i, sample in samples.items()}
    for i, point in enumerate(points):
        if i not in frames:
            frames[i] = encode_each(draw_figure(draw, point), (form,))[0]
        if (frames[i].width, frames[i].height) != (frames[0].width, frames[0].height):
            raise ValueError(
                f"all frames must have one size: {point_text(points[0])} is {frames[0].width} x {frames[0].height} "
                f"pixels, {point_text(point)} is {frames[i].width} x {frames[i].height}"
            )
    return form, tuple(frames[i] for i in range(len(points)))


def _check_weight(made: Explorable) -> None:
    weight = len(made.html().encode())
    if weight > MAX_BYTES:
        n, frame = len(made.frames), made.frames[0]
        raise ValueError(
            f"an explorable may weigh at most {MAX_BYTES // 1000} kB, got {weight / 1000:.0f} kB ({n} frames of "
            f"{weight / n / 1000:.1f} kB as {made.format}): give fewer values, a smaller figure (now {frame.width} x "
            f"{frame.height} pixels), or one with fewer points and colours"
        )
