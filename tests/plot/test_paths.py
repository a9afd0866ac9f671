from itertools import pairwise

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from lib.plot.paths import NAME_GAP, plot_paths
from lib.plot.style import style

COEFFICIENTS = [[2, -1, -1.01], [1, -0.5, 0], [0.1, 0, 0]]


def test_one_named_line_for_each_coefficient():
    ax = plot_paths([0.1, 1, 10], COEFFICIENTS, ["age", "income", "duration"], chosen=2).axes[0]
    lines = [line.get_ydata() for line in ax.lines if len(line.get_ydata()) == 3]
    assert np.array_equal(np.transpose(lines), COEFFICIENTS)
    assert [text.get_text() for text in ax.texts] == ["age", "income", "duration"]
    assert ax.get_xscale() == "log"


def test_names_keep_their_order_and_do_not_overlap():
    ax = plot_paths([0.1, 1, 10], COEFFICIENTS, ["age", "income", "duration"]).axes[0]
    age, income, duration = (text.xy[1] for text in ax.texts)
    assert age > income > duration
    assert income - duration >= NAME_GAP * 3.01 - 1e-9


def test_crowded_names_stand_clear_of_each_other_in_the_books_style():
    names = [f"column {i}" for i in range(10)]
    with style():
        figure = plot_paths([0.1, 1, 10], [np.linspace(0, 1, 10) ** 3, [0.0] * 10, [0.0] * 10], names)
        assert figure.get_size_inches().tolist() == [4.6, 3.8]
        FigureCanvasAgg(figure).draw()
        boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    assert all(upper.y0 >= lower.y1 for lower, upper in pairwise(boxes))
    assert min(box.x0 for box in boxes) >= 0


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"coefficients must have shape \(3, 2\), got \(3, 3\)"):
        plot_paths([0.1, 1, 10], COEFFICIENTS, ["age", "income"])
    for alphas in ([0, 1, 10], [10, 1, 0.1]):
        with pytest.raises(ValueError, match="alphas must be positive and increasing"):
            plot_paths(alphas, COEFFICIENTS, ["a", "b", "c"])
