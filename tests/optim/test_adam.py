"""Adam by hand: the correction (errata E75, E76), the averages, AMSGrad."""

import numpy as np
import pytest

from lib.optim import Adam
from lib.optim.adam import averages, check_betas


def test_two_steps_by_hand(weight):
    p = weight([1.0], [2.0])
    optimizer = Adam([p], lr=0.1, betas=(0.5, 0.75), eps=1.0)
    optimizer.step()  # m^ = 2, v^ = 4: 2 / (2 + 1)
    assert p.data == pytest.approx([1 - 0.1 * 2 / 3])
    p.grad = np.array([0.0])
    optimizer.step()  # m = 0.5, /0.75; v = 0.75, /(7/16)
    assert p.data == pytest.approx([1 - 0.1 * 2 / 3 - 0.1 * (0.5 / 0.75) / (np.sqrt(12 / 7) + 1)])


@pytest.mark.parametrize("size", [1e-3, 1.0, 1e4])
def test_the_first_step_has_the_length_of_the_rate(weight, size):
    p = weight([0.0, 0.0], [size, -size])
    Adam([p], lr=0.01, eps=0).step()
    assert p.data == pytest.approx([-0.01, 0.01])


def test_uncorrected_averages_are_too_small_by_the_stated_factors():
    state = {}
    for step in range(1, 20):
        m, v, m_correction, v_correction = averages(np.zeros(1), np.array([3.0]), state, (0.9, 0.999))
        assert (m_correction, v_correction) == pytest.approx((1 - 0.9**step, 1 - 0.999**step))
        assert m / m_correction == pytest.approx([3.0])
        assert v / v_correction == pytest.approx([9.0])
    assert (1 - 0.9) / np.sqrt(1 - 0.999) == pytest.approx(3.162, abs=1e-3)  # E76


def test_v_is_the_average_square(weight):
    """E75: v tracks the second moment of the gradient; the betas are the decay rates."""
    p, rng = weight([0.0]), np.random.default_rng(0)
    optimizer = Adam([p])
    for grad in rng.normal(2.0, 1.0, size=8000):
        p.grad = np.array([grad])
        optimizer.step()
    assert optimizer.state[p]["exp_avg_sq"] == pytest.approx([5.0], rel=0.1)


def test_amsgrad_never_forgets_a_large_gradient(weight):
    p, q = weight([0.0], [100.0]), weight([0.0], [100.0])
    plain, keeping = Adam([p], betas=(0.0, 0.5)), Adam([q], betas=(0.0, 0.5), amsgrad=True)
    for _ in range(40):
        plain.step()
        keeping.step()
        p.grad = q.grad = np.array([1.0])
    before = p.data.copy(), q.data.copy()
    plain.step()
    keeping.step()
    assert before[0] - p.data == pytest.approx([1e-3], rel=1e-3)
    assert before[1] - q.data < 1e-4
    assert (keeping.state[q]["max_exp_avg_sq"] >= keeping.state[q]["exp_avg_sq"]).all()


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"lr": -1}, ValueError, "lr must be >= 0, got -1"),
        ({"eps": -1}, ValueError, "eps must be >= 0, got -1"),
        ({"weight_decay": -1}, ValueError, "weight_decay must be >= 0, got -1"),
        ({"betas": (1.0, 0.9)}, ValueError, r"betas\[0\] must be >= 0 and < 1, got 1.0"),
        ({"betas": (0.9, -0.1)}, ValueError, r"betas\[1\] must be >= 0 and < 1, got -0.1"),
        ({"betas": 0.9}, TypeError, r"betas must be a pair of numbers such as \(0.9, 0.999\), got 0.9"),
        ({"betas": (0.9,)}, TypeError, "betas must be a pair"),
        ({"betas": ("a", 0.9)}, TypeError, r"betas\[0\] must be a number, got str"),
    ],
)
def test_errors(weight, options, error, message):
    with pytest.raises(error, match=message):
        Adam([weight([1.0])], **options)
    assert check_betas([0.9, 0.99]) is None
