"""Folds: cut the rows into parts, so that each part can be the test set once."""

import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import as_rng, check_bool, check_integer, check_labels, check_target
from lib.data.rows import n_rows


class Folds(ABC):
    """Number every row with the fold whose test part it is in: the base of `KFold` and `StratifiedKFold`.

    Parameters
    ----------
    n_splits : int, default 5
        Number of folds, at least 2.
    shuffle : bool, default False
        Deal the rows out at random. Without it the folds follow the order of the rows.
    random_state : None, int or numpy.random.Generator
        Draws the shuffle; may only be given with ``shuffle=True``.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical import KFold
    >>> from lib.classical.folds import Folds
    >>> isinstance(KFold(3), Folds)
    True
    """

    def __init__(self, n_splits: int = 5, *, shuffle: bool = False, random_state: Any = None) -> None:
        self.n_splits = check_integer("n_splits", n_splits, low=2)
        self.shuffle = check_bool("shuffle", shuffle)
        if random_state is not None and not shuffle:
            raise ValueError(f"random_state has no effect without shuffle=True, got {random_state!r}")
        self.random_state = random_state

    def __repr__(self) -> str:
        name = type(self).__name__
        return f"{name}(n_splits={self.n_splits}, shuffle={self.shuffle}, random_state={self.random_state!r})"

    @abstractmethod
    def _fold_of_row(self, n_samples: int, y: Any) -> np.ndarray:
        """Return the number of the fold that tests each row, shape (n_samples,)."""

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        """Return the number of folds.

        Parameters
        ----------
        X, y, groups : object
            Ignored; scikit-learn's tools pass them.

        Returns
        -------
        int
        """
        return self.n_splits

    def split(self, X: Any, y: Any = None, groups: Any = None) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield the row numbers of the training and of the test part of each fold.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)
            Only its number of rows matters.
        y : array_like, shape (n_samples,), optional
            Labels; needed to stratify.
        groups : object
            Ignored; scikit-learn's tools pass it.

        Yields
        ------
        train, test : ndarray of int, shape (n_train,) and (n_test,)
            In rising order. Every row is in exactly one test part.

        Raises
        ------
        ValueError
            If there are fewer rows than folds, or `y` is unusable.
        """
        n_samples = n_rows(X)
        if n_samples < self.n_splits:
            raise ValueError(
                f"n_splits must be at most the number of rows, got n_splits={self.n_splits} and n_samples={n_samples}"
            )
        fold_of_row = self._fold_of_row(n_samples, y)
        for fold in range(self.n_splits):
            yield np.flatnonzero(fold_of_row != fold), np.flatnonzero(fold_of_row == fold)


class KFold(Folds):
    """Cut the rows into `n_splits` parts of the same size, give or take one row.

    Parameters
    ----------
    n_splits : int, default 5
        Number of folds, at least 2.
    shuffle : bool, default False
        Deal the rows out at random; needed where the rows are sorted.
    random_state : None, int or numpy.random.Generator
        Draws the shuffle; may only be given with ``shuffle=True``.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Stone (1974), *Cross-Validatory Choice and Assessment of Statistical Predictions*.

    Examples
    --------
    >>> from lib.classical import KFold
    >>> for train, test in KFold(2).split([10, 20, 30]):
    ...     print(train, test)
    [2] [0 1]
    [0 1] [2]
    """

    def _fold_of_row(self, n_samples: int, y: Any) -> np.ndarray:
        # The first n_samples % n_splits folds take one row more.
        fold_of_place = np.arange(n_samples) % self.n_splits
        fold_of_place.sort()
        if not self.shuffle:
            return fold_of_place
        return as_rng(self.random_state).permutation(fold_of_place)


class StratifiedKFold(Folds):
    """Cut the rows into parts that all hold the classes in the proportion of the whole.

    Parameters
    ----------
    n_splits : int, default 5
        Number of folds, at least 2.
    shuffle : bool, default False
        Deal the rows of each class out at random.
    random_state : None, int or numpy.random.Generator
        Draws the shuffle; may only be given with ``shuffle=True``.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    Each class is spread over the folds as evenly as its size allows, which lowers the variance of the estimated score
    and keeps a rare class from missing in a fold.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Kohavi (1995), *A Study of Cross-Validation and Bootstrap for Accuracy Estimation and Model Selection*.

    Examples
    --------
    >>> from lib.classical import StratifiedKFold
    >>> y = ["rare", "rare", "often", "often", "often", "often"]
    >>> for train, test in StratifiedKFold(2).split(y, y):
    ...     print(train, test)
    [1 4 5] [0 2 3]
    [0 2 3] [1 4 5]
    """

    def _fold_of_row(self, n_samples: int, y: Any) -> np.ndarray:
        labels = check_target(y)
        if len(labels) != n_samples:
            raise ValueError(f"X and y must have the same number of rows, got {n_samples} and {len(labels)}")
        classes, index = check_labels(labels, min_classes=1)
        counts = np.bincount(index)
        if counts.max() < self.n_splits:
            raise ValueError(
                f"n_splits must be at most the size of the largest class, {counts.max()}, got {self.n_splits}"
            )
        if counts.min() < self.n_splits:
            warnings.warn(
                f"class {classes[counts.argmin()]} has {counts.min()} rows, fewer than n_splits={self.n_splits}:"
                " some folds test without it",
                UserWarning,
                stacklevel=4,
            )
        # Classes in order of first appearance, then every n_splits-th row of that sorted list: fold sizes differ by at
        # most one row in all, and by at most one row within each class.
        order = np.argsort([np.flatnonzero(index == k)[0] for k in range(len(classes))])
        place = np.repeat(order, counts[order])
        rng = as_rng(self.random_state) if self.shuffle else None
        fold_of_row = np.empty(n_samples, dtype=np.intp)
        sizes = np.array(
            [np.bincount(place[fold :: self.n_splits], minlength=len(classes)) for fold in range(self.n_splits)]
        )
        for k in order:
            folds = np.repeat(np.arange(self.n_splits), sizes[:, k])
            fold_of_row[index == k] = folds if rng is None else rng.permutation(folds)
        return fold_of_row


def check_cv(cv: Any, X: Any, y: ArrayLike | None, *, stratify: bool) -> list[tuple[np.ndarray, np.ndarray]]:
    """Turn what a user may give as `cv` into a list of (train, test) row numbers.

    Parameters
    ----------
    cv : None, int, object with ``split``, or iterable of (train, test)
        None stands for 5 folds; a number of folds is stratified if `stratify` is true.
    X : Table or array_like, shape (n_samples, n_features)
    y : array_like, shape (n_samples,), optional
    stratify : bool

    Returns
    -------
    list of tuple (train, test)
        Arrays of row numbers. A list, so that every candidate of a search is judged on the same folds.

    Raises
    ------
    TypeError
        If `cv` is none of these.
    ValueError
        If the folds cannot be made, or there is none.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical.folds import check_cv
    >>> len(check_cv(3, [[1], [2], [3]], None, stratify=False))
    3
    """
    if cv is None or isinstance(cv, int | np.integer):
        n_splits = 5 if cv is None else int(cv)
        cv = StratifiedKFold(n_splits) if stratify else KFold(n_splits)
    if hasattr(cv, "split") and not isinstance(cv, str):
        cv = cv.split(X, y)
    if isinstance(cv, str) or not hasattr(cv, "__iter__"):
        raise TypeError(f"cv must be a number of folds, have a split method or hold (train, test) pairs, got {cv!r}")
    folds = [(np.asarray(train), np.asarray(test)) for train, test in cv]
    if not folds:
        raise ValueError("cv must hold at least one (train, test) pair, got none")
    return folds


def rows_in_test_order(folds: list[tuple[np.ndarray, np.ndarray]], n_samples: int) -> np.ndarray:
    """Return the row numbers in the order in which the folds test them.

    Parameters
    ----------
    folds : list of tuple (train, test)
    n_samples : int

    Returns
    -------
    ndarray of int, shape (n_samples,)

    Raises
    ------
    ValueError
        If a row is tested in no fold or in several.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical.folds import KFold, rows_in_test_order
    >>> rows_in_test_order(list(KFold(2).split([[1], [2], [3]])), 3).tolist()
    [0, 1, 2]
    """
    tested = np.concatenate([test for _, test in folds])
    if not np.array_equal(np.sort(tested), np.arange(n_samples)):
        raise ValueError(f"the test parts of cv must hold each of the {n_samples} rows exactly once")
    return tested
