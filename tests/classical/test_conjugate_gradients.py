"""Conjugate gradients against the direct solution, with exact, rough and no preconditioner."""

import numpy as np
import pytest

from lib.classical.conjugate_gradients import conjugate_gradients


def identity(v):
    return v


@pytest.mark.parametrize("n", [1, 2, 7, 30])
def test_n_steps_solve_a_system_of_n(n):
    rng = np.random.default_rng(n)
    root = rng.normal(size=(n, n))
    H, t = root @ root.T + np.eye(n), rng.normal(size=n)
    x = conjugate_gradients(lambda v: H @ v, identity, t, rtol=1e-13, max_iter=3 * n)
    np.testing.assert_allclose(x, np.linalg.solve(H, t), rtol=1e-8, atol=1e-10)


def test_the_exact_inverse_needs_one_step():
    H = np.diag([1.0, 1e3, 1e6])
    calls = []
    x = conjugate_gradients(lambda v: calls.append(1) or H @ v, lambda v: np.linalg.solve(H, v), np.ones(3), rtol=1e-10)
    assert len(calls) == 1
    np.testing.assert_allclose(x, [1.0, 1e-3, 1e-6])


def test_a_preconditioner_saves_steps():
    rng = np.random.default_rng(0)
    scale = np.logspace(-3, 3, 40)
    H = np.diag(scale) @ (np.eye(40) + 0.01) @ np.diag(scale)
    t = rng.normal(size=40)
    steps = {}
    for name, precondition in {"none": identity, "diagonal": lambda v: v / np.diag(H)}.items():
        calls = []
        conjugate_gradients(lambda v, calls=calls: calls.append(1) or H @ v, precondition, t, rtol=1e-8, max_iter=500)
        steps[name] = len(calls)
    assert 10 * steps["diagonal"] < steps["none"]


def test_a_rough_answer_costs_fewer_steps_and_keeps_its_promise():
    rng = np.random.default_rng(1)
    root = rng.normal(size=(50, 50))
    H, t = root @ root.T + np.eye(50), rng.normal(size=50)
    rough = conjugate_gradients(lambda v: H @ v, identity, t, rtol=0.1)
    assert 1e-6 < np.linalg.norm(t - H @ rough) <= 0.1 * np.linalg.norm(t)


def test_singular_but_consistent_system_is_solved():
    H = np.array([[2.0, -2.0], [-2.0, 2.0]])
    x = conjugate_gradients(lambda v: H @ v, identity, np.array([1.0, -1.0]), rtol=1e-12)
    np.testing.assert_allclose(H @ x, [1.0, -1.0])


def test_a_flat_direction_and_a_zero_target_end_the_search():
    np.testing.assert_array_equal(conjugate_gradients(lambda v: 0 * v, identity, np.ones(3), rtol=0.1), 0)
    np.testing.assert_array_equal(conjugate_gradients(identity, identity, np.zeros(3), rtol=0.1), 0)


def test_target_is_left_alone_and_may_have_any_shape():
    t = np.arange(6.0).reshape(2, 3)
    x = conjugate_gradients(lambda v: 2 * v, identity, t, rtol=1e-12)
    np.testing.assert_allclose(x, t / 2)
    np.testing.assert_array_equal(t, np.arange(6.0).reshape(2, 3))
