import numpy as np
import pandas
import pytest

from lib.data import Table, load_penguins


@pytest.fixture
def people():
    return Table({"age": [31, None, 58], "job": ["fixed", "other", None], "paid": [True, False, True]})


def test_kinds_and_missing_cells(people):
    assert people.names == ["age", "job", "paid"]
    assert people.numeric_names == ["age", "paid"]
    assert people.text_names == ["job"]
    assert people.shape == (3, 3)
    assert len(people) == 3
    assert people.missing == {"age": 1, "job": 1, "paid": 0}
    np.testing.assert_array_equal(people["age"], [31.0, np.nan, 58.0])
    assert people["job"].tolist() == ["fixed", "other", None]
    assert people["paid"].dtype == np.float64
    assert "age" in people
    assert "salary" not in people
    assert people.card is None


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        (np.array([1, 2]), [1.0, 2.0]),
        (np.array([1.5, np.nan], dtype=np.float32), [1.5, np.nan]),
        (np.array([None, 2], dtype=object), [np.nan, 2.0]),
        ((1, 2.5), [1.0, 2.5]),
        ([np.float64(3), None], [3.0, np.nan]),
    ],
)
def test_numbers_become_float64(values, wanted):
    column = Table({"a": values})["a"]
    assert column.dtype == np.float64
    np.testing.assert_array_equal(column, wanted)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        (np.array(["a", "b"]), ["a", "b"]),
        (["a", float("nan")], ["a", None]),
        ([None, None], [None, None]),
        (np.array(["x", None], dtype=object), ["x", None]),
    ],
)
def test_text_becomes_objects(values, wanted):
    column = Table({"a": values})["a"]
    assert column.dtype == object
    assert column.tolist() == wanted


def test_nothing_can_be_changed_through_the_table(people):
    with pytest.raises(ValueError, match="read-only"):
        people["age"][0] = 1
    people.columns.pop("age")
    people.names.clear()
    assert people.names == ["age", "job", "paid"]
    source = np.array([1.0, 2.0])
    table = Table({"a": source})
    source[0] = 99
    assert table["a"][0] == 1.0
    array = people.to_array(["age"])
    array[0, 0] = -1
    assert people["age"][0] == 31


def test_select_drop_and_new_columns(people):
    assert people.select(["job", "age"]).names == ["job", "age"]
    assert people[["job"]].names == ["job"]
    assert people.select("job").names == ["job"]
    assert people.drop(["job"]).names == ["age", "paid"]
    assert people.drop("age").names == ["job", "paid"]
    more = people.with_columns({"age": [1, 2, 3], "half": people["age"] / 2})
    assert more.names == ["age", "job", "paid", "half"]
    assert more["age"].tolist() == [1, 2, 3]
    assert people["age"][0] == 31


def test_rows_by_mask_index_and_slice(people):
    assert people.rows([2, 0])["age"].tolist() == [58, 31]
    assert people.rows(np.array([True, False, False]))["job"].tolist() == ["fixed"]
    assert people.rows(slice(1, None))["job"].tolist() == ["other", None]
    assert people[people["age"] > 40]["age"].tolist() == [58]
    assert people[np.array([0, 1]), ...].shape == (2, 3)
    assert len(people.rows([])) == 0
    assert people.rows([]).numeric_names == ["age", "paid"]
    assert people[-1:]["age"].tolist() == [58]


def test_arrays(people):
    assert people.to_array().dtype == object
    assert people.to_array(["age", "paid"]).dtype == np.float64
    assert people.to_array(["paid", "age"]).shape == (3, 2)
    assert np.asarray(people).shape == (3, 3)
    assert np.asarray(people.select(["paid"]), dtype=np.float32).dtype == np.float32


def test_card_follows_the_rows():
    penguins = load_penguins()
    assert penguins.rows([0]).drop("year").select(["sex"]).with_columns({"a": [1]}).card is penguins.card


def test_to_pandas_agrees_and_is_independent(people):
    frame = people.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == people.names
    np.testing.assert_array_equal(frame["age"], people["age"])
    frame.loc[0, "age"] = 0
    assert people["age"][0] == 31


@pytest.mark.parametrize(
    ("columns", "error", "message"),
    [
        ({}, ValueError, "columns must hold at least one column, got none"),
        ({"a": [1, 2], "b": [1]}, ValueError, r"columns must have one length, got \{'a': 2, 'b': 1\}"),
        ({"a": [[1, 2]]}, ValueError, r"column 'a' must be one-dimensional, got shape \(1, 2\)"),
        ({3: [1, 2]}, TypeError, "column names must be text, got 3"),
        ({"a": ["x", 1]}, TypeError, "column 'a' must hold text or numbers, got both"),
        ({"a": [object()]}, TypeError, "column 'a' must hold text or numbers: "),
    ],
)
def test_unusable_columns(columns, error, message):
    with pytest.raises(error, match=message):
        Table(columns)


def test_unknown_names(people):
    message = r"names must be columns of the table \(age, job, paid\), got 'salary'"
    for act in (lambda: people["salary"], lambda: people.select(["salary"]), lambda: people.drop(["salary"])):
        with pytest.raises(ValueError, match=message):
            act()
    with pytest.raises(ValueError, match="columns must hold at least one column, got none"):
        people.drop(people.names)


@pytest.mark.parametrize("key", [0, 1.5, [0.5], [[0, 1]]])
def test_rows_of_the_wrong_kind(people, key):
    with pytest.raises(TypeError, match="rows must be picked by a slice or a 1D array of booleans or integers, got"):
        people[key]


def test_rows_out_of_reach(people):
    with pytest.raises(ValueError, match=r"a mask of rows must have shape \(3,\), got \(2,\)"):
        people.rows([True, False])
    with pytest.raises(IndexError, match="out of bounds"):
        people.rows([3])


def test_table_does_not_pretend_to_be_an_array_without_copy(people):
    with pytest.raises(ValueError, match="one array cannot be made without a copy"):
        np.array(people, copy=False)


def test_iterating_over_a_table_is_refused(people):
    with pytest.raises(TypeError, match="rows must be picked"):
        list(people)
