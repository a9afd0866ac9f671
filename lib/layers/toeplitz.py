"""A convolutional layer written as a fully connected one: a matrix with few weights, each of them used many times."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import check_integer
from lib.layers.output_size import conv_output_size


def _axis_links(size: int, kernel: int, padding: int, stride: int) -> list[list[tuple[int, int]]]:
    """Return, for each window along one axis, its (pixel, tap) pairs that lie in the picture."""
    count = conv_output_size(size, kernel, stride, padding)
    starts = [stride * i - padding for i in range(count)]
    return [[(start + u, u) for u in range(kernel) if 0 <= start + u < size] for start in starts]


def _sizes(name: str, sizes: Sequence[int] | int, n_axes: int) -> tuple[int, ...]:
    """Return a size for each axis of the kernel."""
    found = tuple(sizes) if isinstance(sizes, Sequence) else (sizes,)
    if len(found) != n_axes:
        raise ValueError(f"{name} must have {n_axes} numbers, one for each axis of the kernel, got {len(found)}")
    return tuple([check_integer(name, size, low=1) for size in found])


def toeplitz_matrix(
    kernel: ArrayLike, input_size: Sequence[int] | int, padding: int = 0, stride: int = 1
) -> np.ndarray:
    r"""Return the matrix :math:`T` for which :math:`T\,\mathrm{vec}(X)` is the cross-correlation of X with a kernel.

    Parameters
    ----------
    kernel : array_like, shape (taps,) or (rows, columns)
    input_size : int or sequence of int
        Pixels of the row, or height and width of the picture.
    padding : int, default 0
        Zeros added on each side; they need no column.
    stride : int, default 1

    Returns
    -------
    ndarray, shape (n_outputs, n_inputs)
        Pixels and windows are counted in reading order.

    Raises
    ------
    TypeError, ValueError
        If a setting is no integer or out of range, ``kernel`` has neither one axis nor two, or no window fits.

    Notes
    -----
    A fully connected layer of this weight matrix gives the same result; its zeros stay zeros ("sparse connectivity")
    and equal entries stay equal ("parameter sharing"). For a row and stride 1 it is a Toeplitz matrix, equal along each
    diagonal; for a picture it is a Toeplitz matrix of such blocks. Memory grows with the product of both sizes.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Goodfellow, Bengio and Courville (2016), *Deep Learning*, section 9.1.

    Examples
    --------
    >>> from lib.layers import toeplitz_matrix
    >>> toeplitz_matrix([1.0, 2.0, 3.0], 5, padding=1)
    array([[2., 3., 0., 0., 0.],
           [1., 2., 3., 0., 0.],
           [0., 1., 2., 3., 0.],
           [0., 0., 1., 2., 3.],
           [0., 0., 0., 1., 2.]])
    """
    K = np.asarray(kernel, dtype=np.float64)
    if K.ndim not in (1, 2):
        raise ValueError(f"kernel must have shape (taps,) or (rows, columns), got {K.shape}")
    sizes = _sizes("input_size", input_size, K.ndim)
    axes = [_axis_links(size, taps, padding, stride) for size, taps in zip(sizes, K.shape)]
    counts = [len(axis) for axis in axes]
    T = np.zeros((*counts, *sizes))
    for window in np.ndindex(*counts):
        links = [axis[i] for axis, i in zip(axes, window)]
        for chosen in np.ndindex(*map(len, links)):
            pairs = [link[i] for link, i in zip(links, chosen)]
            T[(*window, *(pixel for pixel, _ in pairs))] = K[tuple([tap for _, tap in pairs])]
    return T.reshape(math.prod(counts), math.prod(sizes))


def count_links(
    kernel_size: Sequence[int] | int, input_size: Sequence[int] | int, padding: int = 0, stride: int = 1
) -> int:
    """Count the links of a convolution, from a pixel to a window that sees it: the places of its Toeplitz matrix.

    Parameters
    ----------
    kernel_size : int or sequence of int
        Taps of the kernel along each axis.
    input_size : int or sequence of int
        As many lengths, in pixels.
    padding : int, default 0
        Zeros added on each side; they are not linked.
    stride : int, default 1

    Returns
    -------
    int
        Places of `toeplitz_matrix` that a kernel without zeros fills.

    Raises
    ------
    TypeError, ValueError
        If a setting is no integer or out of range, the numbers of axes differ, or no window fits.

    Notes
    -----
    A layer whose links do not share their weights ("locally connected") has as many parameters. Nothing of the size of
    the matrix is built.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Goodfellow, Bengio and Courville (2016), *Deep Learning*, section 9.2 and figure 9.14.

    Examples
    --------
    >>> from lib.layers import count_links
    >>> 5 * 5, count_links(3, 5, padding=1), 3  # weights: fully connected, locally connected, shared
    (25, 13, 3)
    """
    n_axes = len(kernel_size) if isinstance(kernel_size, Sequence) else 1
    kernel, sizes = _sizes("kernel_size", kernel_size, n_axes), _sizes("input_size", input_size, n_axes)
    axes = [_axis_links(size, taps, padding, stride) for size, taps in zip(sizes, kernel)]
    return math.prod([sum(map(len, axis)) for axis in axes])
