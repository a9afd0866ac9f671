import numpy as np
import pytest

from lib.plot.decomposition import plot_decomposition


def test_the_sum_is_that_of_the_parts_and_the_points_are_given():
    ax = plot_decomposition([1, 2], [3, 1], [0.2, 0.5], 1.0, [4.3, 2.4], xlabel="degree", logy=True).axes[0]
    by_name = {line.get_label(): line for line in ax.lines}
    assert np.allclose(by_name["sum of the three"].get_ydata(), [4.2, 2.5])
    assert by_name["error on fresh samples"].get_ydata().tolist() == [4.3, 2.4]
    assert set(by_name["noise"].get_ydata()) == {1.0}
    assert ax.get_yscale() == "log"


def test_lengths_must_fit():
    with pytest.raises(ValueError, match="error must have as many entries as x, got 1 and 2"):
        plot_decomposition([1, 2], [3, 1], [0.2, 0.5], 1.0, [4.3], xlabel="degree")
