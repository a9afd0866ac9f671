"""Changing the features and changing the coefficients back leaves every logit and the penalty as they were."""

import numpy as np
import pytest

from lib.classical.logistic_basis import LogisticBasis


@pytest.mark.parametrize("shape", [(20, 3), (4, 9), (6, 6), (5, 1)])
@pytest.mark.parametrize("fit_intercept", [True, False])
@pytest.mark.parametrize("reduce", [True, False])
def test_logits_and_penalty_are_those_of_the_features_as_given(shape, fit_intercept, reduce):
    rng = np.random.default_rng(0)
    X, shares = 10 + rng.normal(size=shape) * np.logspace(-3, 3, shape[1]), rng.dirichlet(np.ones(shape[0]))
    basis = LogisticBasis(X, shares, fit_intercept, reduce)
    W = rng.normal(size=(2, basis.A.shape[1]))
    coef, intercept = basis.original(W)
    assert coef.shape == (2, shape[1])
    np.testing.assert_allclose(X @ coef.T + intercept, basis.A @ W.T, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose((coef**2).sum(), (basis.relative_penalty * W**2).sum(), rtol=1e-9)


def test_columns_have_mean_0_and_spread_1():
    rng = np.random.default_rng(1)
    X, shares = rng.normal(3, 5, size=(30, 2)), rng.dirichlet(np.ones(30))
    A = LogisticBasis(X, shares, True, False).A
    np.testing.assert_allclose(shares @ A[:, :2], 0, atol=1e-12)
    np.testing.assert_allclose(shares @ A[:, :2] ** 2, 1)
    np.testing.assert_array_equal(A[:, 2], 1)


def test_wide_data_shrink_to_as_many_columns_as_rows():
    X = np.random.default_rng(2).normal(size=(5, 200))
    assert LogisticBasis(X, np.full(5, 0.2), False, True).A.shape == (5, 5)
    assert LogisticBasis(X, np.full(5, 0.2), True, True).A.shape == (5, 4 + 1)  # centring costs one, the ones add one


@pytest.mark.parametrize("reduce", [True, False])
def test_constant_and_repeated_columns_are_survived(reduce):
    x = np.arange(4.0)
    X = np.column_stack([np.full(4, 0.1), x, x])
    basis = LogisticBasis(X, np.full(4, 0.25), True, reduce)
    coef, _ = basis.original(np.ones((1, basis.A.shape[1])))
    assert np.isfinite(basis.A).all()
    assert np.isfinite(coef).all()
    if reduce:
        assert basis.A.shape[1] == 2
        assert coef[0, 0] == pytest.approx(0, abs=1e-12)
    else:
        assert np.all(basis.A[:, 0] == 0)


def test_data_without_any_spread_leave_the_intercept_only():
    basis = LogisticBasis(np.full((3, 2), 7.0), np.full(3, 1 / 3), True, True)
    assert basis.A.shape == (3, 1)
    coef, intercept = basis.original(np.array([[2.0]]))
    np.testing.assert_array_equal(coef, [[0.0, 0.0]])
    assert intercept == 2.0
