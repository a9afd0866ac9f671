"""Perturbation leaves strict saddles where plain descent stays, and does no harm elsewhere (erratum E79)."""

import numpy as np
import pytest

from lib.optim import perturbed_descent


def saddle(x):
    """Return the gradient of x0^2 + x1^4/4 - x1^2/2 (+ x2^2, ...): a saddle at 0, minima at x1 = -1 and 1."""
    slope = 2 * x
    slope[1] = x[1] ** 3 - x[1]
    return slope


@pytest.mark.parametrize("n", [2, 10])
@pytest.mark.parametrize("seed", range(5))
def test_the_saddle_is_left_and_plain_descent_stays(n, seed):
    start = np.ones(n)
    start[1] = 0.0
    plain = perturbed_descent(saddle, start, lr=0.1, n_steps=400, radius=0.0, rng=seed)
    freed = perturbed_descent(saddle, start, lr=0.1, n_steps=400, rng=seed)
    assert plain.perturbed == ()
    np.testing.assert_allclose(plain.points[-1], 0, atol=1e-12)
    assert freed.perturbed
    assert abs(freed.points[-1, 1]) == pytest.approx(1.0, abs=0.02)


def test_without_perturbation_it_is_gradient_descent():
    path = perturbed_descent(lambda x: 2 * x, [1.0, -2.0], lr=0.25, n_steps=10, radius=0.0)
    np.testing.assert_allclose(path.points, [np.array([1.0, -2.0]) / 2**k for k in range(11)])


def test_shakes_keep_their_distance_and_their_radius():
    flat = perturbed_descent(np.zeros_like, np.zeros(3), lr=1.0, n_steps=300, radius=0.5, wait=9, rng=0)
    assert flat.perturbed == tuple(range(0, 300, 10))
    moves = np.linalg.norm(np.diff(flat.points, axis=0), axis=1)
    moved = np.flatnonzero(moves)
    np.testing.assert_array_equal(moved, flat.perturbed)
    assert moves.max() <= 0.5


def test_shakes_are_even_in_volume():
    flat = perturbed_descent(np.zeros_like, np.zeros(2), lr=1.0, n_steps=4000, radius=1.0, wait=0, rng=0)
    moves = np.diff(flat.points, axis=0)
    assert len(flat.perturbed) == 4000
    assert abs((np.linalg.norm(moves, axis=1) < np.sqrt(0.5)).mean() - 0.5) < 0.04  # half of the disc's area
    assert np.abs(moves.mean(axis=0)).max() < 0.04


def test_a_steep_slope_is_not_shaken():
    path = perturbed_descent(lambda x: np.ones_like(x), [0.0], lr=0.1, n_steps=5, rng=0)
    assert path.perturbed == ()


def test_the_start_is_not_changed():
    start = np.array([1.0, 0.0])
    perturbed_descent(saddle, start, lr=0.1, n_steps=3, rng=0)
    assert start.tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"x": [[1.0]]}, ValueError, r"x must have shape \(n,\) with n >= 1, got \(1, 1\)"),
        ({"lr": 0}, ValueError, "lr must be > 0, got 0"),
        ({"n_steps": 0}, ValueError, "n_steps must be >= 1, got 0"),
        ({"radius": -1}, ValueError, "radius must be >= 0, got -1"),
        ({"threshold": -1}, ValueError, "threshold must be >= 0, got -1"),
        ({"wait": 1.5}, TypeError, "wait must be an integer, got float"),
        ({"rng": "0"}, TypeError, "rng must be None, an integer seed"),
    ],
)
def test_errors(options, error, message):
    with pytest.raises(error, match=message):
        perturbed_descent(saddle, **{"x": [1.0, 0.0], "lr": 0.1, "n_steps": 2, **options})
