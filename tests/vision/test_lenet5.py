"""LeNet-5 against the figures of the paper: parameters, connections and sizes of every layer."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from lib.vision import LeNet5, LeNet5Config, count_parameters, layer_table, lenet5_loss


def seeded(**options):
    return LeNet5(LeNet5Config(**options), generator=torch.Generator().manual_seed(0))


def test_trained_parameters_of_each_layer():
    """Section II.B: C1 156, S2 12, C3 1,516, S4 32, C5 48,120, F6 10,164; together 60,000."""
    net = LeNet5()
    named = {row.name.split(".")[1]: row for row in layer_table(net, (1, 32, 32))}
    wanted = {"c1": 156, "s2": 12, "c3": 1516, "s4": 32, "c5": 48_120, "f6": 10_164, "output": 0}
    assert {name: named[name].parameters for name in wanted} == wanted
    assert count_parameters(net) == sum(wanted.values()) == 60_000
    shapes = [named[name].output_shape for name in wanted]
    assert shapes == [(6, 28, 28), (6, 14, 14), (16, 10, 10), (16, 5, 5), (120, 1, 1), (84,), (10,)]


def test_connections_of_each_layer():
    """Section II.B: 122,304, 5,880, 151,600, 2,000, 48,120, 10,164; with the 840 of the output 340,908."""
    counts = LeNet5().connections()
    assert counts == {
        "c1": 122_304,
        "s2": 5_880,
        "c3": 151_600,
        "s4": 2_000,
        "c5": 48_120,
        "f6": 10_164,
        "output": 840,
    }
    assert sum(counts.values()) == 340_908


def test_first_weights_are_within_the_papers_bounds():
    net = seeded()
    for layer, fan_in in ((net.features.c1, 25), (net.features.c5, 400), (net.head.f6, 120)):
        for parameter in (layer.weight, layer.bias):
            assert parameter.abs().max() <= 2.4 / fan_in
        assert layer.weight.abs().max() > 0.9 * 2.4 / fan_in


def test_forward_is_minus_the_penalties():
    net, x = seeded(), torch.randn(3, 1, 32, 32)
    with torch.no_grad():
        assert torch.equal(net(x), -net.penalties(x))
        assert (net.penalties(x) >= 0).all()


def test_padding_is_background():
    small, large = seeded(image_size=28, padding=2), seeded()
    x = torch.randn(2, 1, 28, 28)
    with torch.no_grad():
        torch.testing.assert_close(small(x), large(nn.functional.pad(x, (2, 2, 2, 2), value=-0.1)))


def test_loss_is_equation_nine():
    penalties = torch.tensor([[1.0, 2.0, 4.0], [3.0, 0.5, 1.0]], dtype=torch.float64)
    y = torch.tensor([0, 2])
    terms = [
        penalties[p, y[p]]
        + torch.log(torch.exp(torch.tensor(-2.0, dtype=torch.float64)) + torch.exp(-penalties[p]).sum())
        for p in range(2)
    ]
    torch.testing.assert_close(lenet5_loss(penalties, y, j=2.0), sum(terms) / 2)


def test_loss_without_the_rubbish_class_is_the_cross_entropy_of_forward():
    penalties = torch.rand(5, 10, dtype=torch.float64) * 50
    y = torch.arange(5)
    torch.testing.assert_close(lenet5_loss(penalties, y, j=1e6), functional.cross_entropy(-penalties, y))


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"image_size": 28}, ValueError, r"image_size \+ 2 \* padding must be 32, got 28 \+ 2 \* 0 = 28"),
        ({"n_classes": 9}, ValueError, 'n_classes must be 10 for codes "digits", got 9; take codes "random"'),
        ({"codes": "ascii"}, ValueError, "codes must be one of 'digits', 'random', got 'ascii'"),
        ({"padding": -2}, ValueError, "padding must be >= 0, got -2"),
        ({"background": "white"}, TypeError, "background must be a number, got str"),
    ],
)
def test_fields_are_checked(options, error, message):
    with pytest.raises(error, match=message):
        LeNet5Config(**options)


def test_random_codes_are_saved_with_the_weights():
    first = LeNet5(LeNet5Config(n_classes=9, codes="random"), generator=torch.Generator().manual_seed(0))
    second = LeNet5(LeNet5Config(n_classes=9, codes="random"), generator=torch.Generator().manual_seed(1))
    second.load_state_dict(first.state_dict())
    x = torch.randn(2, 1, 32, 32)
    with torch.no_grad():
        assert torch.equal(first(x), second(x))
