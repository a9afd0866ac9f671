import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.basics import NotFittedError
from lib.data import OrdinalEncoder, load_diamonds
from lib.data.cards import DIAMONDS

NAN = float("nan")


def test_numbers_follow_the_given_order():
    diamonds = load_diamonds().select(["cut", "clarity"])
    order = [DIAMONDS.column(name).levels for name in diamonds.names]
    Z = OrdinalEncoder(categories=order).fit_transform(diamonds)
    assert Z.min(axis=0).tolist() == [0, 0]
    assert Z.max(axis=0).tolist() == [4, 7]
    assert (Z[diamonds["cut"] == "Premium", 0] == 3).all()
    # Without an order given, the alphabet decides.
    assert (OrdinalEncoder().fit_transform(diamonds)[diamonds["cut"] == "Premium", 0] == 3).all()
    assert (OrdinalEncoder().fit_transform(diamonds)[diamonds["cut"] == "Ideal", 0] == 2).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=1, max_size=12))
def test_round_trip(values):
    X = np.array(values, dtype=object)[:, None]
    encoder = OrdinalEncoder().fit(X)
    assert encoder.inverse_transform(encoder.transform(X)).tolist() == X.tolist()


def test_missing_cells():
    X = np.array([["a"], [None], ["b"]], dtype=object)
    np.testing.assert_array_equal(OrdinalEncoder().fit_transform(X).ravel(), [0, NAN, 1])
    marked = OrdinalEncoder(encoded_missing_value=-1).fit(X)
    assert marked.transform(X).ravel().tolist() == [0, -1, 1]
    assert marked.inverse_transform([[-1.0], [1.0]]).tolist() == [[None], ["b"]]
    numbers = OrdinalEncoder().fit([[5.0], [NAN]])
    np.testing.assert_array_equal(numbers.inverse_transform([[0.0], [NAN]]), [[5.0], [NAN]])
    assert np.isnan(OrdinalEncoder(categories=[["a", "b"]]).fit_transform(X)[1, 0])


def test_unknown_categories():
    X = [["a"], ["b"]]
    with pytest.raises(ValueError, match="got the unknown category 'z' in column 0; known: 'a', 'b'"):
        OrdinalEncoder().fit(X).transform([["z"]])
    encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-9).fit(X)
    assert encoder.transform([["z"], ["b"]]).ravel().tolist() == [-9, 1]
    assert encoder.inverse_transform([[-9.0], [1.0]]).tolist() == [[None], ["b"]]
    encoder.set_params(unknown_value=NAN)
    assert np.isnan(encoder.fit(X).transform([["z"]])).all()


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"handle_unknown": "ignore"}, ValueError, "handle_unknown must be one of 'error', 'use_encoded_value'"),
        ({"unknown_value": -1}, TypeError, "unknown_value must be None when handle_unknown='error', got -1"),
        ({"handle_unknown": "use_encoded_value"}, TypeError, "unknown_value must be a number when .* got None"),
        (
            {"handle_unknown": "use_encoded_value", "unknown_value": 1},
            ValueError,
            "unknown_value must differ from the numbers in use, 0 to 1, got 1",
        ),
    ],
)
def test_unusable_arguments(options, error, message):
    with pytest.raises(error, match=message):
        OrdinalEncoder(**options).fit([["a"], ["b"]])


@pytest.mark.parametrize("number", [2.0, -1.0, 0.5, NAN])
def test_numbers_without_a_category(number):
    encoder = OrdinalEncoder(encoded_missing_value=-5).fit([["a"], ["b"]])
    with pytest.raises(ValueError, match=f"X must hold whole numbers from 0 to 1 in column 0, got {number}"):
        encoder.inverse_transform([[number]])


def test_order_of_calls_and_columns():
    with pytest.raises(NotFittedError, match="OrdinalEncoder is not fitted yet"):
        OrdinalEncoder().transform([["a"]])
    with pytest.raises(ValueError, match="X has 2 features, but OrdinalEncoder is expecting 1"):
        OrdinalEncoder().fit([["a"]]).transform([["a", "b"]])
