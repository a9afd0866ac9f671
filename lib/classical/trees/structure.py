"""A grown tree as a handful of arrays: where each row of data ends up, and what is said there."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.basics import as_shares

LEAF = -1


@dataclass(frozen=True, eq=False)
class Tree:
    r"""Hold a binary tree of questions "is feature j at most t?", one array entry for each node; node 0 is the root.

    Parameters
    ----------
    feature : ndarray of int, shape (n_nodes,)
        Column that the node asks about; -1 at a leaf.
    threshold : ndarray, shape (n_nodes,)
        A row goes left if its feature is at most this, else right, in the units of the feature; NaN at a leaf.
    left, right : ndarray of int, shape (n_nodes,)
        Numbers of the children; -1 at a leaf.
    value : ndarray, shape (n_nodes, n_outputs)
        What the node predicts: the share of each class, or the mean of the target.
    weight : ndarray, shape (n_nodes,)
        Sum of the sample weights of the training rows in the node.
    n_samples : ndarray of int, shape (n_nodes,)
        Number of training rows in the node.
    impurity : ndarray, shape (n_nodes,)
        How mixed the node is: Gini index, entropy in bits, or mean squared error around the mean.

    Notes
    -----
    Inner nodes keep value, weight and impurity too: pruning and importances need them. A tree of m leaves has 2m - 1
    nodes. Methods take features that are checked already: float arrays of the right number of columns.
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Breiman, Friedman, Olshen and Stone (1984), *Classification and Regression Trees*, chapter 2.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.trees import Tree
    >>> tree = Tree(
    ...     feature=np.array([0, -1, -1]),
    ...     threshold=np.array([1.5, np.nan, np.nan]),
    ...     left=np.array([1, -1, -1]),
    ...     right=np.array([2, -1, -1]),
    ...     value=np.array([[5.0], [0.0], [10.0]]),
    ...     weight=np.array([4.0, 2.0, 2.0]),
    ...     n_samples=np.array([4, 2, 2]),
    ...     impurity=np.array([25.0, 0.0, 0.0]),
    ... )
    >>> X = np.array([[1.5], [1.6]])
    >>> tree.apply(X), tree.depth, tree.n_leaves
    (array([1, 2]), 1, 2)
    >>> tree.predict(X).ravel()
    array([ 0., 10.])
    """

    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray
    weight: np.ndarray
    n_samples: np.ndarray
    impurity: np.ndarray

    @property
    def n_nodes(self) -> int:
        """Number of nodes, leaves included."""
        return len(self.feature)

    @property
    def n_leaves(self) -> int:
        """Number of leaves."""
        return int(np.count_nonzero(self.feature == LEAF))

    @property
    def depth(self) -> int:
        """Number of questions on the longest way from the root to a leaf; 0 for a single leaf."""
        return int(self.depth_of_nodes().max())

    def depth_of_nodes(self) -> np.ndarray:
        """Count the questions asked before each node.

        Returns
        -------
        ndarray of int, shape (n_nodes,)
        """
        depth = np.zeros(self.n_nodes, dtype=np.intp)
        level, nodes = 0, np.array([0])
        while nodes.size:
            depth[nodes] = level
            inner = nodes[self.feature[nodes] != LEAF]
            level, nodes = level + 1, np.concatenate([self.left[inner], self.right[inner]])
        return depth

    def apply(self, X: np.ndarray) -> np.ndarray:
        """Send each row down the tree.

        Parameters
        ----------
        X : ndarray, shape (n_samples, n_features)

        Returns
        -------
        ndarray of int, shape (n_samples,)
            Number of the leaf in which the row ends.

        Notes
        -----
        All rows go down one level at a time; a row drops out when it reaches a leaf. O(n_samples) at each level.
        """
        node = np.zeros(len(X), dtype=np.intp)
        rows = np.arange(len(X)) if self.feature[0] != LEAF else np.arange(0)
        while rows.size:
            at = node[rows]
            goes_left = X[rows, self.feature[at]] <= self.threshold[at]
            child = np.where(goes_left, self.left[at], self.right[at])
            node[rows] = child
            rows = rows[self.feature[child] != LEAF]
        return node

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the value of the leaf in which each row ends.

        Parameters
        ----------
        X : ndarray, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_outputs)
        """
        return self.value[self.apply(X)]

    def decreases(self) -> np.ndarray:
        r"""Compute how much each node's question lowers the impurity of the whole tree.

        .. math:: \Delta_t = \frac{w_t}{w_0}\Big(i_t - \frac{w_l}{w_t} i_l - \frac{w_r}{w_t} i_r\Big)

        Returns
        -------
        ndarray, shape (n_nodes,)
            0 at a leaf.
        """
        total = self.weight * self.impurity
        inner = np.flatnonzero(self.feature != LEAF)
        decrease = np.zeros(self.n_nodes)
        decrease[inner] = total[inner] - total[self.left[inner]] - total[self.right[inner]]
        return decrease / self.weight[0]

    def feature_decreases(self, n_features: int) -> np.ndarray:
        """Add up the decreases of impurity over the questions about each feature.

        Parameters
        ----------
        n_features : int

        Returns
        -------
        ndarray, shape (n_features,)
            In the units of ``impurity``.
        """
        inner = self.feature != LEAF
        return np.bincount(self.feature[inner], weights=self.decreases()[inner], minlength=n_features)

    def cut(self, leaves: np.ndarray | None = None) -> "Tree":
        """Return the tree in which some nodes are leaves, with the nodes numbered depth-first, the left branch first.

        Parameters
        ----------
        leaves : ndarray of bool, shape (n_nodes,), optional
            Nodes whose branches are cut off; without it only the numbering changes.

        Returns
        -------
        Tree
            Each node comes before its descendants, which follow it directly.
        """
        ends = self.feature == LEAF if leaves is None else (self.feature == LEAF) | leaves
        left: list[int] = []
        right: list[int] = []
        old: list[int] = []  # the number that each node had before
        stack = [(0, LEAF, right)]  # node, its parent's new number, the list where the parent keeps it
        while stack:
            node, parent, children = stack.pop()
            new = len(old)
            if parent != LEAF:
                children[parent] = new
            old.append(node)
            left.append(LEAF)
            right.append(LEAF)
            if not ends[node]:
                stack += [(self.right[node], new, right), (self.left[node], new, left)]
        kept = np.array(old)
        return Tree(
            feature=np.where(ends[kept], LEAF, self.feature[kept]),
            threshold=np.where(ends[kept], np.nan, self.threshold[kept]),
            left=np.array(left),
            right=np.array(right),
            value=self.value[kept],
            weight=self.weight[kept],
            n_samples=self.n_samples[kept],
            impurity=self.impurity[kept],
        )

    def importances(self, n_features: int) -> np.ndarray:
        """Compute the mean decrease in impurity: the share of each feature in what all questions achieve.

        Parameters
        ----------
        n_features : int

        Returns
        -------
        ndarray, shape (n_features,)
            Adds up to 1; all 0 for a single leaf.

        Notes
        -----
        Measured on the training rows: a feature with many different values is favoured even if it is noise.
        """
        return as_shares(self.feature_decreases(n_features))

    def to_text(self, names: Sequence[str] | None = None, labels: Sequence[object] | None = None) -> str:
        """Write the tree as indented text, the left branch first.

        Parameters
        ----------
        names : sequence of str, optional
            Name of each feature; ``x0``, ``x1``, ... if not given.
        labels : sequence, optional
            Label of each output; a leaf then says its most frequent one instead of its value.

        Returns
        -------
        str

        Raises
        ------
        ValueError
            If a feature has no name, or the number of labels is not that of the outputs.
        """
        n_named = int(self.feature.max()) + 1
        names = [f"x{j}" for j in range(n_named)] if names is None else names
        if len(names) < n_named:
            raise ValueError(f"names must hold at least {n_named} names, got {len(names)}")
        if labels is not None and len(labels) != self.value.shape[1]:
            raise ValueError(f"labels must hold {self.value.shape[1]} labels, got {len(labels)}")
        lines = []
        stack = [(0, "", "")]  # node, indent of its lines, the answer that led here
        while stack:
            node, indent, answer = stack.pop()
            if answer:
                lines.append(f"{indent}{answer}")
                indent += "|   "
            if self.feature[node] == LEAF:
                lines.append(f"{indent}{self._leaf_text(node, labels)}")
                continue
            name, threshold = names[self.feature[node]], self.threshold[node]
            stack.append((self.right[node], indent, f"{name} >  {threshold:.4g}"))
            stack.append((self.left[node], indent, f"{name} <= {threshold:.4g}"))
        return "\n".join(lines)

    def _leaf_text(self, node: int, labels: Sequence[object] | None) -> str:
        """Say what a leaf predicts, and from how many rows."""
        value = self.value[node]
        said = ", ".join(f"{v:.4g}" for v in value) if labels is None else str(labels[int(value.argmax())])
        return f"-> {said} ({self.n_samples[node]} rows)"
