import numpy as np
import pytest
from matplotlib.text import Text

from lib.plot.style import style
from lib.plot.threshold import plot_threshold

Y, SCORES = [0, 0, 0, 1, 1], [0.1, 0.6, 0.5, 0.4, 0.9]


def test_a_score_at_the_threshold_counts_as_positive():
    table = plot_threshold(Y, SCORES, 0.5).axes[1]
    assert {text.get_position(): text.get_text() for text in table.texts} == {
        (0, 0): "1",
        (1, 0): "2",
        (0, 1): "1",
        (1, 1): "1",
    }


def test_the_three_parts_tell_one_story():
    rng = np.random.default_rng(1)
    y = np.arange(200) % 2
    figure = plot_threshold(y, rng.random(200) + 0.3 * y, 0.7, names=("repaid", "default"))
    histogram, table, roc = figure.axes
    counts = {text.get_position(): float(text.get_text()) for text in table.texts}
    false_rate, true_rate = roc.lines[-1].get_xydata()[0]
    assert false_rate == counts[1, 0] / (counts[0, 0] + counts[1, 0])
    assert true_rate == counts[1, 1] / (counts[0, 1] + counts[1, 1])
    *bars, outline = histogram.patches
    assert sum(bar.get_height() for bar in bars) == 100
    assert outline.get_xy()[1:-1:2, 1].sum() == 100
    assert [text.get_text() for text in histogram.get_legend().get_texts()] == ["repaid", "default", "threshold 0.70"]


def test_its_letters_can_be_read_on_a_phone():
    with style():
        figure = plot_threshold(Y, SCORES, 0.5)
        figure.canvas.draw()
    assert figure.get_figwidth() == 4.6
    assert min(text.get_fontsize() for text in figure.findobj(Text) if text.get_text()) >= 10


@pytest.mark.parametrize("threshold", [-1.0, 2.0])
def test_thresholds_outside_the_scores_can_be_drawn(threshold):
    table = plot_threshold(Y, SCORES, threshold).axes[1]
    assert sum(float(text.get_text()) for text in table.texts) == 5


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="scores must have as many entries as y, got 1 and 2"):
        plot_threshold([0, 1], [0.5], 0.5)
    with pytest.raises(TypeError, match="threshold"):
        plot_threshold(Y, SCORES, "half")
