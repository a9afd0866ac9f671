"""Convolution layers' arithmetic: one kernel slides over a picture, or over a row, and is used at every place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lib.basics import check_integer
from lib.grad.functional.activations import tensor_of
from lib.grad.functional.affine import ones
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
from lib.grad.recording import Recorded, operand, record

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor

# Copying a window in runs of fewer channels than this costs more than copying it tap by tap.
FEW_CHANNELS = 4


def margins_for(padding: Any, kernel: Pair, stride: Pair, dilation: Pair) -> Margins:
    """Return the rows and columns to add before and after.

    Parameters
    ----------
    padding : int, tuple of two int, "valid" or "same"
    kernel, stride, dilation : tuple of two int

    Returns
    -------
    tuple of two tuples of two int
        If "same" needs an odd number, the extra one comes after, as in torch.

    Raises
    ------
    ValueError
        If ``padding`` is another word, or "same" is wanted with a stride, where it has no meaning.
    """
    if padding == "valid":
        return (0, 0), (0, 0)
    if padding == "same":
        if stride != (1, 1):
            raise ValueError(f"stride must be 1 for padding='same', got {stride}")
        rows, columns = [step * (taps - 1) for taps, step in zip(kernel, dilation)]
        return (rows // 2, rows - rows // 2), (columns // 2, columns - columns // 2)
    if isinstance(padding, str):
        raise ValueError(f"padding must be a number, 'valid' or 'same', got {padding!r}")
    rows, columns = pair("padding", padding)
    return (rows, rows), (columns, columns)


def _columns(windows: np.ndarray, groups: int) -> np.ndarray:
    """Copy windows (batch, channels, down, across, rows, columns) into one matrix row each: "im2col".

    The result has shape (groups, n_windows, taps); taps run over kernel rows, kernel columns and a group's channels.
    """
    n, c, down, across, rows, columns = windows.shape
    split = windows.reshape(n, groups, c // groups, *windows.shape[2:])  # a view: the windows are only indexed
    n_windows, n_taps = n * down * across, rows * columns * (c // groups)
    if c // groups < FEW_CHANNELS:
        by_tap = np.ascontiguousarray(split.transpose(1, 5, 6, 2, 0, 3, 4))
        return by_tap.reshape(groups, n_taps, n_windows).swapaxes(1, 2)  # (groups, n_windows, taps)
    return np.ascontiguousarray(split.transpose(1, 0, 3, 4, 5, 6, 2)).reshape(groups, n_windows, n_taps)


def _matrix(weight: np.ndarray, groups: int) -> np.ndarray:
    """Return a kernel (out, in, rows, columns) as matrices, shape (groups, taps, out / groups)."""
    out, c, rows, columns = weight.shape
    split = weight.reshape(groups, out // groups, c, rows, columns).transpose(0, 3, 4, 2, 1)
    return split.reshape(groups, rows * columns * c, out // groups)


def _conv2d_backward(node: Node, gradient: np.ndarray) -> Gradients:
    r"""Differentiate :math:`Y = \mathrm{im2col}(X)\,W`: :math:`\bar W = \mathrm{im2col}(X)^\top \bar Y`.

    A pixel of X earns from each window that saw it the window's gradient times the tap it was seen through: the
    gradient slides back over the picture. :math:`\bar b` is the sum over batch and places.
    """
    columns, weight = node.saved
    groups, margins, stride, dilation = node.options
    (n, c, height, width), (out, per_group, *kernel) = node.inputs[0].shape, node.inputs[1].shape
    counts = gradient.shape[2], gradient.shape[3]
    rows = np.ascontiguousarray(gradient.transpose(0, 2, 3, 1)).reshape(-1, out)  # (n_windows, out)
    by_group = rows.reshape(-1, groups, out // groups).transpose(1, 0, 2)  # (groups, n_windows, out / groups)
    grad_x = grad_weight = grad_bias = None
    if node.needs[0]:
        taken = weight.reshape(groups, out // groups, per_group, *kernel)
        padded = np.zeros((n, height + sum(margins[0]), width + sum(margins[1]), c), gradient.dtype).transpose(
            0, 3, 1, 2
        )
        for i, j, place in taps((kernel[0], kernel[1]), stride, dilation, counts):
            share = np.matmul(by_group, np.ascontiguousarray(taken[..., i, j]))  # (groups, n_windows, in / groups)
            padded[place] += share.transpose(1, 0, 2).reshape(n, *counts, c).transpose(0, 3, 1, 2)
        grad_x = without_margins(padded, margins)
    if node.needs[1]:
        product = np.matmul(columns.swapaxes(1, 2), by_group)  # (groups, taps, out / groups)
        split = product.reshape(groups, *kernel, per_group, out // groups).transpose(0, 4, 3, 1, 2)
        grad_weight = split.reshape(out, per_group, *kernel)
    if node.needs[2:] == (True,):
        grad_bias = np.dot(ones(len(rows), rows.dtype), rows)
    return grad_x, grad_weight, grad_bias


def conv2d(
    input: Any,
    weight: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    r"""Slide each filter over a picture and take the inner product with what it covers.

    .. math:: Y_{noij} = b_o + \sum_{c,u,v} W_{ocuv}\, X_{n,\,c,\,si + du - p,\,sj + dv - p}

    This is cross-correlation; a convolution would flip the kernel (`lib.layers.convolve2d`). What is learned makes up
    for it: a flipped kernel learns flipped weights.

    Parameters
    ----------
    input : Tensor, shape (batch, in_channels, height, width) or (in_channels, height, width)
    weight : Tensor, shape (out_channels, in_channels / groups, kernel height, kernel width)
    bias : Tensor, shape (out_channels,), optional
    stride : int or tuple of two int, default 1
        Pixels from window to window :math:`s`, down and across.
    padding : int, tuple of two int, "valid" or "same", default 0
        Rows and columns of zeros on each side, :math:`p`; "same" keeps height and width (stride 1 only).
    dilation : int or tuple of two int, default 1
        Pixels from tap to tap :math:`d`.
    groups : int, default 1
        Parts into which channels are split; each filter sees one part only. With ``groups = in_channels`` each filter
        sees one channel ("depthwise").

    Returns
    -------
    Tensor, shape (batch, out_channels, n_down, n_across) or (out_channels, n_down, n_across)
        ``n_down = floor((height + 2 padding - dilation (kernel - 1) - 1) / stride) + 1``.

    Raises
    ------
    TypeError
        If a setting is of another kind.
    ValueError
        If a setting is out of range.
    RuntimeError
        If the shapes do not belong together, or no window fits.

    Notes
    -----
    Windows are copied into the rows of a matrix ("im2col", Chellapilla et al. 2006), so that one product does all the
    work: ``n_windows * out_channels * taps`` multiply-adds forward, twice that backward. The copy takes as many times
    the input's memory as a window has taps and is kept for the backward pass. In memory the channels of a pixel lie
    side by side, in the input's copy and in the result, so that both copies and products run over long rows.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    LeCun et al. (1989), *Backpropagation Applied to Handwritten Zip Code Recognition*; Chellapilla, Puri and Simard
    (2006), *High Performance Convolutional Neural Networks for Document Processing*, section 3; Dumoulin and Visin
    (2016), *A guide to convolution arithmetic for deep learning*, chapter 2.

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import conv2d
    >>> picture = Tensor([[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]]])
    >>> kernel = Tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
    >>> conv2d(picture, kernel)  # the first is 0*1 + 1*2 + 3*3 + 4*4
    tensor([[[27., 37.],
             [57., 67.]]])
    """
    x, w = operand(input), operand(weight)
    check_integer("groups", groups, low=1)
    if w.ndim != 4 or min(w.shape) < 1:
        raise RuntimeError(f"weight must have shape (out_channels, in_channels / groups, height, width), got {w.shape}")
    if len(w) % groups:
        raise RuntimeError(f"weight must have a number of filters that {groups} groups share, got {len(w)}")
    wanted = w.shape[1] * groups
    if x.ndim not in (3, 4) or x.shape[-3] != wanted:
        raise RuntimeError(f"input must have shape (batch, {wanted}, height, width), got {x.shape}")
    if x.ndim == 3:
        one = conv2d(tensor_of(input).unsqueeze(0), weight, bias, stride, padding, dilation, groups)
        return one.squeeze(0)
    kernel: Pair = w.shape[2:]
    steps, gaps = pair("stride", stride, low=1), pair("dilation", dilation, low=1)
    margins = margins_for(padding, kernel, steps, gaps)
    sizes: Pair = x.shape[2:]
    down, across = [window_count(*each) for each in zip(sizes, kernel, steps, margins, gaps)]
    reach = tuple([gap * (n_taps - 1) + 1 for gap, n_taps in zip(gaps, kernel)])
    check_counts("input", sizes, (down, across), (reach[0], reach[1]), margins)
    channels_last = np.ascontiguousarray(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)
    padded = with_margins(channels_last, margins)
    columns = _columns(sliding_windows(padded, kernel, steps, gaps, (down, across)), groups)
    y = np.empty((columns.shape[1], groups, len(w) // groups), np.result_type(x, w))
    np.matmul(columns, _matrix(w, groups), out=y.transpose(1, 0, 2))
    y = y.reshape(len(x), down, across, len(w))
    inputs: tuple[Any, ...] = (input, weight)
    if bias is not None:
        b = operand(bias)
        if b.shape != w.shape[:1]:
            raise RuntimeError(f"bias must have shape ({len(w)},), got {b.shape}")
        long = y.reshape(-1, across * len(w))  # whole rows of pixels: NumPy adds long rows faster than short ones
        y = np.add(long, np.tile(b, across), out=long if y.dtype == b.dtype else None).reshape(y.shape)
        inputs = (input, weight, bias)
    saved: tuple[Any, ...] = (columns, w)
    watch: tuple[Any, ...] = (input, weight)
    if not (isinstance(input, Recorded) and input._requires_grad):  # then the weight is not needed backward
        saved, watch = (columns, None), (input,)
    options = (groups, margins, steps, gaps)
    return record("conv2d", y.transpose(0, 3, 1, 2), inputs, _conv2d_backward, saved, watch, options)


def conv1d(
    input: Any,
    weight: Any,
    bias: Any = None,
    stride: int = 1,
    padding: Any = 0,
    dilation: int = 1,
    groups: int = 1,
) -> Tensor:
    r"""Slide each filter along a row: `conv2d` of a picture of height 1.

    Parameters
    ----------
    input : Tensor, shape (batch, in_channels, length) or (in_channels, length)
    weight : Tensor, shape (out_channels, in_channels / groups, kernel length)
    bias : Tensor, shape (out_channels,), optional
    stride, dilation, groups : int, default 1
    padding : int, "valid" or "same", default 0

    Returns
    -------
    Tensor, shape (batch, out_channels, n_windows) or (out_channels, n_windows)

    Raises
    ------
    TypeError, ValueError, RuntimeError
        As in `conv2d`.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Waibel, Hanazawa, Hinton, Shikano and Lang (1989), *Phoneme Recognition Using Time-Delay Neural Networks*.

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import conv1d
    >>> conv1d(Tensor([[1.0, 4.0, 9.0, 16.0]]), Tensor([[[-1.0, 1.0]]]))  # differences of neighbours
    tensor([[3., 5., 7.]])
    """
    w = operand(weight)
    if w.ndim != 3:
        raise RuntimeError(f"weight must have shape (out_channels, in_channels / groups, length), got {w.shape}")
    if operand(input).ndim not in (2, 3):
        raise RuntimeError(f"input must have shape (batch, in_channels, length), got {operand(input).shape}")
    step, gap = check_integer("stride", stride, low=1), check_integer("dilation", dilation, low=1)
    sides = padding if isinstance(padding, str) else (0, check_integer("padding", padding, low=0))
    picture, kernel = tensor_of(input).unsqueeze(-2), tensor_of(weight).unsqueeze(-2)
    return conv2d(picture, kernel, bias, (1, step), sides, (1, gap), groups).squeeze(-2)
