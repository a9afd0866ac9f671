"""A small read-only table: named columns of numbers or text, the form in which the book's data sets arrive."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from lib.data.missing import is_missing
from lib.data.show import as_html, as_text

if TYPE_CHECKING:
    from lib.data.cards import DataCard


class Table:
    """Hold named columns of equal length; numbers are float64 with NaN for missing, text is ``str`` with ``None``.

    The table and its columns are read-only: every method returns a new table, so a cleaning step can never change the
    data it started from. Where a library wants one array, ``np.asarray(table)`` is ``table.to_array()``.

    Parameters
    ----------
    columns : mapping of str to array_like, each of shape (n_rows,)
        Copied. Booleans and integers become float64.
    card : DataCard, optional
        Where the data comes from; kept by every table made from this one. It describes the file as it ships.

    Raises
    ------
    ValueError
        If there is no column, a column is not one-dimensional, or the lengths differ.
    TypeError
        If a name is not text, or a column mixes text with other values.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import Table
    >>> people = Table({"age": [31, None, 58], "job": ["fixed", "other", None]})
    >>> people
    Table of 3 rows and 2 columns
    age  job
     31  fixed
      -  other
     58  -
    >>> people["age"]
    array([31., nan, 58.])
    >>> people[people["age"] > 40]["job"]
    array([None], dtype=object)
    """

    def __init__(self, columns: Mapping[str, Any], card: DataCard | None = None) -> None:
        if not columns:
            raise ValueError("columns must hold at least one column, got none")
        self._columns = {_check_name(name): _as_column(name, values) for name, values in columns.items()}
        lengths = {name: len(values) for name, values in self._columns.items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"columns must have one length, got {lengths}")
        self._card = card

    @property
    def names(self) -> list[str]:
        """Names of the columns, in order."""
        return list(self._columns)

    @property
    def columns(self) -> dict[str, np.ndarray]:
        """A new dictionary of the read-only columns, each of shape (n_rows,)."""
        return dict(self._columns)

    @property
    def card(self) -> DataCard | None:
        """The data card of the file that the rows came from."""
        return self._card

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and number of columns."""
        return len(self), len(self._columns)

    @property
    def numeric_names(self) -> list[str]:
        """Names of the columns that hold numbers."""
        return [name for name, values in self._columns.items() if values.dtype == np.float64]

    @property
    def text_names(self) -> list[str]:
        """Names of the columns that hold text."""
        return [name for name, values in self._columns.items() if values.dtype == object]

    @property
    def missing(self) -> dict[str, int]:
        """Number of missing cells of each column."""
        return {name: int(is_missing(values).sum()) for name, values in self._columns.items()}

    def __len__(self) -> int:
        return len(next(iter(self._columns.values())))

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    def __getitem__(self, key: Any) -> Any:
        """Return one column (``table["age"]``), some columns (a list of names) or some rows (mask, indices, slice)."""
        if isinstance(key, str):
            self._check_known(key)
            return self._columns[key]
        if isinstance(key, tuple) and len(key) == 2 and key[1] is Ellipsis:
            key = key[0]  # scikit-learn takes rows as X[index, ...]
        if isinstance(key, list) and key and all(isinstance(name, str) for name in key):
            return self.select(key)
        return self.rows(key)

    def select(self, names: Iterable[str]) -> Table:
        """Keep these columns, in this order.

        Parameters
        ----------
        names : iterable of str

        Returns
        -------
        Table, shape (n_rows, len(names))

        Raises
        ------
        ValueError
            If a name is not a column, or none is given.
        """
        return Table({name: self._columns[name] for name in self._check_known(names)}, self._card)

    def drop(self, names: Iterable[str]) -> Table:
        """Leave these columns out.

        Parameters
        ----------
        names : iterable of str

        Returns
        -------
        Table, shape (n_rows, n_columns - len(names))

        Raises
        ------
        ValueError
            If a name is not a column, or no column would be left.
        """
        unwanted = self._check_known(names)
        return self.select(name for name in self._columns if name not in unwanted)

    def rows(self, index: ArrayLike | slice) -> Table:
        """Keep these rows.

        Parameters
        ----------
        index : slice, or array_like of bool, shape (n_rows,), or array_like of int, shape (n_kept,)

        Returns
        -------
        Table, shape (n_kept, n_columns)

        Raises
        ------
        TypeError
            If ``index`` is neither a slice nor a one-dimensional array of booleans or integers.
        ValueError
            If a mask has another length than the table.
        IndexError
            If an index is out of range.
        """
        if not isinstance(index, slice):
            index = _check_rows(index, len(self))
        return Table({name: values[index] for name, values in self._columns.items()}, self._card)

    def with_columns(self, columns: Mapping[str, Any]) -> Table:
        """Add columns, or replace those of the same name.

        Parameters
        ----------
        columns : mapping of str to array_like, each of shape (n_rows,)

        Returns
        -------
        Table, shape (n_rows, n_columns + n_new)

        Raises
        ------
        TypeError, ValueError
            As for the constructor.
        """
        return Table({**self._columns, **columns}, self._card)

    def to_array(self, names: Iterable[str] | None = None) -> np.ndarray:
        """Return the columns side by side as one new array.

        Parameters
        ----------
        names : iterable of str, optional
            Default: all.

        Returns
        -------
        ndarray, shape (n_rows, n_columns)
            float64 if all columns are numbers, objects otherwise.

        Raises
        ------
        ValueError
            If a name is not a column.
        """
        chosen = self if names is None else self.select(names)
        return np.column_stack(list(chosen._columns.values()))

    def to_pandas(self) -> Any:
        """Return a ``pandas.DataFrame`` (pandas must be installed; the book's own code does not need it).

        Returns
        -------
        pandas.DataFrame, shape (n_rows, n_columns)
        """
        # Imported by name: pandas is the reader's choice, not something that this package depends on.
        pandas = importlib.import_module("pandas")
        return pandas.DataFrame({name: values.copy() for name, values in self._columns.items()})

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        if copy is False:
            raise ValueError("a Table keeps its columns apart: one array cannot be made without a copy")
        array = self.to_array()
        return array if dtype is None else array.astype(dtype)

    def _check_known(self, names: Iterable[str]) -> list[str]:
        """Return one name or several as a list of names."""
        wanted = [names] if isinstance(names, str) else list(names)
        unknown = [name for name in wanted if name not in self._columns]
        if unknown:
            raise ValueError(f"names must be columns of the table ({', '.join(self.names)}), got {unknown[0]!r}")
        return wanted

    def __repr__(self) -> str:
        return as_text(self)

    def _repr_html_(self) -> str:
        return as_html(self)


