"""Bagging for classes: the mean of the members' probabilities."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from lib.basics import ClassifierMixin, accuracy_score, check_labels, check_n_features, check_sample_weight, check_X_y
from lib.classical.trees import DecisionTreeClassifier
from lib.ensembles.bagging import Bagging
from lib.ensembles.members import class_shares


class BaggingClassifier(ClassifierMixin, Bagging):
    r"""Average the probabilities of classifiers trained on bootstrap samples.

    .. math:: \hat p(k \mid x) = \frac1M \sum_{m=1}^M \hat p_m(k \mid x)

    A bootstrap sample draws as many rows as there are, with replacement; it leaves out a row with probability
    :math:`(1 - 1/n)^n \to e^{-1} \approx 0.368`, so a row can be judged by the third of the members that do not know
    it: "out of bag".

    Parameters
    ----------
    estimator : Estimator, optional
        Default: a ``DecisionTreeClassifier``. One without ``predict_proba`` votes.
    n_estimators : int, default 10
    max_samples : None, int or float
        Rows to draw for each member: all of them by default, a number, or a share (of the sum of weights, if there
        are any).
    max_features : int or float, default 1.0
        Features to draw for each member, a number or a share.
    bootstrap, bootstrap_features : bool, default True and False
        Whether rows, and features, are drawn with replacement.
    oob_score : bool, default False
        Compute the out-of-bag accuracy.
    random_state : None, int or numpy.random.Generator
        Draws rows and features, and gives each member a seed.

    Attributes
    ----------
    classes_ : ndarray, shape (n_classes,)
    n_classes_ : int
    estimator_ : Estimator
        What is bagged.
    estimators_ : list of fitted estimators
        Fitted to class numbers, positions in ``classes_``, as in scikit-learn.
    estimators_samples_, estimators_features_ : list of ndarray of int, each of shape (n_drawn,)
        Rows and features that each member was given.
    oob_score_ : float
    oob_decision_function_ : ndarray, shape (n_samples, n_classes)
        Out-of-bag probabilities; NaN for a row that every member saw, which the score leaves out.
    n_features_in_ : int

    Notes
    -----
    Breiman's classifiers vote; the mean of probabilities, as in scikit-learn, hears how sure they are. Averaging
    leaves the bias as it is and lowers the variance, down to what the members' errors have in common; it does not rule
    out overfitting. With ``bootstrap=True`` a row is drawn with a probability in proportion to
    its ``sample_weight``; without, the weights go to the members. Left out: ``warm_start``, ``n_jobs``, ``verbose``,
    ``decision_function``. Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Breiman (1996), *Bagging Predictors*; Ho (1998), *The Random Subspace Method for Constructing Decision Forests*
    (features); Breiman (1996), *Out-of-Bag Estimation*.

    Examples
    --------
    >>> from lib.ensembles import BaggingClassifier
    >>> X, y = [[1.0], [2.0], [3.0], [7.0], [8.0], [9.0]], ["low", "low", "low", "high", "high", "high"]
    >>> BaggingClassifier(n_estimators=25, random_state=0).fit(X, y).predict([[2.5], [7.5]]).tolist()
    ['low', 'high']
    """

    classes_: np.ndarray

    def _base(self) -> Any:
        return DecisionTreeClassifier()

    def _response(self, member: Any, X: np.ndarray) -> np.ndarray:
        return class_shares(member, X, self.n_classes_)

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Train the members.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
            Passed on as it is, so missing values are up to ``estimator``.
        y : array_like, shape (n_samples,)
            Labels of any one type.
        sample_weight : array_like, shape (n_samples,), optional

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
        X, y = check_X_y(X, y, dtype="any", allow_nan=True)
        weight = None if sample_weight is None else check_sample_weight(sample_weight, len(X))
        check_n_features(self, X, reset=True)
        self.classes_, index = check_labels(y, min_classes=1)
        self.n_classes_ = len(self.classes_)
        self._fit_members(X, index, weight)
        if self.oob_score:
            self.oob_decision_function_ = shares = self._mean_out_of_bag(X)
            y_pred = np.where(np.isnan(shares[:, 0]), np.nan, shares.argmax(axis=1))
            self.oob_score_ = self._score_known(accuracy_score, index, y_pred, weight)
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """Compute the mean of the members' probabilities.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_classes)

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If ``X`` has another number of features than in ``fit``.
        """
        return self._mean_response(X)

    def predict(self, X: Any) -> np.ndarray:
        """Predict the label with the largest mean probability.

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
        shares = self._mean_response(X)
        return self.classes_[shares.argmax(axis=1)]
