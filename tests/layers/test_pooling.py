"""Pooling layers: settings, defaults, no parameters, any size of picture, invariance that is only approximate."""

import numpy as np
import pytest

from lib.layers import AdaptiveAvgPool2d, AdaptiveMaxPool2d, AvgPool2d, Conv2d, Flatten, Linear, MaxPool2d, Sequential

POOLS = [MaxPool2d(2), AvgPool2d(2), AdaptiveAvgPool2d(1), AdaptiveMaxPool2d(1)]


@pytest.mark.parametrize("layer", POOLS, ids=lambda layer: type(layer).__name__)
def test_there_are_no_parameters_and_each_channel_stands_alone(layer):
    assert list(layer.parameters()) == []
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 6))
    together = layer(x).data
    for channel in range(3):
        np.testing.assert_allclose(layer(x[:, [channel]]).data, together[:, [channel]], rtol=1e-15)


def test_windows_lie_side_by_side_unless_told_otherwise():
    assert MaxPool2d((2, 3)).stride == (2, 3)
    assert MaxPool2d(3)(np.zeros((1, 9, 9))).shape == (1, 3, 3)
    assert AvgPool2d(3, 2)(np.zeros((1, 9, 9))).shape == (1, 4, 4)
    assert MaxPool2d(3, 2)(np.zeros((1, 1, 55, 55))).shape == (1, 1, 27, 27)  # AlexNet's overlapping windows


def test_a_shift_by_a_pixel_changes_most_maxima():
    x = np.random.default_rng(0).normal(size=(1, 1, 64, 64))
    y, moved = MaxPool2d(2)(x).data, MaxPool2d(2)(np.roll(x, 1, axis=-1)).data
    assert 0.5 < (y != moved).mean() < 0.9


def test_with_global_pooling_pictures_of_any_size_fit():
    model = Sequential(Conv2d(1, 4, 3, rng=0), AdaptiveAvgPool2d(1), Flatten(), Linear(4, 2, rng=0))
    for shape in ((5, 5), (28, 28), (9, 40)):
        assert model(np.ones((2, 1, *shape))).shape == (2, 2)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: MaxPool2d(0), ValueError, "kernel_size must be >= 1, got 0"),
        (lambda: MaxPool2d(2, stride=(1, 0)), ValueError, "stride must be >= 1, got 0"),
        (lambda: MaxPool2d(2, padding=-1), ValueError, "padding must be >= 0, got -1"),
        (lambda: MaxPool2d(2, dilation="2"), TypeError, "dilation must be an integer or a pair of integers, got str"),
        (lambda: MaxPool2d(2, ceil_mode=1), TypeError, "ceil_mode must be True or False, got 1"),
        (lambda: AvgPool2d((2, 2, 2)), ValueError, "kernel_size must be one integer or two, got 3"),
        (lambda: AvgPool2d(2, count_include_pad="yes"), TypeError, "count_include_pad must be True or False"),
        (lambda: AvgPool2d(2, divisor_override=0), ValueError, "divisor_override must be >= 1, got 0"),
        (lambda: AdaptiveAvgPool2d((1, 0)), ValueError, "output_size must be >= 1, got 0"),
        (lambda: AdaptiveMaxPool2d((1, 1, 1)), ValueError, "output_size must be one integer or two, got 3"),
        (lambda: MaxPool2d(3)(np.ones((1, 2, 2))), RuntimeError, "input must be at least as large as the window"),
    ],
)
def test_settings_are_checked(call, error, message):
    with pytest.raises(error, match=message):
        call()
