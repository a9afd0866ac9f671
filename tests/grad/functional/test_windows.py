"""Windows over pictures: counted by hand, laid over memory without a copy, and settings that do not fit."""

import numpy as np
import pytest

from lib.grad.functional.windows import (
    check_counts,
    pair,
    sliding_windows,
    taps,
    window_count,
    with_margins,
    without_margins,
)


def places_by_hand(length, kernel, stride, margin, dilation):
    """Try every start and keep those whose last tap is inside."""
    end = length + sum(margin)
    return len([start for start in range(0, end, stride) if start + dilation * (kernel - 1) < end])


def test_counts_over_a_grid_of_settings():
    grid = np.ndindex(9, 4, 3, 3, 3, 2)
    for length, kernel, stride, before, after, dilation in grid:
        settings = (length + 1, kernel + 1, stride + 1, (before, after), dilation + 1)
        assert max(window_count(*settings), 0) == places_by_hand(*settings), settings


def test_rounding_up_keeps_a_window_that_starts_inside():
    assert [window_count(length, 2, 2, ceil_mode=True) for length in (4, 5, 6)] == [2, 3, 3]
    assert window_count(3, 1, 3, (0, 0), ceil_mode=True) == 1  # the next would start behind the end


def test_windows_and_taps_see_the_same_pixels():
    x = np.random.default_rng(0).normal(size=(2, 3, 8, 9))
    settings = (2, 3), (2, 1), (3, 2), (3, 5)
    windows = sliding_windows(x, *settings)
    assert windows.shape == (2, 3, 3, 5, 2, 3)
    assert np.shares_memory(windows, x)
    assert not windows.flags.writeable
    order = []
    for i, j, place in taps(*settings):
        assert np.array_equal(x[place], windows[..., i, j])
        order.append((i, j))
    assert order == sorted(order)
    assert len(order) == 6


def test_margins_come_and_go_and_keep_the_memory_order():
    x = np.random.default_rng(0).normal(size=(2, 4, 5, 3)).transpose(0, 3, 1, 2)
    margins = (1, 2), (0, 3)
    padded = with_margins(x, margins, -7.0)
    assert padded.shape == (2, 3, 7, 8)
    assert (padded == -7).sum() == padded.size - x.size
    assert np.array_equal(without_margins(padded, margins), x)
    assert padded.strides[1] == x.itemsize
    assert with_margins(x, ((0, 0), (0, 0))) is x


def test_pairs():
    assert pair("stride", 2) == pair("stride", (2, 2)) == pair("stride", [2, np.int64(2)]) == (2, 2)


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        ((1, 2, 3), ValueError, "stride must be one integer or two, got 3"),
        (0, ValueError, "stride must be >= 1, got 0"),
        ((1, 0), ValueError, "stride must be >= 1, got 0"),
        (1.0, TypeError, "stride must be an integer or a pair of integers, got float"),
        (True, TypeError, "stride must be an integer or a pair of integers, got bool"),
        ((1, "2"), TypeError, "stride must be an integer, got str"),
    ],
)
def test_what_is_no_pair(value, error, message):
    with pytest.raises(error, match=message):
        pair("stride", value, low=1)


def test_a_picture_that_holds_no_window():
    check_counts("input", (3, 3), (1, 1), (3, 3), ((0, 0), (0, 0)))
    with pytest.raises(RuntimeError, match=r"input must be at least as large as the window, \(3, 5\), got \(5, 4\)"):
        check_counts("input", (3, 4), (3, 0), (3, 5), ((1, 1), (0, 0)))
