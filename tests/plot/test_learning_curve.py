import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from lib.plot.learning_curve import plot_learning_curve
from lib.plot.style import style


def test_median_and_band_are_those_of_the_repeats():
    rng = np.random.default_rng(0)
    errors = rng.uniform(1, 2, size=(3, 101))
    figure = plot_learning_curve([10, 100, 1000], errors, errors + 1, noise=0.5, coverage=0.5)
    ax = figure.axes[0]
    training, validation, noise = ax.lines
    assert np.allclose(training.get_ydata(), np.median(errors, axis=1))
    assert np.allclose(validation.get_ydata(), np.median(errors, axis=1) + 1)
    assert set(noise.get_ydata()) == {0.5}
    corners = ax.collections[0].get_paths()[0].vertices
    low, high = np.quantile(errors[1], [0.25, 0.75])
    at_100 = corners[np.isclose(corners[:, 0], 100), 1]
    assert np.allclose([at_100.min(), at_100.max()], [low, high])
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert ax.get_legend().get_title().get_text() == "median, band: 50% of repeats"


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"training must have shape \(2, n_repeats\), got \(1, 2\)"):
        plot_learning_curve([1, 2], [[1, 2]], [[1, 2]])
    with pytest.raises(ValueError, match="n_samples and training must be positive"):
        plot_learning_curve([1, 2], [[1, 0], [1, 1]], [[1, 2], [1, 1]])
    with pytest.raises(ValueError, match="coverage"):
        plot_learning_curve([1], [[1]], [[1]], coverage=1)


def test_the_legend_leaves_the_median_curves_free():
    sizes = np.array([30, 60, 120, 240, 480, 960])
    spread = np.random.default_rng(0).gamma(30, 1 / 30, size=(2, 6, 40))
    training, validation = (4 * (1 + sign * 20 / sizes[:, None]) * s for sign, s in zip((-1, 1), spread))
    with style():
        figure = plot_learning_curve(sizes, training, validation, noise=4)
        assert figure.get_size_inches().tolist() == [4.6, 3.6]
        FigureCanvasAgg(figure).draw()
        ax = figure.axes[0]
        box = ax.get_legend().get_window_extent()
        points = [ax.transData.transform(line.get_xydata()) for line in ax.lines[:2]]
    assert not any(box.contains(*point) for line in points for point in line)
