"""Check what stands beside the features: targets, class labels, sample weights.

The wording of the messages keeps the phrases that scikit-learn's ``check_estimator`` looks for.
"""

from __future__ import annotations

import numbers
from typing import Any

import numpy as np

from lib.basics.check_arrays import check_array
from lib.basics.errors import warn_data_conversion


def check_target(y: Any, *, numeric: bool = False, multi_output: bool = False, name: str = "y") -> np.ndarray:
    """Return the target as an array, one value (or, with ``multi_output``, one row) per sample.

    Parameters
    ----------
    y : array_like, shape (n_samples,) or (n_samples, n_outputs)
        A column of shape (n_samples, 1) is flattened with a warning where several outputs are not meant: the mix of
        ``(n,)`` and ``(n, 1)`` broadcasts to ``(n, n)`` in plain NumPy, one of the commonest silent mistakes.
    numeric : bool, default False
        Convert to float64.
    multi_output : bool, default False
        Allow two axes.
    name : str, default "y"
        Name of the argument in messages.

    Returns
    -------
    ndarray, shape (n_samples,) or (n_samples, n_outputs)
        float64 if ``numeric``, else in the type that ``y`` came in.

    Raises
    ------
    ValueError
        If ``y`` is None, empty, has too many axes, or contains NaN or infinity.
    TypeError
        If ``numeric`` and an entry is no number.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import check_target
    >>> check_target([1, 2], numeric=True)
    array([1., 2.])
    """
    if y is None:
        raise ValueError("this estimator requires y to be passed, but the target y is None")
    array = np.asarray(y)
    if array.ndim == 2 and array.shape[1] == 1 and not multi_output:
        warn_data_conversion(
            f"A column-vector {name} was passed when a 1d array was expected, got shape {array.shape};"
            f" use {name}.ravel()"
        )
        array = array.ravel()
    ndim = 2 if multi_output and array.ndim == 2 else 1
    checked = check_array(array, name, dtype="numeric" if numeric else "any", ndim=ndim)
    # Class labels keep their own type, so that predictions come back as integers where integers were given.
    return checked if numeric or array.dtype == object else array


def check_labels(y: np.ndarray, *, min_classes: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Split class labels into the sorted classes and each sample's index among them.

    Parameters
    ----------
    y : ndarray, shape (n_samples,)
        Labels of any one type: strings, integers, booleans.
    min_classes : int, default 2
        Least number of different labels.

    Returns
    -------
    classes : ndarray, shape (n_classes,)
        In sorted order.
    index : ndarray of int, shape (n_samples,)
        ``classes[index]`` equals ``y``.

    Raises
    ------
    ValueError
        If ``y`` holds fractions (a target for regression) or fewer classes than wanted.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.basics import check_labels
    >>> check_labels(np.array(["good", "bad", "good"]))
    (array(['bad', 'good'], dtype='<U4'), array([1, 0, 1]))
    """
    if y.dtype.kind == "f" and (y != np.round(y)).any():
        raise ValueError(f"Unknown label type: y must hold class labels, got continuous values such as {y[0]}")
    if y.dtype == object and not all(isinstance(label, str) for label in y):
        if any(isinstance(label, str) for label in y):
            raise ValueError("Unknown label type: y must hold labels of one type, got text mixed with other values")
        kinds = sorted({type(label).__name__ for label in y if not isinstance(label, numbers.Real)})
        if kinds:
            raise ValueError(f"Unknown label type: y must hold text or integers, got {', '.join(kinds)}")
        y = np.array(y.tolist())
    classes, index = np.unique(y, return_inverse=True)
    if len(classes) < min_classes:
        raise ValueError(
            f"y must hold at least {min_classes} classes, got {len(classes)} class: {', '.join(map(str, classes))}"
        )
    return classes, index


def check_sample_weight(sample_weight: Any, n_samples: int) -> np.ndarray:
    """Return one non-negative weight per sample.

    Parameters
    ----------
    sample_weight : None, float or array_like, shape (n_samples,)
        ``None`` or a number weighs all samples alike.
    n_samples : int
        Wanted length.

    Returns
    -------
    ndarray, shape (n_samples,)

    Raises
    ------
    ValueError
        If the shape is wrong, a weight is negative, NaN or infinite, or all are zero.
    TypeError
        If a weight is no number.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import check_sample_weight
    >>> check_sample_weight(None, 3)
    array([1., 1., 1.])
    """
    if sample_weight is None or np.ndim(np.asarray(sample_weight)) == 0:
        sample_weight = np.full(n_samples, 1.0 if sample_weight is None else sample_weight)
    weight = check_array(sample_weight, "sample_weight", ndim=1)
    if weight.shape != (n_samples,):
        raise ValueError(f"sample_weight must have shape ({n_samples},), got {weight.shape}")
    if (weight < 0).any():
        raise ValueError(f"sample_weight must not be negative, got {weight.min()}")
    if not weight.any():
        raise ValueError("sample_weight must contain at least one non-zero weight, got only zeros")
    return weight
