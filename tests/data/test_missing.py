import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lib.data.missing import column_mean, column_quantile, is_missing

NAN = float("nan")


def test_missing_among_numbers_objects_and_others():
    assert is_missing(np.array([1.0, NAN])).tolist() == [False, True]
    assert is_missing(np.array([[None, "a"], [NAN, 0]], dtype=object)).tolist() == [[True, False], [True, False]]
    assert is_missing(np.array([1, 2])).tolist() == [False, False]
    assert is_missing(np.array(["", "nan"])).tolist() == [False, False]
    assert is_missing(np.empty((0, 2), dtype=object)).shape == (0, 2)


def test_column_mean_by_hand():
    X = np.array([[1.0, NAN, 5.0], [3.0, NAN, NAN]])
    np.testing.assert_array_equal(column_mean(X), [2.0, NAN, 5.0])
    np.testing.assert_array_equal(column_mean(X, np.array([3.0, 1.0])), [1.5, NAN, 5.0])


def test_column_quantile_by_hand():
    X = np.array([[0.0, NAN], [10.0, NAN], [NAN, NAN], [20.0, NAN]])
    np.testing.assert_array_equal(column_quantile(X, 0.25), [5.0, NAN])
    np.testing.assert_array_equal(column_quantile(X, 1.0), [20.0, NAN])


@given(st.lists(st.one_of(st.floats(-1e6, 1e6), st.just(NAN)), min_size=1, max_size=30), st.floats(0, 1))
def test_gaps_change_nothing_but_the_count(values, q):
    column = np.array(values)
    present = column[~np.isnan(column)]
    with_gaps, without = column[:, None], present[:, None]
    if len(present):
        np.testing.assert_allclose(column_mean(with_gaps), column_mean(without), rtol=1e-12, atol=1e-9)
        np.testing.assert_array_equal(column_quantile(with_gaps, q), column_quantile(without, q))
    else:
        assert np.isnan(column_mean(with_gaps)).all()
        assert np.isnan(column_quantile(with_gaps, q)).all()
