import numpy as np
import pytest

from lib.optim import RMSprop


def test_by_hand(weight):
    p = weight([1.0], [4.0])
    optimizer = RMSprop([p], lr=0.1, alpha=0.75, eps=2.0, momentum=0.5)
    optimizer.step()  # the average is 4: 4 / (2 + 2) = 1
    assert p.data == pytest.approx([0.9])
    optimizer.step()  # the average is 7: the buffer is 0.5 + 4 / (sqrt 7 + 2)
    assert p.data == pytest.approx([0.9 - 0.1 * (0.5 + 4 / (7**0.5 + 2))])


def test_the_first_step_is_long(weight):
    p = weight([0.0], [1e-3])
    RMSprop([p], lr=0.01, eps=0).step()
    assert p.data == pytest.approx([-0.1])  # 1 / sqrt(1 - alpha) = 10 times the rate


def test_centred_divides_by_the_standard_deviation(weight):
    rng = np.random.default_rng(0)
    p, q = weight([0.0]), weight([0.0])
    plain, centred = RMSprop([p], alpha=0.999), RMSprop([q], alpha=0.999, centered=True)
    for grad in 5 + rng.normal(size=6000):
        p.grad = q.grad = np.array([grad])
        plain.step()
        centred.step()
    assert np.sqrt(plain.state[p]["square_avg"]) == pytest.approx(np.sqrt(26), rel=0.05)
    state = centred.state[q]
    assert np.sqrt(state["square_avg"] - state["grad_avg"] ** 2) == pytest.approx(1.0, rel=0.1)


def test_a_variance_that_rounding_makes_negative_counts_as_zero(weight):
    p = weight(np.zeros(100))
    optimizer = RMSprop([p], lr=1e-12, alpha=0.5, centered=True)
    p.grad = np.random.default_rng(0).normal(size=100) * 1e3
    for _ in range(200):
        optimizer.step()
    state = optimizer.state[p]
    assert (state["square_avg"] - state["grad_avg"] ** 2 < 0).any()  # the case is met
    assert np.isfinite(p.data).all()


def test_momentum_may_be_switched_on_later(weight):
    p = weight([1.0], [1.0])
    optimizer = RMSprop([p])
    optimizer.step()
    optimizer.param_groups[0].update(momentum=0.9, centered=True)
    optimizer.step()
    assert {"momentum_buffer", "grad_avg"} <= optimizer.state[p].keys()


@pytest.mark.parametrize(
    ("options", "message"),
    [({name: -1}, f"{name} must be >= 0, got -1") for name in ("lr", "eps", "weight_decay", "momentum")]
    + [({"alpha": 1.5}, "alpha must be >= 0 and <= 1, got 1.5")],
)
def test_errors(weight, options, message):
    with pytest.raises(ValueError, match=message):
        RMSprop([weight([1.0])], **options)
