"""Windows that slide over the rows and columns of pictures: how many there are, and where each of them looks."""

from __future__ import annotations

import numbers
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from lib.basics import check_integer

Pair = tuple[int, int]
Margins = tuple[Pair, Pair]


def pair(name: str, value: Any, low: int = 0) -> Pair:
    """Return a setting for rows and for columns; one integer stands for both.

    Parameters
    ----------
    name : str
        Name of the argument in the message.
    value : int or sequence of two int
    low : int, default 0
        Smallest allowed.

    Returns
    -------
    tuple of two int

    Raises
    ------
    TypeError
        If ``value`` is neither an integer nor a sequence of integers.
    ValueError
        If the sequence does not hold two, or an integer is below ``low``.
    """
    if isinstance(value, tuple | list):
        if len(value) != 2:
            raise ValueError(f"{name} must be one integer or two, got {len(value)}")
        return check_integer(name, value[0], low=low), check_integer(name, value[1], low=low)
    if not isinstance(value, numbers.Integral) or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer or a pair of integers, got {type(value).__name__}")
    return (check_integer(name, value, low=low),) * 2


def window_count(
    length: int, kernel: int, stride: int = 1, margin: Pair = (0, 0), dilation: int = 1, ceil_mode: bool = False
) -> int:
    r"""Count the windows along one axis: :math:`\lfloor (h + p_0 + p_1 - d(k-1) - 1)/s \rfloor + 1`.

    Parameters
    ----------
    length : int
        Length :math:`h` of the axis, in pixels.
    kernel, stride, dilation : int
        Taps :math:`k` of a window; pixels from window to window :math:`s`, and from tap to tap :math:`d`.
    margin : tuple of two int
        Pixels added before and after, :math:`p_0` and :math:`p_1`.
    ceil_mode : bool, default False
        Round up: a last window may reach beyond the end, but must start before it.

    Returns
    -------
    int
        Below 1 if no window fits.
    """
    room = length + sum(margin) - dilation * (kernel - 1) - 1
    if not ceil_mode:
        return room // stride + 1
    count = -(-room // stride) + 1
    return count - 1 if (count - 1) * stride >= length + margin[0] else count


def check_counts(name: str, sizes: tuple[int, ...], counts: Pair, kernel: Pair, margins: Margins) -> None:
    """Refuse a picture that is too small for a single window.

    Parameters
    ----------
    name : str
        Name of the argument in the message.
    sizes : tuple of int
        Rows and columns of the picture.
    counts : tuple of two int
        Windows along rows and columns.
    kernel : tuple of two int
    margins : tuple of two tuples of two int

    Raises
    ------
    RuntimeError
        If a count is below 1.
    """
    if min(counts) < 1:
        padded = tuple([size + sum(margin) for size, margin in zip(sizes, margins)])
        raise RuntimeError(f"{name} must be at least as large as the window, {kernel}, got {padded} after padding")


def with_margins(x: np.ndarray, margins: Margins, value: float = 0.0) -> np.ndarray:
    """Return pictures with rows and columns of one value around them; ``x`` itself if there are none.

    Parameters
    ----------
    x : ndarray, shape (batch, channels, height, width)
    margins : tuple of two tuples of two int
        Before and after the rows, before and after the columns.
    value : float, default 0.0

    Returns
    -------
    ndarray, shape (batch, channels, height + rows, width + columns)
        In the memory order of ``x``.
    """
    (top, bottom), (left, right) = margins
    if not (top or bottom or left or right):
        return x
    n, c, h, w = x.shape
    out = np.full_like(x, value, shape=(n, c, top + h + bottom, left + w + right))
    out[:, :, top : top + h, left : left + w] = x
    return out


def without_margins(padded: np.ndarray, margins: Margins) -> np.ndarray:
    """Return the pictures inside their margins, a view; the inverse of `with_margins`.

    Parameters
    ----------
    padded : ndarray, shape (batch, channels, rows, columns)
    margins : tuple of two tuples of two int

    Returns
    -------
    ndarray, shape (batch, channels, height, width)
    """
    (top, bottom), (left, right) = margins
    return padded[:, :, top : padded.shape[2] - bottom, left : padded.shape[3] - right]


def sliding_windows(padded: np.ndarray, kernel: Pair, stride: Pair, dilation: Pair, counts: Pair) -> np.ndarray:
    """Return every window as a view: no number is copied, neighbours overlap in memory.

    Parameters
    ----------
    padded : ndarray, shape (batch, channels, rows, columns)
    kernel, stride, dilation, counts : tuple of two int

    Returns
    -------
    ndarray, shape (batch, channels, n_down, n_across, kernel rows, kernel columns)
        Read only.
    """
    n, c = padded.shape[:2]
    across_batch, across_channels, down, right = padded.strides
    steps = (down * stride[0], right * stride[1], down * dilation[0], right * dilation[1])
    return as_strided(padded, (n, c, *counts, *kernel), (across_batch, across_channels, *steps), writeable=False)


def taps(kernel: Pair, stride: Pair, dilation: Pair, counts: Pair) -> Iterator[tuple[int, int, tuple[Any, ...]]]:
    """Yield each tap of the kernel with the pixels that it meets in all windows.

    Parameters
    ----------
    kernel, stride, dilation, counts : tuple of two int

    Yields
    ------
    (int, int, tuple)
        Row and column of the tap, in row order, and an index into padded pictures, which gives shape
        (batch, channels, n_down, n_across).
    """
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            starts = i * dilation[0], j * dilation[1]
            down, across = [
                slice(start, start + step * (count - 1) + 1, step) for start, step, count in zip(starts, stride, counts)
            ]
            yield i, j, (slice(None), slice(None), down, across)
