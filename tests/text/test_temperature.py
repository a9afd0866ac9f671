"""Temperature."""

import numpy as np
import pytest

from lib.basics import softmax
from lib.text import scale_by_temperature

LOGITS = np.random.default_rng(0).normal(size=(4, 7))


def test_entropy_rises_with_temperature_from_greedy_to_uniform():
    def entropy(temperature):
        chances = softmax(scale_by_temperature(LOGITS, temperature))
        return -np.where(chances > 0, chances * np.log(np.maximum(chances, 1e-300)), 0).sum(axis=-1)

    found = np.array([entropy(t) for t in (1e-3, 0.1, 0.5, 1, 2, 10, 1e6)])
    assert (np.diff(found, axis=0) >= 0).all()
    np.testing.assert_allclose(found[0], 0, atol=1e-9)
    np.testing.assert_allclose(found[-1], np.log(7))


def test_one_changes_nothing_and_no_chance_stays_none():
    assert np.array_equal(scale_by_temperature(LOGITS, 1.0), LOGITS)
    assert scale_by_temperature([-np.inf, 1.0], 0.1).tolist() == [-np.inf, 10.0]


@pytest.mark.parametrize("temperature", [0, -1.0, np.nan])
def test_it_is_positive(temperature):
    with pytest.raises(ValueError, match=f"temperature must be > 0, got {temperature}"):
        scale_by_temperature(LOGITS, temperature)
