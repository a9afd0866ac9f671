"""Check one array: kind of entries, number of axes, size, missing values.

The wording of the messages keeps the phrases that scikit-learn's ``check_estimator`` looks for.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lib.basics.check_parameters import check_choice


def check_array(
    X: Any,
    name: str = "X",
    *,
    dtype: str = "numeric",
    ndim: int = 2,
    allow_nan: bool = False,
    min_samples: int = 1,
    min_features: int = 1,
) -> np.ndarray:
    """Return ``X`` as a dense array of the wanted kind and number of axes, or say what is wrong with it.

    Parameters
    ----------
    X : array_like, shape (n_samples, n_features) or (n_samples,)
        Not changed; the result may share its memory.
    name : str, default "X"
        Name of the argument in messages.
    dtype : {"numeric", "object", "any"}, default "numeric"
        ``"numeric"`` gives float64; ``"object"`` gives Python objects; ``"any"`` gives float64 where every entry is a
        number and objects elsewhere.
    ndim : {1, 2}, default 2
        Wanted number of axes.
    allow_nan : bool, default False
        Accept missing values (infinities are never accepted).
    min_samples, min_features : int, default 1
        Least number of rows and columns.

    Returns
    -------
    ndarray, shape (n_samples, n_features) or (n_samples,)

    Raises
    ------
    TypeError
        If ``X`` is a sparse matrix, or an entry is no number.
    ValueError
        If the number of axes, rows or columns is wrong, values are complex, or NaN or infinity is found.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import check_array
    >>> check_array([[1, 2], [3, 4]])
    array([[1., 2.],
           [3., 4.]])
    >>> check_array([1, 2, 3])
    Traceback (most recent call last):
        ...
    ValueError: X must be a 2D array, got a 1D array of shape (3,) instead. Reshape your data: reshape(-1, 1) for one feature, reshape(1, -1) for one sample
    """  # noqa: E501
    if hasattr(X, "toarray"):
        raise TypeError(f"{name} must be a dense array, got the sparse {type(X).__name__}; call .toarray() first")
    array = np.asarray(X)
    if np.iscomplexobj(array):
        raise ValueError(f"Complex data not supported: {name} must be real, got {array.dtype}")
    array = _as_kind(array, name, dtype)
    if array.ndim != ndim:
        hint = ". Reshape your data: reshape(-1, 1) for one feature, reshape(1, -1) for one sample" if ndim == 2 else ""
        raise ValueError(
            f"{name} must be a {ndim}D array, got a {array.ndim}D array of shape {array.shape} instead{hint}"
        )
    if array.shape[0] < min_samples:
        raise ValueError(
            f"Found {name} with {array.shape[0]} sample(s) (shape={array.shape}) while a minimum of {min_samples} is"
            " required."
        )
    if ndim == 2 and array.shape[1] < min_features:
        raise ValueError(
            f"Found {name} with {array.shape[1]} feature(s) (shape={array.shape}) while a minimum of {min_features} is"
            " required."
        )
    if array.dtype == np.float64 and not np.isfinite(array).all():
        if np.isinf(array).any():
            raise ValueError(f"{name} must be finite, but contains infinity (inf)")
        if not allow_nan:
            raise ValueError(f"{name} must hold no missing values, but contains NaN; impute or drop them first")
    return array


def _as_kind(array: np.ndarray, name: str, dtype: str) -> np.ndarray:
    """Convert to float64 or to objects, as ``dtype`` of ``check_array`` says."""
    check_choice("dtype", dtype, ("numeric", "object", "any"))
    if dtype == "object":
        return array.astype(object)
    numeric = array.dtype.kind in "biuf"
    if dtype == "any" and not numeric:
        return array.astype(object)
    if array.dtype.kind in "US":
        raise ValueError(f"{name} must be numeric, got text such as {str(array.ravel()[0])!r}; encode categories first")
    if numeric:
        return np.asarray(array, dtype=np.float64)
    try:
        return array.astype(np.float64)
    except (TypeError, ValueError) as error:
        # NumPy says which entry and why; the kind of the error (TypeError, ValueError) is kept.
        raise type(error)(f"{name} must be numeric: {error}") from error
