"""Two ways to grow the trees of a round: by sorting, as the book explains it, or from counts in bins."""

from dataclasses import dataclass

import numpy as np

from lib.classical.trees import Grower, Limits, SquaredDeviation, Tree
from lib.ensembles.binning import Binner
from lib.ensembles.cut_sums import CutTable
from lib.ensembles.level_growth import grow_level_wise
from lib.ensembles.shallow_growth import grow_shallow, shared_sums

# So many sums over the rows below a cut point are held for a level.
MOST_SUMS = 1 << 22


@dataclass(frozen=True, eq=False)
class ExactGrower:
    """Grow regression trees one after the other, every threshold being tried.

    Parameters
    ----------
    X : ndarray, shape (n_samples, n_features)
    limits : Limits
    n_candidates : int
        Number of features that a node looks at.
    rng : numpy.random.Generator

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb
    """

    X: np.ndarray
    limits: Limits
    n_candidates: int
    rng: np.random.Generator

    def grow(self, target: np.ndarray, weight: np.ndarray) -> tuple[list[Tree], np.ndarray]:
        """Grow a tree for each row of targets.

        Parameters
        ----------
        target : ndarray, shape (n_trees, n_samples)
        weight : ndarray, shape (n_samples,)
            Rows of weight 0 are left out.

        Returns
        -------
        trees : list of Tree
        leaf : ndarray of int, shape (n_trees, n_samples)
            Where every row ends, those left out too.
        """
        used = weight > 0
        X, w = self.X[used], weight[used]
        trees = [
            Grower(X, y[used], w, SquaredDeviation(), self.limits, self.n_candidates, self.rng).grow() for y in target
        ]
        return trees, np.array([tree.apply(self.X) for tree in trees])


class HistogramGrower:
    """Grow all regression trees of a round together, from sums over the bins of each feature.

    Parameters
    ----------
    X : ndarray, shape (n_samples, n_features)
    limits : Limits
    n_candidates : int
        Number of features that a node looks at.
    rng : numpy.random.Generator

    Notes
    -----
    Features are turned into codes once for all rounds. Shallow trees are grown by ``grow_shallow``; deep ones, whose
    sums would fill the memory, by ``grow_level_wise``. Chapter: chapters/03_ensembles.ipynb
    """

    def __init__(self, X: np.ndarray, limits: Limits, n_candidates: int, rng: np.random.Generator) -> None:
        self.X = X
        self.limits = limits
        self.n_candidates = n_candidates
        self.rng = rng
        self.binner = Binner.fit(X)
        self.table = CutTable.of(X, self.binner, limits.min_samples_leaf)
        self._last_weight: np.ndarray | None = None
        self._shared: np.ndarray | None = None

    def grow(self, target: np.ndarray, weight: np.ndarray) -> tuple[list[Tree], np.ndarray]:
        """Grow a tree for each row of targets; parameters and returns as in ``ExactGrower.grow``."""
        limits = self.limits
        if limits.max_depth is not None and len(target) * 2**limits.max_depth * len(self.table.feature) <= MOST_SUMS:
            if self._last_weight is not weight:
                self._last_weight, self._shared = weight, shared_sums(self.table, weight)
            growth = grow_shallow(self.table, target, weight, limits, self.n_candidates, self.rng, self._shared)
        else:
            growth = grow_level_wise(
                self.table.codes.T,
                self.binner,
                (target * weight)[None],
                np.tile(weight, (len(target), 1)),
                max_depth=limits.max_depth,
                min_samples_split=limits.min_samples_split,
                min_samples_leaf=limits.min_samples_leaf,
                max_features=self.n_candidates,
                rng=self.rng,
            )
        leaf = growth.leaf
        unused = np.flatnonzero(weight == 0)
        if len(unused):
            leaf = leaf.copy()
            leaf[:, unused] = [tree.apply(self.X[unused]) for tree in growth.trees]
        return growth.trees, leaf
