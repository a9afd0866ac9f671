"""What a classification tree and a regression tree share: parameters, growth, and questions to the grown tree."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from lib.basics import Estimator, as_rng, check_is_fitted, check_new_X, check_real, clone
from lib.classical.trees.growth import Grower
from lib.classical.trees.impurity import Impurity
from lib.classical.trees.limits import Limits
from lib.classical.trees.max_features import count_features
from lib.classical.trees.pruning import PruningPath, prune, pruning_path
from lib.classical.trees.structure import Tree


class DecisionTree(Estimator):
    """Grow a binary tree of questions: the base of the classifier and the regressor.

    Attributes
    ----------
    tree_ : Tree
        The nodes, as arrays.
    n_features_in_ : int

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> from lib.classical.trees import DecisionTreeClassifier
    >>> from lib.classical.trees.decision_tree import DecisionTree
    >>> issubclass(DecisionTreeClassifier, DecisionTree)
    True
    """

    tree_: Tree
    n_features_in_: int
    max_depth: int | None
    min_samples_split: int
    min_samples_leaf: int
    max_features: int | float | str | None
    random_state: Any
    max_leaf_nodes: int | None
    min_impurity_decrease: float
    ccp_alpha: float

    def _fit_tree(self, X: np.ndarray, y: np.ndarray, weight: np.ndarray, impurity: Impurity) -> Self:
        """Grow the tree on checked data with positive weights, and prune it."""
        limits = Limits(
            max_depth=self.max_depth,
            min_samples_split=self.min_samples_split,
            min_samples_leaf=self.min_samples_leaf,
            max_leaf_nodes=self.max_leaf_nodes,
            min_impurity_decrease=self.min_impurity_decrease,
        )
        n_candidates = count_features(self.max_features, X.shape[1])
        ccp_alpha = check_real("ccp_alpha", self.ccp_alpha, low=0)
        tree = Grower(X, y, weight, impurity, limits, n_candidates, as_rng(self.random_state)).grow()
        self.tree_ = prune(tree, ccp_alpha) if ccp_alpha > 0 else tree
        return self

    def apply(self, X: Any) -> np.ndarray:
        """Find the leaf in which each row ends.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray of int, shape (n_samples,)
            Numbers of nodes of ``tree_``.

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If ``X`` has another number of features than in ``fit``.
        """
        X = check_new_X(self, X)
        return self.tree_.apply(X)

    @property
    def feature_importances_(self) -> np.ndarray:
        """Share of each feature in the decrease of impurity, shape (n_features,); adds up to 1."""
        check_is_fitted(self)
        return self.tree_.importances(self.n_features_in_)

    def get_depth(self) -> int:
        """Return the number of questions on the longest way from the root to a leaf.

        Returns
        -------
        int

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        """
        check_is_fitted(self)
        return self.tree_.depth

    def get_n_leaves(self) -> int:
        """Return the number of leaves.

        Returns
        -------
        int

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        """
        check_is_fitted(self)
        return self.tree_.n_leaves

    def to_text(self, names: Sequence[str] | None = None) -> str:
        """Write the tree as indented text.

        Parameters
        ----------
        names : sequence of str, optional
            Name of each feature; ``x0``, ``x1``, ... if not given.

        Returns
        -------
        str
            A leaf says its most frequent label, or its mean.

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If a feature has no name.
        """
        check_is_fitted(self)
        return self.tree_.to_text(names, getattr(self, "classes_", None))

    def cost_complexity_pruning_path(self, X: Any, y: Any, sample_weight: Any = None) -> PruningPath:
        """Grow a tree in full and find the values of ``ccp_alpha`` at which pruning takes one more branch.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,)
        sample_weight : array_like, shape (n_samples,), optional

        Returns
        -------
        PruningPath
            The estimator itself stays as it is.

        Raises
        ------
        TypeError, ValueError
            As in ``fit``.
        """
        full: Any = clone(self).set_params(ccp_alpha=0.0)
        return pruning_path(full.fit(X, y, sample_weight).tree_)
