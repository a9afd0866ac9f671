"""Change the brightness and contrast of images, and add noise: changes of the grey values, not of the shapes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import as_rng, check_real
from lib.data.augmentation import check_images


def _factors(factor: ArrayLike, images: np.ndarray) -> np.ndarray:
    """Return the factors so that they multiply image by image."""
    factors = np.asarray(factor, dtype=np.float64)
    if factors.shape not in ((), (len(images),)):
        raise ValueError(f"factor must be one number or have shape ({len(images)},), got {factors.shape}")
    if not (np.isfinite(factors) & (factors >= 0)).all():
        raise ValueError(f"factor must be finite and >= 0, got {factor!r}")
    return factors.reshape(factors.shape + (1,) * (images.ndim - 1) if factors.ndim else ())


def _as_before(values: np.ndarray, images: np.ndarray) -> np.ndarray:
    """Return values in the dtype of the images, rounded and cut to 0..255 if that is bytes."""
    if images.dtype == np.uint8:
        values = np.clip(np.rint(values), 0, 255)
    return values.astype(images.dtype)


def adjust_brightness(images: ArrayLike, factor: ArrayLike) -> np.ndarray:
    """Multiply all values of an image: 0 gives black, 1 the image, 2 twice the brightness.

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, channels)
        uint8, or floats with 0 for black.
    factor : float or array_like, shape (n,)
        For all images or for each; at least 0.

    Returns
    -------
    ndarray, shape of `images`
        Of the dtype of `images`. Bytes are rounded and cut to 0..255; floats are not cut.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, or a factor is negative.

    Notes
    -----
    On values that have been standardised, 0 is not black and this is no change of brightness.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data import adjust_brightness
    >>> adjust_brightness(np.array([[[10, 200]]], dtype=np.uint8), 1.5)
    array([[[ 15, 255]]], dtype=uint8)
    """
    images = check_images(images)
    return _as_before(images * _factors(factor, images), images)


def adjust_contrast(images: ArrayLike, factor: ArrayLike) -> np.ndarray:
    """Stretch the values of an image about its mean: 0 gives plain grey, 1 the image, 2 twice the contrast.

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, channels)
        uint8 or floats.
    factor : float or array_like, shape (n,)
        For all images or for each; at least 0.

    Returns
    -------
    ndarray, shape of `images`
        Of the dtype of `images`. Bytes are rounded and cut to 0..255; floats are not cut.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, or a factor is negative.

    Notes
    -----
    The mean is taken over pixels and channels alike (torchvision takes that of a grey copy).
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data import adjust_contrast
    >>> adjust_contrast(np.array([[[0.25, 0.75]]]), 0.5)
    array([[[0.375, 0.625]]])
    """
    images = check_images(images)
    mean = images.mean(axis=tuple(range(1, images.ndim)), keepdims=True, dtype=np.float64)
    return _as_before(mean + (images - mean) * _factors(factor, images), images)


def random_brightness(images: ArrayLike, amount: float, *, rng: Any = None) -> np.ndarray:
    """Multiply each image by a factor drawn between ``1 - amount`` and ``1 + amount``.

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, channels)
        uint8, or floats with 0 for black.
    amount : float
        From 0 to 1.
    rng : None, int or numpy.random.Generator

    Returns
    -------
    ndarray, shape of `images`
        As `adjust_brightness` gives it.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data import random_brightness
    >>> random_brightness(np.ones((3, 1, 1)), 0.5, rng=0).ravel().round(3)
    array([1.137, 0.77 , 0.541])
    """
    images = check_images(images)
    check_real("amount", amount, low=0, high=1)
    return adjust_brightness(images, as_rng(rng).uniform(1 - amount, 1 + amount, size=len(images)))


def random_contrast(images: ArrayLike, amount: float, *, rng: Any = None) -> np.ndarray:
    """Stretch each image about its mean by a factor drawn between ``1 - amount`` and ``1 + amount``.

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, channels)
        uint8 or floats.
    amount : float
        From 0 to 1.
    rng : None, int or numpy.random.Generator

    Returns
    -------
    ndarray, shape of `images`
        As `adjust_contrast` gives it.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data import random_contrast
    >>> random_contrast(np.array([[[0.0, 1.0]]]), 0.5, rng=0).round(3)
    array([[[-0.068,  1.068]]])
    """
    images = check_images(images)
    check_real("amount", amount, low=0, high=1)
    return adjust_contrast(images, as_rng(rng).uniform(1 - amount, 1 + amount, size=len(images)))


def add_noise(images: ArrayLike, std: float, *, rng: Any = None) -> np.ndarray:
    """Add normal noise, drawn for each value by itself.

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, channels)
        uint8 or floats.
    std : float
        Standard deviation in the unit of the values (grey levels for bytes), at least 0.
    rng : None, int or numpy.random.Generator

    Returns
    -------
    ndarray, shape of `images`
        Of the dtype of `images`. Bytes are rounded and cut to 0..255; floats are not cut.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    A regularizer of its own: small noise on the input acts on the average like a penalty on the slope of the output.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Bishop (1995), *Training with Noise is Equivalent to Tikhonov Regularization*, Neural Computation 7(1).

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data import add_noise
    >>> noisy = add_noise(np.zeros((1, 100, 100)), 0.1, rng=0)
    >>> round(float(noisy.std()), 2)
    0.1
    """
    images = check_images(images)
    check_real("std", std, low=0)
    return _as_before(images + as_rng(rng).normal(0.0, std, size=images.shape), images)
