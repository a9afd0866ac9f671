"""The size formula: against every window placed by hand, and against the sizes of published networks."""

import numpy as np
import pytest

from lib.layers import Conv2d, MaxPool2d, conv_output_size


def test_against_windows_placed_by_hand_over_a_grid():
    for size, kernel, stride, padding, dilation in np.ndindex(8, 4, 3, 3, 3):
        settings = (size + 1, kernel + 1, stride + 1, padding, dilation + 1)
        end, reach = size + 1 + 2 * padding, (dilation + 1) * kernel + 1
        by_hand = len(range(0, end - reach + 1, stride + 1))
        if by_hand:
            assert conv_output_size(*settings) == by_hand, settings


@pytest.mark.parametrize(
    ("settings", "size"),
    [((32, 5), 28), ((28, 2, 2), 14), ((224, 11, 4, 2), 55), ((55, 3, 2), 27), ((224, 7, 2, 3), 112)],
)
def test_sizes_of_published_networks(settings, size):
    """LeNet-5's first two layers, AlexNet's first two, ResNet's first."""
    assert conv_output_size(*settings) == size


def test_it_is_what_the_layers_give():
    for stride, padding, dilation in np.ndindex(3, 3, 2):
        settings = {"stride": stride + 1, "padding": padding, "dilation": dilation + 1}
        wanted = conv_output_size(9, 3, **settings)
        assert Conv2d(1, 1, 3, **settings)(np.zeros((1, 9, 9))).shape == (1, wanted, wanted)
    assert MaxPool2d(3, 2, ceil_mode=True)(np.zeros((1, 8, 8))).shape[1] == conv_output_size(8, 3, 2, ceil_mode=True)


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ((5, 3, 1, 0, 3), ValueError, r"size \+ 2 \* padding must be at least the window's reach 7, got 5"),
        ((-1, 3), ValueError, "size must be >= 0, got -1"),
        ((5, 0), ValueError, "kernel_size must be >= 1, got 0"),
        ((5, 3, 0), ValueError, "stride must be >= 1, got 0"),
        ((5, 3, 1, -1), ValueError, "padding must be >= 0, got -1"),
        ((5, 3, 1, 0, 0), ValueError, "dilation must be >= 1, got 0"),
        ((5, 3.0), TypeError, "kernel_size must be an integer, got float"),
        ((5, 3, 1, 0, 1, 1), TypeError, "ceil_mode must be True or False, got 1"),
    ],
)
def test_settings_are_checked(settings, error, message):
    with pytest.raises(error, match=message):
        conv_output_size(*settings)
