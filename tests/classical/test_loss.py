"""The interface of the losses: weights, shapes, and the broadcasting mistake it stops."""

import re

import numpy as np
import pytest

from lib.classical import AbsoluteError, BinaryCrossEntropy, CrossEntropy, Huber, Loss, SquaredError

SAME_SHAPE = [SquaredError(), AbsoluteError(), Huber(0.7), BinaryCrossEntropy()]


def test_interface_cannot_be_used_alone():
    with pytest.raises(TypeError, match="abstract"):
        Loss()


@pytest.mark.parametrize("loss", SAME_SHAPE, ids=repr)
@pytest.mark.parametrize("method", ["value", "gradient", "per_sample"])
def test_column_against_row_is_stopped(loss, method):
    y, column = np.array([0.0, 1.0, 1.0]), np.array([[0.0], [1.0], [1.0]])
    message = re.escape("y and y_pred must have the same shape, got (3,) and (3, 1)")
    with pytest.raises(ValueError, match=message):
        getattr(loss, method)(y, column)


def test_what_the_stopped_mistake_would_do():
    # Perfect predictions in the wrong shape: plain NumPy reports an error that is not there.
    y = np.array([0.0, 1.0, 2.0])
    assert np.mean((y[:, None] - y) ** 2) > 1
    assert SquaredError().value(y, y) == 0


@pytest.mark.parametrize("loss", SAME_SHAPE, ids=repr)
@pytest.mark.parametrize("y", [[], 1.0])
def test_nothing_to_average_is_stopped(loss, y):
    with pytest.raises(ValueError, match="y must hold at least one sample"):
        loss.value(y, y)


@pytest.mark.parametrize("loss", SAME_SHAPE, ids=repr)
def test_value_is_the_weighted_mean_of_samples(loss):
    rng = np.random.default_rng(0)
    y, y_pred, weight = rng.random(7), rng.normal(size=7), rng.random(7)
    samples = loss.per_sample(y, y_pred)
    assert samples.shape == (7,)
    assert loss.value(y, y_pred) == pytest.approx(samples.mean(), rel=1e-14)
    assert loss.value(y, y_pred, weight) == pytest.approx(np.average(samples, weights=weight), rel=1e-14)


@pytest.mark.parametrize("loss", SAME_SHAPE, ids=repr)
def test_weights_count_copies_and_only_their_ratio_matters(loss):
    rng = np.random.default_rng(1)
    y, y_pred, weight = rng.random(5), rng.normal(size=5), np.array([0, 3, 1, 0, 2])
    copies = np.repeat(np.arange(5), weight)
    assert loss.value(y, y_pred, weight) == pytest.approx(loss.value(y[copies], y_pred[copies]), rel=1e-14)
    np.testing.assert_allclose(loss.gradient(y, y_pred, weight), loss.gradient(y, y_pred, 10 * weight), rtol=1e-14)
    assert np.all(loss.gradient(y, y_pred, weight)[[0, 3]] == 0)


@pytest.mark.parametrize(
    ("weight", "message"),
    [
        ([1.0, 2.0], r"sample_weight must have shape \(3,\), got \(2,\)"),
        ([1.0, -1.0, 1.0], "sample_weight must not be negative"),
        ([0.0, 0.0, 0.0], "sample_weight must contain at least one non-zero weight"),
    ],
)
def test_unusable_weights_are_stopped(weight, message):
    with pytest.raises(ValueError, match=message):
        SquaredError().value(np.zeros(3), np.ones(3), weight)


@pytest.mark.parametrize("loss", SAME_SHAPE, ids=repr)
def test_several_outputs_are_averaged(loss):
    rng = np.random.default_rng(2)
    y, y_pred = rng.random((6, 3)), rng.normal(size=(6, 3))
    assert loss.value(y, y_pred) == pytest.approx(loss.value(y.ravel(), y_pred.ravel()), rel=1e-14)
    np.testing.assert_allclose(loss.gradient(y, y_pred).ravel(), loss.gradient(y.ravel(), y_pred.ravel()), rtol=1e-14)


def test_output_shape_tells_what_a_predictor_must_give():
    assert SquaredError().output_shape(np.zeros(4)) == ()
    assert SquaredError().output_shape(np.zeros((4, 2))) == (2,)
    assert CrossEntropy().output_shape(np.array([0, 2, 1])) == (3,)


def test_inputs_are_left_alone():
    y, y_pred, weight = np.array([0.0, 1.0]), np.array([0.3, -0.2]), np.array([1.0, 3.0])
    kept = y.copy(), y_pred.copy(), weight.copy()
    for loss in SAME_SHAPE:
        loss.value(y, y_pred, weight)
        loss.gradient(y, y_pred, weight)
    for now, before in zip((y, y_pred, weight), kept):
        np.testing.assert_array_equal(now, before)
