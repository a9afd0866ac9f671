"""Convolutional layers: shapes, numbers of weights, shared filters, equivariance, settings that do not fit."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import Conv1d, Conv2d, Linear, parameter_counts


def pictures(shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def n_weights(*layers):
    return sum(sum(parameter_counts(layer).values()) for layer in layers)


@pytest.mark.parametrize("lead", [(), (2,), (0,)])
def test_shapes(lead):
    assert Conv2d(3, 8, 3, stride=2, padding=1)(np.zeros((*lead, 3, 9, 12))).shape == (*lead, 8, 5, 6)
    assert Conv2d(3, 8, (2, 5), padding="same")(np.zeros((*lead, 3, 9, 12))).shape == (*lead, 8, 9, 12)
    assert Conv1d(3, 8, 3, dilation=2)(np.zeros((*lead, 3, 9))).shape == (*lead, 8, 5)


def test_parameters_do_not_depend_on_the_size_of_the_picture():
    layer = Conv2d(8, 16, 3, rng=0)
    assert n_weights(layer) == 16 * (8 * 3 * 3 + 1) == 1168
    for side in (3, 28, 50):
        assert layer(np.zeros((1, 8, side, side))).shape[1] == 16


def test_depthwise_and_pointwise_layers_hold_fewer_weights():
    depthwise = Conv2d(32, 32, 3, groups=32, bias=False)
    pointwise = Conv2d(32, 64, 1, bias=False)
    assert (n_weights(depthwise), n_weights(pointwise)) == (288, 2048)
    assert n_weights(Conv2d(32, 64, 3, bias=False)) == 18_432


def test_one_by_one_is_a_fully_connected_layer_over_channels():
    layer, dense = Conv2d(3, 5, 1, rng=0), Linear(3, 5)
    dense.load_state_dict({"weight": layer.weight.data[:, :, 0, 0], "bias": layer.bias.data})
    x = pictures((2, 3, 4, 6))
    np.testing.assert_allclose(layer(x).data, dense(x.transpose(0, 2, 3, 1)).data.transpose(0, 3, 1, 2), rtol=1e-12)


def shifted(x, rows, columns):
    return np.roll(x, (rows, columns), axis=(-2, -1))


def test_a_shift_of_the_picture_shifts_the_result_if_the_border_is_a_ring():
    x = pictures((1, 2, 8, 8))
    ring = Conv2d(2, 3, 3, padding=1, padding_mode="circular", rng=0)
    np.testing.assert_allclose(ring(shifted(x, 1, -2)).data, shifted(ring(x).data, 1, -2), rtol=1e-11, atol=1e-13)
    zeros = Conv2d(2, 3, 3, padding=1, rng=0)
    assert np.abs(zeros(shifted(x, 1, -2)).data - shifted(zeros(x).data, 1, -2)).max() > 0.1


def test_a_stride_breaks_equivariance():
    x = pictures((1, 2, 8, 8))
    layer = Conv2d(2, 3, 3, stride=2, padding=1, padding_mode="circular", rng=0)
    y, moved = layer(x).data, layer(shifted(x, 0, 1)).data
    assert min(np.abs(moved - shifted(y, i, j)).max() for i, j in np.ndindex(4, 4)) > 0.1
    np.testing.assert_allclose(layer(shifted(x, 0, 2)).data, shifted(y, 0, 1), rtol=1e-11, atol=1e-13)


def test_each_filter_of_a_group_sees_its_own_channels():
    layer, x = Conv2d(4, 6, 3, groups=2, rng=0), pictures((1, 4, 5, 5))
    y = layer(x).data
    x[:, 2:] = 0
    z = layer(x).data
    assert np.array_equal(y[:, :3], z[:, :3])
    assert not np.allclose(y[:, 3:], z[:, 3:])


def test_initial_weights_are_uniform_within_the_root_of_the_taps():
    layer = Conv2d(25, 60, (2, 8), rng=0)
    for parameter in layer.parameters():
        assert np.abs(parameter.data).max() <= 1 / 20
    assert layer.weight.data.std() == pytest.approx(1 / 20 / np.sqrt(3), rel=0.02)


def test_seed_type_and_missing_bias():
    for kind in (Conv1d, Conv2d):
        first, again, other = kind(2, 3, 3, rng=0), kind(2, 3, 3, rng=0), kind(2, 3, 3, rng=1)
        assert np.array_equal(first.weight.data, again.weight.data)
        assert not np.array_equal(first.weight.data, other.weight.data)
        assert list(kind(2, 3, 3, bias=False).state_dict()) == ["weight"]
    single = Conv2d(1, 1, 3, dtype=np.float32)(Tensor(np.ones((1, 1, 4, 4), np.float32)))
    assert single.dtype == np.float32


@pytest.mark.parametrize("kind", [Conv1d, Conv2d])
@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"in_channels": 0}, ValueError, "in_channels must be >= 1, got 0"),
        ({"out_channels": 2.0}, TypeError, "out_channels must be an integer, got float"),
        ({"kernel_size": 0}, ValueError, "kernel_size must be >= 1, got 0"),
        ({"stride": 0}, ValueError, "stride must be >= 1, got 0"),
        ({"padding": -1}, ValueError, "padding must be >= 0, got -1"),
        ({"padding": "same", "stride": 2}, ValueError, "stride must be 1 for padding='same', got"),
        ({"groups": 3}, ValueError, "in_channels must be divisible by groups=3, got 4"),
        ({"groups": 4}, ValueError, "out_channels must be divisible by groups=4, got 6"),
        ({"padding_mode": "ring"}, ValueError, "padding_mode must be one of 'zeros', 'reflect', .*, got 'ring'"),
    ],
)
def test_settings_are_checked(kind, options, error, message):
    with pytest.raises(error, match=message):
        kind(**{"in_channels": 4, "out_channels": 6, "kernel_size": 3, **options})


def test_the_input_is_checked():
    with pytest.raises(RuntimeError, match=r"input must have shape \(batch, 3, height, width\), got \(1, 2, 5, 5\)"):
        Conv2d(3, 1, 3)(np.zeros((1, 2, 5, 5)))
