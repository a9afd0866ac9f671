"""Batch normalisation: statistics of the batch, running averages, and what errata would get wrong."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import BatchNorm1d, BatchNorm2d


def batch(shape=(8, 3), seed=0):
    return np.random.default_rng(seed).normal(2, 5, shape)


@pytest.mark.parametrize("shape", [(8, 3), (4, 3, 6), (1, 3, 6)])
def test_each_feature_gets_mean_zero_and_variance_one(shape):
    axes = (0, 2)[: len(shape) - 1]
    y = BatchNorm1d(3, eps=0)(Tensor(batch(shape))).data
    np.testing.assert_allclose(y.mean(axis=axes), 0, atol=1e-14)
    np.testing.assert_allclose(y.var(axis=axes), 1, rtol=1e-12)


@pytest.mark.parametrize("shape", [(8, 3), (4, 3, 6)])
def test_running_averages_take_a_tenth_of_the_mean_and_of_the_unbiased_variance(shape):
    layer, x = BatchNorm1d(3), batch(shape)
    axes = (0, 2)[: len(shape) - 1]
    layer(Tensor(x))
    np.testing.assert_allclose(layer.running_mean.data, 0.1 * x.mean(axis=axes), rtol=1e-13)
    np.testing.assert_allclose(layer.running_var.data, 0.9 + 0.1 * x.var(axis=axes, ddof=1), rtol=1e-13)
    assert layer.num_batches_tracked.item() == 1


def test_no_momentum_is_a_plain_average():
    layer = BatchNorm1d(3, momentum=None)
    batches = [batch(seed=seed) for seed in range(4)]
    for x in batches:
        layer(Tensor(x))
    np.testing.assert_allclose(layer.running_mean.data, np.mean([x.mean(axis=0) for x in batches], axis=0), rtol=1e-13)
    assert layer.num_batches_tracked.item() == 4


def test_evaluation_uses_the_running_averages_and_leaves_them():
    layer, x = BatchNorm1d(3), batch()
    layer(Tensor(x))
    mean, var = layer.running_mean.data.copy(), layer.running_var.data.copy()
    y = layer.eval()(Tensor(x[:1])).data
    np.testing.assert_allclose(y, (x[:1] - mean) / np.sqrt(var + 1e-5), rtol=1e-13)
    assert np.array_equal(layer.running_mean.data, mean)
    assert layer.num_batches_tracked.item() == 1


def test_a_shift_before_it_has_no_effect():
    x = batch()
    np.testing.assert_allclose(BatchNorm1d(3)(Tensor(x + 5)).data, BatchNorm1d(3)(Tensor(x)).data, atol=1e-12)


def test_a_constant_feature_gives_the_shift():
    layer = BatchNorm1d(2)
    layer.bias.data[:] = 7
    assert set(layer(Tensor(np.full((4, 2), 3.0))).data.ravel()) == {7.0}


def test_parts_that_are_switched_off():
    plain = BatchNorm1d(3, affine=False, track_running_stats=False)
    assert list(plain.state_dict()) == []
    x = Tensor(batch())
    assert np.array_equal(plain(x).data, plain.eval()(x).data)  # the batch in both modes
    assert list(BatchNorm1d(3, bias=False).state_dict())[0:2] == ["weight", "running_mean"]


def test_reset():
    layer = BatchNorm1d(3)
    layer.weight.data[:] = 4
    layer(Tensor(batch()))
    layer.reset_parameters()
    fresh = BatchNorm1d(3).state_dict()
    assert all(np.array_equal(layer.state_dict()[key].data, fresh[key].data) for key in fresh)
    BatchNorm1d(3, affine=False, track_running_stats=False).reset_parameters()


@pytest.mark.parametrize("shape", [(3,), (4, 2), (4, 2, 3), (4, 3, 2, 2)])
def test_shapes_are_checked(shape):
    with pytest.raises(ValueError, match=r"input must have shape \(N, 3\) or \(N, 3, L\), got \("):
        BatchNorm1d(3)(np.zeros(shape))


def test_one_value_for_each_feature_is_not_enough():
    with pytest.raises(ValueError, match="more than 1 value per channel"):
        BatchNorm1d(3)(Tensor(np.zeros((1, 3))))
    assert BatchNorm1d(3).eval()(Tensor(np.zeros((1, 3)))).shape == (1, 3)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"num_features": 0}, ValueError, "num_features must be >= 1, got 0"),
        ({"eps": -1}, ValueError, "eps must be >= 0, got -1"),
        ({"momentum": 2}, ValueError, "momentum must be >= 0 and <= 1, got 2"),
    ],
)
def test_settings_are_checked(options, error, message):
    with pytest.raises(error, match=message):
        BatchNorm1d(**{"num_features": 3, **options})


def test_pictures_get_one_mean_and_one_variance_for_each_channel():
    layer, x = BatchNorm2d(3, eps=0), batch((4, 3, 5, 6))
    y = layer(Tensor(x)).data
    np.testing.assert_allclose(y.mean(axis=(0, 2, 3)), 0, atol=1e-14)
    np.testing.assert_allclose(y.var(axis=(0, 2, 3)), 1, rtol=1e-12)
    np.testing.assert_allclose(layer.running_mean.data, 0.1 * x.mean(axis=(0, 2, 3)), rtol=1e-12)
    np.testing.assert_allclose(layer.running_var.data, 0.9 + 0.1 * x.var(axis=(0, 2, 3), ddof=1), rtol=1e-12)


def test_pictures_are_rows_of_pixels():
    x = batch((4, 3, 5, 6))
    rows = x.transpose(0, 2, 3, 1).reshape(-1, 3)
    y = BatchNorm2d(3)(Tensor(x)).data.transpose(0, 2, 3, 1).reshape(-1, 3)
    np.testing.assert_allclose(y, BatchNorm1d(3)(Tensor(rows)).data, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("shape", [(8, 3), (4, 3, 2), (4, 2, 3, 3)])
def test_shapes_of_pictures_are_checked(shape):
    with pytest.raises(ValueError, match=r"input must have shape \(N, 3, H, W\), got \("):
        BatchNorm2d(3)(np.zeros(shape))
