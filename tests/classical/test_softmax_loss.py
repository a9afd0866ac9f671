"""The penalised cross-entropy: value by hand, derivatives by finite differences."""

import numpy as np
import pytest

from lib.basics import one_hot
from lib.classical import BinaryCrossEntropy, CrossEntropy
from lib.classical.softmax_loss import SoftmaxLoss


def problem(n_rows, seed=0, n_samples=12, n_columns=4):
    """Return a loss, the pieces it was made of, and coefficients to look at."""
    rng = np.random.default_rng(seed)
    A = rng.normal(size=(n_samples, n_columns))
    index = rng.integers(0, max(n_rows, 2), n_samples)
    target = index[None, :].astype(float) if n_rows == 1 else one_hot(index, n_rows).T
    shares = rng.dirichlet(np.ones(n_samples))
    penalty = np.array([0.3, 0.0, 2.0, 0.1])
    return SoftmaxLoss(A, target, shares, penalty), A, index, shares, penalty, rng.normal(size=(n_rows, n_columns))


@pytest.mark.parametrize("n_rows", [1, 2, 3, 6])
def test_value_equals_the_loss_of_the_chapter_plus_the_penalty(n_rows):
    loss, A, index, shares, penalty, W = problem(n_rows)
    logits = A @ W.T
    plain = BinaryCrossEntropy().value(index, logits[:, 0], shares) if n_rows == 1 else None
    plain = plain if n_rows == 1 else CrossEntropy().value(index, logits, shares)
    assert loss(W).value == pytest.approx(plain + 0.5 * np.sum(penalty * W**2), rel=1e-12)


@pytest.mark.parametrize("n_rows", [1, 2, 3, 6])
def test_gradient_and_curvature_equal_finite_differences(n_rows):
    loss, *_, W = problem(n_rows, seed=n_rows)
    point, step = loss(W), 1e-6
    rng = np.random.default_rng(9)
    for _ in range(5):
        V = rng.normal(size=W.shape)
        up, down = loss(W + step * V), loss(W - step * V)
        assert np.vdot(point.gradient(), V) == pytest.approx((up.value - down.value) / (2 * step), rel=1e-6)
        numerical = (up.gradient() - down.gradient()) / (2 * step)
        np.testing.assert_allclose(point.hessian_product(V), numerical, rtol=1e-5, atol=1e-8)


def test_with_two_classes_the_preconditioner_is_the_exact_inverse():
    loss, *_, W = problem(1)
    point = loss(W)
    V = np.random.default_rng(3).normal(size=W.shape)
    np.testing.assert_allclose(point.preconditioner()(point.hessian_product(V)), V, rtol=1e-8)


@pytest.mark.parametrize("n_rows", [1, 4])
def test_the_preconditioner_is_symmetric_and_positive_even_on_dependent_columns(n_rows):
    rng = np.random.default_rng(5)
    A = rng.normal(size=(10, 1)) @ np.array([[1.0, 2.0, 0.0]])  # collinear, and a column of zeros
    target = np.eye(max(n_rows, 2))[:, rng.integers(0, max(n_rows, 2), 10)][-n_rows:]
    apply = SoftmaxLoss(A, target, np.full(10, 0.1), np.zeros(3))(np.zeros((n_rows, 3))).preconditioner()
    matrix = np.array([apply(row[None])[0] for row in np.eye(3)])
    assert np.isfinite(matrix).all()
    assert np.linalg.eigvalsh((matrix + matrix.T) / 2)[0] > 0


@pytest.mark.parametrize("n_rows", [1, 3])
@pytest.mark.parametrize("size", [1e3, 1e8])
def test_huge_logits_stay_finite(n_rows, size):
    loss, *_, W = problem(n_rows)
    with np.errstate(all="raise", under="ignore"):
        point = loss(size * W)
        assert np.isfinite(point.value)
        assert np.isfinite(point.gradient()).all()
