import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.data import OneHotEncoder, OrdinalEncoder
from lib.data.categories import find_categories, find_codes

NAN = float("nan")


def objects(*values):
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def test_sorted_then_none_then_nan():
    found = find_categories(objects("b", None, "a", NAN, "b", NAN))
    assert found[:3].tolist() == ["a", "b", None]
    assert np.isnan(found[3])
    assert len(found) == 4
    found = find_categories(np.array([2.0, NAN, 1.0, NAN]))
    np.testing.assert_array_equal(found, [1.0, 2.0, NAN])
    assert find_categories(objects(2, 1.5, None)).tolist() == [1.5, 2, None]
    assert find_categories(np.array([], dtype=object)).tolist() == []


def test_codes():
    known = objects("a", None, NAN)
    assert find_codes(objects("a", NAN, None, "x"), known).tolist() == [0, 2, 1, -1]
    assert find_codes(np.array([1.0, NAN, 7.0]), np.array([1.0, NAN])).tolist() == [0, 1, -1]


@given(st.lists(st.one_of(st.text(max_size=3), st.none()), min_size=1, max_size=20))
def test_codes_lead_back(values):
    column = objects(*values)
    known = find_categories(column)
    codes = find_codes(column, known)
    assert known[codes].tolist() == values
    assert sorted(set(codes)) == list(range(len(known)))


@pytest.mark.parametrize("values", [("a", 1), ({}, "a"), ((1, 2), (3, 4)), ({},)])
def test_mixed_or_strange_values(values):
    with pytest.raises(TypeError, match="a column's argument must be uniformly strings or numbers, got "):
        find_categories(objects(*values))


@pytest.mark.parametrize("encoder", [OneHotEncoder, OrdinalEncoder])
def test_given_categories(encoder):
    X = [["rent"], ["owner"]]
    fitted = encoder(categories=[["rent", "owner", "boat"]]).fit(X)
    assert fitted.categories_[0].tolist() == ["rent", "owner", "boat"]
    with pytest.raises(ValueError, match="categories must be 'auto' or one list per column, got 'all'"):
        encoder(categories="all").fit(X)
    with pytest.raises(ValueError, match="categories must be one list per column, 1, got 2"):
        encoder(categories=[["a"], ["b"]]).fit(X)
    with pytest.raises(ValueError, match=r"categories\[0\] must not hold a value twice, got \['a', 'a'\]"):
        encoder(categories=[["a", "a"]]).fit(X)
    message = "X must hold only categories seen in fit, got the unknown category 'owner' in column 0; known: 'rent'"
    with pytest.raises(ValueError, match=message):
        encoder(categories=[["rent"]]).fit(X)


@pytest.mark.parametrize("encoder", [OneHotEncoder, OrdinalEncoder])
def test_wrong_number_of_encoded_columns(encoder):
    fitted = encoder().fit([["a", "x"], ["b", "y"]])
    width = fitted.transform([["a", "x"]]).shape[1]
    with pytest.raises(ValueError, match=f"X must have the {width} columns that transform gives, got 7"):
        fitted.inverse_transform(np.zeros((1, 7)))
