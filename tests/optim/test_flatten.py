"""Parameters as a vector and back, and a network's loss as a function of that vector."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.optim import gradient_function, parameters_to_vector, vector_to_parameters


def test_round_trip_in_place(weight):
    rng = np.random.default_rng(0)
    params = [weight(rng.normal(size=shape)) for shape in [(2, 3), (), (0, 4), (5,)]]
    arrays = [p.data for p in params]
    vec = rng.normal(size=12)
    vector_to_parameters(vec, params)
    assert all(p.data is array for p, array in zip(params, arrays))
    np.testing.assert_array_equal(parameters_to_vector(iter(params)), vec)
    np.testing.assert_array_equal(params[0].data, vec[:6].reshape(2, 3))


def test_the_vector_is_a_copy(weight):
    p = weight([1.0, 2.0])
    parameters_to_vector([p])[:] = 9.0
    assert p.data.tolist() == [1.0, 2.0]


def network():
    rng = np.random.default_rng(1)
    W, b, unused = (Tensor(rng.normal(size=shape), requires_grad=True) for shape in [(3, 2), (2,), (2,)])
    X, y = Tensor(rng.normal(size=(10, 3))), Tensor(rng.normal(size=(10, 2)))
    return (lambda: ((X @ W + b).tanh() - y).pow(2).mean()), [W, b, unused]


def test_gradient_of_a_network_agrees_with_differences():
    loss, params = network()
    gradient = gradient_function(loss, iter(params))
    point = np.random.default_rng(2).normal(size=10)
    slope = gradient(point)
    assert slope.shape == (10,)
    assert not slope[8:].any()  # the parameter that is not used
    before = parameters_to_vector(params)
    for index, direction in enumerate(np.eye(10)):
        values = []
        for sign in (1, -1):
            vector_to_parameters(point + sign * 1e-6 * direction, params)
            values.append(loss().item())
        assert slope[index] == pytest.approx((values[0] - values[1]) / 2e-6, rel=1e-6, abs=1e-9)
    vector_to_parameters(before, params)


def test_parameters_and_gradients_are_put_back_even_after_an_error():
    loss, params = network()
    loss().backward()
    grads, before = [p.grad for p in params], parameters_to_vector(params)

    def fails():
        loss().backward()
        raise OSError("no data")

    gradient_function(loss, params)(before + 1.0)
    with pytest.raises(OSError, match="no data"):
        gradient_function(fails, params)(before + 1.0)
    np.testing.assert_array_equal(parameters_to_vector(params), before)
    assert all(p.grad is grad for p, grad in zip(params, grads))


def test_errors(weight):
    with pytest.raises(ValueError, match="parameters must hold at least one tensor, got none"):
        parameters_to_vector([])
    for vec in (np.zeros(3), np.zeros((1, 2)), 1.0):
        with pytest.raises(ValueError, match=r"vec must have shape \(2,\), got"):
            vector_to_parameters(vec, [weight([1.0, 2.0])])
