import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from lib.plot.canvas import binary_columns, columns, figure_of, log_axis, new_axes


def test_new_axes_are_unknown_to_pyplot():
    before = plt.get_fignums()
    ax = new_axes(size=(4, 3))
    assert figure_of(ax).get_size_inches().tolist() == [4, 3]
    assert plt.get_fignums() == before


def test_given_axes_are_used():
    ax = Figure().subplots()
    assert new_axes(ax) is ax


def test_the_whole_figure_is_found_from_a_part():
    figure = Figure()
    part = figure.subfigures(1, 2)[0]
    assert figure_of(part.subplots()) is figure


def test_wrong_axes_are_refused():
    with pytest.raises(TypeError, match="ax must be a matplotlib Axes or None, got Figure"):
        new_axes(Figure())
    ax = new_axes()
    ax.remove()
    with pytest.raises(ValueError, match="ax must belong to a figure"):
        figure_of(ax)


def test_columns_must_fit():
    with pytest.raises(ValueError, match="y must have as many entries as x, got 3 and 2"):
        columns(x=[1, 2], y=[1, 2, 3])
    with pytest.raises(ValueError, match="x must be a 1D array"):
        columns(x=[[1, 2]])


@pytest.mark.parametrize("y", [[0, 0], [1, 1], [0, 1, 2]])
def test_labels_must_be_zero_and_one(y):
    with pytest.raises(ValueError, match="y must be made of both 0 and 1, got"):
        binary_columns(y, np.zeros(len(y)))


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0.2, 3, ["0.2", "0.5", "1", "2"]),
        (1, 90, ["1", "3", "10", "30"]),
        (1, 10_000, ["1", "10", "100", "1000", "10000"]),
    ],
)
def test_log_labels_are_plain_numbers(low, high, labels):
    ax = new_axes()
    ax.plot([0, 1], [low, high])
    log_axis(ax, "y")
    assert set(labels) <= {label.get_text() for label in ax.get_yticklabels()}


def test_long_spans_get_powers():
    ax = new_axes()
    ax.plot([1e-8, 1e8], [0, 1])
    log_axis(ax, "x")
    assert all("10" in label.get_text() for label in ax.get_xticklabels())
    assert any("{-" in label.get_text() for label in ax.get_xticklabels())
