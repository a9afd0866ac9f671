"""How fast AdaBoost's training error must fall: a product of one factor for each round."""

from __future__ import annotations

from typing import Any

import numpy as np

from lib.basics import check_array


def training_error_bound(errors: Any, estimator_weights: Any = None) -> np.ndarray:
    r"""Bound AdaBoost's training error for two classes, after each round.

    The weights of the rows are scaled by :math:`Z_t = (1-\varepsilon_t)e^{-\alpha_t} + \varepsilon_t e^{\alpha_t}` in
    round :math:`t`, and

    .. math:: \frac1n \sum_i [H_T(x_i) \ne y_i] \;\le\; \frac1n \sum_i e^{-y_i \sum_t \alpha_t h_t(x_i)}
              = \prod_{t=1}^T Z_t

    The best :math:`\alpha_t = \tfrac12 \ln\frac{1-\varepsilon_t}{\varepsilon_t}` gives
    :math:`Z_t = 2\sqrt{\varepsilon_t(1-\varepsilon_t)} \le e^{-2(1/2 - \varepsilon_t)^2}`: if every round is better
    than chance by some margin, the training error falls exponentially.

    Parameters
    ----------
    errors : array_like, shape (n_rounds,)
        Weighted errors :math:`\varepsilon_t`, between 0 and 1: ``estimator_errors_`` of the rounds that took place.
    estimator_weights : array_like, shape (n_rounds,), optional
        ``estimator_weights_`` of an ``AdaBoostClassifier``, which are :math:`2\alpha_t`: for rounds with a learning
        rate, or without error (where the best weight is infinite). By default the best weights.

    Returns
    -------
    ndarray, shape (n_rounds,)
        The product of the first 1, 2, ... factors.

    Raises
    ------
    TypeError
        If an entry is no number.
    ValueError
        If an error is not between 0 and 1, or the lengths differ.

    Notes
    -----
    With first-round weights that differ, the bound is on the error with these weights. It says nothing of new rows.
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Freund and Schapire (1997), *A Decision-Theoretic Generalization of On-Line Learning and an Application to
    Boosting*, theorem 6; Schapire and Singer (1999), *Improved Boosting Algorithms Using Confidence-Rated
    Predictions*, theorem 1 (any weights).

    Examples
    --------
    >>> from lib.ensembles import training_error_bound
    >>> training_error_bound([0.2, 0.5, 0.1]).round(3)  # a round at chance gains nothing
    array([0.8 , 0.8 , 0.48])
    """
    error = check_array(errors, "errors", ndim=1)
    if ((error < 0) | (error > 1)).any():
        raise ValueError(f"errors must lie between 0 and 1, got {error[(error < 0) | (error > 1)][0]}")
    if estimator_weights is None:
        return np.cumprod(2 * np.sqrt(error * (1 - error)))
    alpha = check_array(estimator_weights, "estimator_weights", ndim=1) / 2
    if len(alpha) != len(error):
        raise ValueError(f"estimator_weights must have one entry for each of the {len(error)} errors, got {len(alpha)}")
    return np.cumprod((1 - error) * np.exp(-alpha) + error * np.exp(alpha))
