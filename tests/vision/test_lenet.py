"""LeNet of today: shapes, counts, and what its configuration refuses."""

import pytest
import torch
from torch import nn

from lib.vision import PRESETS, LeNet, LeNetConfig, count_parameters, layer_table


def test_shapes_and_counts():
    rows = [row for row in layer_table(LeNet(), (1, 28, 28)) if row.kind != "ReLU"]
    assert [(row.output_shape, row.parameters) for row in rows] == [
        ((6, 28, 28), 156),
        ((6, 14, 14), 0),
        ((16, 10, 10), 2416),
        ((16, 5, 5), 0),
        ((400,), 0),
        ((120,), 48_120),
        ((84,), 10_164),
        ((10,), 850),
    ]


def test_the_colour_preset_has_as_many_weights_after_its_first_layer():
    assert count_parameters(LeNet(PRESETS["lenet-32x32"])) == 61_706 + 2 * 6 * 25


def test_sigmoid_and_average():
    net = LeNet(PRESETS["lenet-sigmoid-28x28"], generator=torch.Generator().manual_seed(0))
    kinds = [type(layer) for layer in net.modules()]
    assert (kinds.count(nn.Sigmoid), kinds.count(nn.AvgPool2d)) == (4, 2)
    assert nn.ReLU not in kinds
    for layer in net.modules():  # Xavier: uniform within sqrt(6 / (in + out))
        if isinstance(layer, nn.Linear):
            bound = (6 / (layer.in_features + layer.out_features)) ** 0.5
            assert 0.98 * bound < layer.weight.abs().max().item() <= bound


@pytest.mark.parametrize("size", [12, 13, 14, 19, 28])
def test_map_size_is_what_comes_out(size):
    config = LeNetConfig(image_size=size)
    maps = LeNet(config).forward_features(torch.zeros(1, 1, size, size))
    assert maps.shape[2:] == (config.map_size, config.map_size)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"image_size": 11}, ValueError, "image_size must be >= 12, got 11"),
        ({"padding": -1}, ValueError, "padding must be >= 0, got -1"),
        ({"channels": (6,)}, ValueError, "channels must hold 2 integers, got 1"),
        ({"hidden": (120, 0)}, ValueError, "hidden must be >= 1, got 0"),
        ({"activation": "tanh"}, ValueError, "activation must be one of 'relu', 'sigmoid', got 'tanh'"),
        ({"pooling": "mean"}, ValueError, "pooling must be one of 'max', 'avg', got 'mean'"),
    ],
)
def test_fields_are_checked(options, error, message):
    with pytest.raises(error, match=message):
        LeNetConfig(**options)
