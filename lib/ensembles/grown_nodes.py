"""Collect nodes as they grow, level by level, and hand them out as one record for each tree."""

import numpy as np

from lib.classical.trees import Tree

FIELDS = ("number", "tree", "feature", "threshold", "left", "right", "value", "weight", "n_samples", "impurity")


class GrownNodes:
    """Collect the nodes of many trees; the two children of a node have neighbouring numbers.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb
    """

    def __init__(self) -> None:
        self._levels: list[dict[str, np.ndarray]] = []

    def add(self, **level: np.ndarray) -> None:
        """Add the nodes of a level: arrays by the names of ``FIELDS``, numbers being those over all trees."""
        self._levels.append(level)

    def trees(self, n_trees: int) -> tuple[list[Tree], np.ndarray]:
        """Return the trees, and the number within its tree of every node, by its number over all trees.

        Parameters
        ----------
        n_trees : int

        Returns
        -------
        trees : list of Tree
        numbers : ndarray of int, shape (n_nodes_of_all_trees,)
        """
        nodes = {name: np.concatenate([level[name] for level in self._levels]) for name in FIELDS}
        order = np.lexsort((nodes["number"], nodes["tree"]))
        sizes = np.bincount(nodes["tree"], minlength=n_trees)
        ends = np.cumsum(sizes)
        within = np.arange(len(order)) - np.repeat(ends - sizes, sizes)
        numbers = np.empty(len(order), dtype=np.intp)
        numbers[nodes["number"][order]] = within
        for side in ("left", "right"):
            child = nodes[side]
            nodes[side] = np.where(child >= 0, numbers[child], -1)
        columns = [nodes[name][order] for name in FIELDS[2:]]
        return [Tree(*(column[a:b] for column in columns)) for a, b in zip(ends - sizes, ends)], numbers
