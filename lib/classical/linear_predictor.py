"""What all linear regressors share once their coefficients are known: the prediction."""

from typing import Any, Self

import numpy as np

from lib.basics import Estimator, RegressorMixin, check_new_X


class LinearPredictor(RegressorMixin, Estimator):
    r"""Predict :math:`\hat y = X\beta + b`: the base of the linear regressors.

    Attributes
    ----------
    coef_ : ndarray, shape (n_features,) or (n_targets, n_features)
    intercept_ : float or ndarray, shape (n_targets,)

    Notes
    -----
    With an intercept the prediction is affine, not linear, in the features: f(x + z) is not f(x) + f(z).
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical import LinearRegression
    >>> from lib.classical.linear_predictor import LinearPredictor
    >>> issubclass(LinearRegression, LinearPredictor)
    True
    """

    coef_: np.ndarray
    intercept_: Any

    def _set_solution(self, solution: np.ndarray, X_mean: np.ndarray, y_mean: np.ndarray) -> Self:
        """Store coefficients found on centred data, and the intercept that undoes the centring."""
        self.coef_ = solution.T  # (n_features,) or (n_targets, n_features)
        intercept = y_mean - X_mean @ solution
        self.intercept_ = intercept if intercept.ndim else float(intercept)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Predict the target of each row.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples,) or (n_samples, n_targets)

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If ``X`` has another number of features than in ``fit``.
        """
        X = check_new_X(self, X)
        return X @ self.coef_.T + self.intercept_
