import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.basics import NotFittedError
from lib.data import IQRClipper, Table, iqr_outliers, load_credit, load_diamonds, train_test_split, zscore_outliers

COLUMNS = st.lists(st.one_of(st.floats(-1e6, 1e6), st.just(float("nan"))), min_size=1, max_size=40)


def test_zscore_by_hand():
    # Mean 1, variance (19 * 1 + 361) / 20 = 19: the last value is 19 / sqrt(19) = 4.36 deviations away.
    values = [0.0] * 19 + [20.0]
    assert zscore_outliers(values).nonzero()[0].tolist() == [19]
    assert not zscore_outliers(values, threshold=4.4).any()
    assert zscore_outliers(values, threshold=4.3).any()


def test_iqr_by_hand():
    # Quartiles 2 and 4, fences -1 and 7.
    assert iqr_outliers([1.0, 2.0, 3.0, 4.0, 7.0]).tolist() == [False] * 5
    assert iqr_outliers([1.0, 2.0, 3.0, 4.0, 7.1]).tolist() == [False] * 4 + [True]
    assert iqr_outliers([1.0, 2.0, 3.0, 4.0, 7.1], factor=3).tolist() == [False] * 5


def test_one_outlier_hides_another_from_the_zscore_only():
    values = np.array([*np.linspace(0, 1, 30), 50.0, 1e6])
    assert zscore_outliers(values).nonzero()[0].tolist() == [31]
    assert iqr_outliers(values).nonzero()[0].tolist() == [30, 31]


@settings(max_examples=60, deadline=None)
@given(values=COLUMNS)
def test_no_gap_is_an_outlier_and_zscores_are_bounded(values):
    column = np.array(values)
    for mark in (zscore_outliers, iqr_outliers):
        assert not mark(column)[np.isnan(column)].any()
    if len(values) <= 10:
        assert not zscore_outliers(column).any()


def test_columns_are_judged_one_by_one():
    X = np.column_stack([np.arange(20.0), np.r_[np.zeros(19), 99.0], np.full(20, 5.0)])
    for mark in (zscore_outliers, iqr_outliers):
        assert mark(X).sum(axis=0).tolist() == [0, 1, 0]
        assert mark(X).shape == X.shape
        np.testing.assert_array_equal(mark(X)[:, 1], mark(X[:, 1]))
        np.testing.assert_array_equal(mark(Table({"a": X[:, 0], "b": X[:, 1], "c": X[:, 2]})), mark(X))


def test_impossible_sizes_of_real_diamonds_are_found():
    sizes = load_diamonds().to_array(["x", "y", "z"])
    impossible = (sizes == 0) | (sizes > 15)
    assert impossible.sum() == 38
    assert iqr_outliers(sizes)[impossible].all()


def test_clipper_learns_from_the_training_rows_only():
    train, test = train_test_split(load_credit().select(["Income", "Price"]), random_state=0)
    clipper = IQRClipper().fit(train)
    low, high = np.nanquantile(train["Income"], [0.25, 0.75])
    assert clipper.lower_[0] == pytest.approx(low - 1.5 * (high - low))
    assert clipper.upper_[0] == pytest.approx(high + 1.5 * (high - low))
    Z = clipper.transform(test)
    assert np.nanmax(Z, axis=0).tolist() == clipper.upper_.tolist()
    inside = ~iqr_outliers(train).any(axis=1)
    np.testing.assert_array_equal(clipper.transform(train)[inside], train.to_array()[inside])
    np.testing.assert_array_equal(np.isnan(Z), np.isnan(test.to_array()))


@settings(max_examples=60, deadline=None)
@given(values=COLUMNS, factor=st.floats(0, 5))
def test_clipping_twice_changes_nothing_more(values, factor):
    X = np.array(values)[:, None]
    kept = X.copy()
    clipper = IQRClipper(factor).fit(X)
    once = clipper.transform(X)
    np.testing.assert_array_equal(clipper.transform(once), once)
    np.testing.assert_array_equal(X, kept)
    moved = iqr_outliers(X, factor)
    np.testing.assert_array_equal(once[~moved], X[~moved])


def test_unusable_arguments():
    with pytest.raises(ValueError, match=r"threshold must .* got 0"):
        zscore_outliers([1.0], threshold=0)
    with pytest.raises(ValueError, match=r"factor must .* got -1"):
        iqr_outliers([1.0], factor=-1)
    with pytest.raises(ValueError, match="X must be numeric, got text"):
        iqr_outliers(["a"])
    with pytest.raises(TypeError, match="factor must be a"):
        IQRClipper("wide").fit([[1.0]])
    with pytest.raises(NotFittedError, match="IQRClipper is not fitted yet"):
        IQRClipper().transform([[1.0]])


def test_a_tiny_spread_is_a_spread():
    assert not zscore_outliers([0.0, 2.2e-162]).any()
