"""ResNet against Table 1 and section 4.2 of the paper, at full size without memory."""

import dataclasses

import pytest
import torch
from torch import nn

from lib.vision import (
    PRESETS,
    ResNet,
    ResNetConfig,
    cifar_resnet_config,
    count_multiply_adds,
    count_parameters,
    layer_table,
)


def on_meta(config):
    with torch.device("meta"):
        return ResNet(config)


@pytest.mark.parametrize(("depth", "billions"), [(18, 1.8), (34, 3.6), (50, 3.8), (101, 7.6), (152, 11.3)])
def test_operations_of_table_1(depth, billions):
    """The paper cuts 3.66 and 3.86 billion to 3.6 and 3.8, and rounds 7.57 and 11.28."""
    work = count_multiply_adds(on_meta(PRESETS[f"resnet-{depth}"]), (3, 224, 224)) / 1e9
    assert abs(work - billions) < 0.07


@pytest.mark.parametrize(
    ("depth", "parameters"),
    [(18, 11_689_512), (34, 21_797_672), (50, 25_557_032), (101, 44_549_160), (152, 60_192_808)],
)
def test_parameters_are_those_of_the_networks_in_use(depth, parameters):
    assert count_parameters(on_meta(PRESETS[f"resnet-{depth}"])) == parameters


@pytest.mark.parametrize("depth", [18, 34, 50, 101, 152, 20, 32, 44, 56, 110])
def test_depth_counts_the_layers_with_weights_on_the_main_path(depth):
    config = PRESETS[f"resnet-{depth}"]
    net = on_meta(config)
    layers = [name for name, layer in net.named_modules() if isinstance(layer, nn.Conv2d | nn.Linear)]
    assert config.depth == depth == len([name for name in layers if "shortcut" not in name])


def test_output_sizes_of_table_1():
    for name, wider in (("resnet-34", 1), ("resnet-50", 4)):
        net, x = on_meta(PRESETS[name]), torch.empty(1, 3, 224, 224, device="meta")
        sizes = [tuple((x := stage(x)).shape[1:]) for stage in net.features]
        assert sizes == [(64, 56, 56), *((64 * 2**k * wider, 56 // 2**k, 56 // 2**k) for k in range(4))]
        assert layer_table(net, (3, 224, 224)).rows[0].output_shape == (64, 112, 112)


@pytest.mark.parametrize(("depth", "millions"), [(20, 0.27), (32, 0.46), (44, 0.66), (56, 0.85), (110, 1.7)])
def test_parameters_of_table_6(depth, millions):
    assert count_parameters(on_meta(cifar_resnet_config(depth))) / 1e6 == pytest.approx(millions, rel=0.02)


def test_the_plain_network_has_exactly_as_many_parameters():
    for depth in (20, 56):
        counts = {
            residual: count_parameters(on_meta(cifar_resnet_config(depth, residual=residual)))
            for residual in (True, False)
        }
        assert counts[True] == counts[False]


def test_residual_and_plain_start_from_the_same_weights_and_differ():
    nets = [
        ResNet(cifar_resnet_config(14, 4, residual=residual), generator=torch.Generator().manual_seed(0)).eval()
        for residual in (True, False)
    ]
    assert all(torch.equal(a, b) for a, b in zip(nets[0].parameters(), nets[1].parameters(), strict=True))
    x = torch.randn(2, 3, 32, 32)
    with torch.no_grad():
        assert not torch.allclose(nets[0](x), nets[1](x))


def test_shortcuts_carry_the_gradient():
    """The slope at the first layer of a deep network: with shortcuts it is far larger at the start."""
    slopes = {}
    for residual in (True, False):
        torch.manual_seed(0)
        net = ResNet(cifar_resnet_config(56, 4, residual=residual), generator=torch.Generator().manual_seed(0))
        for norm in (module for module in net.modules() if isinstance(module, nn.BatchNorm2d)):
            norm.eval()  # no normalisation: running averages of 0 and 1
            nn.init.constant_(norm.weight, 0.5)
        x = torch.randn(2, 3, 32, 32, generator=torch.Generator().manual_seed(1))
        net(x).sum().backward()
        slopes[residual] = net.features[0][0].weight.grad.norm().item()
    assert slopes[True] > 1000 * slopes[False]


@pytest.mark.parametrize("shortcut", ["A", "B", "C"])
def test_options_of_shortcuts(shortcut):
    net = ResNet(dataclasses.replace(PRESETS["resnet-28x28"], shortcut=shortcut))
    assert net(torch.zeros(2, 1, 28, 28)).shape == (2, 10)
    n = sum("shortcut" in name and isinstance(layer, nn.Conv2d) for name, layer in net.named_modules())
    assert n == {"A": 0, "B": 2, "C": 3}[shortcut]


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: ResNetConfig(n_blocks=()), ValueError, "n_blocks must hold at least 1 integers, got 0"),
        (lambda: ResNetConfig(channels=(8, 16)), ValueError, "channels must hold 4 integers, got 2"),
        (lambda: ResNetConfig(shortcut="D"), ValueError, "shortcut must be one of 'A', 'B', 'C', got 'D'"),
        (lambda: ResNetConfig(bottleneck=1), TypeError, "bottleneck must be True or False, got 1"),
        (lambda: ResNetConfig(large_stem=1), TypeError, "large_stem must be True or False, got 1"),
        (lambda: ResNetConfig(residual="no"), TypeError, "residual must be True or False, got 'no'"),
        (lambda: cifar_resnet_config(21), ValueError, "depth must be 6 n [+] 2, such as 8, 14 or 20, got 21"),
        (lambda: cifar_resnet_config(2), ValueError, "depth must be >= 8, got 2"),
        (lambda: cifar_resnet_config(20, 0), ValueError, "width must be >= 1, got 0"),
    ],
)
def test_fields_are_checked(make, error, message):
    with pytest.raises(error, match=message):
        make()
