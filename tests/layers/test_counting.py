"""Sizes and costs counted against formulas."""

import pytest

from lib.layers import (
    AvgPool2d,
    BatchNorm1d,
    BatchNorm2d,
    Conv1d,
    Conv2d,
    Dropout,
    Embedding,
    Flatten,
    Linear,
    MaxPool2d,
    Module,
    ReLU,
    Sequential,
    count_multiply_adds,
    parameter_counts,
)


@pytest.mark.parametrize("depth", [1, 2, 5, 10])
def test_cost_grows_in_proportion_to_depth(depth):
    model = Sequential(*[Linear(512, 512) for _ in range(depth)])
    assert count_multiply_adds(model, (512,)) == depth * 262_144
    assert sum(parameter_counts(model).values()) == depth * (512 * 512 + 512)


def test_a_net_has_no_parameters_for_its_input():
    counts = parameter_counts(Sequential(Linear(4, 10), ReLU(), Linear(10, 1)))
    assert counts == {"0.weight": 40, "0.bias": 10, "2.weight": 10, "2.bias": 1}


def test_frozen_and_tied_parameters():
    model = Sequential(Linear(3, 3), Linear(3, 3))
    model[1].weight = model[0].weight
    model[0].bias.requires_grad_(False)
    assert parameter_counts(model) == {"0.weight": 9, "0.bias": 3, "1.bias": 3}
    assert parameter_counts(model, trainable=True) == {"0.weight": 9, "1.bias": 3}


def test_rows_and_repeated_calls_count():
    layer = Linear(4, 4)
    assert count_multiply_adds(Sequential(layer, ReLU(), layer), (4,)) == 32
    assert count_multiply_adds(layer, (7, 4)) == 7 * 16
    assert count_multiply_adds(Sequential(Embedding(9, 4), layer), (7,), dtype=int) == 7 * 16


def test_each_place_of_a_filter_counts():
    assert count_multiply_adds(Conv2d(3, 8, 3, padding=1), (3, 10, 12)) == 8 * 3 * 9 * 10 * 12
    assert count_multiply_adds(Conv2d(4, 8, (1, 3), stride=2, groups=4), (4, 10, 12)) == 8 * 1 * 3 * 5 * 5
    assert count_multiply_adds(Conv1d(3, 8, 5), (3, 20)) == 8 * 3 * 5 * 16


def test_pooling_and_norms_multiply_no_weights_but_make_what_follows_cheaper():
    def cost(*between):
        model = Sequential(Conv2d(1, 4, 3, padding=1), BatchNorm2d(4), *between, Conv2d(4, 8, 3, padding=1), Flatten())
        return count_multiply_adds(model, (1, 8, 8))

    assert cost() == 4 * 9 * 64 + 8 * 36 * 64
    assert cost(MaxPool2d(2)) == cost(AvgPool2d(2)) == 4 * 9 * 64 + 8 * 36 * 16


def test_depthwise_separable_layers_cost_less():
    """Howard et al. (2017), MobileNets, equations 2 to 5: the share is 1/out_channels + 1/k^2."""
    plain = count_multiply_adds(Conv2d(32, 64, 3, padding=1), (32, 14, 14))
    parts = Sequential(Conv2d(32, 32, 3, padding=1, groups=32), Conv2d(32, 64, 1))
    assert count_multiply_adds(parts, (32, 14, 14)) / plain == pytest.approx(1 / 64 + 1 / 9)


def test_the_model_is_left_as_it_was():
    model = Sequential(Linear(4, 3), BatchNorm1d(3), Dropout(), Linear(3, 2))
    model[1].eval()
    count_multiply_adds(model, (4,))
    assert [module.training for module in model.modules()] == [True, True, False, True, True]
    assert model[1].num_batches_tracked.item() == 0
    assert all(not module._hooks for module in model.modules())


def test_it_is_left_so_even_after_an_error():
    class Broken(Module):
        def forward(self, x):
            raise ZeroDivisionError("no output")

    model = Sequential(Linear(2, 2), Broken())
    with pytest.raises(ZeroDivisionError, match="no output"):
        count_multiply_adds(model, (2,))
    assert all(module.training and not module._hooks for module in model.modules())


@pytest.mark.parametrize(
    ("model", "shape", "error", "message"),
    [
        ("model", (2,), TypeError, "model must be a Module, got str"),
        (ReLU(), (2.0,), TypeError, "input_shape must be an integer, got float"),
        (ReLU(), (-2,), ValueError, "input_shape must be >= 0, got -2"),
    ],
)
def test_arguments_are_checked(model, shape, error, message):
    with pytest.raises(error, match=message):
        count_multiply_adds(model, shape)
