"""Bins: each feature as a small whole number, so that counting takes the place of sorting."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from lib.basics import check_integer

MOST_BINS = 255


@dataclass(frozen=True, eq=False)
class Binner:
    """Turn features into codes of one byte by comparing them with cut points.

    Parameters
    ----------
    cuts : tuple of ndarray, each of shape (n_cuts_of_the_feature,)
        Increasing cut points of every feature, in its own units. The code of a value is the number of cut points below
        it, so "code <= c" and "value <= cuts[c]" are the same question.

    Notes
    -----
    A feature of few different values gets a bin for each, so nothing is lost. With more values than bins, the cut
    points are quantiles: bins hold about equally many rows, wherever the rows are.
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Ke et al. (2017), *LightGBM: A Highly Efficient Gradient Boosting Decision Tree*, algorithm 1.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.ensembles.binning import Binner
    >>> X = np.array([[1.0], [5.0], [5.0], [9.0]])
    >>> binner = Binner.fit(X)
    >>> binner.cuts[0], binner.encode(X).ravel()
    (array([3., 7.]), array([0, 1, 1, 2], dtype=uint8))
    """

    cuts: tuple[np.ndarray, ...]

    @classmethod
    def fit(cls, X: np.ndarray, max_bins: int = MOST_BINS) -> Self:
        """Choose the cut points.

        Parameters
        ----------
        X : ndarray, shape (n_samples, n_features)
        max_bins : int, default 255
            Largest number of bins of a feature, from 2 to 255.

        Returns
        -------
        Binner

        Raises
        ------
        TypeError, ValueError
            If ``max_bins`` is no integer from 2 to 255.

        Notes
        -----
        Costs a sort of every feature.
        """
        check_integer("max_bins", max_bins, low=2, high=MOST_BINS)
        return cls(tuple(_cut_points(column, max_bins) for column in np.sort(X.T, axis=1)))

    @property
    def n_bins(self) -> np.ndarray:
        """Number of bins of each feature, shape (n_features,)."""
        return np.array([len(cut) + 1 for cut in self.cuts], dtype=np.intp)

    def encode(self, X: np.ndarray) -> np.ndarray:
        """Return the codes of a table.

        Parameters
        ----------
        X : ndarray, shape (n_samples, n_features)

        Returns
        -------
        ndarray of uint8, shape (n_samples, n_features)
        """
        codes = np.empty(X.shape, dtype=np.uint8)
        for j, cut in enumerate(self.cuts):
            codes[:, j] = np.searchsorted(cut, X[:, j])
        return codes

    def threshold(self, feature: np.ndarray, code: np.ndarray) -> np.ndarray:
        """Return the cut points that belong to questions about codes.

        Parameters
        ----------
        feature, code : ndarray of int, shape (n_questions,)
            Questions "is the code of the feature at most ``code``?".

        Returns
        -------
        ndarray, shape (n_questions,)
            The same questions in the units of the feature: "is the value at most the threshold?".
        """
        lengths = np.array([len(cut) for cut in self.cuts], dtype=np.intp)
        first = np.cumsum(lengths) - lengths
        return np.concatenate([*self.cuts, np.zeros(1)])[first[feature] + code]


def _cut_points(ordered: np.ndarray, max_bins: int) -> np.ndarray:
    """Return the middles of the gaps at which a sorted feature is cut."""
    last = np.flatnonzero(ordered[1:] > ordered[:-1])  # last place of each distinct value but the largest
    if len(last) >= max_bins:
        wanted = np.arange(1, max_bins) * len(ordered) / max_bins - 1
        # The gap nearest to each quantile; a heavy value may be nearest to several.
        after = np.searchsorted(last, wanted).clip(1, len(last) - 1)
        nearest = after - (wanted - last[after - 1] < last[after] - wanted)
        last = last[np.unique(nearest)]
    low, high = ordered[last], ordered[last + 1]
    middle = low + (high - low) / 2
    # Subtle: between neighbouring floats the middle rounds to one of them, and must not be the larger.
    return np.where(middle < high, middle, low)
