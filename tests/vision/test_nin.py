"""Network in Network: sizes, and that its 1 x 1 convolutions are a small network at every pixel."""

import pytest
import torch
from torch import nn

from lib.vision import PRESETS, NiN, NiNBlock, NiNConfig, count_parameters, layer_table


@pytest.mark.parametrize(
    ("name", "parameters", "sizes"),
    [
        ("nin-cifar10", 966_986, [(96, 16, 16), (192, 8, 8), (10, 8, 8)]),
        ("nin-imagenet", 7_595_176, [(96, 27, 27), (256, 13, 13), (384, 6, 6), (1000, 6, 6)]),
    ],
)
def test_published_sizes(name, parameters, sizes):
    with torch.device("meta"):
        net = NiN(PRESETS[name])
    assert count_parameters(net) == parameters
    size = PRESETS[name].image_size
    rows = {row.name: row for row in layer_table(net, (3, size, size))}
    ends = [[row for key, row in rows.items() if key.startswith(f"features.{k}.")][-1] for k in range(len(sizes))]
    assert [row.output_shape for row in ends] == sizes


def test_the_imagenet_network_is_a_file_of_29_megabytes():
    with torch.device("meta"):
        assert round(4 * count_parameters(NiN(PRESETS["nin-imagenet"])) / 2**20) == 29


def test_a_1x1_convolution_is_a_linear_layer_at_every_pixel():
    convolutions = [layer for layer in NiN(PRESETS["nin-28x28"]).modules() if isinstance(layer, nn.Conv2d)]
    layer = next(layer for layer in convolutions if layer.kernel_size == (1, 1))
    x = torch.randn(2, layer.in_channels, 5, 7)
    dense = torch.nn.functional.linear(x.permute(0, 2, 3, 1), layer.weight[:, :, 0, 0], layer.bias)
    torch.testing.assert_close(layer(x), dense.permute(0, 3, 1, 2), rtol=1e-4, atol=1e-5)


def test_the_logits_are_means_of_class_maps():
    net = NiN(PRESETS["nin-28x28"]).eval()
    x = torch.randn(2, 1, 28, 28)
    with torch.no_grad():
        torch.testing.assert_close(net(x), net.forward_features(x).mean(dim=(2, 3)))
        assert net(torch.zeros(1, 1, 40, 60)).shape == (1, 10)  # any size


@pytest.mark.parametrize(("last_rectifier", "kind"), [(True, nn.ReLU), (False, nn.Conv2d)])
def test_last_rectifier(last_rectifier, kind):
    assert type(NiN(NiNConfig(blocks=(NiNBlock((4,)),), last_rectifier=last_rectifier)).features[-1][-1]) is kind


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: NiNBlock(()), ValueError, "channels must hold at least 1 integers, got 0"),
        (lambda: NiNBlock((4,), kernel_size=0), ValueError, "kernel_size must be >= 1, got 0"),
        (lambda: NiNBlock((4,), stride=0), ValueError, "stride must be >= 1, got 0"),
        (lambda: NiNBlock((4,), padding=-1), ValueError, "padding must be >= 0, got -1"),
        (lambda: NiNConfig(blocks=()), ValueError, r"blocks must hold at least 1 NiNBlock and nothing else, got \(\)"),
        (lambda: NiNConfig(blocks=((4, 4),)), ValueError, r"NiNBlock and nothing else, got \(\(4, 4\),\)"),
        (lambda: NiNConfig(last_rectifier=0), TypeError, "last_rectifier must be True or False, got 0"),
        (lambda: NiNConfig(dropout=2), ValueError, "dropout must be >= 0 and < 1, got 2"),
    ],
)
def test_fields_are_checked(make, error, message):
    with pytest.raises(error, match=message):
        make()
