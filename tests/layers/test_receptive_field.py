"""Receptive fields: published sizes, and the pixels that a gradient finds."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import (
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    Flatten,
    Linear,
    MaxPool2d,
    ReceptiveField,
    ReLU,
    Sequential,
    receptive_field,
)


def test_a_stack_of_small_filters_grows_by_the_kernel():
    assert [field.size for field in receptive_field([(3,)] * 6)] == [3, 5, 7, 9, 11, 13]
    assert receptive_field([(3, 2), (3, 2), (3, 2)])[-1][:2] == (15, 8)
    assert receptive_field([]) == []


def test_published_sizes():
    """VGG-16 up to its last pooling 212; AlexNet up to its last pooling 195 (Araujo et al. 2019, table 1)."""
    block = [(3, 1, 1)] * 2 + [(2, 2)], [(3, 1, 1)] * 3 + [(2, 2)]
    vgg = [layer for which in (0, 0, 1, 1, 1) for layer in block[which]]
    assert receptive_field(vgg)[-1].size == 212
    alexnet = [(11, 4, 2), (3, 2), (5, 1, 2), (3, 2), (3, 1, 1), (3, 1, 1), (3, 1, 1), (3, 2)]
    assert receptive_field(alexnet)[-1].size == 195


NETS = {
    "plain": Sequential(Conv2d(1, 2, 3, rng=0), ReLU(), Conv2d(2, 1, 3, rng=1)),
    "strides": Sequential(
        Conv2d(1, 2, (3, 5), stride=(2, 1), padding=(1, 2), rng=0), Conv2d(2, 1, 3, padding=1, rng=1)
    ),
    "pooling": Sequential(Conv2d(1, 2, 3, padding="same", rng=0), AvgPool2d(2), BatchNorm2d(2), Conv2d(2, 1, 3, rng=1)),
    "dilated": Sequential(Conv2d(1, 1, 3, dilation=(2, 3), rng=0), Conv2d(1, 1, 2, dilation=2, rng=1)),
}


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("axis", [0, 1])
def test_it_is_where_the_gradient_of_an_output_is_not_zero(name, axis):
    model = NETS[name].eval()
    x = Tensor(np.random.default_rng(0).random((1, 1, 30, 31)) + 1, requires_grad=True)
    y = model(x)
    middle = y.shape[2] // 2, y.shape[3] // 2
    upstream = np.zeros(y.shape)
    upstream[0, 0][middle] = 1
    for layer in model.children():  # positive weights: no product cancels, no ReLU is shut
        for parameter in layer.parameters():
            parameter.data[...] = np.abs(parameter.data) + 0.1
    y = model(x)
    y.backward(upstream)
    seen = np.flatnonzero(x.grad[0, 0].any(axis=1 - axis))
    field = receptive_field(model, axis)[-1]
    assert seen[-1] - seen[0] + 1 == field.size
    assert (seen[0] + seen[-1]) / 2 == field.start + field.jump * middle[axis]


def test_layers_and_tuples_say_the_same():
    layers = [Conv2d(1, 1, 3, 2, 1), ReLU(), MaxPool2d(3, 2, padding=1, dilation=1), Conv2d(1, 1, 3, dilation=2)]
    windows = [(3, 2, 1), (1,), (3, 2, 1), (3, 1, 0, 2)]
    assert receptive_field(layers) == receptive_field(Sequential(*layers)) == receptive_field(windows)
    assert receptive_field(windows)[0] == ReceptiveField(3, 2, 0.0)


@pytest.mark.parametrize(
    ("layers", "options", "error", "message"),
    [
        ([Linear(2, 2)], {}, TypeError, "layers must hold .*, got Linear"),
        (Sequential(Conv2d(1, 1, 3), Flatten()), {}, TypeError, "layers must hold .*, got Flatten"),
        ([3], {}, TypeError, "layers must hold .*, got int"),
        ([()], {}, TypeError, "layers must hold .*, got tuple"),
        ([(0,)], {}, ValueError, "kernel_size must be >= 1, got 0"),
        ([(3, 0)], {}, ValueError, "stride must be >= 1, got 0"),
        ([(3, 1, -1)], {}, ValueError, "padding must be >= 0, got -1"),
        ([(3, 1, 0, 0)], {}, ValueError, "dilation must be >= 1, got 0"),
        ([(3,)], {"axis": 2}, ValueError, "axis must be one of 0, 1, got 2"),
    ],
)
def test_arguments_are_checked(layers, options, error, message):
    with pytest.raises(error, match=message):
        receptive_field(layers, **options)
