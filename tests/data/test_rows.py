import numpy as np
import pandas
import pytest
import scipy.sparse

from lib.data import Table, take_rows
from lib.data.rows import n_rows, same_n_rows


def test_rows_are_counted():
    assert [n_rows(X) for X in ([], [[1, 2]], np.zeros((4, 2)), Table({"a": [1, 2]}), scipy.sparse.eye(3))] == [
        0,
        1,
        4,
        2,
        3,
    ]


@pytest.mark.parametrize("X", [3, 2.5, None, "text", np.float64(1), np.array(1)])
def test_things_without_rows(X):
    with pytest.raises(TypeError, match="X must be a table, an array or a list with rows, got "):
        n_rows(X)


def test_same_number_of_rows():
    assert same_n_rows(([1, 2], np.zeros((2, 5)), Table({"a": [1, 2]}))) == 2
    with pytest.raises(ValueError, match="arrays must hold at least one array, got none"):
        same_n_rows(())
    with pytest.raises(ValueError, match=r"arrays must have the same number of rows, got \[2, 3\]"):
        same_n_rows(([1, 2], [1, 2, 3]))
    with pytest.raises(ValueError, match="arrays must have at least one row, got none"):
        same_n_rows(([], []))
    with pytest.raises(TypeError, match=r"arrays\[1\] must be a table, an array or a list with rows, got int"):
        same_n_rows(([1], 7))


def test_kind_is_kept():
    index = np.array([2, 0])
    assert take_rows([10, 11, 12], index) == [12, 10]
    assert take_rows((10, 11, 12), index).tolist() == [12, 10]
    assert take_rows(np.arange(3), index).tolist() == [2, 0]
    assert take_rows(Table({"a": [5, 6, 7]}), index)["a"].tolist() == [7, 5]
    frame = take_rows(pandas.DataFrame({"a": [5, 6, 7]}, index=[9, 8, 7]), index)
    assert frame["a"].tolist() == [7, 5]
    assert take_rows(scipy.sparse.csr_array(np.eye(3)), index).toarray().tolist() == [[0, 0, 1], [1, 0, 0]]


def test_result_is_a_copy():
    X = np.arange(4)
    take_rows(X, np.arange(4))[0] = 99
    assert X[0] == 0
