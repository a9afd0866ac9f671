"""Each loss against its formula, its likelihood and finite differences."""

import re

import numpy as np
import pytest

from lib.classical import AbsoluteError, BinaryCrossEntropy, CrossEntropy, Huber, SquaredError


def numerical_gradient(function, at, step=1e-6):
    """Return central differences of a function of an array."""
    gradient = np.zeros_like(at)
    for index in np.ndindex(at.shape):
        up, down = at.copy(), at.copy()
        up[index] += step
        down[index] -= step
        gradient[index] = (function(up) - function(down)) / (2 * step)
    return gradient


def draws():
    """Yield (loss, y, y_pred, weight) over shapes, sizes and weights."""
    rng = np.random.default_rng(7)
    for n_samples in (1, 2, 5, 17):
        for shape in [(n_samples,), (n_samples, 1), (n_samples, 3)]:
            for scale in (0.1, 1.0, 30.0):
                y, y_pred = rng.normal(size=shape), scale * rng.normal(size=shape)
                weight = rng.random(n_samples) + 0.1
                yield from ((loss, y, y_pred, weight) for loss in (SquaredError(), AbsoluteError(), Huber(1.5)))
                yield BinaryCrossEntropy(), rng.integers(0, 2, shape), y_pred, weight
                yield BinaryCrossEntropy(), rng.random(shape), y_pred, weight
        for n_classes in (2, 5):
            yield (
                CrossEntropy(),
                rng.integers(0, n_classes, n_samples),
                3 * rng.normal(size=(n_samples, n_classes)),
                rng.random(n_samples) + 0.1,
            )


@pytest.mark.parametrize(("loss", "y", "y_pred", "weight"), list(draws()))
def test_gradient_equals_finite_differences(loss, y, y_pred, weight):
    for w in (None, weight):
        numerical = numerical_gradient(lambda at, w=w: loss.value(y, at, w), y_pred)
        np.testing.assert_allclose(loss.gradient(y, y_pred, w), numerical, rtol=2e-5, atol=2e-8)


def test_the_gradient_check_sees_a_wrong_factor():
    y, y_pred = np.zeros(4), np.arange(1.0, 5.0)
    numerical = numerical_gradient(lambda at: SquaredError().value(y, at), y_pred)
    assert not np.allclose(SquaredError().gradient(y, y_pred) / 2, numerical, rtol=1e-3)


def test_squared_error_is_the_gaussian_likelihood():
    y, y_pred, sd = np.array([0.3, -1.0, 2.0]), np.array([0.0, 0.5, 2.5]), 0.7
    density = np.exp(-((y - y_pred) ** 2) / (2 * sd**2)) / np.sqrt(2 * np.pi * sd**2)
    linked = SquaredError().value(y, y_pred) / (2 * sd**2) + 0.5 * np.log(2 * np.pi * sd**2)
    assert linked == pytest.approx(-np.log(density).mean(), rel=1e-12)


def test_absolute_error_is_the_laplace_likelihood():
    y, y_pred, b = np.array([0.3, -1.0, 2.0]), np.array([0.0, 0.5, 2.5]), 0.4
    density = np.exp(-np.abs(y - y_pred) / b) / (2 * b)
    linked = AbsoluteError().value(y, y_pred) / b + np.log(2 * b)
    assert linked == pytest.approx(-np.log(density).mean(), rel=1e-12)


def test_binary_cross_entropy_is_the_bernoulli_likelihood():
    y, logit = np.array([1, 0, 1, 0]), np.array([0.3, -1.0, 2.0, 5.0])
    p = 1 / (1 + np.exp(-logit))
    assert BinaryCrossEntropy().value(y, logit) == pytest.approx(-np.log(np.where(y == 1, p, 1 - p)).mean(), rel=1e-12)


def test_cross_entropy_is_the_categorical_likelihood():
    y, logits = np.array([2, 0]), np.array([[0.3, -1.0, 2.0], [5.0, 1.0, 0.0]])
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert CrossEntropy().value(y, logits) == pytest.approx(-np.log(p[[0, 1], y]).mean(), rel=1e-12)


def test_two_classes_by_softmax_equal_one_logit_by_sigmoid():
    y, logit = np.array([1, 0, 1]), np.array([0.3, -1.0, 40.0])
    two = np.column_stack([np.zeros(3), logit])
    assert CrossEntropy().value(y, two) == pytest.approx(BinaryCrossEntropy().value(y, logit), rel=1e-12)


