"""Pooling to a given size: however large the picture, the result has the same number of rows and columns."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from lib.basics import check_integer
from lib.grad.node import Gradients, Node
from lib.grad.recording import operand, record

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor


def output_sizes(input_sizes: tuple[int, ...], output_size: Any) -> tuple[int, int]:
    """Return the wanted rows and columns; None stands for those of the input.

    Parameters
    ----------
    input_sizes : tuple of int
    output_size : int, None or sequence of two of them

    Returns
    -------
    tuple of two int

    Raises
    ------
    TypeError, ValueError
        If a size is no positive integer, or there are not two.
    """
    both = output_size if isinstance(output_size, tuple | list) else (output_size, output_size)
    if len(both) != 2:
        raise ValueError(f"output_size must be one integer or two, got {len(both)}")
    rows, columns = [
        have if wanted is None else check_integer("output_size", wanted, low=1)
        for have, wanted in zip(input_sizes, both)
    ]
    return rows, columns


def bins(length: int, count: int) -> list[tuple[int, int]]:
    r"""Cut an axis into bins: bin i is :math:`\lfloor ih/n \rfloor` to :math:`\lceil (i+1)h/n \rceil`.

    Parameters
    ----------
    length, count : int
        Pixels :math:`h` and bins :math:`n`.

    Returns
    -------
    list of tuple of two int
        Start and end of each bin. Neighbours share a pixel where ``count`` does not divide ``length``.
    """
    return [(i * length // count, -(-(i + 1) * length // count)) for i in range(count)]


@lru_cache(64)
def _means(length: int, count: int, dtype: np.dtype[Any]) -> np.ndarray:
    """Return the matrix whose product takes the mean of each bin, shape (count, length)."""
    matrix = np.zeros((count, length), dtype)
    for row, (start, end) in zip(matrix, bins(length, count)):
        row[start:end] = 1 / (end - start)
    matrix.flags.writeable = False
    return matrix


def _checked(x: np.ndarray, output_size: Any) -> tuple[int, int]:
    """Check a picture, and return the wanted rows and columns."""
    if x.ndim not in (3, 4) or 0 in x.shape[-2:]:
        raise RuntimeError(f"input must have shape (batch, channels, height, width), none empty, got {x.shape}")
    return output_sizes(x.shape[-2:], output_size)


def _adaptive_avg_pool2d_backward(node: Node, gradient: np.ndarray) -> Gradients:
    r"""Differentiate :math:`Y = AXB^\top`: :math:`\bar X = A^\top \bar Y B`."""
    down, across = node.options
    return (down.T @ gradient @ across,)


def adaptive_avg_pool2d(input: Any, output_size: Any) -> Tensor:
    r"""Take the mean of each of a given number of bins, channel by channel.

    Parameters
    ----------
    input : Tensor, shape (batch, channels, height, width) or (channels, height, width)
    output_size : int, None, or tuple of two of them
        Rows and columns of the result; None keeps those of the input. 1 gives one mean for each channel: "global
        average pooling".

    Returns
    -------
    Tensor, shape (batch, channels, rows, columns) or (channels, rows, columns)

    Raises
    ------
    TypeError, ValueError
        If ``output_size`` is no positive integer, nor two.
    RuntimeError
        If the input has other axes, or no pixels.

    Notes
    -----
    Means along rows and along columns are matrix products, :math:`A X B^\top`. Bins differ in size, and share pixels,
    where the number of bins does not divide the number of pixels.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Lin, Chen and Yan (2014), *Network in Network*, section 3.2 (global average pooling).

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import adaptive_avg_pool2d
    >>> adaptive_avg_pool2d(Tensor([[[1.0, 2.0, 3.0], [5.0, 6.0, 7.0]]]), 1)
    tensor([[[4.]]])
    """
    x = operand(input)
    rows, columns = _checked(x, output_size)
    down, across = _means(x.shape[-2], rows, x.dtype), _means(x.shape[-1], columns, x.dtype)
    y = down @ x @ across.T  # (batch, channels, rows, columns)
    return record("adaptive_avg_pool2d", y, (input,), _adaptive_avg_pool2d_backward, options=(down, across))


def _adaptive_max_pool2d_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Hand each bin's gradient to the pixel that won it; bins may share it."""
    (winners,) = node.saved
    shape = node.inputs[0].shape
    flat = np.zeros((int(np.prod(shape[:-2])), shape[-2] * shape[-1]), gradient.dtype)
    row_of = np.arange(len(flat))[:, None]
    np.add.at(flat, (row_of, winners.reshape(len(flat), -1)), gradient.reshape(len(flat), -1))
    return (flat.reshape(shape),)


def adaptive_max_pool2d(input: Any, output_size: Any) -> Tensor:
    """Take the largest number of each of a given number of bins, channel by channel.

    Parameters
    ----------
    input : Tensor, shape (batch, channels, height, width) or (channels, height, width)
    output_size : int, None, or tuple of two of them
        Rows and columns of the result; None keeps those of the input.

    Returns
    -------
    Tensor, shape (batch, channels, rows, columns) or (channels, rows, columns)

    Raises
    ------
    TypeError, ValueError
        If ``output_size`` is no positive integer, nor two.
    RuntimeError
        If the input has other axes, or no pixels.

    Notes
    -----
    Bins are those of `adaptive_avg_pool2d`; where numbers tie, the first in reading order gets the gradient.
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import adaptive_max_pool2d
    >>> adaptive_max_pool2d(Tensor([[[1.0, 2.0, 3.0], [5.0, 6.0, 7.0]]]), (2, 1))
    tensor([[[3.],
             [7.]]])
    """
    x = operand(input)
    rows, columns = _checked(x, output_size)
    width = x.shape[-1]
    y = np.empty((*x.shape[:-2], rows, columns), x.dtype)
    winners = np.empty(y.shape, np.intp)  # place of each winner in its picture, counted in reading order
    for i, (top, bottom) in enumerate(bins(x.shape[-2], rows)):
        for j, (left, right) in enumerate(bins(width, columns)):
            cells = x[..., top:bottom, left:right].reshape(*x.shape[:-2], -1)
            best = cells.argmax(axis=-1)
            y[..., i, j] = np.take_along_axis(cells, best[..., None], -1)[..., 0]
            winners[..., i, j] = (top + best // (right - left)) * width + left + best % (right - left)
    return record("adaptive_max_pool2d", y, (input,), _adaptive_max_pool2d_backward, (winners,))
