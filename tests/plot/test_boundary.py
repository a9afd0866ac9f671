import numpy as np
import pytest

from lib.plot.boundary import plot_boundary

X = [[0.0, 1.0], [1.0, 0.0], [0.5, 0.9]]


def test_regions_and_points():
    def predict(points):
        return np.where(points[:, 0] > points[:, 1], "right", "left")

    ax = plot_boundary(predict, X, ["left", "right", "left"], names=("age", "income"), n_grid=50).axes[0]
    regions = ax.images[0].get_array()
    assert regions.shape == (50, 50)
    assert (regions[0, -1], regions[-1, 0]) == (1, 0), "lower right is class 1, upper left class 0"
    assert [len(points.get_offsets()) for points in ax.collections] == [2, 1]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("age", "income")
    markers = {points.get_paths()[0].vertices.tobytes() for points in ax.collections}
    assert len(markers) == 2, "classes differ by marker too"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"X": [[1, 2, 3]] * 3}, r"X must have shape \(n_samples, 2\) to be drawn in a plane, got \(3, 3\)"),
        ({"y": [0, 1]}, r"y must have shape \(3,\), got \(2,\)"),
        ({"X": np.random.default_rng(0).random((8, 2)), "y": range(8)}, "at most 7 different labels, got 8"),
        ({"predict": lambda points: points}, r"predict must return shape \(400,\), got \(400, 2\)"),
        ({"predict": lambda points: np.full(len(points), 7)}, r"predict must return labels that y holds, got \[7\]"),
        ({"n_grid": 1}, "n_grid"),
    ],
)
def test_what_does_not_fit_is_refused(change, message):
    arguments = {"predict": lambda points: np.zeros(len(points), int), "X": X, "y": [0, 1, 0], "n_grid": 20, **change}
    with pytest.raises(ValueError, match=message):
        plot_boundary(**arguments)
