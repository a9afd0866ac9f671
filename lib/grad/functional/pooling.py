"""Pooling: one number for each window of each channel, the largest or the mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lib.basics import check_integer
from lib.grad.functional.activations import tensor_of
from lib.grad.functional.windows import (
    Margins,
    Pair,
    check_counts,
    pair,
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


def _layout(x: np.ndarray, kernel_size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool) -> Layout:
    """Check the settings of a pooling, and return where its windows lie."""
    if x.ndim != 4:
        raise RuntimeError(f"input must have shape (batch, channels, height, width), got {x.shape}")
    kernel = pair("kernel_size", kernel_size, low=1)
    steps = kernel if stride is None else pair("stride", stride, low=1)
    rim, gaps = pair("padding", padding), pair("dilation", dilation, low=1)
    for rows, taps_in_row, gap in zip(rim, kernel, gaps):
        if rows > ((taps_in_row - 1) * gap + 1) // 2:
            raise RuntimeError(f"padding must be at most half of the window {kernel}, got {rim}")
    sizes: Pair = x.shape[2:]
    down, across = [
        window_count(*each, ceil_mode) for each in zip(sizes, kernel, steps, [(rows, rows) for rows in rim], gaps)
    ]
    check_counts("input", sizes, (down, across), kernel, ((rim[0], rim[0]), (rim[1], rim[1])))
    ends = []  # rows and columns after the picture, as many as the last window reaches: more with ceil_mode
    for size, rows, taps_in_row, step, gap, count in zip(sizes, rim, kernel, steps, gaps, (down, across)):
        ends.append(max(rows, (count - 1) * step + gap * (taps_in_row - 1) + 1 - size - rows))
    return kernel, steps, gaps, (down, across), ((rim[0], ends[0]), (rim[1], ends[1]))


def _spread(node: Node, like: np.ndarray, gradient: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return zeros for the padded input's gradient, and the gradient, both in the memory order of ``like``."""
    margins = node.options[-1]
    n, c, height, width = node.inputs[0].shape
    shape = (n, c, height + sum(margins[0]), width + sum(margins[1]))
    upstream = np.empty_like(like, gradient.dtype)
    upstream[...] = gradient
    return np.zeros_like(like, gradient.dtype, shape=shape), upstream


def _max_pool2d_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Hand each window's gradient to the pixel that won it; the others did not change the result."""
    (winner,) = node.saved
    kernel, steps, gaps, counts, margins = node.options
    padded, upstream = _spread(node, winner, gradient)
    # Only where windows overlap can a pixel win twice.
    overlap = any(step < gap * (size - 1) + 1 for step, gap, size in zip(steps, gaps, kernel))
    for number, (_, _, place) in enumerate(taps(kernel, steps, gaps, counts)):
        share = upstream * (winner == number)
        if overlap:
            padded[place] += share
        else:
            padded[place] = share
    return (without_margins(padded, margins),)


def max_pool2d(
    input: Any,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
) -> Tensor:
    r"""Take the largest number of each window, channel by channel.

    Parameters
    ----------
    input : Tensor, shape (batch, channels, height, width) or (channels, height, width)
    kernel_size : int or tuple of two int
        Rows and columns of a window.
    stride : int or tuple of two int, optional
        Pixels from window to window; a whole window if not given. Smaller: the windows overlap.
    padding : int or tuple of two int, default 0
        Rows and columns of minus infinity on each side, half a window at most.
    dilation : int or tuple of two int, default 1
        Pixels from tap to tap.
    ceil_mode : bool, default False
        Keep a last window that does not fit in whole.

    Returns
    -------
    Tensor, shape (batch, channels, n_down, n_across) or (channels, n_down, n_across)

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.
    RuntimeError
        If the input has other axes, is smaller than a window, or ``padding`` is above half a window.

    Notes
    -----
    Where several numbers tie, the first in reading order wins and gets the whole gradient, as in torch. The cost is a
    comparison for each tap of each window; only the winner's place is kept for the backward pass.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Ranzato, Huang, Boureau and LeCun (2007), *Unsupervised Learning of Invariant Feature Hierarchies with Applications
    to Object Recognition*; for overlapping windows Krizhevsky, Sutskever and Hinton (2012), *ImageNet Classification
    with Deep Convolutional Neural Networks*, section 3.4.

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import max_pool2d
    >>> max_pool2d(Tensor([[[1.0, 5.0, 2.0, 0.0], [3.0, 4.0, 8.0, 6.0]]]), 2)
    tensor([[[5., 8.]]])
    """
    if operand(input).ndim == 3:
        return max_pool2d(tensor_of(input).unsqueeze(0), kernel_size, stride, padding, dilation, ceil_mode).squeeze(0)
    x = operand(input)
    layout = _layout(x, kernel_size, stride, padding, dilation, ceil_mode)
    kernel, steps, gaps, counts, margins = layout
    padded = with_margins(x, margins, -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min)
    places = [place for _, _, place in taps(kernel, steps, gaps, counts)]
    best = padded[places[0]].copy("K")
    winner = np.zeros_like(best, np.min_scalar_type(len(places) - 1))
    for number, place in enumerate(places[1:], 1):
        taken = padded[place].copy("K")  # one slow walk over the pixels, then fast ones over the copy
        better = (taken > best) | (taken != taken)  # as in torch, nan beats every number
        np.maximum(winner, better * winner.dtype.type(number), out=winner)  # numbers grow, so the last better one stays
        np.maximum(best, taken, out=best)
    return record("max_pool2d", best, (input,), _max_pool2d_backward, (winner,), options=layout)


