"""Newton's method on functions whose minimum is known."""

import numpy as np

from lib.classical.newton import newton


class Parabola:
    """(x - 3)^2 times a curvature per coordinate: one step must do."""

    curvature = np.array([1.0, 100.0])

    def __init__(self, x):
        self.x = x
        self.value = float(0.5 * self.curvature @ (x - 3) ** 2)

    def gradient(self):
        return self.curvature * (self.x - 3)

    def hessian_product(self, v):
        return self.curvature * v

    def preconditioner(self):
        return lambda residual: residual / self.curvature


class LogCosh:
    """log cosh x: full Newton steps from |x| > 1.09 overshoot further each time; only a line search saves them."""

    def __init__(self, x):
        self.x = x
        self.value = float(np.sum(np.logaddexp(x, -x)) - np.log(2))

    def gradient(self):
        return np.tanh(self.x)

    def hessian_product(self, v):
        return v / np.cosh(self.x) ** 2

    def preconditioner(self):
        return lambda residual: residual * np.cosh(self.x) ** 2


class Falling:
    """exp(-x): falls for ever."""

    def __init__(self, x):
        self.x = x
        self.value = float(np.exp(-x[0]))

    def gradient(self):
        return -np.exp(-self.x)

    def hessian_product(self, v):
        return np.exp(-self.x) * v

    def preconditioner(self):
        return lambda residual: residual / np.exp(-self.x)


def test_a_parabola_takes_one_step_and_one_to_see_it():
    result = newton(Parabola, np.array([-5.0, 40.0]), tol=1e-12, max_iter=10)
    np.testing.assert_allclose(result.x, 3.0)
    assert result.converged
    assert result.n_iter == 2


def test_the_line_search_tames_steps_that_overshoot():
    result = newton(LogCosh, np.array([1.5, -3.0]), tol=1e-14, max_iter=50)
    assert result.converged
    np.testing.assert_allclose(result.x, 0, atol=1e-6)
    x = 1.5
    for _ in range(3):  # the same steps without a line search
        x -= np.tanh(x) * np.cosh(x) ** 2
    assert abs(x) > 100


def test_the_last_step_shrinks_at_a_minimum_and_not_where_there_is_none():
    assert np.abs(newton(Parabola, np.zeros(2), tol=1e-12, max_iter=10).last_step).max() < 1e-9
    falling = newton(Falling, np.zeros(1), tol=1e-12, max_iter=100)
    assert falling.converged  # the promised fall is below any tolerance in the end
    np.testing.assert_allclose(falling.last_step, 1.0)


def test_it_stops_with_the_first_step_that_promises_no_more_than_the_tolerance():
    # The curvature of log cosh is 1 at its minimum, so a last step s promised s^2 / 2.
    for tol in np.logspace(-12, -1, 23):
        result = newton(LogCosh, np.array([0.9]), tol=tol, max_iter=50)
        before = newton(LogCosh, np.array([0.9]), tol=1e-300, max_iter=result.n_iter - 1)
        assert result.last_step @ result.last_step / 2 <= 1.1 * tol
        assert before.last_step @ before.last_step / 2 > 0.5 * tol or result.n_iter == 1


def test_too_few_steps_are_admitted():
    result = newton(LogCosh, np.array([3.0]), tol=1e-14, max_iter=2)
    assert not result.converged
    assert result.n_iter == 2


def test_start_is_left_alone():
    start = np.array([-5.0, 40.0])
    newton(Parabola, start, tol=1e-12, max_iter=10)
    np.testing.assert_array_equal(start, [-5.0, 40.0])
