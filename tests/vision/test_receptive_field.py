"""The measured field against the formula, and the effective one against cases worked by hand."""

import dataclasses

import pytest
import torch
from torch import nn

from lib.layers import receptive_field as computed_field
from lib.vision import PRESETS, FieldBox, create_model, effective_receptive_field, receptive_field


def formula(layers):
    """Return 1 + sum (kernel - 1) * product of the strides before, for (kernel, stride) from the input on."""
    size, jump = 1, 1
    for kernel_size, stride in layers:
        size += (kernel_size - 1) * jump
        jump *= stride
    return size


def convolutions(layers):
    return nn.Sequential(*[part for k, s in layers for part in (nn.Conv2d(1, 1, k, s, padding=k // 2), nn.ReLU())])


@pytest.mark.parametrize(
    "layers",
    [
        [(3, 1)],
        [(3, 1)] * 5,
        [(3, 2), (3, 2), (3, 1)],
        [(5, 1), (1, 1), (3, 2), (3, 1)],
        [(7, 2), (3, 2), (3, 1), (3, 1), (3, 2)],
    ],
)
def test_a_chain_has_the_field_of_the_formula(layers):
    box = receptive_field(convolutions(layers), (1, 129, 129))
    assert (box.height, box.width) == (formula(layers),) * 2


@pytest.mark.parametrize(
    ("name", "layers", "size"),
    [
        ("alexnet", [(11, 4), (3, 2), (5, 1), (3, 2), (3, 1), (3, 1), (3, 1), (3, 2)], 195),
        ("vgg-d", [(3, 1)] * 2 + [(2, 2)] + [(3, 1)] * 2 + [(2, 2)] + ([(3, 1)] * 3 + [(2, 2)]) * 3, 212),
        ("resnet-20", [(3, 1)] + [(3, 1)] * 6 + [(3, 2)] + [(3, 1)] * 5 + [(3, 2)] + [(3, 1)] * 5, None),
    ],
)
def test_published_networks(name, layers, size):
    """195 and 212 pixels are the known fields of AlexNet's and VGG-16's last maps."""
    wanted = formula(layers)
    assert size in (None, wanted)
    narrow = {
        "alexnet": {"channels": (2,) * 5, "d_hidden": 2},
        "vgg-d": {"stages": tuple((1,) * len(stage) for stage in PRESETS["vgg-d"].stages), "d_hidden": 2},
        "resnet-20": {"channels": (2, 4, 8)},
    }[name]
    model = create_model(dataclasses.replace(PRESETS[name], **narrow))
    box = receptive_field(model.features, (3, 448, 448))  # large enough that no border cuts the field off
    assert (box.height, box.width) == (wanted, wanted)


@pytest.mark.parametrize("layers", [[(3, 1)] * 4, [(3, 2), (5, 1), (3, 2)], [(7, 2), (1, 1), (3, 2), (3, 1)]])
def test_the_formula_of_the_numpy_layers_agrees(layers):
    """`lib.layers.receptive_field` computes from kernels and strides what is measured here: size and middle."""
    computed = computed_field([(kernel_size, stride, kernel_size // 2) for kernel_size, stride in layers])[-1]
    for column in (3, 4):
        box = receptive_field(convolutions(layers), (1, 65, 65), (4, column))
        middle, reach = int(computed.start + column * computed.jump), computed.size // 2
        assert (box.left, box.right) == (max(0, middle - reach), min(65, middle + reach + 1))


def test_dead_rectifiers_and_pooling_hide_nothing():
    net = nn.Sequential(nn.Conv2d(1, 1, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(1, 1, 3))
    nn.init.constant_(net[0].bias, -1e6)  # never fires
    before = {key: value.clone() for key, value in net.state_dict().items()}
    box = receptive_field(net, (1, 40, 40))
    assert (box.height, box.width) == (8, 8)
    assert all(torch.equal(value, before[key]) for key, value in net.state_dict().items())
    assert isinstance(net[2], nn.MaxPool2d)


@pytest.mark.parametrize("name", [name for name in PRESETS if name.endswith(("28x28", "32x32"))])
def test_small_networks_are_seen_through(name):
    config = PRESETS[name]
    box = receptive_field(create_model(name), (config.in_channels, config.image_size, config.image_size))
    assert box.height > 10
    assert box.width > 10


def test_position_and_border():
    net = nn.Conv2d(1, 1, 5, padding=2)
    assert receptive_field(net, (1, 20, 30), (10, 7)) == FieldBox(8, 13, 5, 10)
    assert receptive_field(net, (1, 20, 30), (0, 29)) == FieldBox(0, 3, 27, 30)
    assert receptive_field(net, (1, 20, 30)) == FieldBox(8, 13, 13, 18)


def test_a_unit_that_sees_only_the_border_has_an_empty_field():
    net = nn.Conv2d(1, 1, 1, padding=1)
    assert receptive_field(net, (1, 4, 4), (0, 0)) == FieldBox(0, 0, 0, 0)


def test_effective_field_of_equal_weights_is_known():
    """Two 3 x 3 kernels of ones: the gradient is the outer product of (1, 2, 3, 2, 1), all above 4.55 percent of 9."""
    net = nn.Sequential(*[nn.Conv2d(1, 1, 3, padding=1, bias=False) for _ in range(2)])
    for layer in net:
        nn.init.ones_(layer.weight)
    field = effective_receptive_field(net, torch.randn(2, 1, 11, 11))
    ramp = torch.tensor([1.0, 2, 3, 2, 1])
    torch.testing.assert_close(field.gradient[3:8, 3:8], torch.outer(ramp, ramp) / 9)
    assert field.gradient.sum() == pytest.approx(9)
    assert field.size == 5.0


def test_erratum_e57_the_effective_field_takes_a_shrinking_share():
    """Ten and forty layers: the field grows like the depth, the effective one like its root."""
    share = {}
    for depth in (10, 40):
        net = nn.Sequential(*[nn.Conv2d(1, 1, 3, padding=1, bias=False) for _ in range(depth)])
        for layer in net:
            nn.init.constant_(layer.weight, 1 / 9)
        size = effective_receptive_field(net, torch.zeros(1, 1, 101, 101)).size
        share[depth] = size / receptive_field(net, (1, 101, 101)).width
    assert share[10] < 0.8
    assert 0.4 < share[40] / share[10] < 0.65  # one half is the root of one quarter


def test_modes_and_gradients_are_left_alone():
    net = create_model("resnet-28x28")
    net.features[0].eval()
    with torch.no_grad():
        effective_receptive_field(net, torch.randn(2, 1, 28, 28))
    assert (net.training, net.features[0].training, net.head.training) == (True, False, True)
    assert all(parameter.grad is None for parameter in net.parameters())
    assert net.features[0][1].num_batches_tracked == 0


def test_arguments_are_checked():
    net = nn.Conv2d(1, 1, 3)
    with pytest.raises(ValueError, match=r"input_shape must be \(channels, height, width\), got \(28, 28\)"):
        receptive_field(net, (28, 28))
    with pytest.raises(ValueError, match="input_shape must be >= 1, got 0"):
        receptive_field(net, (1, 0, 28))
    with pytest.raises(ValueError, match=r"position must be within maps of 6 x 6, got \(6, 0\)"):
        receptive_field(net, (1, 8, 8), (6, 0))
    with pytest.raises(ValueError, match=r"images must have shape \(batch, channels, height, width\), got \(1, 8, 8\)"):
        effective_receptive_field(net, torch.zeros(1, 8, 8))
    with pytest.raises(ValueError, match=r"model must return \(batch, channels, height, width\), got \(1, 64\)"):
        effective_receptive_field(nn.Flatten(), torch.zeros(1, 1, 8, 8))
    shut = nn.Sequential(nn.Conv2d(1, 1, 3), nn.ReLU())
    nn.init.constant_(shut[0].bias, -1e6)
    with pytest.raises(ValueError, match="images must let some gradient reach the pixels, got none"):
        effective_receptive_field(shut, torch.zeros(1, 1, 8, 8))
