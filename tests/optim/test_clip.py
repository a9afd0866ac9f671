"""Clipping by hand; tests/reference holds the comparison with torch."""

import numpy as np
import pytest

from lib.optim import clip_grad_norm_, clip_grad_value_


def test_one_factor_for_all_and_the_direction_stays(weight):
    params = [weight([0.0, 0.0], [3.0, 0.0]), weight([0.0]), weight([0.0], [-4.0])]
    arrays = [p.grad for p in params]
    assert clip_grad_norm_(params, 2.5) == 5.0
    np.testing.assert_allclose(params[0].grad, [1.5, 0.0], rtol=1e-6)
    np.testing.assert_allclose(params[2].grad, [-2.0], rtol=1e-6)
    assert all(p.grad is array for p, array in zip(params, arrays))  # in place


def test_short_gradients_stay_to_the_last_bit(weight):
    p = weight([0.0, 0.0], [0.1, 0.2])
    clip_grad_norm_(p, 1.0)
    assert p.grad.tolist() == [0.1, 0.2]


def test_a_generator_and_no_gradient_at_all(weight):
    assert clip_grad_norm_((weight([1.0]) for _ in range(2)), 1.0) == 0.0
    p = weight([0.0], [8.0])
    assert clip_grad_norm_(iter([p]), 2.0) == 8.0
    np.testing.assert_allclose(p.grad, [2.0], rtol=1e-6)


def test_by_value_turns_the_gradient(weight):
    p, none = weight([0.0, 0.0], [10.0, -0.1]), weight([1.0])
    array = p.grad
    clip_grad_value_([p, none], 0.5)
    assert array.tolist() == [0.5, -0.1]
    clip_grad_value_(p, 0)
    assert not p.grad.any()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda p: clip_grad_norm_(p, -1), ValueError, "max_norm must be >= 0, got -1"),
        (lambda p: clip_grad_norm_(p, "1"), TypeError, "max_norm must be a number, got str"),
        (lambda p: clip_grad_norm_(p, 1, 0), ValueError, "norm_type must be > 0, got 0"),
        (lambda p: clip_grad_value_(p, -1), ValueError, "clip_value must be >= 0, got -1"),
        (
            lambda p: clip_grad_norm_(p, 1, error_if_nonfinite=True),
            RuntimeError,
            r"total norm of order 2.0 .* is non-finite \(inf\), so it cannot be clipped",
        ),
    ],
)
def test_errors(weight, call, error, message):
    with pytest.raises(error, match=message):
        call([weight([0.0], [np.inf])])
