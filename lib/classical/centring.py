"""Weighted centring: how a linear model gets an intercept without a column of ones, and without penalising it."""

import numpy as np


def centre(
    X: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None, fit_intercept: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    r"""Subtract the weighted means and multiply each row by the root of its weight.

    At the minimum over the intercept :math:`b` of :math:`\sum_i w_i (y_i - x_i^\top\beta - b)^2` it holds that
    :math:`b = \bar y - \bar x^\top\beta`. Put in, the problem loses its intercept and its weights:

    .. math:: \min_\beta \lVert \tilde y - \tilde X\beta \rVert^2, \qquad
        \tilde x_i = \sqrt{w_i}\,(x_i - \bar x), \quad \tilde y_i = \sqrt{w_i}\,(y_i - \bar y)

    Parameters
    ----------
    X : ndarray, shape (n_samples, n_features)
        Not changed.
    y : ndarray, shape (n_samples,) or (n_samples, n_targets)
        Not changed.
    sample_weight : ndarray, shape (n_samples,), or None
        None stands for equal weights of 1.
    fit_intercept : bool
        False leaves the means at 0.

    Returns
    -------
    X_centred : ndarray, shape (n_samples, n_features)
    y_centred : ndarray, shape of ``y``
    X_mean : ndarray, shape (n_features,)
    y_mean : ndarray, shape () or (n_targets,)

    Notes
    -----
    Costs a few passes over ``X``.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Hastie, Tibshirani and Friedman (2009), *The Elements of Statistical Learning*, section 3.4.1.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.centring import centre
    >>> centre(np.array([[1.0], [3.0]]), np.array([0.0, 4.0]), np.array([3.0, 1.0]), True)[2:]
    (array([1.5]), np.float64(1.0))
    """
    n_samples = len(X)
    total = n_samples if sample_weight is None else sample_weight.sum()
    if fit_intercept:
        shares = np.full(n_samples, 1 / n_samples) if sample_weight is None else sample_weight / total
        X_mean, y_mean = shares @ X, shares @ y
    else:
        X_mean, y_mean = np.zeros(X.shape[1]), np.zeros(y.shape[1:])
    X_centred, y_centred = X - X_mean, y - y_mean
    if sample_weight is not None:
        root = np.sqrt(sample_weight)
        X_centred *= root[:, None]
        y_centred = (y_centred.T * root).T
    if fit_intercept:
        # Subtle: the mean of a constant column is off by a rounding error, so centring leaves noise, not zeros.
        # Rescaled by any solver, that noise would pass for a feature.
        length = np.sqrt(np.einsum("ij,ij->j", X_centred, X_centred))
        X_centred[:, length <= n_samples * np.finfo(float).eps * np.abs(X_mean) * np.sqrt(total)] = 0
    return X_centred, y_centred, X_mean, y_mean
