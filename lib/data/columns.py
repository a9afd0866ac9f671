"""Treat different columns in different ways and set the results side by side."""

from __future__ import annotations

import numbers
from collections.abc import Iterable
from typing import Any, Self

import numpy as np

from lib.basics import TransformerMixin, check_array, check_choice, check_is_fitted, check_n_features, clone
from lib.data.names import input_names
from lib.data.steps import NamedSteps, check_step_names
from lib.data.table import Table


class ColumnTransformer(TransformerMixin, NamedSteps):
    """Apply each transformer to its columns and join what comes out, in the order of the transformers.

    Parameters
    ----------
    transformers : list of (str, transformer, columns)
        ``transformer`` may be ``"passthrough"`` or ``"drop"``; ``columns`` is a list of names (for a table or a data
        frame), a list of positions, a mask or a slice.
    remainder : "drop" or "passthrough" or transformer, default "drop"
        What happens to the columns that no transformer names; they come last.

    Attributes
    ----------
    transformers_ : list of (str, fitted transformer, columns)
        Columns as positions in the input of ``fit``; the remainder is the last if it has any column.
    feature_names_in_ : ndarray of str, shape (n_features,)
        Only if ``fit`` saw names. ``transform`` then finds the columns by name, in any order.
    n_features_in_ : int

    Notes
    -----
    The result is float64 if all parts are numbers, else objects. Left out: sparse output, parallel jobs, callables for
    ``columns``. Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import ColumnTransformer, OneHotEncoder, StandardScaler, Table
    >>> people = Table({"age": [20, 40], "job": ["fixed", "other"]})
    >>> columns = ColumnTransformer([("number", StandardScaler(), ["age"]), ("text", OneHotEncoder(), ["job"])])
    >>> columns.fit_transform(people)
    array([[-1.,  1.,  0.],
           [ 1.,  0.,  1.]])
    >>> columns.get_feature_names_out()
    array(['number__age', 'text__job_fixed', 'text__job_other'], dtype=object)
    """

    _steps_name = "transformers"

    def __init__(self, transformers: list[tuple[str, Any, Any]], *, remainder: Any = "drop") -> None:
        self.transformers = transformers
        self.remainder = remainder

    @property
    def named_transformers_(self) -> dict[str, Any]:
        """The fitted transformers by name."""
        check_is_fitted(self)
        return {name: transformer for name, transformer, _ in self.transformers_}

    def fit(self, X: Any, y: Any = None) -> Self:
        """Fit a copy of each transformer to its columns.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,), optional

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError
            If the transformers or their columns are not usable, or one of them refuses its input.
        """
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> np.ndarray:
        """Fit, and return the transformed columns side by side.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,), optional
        **fit_params
            None are taken.

        Returns
        -------
        ndarray, shape (n_samples, n_features_out)

        Raises
        ------
        TypeError, ValueError
            As ``fit``.
        """
        if fit_params:
            raise TypeError(f"fit takes no parameters besides X and y, got {', '.join(fit_params)}")
        self._check_transformers()
        cells, names = _columns_of(X)
        check_n_features(self, cells, reset=True)
        vars(self).pop("feature_names_in_", None)
        if names is not None:
            self.feature_names_in_ = np.array(names, dtype=object)
        n_features = cells.shape[1]
        planned = [(name, step, _positions(key, name, n_features, names)) for name, step, key in self.transformers]
        unused = np.ones(n_features, dtype=bool)
        for _, _, positions in planned:
            unused[positions] = False
        rest = np.flatnonzero(unused)
        if len(rest):
            planned.append(("remainder", self.remainder, rest))
        fitted, parts = [], []
        for name, step, positions in planned:
            if _is_word(step) or len(positions) == 0:
                step = step if _is_word(step) else "drop"
                parts += [_kind(cells[:, positions])] if step == "passthrough" else []
            else:
                step = clone(step)
                parts.append(step.fit_transform(_kind(cells[:, positions]), y))
            fitted.append((name, step, positions))
        self.transformers_ = fitted
        return _join(parts, len(cells))

    def transform(self, X: Any) -> np.ndarray:
        """Apply each fitted transformer to its columns.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_features_out)

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If a column of ``fit`` is missing, or a transformer refuses its input.
        """
        check_is_fitted(self)
        cells, names = _columns_of(X)
        known = getattr(self, "feature_names_in_", None)
        if names is not None and known is not None:
            absent = [name for name in known if name not in names]
            if absent:
                raise ValueError(f"X must have the columns of fit, but lacks {', '.join(map(repr, absent))}")
            cells = cells[:, [names.index(name) for name in known]]
        check_n_features(self, cells, reset=False)
        parts = []
        for _, step, positions in self.transformers_:
            if step == "passthrough":
                parts.append(_kind(cells[:, positions]))
            elif not _is_word(step):
                parts.append(step.transform(_kind(cells[:, positions])))
        return _join(parts, len(cells))

    def get_feature_names_out(self, input_features: Iterable[str] | None = None) -> np.ndarray:
        """Return the names of the columns that ``transform`` gives, ``transformer__column``.

        Parameters
        ----------
        input_features : iterable of str, shape (n_features,), optional
            Default: the names seen in ``fit``, or ``x0``, ``x1``, ...

        Returns
        -------
        ndarray of str, shape (n_features_out,)
        """
        check_is_fitted(self)
        known = getattr(self, "feature_names_in_", None) if input_features is None else input_features
        names = np.array(input_names(self, known), dtype=object)
        out: list[str] = []
        for name, step, positions in self.transformers_:
            own = names[positions]
            if not _is_word(step):
                own = step.get_feature_names_out(own)
            out += [f"{name}__{column}" for column in own] if step != "drop" else []
        return np.array(out, dtype=object)

    def _check_transformers(self) -> None:
        check_step_names(self.transformers, ["transformers", "remainder"], argument="transformers", length=3)
        for name, step, _ in [*self.transformers, ("remainder", self.remainder, None)]:
            if isinstance(step, str):
                check_choice(f"transformer {name!r}", step, ("drop", "passthrough"))
            elif not (hasattr(step, "fit_transform") and hasattr(step, "transform")):
                raise TypeError(f"transformer {name!r} must have fit_transform and transform, got {step!r}")


