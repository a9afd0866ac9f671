"""Load the sets of images that ship with the book, after checking that their bytes are the ones the card names."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np

from lib.data import load
from lib.data.image_cards import FASHION_MNIST, MNIST, TWEMOJI, ImageCard


@dataclass(frozen=True, eq=False)
class ImageData:
    """Hold a set of labelled images in two parts.

    Attributes
    ----------
    X_train : ndarray of uint8, shape (n_train, height, width) or (n_train, height, width, 3)
        Grey values from 0 (black) to 255; red, green and blue along the last axis if the images are coloured.
    y_train : ndarray of int, shape (n_train,)
        Class numbers from 0.
    X_test : ndarray of uint8, shape (n_test, height, width) or (n_test, height, width, 3)
    y_test : ndarray of int, shape (n_test,)
    class_names : tuple of str
        Name ``k`` belongs to class number ``k``.
    card : ImageCard
        Origin, licence and known faults.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.data import load_mnist
    >>> digits = load_mnist()
    >>> digits
    ImageData of MNIST digits: 4,000 training and 1,000 test images of 28 x 28 pixels, 10 classes
    """

    X_train: np.ndarray
    y_train: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray
    class_names: tuple[str, ...]
    card: ImageCard

    def __repr__(self) -> str:
        height, width = self.X_train.shape[1:3]
        return (
            f"ImageData of {self.card.title}: {len(self.X_train):,} training and {len(self.X_test):,} test images of"
            f" {height} x {width} pixels, {len(self.class_names)} classes"
        )


def load_mnist() -> ImageData:
    """Load 5,000 handwritten digits of 28 x 28 pixels: 4,000 to train on, 1,000 to test on.

    Returns
    -------
    ImageData
        The digits come in turn, 0 1 2 ... 9 0 1 ..., so any first 10 k images are balanced.

    Raises
    ------
    DataFileError
        If the file is missing or damaged.

    Notes
    -----
    The file lists each digit's 500 images together; here the first 400 of each are the training part, the last 100 the
    test part. Each call reads the file again and shares no array with another call.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    LeCun, Bottou, Bengio & Haffner (1998), *Gradient-Based Learning Applied to Document Recognition*.

    Examples
    --------
    >>> from lib.data import load_mnist
    >>> digits = load_mnist()
    >>> digits.X_train.shape, digits.X_train.dtype, digits.y_train[:12].tolist()
    ((4000, 28, 28), dtype('uint8'), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
    """
    arrays = _read(MNIST)
    X, y = arrays["X"], arrays["y"].astype(np.int64)
    n_classes = len(MNIST.class_names)
    in_turn = np.argsort(y, kind="stable").reshape(n_classes, -1).T.ravel()  # first of each class, second of each, ...
    train, test = in_turn[: MNIST.n_train], in_turn[MNIST.n_train :]
    return ImageData(X[train], y[train], X[test], y[test], MNIST.class_names, MNIST)


def load_fashion_mnist() -> ImageData:
    """Load 12,000 pictures of clothes, shoes and bags of 28 x 28 pixels: 10,000 to train on, 2,000 to test on.

    Returns
    -------
    ImageData
        In the order of the file, which is mixed.

    Raises
    ------
    DataFileError
        If the file is missing or damaged.

    Notes
    -----
    Each call reads the file again and shares no array with another call. Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Xiao, Rasul & Vollgraf (2017), *Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms*.

    Examples
    --------
    >>> from lib.data import load_fashion_mnist
    >>> fashion = load_fashion_mnist()
    >>> fashion.X_test.shape, [fashion.class_names[k] for k in fashion.y_train[:3]]
    ((2000, 28, 28), ['Pullover', 'Sneaker', 'Sneaker'])
    """
    arrays = _read(FASHION_MNIST)
    y_train, y_test = (arrays[name].astype(np.int64) for name in ("y_train", "y_test"))
    names = FASHION_MNIST.class_names
    return ImageData(arrays["x_train"], y_train, arrays["x_test"], y_test, names, FASHION_MNIST)


def load_twemoji() -> ImageData:
    """Load 1,873 colour drawings of emoji, 32 x 32 pixels on white: 1,503 to train on, 370 to test on.

    Returns
    -------
    ImageData
        In the order of the file, which is nearly that of the emoji's numbers in Unicode.

    Raises
    ------
    DataFileError
        If the file is missing or damaged.

    Notes
    -----
    The file holds 1,906; pictures that repeat an earlier one to the last bit are left out, so none stands in both
    parts. Of each class, every fifth of the rest is a test picture. Each call reads the file again and shares no array
    with another call. Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    The Unicode Consortium, *Unicode Technical Standard 51: Unicode Emoji*, for the nine groups.

    Examples
    --------
    >>> from lib.data import load_twemoji
    >>> emoji = load_twemoji()
    >>> emoji.X_train.shape, emoji.class_names[emoji.y_test[0]]
    ((1503, 32, 32, 3), 'Symbols')
    """
    arrays = _read(TWEMOJI)
    X, y = arrays["x"], arrays["y"].astype(np.int64)
    _, first = np.unique(X.reshape(len(X), -1), axis=0, return_index=True)
    first.sort()
    X, y = X[first], y[first]
    in_test = np.zeros(len(y), dtype=bool)
    for k in range(len(TWEMOJI.class_names)):
        in_test[np.flatnonzero(y == k)[4::5]] = True
    return ImageData(X[~in_test], y[~in_test], X[in_test], y[in_test], TWEMOJI.class_names, TWEMOJI)


def _read(card: ImageCard) -> dict[str, np.ndarray]:
    """Return the arrays in the file of a card, its sum checked."""
    content = load.checked_bytes(load.FILES / card.file, card.sha256)
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)
