"""Windows as columns, and back: "im2col", which turns a convolution into a matrix product, and its transpose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lib.grad.functional.activations import tensor_of
from lib.grad.functional.windows import (
    Margins,
    Pair,
    check_counts,
    pair,
    sliding_windows,
    taps,
    window_count,
    with_margins,
    without_margins,
)
from lib.grad.node import Gradients, Node
from lib.grad.recording import operand, record

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor

Layout = tuple[Pair, Pair, Pair, Pair, Margins]  # kernel, stride, dilation, counts, margins


def _layout(sizes: Pair, kernel_size: Any, dilation: Any, padding: Any, stride: Any, name: str) -> Layout:
    """Check the settings, and return where the windows lie."""
    kernel, steps = pair("kernel_size", kernel_size, low=1), pair("stride", stride, low=1)
    gaps, (rows, columns) = pair("dilation", dilation, low=1), pair("padding", padding)
    margins = (rows, rows), (columns, columns)
    down, across = [window_count(*each) for each in zip(sizes, kernel, steps, margins, gaps)]
    check_counts(name, sizes, (down, across), kernel, margins)
    return kernel, steps, gaps, (down, across), margins


def _to_columns(x: np.ndarray, layout: Layout) -> np.ndarray:
    """Return the windows of pictures as columns, shape (batch, channels * taps, n_windows)."""
    kernel, steps, gaps, counts, margins = layout
    windows = sliding_windows(with_margins(x, margins), kernel, steps, gaps, counts)
    by_tap = windows.transpose(0, 1, 4, 5, 2, 3)  # (batch, channels, kernel rows, kernel columns, down, across)
    n, c = x.shape[:2]
    return by_tap.reshape(n, c * kernel[0] * kernel[1], counts[0] * counts[1])


def _add_columns(columns: np.ndarray, sizes: Pair, layout: Layout) -> np.ndarray:
    """Add every column back where its window lay, shape (batch, channels, *sizes)."""
    kernel, steps, gaps, counts, margins = layout
    n, c = len(columns), columns.shape[1] // (kernel[0] * kernel[1])
    by_tap = columns.reshape(n, c, *kernel, *counts)
    padded = np.zeros((n, c, sizes[0] + sum(margins[0]), sizes[1] + sum(margins[1])), columns.dtype)
    for i, j, place in taps(kernel, steps, gaps, counts):
        padded[place] += by_tap[:, :, i, j]
    return without_margins(padded, margins)


def _unfold_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Add up what a pixel earned in every column that it was copied to."""
    return (_add_columns(gradient, node.inputs[0].shape[2:], node.options),)  # type: ignore[arg-type]


def _fold_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Each entry of a column earns what the pixel that it was added to earned."""
    return (_to_columns(gradient, node.options),)


def unfold(input: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Tensor:
    r"""Write every window of a picture as a column.

    Parameters
    ----------
    input : Tensor, shape (batch, channels, height, width) or (channels, height, width)
    kernel_size, dilation, stride : int or tuple of two int
    padding : int or tuple of two int, default 0

    Returns
    -------
    Tensor, shape (batch, channels * taps, n_windows) or (channels * taps, n_windows)
        A column runs through the channels, in each through the window's rows, in each through its columns; the windows
        come row by row.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.
    RuntimeError
        If the input has other axes, or no window fits.

    Notes
    -----
    A convolution is the product of its weights, one filter a row, with these columns: see the example. `conv2d` does
    the same in a memory order that is faster.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Chellapilla, Puri and Simard (2006), *High Performance Convolutional Neural Networks for Document Processing*,
    section 3.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import conv2d, unfold
    >>> picture, kernel = np.arange(9.0).reshape(1, 3, 3), np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> columns = unfold(Tensor(picture), 2)
    >>> columns
    tensor([[0., 1., 3., 4.],
            [1., 2., 4., 5.],
            [3., 4., 6., 7.],
            [4., 5., 7., 8.]])
    >>> kernel.reshape(1, 4) @ columns.data
    array([[27., 37., 57., 67.]])
    >>> conv2d(Tensor(picture), Tensor(kernel[None, None])).flatten()
    tensor([27., 37., 57., 67.])
    """
    x = operand(input)
    if x.ndim == 3:
        return unfold(tensor_of(input).unsqueeze(0), kernel_size, dilation, padding, stride).squeeze(0)
    if x.ndim != 4:
        raise RuntimeError(f"input must have shape (batch, channels, height, width), got {x.shape}")
    layout = _layout(x.shape[2:], kernel_size, dilation, padding, stride, "input")
    return record("unfold", _to_columns(x, layout), (input,), _unfold_backward, options=layout)


def fold(
    input: Any, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Tensor:
    r"""Add columns back where their windows lie in a picture: the transpose of `unfold`, not its inverse.

    Parameters
    ----------
    input : Tensor, shape (batch, channels * taps, n_windows) or (channels * taps, n_windows)
    output_size : int or tuple of two int
        Height and width of the picture.
    kernel_size, dilation, stride : int or tuple of two int
    padding : int or tuple of two int, default 0

    Returns
    -------
    Tensor, shape (batch, channels, height, width) or (channels, height, width)

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.
    RuntimeError
        If the input does not have as many rows and columns as taps and windows, or no window fits.

    Notes
    -----
    What `unfold` does backward: a pixel gets the sum over all windows that saw it.
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import fold
    >>> fold(Tensor(np.ones((4, 4))), output_size=3, kernel_size=2)  # how many windows see each pixel
    tensor([[[1., 2., 1.],
             [2., 4., 2.],
             [1., 2., 1.]]])
    """
    x = operand(input)
    if x.ndim == 2:
        return fold(tensor_of(input).unsqueeze(0), output_size, kernel_size, dilation, padding, stride).squeeze(0)
    sizes = pair("output_size", output_size, low=1)
    layout = _layout(sizes, kernel_size, dilation, padding, stride, "output_size")
    n_taps, n_windows = layout[0][0] * layout[0][1], layout[3][0] * layout[3][1]
    if x.ndim != 3 or x.shape[1] % n_taps or x.shape[2] != n_windows:
        raise RuntimeError(f"input must have shape (batch, channels * {n_taps}, {n_windows}), got {x.shape}")
    return record("fold", _add_columns(x, sizes, layout), (input,), _fold_backward, options=layout)
