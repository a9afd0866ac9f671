"""Factors against their formulas, and inside LambdaLR."""

import numpy as np
import pytest

from lib.optim import LambdaLR, cosine_decay, inverse_square_root, linear_warmup


def test_warmup_then_cosine(optimizer, rates_of):
    rates = rates_of(LambdaLR(optimizer, linear_warmup(10, cosine_decay(40, floor=0.1))), 60)
    steps = np.arange(60)
    rest = 0.1 + 0.9 * (1 + np.cos(np.pi * np.clip(steps - 10, 0, 40) / 40)) / 2
    np.testing.assert_allclose(rates, np.where(steps < 10, steps / 10, rest), rtol=1e-12)


def test_warmup_alone_and_none():
    assert [linear_warmup(4)(step) for step in range(6)] == [0.0, 0.25, 0.5, 0.75, 1.0, 1.0]
    assert [linear_warmup(0)(step) for step in range(2)] == [1.0, 1.0]


def test_cosine_stays_at_its_floor():
    factor = cosine_decay(5, floor=0.25)
    assert factor(0) == 1.0
    assert [factor(step) for step in (5, 6, 100)] == [0.25] * 3


def test_the_transformers_rate():
    d_model, w = 512, 4000
    for step in (0, 1, 3998, 3999, 4000, 100_000):
        t = step + 1
        paper = d_model**-0.5 * min(t**-0.5, t * w**-1.5)  # equation 3
        assert (d_model * w) ** -0.5 * inverse_square_root(w)(step) == pytest.approx(paper, rel=1e-12)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: linear_warmup(-1), ValueError, "warmup_steps must be >= 0, got -1"),
        (lambda: linear_warmup(1.5), TypeError, "warmup_steps must be an integer, got float"),
        (lambda: cosine_decay(0), ValueError, "n_steps must be >= 1, got 0"),
        (lambda: cosine_decay(5, floor=2), ValueError, "floor must be >= 0 and <= 1, got 2"),
        (lambda: inverse_square_root(0), ValueError, "warmup_steps must be >= 1, got 0"),
    ],
)
def test_errors(call, error, message):
    with pytest.raises(error, match=message):
        call()
