"""Convolution as mathematics defines it, and cross-correlation, which networks call convolution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import check_choice

MODES = ("valid", "same", "full")


def cross_correlate2d(x: ArrayLike, k: ArrayLike, mode: str = "valid") -> np.ndarray:
    r"""Slide a kernel over a picture as it is.

    .. math:: Y_{ij} = \sum_{u,v} K_{uv}\, X_{i+u,\,j+v}

    Parameters
    ----------
    x : array_like, shape (height, width)
    k : array_like, shape (rows, columns)
    mode : {"valid", "same", "full"}, default "valid"
        Windows that lie in the picture; as many as the picture has pixels; or all that touch it, with zeros outside.

    Returns
    -------
    ndarray, shape (n_down, n_across)
        For "valid" ``height - rows + 1`` by ``width - columns + 1``, for "full" ``height + rows - 1`` by
        ``width + columns - 1``.

    Raises
    ------
    ValueError
        If an array has other axes or no elements, ``mode`` is another, or in "valid" the kernel is the larger one.

    Notes
    -----
    The zeros of "same" for a kernel of even size: one more before than after, as in ``scipy.signal``; torch's layers do
    it the other way round.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Goodfellow, Bengio and Courville (2016), *Deep Learning*, equation 9.6.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.layers import cross_correlate2d
    >>> float(cross_correlate2d(np.arange(9).reshape(3, 3), [[1, 2], [3, 4]])[0, 0])  # 0*1 + 1*2 + 3*3 + 4*4
    27.0
    """
    X, K = np.asarray(x, dtype=np.float64), np.asarray(k, dtype=np.float64)
    for name, array in (("x", X), ("k", K)):
        if array.ndim != 2 or 0 in array.shape:
            raise ValueError(f"{name} must have shape (rows, columns), none of them 0, got {array.shape}")
    check_choice("mode", mode, MODES)
    rows, columns = K.shape
    if mode == "valid":
        if rows > X.shape[0] or columns > X.shape[1]:
            raise ValueError(f"k must be no larger than x for mode='valid', got {K.shape} for {X.shape}")
    elif mode == "full":
        X = np.pad(X, ((rows - 1,) * 2, (columns - 1,) * 2))
    else:
        X = np.pad(X, ((rows // 2, (rows - 1) // 2), (columns // 2, (columns - 1) // 2)))
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)  # (n_down, n_across, rows, columns)
    sums: np.ndarray = np.tensordot(windows, K, axes=2)
    return sums


def convolve2d(x: ArrayLike, k: ArrayLike, mode: str = "full") -> np.ndarray:
    r"""Slide a kernel that was turned by 180 degrees over a picture.

    .. math:: (X * K)_{ij} = \sum_{u,v} K_{uv}\, X_{i-u,\,j-v}

    Parameters
    ----------
    x : array_like, shape (height, width)
    k : array_like, shape (rows, columns)
    mode : {"full", "same", "valid"}, default "full"
        As in `cross_correlate2d`.

    Returns
    -------
    ndarray, shape (n_down, n_across)

    Raises
    ------
    ValueError
        As in `cross_correlate2d`.

    Notes
    -----
    The minus signs make it commutative: ``convolve2d(x, k)`` is ``convolve2d(k, x)``, which no cross-correlation is.
    Networks leave the turn out, as their kernels are learned.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Goodfellow, Bengio and Courville (2016), *Deep Learning*, equations 9.4 to 9.6.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.layers import convolve2d
    >>> x, k = np.arange(9).reshape(3, 3), np.array([[1, 2], [3, 4]])
    >>> float(convolve2d(x, k, mode="valid")[0, 0])  # 0*4 + 1*3 + 3*2 + 4*1
    13.0
    >>> np.array_equal(convolve2d(x, k), convolve2d(k, x))
    True
    """
    K = np.asarray(k)
    return cross_correlate2d(x, K[::-1, ::-1] if K.ndim == 2 else K, mode)
