"""Bias, variance and noise: where the expected error of a learning method comes from, measured by repetition."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import as_rng, check_array, check_integer, clone


@dataclass(frozen=True)
class BiasVariance:
    """Hold what `bias_variance` measured; every figure is a mean over the test points, in squared units of the target.

    Attributes
    ----------
    bias_squared, variance, noise : float
        The three parts. `bias_squared` is an unbiased estimate and can come out slightly below 0 when the bias is 0.
    expected_error : float
        Squared error against fresh noisy targets, measured on its own, not added up from the parts.
    bias_squared_se, variance_se, expected_error_se : float
        Monte-Carlo standard errors: how far chance alone moves each figure.
    gap : float
        `expected_error` minus the sum of the parts; 0 but for chance.
    gap_se : float
        Standard error of `gap`.
    y_pred : ndarray, shape (n_repeats, n_test)
        What each repetition's model predicted at the test points.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical import BiasVariance
    >>> split = BiasVariance(4.0, 1.0, 2.0, 7.1, 0.1, 0.1, 0.2, 0.1, 0.2, np.zeros((2, 1)))
    >>> split.total
    7.0
    """

    bias_squared: float
    variance: float
    noise: float
    expected_error: float
    bias_squared_se: float
    variance_se: float
    expected_error_se: float
    gap: float
    gap_se: float
    y_pred: np.ndarray = field(repr=False, compare=False)

    @property
    def total(self) -> float:
        """Return the sum of the three parts."""
        return self.bias_squared + self.variance + self.noise


def bias_variance(
    estimator: Any,
    make_training_set: Callable[[np.random.Generator], tuple[ArrayLike, ArrayLike]],
    X_test: ArrayLike,
    y_true: ArrayLike,
    noise_variance: ArrayLike,
    n_repeats: int = 200,
    rng: Any = None,
) -> BiasVariance:
    r"""Measure bias, variance and noise of a regression method by training it on many training sets.

    With targets :math:`y = f(x) + \varepsilon`, :math:`\operatorname{Var}\varepsilon = \sigma^2`, and
    :math:`\hat f_D` trained on a random set :math:`D`,

    .. math::
        \mathbb E_{D,\varepsilon}\big[(y - \hat f_D(x))^2\big]
        = \underbrace{\big(f(x) - \mathbb E_D \hat f_D(x)\big)^2}_{\text{bias}^2}
        + \underbrace{\operatorname{Var}_D \hat f_D(x)}_{\text{variance}}
        + \underbrace{\sigma^2}_{\text{noise}}

    Parameters
    ----------
    estimator : Estimator
        Any regressor with ``fit`` and ``predict``; cloned for each repetition, itself left alone.
    make_training_set : callable
        Takes a generator and returns a fresh ``(X, y)`` with noise in ``y``.
    X_test : array_like, shape (n_test, n_features)
        Where the error is measured.
    y_true : array_like, shape (n_test,)
        The noise-free targets :math:`f(x)`: known only because the data are simulated.
    noise_variance : float or array_like, shape (n_test,)
        :math:`\sigma^2` at each test point; the fresh targets get Gaussian noise of this variance.
    n_repeats : int, default 200
        Number of training sets, at least 3.
    rng : None, int or numpy.random.Generator
        Draws the training sets and the noise.

    Returns
    -------
    BiasVariance

    Raises
    ------
    TypeError
        If ``make_training_set`` cannot be called or a number is of the wrong kind.
    ValueError
        If ``n_repeats`` is below 3, a variance is negative, or shapes do not belong together.

    Notes
    -----
    Costs ``n_repeats`` fits. Chance makes the mean of ``R`` predictions miss its expectation, which inflates the plain
    estimate of the squared bias by ``variance / R``; that share is subtracted. An estimator that draws random numbers
    itself adds them to its variance if its ``random_state`` is None, and is frozen to one draw if it is a seed.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Geman, Bienenstock and Doursat (1992), *Neural Networks and the Bias/Variance Dilemma*, equation 3.6.

    Examples
    --------
    A linear model has no bias on a linear truth; all its error is variance and noise:

    >>> import numpy as np
    >>> from lib.classical import LinearRegression, bias_variance
    >>> def make_training_set(rng):
    ...     x = rng.uniform(-1, 1, size=(20, 1))
    ...     return x, 3 * x[:, 0] + rng.normal(size=20)
    >>> X_test = np.array([[0.0], [1.0]])
    >>> split = bias_variance(LinearRegression(), make_training_set, X_test, 3 * X_test[:, 0], 1.0, rng=0)
    >>> abs(split.bias_squared) < 0.02 < split.variance
    True
    >>> abs(split.gap) < 4 * split.gap_se
    True
    """
    if not callable(make_training_set):
        raise TypeError(f"make_training_set must be callable, got {type(make_training_set).__name__}")
    check_integer("n_repeats", n_repeats, low=3)
    points = check_array(X_test, "X_test")
    truth = check_array(y_true, "y_true", ndim=1)
    if len(points) != len(truth):
        raise ValueError(f"X_test and y_true must have the same length, got {len(points)} and {len(truth)}")
    sigma2 = np.asarray(noise_variance, dtype=np.float64)
    if sigma2.shape not in ((), truth.shape):
        raise ValueError(f"noise_variance must be a number or have shape {truth.shape}, got {sigma2.shape}")
    if not (np.isfinite(sigma2).all() and (sigma2 >= 0).all()):
        raise ValueError(f"noise_variance must be finite and not negative, got {sigma2.min()}")
    rng = as_rng(rng)

    predictions = np.empty((n_repeats, len(points)))
    errors = np.empty(n_repeats)  # mean squared error on fresh targets, one for each repetition
    for repeat in range(n_repeats):
        X, y = make_training_set(rng)
        prediction = np.asarray(clone(estimator).fit(X, y).predict(points))
        if prediction.shape != truth.shape:
            raise ValueError(f"estimator must predict one number for each test point, got shape {prediction.shape}")
        predictions[repeat] = prediction
        fresh = truth + np.sqrt(sigma2) * rng.standard_normal(len(truth))
        errors[repeat] = np.mean((fresh - prediction) ** 2)

    mean_prediction = predictions.mean(axis=0)
    offset = mean_prediction - truth
    deviation = predictions - mean_prediction  # (n_repeats, n_test)
    squares = np.sum(deviation**2, axis=0)
    bias_squared, variance = _split(offset, squares, n_repeats)
    # Jackknife: the same two figures without repetition r, for every r at once.
    offset_without = offset - deviation / (n_repeats - 1)  # (n_repeats, n_test)
    squares_without = squares - deviation**2 * n_repeats / (n_repeats - 1)  # (n_repeats, n_test)
    bias_squared_without, variance_without = _split(offset_without, squares_without, n_repeats - 1)

    noise = float(sigma2.mean())
    # As estimated, bias_squared + variance is exactly the mean square of (prediction - truth). Each repetition can
    # therefore compare its own error with its own part of the sum; only the chance in the fresh noise is left.
    gaps = errors - np.mean((predictions - truth) ** 2, axis=1) - noise
    return BiasVariance(
        bias_squared=float(bias_squared),
        variance=float(variance),
        noise=noise,
        expected_error=float(errors.mean()),
        bias_squared_se=_jackknife_se(bias_squared_without),
        variance_se=_jackknife_se(variance_without),
        expected_error_se=float(errors.std(ddof=1) / np.sqrt(n_repeats)),
        gap=float(gaps.mean()),
        gap_se=float(gaps.std(ddof=1) / np.sqrt(n_repeats)),
        y_pred=predictions,
    )


def _split(offset: np.ndarray, squares: np.ndarray, n_repeats: int) -> tuple[np.ndarray, np.ndarray]:
    """Return squared bias and variance, averaged over the test points (the last axis).

    `offset` is mean prediction minus truth, `squares` the summed squared deviations from the mean prediction.
    """
    variance = squares / (n_repeats - 1)
    return np.mean(offset**2 - variance / n_repeats, axis=-1), np.mean(variance, axis=-1)


def _jackknife_se(left_out: np.ndarray) -> float:
    """Return the standard error of a statistic from its values with one repetition left out at a time."""
    return float(np.sqrt((len(left_out) - 1) * left_out.var()))