def _check_name(name: Any) -> str:
    if not isinstance(name, str):
        raise TypeError(f"column names must be text, got {name!r}")
    return name


def _as_column(name: str, values: ArrayLike) -> np.ndarray:
    """Copy one column into its form: float64 with NaN, or objects that are ``str`` or ``None``."""
    array = np.asarray(values, dtype=None if isinstance(values, np.ndarray) else object)
    if array.ndim != 1:
        raise ValueError(f"column {name!r} must be one-dimensional, got shape {array.shape}")
    if array.dtype.kind in "biuf":
        column = array.astype(np.float64)
    else:
        column = array.astype(object)
        missing = is_missing(column)
        is_text = [isinstance(value, str) for value in column[~missing]]
        if any(is_text) and not all(is_text):
            raise TypeError(f"column {name!r} must hold text or numbers, got both")
        column[missing] = None
        if is_text and not any(is_text):
            try:
                column = column.astype(np.float64)  # None becomes NaN
            except (TypeError, ValueError) as error:
                raise TypeError(f"column {name!r} must hold text or numbers: {error}") from error
    column.flags.writeable = False
    return column


def _check_rows(index: ArrayLike, n_rows: int) -> np.ndarray:
    array = np.asarray(index)
    if array.size == 0 and array.ndim == 1 and array.dtype.kind == "f":
        array = array.astype(int)  # an empty list has no kind of its own
    if array.ndim != 1 or array.dtype.kind not in "biu":
        raise TypeError(
            "rows must be picked by a slice or a 1D array of booleans or integers,"
            f" got {array.ndim}D {array.dtype}; a column is picked by its name, of {n_rows} rows one by rows([i])"
        )
    if array.dtype == bool and len(array) != n_rows:
        raise ValueError(f"a mask of rows must have shape ({n_rows},), got {array.shape}")
    return array
