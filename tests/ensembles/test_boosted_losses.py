"""The exponential and the pinball loss: slopes, best constants, targets that cannot be."""

import numpy as np
import pytest

from lib.classical import AbsoluteError
from lib.ensembles import Exponential, Pinball


@pytest.mark.parametrize("loss", [Exponential(), Pinball(0.2), Pinball(0.9)], ids=repr)
def test_gradient_agrees_with_differences(loss):
    rng = np.random.default_rng(0)
    y, raw, weight = rng.integers(0, 2, 8), rng.normal(size=8), rng.uniform(0.5, 2, 8)
    gradient = loss.gradient(y, raw, weight)
    for i, move in enumerate(1e-6 * np.eye(8)):
        slope = (loss.value(y, raw + move, weight) - loss.value(y, raw - move, weight)) / 2e-6
        assert gradient[i] == pytest.approx(slope, abs=1e-7)


def test_half_the_log_odds_are_the_best_constant_of_the_exponential_loss():
    y = np.array([1, 1, 1, 0])
    best = np.full(4, np.log(3) / 2)
    np.testing.assert_allclose(Exponential().gradient(y, best).sum(), 0, atol=1e-15)


def test_pinball_of_the_median_is_half_the_absolute_error():
    y, raw = np.array([1.0, 2.0, 5.0]), np.array([1.0, 4.0, 0.0])
    assert Pinball(0.5).value(y, raw) == AbsoluteError().value(y, raw) / 2
    np.testing.assert_array_equal(Pinball(0.5).gradient(y, raw), AbsoluteError().gradient(y, raw) / 2)


def test_errors():
    with pytest.raises(ValueError, match="y must hold 0 and 1 for Exponential, got -1 to 1"):
        Exponential().value([-1, 1], [0.0, 0.0])
    with pytest.raises(ValueError, match="alpha must be > 0 and < 1, got 1"):
        Pinball(1)
    with pytest.raises(TypeError, match="alpha must be a number, got str"):
        Pinball("half")
