"""Ridge regression: least squares with a price on large coefficients, in closed form."""

from typing import Any, ClassVar, Self

import numpy as np

from lib.basics import check_n_features, check_real, check_sample_weight, check_X_y
from lib.classical.centring import centre
from lib.classical.linear import least_squares
from lib.classical.linear_predictor import LinearPredictor

# Below this share of the features' total variance, alpha no longer keeps the normal equations well conditioned.
SMALLEST_SAFE_SHARE = 1e-8


def ridge_solution(A: np.ndarray, b: np.ndarray, alpha: float) -> np.ndarray:
    r"""Return the :math:`\beta` that minimises :math:`\lVert A\beta - b\rVert^2 + \alpha\lVert\beta\rVert^2`.

    The gradient vanishes where

    .. math:: \beta = (A^\top A + \alpha I)^{-1} A^\top b = A^\top (A A^\top + \alpha I)^{-1} b

    and of the two matrices the smaller one is solved. A very small :math:`\alpha` leaves either nearly singular; then
    the singular values :math:`s_j` of :math:`A = U S V^\top` are shrunk one by one by
    :math:`s_j / (s_j^2 + \alpha)`.

    Parameters
    ----------
    A : ndarray, shape (n_samples, n_features)
    b : ndarray, shape (n_samples,) or (n_samples, n_targets)
    alpha : float
        At least 0; at 0 the shortest least-squares solution is returned.

    Returns
    -------
    ndarray, shape (n_features,) or (n_features, n_targets)

    Notes
    -----
    Costs ``n_samples * n_features * min(n_samples, n_features)`` operations.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Hoerl and Kennard (1970), *Ridge Regression: Biased Estimation for Nonorthogonal Problems*, equation 2.1.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.ridge import ridge_solution
    >>> ridge_solution(np.eye(2), np.array([2.0, 4.0]), 1.0)
    array([1., 2.])
    """
    if alpha == 0:
        return least_squares(A, b)[0]
    if alpha < SMALLEST_SAFE_SHARE * np.einsum("ij,ij->", A, A):
        U, s, Vt = np.linalg.svd(A, full_matrices=False)
        shrunk = s / (s**2 + alpha)
        return Vt.T @ ((U.T @ b).T * shrunk).T
    n_samples, n_features = A.shape
    if n_features <= n_samples:
        gram = A.T @ A
        gram[np.diag_indices(n_features)] += alpha
        return np.linalg.solve(gram, A.T @ b)
    kernel = A @ A.T  # (n_samples, n_samples)
    kernel[np.diag_indices(n_samples)] += alpha
    return A.T @ np.linalg.solve(kernel, b)


class Ridge(LinearPredictor):
    r"""Fit a linear model by least squares with an L2 penalty.

    .. math:: \min_{\beta, b} \sum_i w_i\,(y_i - x_i^\top\beta - b)^2 + \alpha\lVert\beta\rVert^2

    Parameters
    ----------
    alpha : float, default 1.0
        Strength of the penalty, at least 0. It is weighed against a *sum* over samples, as in scikit-learn: with twice
        the data the same ``alpha`` shrinks half as much.
    fit_intercept : bool, default True
        Learn :math:`b`, which is not penalised; False fixes it at 0.

    Attributes
    ----------
    coef_ : ndarray, shape (n_features,) or (n_targets, n_features)
    intercept_ : float or ndarray, shape (n_targets,)
    n_features_in_ : int

    Notes
    -----
    The penalty treats all coefficients alike, so features are scaled to a common size first.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Hoerl and Kennard (1970), *Ridge Regression: Biased Estimation for Nonorthogonal Problems*.

    Examples
    --------
    >>> from lib.classical import Ridge
    >>> X, y = [[-1.0], [0.0], [1.0]], [-2.0, 0.0, 2.0]
    >>> [float(Ridge(alpha=a).fit(X, y).coef_[0].round(3)) for a in (0.0, 2.0, 6.0)]
    [2.0, 1.0, 0.5]
    """

    _multi_output: ClassVar[bool] = True

    def __init__(self, alpha: float = 1.0, *, fit_intercept: bool = True) -> None:
        self.alpha = alpha
        self.fit_intercept = fit_intercept

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Learn the coefficients.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,) or (n_samples, n_targets)
        sample_weight : array_like, shape (n_samples,), optional
            How much each sample counts; a weight of 2 equals a second copy of the row.

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError
            If ``alpha`` is no number of at least 0, or the data are not usable or do not belong together.
        """
        alpha = check_real("alpha", self.alpha, low=0)
        X, y = check_X_y(X, y, y_numeric=True, multi_output=True)
        weight = None if sample_weight is None else check_sample_weight(sample_weight, len(X))
        check_n_features(self, X, reset=True)
        A, b, X_mean, y_mean = centre(X, y, weight, self.fit_intercept)
        return self._set_solution(ridge_solution(A, b, alpha), X_mean, y_mean)
