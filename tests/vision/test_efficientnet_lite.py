"""EfficientNet-Lite: its border, its blocks, its sizes; tests/reference compares outputs with the published code."""

import itertools
import math

import pytest
import torch
from torch import nn
from torch.nn import functional

from lib.vision import EfficientNetLite, EfficientNetLiteConfig, MBConv, MBConvStage, SameConv2d, layer_table


@pytest.mark.parametrize(
    ("size", "kernel_size", "stride", "dilation"),
    list(itertools.product([5, 6, 7, 8], [1, 3, 5], [1, 2, 3], [1, 2])),
)
def test_same_border(size, kernel_size, stride, dilation):
    """ceil(size / stride) pixels; of an odd border, the larger half is right and below."""
    layer = SameConv2d(2, 3, kernel_size, stride, dilation=dilation)
    x = torch.randn(1, 2, size, size + 3)
    y = layer(x)
    assert y.shape == (1, 3, math.ceil(size / stride), math.ceil((size + 3) / stride))
    missing = [
        max((math.ceil(n / stride) - 1) * stride + dilation * (kernel_size - 1) + 1 - n, 0) for n in (size, size + 3)
    ]
    border = [missing[1] // 2, -(-missing[1] // 2), missing[0] // 2, -(-missing[0] // 2)]
    wanted = functional.conv2d(functional.pad(x, border), layer.weight, layer.bias, stride, 0, dilation)
    torch.testing.assert_close(y, wanted)


def test_same_border_is_torchs_for_stride_one():
    layer = SameConv2d(2, 3, 5)
    plain = nn.Conv2d(2, 3, 5, padding="same")
    plain.load_state_dict(layer.state_dict())
    x = torch.randn(1, 2, 9, 8)
    torch.testing.assert_close(layer(x), plain(x))


def test_with_stride_two_and_an_even_image_it_is_not_plain_padding():
    layer = SameConv2d(1, 1, 3, 2, bias=False)
    plain = nn.Conv2d(1, 1, 3, 2, padding=1, bias=False)
    plain.load_state_dict(layer.state_dict())
    x = torch.randn(1, 1, 8, 8)
    assert not torch.allclose(layer(x), plain(x))
    # The last row and column stand where plain padding needs the border moved to the other side.
    wanted = functional.conv2d(functional.pad(x, (0, 1, 0, 1)), layer.weight, stride=2)
    torch.testing.assert_close(layer(x), wanted)


def test_blocks_add_their_input_where_shapes_allow():
    x = torch.randn(2, 8, 6, 6)
    same = MBConv(8, MBConvStage(6, 8, 1, 1, 3)).eval()
    with torch.no_grad():
        torch.testing.assert_close(same(x), x + same.project(same.depthwise(same.expand(x))))
    assert not MBConv(8, MBConvStage(6, 8, 1, 2, 3), stride=2).adds_input
    assert not MBConv(8, MBConvStage(6, 9, 1, 1, 3)).adds_input
    assert isinstance(MBConv(8, MBConvStage(1, 8, 1, 1, 3)).expand, nn.Identity)


def test_the_projection_is_linear():
    assert not any(isinstance(layer, nn.ReLU6) for layer in MBConv(8, MBConvStage(6, 8, 1, 1, 3)).project)


def test_stages_of_lite0():
    with torch.device("meta"):
        net = EfficientNetLite()
    x = net.features.stem(torch.empty(1, 3, 224, 224, device="meta"))
    sizes = [tuple(x.shape[1:])]
    for block in net.features.blocks:
        x = block(x)
        sizes.append(tuple(x.shape[1:]))
    assert list(dict.fromkeys(sizes)) == [
        (32, 112, 112), (16, 112, 112), (24, 56, 56), (40, 28, 28),
        (80, 14, 14), (112, 14, 14), (192, 7, 7), (320, 7, 7),
    ]  # fmt: skip
    norms = {(norm.eps, norm.momentum) for norm in net.modules() if isinstance(norm, nn.BatchNorm2d)}
    assert norms == {(1e-3, 0.01)}
    assert layer_table(net, (3, 224, 224)).rows[-1].output_shape == (1000,)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"stem": (32,)}, ValueError, "stem must hold 2 integers, got 1"),
        ({"stages": ()}, ValueError, "stages must hold at least 1 MBConvStage, got 0"),
        ({"stages": ((1, 2),)}, ValueError, "stages must hold 5 integers, got 2"),
        ({"d_head": 0}, ValueError, "d_head must be >= 1, got 0"),
        ({"dropout": 1.5}, ValueError, "dropout must be >= 0 and < 1, got 1.5"),
    ],
)
def test_fields_are_checked(options, error, message):
    with pytest.raises(error, match=message):
        EfficientNetLiteConfig(**options)
