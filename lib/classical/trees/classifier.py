"""Classification trees: predict a label by a few questions, one feature at a time."""

from typing import Any, Self

import numpy as np

from lib.basics import (
    ClassifierMixin,
    check_choice,
    check_labels,
    check_n_features,
    check_new_X,
    check_sample_weight,
    check_X_y,
)
from lib.classical.trees.decision_tree import DecisionTree
from lib.classical.trees.impurity import Entropy, Gini


class DecisionTreeClassifier(ClassifierMixin, DecisionTree):
    r"""Grow a tree of questions "is feature j at most t?" whose leaves hold one class, as far as possible.

    Each node asks the question after which its rows are least mixed,

    .. math:: \min_{j, t}\; \frac{w_l}{w}\, i_l + \frac{w_r}{w}\, i_r

    where :math:`w` is the weight and :math:`i` the impurity of the rows on the left and on the right.

    Parameters
    ----------
    criterion : {"gini", "entropy"}, default "gini"
        The impurity: Gini index, or entropy in bits.
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
    classes_ : ndarray, shape (n_classes,)
        Labels in sorted order.
    tree_ : Tree
        The nodes, as arrays.
    feature_importances_ : ndarray, shape (n_features,)
        Share of each feature in the decrease of impurity.
    n_features_in_ : int

    Notes
    -----
    O(n_features n_samples log n_samples) for each level of the tree. Thresholds are halfway between values, and of
    equally good questions the first is asked, so that the same data always give the same tree. Without limits the tree
    grows until its leaves are pure. Left out: missing values, class weights, several outputs, random thresholds.
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Breiman, Friedman, Olshen and Stone (1984), *Classification and Regression Trees*.

    Examples
    --------
    >>> from lib.classical.trees import DecisionTreeClassifier
    >>> X, y = [[1.0], [2.0], [3.0], [4.0]], ["low", "low", "high", "high"]
    >>> tree = DecisionTreeClassifier().fit(X, y)
    >>> tree.predict([[2.4], [2.6]]).tolist()
    ['low', 'high']
    >>> print(tree.to_text(["height"]))
    height <= 2.5
    |   -> low (2 rows)
    height >  2.5
    |   -> high (2 rows)
    """

    classes_: np.ndarray

    def __init__(
        self,
        *,
        criterion: str = "gini",
        max_depth: int | None = None,
        min_samples_split: int = 2,
        min_samples_leaf: int = 1,
        max_features: int | float | str | None = None,
        random_state: Any = None,
        max_leaf_nodes: int | None = None,
        min_impurity_decrease: float = 0.0,
        ccp_alpha: float = 0.0,
    ) -> None:
        self.criterion = criterion
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
            Labels of any one type.
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
        check_choice("criterion", self.criterion, ("gini", "entropy"))
        X, y = check_X_y(X, y)
        weight = check_sample_weight(sample_weight, len(X))
        check_n_features(self, X, reset=True)
        used = weight > 0
        self.classes_, index = check_labels(y[used], min_classes=1)
        impurity = (Gini if self.criterion == "gini" else Entropy)(len(self.classes_))
        return self._fit_tree(X[used], index, weight[used], impurity)

    def predict(self, X: Any) -> np.ndarray:
        """Predict the most frequent label of the leaf in which each row ends.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples,)
            Of equally frequent labels the first in ``classes_``.

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If ``X`` has another number of features than in ``fit``.
        """
        shares = self.predict_proba(X)
        return self.classes_[shares.argmax(axis=1)]

    def predict_proba(self, X: Any) -> np.ndarray:
        """Return the share of each class in the leaf in which each row ends.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_classes)
            Columns in the order of ``classes_``; rows add up to 1. A tree grown without limits says 0 and 1 only.

        Raises
        ------
        NotFittedError, ValueError
            As in ``predict``.
        """
        X = check_new_X(self, X)
        return self.tree_.predict(X)
