"""AlexNet against the figures of the paper, at full size without memory."""

import dataclasses

import pytest
import torch
from torch import nn

from lib.vision import PRESETS, AlexNet, AlexNetConfig, count_parameters, layer_table


@pytest.fixture(scope="module")
def full():
    with torch.device("meta"):
        return AlexNet()


def test_sixty_million_parameters(full):
    assert count_parameters(full) == 60_965_224  # "60 million parameters", "60.97 M"


def test_kernels_and_layer_sizes_of_section_3_5(full):
    rows = layer_table(full, (3, 224, 224))
    weighted = [(full.get_submodule(row.name), row) for row in rows if row.parameters]
    kernels = [tuple(layer.weight.shape) for layer, _ in weighted]
    assert kernels[:5] == [(96, 3, 11, 11), (256, 48, 5, 5), (384, 256, 3, 3), (384, 192, 3, 3), (256, 192, 3, 3)]
    units = [torch.Size(row.output_shape).numel() for _, row in weighted]
    # The paper's list is 253,440-186,624-64,896-64,896-43,264-4096-4096-1000; its first entry is not 55 * 55 * 96.
    assert units == [55 * 55 * 96, 186_624, 64_896, 64_896, 43_264, 4096, 4096, 1000]
    pooled = [row.output_shape for row in rows if row.kind == "MaxPool2d"]
    assert pooled == [(96, 27, 27), (256, 13, 13), (256, 6, 6)]


def test_towers_do_not_see_each_other_in_the_second_convolution():
    net = AlexNet(PRESETS["alexnet-28x28"], generator=torch.Generator().manual_seed(0))
    second = next(layer for layer in net.features if isinstance(layer, nn.Conv2d) and layer.groups == 2)
    x = torch.randn(1, second.in_channels, 6, 6)
    changed = x.clone()
    changed[:, : second.in_channels // 2] += 1
    with torch.no_grad():
        moved = (second(x) != second(changed)).any(dim=3).any(dim=2)[0]
    assert moved[: second.out_channels // 2].all()
    assert not moved[second.out_channels // 2 :].any()


def test_the_norm_is_section_3_3(full):
    """With k = 2, n = 5, alpha = 1e-4 and beta = 0.75, written out for one pixel."""
    norm = next(layer for layer in full.features if isinstance(layer, nn.LocalResponseNorm))
    a = torch.randn(1, 9, 1, 1, generator=torch.Generator().manual_seed(0)) * 30
    for i in range(9):
        near = a[0, max(0, i - 2) : i + 3, 0, 0]
        wanted = a[0, i, 0, 0] / (2 + 1e-4 * near.square().sum()) ** 0.75
        torch.testing.assert_close(norm(a)[0, i, 0, 0], wanted)


def test_first_weights_of_section_5():
    config = dataclasses.replace(PRESETS["alexnet-28x28"], weight_std=0.01)
    net = AlexNet(config, generator=torch.Generator().manual_seed(0))
    layers = [layer for layer in net.modules() if isinstance(layer, nn.Conv2d | nn.Linear)]
    assert [layer.bias.unique().tolist() for layer in layers] == [[0], [1], [0], [1], [1], [1], [1], [0]]
    assert all(layer.weight.std().item() == pytest.approx(0.01, rel=0.15) for layer in layers)


def test_pooling_overlaps(full):
    assert {(pool.kernel_size, pool.stride) for pool in full.modules() if isinstance(pool, nn.MaxPool2d)} == {(3, 2)}


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"channels": (96, 256, 384, 384)}, ValueError, "channels must hold 5 integers, got 4"),
        (
            {"channels": (96, 256, 384, 383, 256)},
            ValueError,
            r"channels must be multiples of groups = 2, got \(96, 256",
        ),
        ({"image_size": 40}, ValueError, "image_size must leave a pixel after three poolings, got 40"),
        ({"padding": -1}, ValueError, "padding must be >= 0, got -1"),
        ({"groups": 0}, ValueError, "groups must be >= 1, got 0"),
        ({"local_response_norm": 1}, TypeError, "local_response_norm must be True or False, got 1"),
        ({"dropout": 1.0}, ValueError, "dropout must be >= 0 and < 1, got 1.0"),
        ({"weight_std": 0.0}, ValueError, "weight_std must be > 0, got 0.0"),
    ],
)
def test_fields_are_checked(options, error, message):
    with pytest.raises(error, match=message):
        AlexNetConfig(**options)
