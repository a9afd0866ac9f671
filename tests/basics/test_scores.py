"""Accuracy and R squared against scikit-learn, and their messages."""

import numpy as np
import pytest
import sklearn.metrics as reference

from lib.basics import accuracy_score, r2_score


def test_equal_to_scikit_learn_with_and_without_weights():
    rng = np.random.default_rng(0)
    for n in (2, 9, 100):
        y, y_pred, weight = rng.integers(0, 3, n), rng.integers(0, 3, n), rng.random(n)
        for w in (None, weight):
            assert accuracy_score(y, y_pred, w) == pytest.approx(reference.accuracy_score(y, y_pred, sample_weight=w))
            for shape in ((n,), (n, 2)):
                a, b = rng.normal(size=shape), rng.normal(size=shape)
                assert r2_score(a, b, w) == pytest.approx(reference.r2_score(a, b, sample_weight=w))


@pytest.mark.parametrize(("y_pred", "wanted"), [([3.0, 3.0], 1.0), ([3.0, 4.0], 0.0)])
def test_constant_target(y_pred, wanted):
    assert r2_score([3.0, 3.0], y_pred) == wanted == reference.r2_score([3.0, 3.0], y_pred)


def test_a_column_against_a_row_is_refused():
    with pytest.raises(ValueError, match=r"y_pred must have the shape of y_true, \(3,\), got \(3, 1\)"):
        r2_score(np.zeros(3), np.zeros((3, 1)))
    with pytest.raises(ValueError, match="y_true must hold at least one value, got none"):
        accuracy_score([], [])
