"""The number of features a node looks at."""

import numpy as np
import pytest

from lib.classical.trees import count_features


@pytest.mark.parametrize(
    ("max_features", "n_features", "count"),
    [
        (None, 10, 10),
        (3, 10, 3),
        (np.int64(3), 10, 3),
        (30, 10, 10),
        (0.35, 10, 3),
        (0.01, 10, 1),
        (1.0, 10, 10),
        ("sqrt", 15, 3),
        ("sqrt", 16, 4),
        ("sqrt", 1, 1),
        ("log2", 8, 3),
        ("log2", 1, 1),
    ],
)
def test_count(max_features, n_features, count):
    assert count_features(max_features, n_features) == count


@pytest.mark.parametrize(
    ("max_features", "error", "message"),
    [
        ("auto", ValueError, "max_features must be a number, 'sqrt', 'log2' or None, got 'auto'"),
        (0, ValueError, "max_features must be >= 1, got 0"),
        (0.0, ValueError, "max_features must be > 0 and <= 1, got 0.0"),
        (1.5, ValueError, "max_features must be > 0 and <= 1, got 1.5"),
        (True, TypeError, "max_features must be an integer, got bool"),
        ([1], TypeError, "max_features must be a number, got list"),
    ],
)
def test_what_is_no_number_of_features(max_features, error, message):
    with pytest.raises(error, match=message):
        count_features(max_features, 4)