@pytest.mark.parametrize("size", [700.0, 1e5, 1e300])
def test_huge_logits_neither_overflow_nor_lose_the_slope(size):
    with np.errstate(all="raise", under="ignore"):
        assert BinaryCrossEntropy().value([1, 0], [-size, -size]) == size / 2
        assert CrossEntropy().value([1], [[size, 0.0]]) == size
        np.testing.assert_allclose(BinaryCrossEntropy().gradient([1, 0], [-size, -size]), [-0.5, 0.0], atol=1e-300)
        np.testing.assert_allclose(CrossEntropy().gradient([1], [[size, 0.0]]), [[1.0, -1.0]])


def test_cross_entropy_still_pulls_where_squared_error_of_a_sigmoid_has_stopped():
    logit = np.array([-20.0])  # confidently wrong about y = 1
    p = 1 / (1 + np.exp(-logit))
    squared_slope = SquaredError().gradient([1.0], p) * p * (1 - p)
    assert abs(BinaryCrossEntropy().gradient([1.0], logit)[0]) > 0.99
    assert abs(squared_slope[0]) < 1e-8


def test_huber_lies_between_its_neighbours():
    r = np.linspace(-4, 4, 81)
    huber = Huber(1.0).per_sample(np.zeros(81), r)
    small = np.abs(r) <= 1
    np.testing.assert_allclose(huber[small], 0.5 * r[small] ** 2, atol=1e-15)
    np.testing.assert_allclose(huber[~small], np.abs(r[~small]) - 0.5, atol=1e-14)
    np.testing.assert_allclose(Huber(1e6).per_sample(np.zeros(81), r), 0.5 * r**2)


def test_one_outlier_moves_the_mean_and_not_the_median():
    y = np.array([1.0, 2.0, 3.0, 4.0, 1000.0])
    candidates = np.linspace(0, 300, 30001)
    best = {
        type(loss).__name__: candidates[np.argmin([loss.value(y, np.full(5, c)) for c in candidates])]
        for loss in (SquaredError(), AbsoluteError(), Huber(1.0))
    }
    assert best["SquaredError"] == pytest.approx(202.0, abs=0.01)
    assert best["AbsoluteError"] == pytest.approx(3.0, abs=0.01)
    assert 2.5 <= best["Huber"] <= 4.0


@pytest.mark.parametrize(
    ("delta", "error", "message"),
    [
        (0, ValueError, "delta must be > 0, got 0"),
        (-1.0, ValueError, "delta must be > 0, got -1.0"),
        ("1", TypeError, "delta must be a number, got str"),
        (np.nan, ValueError, "delta must be > 0, got nan"),
    ],
)
def test_huber_wants_a_positive_delta(delta, error, message):
    with pytest.raises(error, match=re.escape(message)):
        Huber(delta)


@pytest.mark.parametrize("y", [[0.0, 1.5], [-0.1, 1.0], [np.nan, 1.0]])
def test_binary_cross_entropy_wants_targets_between_0_and_1(y):
    with pytest.raises(ValueError, match="y must lie between 0 and 1 for BinaryCrossEntropy"):
        BinaryCrossEntropy().value(y, [0.0, 0.0])


@pytest.mark.parametrize(
    ("y", "y_pred", "error", "message"),
    [
        ([0, 1], [0.0, 0.0], ValueError, "y must have shape (n_samples,) and y_pred (n_samples, n_classes), got (2,)"),
        ([[0], [1]], np.zeros((2, 2)), ValueError, "got (2, 1) and (2, 2)"),
        ([0, 1, 1], np.zeros((2, 2)), ValueError, "got (3,) and (2, 2)"),
        ([0, 2], np.zeros((2, 2)), ValueError, "y must hold class numbers from 0 to 1, got 0 to 2"),
        ([-1, 0], np.zeros((2, 2)), ValueError, "y must hold class numbers from 0 to 1, got -1 to 0"),
        ([0.0, 1.0], np.zeros((2, 2)), TypeError, "y must hold integer class numbers, got dtype float64"),
        (np.zeros(0, int), np.zeros((0, 2)), ValueError, "y must hold at least one sample"),
    ],
)
def test_cross_entropy_checks_class_numbers(y, y_pred, error, message):
    with pytest.raises(error, match=re.escape(message)):
        CrossEntropy().value(y, y_pred)


def test_losses_compare_and_print_by_value():
    assert Huber(2.0) == Huber(2.0) != Huber(1.0)
    assert repr(Huber(2.0)) == "Huber(delta=2.0)"
    assert SquaredError() != AbsoluteError()
    assert len({Huber(2.0), Huber(2.0), SquaredError(), SquaredError()}) == 2
