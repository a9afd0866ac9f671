from types import SimpleNamespace

import numpy as np
import pytest

from lib.plot.canvas import new_axes
from lib.plot.history import plot_history


def history(losses=(4.0, 3.0, 2.0, 1.0), evaluated=((2, 3.5), (4, 3.6))):
    """Return what `plot_history` reads of a History, without torch."""

    class Run(SimpleNamespace):
        def __len__(self):
            return len(self.step)

    return Run(
        step=list(range(1, len(losses) + 1)),
        loss=list(losses),
        evaluated_step=[step for step, _ in evaluated],
        validation_loss=[loss for _, loss in evaluated],
        metrics={"accuracy": [0.5, 0.75]} if evaluated else {},
        best_step=2 if evaluated else None,
    )


def test_the_curves_are_the_numbers_given():
    ax = new_axes()
    assert plot_history(history(), ylabel="nats per token", ax=ax) is ax.figure
    training, validation, lowest = ax.lines
    assert np.array_equal(training.get_xydata(), [[1, 4], [2, 3], [3, 2], [4, 1]])
    assert np.array_equal(validation.get_xydata(), [[2, 3.5], [4, 3.6]])
    assert list(lowest.get_xdata()) == [2, 2]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("update", "nats per token")
    assert training.get_linestyle() != validation.get_linestyle()
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["training", "validation", "lowest: step 2"]


def test_a_running_mean_stands_at_the_end_of_its_window():
    single, mean, *_ = plot_history(history(), window=3).axes[0].lines
    assert np.array_equal(single.get_ydata(), [4, 3, 2, 1])
    assert np.allclose(mean.get_xydata(), [[3, 3], [4, 2]])
    assert mean.get_label() == "training, mean of 3"


def test_a_metric_alone():
    ax = plot_history(history(), metric="accuracy", logy=True).axes[0]
    (line,) = ax.lines
    assert np.array_equal(line.get_xydata(), [[2, 0.5], [4, 0.75]])
    assert (ax.get_ylabel(), ax.get_yscale()) == ("accuracy", "linear")


def test_without_evaluation_and_on_a_logarithmic_axis():
    ax = plot_history(history(evaluated=()), logy=True).axes[0]
    assert [line.get_label() for line in ax.lines] == ["training"]
    assert ax.get_yscale() == "log"
    assert plot_history(history()).axes[0].get_yscale() == "linear"


def test_many_updates_bear_no_markers():
    (few,) = plot_history(history(np.ones(40), evaluated=())).axes[0].lines
    (many,) = plot_history(history(np.ones(41), evaluated=())).axes[0].lines
    assert (few.get_marker(), many.get_marker()) == ("s", "")


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"metric must be one of \['accuracy'\], got 'f1'"):
        plot_history(history(), metric="f1")
    with pytest.raises(ValueError, match="history must hold at least one update, got none"):
        plot_history(history([], evaluated=()))
    with pytest.raises(ValueError, match="window must be >= 1 and <= 4, got 5"):
        plot_history(history(), window=5)
    with pytest.raises(ValueError, match="losses must be positive on a logarithmic axis"):
        plot_history(history([1.0, 0.0]), logy=True)
    with pytest.raises(TypeError, match="ax must be a matplotlib Axes or None, got str"):
        plot_history(history(), ax="here")
