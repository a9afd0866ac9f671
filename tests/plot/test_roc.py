import numpy as np
import pytest

from lib.plot.roc import plot_roc

Y, SCORES = [0, 0, 1, 1], [0.1, 0.6, 0.4, 0.9]


def test_the_point_stands_at_its_threshold():
    ax = plot_roc(Y, SCORES, threshold=0.5).axes[0]
    assert ax.lines[-1].get_xydata().tolist() == [[0.5, 0.5]]
    assert len(plot_roc(Y, SCORES).axes[0].lines) == 2


@pytest.mark.parametrize("threshold", np.linspace(0, 1, 11))
def test_the_point_lies_on_the_curve(threshold):
    rng = np.random.default_rng(0)
    y = np.arange(60) % 2
    ax = plot_roc(y, rng.random(60) + 0.3 * y, threshold=threshold).axes[0]
    curve, point = ax.lines[1].get_xydata(), ax.lines[2].get_xydata()[0]
    steps = np.linspace(curve[:-1], curve[1:], 200).reshape(-1, 2)
    assert abs(steps - point).max(axis=1).min() < 0.01


def test_labels_must_be_binary():
    with pytest.raises(ValueError, match="y must be made of both 0 and 1"):
        plot_roc([1, 1], [0.2, 0.3])
