"""Change training images at random without changing what they show: shifts, crops, flips.

Draw anew for every batch, from the training part only. Which change keeps the label depends on the labels: a 6 turned
upside down is a 9, a mirrored letter is no letter. Rotations are in `rotation`, brightness and noise in `intensity`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import as_rng, check_choice, check_integer, check_real


def check_images(images: ArrayLike) -> np.ndarray:
    """Return a stack of images as an array of bytes or of floats.

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, channels)

    Returns
    -------
    ndarray, shape of `images`
        Not a copy where `images` is an array.

    Raises
    ------
    TypeError
        If the numbers are neither uint8 nor floats.
    ValueError
        If there are not three or four axes, or height or width is 0.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data.augmentation import check_images
    >>> check_images(np.zeros((28, 28)))
    Traceback (most recent call last):
        ...
    ValueError: images must have shape (n, height, width) or (n, height, width, channels), got (28, 28)
    """
    array = np.asarray(images)
    if array.ndim not in (3, 4) or 0 in array.shape[1:]:
        raise ValueError(
            f"images must have shape (n, height, width) or (n, height, width, channels), got {array.shape}"
        )
    if array.dtype != np.uint8 and array.dtype.kind != "f":
        raise TypeError(f"images must hold uint8 or floats, got {array.dtype}")
    return array


def check_fill(fill: float, images: np.ndarray) -> Any:
    """Return the value for pixels from outside as a number of the images' dtype.

    Parameters
    ----------
    fill : float
    images : ndarray, shape (n, height, width) or (n, height, width, channels)

    Returns
    -------
    numpy scalar

    Raises
    ------
    TypeError, ValueError
        If it is no number, or no value of a byte where the images are bytes.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data.augmentation import check_fill
    >>> check_fill(-1.0, np.zeros((1, 2, 2), dtype=np.uint8))
    Traceback (most recent call last):
        ...
    ValueError: fill must be >= 0 and <= 255, got -1.0
    """
    bounds = (0, 255) if images.dtype == np.uint8 else (None, None)
    return images.dtype.type(check_real("fill", fill, *bounds))


def random_crop(
    images: ArrayLike, size: int | tuple[int, int], *, padding: int = 0, fill: float = 0.0, rng: Any = None
) -> np.ndarray:
    """Cut a window out of each image, at a place drawn for each.

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, channels)
        uint8 or floats.
    size : int or tuple of int
        Height and width of the window; one number for both.
    padding : int, default 0
        Pixels added on each side before cutting.
    fill : float, default 0.0
        Value of the pixels added.
    rng : None, int or numpy.random.Generator

    Returns
    -------
    ndarray, shape (n, *size) or (n, *size, channels)
        Of the dtype of `images`, never sharing memory with it.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If an argument is out of range, or the window is larger than the padded image.

    Notes
    -----
    A window that hits too little of the object changes the label. Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Shorten & Khoshgoftaar (2019), *A survey on Image Data Augmentation for Deep Learning*.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data import random_crop
    >>> random_crop(np.arange(9.0).reshape(1, 3, 3), 2, rng=0)
    array([[[4., 5.],
            [7., 8.]]])
    """
    images = check_images(images)
    height, width = size if isinstance(size, tuple | list) and len(size) == 2 else (size, size)
    check_integer("size", height, low=1)
    check_integer("size", width, low=1)
    check_integer("padding", padding, low=0)
    edges = [(0, 0), (padding, padding), (padding, padding), (0, 0)][: images.ndim]
    padded = np.pad(images, edges, constant_values=check_fill(fill, images))
    room = padded.shape[1] - height, padded.shape[2] - width
    if min(room) < 0:
        raise ValueError(
            f"size must fit into images of {padded.shape[1]} x {padded.shape[2]} (padding included), got"
            f" {height} x {width}"
        )
    top, left = as_rng(rng).integers(0, np.add(room, 1), size=(len(images), 2)).T  # each (n,)
    rows = top[:, None] + np.arange(height)  # (n, height)
    columns = left[:, None] + np.arange(width)  # (n, width)
    return padded[np.arange(len(images))[:, None, None], rows[:, :, None], columns[:, None, :]]


def random_shift(images: ArrayLike, max_shift: int, *, fill: float = 0.0, rng: Any = None) -> np.ndarray:
    """Move each image by a whole number of pixels up or down, left or right.

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, channels)
        uint8 or floats.
    max_shift : int
        Largest move in either direction, in pixels; all moves are equally likely.
    fill : float, default 0.0
        Value of the pixels that come in.
    rng : None, int or numpy.random.Generator

    Returns
    -------
    ndarray, shape of `images`
        Of the dtype of `images`, never sharing memory with it.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If an argument is out of range.

    Notes
    -----
    What is pushed over the edge is lost. Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data import random_shift
    >>> random_shift(np.ones((1, 3, 3)), 1, rng=3)
    array([[[0., 1., 1.],
            [0., 1., 1.],
            [0., 0., 0.]]])
    """
    images = check_images(images)
    check_integer("max_shift", max_shift, low=0)
    return random_crop(images, images.shape[1:3], padding=max_shift, fill=fill, rng=rng)


def random_flip(images: ArrayLike, p: float = 0.5, *, axis: str = "horizontal", rng: Any = None) -> np.ndarray:
    """Mirror each image with a given probability.

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, channels)
        uint8 or floats.
    p : float, default 0.5
        Probability of a flip, from 0 to 1.
    axis : {"horizontal", "vertical"}, default "horizontal"
        Exchange left and right, or top and bottom.
    rng : None, int or numpy.random.Generator

    Returns
    -------
    ndarray, shape of `images`
        Of the dtype of `images`, never sharing memory with it.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If an argument is out of range.

    Notes
    -----
    Right for most things, wrong for digits, letters and whatever has a handedness.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data import random_flip
    >>> random_flip(np.array([[[1.0, 2.0]]]), p=1.0)
    array([[[2., 1.]]])
    """
    images = check_images(images)
    check_real("p", p, low=0, high=1)
    check_choice("axis", axis, ("horizontal", "vertical"))
    flipped = images.copy()
    chosen = as_rng(rng).random(len(images)) < p
    flipped[chosen] = np.flip(images[chosen], axis=2 if axis == "horizontal" else 1)
    return flipped
