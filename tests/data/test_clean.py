import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.data import Table, drop_duplicates, duplicated, load_diamonds

ROWS = st.lists(st.tuples(st.sampled_from([0.0, 1.0, None]), st.sampled_from(["a", None])), min_size=1, max_size=12)


def test_first_of_equal_rows_stays():
    X = np.array([[1.0, 2.0], [1.0, 3.0], [1.0, 2.0], [1.0, 2.0]])
    assert duplicated(X).tolist() == [False, False, True, True]
    assert drop_duplicates(X).tolist() == [[1.0, 2.0], [1.0, 3.0]]


def test_gaps_count_as_equal():
    table = Table({"n": [1, None, None, 1], "t": ["a", None, None, None]})
    assert duplicated(table).tolist() == [False, False, True, False]
    assert duplicated(np.array([[np.nan], [np.nan]])).tolist() == [False, True]


def test_some_columns():
    table = Table({"n": [1, 1, 2], "t": ["a", "b", "b"]})
    assert drop_duplicates(table, ["n"])["t"].tolist() == ["a", "b"]
    assert drop_duplicates(table, ["t"])["n"].tolist() == [1, 1]
    assert len(drop_duplicates(table)) == 3


@settings(max_examples=60, deadline=None)
@given(rows=ROWS)
def test_each_distinct_row_stays_once_in_order(rows):
    table = Table({"n": [row[0] for row in rows], "t": [row[1] for row in rows]})
    kept = drop_duplicates(table)
    wanted = list(dict.fromkeys(rows))
    found = [(None if number != number else number, text) for number, text in zip(kept["n"], kept["t"])]
    assert found == wanted
    assert not duplicated(kept).any()


def test_real_duplicate():
    diamonds = load_diamonds()
    assert duplicated(diamonds).nonzero()[0].tolist() == [3520]
    assert len(drop_duplicates(diamonds)) == 4999


def test_names_of_columns():
    with pytest.raises(ValueError, match=r"names must be None for an array, whose columns have none, got \['a'\]"):
        duplicated([[1.0]], ["a"])
    with pytest.raises(ValueError, match="names must be columns of the table"):
        duplicated(Table({"a": [1]}), ["b"])
