import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lib.basics import NotFittedError
from lib.data import SimpleImputer, load_credit, load_penguins, train_test_split

NAN = np.nan
GAPS = arrays(np.float64, (6, 3), elements=st.one_of(st.floats(-100, 100), st.just(NAN)))


@pytest.mark.parametrize(
    ("strategy", "wanted"), [("mean", 4.0), ("median", 2.0), ("most_frequent", 1.0), ("constant", 0.0)]
)
def test_strategies_by_hand(strategy, wanted):
    X = [[1.0], [1.0], [2.0], [6.0], [10.0], [NAN]]
    imputer = SimpleImputer(strategy=strategy).fit(X)
    assert imputer.statistics_.tolist() == [wanted]
    assert imputer.transform([[NAN], [3.0]]).ravel().tolist() == [wanted, 3.0]


def test_ties_go_to_the_smallest():
    assert SimpleImputer(strategy="most_frequent").fit([[3.0], [1.0], [3.0], [1.0]]).statistics_ == 1.0
    column = np.array([["b"], ["a"], [None]], dtype=object)
    assert SimpleImputer(strategy="most_frequent").fit(column).statistics_.tolist() == ["a"]


def test_text_and_numbers_side_by_side():
    penguins = load_penguins()
    filled = SimpleImputer(strategy="most_frequent").fit_transform(penguins)
    assert filled.shape == (344, 8)
    assert not any(value is None or value != value for value in filled.ravel())
    assert filled[3, penguins.names.index("sex")] == "male"
    constant = SimpleImputer(strategy="constant", fill_value="?").fit_transform(penguins.select(["sex"]))
    assert (constant == "?").sum() == 11
    assert SimpleImputer(strategy="constant").fit_transform(penguins.select(["sex"]))[3, 0] == "missing_value"


def test_objects_that_are_numbers():
    X = np.array([[1, None], [3, 4]], dtype=object)
    for strategy in ("mean", "most_frequent", "constant"):
        filled = SimpleImputer(strategy=strategy).fit_transform(X)
        assert filled.dtype == np.float64


@pytest.mark.parametrize(
    ("marker", "X", "wanted"),
    [
        (-1, [[1.0], [3.0], [-1.0]], [1.0, 3.0, 2.0]),
        (0, [[0], [5], [7]], [6.0, 5.0, 7.0]),
    ],
)
def test_other_markers(marker, X, wanted):
    assert SimpleImputer(missing_values=marker).fit_transform(X).ravel().tolist() == wanted


def test_markers_in_text():
    X = np.array([["?"], ["a"], ["a"], ["b"]], dtype=object)
    imputer = SimpleImputer(missing_values="?", strategy="most_frequent")
    assert imputer.fit_transform(X).ravel().tolist() == ["a", "a", "a", "b"]
    X[0, 0] = None
    imputer.set_params(missing_values=None)
    assert imputer.fit_transform(X).ravel().tolist() == ["a", "a", "a", "b"]
    with pytest.raises(ValueError, match="X must hold no missing values, but contains NaN"):
        SimpleImputer(missing_values=-1).fit([[1.0], [NAN]])


def test_indicator_marks_columns_with_gaps_in_fit():
    imputer = SimpleImputer(add_indicator=True).fit([[1.0, NAN], [3.0, 4.0]])
    assert imputer.indicator_features_.tolist() == [1]
    np.testing.assert_array_equal(imputer.transform([[NAN, NAN], [5.0, 6.0]]), [[2.0, 4.0, 1.0], [5.0, 6.0, 0.0]])
    assert imputer.get_feature_names_out(["a", "b"]).tolist() == ["a", "b", "missingindicator_b"]


def test_empty_columns_are_left_out_with_a_warning_or_kept():
    X = np.array([[NAN, 1.0], [NAN, 3.0]])
    imputer = SimpleImputer(add_indicator=True).fit(X)
    with pytest.warns(UserWarning, match=r"columns \[0\] held no value in fit and are left out"):
        assert imputer.transform(X).tolist() == [[1.0, 1.0], [3.0, 1.0]]
    assert imputer.get_feature_names_out().tolist() == ["x1", "missingindicator_x0"]
    kept = SimpleImputer(keep_empty_features=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert kept.fit_transform(X).tolist() == [[0.0, 1.0], [0.0, 3.0]]
    kept.set_params(strategy="constant", fill_value=7)
    assert kept.fit_transform(X).tolist() == [[7.0, 1.0], [7.0, 3.0]]


@pytest.mark.parametrize("strategy", ["mean", "median", "most_frequent", "constant"])
@settings(max_examples=40, deadline=None)
@given(X=GAPS)
def test_present_cells_stay_and_no_gap_is_left(strategy, X):
    kept = X.copy()
    filled = SimpleImputer(strategy=strategy, keep_empty_features=True).fit_transform(X)
    np.testing.assert_array_equal(X, kept)
    there = ~np.isnan(X)
    np.testing.assert_array_equal(filled[there], X[there])
    assert not np.isnan(filled).any()
    if strategy in ("mean", "median"):
        for column, present, source in zip(filled.T, there.T, X.T):
            if present.any():
                assert source[present].min() - 1e-9 <= column.min()
                assert column.max() <= source[present].max() + 1e-9


def test_statistics_come_from_the_training_rows_only():
    credit = load_credit().select(["Income", "Assets"])
    train, test = train_test_split(credit, random_state=0)
    imputer = SimpleImputer(strategy="median").fit(train)
    assert imputer.statistics_.tolist() == [np.nanmedian(train["Income"]), np.nanmedian(train["Assets"])]
    gap = np.isnan(test["Income"])
    assert set(imputer.transform(test)[gap, 0]) == {np.nanmedian(train["Income"])}


@pytest.mark.parametrize(
    ("options", "X", "error", "message"),
    [
        ({"strategy": "mode"}, [[1.0]], ValueError, "strategy must be one of 'mean', .* got 'mode'"),
        ({}, [["a"]], ValueError, "X must be numeric, got text"),
        ({"strategy": "constant", "fill_value": "x"}, [[NAN]], ValueError, "fill_value must be a number .* got 'x'"),
        (
            {"strategy": "most_frequent"},
            np.array([["a"], [1]], dtype=object),
            TypeError,
            "a column of X must hold text or numbers, got both",
        ),
        (
            {"strategy": "most_frequent"},
            np.array([["a"], [{}]], dtype=object),
            TypeError,
            "X's argument must be a string or a number in every cell, got dict",
        ),
    ],
)
def test_unusable_arguments(options, X, error, message):
    with pytest.raises(error, match=message):
        SimpleImputer(**options).fit(X)


def test_order_of_calls_and_columns():
    with pytest.raises(NotFittedError, match="SimpleImputer is not fitted yet"):
        SimpleImputer().transform([[1.0]])
    with pytest.raises(ValueError, match="X has 1 features, but SimpleImputer is expecting 2"):
        SimpleImputer().fit([[1.0, 2.0]]).transform([[1.0]])
