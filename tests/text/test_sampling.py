"""Greedy choice and draws."""

import numpy as np
import pytest

from lib.basics import log_softmax
from lib.text import greedy_ids, keep_top_k, keep_top_p, sample_ids

CHANCES = np.array([0.05, 0.4, 0.0, 0.25, 0.3])
with np.errstate(divide="ignore"):
    LOGITS = np.log(CHANCES)
N_DRAWS = 40_000


def shares(**options):
    return np.bincount(sample_ids(np.tile(LOGITS, (N_DRAWS, 1)), rng=1, **options), minlength=5) / N_DRAWS


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ({}, CHANCES),
        ({"temperature": 0.5}, CHANCES**2),
        ({"temperature": 2.0}, CHANCES**0.5),
        ({"top_k": 2}, CHANCES * [0, 1, 0, 0, 1]),
        ({"top_p": 0.75}, CHANCES * [0, 1, 0, 1, 1]),
        # Of the squares 0.16, 0.09, 0.0625: the first two hold 0.8 of the three that top-k leaves.
        ({"temperature": 0.5, "top_k": 3, "top_p": 0.79}, CHANCES**2 * [0, 1, 0, 0, 1]),
    ],
)
def test_frequencies_are_the_chances(options, wanted):
    wanted = wanted / wanted.sum()
    found = shares(**options)
    np.testing.assert_allclose(found, wanted, atol=4 * 0.5 / N_DRAWS**0.5)
    assert (found[wanted == 0] == 0).all()


def test_temperature_zero_is_greedy():
    logits = np.random.default_rng(0).normal(size=(3, 2, 6))
    assert np.array_equal(sample_ids(logits, temperature=0), greedy_ids(logits))
    assert np.array_equal(greedy_ids(logits), logits.argmax(axis=-1))
    assert greedy_ids([1.0, 1.0]) == 0


def test_shapes_and_the_generator():
    logits = np.zeros((2, 3, 4))
    source = np.random.default_rng(5)
    first, second = sample_ids(logits, rng=source), sample_ids(logits, rng=source)
    assert first.shape == (2, 3)
    assert first.dtype == np.int64
    assert not np.array_equal(first, second)
    assert np.array_equal(first, sample_ids(logits, rng=5))
    assert sample_ids(np.zeros(4), rng=0).shape == ()


class _Zero(np.random.Generator):
    """Draw only zeros, the number that any rounding towards the first token would betray."""

    def random(self, size):
        return np.zeros(size)


def test_what_has_no_chance_is_never_drawn():
    assert sample_ids([-np.inf, 0.0], rng=_Zero(np.random.PCG64())) == 1


def test_log_probabilities_serve_as_logits():
    logits = np.random.default_rng(3).normal(size=(50, 9))
    options = {"temperature": 0.7, "top_k": 5, "top_p": 0.8, "rng": 2}
    assert np.array_equal(sample_ids(logits, **options), sample_ids(log_softmax(logits), **options))
    assert np.array_equal(keep_top_k(logits, 3) > -np.inf, keep_top_k(log_softmax(logits), 3) > -np.inf)
    assert np.array_equal(keep_top_p(logits, 0.5) > -np.inf, keep_top_p(log_softmax(logits), 0.5) > -np.inf)


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize("row", [[np.nan, 0.0], [-np.inf, -np.inf]])
def test_some_token_has_a_chance(row):
    with pytest.raises(ValueError, match="logits must leave a token of each row a chance, got a row that does not"):
        sample_ids([[0.0, 0.0], row])


def test_temperature_is_not_negative():
    with pytest.raises(ValueError, match="temperature must be >= 0, got -1"):
        sample_ids([0.0], temperature=-1)
