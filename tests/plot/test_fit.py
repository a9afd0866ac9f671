import numpy as np
import pytest

from lib.plot.fit import plot_fit


def test_points_fit_and_truth():
    ax = plot_fit([0, 1, 2], [0, 1, 4], lambda X: 2 * X[:, 0], truth=lambda x: x**2, ylim=(-1, 5)).axes[0]
    truth, fit = ax.lines
    x = fit.get_xdata()
    assert (x.min(), x.max()) == (0, 2)
    assert np.allclose(fit.get_ydata(), 2 * x)
    assert np.allclose(truth.get_ydata(), x**2)
    assert np.array_equal(ax.collections[0].get_offsets(), [[0, 0], [1, 1], [2, 4]])
    assert ax.get_ylim() == (-1, 5)


def test_a_wild_curve_does_not_move_the_limits():
    ax = plot_fit([0, 1, 2], [0, 1, 4], lambda X: 1000 * X[:, 0]).axes[0]
    assert ax.get_ylim() == (-1, 5)
    assert len(ax.lines) == 1


def test_a_curve_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"the fit must have shape \(300,\) on the grid, got \(300, 1\)"):
        plot_fit([0, 1], [0, 1], lambda X: X)
    with pytest.raises(ValueError, match=r"the truth must have shape \(300,\) on the grid, got \(\)"):
        plot_fit([0, 1], [0, 1], lambda X: X[:, 0], truth=lambda x: 1)
    with pytest.raises(ValueError, match="y must have as many entries as x"):
        plot_fit([0, 1], [0], lambda X: X[:, 0])