def _divisors(size: int, kernel: int, stride: int, count: int, before: int, include_pad: bool) -> np.ndarray:
    """Return how many pixels of one axis each window's mean counts, shape (count,)."""
    starts = np.arange(count) * stride - before
    ends = np.minimum(starts + kernel, size + before)  # what only ceil_mode adds never counts
    if include_pad:
        return ends - starts
    return np.minimum(ends, size) - np.maximum(starts, 0)


def _avg_pool2d_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Hand every pixel of a window the same share of the window's gradient."""
    (divisors,) = node.saved
    kernel, steps, gaps, counts, margins = node.options
    padded, upstream = _spread(node, gradient, gradient)
    upstream /= divisors
    for _, _, place in taps(kernel, steps, gaps, counts):
        padded[place] += upstream
    return (without_margins(padded, margins),)


def avg_pool2d(
    input: Any,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    r"""Take the mean of each window, channel by channel.

    Parameters
    ----------
    input : Tensor, shape (batch, channels, height, width) or (channels, height, width)
    kernel_size : int or tuple of two int
        Rows and columns of a window.
    stride : int or tuple of two int, optional
        Pixels from window to window; a whole window if not given.
    padding : int or tuple of two int, default 0
        Rows and columns of zeros on each side, half a window at most.
    ceil_mode : bool, default False
        Keep a last window that does not fit in whole; its mean is over what there is.
    count_include_pad : bool, default True
        Whether the zeros of the padding count in the mean.
    divisor_override : int, optional
        Divide by this number instead of by the count.

    Returns
    -------
    Tensor, shape (batch, channels, n_down, n_across) or (channels, n_down, n_across)

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.
    RuntimeError
        If the input has other axes, is smaller than a window, or ``padding`` is above half a window.

    Notes
    -----
    A convolution, channel by channel, with a kernel of equal weights that is not learned. One addition for each tap of
    each window.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    LeCun, Bottou, Bengio and Haffner (1998), *Gradient-Based Learning Applied to Document Recognition*, section II.B.

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import avg_pool2d
    >>> avg_pool2d(Tensor([[[1.0, 5.0, 2.0, 0.0], [3.0, 3.0, 8.0, 6.0]]]), 2)
    tensor([[[3., 4.]]])
    """
    if operand(input).ndim == 3:
        options = (kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)
        return avg_pool2d(tensor_of(input).unsqueeze(0), *options).squeeze(0)
    x = operand(input)
    layout = _layout(x, kernel_size, stride, padding, 1, ceil_mode)
    kernel, steps, gaps, counts, margins = layout
    if divisor_override is None:
        rim = (margins[0][0], margins[1][0])
        axes = zip(x.shape[2:], kernel, steps, counts, rim)
        down, across = [_divisors(*each, count_include_pad) for each in axes]
        divisors = np.multiply.outer(down, across).astype(x.dtype)  # (n_down, n_across)
    else:
        divisors = np.array(check_integer("divisor_override", divisor_override, low=1), x.dtype)
    padded = with_margins(x, margins)
    places = [place for _, _, place in taps(kernel, steps, gaps, counts)]
    total = padded[places[0]].copy("K")
    for place in places[1:]:
        total += padded[place]
    total /= divisors
    return record("avg_pool2d", total, (input,), _avg_pool2d_backward, (divisors,), options=layout)
