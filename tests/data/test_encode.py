import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.basics import NotFittedError
from lib.data import OneHotEncoder, Table, load_credit, train_test_split

ROWS = st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(["x", "y"])), min_size=1, max_size=12)


def test_indicators_by_hand():
    encoder = OneHotEncoder().fit([["b", 1.0], ["a", 2.0], ["b", 3.0]])
    assert [known.tolist() for known in encoder.categories_] == [["a", "b"], ["1.0", "2.0", "3.0"]]
    mixed = np.array([["b", 1], ["a", 2]], dtype=object)
    assert OneHotEncoder().fit_transform(mixed).tolist() == [[0, 1, 1, 0], [1, 0, 0, 1]]
    assert OneHotEncoder().fit_transform([[5], [3], [5]]).tolist() == [[0, 1], [1, 0], [0, 1]]


@pytest.mark.parametrize(
    ("drop", "width", "dropped"),
    [(None, 5, None), ("first", 3, [0, 0]), ("if_binary", 4, [None, 0]), (["b", "y"], 3, [1, 1])],
)
def test_drop(drop, width, dropped):
    X = np.array([["a", "x"], ["b", "y"], ["c", "x"]], dtype=object)
    encoder = OneHotEncoder(drop=drop).fit(X)
    Z = encoder.transform(X)
    assert Z.shape == (3, width)
    assert (None if encoder.drop_idx_ is None else encoder.drop_idx_.tolist()) == dropped
    assert len(encoder.get_feature_names_out()) == width
    assert encoder.inverse_transform(Z).tolist() == X.tolist()


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, drop=st.sampled_from([None, "first", "if_binary"]))
def test_round_trip_and_rows_sum_to_the_number_of_columns(rows, drop):
    X = np.array(rows, dtype=object)
    encoder = OneHotEncoder(drop=drop).fit(X)
    Z = encoder.transform(X)
    assert set(np.unique(Z)) <= {0.0, 1.0}
    assert encoder.inverse_transform(Z).tolist() == X.tolist()
    if drop is None:
        assert (Z.sum(axis=1) == 2).all()


def test_unknown_categories():
    X = [["a"], ["b"]]
    with pytest.raises(ValueError, match="got the unknown category 'z' in column 0; known: 'a', 'b'"):
        OneHotEncoder().fit(X).transform([["z"]])
    quiet = OneHotEncoder(handle_unknown="ignore").fit(X)
    assert quiet.transform([["z"]]).tolist() == [[0.0, 0.0]]
    assert quiet.inverse_transform([[0.0, 0.0], [0.0, 1.0]]).tolist() == [[None], ["b"]]
    dropping = OneHotEncoder(handle_unknown="ignore", drop="first").fit(X)
    with pytest.warns(
        UserWarning, match=r"unknown categories in columns \[0\] get the same zeros as the category left"
    ):
        assert dropping.transform([["z"]]).tolist() == [[0.0]]


def test_missing_is_a_category():
    jobs = Table({"job": ["fixed", None, "other"]})
    encoder = OneHotEncoder().fit(jobs)
    assert encoder.get_feature_names_out(["job"]).tolist() == ["job_fixed", "job_other", "job_None"]
    assert encoder.transform(jobs)[1].tolist() == [0, 0, 1]


def test_single_category_left_out():
    encoder = OneHotEncoder(drop="first").fit([["a", "x"], ["a", "y"]])
    assert encoder.transform([["a", "y"]]).tolist() == [[1.0]]
    assert encoder.inverse_transform([[1.0]]).tolist() == [["a", "y"]]


def test_categories_come_from_the_training_rows_only():
    home = load_credit().select(["Time"])
    train, test = train_test_split(home, shuffle=False, test_size=0.5)
    encoder = OneHotEncoder(handle_unknown="ignore").fit(train)
    assert encoder.categories_[0].tolist() == sorted(set(train["Time"]))
    unseen = ~np.isin(test["Time"], train["Time"])
    assert (encoder.transform(test)[unseen] == 0).all()


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"handle_unknown": "skip"}, ValueError, "handle_unknown must be one of 'error', 'ignore', got 'skip'"),
        ({"drop": "last"}, ValueError, "drop must be one of 'first', 'if_binary', got 'last'"),
        ({"drop": ["a", "b"]}, ValueError, "drop must name one category per column, 1, got 2"),
        ({"drop": ["z"]}, ValueError, r"drop\[0\] must be a category of column 0 \('a', 'b'\), got 'z'"),
    ],
)
def test_unusable_arguments(options, error, message):
    with pytest.raises(error, match=message):
        OneHotEncoder(**options).fit([["a"], ["b"]])


def test_zeros_that_stand_for_nothing():
    with pytest.raises(ValueError, match="X must mark a category in every row, got only zeros in row 1"):
        OneHotEncoder().fit([["a"], ["b"]]).inverse_transform([[1.0, 0.0], [0.0, 0.0]])


def test_order_of_calls():
    for act in (OneHotEncoder().transform, OneHotEncoder().inverse_transform):
        with pytest.raises(NotFittedError, match="OneHotEncoder is not fitted yet"):
            act([["a"]])
