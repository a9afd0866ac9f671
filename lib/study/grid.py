"""The grid of parameter values behind an explorable: its limits, its points, and how they read."""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Mapping
from typing import Any

MAX_FRAMES = 60
STRIP_LENGTH = 4

Point = dict[str, Any]


def name_text(name: str) -> str:
    """Return a parameter's name as the reader sees it.

    Parameters
    ----------
    name : str

    Returns
    -------
    str

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> name_text("noise_level")
    'noise level'
    """
    return name.replace("_", " ")


def value_text(value: Any) -> str:
    """Return a slider value as the reader sees it: real numbers in at most six significant digits.

    Parameters
    ----------
    value : object

    Returns
    -------
    str

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> value_text(0.1 + 0.2), value_text(3), value_text("relu"), value_text(1e-5)
    ('0.3', '3', 'relu', '1e-05')
    """
    if isinstance(value, numbers.Real) and not isinstance(value, numbers.Integral):
        return f"{float(value):g}"
    return str(value)


def point_text(point: Mapping[str, Any]) -> str:
    """Return a point of the grid as the reader sees it.

    Parameters
    ----------
    point : mapping

    Returns
    -------
    str

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> point_text({"degree": 3, "noise_level": 0.25})
    'degree = 3, noise level = 0.25'
    """
    return ", ".join(f"{name_text(name)} = {value_text(value)}" for name, value in point.items())


def check_values(values: Mapping[str, Iterable[Any]]) -> dict[str, tuple[Any, ...]]:
    """Return the values of each parameter as tuples, if they make sliders and not too many frames.

    Parameters
    ----------
    values : mapping of str to iterable

    Returns
    -------
    dict of str to tuple

    Raises
    ------
    ValueError
        If there are no or more than two parameters, fewer than two values, values that read alike, or too many frames.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> check_values({"degree": range(1, 4)})
    {'degree': (1, 2, 3)}
    """
    if not 1 <= len(values) <= 2:
        raise ValueError(
            f"explore takes the values of 1 or 2 parameters, got {len(values)}: {', '.join(values) or '-'}"
        )
    grid: dict[str, tuple[Any, ...]] = {}
    for name, given in values.items():
        if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
            raise ValueError(f"{name} must be a list of values for its slider, got {given!r}")
        grid[name] = tuple(given)
        labels = [value_text(value) for value in grid[name]]
        if len(labels) < 2:
            raise ValueError(f"{name} needs at least 2 values for a slider, got {len(labels)}")
        if repeated := sorted({label for label in labels if labels.count(label) > 1}):
            raise ValueError(f"{name} has values that read alike: {', '.join(repeated)}")
    count = 1
    for given_values in grid.values():
        count *= len(given_values)
    if count > MAX_FRAMES:
        sizes = " x ".join(str(len(v)) for v in grid.values())
        raise ValueError(f"explore draws at most {MAX_FRAMES} frames, got {sizes} = {count}: give fewer values")
    return grid


def index_of(points: tuple[Point, ...], point: Mapping[str, Any], argument: str) -> int:
    """Return where on the grid a point stands.

    Parameters
    ----------
    points : tuple of dict
    point : mapping
    argument : {"start", "strip"}
        Named in the message.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If the point is not on the grid.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> index_of(({"degree": 1}, {"degree": 2}), {"degree": 2}, "start")
    1
    """
    try:
        return points.index(dict(point))
    except (ValueError, TypeError):
        known = point_text(points[0])
        raise ValueError(
            f"{argument} must give one of the listed values for each parameter, such as {known}, got {point!r}"
        ) from None


def default_strip(grid: dict[str, tuple[Any, ...]]) -> tuple[int, ...]:
    """Return the frames for print: up to four spread evenly over one parameter, the corners of two.

    Parameters
    ----------
    grid : dict of str to tuple

    Returns
    -------
    tuple of int

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> default_strip({"degree": (1, 2, 3, 4, 5, 6, 7)}), default_strip({"degree": (1, 2, 3), "noise": (0.1, 0.2)})
    ((0, 2, 4, 6), (0, 1, 4, 5))
    """
    sizes = [len(values) for values in grid.values()]
    if len(sizes) == 1:
        length = min(STRIP_LENGTH, sizes[0])
        return tuple(round(i * (sizes[0] - 1) / (length - 1)) for i in range(length))
    rows, columns = sizes
    return tuple(row * columns + column for row in (0, rows - 1) for column in (0, columns - 1))
