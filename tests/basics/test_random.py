"""Seeds, generators and the untouched global state."""

import numpy as np
import pytest

from lib.basics import as_rng


def test_same_seed_same_stream_and_zero_is_a_seed():
    for seed in (0, 7, np.int64(3)):
        np.testing.assert_array_equal(as_rng(seed).random(5), as_rng(seed).random(5))
    assert as_rng(0).random() != as_rng(1).random()


def test_a_generator_is_used_as_it_is():
    rng = np.random.default_rng(1)
    assert as_rng(rng) is rng


def test_a_random_state_seeds_a_generator():
    state = np.random.RandomState(5)
    other = np.random.RandomState(5)
    first, second = as_rng(state).random(3), as_rng(state).random(3)
    np.testing.assert_array_equal(first, as_rng(other).random(3))
    assert not np.array_equal(first, second), "a RandomState moves on, so two calls must differ"


def test_none_differs_from_call_to_call():
    assert as_rng().random() != as_rng().random()


@pytest.mark.parametrize("bad", ["0", 1.5, True, [1]])
def test_other_kinds_are_named(bad):
    with pytest.raises(
        TypeError, match=f"rng must be None, an integer seed or a numpy Generator, got {type(bad).__name__}"
    ):
        as_rng(bad)


def test_a_negative_seed_is_named():
    with pytest.raises(ValueError, match="rng must be a non-negative seed, got -1"):
        as_rng(-1)
