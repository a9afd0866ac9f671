"""When a tree stops growing."""

from dataclasses import dataclass

from lib.basics import check_integer, check_real


@dataclass(frozen=True)
class Limits:
    """Hold what a node must fulfil to be parted.

    Parameters
    ----------
    max_depth : int, optional
        Largest number of questions in a row, at least 1.
    min_samples_split : int, default 2
        Least number of rows in a node that is parted, at least 2.
    min_samples_leaf : int, default 1
        Least number of rows on either side, at least 1.
    max_leaf_nodes : int, optional
        Largest number of leaves, at least 2.
    min_impurity_decrease : float, default 0.0
        Least amount by which a question lowers the impurity of the whole tree (``Tree.decreases``), at least 0.

    Raises
    ------
    TypeError, ValueError
        If one of them is of the wrong kind or out of range.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> from lib.classical.trees import Limits
    >>> Limits(max_depth=3).allow_split(n_samples=10, depth=3)
    False
    """

    max_depth: int | None = None
    min_samples_split: int = 2
    min_samples_leaf: int = 1
    max_leaf_nodes: int | None = None
    min_impurity_decrease: float = 0.0

    def __post_init__(self) -> None:
        if self.max_depth is not None:
            check_integer("max_depth", self.max_depth, low=1)
        check_integer("min_samples_split", self.min_samples_split, low=2)
        check_integer("min_samples_leaf", self.min_samples_leaf, low=1)
        if self.max_leaf_nodes is not None:
            check_integer("max_leaf_nodes", self.max_leaf_nodes, low=2)
        check_real("min_impurity_decrease", self.min_impurity_decrease, low=0)

    def allow_split(self, n_samples: int, depth: int) -> bool:
        """Tell whether a node is large enough and not too deep.

        Parameters
        ----------
        n_samples : int
            Number of its rows.
        depth : int
            Number of questions asked before it.

        Returns
        -------
        bool
        """
        if self.max_depth is not None and depth >= self.max_depth:
            return False
        return n_samples >= max(self.min_samples_split, 2 * self.min_samples_leaf)

    def allow_leaf(self, n_leaves: int) -> bool:
        """Tell whether the tree may have this many leaves.

        Parameters
        ----------
        n_leaves : int

        Returns
        -------
        bool
        """
        return self.max_leaf_nodes is None or n_leaves <= self.max_leaf_nodes
