"""Ordinary least squares: the linear model with the smallest sum of squared errors, in closed form."""

from typing import Any, ClassVar, Self

import numpy as np

from lib.basics import check_n_features, check_sample_weight, check_X_y
from lib.classical.centring import centre
from lib.classical.linear_predictor import LinearPredictor

# The normal equations square the condition number of the features. Up to this condition of the squared matrix they
# still leave about ten correct digits; beyond it the singular value decomposition is used.
LARGEST_GRAM_CONDITION = 1e6


def least_squares(A: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, int]:
    r"""Return the shortest :math:`\beta` among those that minimise :math:`\lVert A\beta - b\rVert^2`, and the rank.

    Setting the gradient :math:`2A^\top(A\beta - b)` to zero gives the normal equations

    .. math:: A^\top A\,\beta = A^\top b

    which are solved as they stand where :math:`A^\top A` is well conditioned. Elsewhere - collinear columns, or more
    columns than rows - the singular value decomposition :math:`A = U S V^\top` gives the shortest of all solutions,
    :math:`\beta = V S^+ U^\top b`.

    Parameters
    ----------
    A : ndarray, shape (n_samples, n_features)
    b : ndarray, shape (n_samples,) or (n_samples, n_targets)

    Returns
    -------
    solution : ndarray, shape (n_features,) or (n_features, n_targets)
    rank : int
        Number of linearly independent columns of ``A``.

    Notes
    -----
    Costs ``n_samples * n_features**2`` operations; the decomposition costs several times as many.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Golub and Van Loan (2013), *Matrix Computations*, sections 5.3 and 5.5.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.linear import least_squares
    >>> least_squares(np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]), np.array([2.0, 4.0, 6.0]))
    (array([1., 1.]), 1)
    """
    n_samples, n_features = A.shape
    if n_samples >= n_features:
        gram = A.T @ A
        length = np.sqrt(gram.diagonal())
        if length.all():
            # Columns of unit length: features in grams and in kilograms are then equally well conditioned.
            gram /= np.outer(length, length)
            eigenvalues = np.linalg.eigvalsh(gram)
            if eigenvalues[-1] < LARGEST_GRAM_CONDITION * eigenvalues[0]:
                solution = np.linalg.solve(gram, ((A.T @ b).T / length).T)
                return (solution.T / length).T, n_features
    solution, _, rank, _ = np.linalg.lstsq(A, b, rcond=None)
    return solution, int(rank)


class LinearRegression(LinearPredictor):
    r"""Fit a linear model by least squares.

    .. math:: \min_{\beta, b} \sum_i w_i\,(y_i - x_i^\top\beta - b)^2

    Parameters
    ----------
    fit_intercept : bool, default True
        Learn :math:`b`; False fixes it at 0.

    Attributes
    ----------
    coef_ : ndarray, shape (n_features,) or (n_targets, n_features)
        :math:`\beta`; the shortest one where several are equally good.
    intercept_ : float or ndarray, shape (n_targets,)
        :math:`b`.
    rank_ : int
        Number of linearly independent columns of the centred features.
    n_features_in_ : int
        Number of features seen in ``fit``.

    Notes
    -----
    Where scikit-learn always decomposes, this class first tries the cheaper normal equations (see ``least_squares``);
    ``singular_`` is therefore not offered.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Hastie, Tibshirani and Friedman (2009), *The Elements of Statistical Learning*, section 3.2, equation 3.6.

    Examples
    --------
    >>> from lib.classical import LinearRegression
    >>> model = LinearRegression().fit([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0])
    >>> model.coef_.round(6), round(model.intercept_, 6)
    (array([2.]), 1.0)
    >>> model.predict([[10.0]]).round(6)
    array([21.])
    """

    _multi_output: ClassVar[bool] = True

    rank_: int

    def __init__(self, *, fit_intercept: bool = True) -> None:
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
            If ``X``, ``y`` or the weights are not usable or do not belong together.
        """
        X, y = check_X_y(X, y, y_numeric=True, multi_output=True)
        weight = None if sample_weight is None else check_sample_weight(sample_weight, len(X))
        check_n_features(self, X, reset=True)
        A, b, X_mean, y_mean = centre(X, y, weight, self.fit_intercept)
        solution, self.rank_ = least_squares(A, b)
        return self._set_solution(solution, X_mean, y_mean)
