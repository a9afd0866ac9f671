"""The definition of a convolutional layer, one multiplication at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import check_integer
from lib.grad.functional.windows import pair
from lib.layers.output_size import conv_output_size


def conv2d_by_loops(
    x: ArrayLike,
    w: ArrayLike,
    b: ArrayLike | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> np.ndarray:
    r"""Slide filters over pictures with plain loops.

    .. math:: Y_{noij} = b_o + \sum_{c,u,v} W_{ocuv}\, X_{n,\,c,\,si + du - p,\,sj + dv - p}

    Parameters
    ----------
    x : array_like, shape (batch, in_channels, height, width)
    w : array_like, shape (out_channels, in_channels / groups, kernel rows, kernel columns)
    b : array_like, shape (out_channels,), optional
    stride, dilation : int or tuple of two int, default 1
    padding : int or tuple of two int, default 0
    groups : int, default 1

    Returns
    -------
    ndarray, shape (batch, out_channels, n_down, n_across)

    Raises
    ------
    TypeError
        If a setting is of the wrong kind.
    ValueError
        If a setting is out of range, the shapes do not belong together, or no window fits.

    Notes
    -----
    To be read, not to be used: each multiply-add costs a turn of a Python loop. `lib.grad.functional.conv2d` gives the
    same numbers.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Goodfellow, Bengio and Courville (2016), *Deep Learning*, equation 9.6 and section 9.5.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.layers import conv2d_by_loops
    >>> picture, kernel = np.arange(9.0).reshape(1, 1, 3, 3), np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    >>> conv2d_by_loops(picture, kernel)[0, 0]
    array([[27., 37.],
           [57., 67.]])
    """
    X, W = np.asarray(x, dtype=np.float64), np.asarray(w, dtype=np.float64)
    check_integer("groups", groups, low=1)
    if W.ndim != 4 or len(W) % groups:
        raise ValueError(
            f"w must have shape (a multiple of {groups}, in_channels / groups, rows, columns), got {W.shape}"
        )
    out_channels, per_group, *kernel = W.shape
    if X.ndim != 4 or X.shape[1] != per_group * groups:
        raise ValueError(f"x must have shape (batch, {per_group * groups}, height, width), got {X.shape}")
    bias = np.zeros(out_channels) if b is None else np.asarray(b, dtype=np.float64)
    if bias.shape != (out_channels,):
        raise ValueError(f"b must have shape ({out_channels},), got {bias.shape}")
    step, pad, gap = pair("stride", stride, low=1), pair("padding", padding), pair("dilation", dilation, low=1)
    n, _, *sizes = X.shape
    down, across = [conv_output_size(*each) for each in zip(sizes, kernel, step, pad, gap)]
    Y = np.empty((n, out_channels, down, across))
    for sample, o, i, j in np.ndindex(Y.shape):
        first = o // (out_channels // groups) * per_group  # the first channel of this filter's group
        total = bias[o]
        for c, u, v in np.ndindex(W.shape[1:]):
            row = step[0] * i + gap[0] * u - pad[0]
            column = step[1] * j + gap[1] * v - pad[1]
            if 0 <= row < sizes[0] and 0 <= column < sizes[1]:  # outside there are zeros
                total += W[o, c, u, v] * X[sample, first + c, row, column]
        Y[sample, o, i, j] = total
    return Y
