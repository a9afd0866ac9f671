"""Lasso: least squares with a price on the sum of absolute coefficients, which makes many of them exactly zero."""

import warnings
from typing import Any, Self

import numpy as np

from lib.basics import check_integer, check_n_features, check_real, check_sample_weight, check_X_y
from lib.classical.centring import centre
from lib.classical.convergence import ConvergenceWarning
from lib.classical.linear import least_squares
from lib.classical.linear_predictor import LinearPredictor


def soft_threshold(value: float, threshold: float) -> float:
    r"""Move `value` towards 0 by `threshold` and stop at 0: :math:`\operatorname{sign}(v)\max(|v| - t, 0)`.

    It is the minimiser of :math:`\tfrac12 (x - v)^2 + t|x|`, and the reason why the lasso's zeros are exact.

    Parameters
    ----------
    value, threshold : float

    Returns
    -------
    float

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical.lasso import soft_threshold
    >>> [soft_threshold(v, 1.0) for v in (-3.0, 0.5, 3.0)]
    [-2.0, 0.0, 2.0]
    """
    if value > threshold:
        return value - threshold
    if value < -threshold:
        return value + threshold
    return 0.0


class Lasso(LinearPredictor):
    r"""Fit a linear model by least squares with an L1 penalty.

    .. math:: \min_{\beta, b} \frac{1}{2\sum_i w_i}\sum_i w_i\,(y_i - x_i^\top\beta - b)^2 + \alpha\lVert\beta\rVert_1

    Parameters
    ----------
    alpha : float, default 1.0
        Strength of the penalty, at least 0. It is weighed against half a *mean* over samples, as in scikit-learn (and
        unlike the sum of ``Ridge``).
    fit_intercept : bool, default True
        Learn :math:`b`, which is not penalised; False fixes it at 0.
    max_iter : int, default 1000
        Largest number of rounds over the features.
    tol : float, default 1e-4
        Stop once the duality gap, which bounds the distance from the minimum, is at most this share of the target's
        sum of squares.

    Attributes
    ----------
    coef_ : ndarray, shape (n_features,)
        Exactly 0 for features left out.
    intercept_ : float
    n_iter_ : int
        Rounds taken.
    dual_gap_ : float
        Duality gap at the end, in squared units of the target.
    n_features_in_ : int

    Notes
    -----
    Coordinate descent: with all other coefficients fixed, the best :math:`\beta_j` is known in closed form,

    .. math:: \beta_j = \frac{S(\tilde x_j^\top r_j,\; \alpha\textstyle\sum_i w_i)}{\lVert\tilde x_j\rVert^2}

    with :math:`r_j` the residual without feature :math:`j` and :math:`S` the soft threshold. A round visits only the
    features that are in, or ought to be. It costs ``n_samples`` operations a visit.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Tibshirani (1996), *Regression Shrinkage and Selection via the Lasso*; Friedman, Hastie and Tibshirani (2010),
    *Regularization Paths for Generalized Linear Models via Coordinate Descent*, section 2.

    Examples
    --------
    >>> from lib.classical import Lasso
    >>> X, y = [[-1.0, 0.0], [0.0, 1.0], [0.0, -1.0], [1.0, 0.0]], [-2.0, 0.1, -0.1, 2.0]
    >>> Lasso(alpha=0.5).fit(X, y).coef_
    array([1., 0.])
    """

    n_iter_: int
    dual_gap_: float

    def __init__(
        self, alpha: float = 1.0, *, fit_intercept: bool = True, max_iter: int = 1000, tol: float = 1e-4
    ) -> None:
        self.alpha = alpha
        self.fit_intercept = fit_intercept
        self.max_iter = max_iter
        self.tol = tol

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Learn the coefficients.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,)
        sample_weight : array_like, shape (n_samples,), optional
            How much each sample counts; a weight of 2 equals a second copy of the row.

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError
            If a parameter is out of range, or the data are not usable or do not belong together.

        Warns
        -----
        ConvergenceWarning
            If ``max_iter`` rounds were not enough.
        """
        alpha = check_real("alpha", self.alpha, low=0)
        max_iter = check_integer("max_iter", self.max_iter, low=1)
        tol = check_real("tol", self.tol, low=0)
        X, y = check_X_y(X, y, y_numeric=True)
        weight = check_sample_weight(sample_weight, len(X))
        check_n_features(self, X, reset=True)
        A, b, X_mean, y_mean = centre(X, y, weight, self.fit_intercept)
        if alpha == 0:
            solution, _ = least_squares(A, b)
            self.n_iter_, self.dual_gap_ = 1, 0.0
            return self._set_solution(solution, X_mean, y_mean)
        solution, n_rounds, self.dual_gap_ = _coordinate_descent(A, b, alpha * weight.sum(), max_iter, tol * (b @ b))
        self.n_iter_ = max(n_rounds, 1)
        if self.dual_gap_ > tol * (b @ b):
            warnings.warn(
                f"Lasso stopped after max_iter={max_iter} rounds at a duality gap of {self.dual_gap_:.3g}, above"
                f" {tol * (b @ b):.3g}; raise max_iter, alpha or tol, or scale the features",
                ConvergenceWarning,
                stacklevel=2,
            )
        return self._set_solution(solution, X_mean, y_mean)


def _coordinate_descent(
    A: np.ndarray, b: np.ndarray, penalty: float, max_rounds: int, gap_wanted: float
) -> tuple[np.ndarray, int, float]:
    r"""Minimise :math:`\tfrac12\lVert b - A\beta\rVert^2 + penalty\,\lVert\beta\rVert_1`.

    Returns the coefficients, the number of rounds, and the duality gap.
    """
    columns = np.ascontiguousarray(A.T)  # (n_features, n_samples): a visit reads one row
    squares = np.einsum("ij,ij->i", columns, columns)
    coef = np.zeros(len(columns))
    residual = b.copy()
    for n_rounds in range(max_rounds + 1):
        correlation = columns @ residual
        gap = _duality_gap(residual, b, coef, correlation, penalty)
        if gap <= gap_wanted or n_rounds == max_rounds:
            break
        # At the minimum a feature with coefficient 0 has a correlation within the penalty; others wait outside.
        for j in np.flatnonzero((coef != 0) | (np.abs(correlation) > penalty)):
            column, old = columns[j], coef[j]
            new = soft_threshold(column @ residual + squares[j] * old, penalty) / squares[j]
            if new != old:
                residual += (old - new) * column
                coef[j] = new
    return coef, n_rounds, gap


def _duality_gap(
    residual: np.ndarray, b: np.ndarray, coef: np.ndarray, correlation: np.ndarray, penalty: float
) -> float:
    r"""Return how far the loss can still be above its minimum.

    The dual problem maximises :math:`\theta^\top b - \tfrac12\lVert\theta\rVert^2` over all :math:`\theta` with
    :math:`\lVert A^\top\theta\rVert_\infty \le penalty`. Every such value lies below the minimum; the residual, shrunk
    until it is allowed, gives one.
    """
    largest = np.abs(correlation).max()
    theta = residual * min(1.0, penalty / largest) if largest > 0 else residual
    primal = 0.5 * (residual @ residual) + penalty * np.abs(coef).sum()
    return float(max(primal - (theta @ b - 0.5 * (theta @ theta)), 0.0))
