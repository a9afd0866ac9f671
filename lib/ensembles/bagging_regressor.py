"""Bagging for numbers: the mean of the members' predictions."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from lib.basics import RegressorMixin, check_n_features, check_sample_weight, check_X_y, r2_score
from lib.classical.trees import DecisionTreeRegressor
from lib.ensembles.bagging import Bagging


class BaggingRegressor(RegressorMixin, Bagging):
    r"""Average the predictions of regressors trained on bootstrap samples.

    .. math:: \hat f(x) = \frac1M \sum_{m=1}^M \hat f_m(x), \qquad
              \mathrm{Var}\,\hat f(x) = \rho\sigma^2 + \frac{1-\rho}{M}\sigma^2

    with :math:`\sigma^2` the variance of one member's prediction and :math:`\rho` the correlation of two.

    Parameters
    ----------
    estimator : Estimator, optional
        Default: a ``DecisionTreeRegressor``.
    n_estimators : int, default 10
    max_samples : None, int or float
        Rows to draw for each member: all of them by default, a number, or a share (of the sum of weights, if there
        are any).
    max_features : int or float, default 1.0
        Features to draw for each member, a number or a share.
    bootstrap, bootstrap_features : bool, default True and False
        Whether rows, and features, are drawn with replacement.
    oob_score : bool, default False
        Compute the out-of-bag :math:`R^2`.
    random_state : None, int or numpy.random.Generator
        Draws rows and features, and gives each member a seed.

    Attributes
    ----------
    estimator_ : Estimator
        What is bagged.
    estimators_ : list of fitted estimators
    estimators_samples_, estimators_features_ : list of ndarray of int, each of shape (n_drawn,)
        Rows and features that each member was given.
    oob_score_ : float
    oob_prediction_ : ndarray, shape (n_samples,)
        Mean prediction of the members that did not see the row; NaN for a row that all saw, which the score leaves
        out.
    n_features_in_ : int

    Notes
    -----
    The variance falls with the number of members only down to :math:`\rho\sigma^2`. Weights and what is left out: as in
    ``BaggingClassifier``. Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Breiman (1996), *Bagging Predictors*; Hastie, Tibshirani and Friedman (2009), *The Elements of Statistical
    Learning*, equation 15.1 (the variance).

    Examples
    --------
    >>> from lib.ensembles import BaggingRegressor
    >>> X, y = [[1.0], [2.0], [3.0], [4.0]], [0.0, 0.0, 4.0, 4.0]
    >>> BaggingRegressor(n_estimators=50, random_state=0).fit(X, y).predict([[1.0], [4.0]]).round()
    array([0., 4.])
    """

    def _base(self) -> Any:
        return DecisionTreeRegressor()

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Train the members.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
            Passed on as it is, so missing values are up to ``estimator``.
        y : array_like, shape (n_samples,)
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
        X, y = check_X_y(X, y, dtype="any", allow_nan=True, y_numeric=True)
        weight = None if sample_weight is None else check_sample_weight(sample_weight, len(X))
        check_n_features(self, X, reset=True)
        self._fit_members(X, y, weight)
        if self.oob_score:
            self.oob_prediction_ = self._mean_out_of_bag(X)
            self.oob_score_ = self._score_known(r2_score, y, self.oob_prediction_, weight)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Predict the mean of the members' predictions.

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
        return self._mean_response(X)
