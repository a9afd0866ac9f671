import numpy as np
import pytest

from lib.plot.learning_curve import plot_learning_curve


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