def _is_word(step: Any) -> bool:
    return isinstance(step, str)


def _columns_of(X: Any) -> tuple[np.ndarray, list[str] | None]:
    """Return the cells as a matrix and, where there are any, the names of the columns."""
    if isinstance(X, Table):
        return X.to_array(), X.names
    names = [str(name) for name in X.columns] if hasattr(X, "columns") and hasattr(X, "iloc") else None
    return check_array(X, dtype="any", allow_nan=True), names


def _positions(key: Any, name: str, n_features: int, names: list[str] | None) -> np.ndarray:
    """Return the positions of the columns that ``key`` picks."""
    where = f"columns of transformer {name!r}"
    if isinstance(key, slice):
        return np.arange(n_features)[key]
    if isinstance(key, str) or np.ndim(key) != 1:
        raise TypeError(f"{where} must be a list of names or positions, a mask or a slice, got {key!r}")
    keys = list(key)
    if keys and all(isinstance(k, str) for k in keys):
        if names is None:
            raise ValueError(f"{where} can be names only for a table or a data frame, got an array and {keys!r}")
        unknown = [k for k in keys if k not in names]
        if unknown:
            raise ValueError(f"{where} must be among {', '.join(names)}, got {unknown[0]!r}")
        return np.array([names.index(k) for k in keys], dtype=int)
    positions = np.asarray(keys) if keys else np.array([], dtype=int)
    if positions.dtype == bool and len(positions) == n_features:
        return np.flatnonzero(positions)
    if positions.dtype.kind not in "iu":
        raise TypeError(
            f"{where} must be a list of names or positions, a mask of length {n_features} or a slice, got {key!r}"
        )
    if ((positions < -n_features) | (positions >= n_features)).any():
        raise ValueError(f"{where} must be below the {n_features} columns of X, got {positions.tolist()}")
    return positions % n_features


def _kind(cells: np.ndarray) -> np.ndarray:
    """Return floats if these columns, taken from a table with text in others, hold numbers only."""
    if cells.dtype != object:
        return cells
    present = [value for value in cells.ravel() if value is not None]
    return cells.astype(np.float64) if present and all(isinstance(v, numbers.Real) for v in present) else cells


def _join(parts: list[np.ndarray], n_samples: int) -> np.ndarray:
    return np.hstack([np.empty((n_samples, 0)), *parts]) if parts else np.empty((n_samples, 0))
