"""Sums of the rows below every cut point, for many nodes at once: by counting in bins, or by a matrix product."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from lib.ensembles.binning import Binner

# Answers are kept as a matrix up to this size, and in double precision up to the smaller one.
MOST_ANSWERS = 1 << 24
DOUBLE_ANSWERS = 1 << 17
# What one number costs: as a term of a product, and to be counted into its bin.
PRODUCT_COST, COUNT_COST = 1.0, 200.0
# Reading the answers once costs as much as multiplying this many rows by them.
READING = 6
# So many cells are counted at once: their arrays stay in a processor's second cache.
BLOCK = 1 << 16


@dataclass(frozen=True, eq=False)
class CutTable:
    """Hold all cut points of all features, and what every row answers to "is your value below?".

    Parameters
    ----------
    codes : ndarray of uint8, shape (n_features, n_samples)
        Bin of each value, feature after feature.
    feature, code : ndarray of int, shape (n_cuts,)
        The questions: "is the code of the feature at most ``code``?", in the order of features and codes.
    threshold : ndarray, shape (n_cuts,)
        The same in the units of the features.
    answers : ndarray, shape (n_samples, n_cuts), or None
        1 for yes, 0 for no; None if the matrix would be too large.
    most_bins : int
        Largest number of bins of a feature.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.ensembles.cut_sums import CutTable
    >>> table = CutTable.of(np.array([[1.0], [2.0], [8.0]]))
    >>> table.threshold
    array([1.5, 5. ])
    >>> table.sums(np.zeros((1, 3), dtype=int), 1, [np.array([10.0, 20.0, 30.0])])
    array([[[10., 30.]]])
    """

    codes: np.ndarray
    feature: np.ndarray
    code: np.ndarray
    threshold: np.ndarray
    answers: np.ndarray | None
    most_bins: int

    @classmethod
    def of(cls, X: np.ndarray, binner: Binner | None = None, min_samples_leaf: int = 1) -> Self:
        """Cut every feature into bins.

        Parameters
        ----------
        X : ndarray, shape (n_samples, n_features)
        binner : Binner, optional
            At most 255 bins a feature by default.
        min_samples_leaf : int, default 1
            Cut points with fewer rows on one side are left out: no node could use them.

        Returns
        -------
        CutTable
        """
        binner = Binner.fit(X) if binner is None else binner
        codes = np.ascontiguousarray(binner.encode(X).T)
        n_cuts = binner.n_bins - 1
        feature = np.repeat(np.arange(len(n_cuts)), n_cuts)
        code = np.arange(len(feature)) - np.repeat(np.cumsum(n_cuts) - n_cuts, n_cuts)
        n_below = np.cumsum([np.bincount(row, minlength=256) for row in codes], axis=1)[feature, code]
        kept = np.minimum(n_below, len(X) - n_below) >= min_samples_leaf
        feature, code = feature[kept], code[kept]
        size, answers = len(feature) * len(X), None
        if size <= MOST_ANSWERS:
            dtype = np.float64 if size <= DOUBLE_ANSWERS else np.float32
            answers = np.ascontiguousarray((codes[feature] <= code[:, None]).T, dtype=dtype)
        return cls(codes, feature, code, binner.threshold(feature, code), answers, int(codes.max()) + 1)

    def sums(self, node: np.ndarray, n_nodes: int, terms: list[np.ndarray]) -> np.ndarray:
        """Add up terms over the rows of each node below each cut point.

        Parameters
        ----------
        node : ndarray of int, shape (n_trees, n_samples)
            Node of every row in every tree; ``n_nodes`` for none. No two trees have a node in common.
        n_nodes : int
        terms : list of ndarray, each of shape (n_samples,) or (n_trees, n_samples)
            What is to be added up.

        Returns
        -------
        ndarray, shape (n_nodes, n_terms, n_cuts)

        Notes
        -----
        Counting costs an addition for each row, feature and term; the product costs a multiplication for each node,
        row, cut point and term, but these are some 200 times cheaper. The cheaper way is taken.
        """
        n_cuts, n_samples = len(self.feature), node.shape[1]
        n_counted = np.count_nonzero(node < n_nodes) * len(terms) * len(self.codes)
        n_multiplied = (n_nodes * len(terms) + READING) * n_samples * n_cuts
        if self.answers is not None and PRODUCT_COST * n_multiplied <= COUNT_COST * n_counted:
            return self._multiplied(self.answers, node, n_nodes, terms)
        return self._counted(node, n_nodes, terms)

    @staticmethod
    def _multiplied(answers: np.ndarray, node: np.ndarray, n_nodes: int, terms: list[np.ndarray]) -> np.ndarray:
        """Multiply a matrix that has each term in the row of its node by the answers."""
        n_terms, n_samples = len(terms), node.shape[1]
        placed = np.zeros((n_nodes, n_terms, n_samples), dtype=answers.dtype)
        entry = np.flatnonzero(node < n_nodes)
        row = entry % n_samples
        place = node.ravel().take(entry) * (n_terms * n_samples) + row
        for t, term in enumerate(terms):
            placed.ravel()[place + t * n_samples] = term.take(row) if term.ndim == 1 else term.take(entry)
        result: np.ndarray = placed.reshape(-1, n_samples) @ answers
        return result.reshape(n_nodes, n_terms, answers.shape[1])

    def _counted(self, node: np.ndarray, n_nodes: int, terms: list[np.ndarray]) -> np.ndarray:
        """Count terms into bins, and add up the bins of each feature from the lowest on."""
        n_features = len(self.codes)
        n_bins = self.most_bins
        entry = np.flatnonzero(node < n_nodes)
        row, first_bin = entry % node.shape[1], node.ravel()[entry] * n_bins
        amounts = [np.broadcast_to(term, node.shape).ravel()[entry] for term in terms]
        bins = np.empty((n_nodes, len(terms), n_features, n_bins))
        step = max(1, BLOCK // max(1, len(entry)))
        for f in range(0, n_features, step):
            codes = self.codes[f : f + step]
            place = codes.take(row, axis=1) + first_bin
            place += np.arange(len(codes))[:, None] * (n_nodes * n_bins)
            for t, amount in enumerate(amounts):
                weights = np.broadcast_to(amount, place.shape).ravel()
                counted = np.bincount(place.ravel(), weights, minlength=len(codes) * n_nodes * n_bins)
                bins[:, t, f : f + step] = counted.reshape(len(codes), n_nodes, n_bins).swapaxes(0, 1)
        below = bins.cumsum(axis=3).reshape(n_nodes, len(terms), n_features * n_bins)
        return below[:, :, self.feature * n_bins + self.code]
