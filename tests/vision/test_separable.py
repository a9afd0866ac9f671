"""Separable networks against the tables of the MobileNet paper, at full size without memory."""

import dataclasses

import pytest
import torch
from torch import nn

from lib.vision import PRESETS, SeparableNet, SeparableNetConfig, count_multiply_adds, count_parameters


def on_meta(config):
    with torch.device("meta"):
        return SeparableNet(config)


@pytest.mark.parametrize(
    ("name", "size", "mult_adds", "parameters"),
    [
        ("mobilenet", 224, 569, 4.2),
        ("mobilenet-full", 224, 4866, 29.3),
        ("mobilenet-0.75", 224, 325, 2.6),
        ("mobilenet-0.5", 224, 149, 1.3),
        ("mobilenet-0.25", 224, 41, 0.5),
        ("mobilenet", 192, 418, 4.2),
        ("mobilenet", 160, 290, 4.2),
        ("mobilenet", 128, 186, 4.2),
    ],
)
def test_tables_4_6_and_7(name, size, mult_adds, parameters):
    """Millions of each as printed."""
    net = on_meta(dataclasses.replace(PRESETS[name], image_size=size))
    assert count_multiply_adds(net, (3, size, size)) / 1e6 == pytest.approx(mult_adds, abs=1.5)
    assert round(count_parameters(net) / 1e6, 1) == parameters


def test_erratum_e56():
    """32 to 64 maps at 3 x 3: 288 depthwise and 2,048 pointwise weights for 18,432 of the full convolution."""
    config = SeparableNetConfig(1, 8, 10, (32, 1), ((64, 1),))
    separable, full = (on_meta(dataclasses.replace(config, separable=flag)) for flag in (True, False))
    weights = [
        [layer.weight.numel() for layer in net.features[1] if isinstance(layer, nn.Conv2d)] for net in (separable, full)
    ]
    assert weights == [[288, 2048], [18_432]]


def test_a_depthwise_layer_looks_at_each_map_by_itself():
    net = SeparableNet(PRESETS["separable-28x28"]).eval()
    depthwise = net.features[1][0]
    assert depthwise.groups == depthwise.in_channels == depthwise.out_channels
    x = torch.randn(1, depthwise.in_channels, 8, 8)
    changed = x.clone()
    changed[:, 3] += 1
    with torch.no_grad():
        moved = (depthwise(x) != depthwise(changed)).any(dim=3).any(dim=2)[0]
    assert moved.nonzero()[:, 0].tolist() == [3]


@pytest.mark.parametrize(("channels", "multiplier", "wanted"), [(64, 0.75, 48), (32, 0.25, 8), (3, 0.1, 1)])
def test_scaled(channels, multiplier, wanted):
    assert SeparableNetConfig(width_multiplier=multiplier).scaled(channels) == wanted


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"stem": (32,)}, ValueError, "stem must hold 2 integers, got 1"),
        ({"blocks": ()}, ValueError, "blocks must hold at least 1 pair of integers, got 0"),
        ({"blocks": ((64,),)}, ValueError, "blocks must hold 2 integers, got 1"),
        ({"width_multiplier": 0}, ValueError, "width_multiplier must be > 0, got 0"),
        ({"separable": 1}, TypeError, "separable must be True or False, got 1"),
    ],
)
def test_fields_are_checked(options, error, message):
    with pytest.raises(error, match=message):
        SeparableNetConfig(**options)
