import numpy as np
import pytest

from lib.grad.functional.time_layout import TimeLayout


def steps(n_steps, n_rows, seed=0):
    return np.random.default_rng(seed).normal(size=(n_steps, n_rows, 2))


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("lengths", [None, [4, 4, 4]])
def test_rows_that_are_all_full(lengths, reverse):
    layout, x = TimeLayout((4, 3), lengths, reverse), steps(4, 3)
    assert layout.full
    assert layout.rows == [3] * 4
    assert np.array_equal(layout.arrange(x), x[::-1] if reverse else x)
    assert np.array_equal(layout.restore(layout.arrange(x)), x)
    assert layout.last() == ((0,) if reverse else (3,))
    assert np.array_equal(layout.final(x), x[-1])


def test_the_longest_row_comes_first():
    layout, x = TimeLayout((4, 3), [2, 4, 1], False), steps(4, 3)
    assert layout.rows == [3, 2, 1, 1]
    assert np.array_equal(layout.arrange(x)[0], x[0, [1, 0, 2]])
    assert np.array_equal(layout.arrange_rows(x[0]), x[0, [1, 0, 2]])
    assert np.array_equal(layout.restore_rows(layout.arrange_rows(x[0])), x[0])


def test_backwards_rows_join_late():
    layout, x = TimeLayout((4, 3), [2, 4, 1], True), steps(4, 3)
    assert layout.rows == [1, 1, 2, 3]
    assert np.array_equal(layout.arrange(x)[2], [x[1, 1], x[1, 0], [0, 0]])


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_there_and_back_only_padding_is_lost(reverse, seed):
    rng = np.random.default_rng(seed)
    n_steps, n_rows = rng.integers(1, 7, 2)
    lengths = rng.integers(1, n_steps + 1, n_rows)
    layout, x = TimeLayout((n_steps, n_rows), lengths, reverse), steps(n_steps, n_rows, seed)
    real = np.arange(n_steps)[:, None] < lengths
    assert np.array_equal(layout.restore(layout.arrange(x.copy())), x * real[..., None])
    assert sum(layout.rows) == lengths.sum()
    # The last step of each row, told in two ways.
    numbered = np.arange(1, n_steps + 1)[:, None] * real
    assert np.array_equal(numbered[layout.last()], np.ones(n_rows) if reverse else lengths)


@pytest.mark.parametrize("reverse", [False, True])
def test_the_final_state(reverse):
    """Count the steps of each row as the loop would; the last count is the length."""
    lengths = np.array([2, 4, 1, 4])
    layout = TimeLayout((4, 4), lengths, reverse)
    states = np.zeros((5, 4, 1))
    for t, n in enumerate(layout.rows):
        states[t + 1, :n] = states[t, :n] + 1
    assert layout.final(states).ravel().tolist() == [2, 4, 1, 4]


def test_nan_in_the_padding_is_not_read():
    x = steps(3, 2)
    x[1:, 0] = np.nan
    assert np.isfinite(TimeLayout((3, 2), [1, 3], False).arrange(x)).all()
    assert np.isnan(x[1, 0]).all()  # the caller's array stays


@pytest.mark.parametrize(
    ("lengths", "message"),
    [
        ([1], r"lengths must be integers of shape \(2,\), got int64 of shape \(1,\)"),
        ([1.0, 2.0], r"lengths must be integers of shape \(2,\), got float64 of shape \(2,\)"),
        ([0, 3], r"lengths must lie in 1..3, got 0..3"),
        ([1, 4], r"lengths must lie in 1..3, got 1..4"),
    ],
)
def test_lengths_are_checked(lengths, message):
    with pytest.raises(RuntimeError, match=message):
        TimeLayout((3, 2), lengths, False)
