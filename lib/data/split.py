"""Divide the rows into training, validation and test parts before anything is learned from them."""

from __future__ import annotations

import math
import numbers
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import as_rng, check_array
from lib.data.missing import is_missing
from lib.data.rows import same_n_rows, take_rows

DEFAULT_TEST_SIZE = 0.25


def train_test_split(
    *arrays: Any,
    test_size: float | int | None = None,
    train_size: float | int | None = None,
    random_state: Any = None,
    shuffle: bool = True,
    stratify: ArrayLike | None = None,
) -> list[Any]:
    r"""Split tables and arrays of the same rows into a training and a test part that share no row.

    With :math:`n` rows and fractions, the test part has :math:`\lceil n\,p_\mathrm{test} \rceil` rows and the training
    part :math:`\lfloor n\,p_\mathrm{train} \rfloor`.

    Parameters
    ----------
    *arrays : Table or array_like, each of shape (n_samples, ...)
        Split in the same way, so features and targets stay together.
    test_size, train_size : float or int, optional
        A fraction strictly between 0 and 1, or a number of rows. One that is not given is the rest of the other; with
        neither given, the test part has a quarter of the rows.
    random_state : None, int or numpy.random.Generator
        Seed of the shuffle; the same integer gives the same split.
    shuffle : bool, default True
        Without it the last rows are the test part: right for rows in order of time, wrong for rows sorted by class.
    stratify : array_like, shape (n_samples,), optional
        Labels whose shares both parts keep as nearly as whole rows allow.

    Returns
    -------
    list
        ``[first_train, first_test, second_train, second_test, ...]``, each of the kind of its array.

    Raises
    ------
    ValueError
        If no array is given, the numbers of rows differ, a size is out of range or leaves a part empty, ``stratify``
        is given without shuffling, or a class has fewer than 2 rows or a part fewer rows than there are classes.
    TypeError
        If an array has no rows or a size is no number.

    Notes
    -----
    Cost: one shuffle, O(n_samples). Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import train_test_split
    >>> ids, labels = list(range(8)), ["bad", "bad", "good", "good", "good", "good", "good", "good"]
    >>> train, test, y_train, y_test = train_test_split(ids, labels, test_size=0.5, stratify=labels, random_state=0)
    >>> sorted(train + test), y_train.count("bad"), y_test.count("bad")
    ([0, 1, 2, 3, 4, 5, 6, 7], 1, 1)
    """
    n_samples = same_n_rows(arrays)
    n_train, n_test = _part_sizes(n_samples, test_size, train_size)
    train, test = _split_index(n_samples, [n_train, n_test], random_state, shuffle, stratify)
    return [take_rows(array, index) for array in arrays for index in (train, test)]


def train_validation_test_split(
    *arrays: Any,
    validation_size: float | int = 0.2,
    test_size: float | int = 0.2,
    random_state: Any = None,
    shuffle: bool = True,
    stratify: ArrayLike | None = None,
) -> list[Any]:
    """Split into three parts that share no row: fit on the first, choose with the second, report once with the third.

    Parameters
    ----------
    *arrays : Table or array_like, each of shape (n_samples, ...)
    validation_size, test_size : float or int, default 0.2
        Fractions of all rows, or numbers of rows; the rest is the training part.
    random_state : None, int or numpy.random.Generator
    shuffle : bool, default True
        Without it the parts are consecutive: training, validation, test.
    stratify : array_like, shape (n_samples,), optional
        Labels whose shares all parts keep as nearly as whole rows allow.

    Returns
    -------
    list
        ``[first_train, first_validation, first_test, second_train, ...]``, each of the kind of its array.

    Raises
    ------
    TypeError, ValueError
        As ``train_test_split``.

    Notes
    -----
    Cost: one shuffle, O(n_samples). Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data import train_validation_test_split
    >>> parts = train_validation_test_split(np.arange(10), random_state=0)
    >>> [len(part) for part in parts], sorted(np.concatenate(parts).tolist())
    ([6, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    """
    n_samples = same_n_rows(arrays)
    n_test = _n_rows_of("test_size", test_size, n_samples, math.ceil)
    n_validation = _n_rows_of("validation_size", validation_size, n_samples, math.ceil)
    n_train = n_samples - n_validation - n_test
    if n_train < 1:
        raise ValueError(
            f"validation_size and test_size must leave rows to train on, got {n_validation} + {n_test} of {n_samples}"
        )
    parts = _split_index(n_samples, [n_train, n_validation, n_test], random_state, shuffle, stratify)
    return [take_rows(array, index) for array in arrays for index in parts]


