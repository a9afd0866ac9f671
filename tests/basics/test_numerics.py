"""Stable numerics against SciPy and against exact values at the ends of the float range."""

import numpy as np
import pytest
import scipy.special as reference

from lib.basics import as_shares, log_sigmoid, log_softmax, logsumexp, one_hot, sigmoid, softmax, softplus

EXTREME = np.array([-1e308, -1e4, -745.2, -37.0, -1e-300, 0.0, 1e-300, 37.0, 709.8, 1e4, 1e308])


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(sigmoid, reference.expit), (log_sigmoid, reference.log_expit), (softplus, lambda z: np.logaddexp(0, z))],
)
def test_elementwise_functions_equal_scipy(ours, theirs):
    rng = np.random.default_rng(0)
    for values in (EXTREME, rng.normal(scale=30, size=(4, 5)), np.array(2.0)):
        np.testing.assert_allclose(ours(values), theirs(values), rtol=1e-13)


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_sums_of_exponentials_equal_scipy(axis):
    rng = np.random.default_rng(1)
    values = rng.normal(scale=300, size=(6, 7))
    np.testing.assert_allclose(logsumexp(values, axis), reference.logsumexp(values, axis), rtol=1e-13)
    np.testing.assert_allclose(softmax(values, axis), reference.softmax(values, axis), rtol=1e-9, atol=1e-300)
    np.testing.assert_allclose(log_softmax(values, axis), reference.log_softmax(values, axis), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(softmax(values, axis).sum(axis), 1.0, rtol=1e-12)


def test_logsumexp_shapes_and_empty_mass():
    values = np.array([[0.0, -np.inf], [-np.inf, -np.inf]])
    np.testing.assert_array_equal(logsumexp(values), [0.0, -np.inf])
    assert logsumexp(values, keepdims=True).shape == (2, 1)
    assert logsumexp(values, axis=None) == 0.0


def test_softmax_is_unchanged_by_a_shift():
    values = np.array([1.0, 2.0, 3.0])
    np.testing.assert_allclose(softmax(values + 1e6), softmax(values), rtol=1e-9)


def test_one_hot_rows():
    np.testing.assert_array_equal(one_hot([1, 0, 1]), [[0, 1], [1, 0], [0, 1]])
    assert one_hot(np.array([], dtype=int), 3).shape == (0, 3)


@pytest.mark.parametrize(
    ("labels", "error", "message"),
    [
        ([0.0, 1.0], TypeError, "labels must be integers, got float64"),
        ([[0, 1]], ValueError, r"labels must have shape \(n_samples,\), got \(1, 2\)"),
        ([0, 3], ValueError, r"labels must lie in 0..2, got 0..3"),
        ([-1, 0], ValueError, r"labels must lie in 0..2, got -1..0"),
    ],
)
def test_one_hot_names_bad_labels(labels, error, message):
    with pytest.raises(error, match=message):
        one_hot(labels, 3)


def test_shares_add_up_to_one_or_are_all_zero():
    amounts = np.array([1, 0, 3])
    assert as_shares(amounts).tolist() == [0.25, 0.0, 0.75]
    assert amounts.tolist() == [1, 0, 3]
    assert as_shares([[1, 1], [0, 2]]).tolist() == [[0.25, 0.25], [0.0, 0.5]]
    assert as_shares(np.zeros(3)).tolist() == [0.0, 0.0, 0.0]
