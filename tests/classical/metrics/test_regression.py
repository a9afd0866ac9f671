"""Mean squared and mean absolute error."""

import numpy as np
import pytest

from lib.classical import AbsoluteError, SquaredError, mean_absolute_error, mean_squared_error


def test_by_hand():
    assert mean_squared_error([1.0, 2.0], [3.0, 2.0]) == 2.0
    assert mean_absolute_error([1.0, 2.0], [3.0, 2.0]) == 1.0
    assert mean_squared_error([1.0, 2.0], [3.0, 2.0], sample_weight=[1, 3]) == 1.0


def test_they_are_the_losses():
    rng = np.random.default_rng(0)
    y, y_pred, weight = rng.normal(size=9), rng.normal(size=9), rng.random(9)
    assert mean_squared_error(y, y_pred, sample_weight=weight) == SquaredError().value(y, y_pred, weight)
    assert mean_absolute_error(y, y_pred, sample_weight=weight) == AbsoluteError().value(y, y_pred, weight)


@pytest.mark.parametrize("metric", [mean_squared_error, mean_absolute_error])
def test_a_column_against_a_row_is_stopped(metric):
    with pytest.raises(ValueError, match=r"must have the same shape, got \(2, 1\) and \(2,\)"):
        metric([[1.0], [2.0]], [1.0, 2.0])