def _n_rows_of(name: str, size: Any, n_samples: int, rounding: Any) -> int:
    """Turn a fraction or a number of rows into a number of rows."""
    if isinstance(size, bool | np.bool_) or not isinstance(size, numbers.Real):
        raise TypeError(f"{name} must be a fraction or a number of rows, got {type(size).__name__}")
    if isinstance(size, numbers.Integral):
        if not 0 < int(size) < n_samples:
            raise ValueError(f"{name} must be a number of rows between 1 and {n_samples - 1}, got {size}")
        return int(size)
    if not 0.0 < float(size) < 1.0:
        raise ValueError(f"{name} must be a fraction strictly between 0 and 1 or a number of rows, got {size}")
    return int(rounding(float(size) * n_samples))


def _part_sizes(n_samples: int, test_size: Any, train_size: Any) -> tuple[int, int]:
    """Return the numbers of training and test rows, rounding as scikit-learn does."""
    if test_size is None and train_size is None:
        test_size = DEFAULT_TEST_SIZE
    n_test = None if test_size is None else _n_rows_of("test_size", test_size, n_samples, math.ceil)
    n_train = None if train_size is None else _n_rows_of("train_size", train_size, n_samples, math.floor)
    n_test = n_samples - (n_train or 0) if n_test is None else n_test
    n_train = n_samples - n_test if n_train is None else n_train
    # Rounding can hide that two fractions are more than all rows.
    too_much = isinstance(test_size, float) and isinstance(train_size, float) and test_size + train_size > 1.0
    if min(n_train, n_test) < 1 or n_train + n_test > n_samples or too_much:
        raise ValueError(
            f"train_size and test_size must give at least one row each and at most {n_samples} together,"
            f" got {n_train} and {n_test} from {train_size} and {test_size}"
        )
    return n_train, n_test


def _split_index(
    n_samples: int, sizes: list[int], random_state: Any, shuffle: bool, stratify: ArrayLike | None
) -> list[np.ndarray]:
    """Deal the row numbers into parts of the given sizes."""
    if not shuffle:
        if stratify is not None:
            raise ValueError("stratify must be None when shuffle=False, got labels: rows in order cannot be stratified")
        return np.split(np.arange(n_samples), np.cumsum(sizes))[: len(sizes)]
    rng = as_rng(random_state)
    if stratify is None:
        return np.split(rng.permutation(n_samples), np.cumsum(sizes))[: len(sizes)]
    labels = check_array(stratify, "stratify", dtype="any", ndim=1)
    if len(labels) != n_samples:
        raise ValueError(f"stratify must have one label per row, shape ({n_samples},), got {labels.shape}")
    if is_missing(labels).any():
        raise ValueError(f"stratify must have a label for every row, got none in row {is_missing(labels).argmax()}")
    classes, label_index, counts = np.unique(labels, return_inverse=True, return_counts=True)
    if counts.min() < 2:
        rare = classes.tolist()[counts.argmin()]
        raise ValueError(f"stratify must have at least 2 rows in each class, got {counts.min()} of class {rare!r}")
    if min(sizes) < len(classes):
        raise ValueError(f"each part must have at least as many rows as the {len(classes)} classes, got {min(sizes)}")
    parts: list[list[np.ndarray]] = [[] for _ in sizes]
    remaining = counts.copy()
    by_class = [rng.permutation(np.flatnonzero(label_index == c)) for c in range(len(classes))]
    for part, size in zip(parts, sizes):
        for c, n_taken in enumerate(_proportional(remaining, size)):
            start = counts[c] - remaining[c]
            part.append(by_class[c][start : start + n_taken])
            remaining[c] -= n_taken
    # The parts come out class by class; shuffle again, or the first batches of training would see one class only.
    return [rng.permutation(np.concatenate(part)) for part in parts]


def _proportional(counts: np.ndarray, size: int) -> np.ndarray:
    """Divide ``size`` rows among classes in proportion to ``counts`` by largest remainders."""
    exact = counts * (size / counts.sum())
    taken = np.floor(exact).astype(int)
    # Subtle: a stable sort gives ties to the first class, so the split depends on the seed alone.
    most_cut = np.argsort(-(exact - taken), kind="stable")
    taken[most_cut[: size - taken.sum()]] += 1
    return taken
