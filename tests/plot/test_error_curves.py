import numpy as np
import pytest

from lib.plot.canvas import new_axes
from lib.plot.error_curves import plot_error_curves


def test_the_curves_are_the_numbers_given():
    ax = new_axes()
    figure = plot_error_curves([1, 2, 3], [3, 2, 1], [4, 3, 5], xlabel="degree", ylabel="MSE", chosen=2, ax=ax)
    assert figure is ax.figure
    training, validation, chosen = ax.lines
    assert np.array_equal(training.get_xydata(), [[1, 3], [2, 2], [3, 1]])
    assert np.array_equal(validation.get_ydata(), [4, 3, 5])
    assert list(chosen.get_xdata()) == [2, 2]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("degree", "MSE")
    assert training.get_marker() != validation.get_marker()
    assert training.get_linestyle() != validation.get_linestyle()


def test_log_axis_on_demand():
    assert plot_error_curves([1, 2], [1, 2], [3, 4], xlabel="x").axes[0].get_yscale() == "linear"
    assert plot_error_curves([1, 2], [1, 2], [3, 4], xlabel="x", logy=True).axes[0].get_yscale() == "log"


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="validation must have as many entries as x, got 2 and 3"):
        plot_error_curves([1, 2, 3], [1, 2, 3], [1, 2], xlabel="x")
    with pytest.raises(ValueError, match="errors must be positive on a logarithmic axis"):
        plot_error_curves([1, 2], [1, 0], [1, 2], xlabel="x", logy=True)
