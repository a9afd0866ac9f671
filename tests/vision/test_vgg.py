"""VGG against Tables 1 and 2 of the paper, at full size without memory."""

import pytest
import torch
from torch import nn

from lib.vision import PRESETS, VGG, VGGConfig, count_parameters, layer_table, receptive_field


@pytest.mark.parametrize(
    ("letter", "layers", "millions"),
    [("a", 11, 133), ("a-lrn", 11, 133), ("b", 13, 133), ("c", 16, 134), ("d", 16, 138), ("e", 19, 144)],
)
def test_layers_and_parameters(letter, layers, millions):
    with torch.device("meta"):
        net = VGG(PRESETS[f"vgg-{letter}"])
    assert round(count_parameters(net) / 1e6) == millions
    weighted = [layer for layer in net.modules() if isinstance(layer, nn.Conv2d | nn.Linear)]
    assert len(weighted) == layers
    sizes = [row.output_shape for row in layer_table(net, (3, 224, 224)) if row.kind == "MaxPool2d"]
    assert sizes == [(64, 112, 112), (128, 56, 56), (256, 28, 28), (512, 14, 14), (512, 7, 7)]


def test_network_c_has_three_kernels_of_one_pixel():
    with torch.device("meta"):
        kernels = [layer.kernel_size[0] for layer in VGG(PRESETS["vgg-c"]).modules() if isinstance(layer, nn.Conv2d)]
    assert kernels == [3, 3, 3, 3, 3, 3, 1, 3, 3, 1, 3, 3, 1]


def test_only_a_lrn_has_a_norm():
    with torch.device("meta"):
        found = {
            name: sum(isinstance(layer, nn.LocalResponseNorm) for layer in VGG(PRESETS[name]).modules())
            for name in PRESETS
            if name.startswith("vgg-")
        }
    assert {name for name, n in found.items() if n} == {"vgg-a-lrn"}


@pytest.mark.parametrize(("n", "size", "weights"), [(2, 5, 18), (3, 7, 27)])
def test_a_stack_of_small_kernels_sees_as_much_as_a_large_one(n, size, weights):
    """Section 2.3: 2 x 9 weights for 25, 3 x 9 for 49, for each pair of maps."""
    stack = VGG(VGGConfig(1, 16, 10, ((1,) * n,), d_hidden=4)).features[0][:-1]
    box = receptive_field(stack, (1, 16, 16))
    assert (box.height, box.width) == (size, size)
    assert sum(layer.weight.numel() for layer in stack if isinstance(layer, nn.Conv2d)) == weights


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"stages": ()}, ValueError, "stages must hold at least 1 stage, got 0"),
        ({"stages": ((64,), ())}, ValueError, "stages must hold at least 1 integers, got 0"),
        ({"image_size": 31}, ValueError, "image_size must be >= 32, got 31"),
        ({"d_hidden": 0}, ValueError, "d_hidden must be >= 1, got 0"),
        ({"pointwise_last": "yes"}, TypeError, "pointwise_last must be True or False, got 'yes'"),
        ({"local_response_norm": None}, TypeError, "local_response_norm must be True or False, got None"),
        ({"dropout": -0.1}, ValueError, "dropout must be >= 0 and < 1, got -0.1"),
    ],
)
def test_fields_are_checked(options, error, message):
    with pytest.raises(error, match=message):
        VGGConfig(**options)
