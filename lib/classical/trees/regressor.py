"""Regression trees: predict a number by a few questions, one feature at a time."""

from typing import Any, Self

import numpy as np

from lib.basics import RegressorMixin, check_n_features, check_new_X, check_sample_weight, check_X_y
from lib.classical.trees.decision_tree import DecisionTree
from lib.classical.trees.impurity import SquaredDeviation


class DecisionTreeRegressor(RegressorMixin, DecisionTree):
    r"""Grow a tree of questions "is feature j at most t?" and predict the mean of each leaf.

    Each node asks the question after which the squared errors around the two means are smallest,

    .. math:: \min_{j, t}\; \sum_{x_{ij} \le t} w_i (y_i - \bar y_l)^2 + \sum_{x_{ij} > t} w_i (y_i - \bar y_r)^2

    Parameters
    ----------
    max_depth : int, optional
        Largest number of questions in a row.
    min_samples_split : int, default 2
        Least number of rows in a node that is parted.
    min_samples_leaf : int, default 1
        Least number of rows on either side of a question.
    max_features : int, float, "sqrt", "log2" or None
        How many features a node looks at, drawn anew for each node: a number, a share, the square root or the
        logarithm of their number, or all. If those part nothing, it looks at as many others.
    random_state : None, int or numpy.random.Generator
        Draws the features; without effect where a node looks at all of them.
    max_leaf_nodes : int, optional
        Largest number of leaves; the best questions are asked first.
    min_impurity_decrease : float, default 0.0
        Least decrease of the whole tree's impurity that is worth a question.
    ccp_alpha : float, default 0.0
        Price of a leaf: branches whose leaves achieve less are taken back (``prune``).

    Attributes
    ----------
    tree_ : Tree
        The nodes, as arrays.
    feature_importances_ : ndarray, shape (n_features,)
        Share of each feature in the decrease of impurity.
    n_features_in_ : int

    Notes
    -----
    O(n_features n_samples log n_samples) for each level of the tree. The prediction is a step function: flat
    between thresholds, and never outside the range of the targets seen, however far the row is from the training data.
    Left out: missing values, several outputs, the absolute error, random thresholds.
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Breiman, Friedman, Olshen and Stone (1984), *Classification and Regression Trees*, chapter 8.

    Examples
    --------
    >>> from lib.classical.trees import DecisionTreeRegressor
    >>> X, y = [[1.0], [2.0], [3.0], [4.0]], [1.0, 1.0, 5.0, 7.0]
    >>> tree = DecisionTreeRegressor(max_depth=1).fit(X, y)
    >>> tree.predict([[2.4], [2.6], [100.0]])
    array([1., 6., 6.])
    """

    def __init__(
        self,
        *,
        max_depth: int | None = None,
        min_samples_split: int = 2,
        min_samples_leaf: int = 1,
        max_features: int | float | str | None = None,
        random_state: Any = None,
        max_leaf_nodes: int | None = None,
        min_impurity_decrease: float = 0.0,
        ccp_alpha: float = 0.0,
    ) -> None:
        self.max_depth = max_depth
        self.min_samples_split = min_samples_split
        self.min_samples_leaf = min_samples_leaf
        self.max_features = max_features
        self.random_state = random_state
        self.max_leaf_nodes = max_leaf_nodes
        self.min_impurity_decrease = min_impurity_decrease
        self.ccp_alpha = ccp_alpha

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Grow the tree.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,)
            Numbers.
        sample_weight : array_like, shape (n_samples,), optional
            How much each sample counts. A weight of 2 equals a second copy of the row, but for limits on numbers of
            rows; a weight of 0 drops it.

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError
            If a parameter is out of range, or the data are not usable or do not belong together.
        """
        X, y = check_X_y(X, y, y_numeric=True)
        weight = check_sample_weight(sample_weight, len(X))
        check_n_features(self, X, reset=True)
        used = weight > 0
        return self._fit_tree(X[used], y[used], weight[used], SquaredDeviation())

    def predict(self, X: Any) -> np.ndarray:
        """Predict the mean target of the leaf in which each row ends.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples,)

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If ``X`` has another number of features than in ``fit``.
        """
        X = check_new_X(self, X)
        return self.tree_.predict(X).ravel()
