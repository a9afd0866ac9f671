"""Random features: a linear model on random curves, the smallest model that shows double descent."""

from typing import Any, Self

import numpy as np

from lib.basics import (
    Estimator,
    RegressorMixin,
    as_rng,
    check_integer,
    check_n_features,
    check_new_X,
    check_real,
    check_sample_weight,
    check_X_y,
)
from lib.classical.ridge import ridge_solution


class RandomFeatureRegressor(RegressorMixin, Estimator):
    r"""Fit a linear model on ReLUs of random projections, with the shortest coefficients that fit best.

    .. math::
        \phi_j(x) = \sqrt{2/p}\,\max(0,\; v_j^\top x + c_j), \qquad \hat y = \sum_{j=1}^p \beta_j\,\phi_j(x)

    The :math:`v_j \sim \mathcal N(0, I/n_\text{features})` and :math:`c_j \sim \mathcal N(0, 1)` are drawn once and
    never trained; only :math:`\beta` is learned. With fewer features than samples it is the least-squares solution,
    with more it is, of the many that fit the training set exactly, the one of smallest norm.

    Parameters
    ----------
    n_random_features : int, default 100
        :math:`p`, at least 1: the number of learned coefficients.
    alpha : float, default 0.0
        L2 penalty on :math:`\beta`, at least 0, as in ``Ridge``.
    random_state : None, int or numpy.random.Generator
        Draws the projections.

    Attributes
    ----------
    coef_ : ndarray, shape (n_random_features,)
        :math:`\beta`.
    projection_ : ndarray, shape (n_features, n_random_features)
        The :math:`v_j`, as columns.
    offset_ : ndarray, shape (n_random_features,)
        The :math:`c_j`.
    n_features_in_ : int

    Notes
    -----
    The test error first falls and rises as in the textbook, is worst where ``n_random_features`` equals the number of
    training rows, and falls again beyond. It is the norm of the coefficients, not their number, that limits the model
    there; a little ``alpha`` takes the peak away.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Rahimi and Recht (2007), *Random Features for Large-Scale Kernel Machines*; Belkin, Hsu, Ma and Mandal (2019),
    *Reconciling modern machine-learning practice and the classical bias-variance trade-off*.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical import RandomFeatureRegressor
    >>> X, y = np.array([[-1.0], [0.0], [1.0]]), np.array([1.0, 0.0, 1.0])
    >>> model = RandomFeatureRegressor(n_random_features=50, random_state=0).fit(X, y)
    >>> bool(np.abs(model.predict(X) - y).max() < 1e-9)  # more coefficients than samples: the fit is exact
    True
    """

    def __init__(self, n_random_features: int = 100, *, alpha: float = 0.0, random_state: Any = None) -> None:
        self.n_random_features = n_random_features
        self.alpha = alpha
        self.random_state = random_state

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Draw the projections and learn the coefficients.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,)
        sample_weight : array_like, shape (n_samples,), optional
            How much each sample counts.

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError
            If a parameter is out of range, or the data are not usable or do not belong together.
        """
        p = check_integer("n_random_features", self.n_random_features, low=1)
        alpha = check_real("alpha", self.alpha, low=0)
        X, y = check_X_y(X, y, y_numeric=True)
        root = np.sqrt(check_sample_weight(sample_weight, len(X)))
        check_n_features(self, X, reset=True)
        rng = as_rng(self.random_state)
        self.projection_ = rng.standard_normal((X.shape[1], p)) / np.sqrt(X.shape[1])
        self.offset_ = rng.standard_normal(p)
        self.coef_ = ridge_solution(self._features(X) * root[:, None], y * root, alpha)
        return self

    def _features(self, X: np.ndarray) -> np.ndarray:
        """Return the random features, shape (n_samples, n_random_features)."""
        return np.sqrt(2 / len(self.offset_)) * np.maximum(X @ self.projection_ + self.offset_, 0)

    def predict(self, X: Any) -> np.ndarray:
        """Predict the target of each row.

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
        return self._features(X) @ self.coef_
