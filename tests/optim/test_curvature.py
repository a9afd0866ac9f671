"""Second derivatives against formulas: Rosenbrock's valley, random quadratics, degenerate points (erratum E79)."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.optim import (
    critical_point,
    gradient_function,
    hessian,
    hessian_vector_product,
    largest_eigenvalue,
    parameters_to_vector,
)


def valley(x):
    """Return the gradient of Rosenbrock's function."""
    return np.array([-400 * x[0] * (x[1] - x[0] ** 2) - 2 * (1 - x[0]), 200 * (x[1] - x[0] ** 2)])


def valley_hessian(x):
    return np.array([[1200 * x[0] ** 2 - 400 * x[1] + 2, -400 * x[0]], [-400 * x[0], 200.0]])


def quadratic(eigenvalues, seed=0):
    """Return the gradient of a quadratic with these curvatures along random axes, its matrix and its minimiser."""
    rng = np.random.default_rng(seed)
    n = len(eigenvalues)
    Q = np.linalg.qr(rng.normal(size=(n, n)))[0]
    A, centre = Q @ np.diag(eigenvalues) @ Q.T, rng.normal(size=n)
    return (lambda x: A @ (x - centre)), A, centre


@pytest.mark.parametrize("x", [[1.0, 1.0], [-1.2, 1.0], [0.0, 0.0], [30.0, -7.0]])
def test_hessian_of_the_valley(x):
    expected = valley_hessian(np.array(x))
    found = hessian(valley, x)
    np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-7 * np.abs(expected).max())
    assert (found == found.T).all()


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_products_are_linear_in_the_vector(scale):
    v = scale * np.array([1.0, -2.0])
    found = hessian_vector_product(valley, [-1.2, 1.0], v)
    np.testing.assert_allclose(found, valley_hessian(np.array([-1.2, 1.0])) @ v, rtol=1e-7)
    assert hessian_vector_product(valley, [1.0, 1.0], [0.0, 0.0]).tolist() == [0.0, 0.0]


def test_a_product_costs_two_gradients():
    calls = []
    hessian_vector_product(lambda x: calls.append(x) or x, np.ones(50), np.ones(50))
    assert len(calls) == 2


def test_hessian_of_a_network_is_that_of_differences_of_its_loss():
    rng = np.random.default_rng(3)
    W, v = Tensor(rng.normal(size=(2, 3)), requires_grad=True), Tensor(rng.normal(size=(3,)), requires_grad=True)
    X, y = Tensor(rng.normal(size=(8, 2))), Tensor(rng.normal(size=(8,)))

    def loss():
        return ((X @ W).tanh() @ v - y).pow(2).mean()

    params = [W, v]
    x = parameters_to_vector(params)
    found = hessian(gradient_function(loss, params), x)

    def value(point):
        hidden = np.tanh(X.data @ point[:6].reshape(2, 3))
        return np.mean((hidden @ point[6:] - y.data) ** 2)

    h, basis = 1e-4, np.eye(9)
    expected = [
        [
            (value(x + h * (a + b)) - value(x + h * (a - b)) - value(x - h * (a - b)) + value(x - h * (a + b)))
            / (4 * h * h)
            for b in basis
        ]
        for a in basis
    ]
    np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize(
    ("eigenvalues", "kind"),
    [
        ([1.0, 2.0, 3.0], "minimum"),
        ([-1.0, -2.0, -3.0], "maximum"),
        ([-1.0, 2.0, 3.0], "saddle"),
        ([-1.0, 0.0, 3.0], "saddle"),  # both signs decide, whatever is 0
        ([0.0, 2.0, 3.0], "inconclusive"),
        ([0.0, -2.0, -3.0], "inconclusive"),
        ([0.0, 0.0, 0.0], "inconclusive"),
        ([1e-9, 2.0, 3.0], "inconclusive"),  # too small to tell from rounding
        ([1e4, 2.0, -1.0], "saddle"),
    ],
)
@pytest.mark.parametrize("seed", range(3))
def test_kinds_of_critical_points(eigenvalues, kind, seed):
    gradient, _, centre = quadratic(eigenvalues, seed)
    found = critical_point(gradient, centre)
    assert found.kind == kind
    np.testing.assert_allclose(found.eigenvalues, np.sort(eigenvalues), atol=1e-7 * (1 + max(np.abs(eigenvalues))))
    assert found.gradient_norm == 0
    assert max(map(abs, eigenvalues)) == 0 or critical_point(gradient, centre + 1).kind == "not critical"


@pytest.mark.parametrize("slope", [lambda x: 4 * x**3, lambda x: 3 * x**2, lambda x: -4 * x**3])
def test_the_three_degenerate_functions_look_alike(slope):
    assert critical_point(slope, [0.0]).kind == "inconclusive"


@pytest.mark.parametrize("eigenvalues", [[1.0, 4.0, 9.0], [-9.0, 1.0, 4.0], [7.0]])
def test_largest_eigenvalue(eigenvalues):
    gradient, A, centre = quadratic(eigenvalues)
    value, direction = largest_eigenvalue(gradient, centre, rng=0)
    assert value == pytest.approx(max(eigenvalues, key=abs), rel=1e-6)
    np.testing.assert_allclose(A @ direction, value * direction, atol=1e-4)
    assert np.linalg.norm(direction) == pytest.approx(1.0)


def test_the_largest_eigenvalue_bounds_the_learning_rate():
    gradient, _, centre = quadratic([0.5, 2.0, 8.0])
    value, _ = largest_eigenvalue(gradient, centre, rng=0)
    for share, grows in ((0.99, False), (1.01, True)):
        x = centre + 1.0
        for _ in range(1000):
            x = x - share * 2 / value * gradient(x)
        assert (np.linalg.norm(x - centre) > 10) == grows


def test_a_flat_function_has_the_eigenvalue_zero():
    assert largest_eigenvalue(np.zeros_like, np.ones(3), rng=0)[0] == 0.0


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: hessian(valley, [[1.0, 1.0]]), ValueError, r"x must have shape \(n,\) with n >= 1, got \(1, 2\)"),
        (lambda: hessian(valley, []), ValueError, r"x must have shape \(n,\) with n >= 1, got \(0,\)"),
        (lambda: hessian_vector_product(valley, [1.0, 1.0], [1.0]), ValueError, r"v must have x's shape \(2,\), got"),
        (lambda: largest_eigenvalue(valley, [1.0, 1.0], n_steps=0), ValueError, "n_steps must be >= 1, got 0"),
        (lambda: largest_eigenvalue(valley, [1.0, 1.0], tol=-1), ValueError, "tol must be >= 0, got -1"),
        (lambda: critical_point(valley, [1.0, 1.0], tol="a"), TypeError, "tol must be a number, got str"),
    ],
)
def test_errors(call, error, message):
    with pytest.raises(error, match=message):
        call()
