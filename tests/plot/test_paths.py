import numpy as np
import pytest

from lib.plot.paths import plot_paths

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
    assert income - duration >= 0.075 * 3.01 - 1e-9


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"coefficients must have shape \(3, 2\), got \(3, 3\)"):
        plot_paths([0.1, 1, 10], COEFFICIENTS, ["age", "income"])
    for alphas in ([0, 1, 10], [10, 1, 0.1]):
        with pytest.raises(ValueError, match="alphas must be positive and increasing"):
            plot_paths(alphas, COEFFICIENTS, ["a", "b", "c"])
