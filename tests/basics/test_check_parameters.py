"""Every message about one parameter."""

import numpy as np
import pytest

from lib.basics import check_bool, check_choice, check_count, check_integer, check_real


def test_choice_is_exact_about_kind():
    assert check_choice("drop", None, (None, "first")) is None
    with pytest.raises(ValueError, match="strategy must be one of 'mean', 'median', got 'mode'"):
        check_choice("strategy", "mode", ("mean", "median"))
    with pytest.raises(ValueError, match="flag must be one of True, False, got 1"):
        check_choice("flag", 1, (True, False))


@pytest.mark.parametrize(
    ("value", "options", "error", "message"),
    [
        ("3", {}, TypeError, "alpha must be a number, got str"),
        (True, {}, TypeError, "alpha must be a number, got bool"),
        (-1.0, {"low": 0}, ValueError, "alpha must be >= 0, got -1.0"),
        (0.0, {"low": 0, "closed": "right"}, ValueError, "alpha must be > 0, got 0.0"),
        (1.0, {"low": 0, "high": 1, "closed": "left"}, ValueError, "alpha must be >= 0 and < 1, got 1.0"),
        (2.0, {"high": 1}, ValueError, "alpha must be <= 1, got 2.0"),
        (np.nan, {}, ValueError, "alpha must be finite, got nan"),
    ],
)
def test_real_numbers(value, options, error, message):
    with pytest.raises(error, match=message):
        check_real("alpha", value, **options)


def test_numpy_numbers_are_numbers():
    assert check_real("alpha", np.float32(0.5)) == 0.5
    assert check_integer("k", np.int64(3)) == 3


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (2.0, TypeError, "k must be an integer, got float"),
        (True, TypeError, "k must be an integer, got bool"),
        (1, ValueError, "k must be >= 2 and <= 4, got 1"),
        (5, ValueError, "k must be >= 2 and <= 4, got 5"),
    ],
)
def test_integers(value, error, message):
    with pytest.raises(error, match=message):
        check_integer("k", value, 2, 4)


def test_truth_values():
    assert [check_bool("shuffle", value) for value in (True, False, np.bool_(True))] == [True, False, True]
    assert type(check_bool("shuffle", np.bool_(False))) is bool
    for value, shown in ((1, "1"), ("yes", "'yes'"), (None, "None")):
        with pytest.raises(TypeError, match=f"shuffle must be True or False, got {shown}"):
            check_bool("shuffle", value)


def test_counts_are_numbers_or_shares():
    values = (3, np.int64(20), 1, 1.0, 0.55, 0.01, np.float32(0.5))
    assert [check_count("max_samples", value, 10) for value in values] == [3, 20, 1, 10, 5, 1, 5]
    assert check_count("max_samples", 0.5, 7.8) == 3


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (0, ValueError, "max_samples must be >= 1, got 0"),
        (0.0, ValueError, "max_samples must be > 0 and <= 1, got 0.0"),
        (1.5, ValueError, "max_samples must be > 0 and <= 1, got 1.5"),
        (True, TypeError, "max_samples must be an integer, got bool"),
        ("all", TypeError, "max_samples must be a number, got str"),
    ],
)
def test_what_is_no_count(value, error, message):
    with pytest.raises(error, match=message):
        check_count("max_samples", value, 10)
