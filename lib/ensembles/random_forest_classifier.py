"""Random forests for classes: bootstrap samples, and a few features drawn for every question."""

from typing import Any, Self

import numpy as np

from lib.basics import (
    ClassifierMixin,
    accuracy_score,
    check_choice,
    check_labels,
    check_n_features,
    check_sample_weight,
    check_X_y,
)
from lib.ensembles.forest import Forest


class RandomForestClassifier(ClassifierMixin, Forest):
    r"""Average trees that differ in their rows and in the features that each question may be about.

    .. math:: \hat p(k \mid x) = \frac1M \sum_{m=1}^M \hat p_m(k \mid x)

    The mean of :math:`M` predictions of variance :math:`\sigma^2`, each two of correlation :math:`\rho`, has the
    variance :math:`\rho\sigma^2 + (1-\rho)\sigma^2/M`: more trees take away the second part, drawing features for each
    question makes :math:`\rho` smaller.

    Parameters
    ----------
    n_estimators : int, default 100
        Number of trees :math:`M`.
    criterion : {"gini", "entropy"}, default "gini"
        Impurity that a question lowers.
    max_depth : int, optional
        Largest number of questions in a row.
    min_samples_split : int, default 2
        Least number of different rows in a node that is parted.
    min_samples_leaf : int, default 1
        Least number of different rows on either side of a question.
    max_features : int, float, "sqrt", "log2" or None, default "sqrt"
        Features drawn for each node: a number, a share, the square root or the logarithm of their number, or all. If
        all of them are constant in the node, one is drawn that is not.
    bootstrap : bool, default True
        Draw a bootstrap sample for each tree; otherwise each is grown on all rows.
    oob_score : bool, default False
        Judge each row by the trees that did not see it.
    random_state : None, int or numpy.random.Generator
        Draws rows and features.
    max_samples : int, float or None
        Rows drawn for each tree: a number, a share (of the sum of weights, if there are any), or as many as there are.

    Attributes
    ----------
    classes_ : ndarray, shape (n_classes,)
        Labels in sorted order.
    n_classes_ : int
    estimators_ : list of Tree
    feature_importances_ : ndarray, shape (n_features,)
        Share of each feature in the decrease of impurity. Features of many values are favoured:
        ``permutation_importance`` does not.
    oob_score_ : float
        Out-of-bag accuracy.
    oob_decision_function_ : ndarray, shape (n_samples, n_classes)
        Out-of-bag probabilities; NaN for a row that every tree saw, which the score leaves out.
    n_features_in_ : int

    Notes
    -----
    All trees grow together, level by level, on features turned into at most 128 codes (``grow_level_wise``): a feature
    of more values loses some of its thresholds. With ``bootstrap=True`` a row is drawn in proportion to its
    ``sample_weight``; without, the weights go to the trees. Left out: missing values, class weights, several
    outputs, ``max_leaf_nodes``, pruning, ``warm_start``, ``n_jobs``. Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Breiman (2001), *Random Forests*.

    Examples
    --------
    >>> from lib.ensembles import RandomForestClassifier
    >>> X, y = [[1.0], [2.0], [3.0], [7.0], [8.0], [9.0]], ["low", "low", "low", "high", "high", "high"]
    >>> RandomForestClassifier(n_estimators=25, random_state=0).fit(X, y).predict([[2.5], [7.5]]).tolist()
    ['low', 'high']
    """

    classes_: np.ndarray

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Grow the trees.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,)
            Labels of any one type.
        sample_weight : array_like, shape (n_samples,), optional
            How much each sample counts.

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError
            If a parameter is out of range or does not fit the others, or the data are not usable.

        Warns
        -----
        UserWarning
            If ``oob_score`` is wanted and a row has no out-of-bag prediction.
        """
        check_choice("criterion", self.criterion, ("gini", "entropy"))
        X, y = check_X_y(X, y)
        weight = None if sample_weight is None else check_sample_weight(sample_weight, len(X))
        check_n_features(self, X, reset=True)
        self.classes_, index = check_labels(y, min_classes=1)
        self.n_classes_ = len(self.classes_)
        out_of_bag = self._grow(X, index, weight, self.n_classes_)
        if out_of_bag is not None:
            self.oob_decision_function_ = shares = self._mean_out_of_bag(X, out_of_bag)
            known = out_of_bag.any(axis=0)
            self.oob_score_ = float("nan")
            if known.any():
                judged = None if weight is None else weight[known]
                self.oob_score_ = accuracy_score(index[known], shares[known].argmax(axis=1), judged)
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """Compute the mean of the trees' class shares.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_classes)
            Columns in the order of ``classes_``; rows add up to 1.

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If ``X`` has another number of features than in ``fit``.
        """
        return self._mean_value(X)

    def predict_log_proba(self, X: Any) -> np.ndarray:
        """Compute the logarithm of the mean of the trees' class shares, in nats; minus infinity where it is 0.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_classes)

        Raises
        ------
        NotFittedError, ValueError
            As in ``predict_proba``.
        """
        shares = self._mean_value(X)
        with np.errstate(divide="ignore"):
            logarithms: np.ndarray = np.log(shares)
        return logarithms

    def predict(self, X: Any) -> np.ndarray:
        """Predict the label with the largest mean share.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples,)

        Raises
        ------
        NotFittedError, ValueError
            As in ``predict_proba``.
        """
        shares = self._mean_value(X)
        return self.classes_[shares.argmax(axis=1)]
