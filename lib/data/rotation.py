"""Rotate images about their centre by any angle, with bilinear interpolation."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import as_rng, check_real
from lib.data.augmentation import check_fill, check_images


def rotate_images(images: ArrayLike, degrees: ArrayLike, *, fill: float = 0.0) -> np.ndarray:
    r"""Turn each image counter-clockwise about its centre.

    Each new pixel looks up the place it came from, the rotation by :math:`-\theta`, and takes the mean of the four
    pixels around that place, weighted by nearness:

    .. math:: (1-a)(1-b)\,I_{r,c} + (1-a)\,b\,I_{r,c+1} + a\,(1-b)\,I_{r+1,c} + a\,b\,I_{r+1,c+1}

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, channels)
        uint8 or floats.
    degrees : float or array_like, shape (n,)
        Angle for all images or for each.
    fill : float, default 0.0
        Value of pixels from outside.

    Returns
    -------
    ndarray, shape of `images`
        Of the dtype of `images`; bytes are rounded.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If `degrees` has another shape, or an argument is out of range.

    Notes
    -----
    Costs some 20 operations a pixel. Interpolation blurs a little, the more so if repeated: rotate the original, not
    the last result. Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data import rotate_images
    >>> rotate_images(np.array([[[1.0, 2.0], [3.0, 4.0]]]), 90).round(6)
    array([[[2., 4.],
            [1., 3.]]])
    """
    images = check_images(images)
    angles = np.asarray(degrees, dtype=np.float64)
    if angles.shape not in ((), (len(images),)):
        raise ValueError(f"degrees must be one number or have shape ({len(images)},), got {angles.shape}")
    if not np.isfinite(angles).all():
        raise ValueError(f"degrees must be finite, got {angles[~np.isfinite(angles)][0]}")
    value = check_fill(fill, images)
    theta = np.deg2rad(np.broadcast_to(angles, len(images)))[:, None, None]  # (n, 1, 1)
    height, width = images.shape[1:3]
    y = np.arange(height)[:, None] - (height - 1) / 2  # (height, 1), from the centre, downwards
    x = np.arange(width)[None, :] - (width - 1) / 2  # (1, width)
    # Where each new pixel came from. Rows count downwards, so a turn that looks counter-clockwise has these signs.
    row = np.cos(theta) * y + np.sin(theta) * x + (height - 1) / 2  # (n, height, width)
    column = -np.sin(theta) * y + np.cos(theta) * x + (width - 1) / 2  # (n, height, width)
    top, left = np.floor(row).astype(np.int64), np.floor(column).astype(np.int64)
    a, b = row - top, column - left
    # One pixel of fill all round; places farther out land on it as well.
    edges = [(0, 0), (1, 1), (1, 1), (0, 0)][: images.ndim]
    padded = np.pad(images, edges, constant_values=value)
    which = np.arange(len(images))[:, None, None]
    turned = np.zeros(images.shape)
    for down, share_down in ((0, 1 - a), (1, a)):
        for right, share_right in ((0, 1 - b), (1, b)):
            rows = np.clip(top + down + 1, 0, height + 1)
            columns = np.clip(left + right + 1, 0, width + 1)
            share = share_down * share_right
            turned += (share if images.ndim == 3 else share[..., None]) * padded[which, rows, columns]
    return (np.rint(turned) if images.dtype == np.uint8 else turned).astype(images.dtype)


def random_rotation(images: ArrayLike, degrees: float, *, fill: float = 0.0, rng: Any = None) -> np.ndarray:
    """Turn each image about its centre by an angle drawn for each.

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, channels)
        uint8 or floats.
    degrees : float
        Angles are drawn evenly between minus this and plus this; from 0 to 180.
    fill : float, default 0.0
        Value of pixels from outside.
    rng : None, int or numpy.random.Generator

    Returns
    -------
    ndarray, shape of `images`
        Of the dtype of `images`; bytes are rounded.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If an argument is out of range.

    Notes
    -----
    For digits 10 to 15 degrees keep the label; towards 180 a 6 becomes a 9. Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.data import load_mnist, random_rotation
    >>> batch = load_mnist().X_train[:64]
    >>> random_rotation(batch, 10, rng=0).shape
    (64, 28, 28)
    """
    images = check_images(images)
    check_real("degrees", degrees, low=0, high=180)
    return rotate_images(images, as_rng(rng).uniform(-degrees, degrees, size=len(images)), fill=fill)
