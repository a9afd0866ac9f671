"""Many trees as one set of arrays: all of them are asked together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from lib.classical.trees import Tree

# So many (row, tree) pairs go down together: their arrays stay in a processor's second cache.
PAIRS = 1 << 14
# Pairs that have reached a leaf are dropped after every third question, not after each.
QUESTIONS = 3


@dataclass(frozen=True, eq=False)
class TreeBundle:
    """Hold the nodes of many trees in one row of arrays.

    Parameters
    ----------
    root : ndarray of int, shape (n_trees,)
        Number of each tree's first node.
    feature : ndarray of int, shape (n_nodes,)
        0 at a leaf, where the answer does not matter.
    threshold : ndarray, shape (n_nodes,)
        Infinite at a leaf.
    left : ndarray of int, shape (n_nodes,)
        The left child, whose right-hand neighbour is the right child; the node itself at a leaf.
    value : ndarray, shape (n_nodes, n_outputs)
    origin : ndarray of int, shape (n_nodes,)
        Number of the node in its own tree.

    Notes
    -----
    Because children are neighbours, the next node is ``left + (x > threshold)``: three reads from memory for a
    question. A leaf leads to itself, so that pairs at different depths can go on together.
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.trees import DecisionTreeRegressor
    >>> from lib.ensembles.tree_bundle import TreeBundle
    >>> X, y = np.array([[0.0], [1.0], [2.0]]), np.array([0.0, 0.0, 6.0])
    >>> trees = [DecisionTreeRegressor(max_depth=depth).fit(X, y).tree_ for depth in (1, 2)]
    >>> TreeBundle.of(trees).sum_values(X).ravel()
    array([ 0.,  0., 12.])
    """

    root: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    value: np.ndarray
    origin: np.ndarray

    @classmethod
    def of(cls, trees: Sequence[Tree]) -> Self:
        """Join trees.

        Parameters
        ----------
        trees : sequence of Tree
            At least one, all with the same number of outputs.

        Returns
        -------
        TreeBundle
        """
        size = np.array([tree.n_nodes for tree in trees])
        first = np.repeat(np.cumsum(size) - size, size)
        feature = np.concatenate([tree.feature for tree in trees])
        inner = np.flatnonzero(feature >= 0)
        number = np.empty(len(feature), dtype=np.intp)  # new number of each node
        number[np.cumsum(size) - size] = np.arange(len(trees))
        for side, children in enumerate(([tree.left for tree in trees], [tree.right for tree in trees])):
            number[(np.concatenate(children) + first)[inner]] = len(trees) + 2 * np.arange(len(inner)) + side
        old = np.empty_like(number)
        old[number] = np.arange(len(number))
        left = np.arange(len(number))
        left[number[inner]] = len(trees) + 2 * np.arange(len(inner))
        threshold = np.concatenate([tree.threshold for tree in trees])
        return cls(
            root=np.arange(len(trees)),
            feature=np.maximum(feature, 0)[old],
            threshold=np.where(feature < 0, np.inf, threshold)[old],
            left=left,
            value=np.concatenate([tree.value for tree in trees])[old],
            origin=(np.arange(len(number)) - first)[old],
        )

    def sum_values(self, X: np.ndarray) -> np.ndarray:
        """Add up what all trees say of each row.

        Parameters
        ----------
        X : ndarray, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_outputs)
        """
        total = np.zeros((len(X), self.value.shape[1]))
        for _, leaf in self._leaves(X):
            total += self.value.take(leaf, axis=0).sum(axis=0)
        return total

    def sum_values_of(self, X: np.ndarray, asked: np.ndarray) -> np.ndarray:
        """Add up, for each row, what some of the trees say of it.

        Parameters
        ----------
        X : ndarray, shape (n_samples, n_features)
        asked : ndarray of bool, shape (n_trees, n_samples)
            Which tree is asked about which row.

        Returns
        -------
        ndarray, shape (n_samples, n_outputs)
        """
        total = np.zeros((len(X), self.value.shape[1]))
        flat = np.ascontiguousarray(X).ravel()
        for root, of_tree in zip(self.root, asked):
            rows = np.flatnonzero(of_tree)
            total[rows] += self.value.take(self._descend(flat, np.full(len(rows), root), rows * X.shape[1]), axis=0)
        return total

    def apply(self, X: np.ndarray) -> np.ndarray:
        """Find the leaf of each row in each tree.

        Parameters
        ----------
        X : ndarray, shape (n_samples, n_features)

        Returns
        -------
        ndarray of int, shape (n_samples, n_trees)
            Numbers of nodes, each within its tree.
        """
        leaves = np.empty((len(self.root), len(X)), dtype=np.intp)
        for trees, leaf in self._leaves(X):
            leaves[trees] = self.origin.take(leaf)
        return leaves.T

    def _leaves(self, X: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
        """Yield some trees and the leaves of all rows in them, shape (n_some_trees, n_samples)."""
        flat = np.ascontiguousarray(X).ravel()
        offset = np.arange(len(X)) * X.shape[1]
        step = max(1, PAIRS // max(1, len(X)))
        for first in range(0, len(self.root), step):
            root = self.root[first : first + step]
            leaf = self._descend(flat, np.repeat(root, len(X)), np.tile(offset, len(root)))
            yield slice(first, first + step), leaf.reshape(len(root), len(X))

    def _descend(self, flat: np.ndarray, node: np.ndarray, offset: np.ndarray) -> np.ndarray:
        """Return the leaf of each pair of a starting node and a row, given by where the row begins in ``flat``."""
        leaf = node.copy()
        pair = np.arange(len(node))
        while len(pair):
            for _ in range(QUESTIONS):
                place = self.feature.take(node)
                place += offset
                right = flat.take(place) > self.threshold.take(node)
                node = self.left.take(node)
                node += right
            leaf[pair] = node
            going = np.flatnonzero(self.left.take(node) != node)
            pair, node, offset = pair.take(going), node.take(going), offset.take(going)
        return leaf
