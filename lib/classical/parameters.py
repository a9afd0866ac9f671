"""Count what a model has learned: its parameters, as opposed to the hyperparameters that were chosen for it."""

from typing import Any

import numpy as np

from lib.basics import check_is_fitted

# Attributes that hold numbers learned from the data. Others that end in an underscore describe the fit (n_iter_,
# n_features_in_, classes_), repeat what is listed (var_ beside scale_) or were drawn at random and never trained.
LEARNED = (
    "coef_",
    "intercept_",
    "coefs_",
    "intercepts_",
    "mean_",
    "center_",
    "min_",
    "scale_",
    "statistics_",
)


def count_parameters(estimator: Any) -> int:
    """Count the numbers a fitted estimator has learned from its data.

    Parameters
    ----------
    estimator : Estimator
        Fitted; a linear model, a scaler, an imputer, a pipeline or column transformer of these, or a search.

    Returns
    -------
    int
        Coefficients, intercepts and learned statistics, summed over the parts of a pipeline.

    Raises
    ------
    NotFittedError
        If `estimator` is not fitted.
    TypeError
        If it holds no attribute that is known to be learned numbers.

    Notes
    -----
    An intercept that was switched off is a fixed 0, not a parameter. The count is a rough measure of capacity: what a
    penalty or a smallest norm forbids is counted as if it were free.
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical import LinearRegression, count_parameters
    >>> count_parameters(LinearRegression().fit([[0.0, 1.0], [1.0, 0.0], [2.0, 5.0]], [1.0, 2.0, 3.0]))
    3
    """
    if (parts := _parts(estimator)) is not None:
        for part in parts[-1:]:
            check_is_fitted(part)
        return sum(count_parameters(part) for part in parts if _learned(part) or _parts(part) is not None)
    check_is_fitted(estimator)
    if hasattr(estimator, "best_estimator_"):
        return count_parameters(estimator.best_estimator_)
    learned = _learned(estimator)
    if not learned:
        raise TypeError(
            f"estimator must hold learned numbers such as coef_, got {type(estimator).__name__} without any"
        )
    return sum(_size(value) for value in learned)


def _parts(estimator: Any) -> list[Any] | None:
    """Return the fitted parts of a pipeline or of a column transformer, or None for an estimator without parts."""
    fitted = getattr(estimator, "transformers_", None) or getattr(estimator, "steps_", None)
    fitted = fitted or getattr(estimator, "steps", None)
    if fitted is None:
        return None
    return [entry[1] for entry in fitted if not isinstance(entry[1], str | None)]


def _learned(estimator: Any) -> list[Any]:
    """Return the values of the learned attributes that an estimator has."""
    names = [name for name in LEARNED if getattr(estimator, name, None) is not None]
    if getattr(estimator, "fit_intercept", True) is False:
        names = [name for name in names if name != "intercept_"]
    return [getattr(estimator, name) for name in names]


def _size(value: Any) -> int:
    """Count numbers in an array, or in a list of arrays of different shapes (one for each layer)."""
    return sum(np.size(part) for part in value) if isinstance(value, list) else int(np.size(value))
