import numpy as np
import pytest

from lib.plot.residuals import plot_residuals


def test_target_minus_prediction_against_prediction():
    ax = plot_residuals([1, 2, 5], [1, 3, 3], unit="km").axes[0]
    assert np.array_equal(ax.collections[0].get_offsets(), [[1, 0], [3, -1], [3, 2]])
    low, high = ax.get_ylim()
    assert low == -high
    assert high > 2
    assert ax.get_xlabel() == "prediction (km)"


def test_a_perfect_fit_can_be_drawn():
    assert plot_residuals([1, 2], [1, 2]).axes[0].get_ylim() == (-1, 1)


def test_lengths_must_fit():
    with pytest.raises(ValueError, match="y_pred must have as many entries as y, got 1 and 2"):
        plot_residuals([1, 2], [1])
