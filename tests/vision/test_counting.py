"""Counts against the definition, and against torch's own counter of floating-point operations."""

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from lib.vision import PRESETS, LayerRow, LayerTable, count_multiply_adds, count_parameters, create_model, layer_table


@pytest.mark.parametrize(
    ("layer", "shape", "wanted"),
    [
        (nn.Conv2d(3, 8, 5, padding=2), (3, 10, 10), 8 * 100 * 75),
        (nn.Conv2d(4, 8, 3, stride=2, groups=4), (4, 9, 7), 8 * 4 * 3 * 9),
        (nn.Conv2d(4, 8, (1, 3), dilation=2), (4, 9, 9), 8 * 9 * 5 * 12),
        (nn.Linear(12, 5), (12,), 60),
        (nn.Linear(12, 5), (7, 12), 420),
        (nn.BatchNorm2d(3), (3, 4, 4), 0),
        (nn.ReLU(), (3, 4, 4), 0),
    ],
)
def test_multiply_adds_of_one_layer(layer, shape, wanted):
    assert count_multiply_adds(layer, shape) == wanted


@pytest.mark.parametrize("name", [name for name in PRESETS if name.endswith("x28") and not name.startswith("lenet5")])
def test_equal_to_half_of_torchs_operations(name):
    config, model = PRESETS[name], create_model(name).eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(torch.zeros(1, config.in_channels, 28, 28))
    assert count_multiply_adds(model, (config.in_channels, 28, 28)) == counter.get_total_flops() / 2


def test_parameters():
    net = nn.Sequential(nn.Conv2d(8, 16, 3), nn.BatchNorm2d(16), nn.Linear(4, 4, bias=False))
    assert count_parameters(net) == 1168 + 32 + 16
    net[0].requires_grad_(False)
    assert (count_parameters(net), count_parameters(net, trainable=False)) == (48, 1216)
    tied = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4))
    tied[1].weight = tied[0].weight
    assert count_parameters(tied) == 16 + 8


def test_erratum_e55_size_and_pooling_change_no_convolution():
    """8 to 16 maps at 3 x 3 have 1,168 parameters at any size, and a pooling before quarters their work."""
    layer, pooled = nn.Conv2d(8, 16, 3, padding=1), nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(8, 16, 3, padding=1))
    assert count_parameters(layer) == count_parameters(pooled) == 1168
    assert count_multiply_adds(layer, (8, 32, 32)) == 4 * count_multiply_adds(pooled, (8, 32, 32))


def test_table_lists_calls_in_order_and_leaves_the_model_as_it_was():
    class Twice(nn.Module):
        def __init__(self):
            super().__init__()
            self.late, self.early = nn.Linear(3, 2), nn.Linear(3, 3)

        def forward(self, x):
            return self.late(self.early(self.early(x)))

    net = Twice().train()
    net.early.eval()
    before = {key: value.clone() for key, value in net.state_dict().items()}
    table = layer_table(net, (3,))
    assert [(row.name, row.output_shape, row.multiply_adds) for row in table] == [
        ("early", (3,), 9),
        ("early", (3,), 9),
        ("late", (2,), 6),
    ]
    assert len(table) == 3
    assert (net.training, net.early.training, net.late.training) == (True, False, True)
    assert all(torch.equal(value, before[key]) for key, value in net.state_dict().items())
    assert not net.early._forward_hooks


def test_running_averages_do_not_move():
    net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))
    layer_table(net, (1, 8, 8))
    assert net[1].num_batches_tracked == 0


def test_hooks_go_even_when_the_shape_does_not_fit():
    net = nn.Sequential(nn.Linear(3, 2))
    with pytest.raises(RuntimeError):
        layer_table(net, (4,))
    assert not net[0]._forward_hooks
    assert net.training


def test_table_as_text():
    rows = [LayerRow("a", "Conv2d", (2, 3, 3), 1000, 2_000_000), LayerRow("long.name", "ReLU", (2, 3, 3), 0, 0)]
    assert repr(LayerTable(rows)).splitlines() == [
        "layer      kind    output shape  parameters  multiply-adds",
        "a          Conv2d  2 x 3 x 3          1,000      2,000,000",
        "long.name  ReLU    2 x 3 x 3              0              0",
        "total                                 1,000      2,000,000",
    ]


def test_arguments_are_checked():
    with pytest.raises(TypeError, match=r"model must be a torch\.nn\.Module, got str"):
        layer_table("vgg", (3, 224, 224))
    with pytest.raises(ValueError, match="input_shape must be >= 1, got 0"):
        count_multiply_adds(nn.Linear(3, 2), (0,))
    with pytest.raises(TypeError, match="input_shape must be an integer, got float"):
        count_multiply_adds(nn.Linear(3, 2), (3.0,))
