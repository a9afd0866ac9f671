"""Growing a tree: ask the best question of a node, part its rows, and go on with both parts."""

import heapq
import math
from dataclasses import dataclass, field, fields

import numpy as np

from lib.classical.trees.impurity import Impurity
from lib.classical.trees.limits import Limits
from lib.classical.trees.splits import Split, best_split
from lib.classical.trees.structure import LEAF, Tree


@dataclass
class _Node:
    """One node while the tree grows; the fields are those of ``Tree``."""

    value: np.ndarray
    weight: float
    n_samples: int
    impurity: float
    feature: int = LEAF
    threshold: float = math.nan
    left: int = LEAF
    right: int = LEAF


@dataclass(order=True)
class _Waiting:
    """A node whose question is known but not yet asked; the least of them is that with the best question."""

    minus_decrease: float
    number: int
    depth: int = field(compare=False)
    rows: np.ndarray = field(compare=False)
    split: Split = field(compare=False)


class Grower:
    """Grow a tree on checked data.

    Parameters
    ----------
    X : ndarray, shape (n_samples, n_features)
    y : ndarray, shape (n_samples,)
        Class numbers or numeric targets, as ``impurity`` wants them.
    weight : ndarray, shape (n_samples,)
        Positive.
    impurity : Impurity
    limits : Limits
        When to stop.
    n_candidates : int
        Number of features that a node looks at, drawn anew for each node.
    rng : numpy.random.Generator
        Draws them; unused where a node looks at all features.

    Notes
    -----
    Greedy: the best question now, never mind what could be asked afterwards. Growing takes one pass over the rows for
    each level of the tree, each with a sort: O(n_features n_samples log n_samples depth).
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Breiman, Friedman, Olshen and Stone (1984), *Classification and Regression Trees*, section 2.4.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.trees import Gini, Grower, Limits
    >>> X, y = np.array([[1.0], [2.0], [3.0]]), np.array([0, 1, 0])
    >>> tree = Grower(X, y, np.ones(3), Gini(2), Limits(), 1, np.random.default_rng(0)).grow()
    >>> tree.feature, tree.threshold
    (array([ 0, -1,  0, -1, -1]), array([1.5, nan, 2.5, nan, nan]))
    """

    def __init__(
        self,
        X: np.ndarray,
        y: np.ndarray,
        weight: np.ndarray,
        impurity: Impurity,
        limits: Limits,
        n_candidates: int,
        rng: np.random.Generator,
    ) -> None:
        self.columns = np.ascontiguousarray(X.T)  # (n_features, n_samples)
        self.y = y
        self.weight = weight
        self.impurity = impurity
        self.limits = limits
        self.total_weight = weight.sum()
        self.n_candidates = n_candidates
        self.rng = rng

    def grow(self) -> Tree:
        """Ask questions until no node may be parted any further.

        Returns
        -------
        Tree
            Numbered depth-first, the left branch first.

        Notes
        -----
        The node with the best question comes first. The order makes a difference only where the number of leaves is
        limited.
        """
        nodes: list[_Node] = []
        waiting: list[_Waiting] = []
        self._add(nodes, waiting, np.arange(len(self.y)), depth=0)
        n_leaves = 1
        while waiting and self.limits.allow_leaf(n_leaves + 1):
            parent = heapq.heappop(waiting)
            node, split = nodes[parent.number], parent.split
            node.feature, node.threshold = split.feature, split.threshold
            goes_left = self.columns[split.feature, parent.rows] <= split.threshold
            node.left = self._add(nodes, waiting, parent.rows[goes_left], parent.depth + 1)
            node.right = self._add(nodes, waiting, parent.rows[~goes_left], parent.depth + 1)
            n_leaves += 1
        columns = {entry.name: np.array([getattr(node, entry.name) for node in nodes]) for entry in fields(Tree)}
        return Tree(**columns).cut()

    def _add(self, nodes: list[_Node], waiting: list[_Waiting], rows: np.ndarray, depth: int) -> int:
        """Make a leaf of these rows, put it in the queue if it may be parted, and return its number."""
        y, weight = self.y[rows], self.weight[rows]
        total = weight.sum()
        amounts = self.impurity.amounts(y, weight)
        mixed = self.impurity.of_sums(amounts.sum(axis=1))  # weight times impurity
        nodes.append(_Node(self.impurity.value(y, weight), total, len(rows), mixed / total))
        number = len(nodes) - 1
        if y.min() == y.max() or not self.limits.allow_split(len(rows), depth):
            return number
        split = self._split(rows, amounts)
        if split is not None:
            # Never negative but for rounding; 0 is allowed, since later questions may achieve what this one cannot.
            decrease = max(0.0, mixed - split.impurity) / self.total_weight
            if decrease >= self.limits.min_impurity_decrease:
                heapq.heappush(waiting, _Waiting(-decrease, number, depth, rows, split))
        return number

    def _split(self, rows: np.ndarray, amounts: np.ndarray) -> Split | None:
        """Find the best question about a random choice of features, or of the next ones if those part nothing."""
        n_features = len(self.columns)
        everything = self.n_candidates == n_features
        drawn = np.arange(n_features) if everything else self.rng.permutation(n_features)
        for start in range(0, n_features, self.n_candidates):
            features = np.sort(drawn[start : start + self.n_candidates])
            columns = self.columns[features[:, None], rows]
            split = best_split(columns, amounts, self.impurity, self.limits.min_samples_leaf)
            if split is not None:
                return split._replace(feature=int(features[split.feature]))
        return None
