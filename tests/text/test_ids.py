"""Checks of token numbers."""

import numpy as np
import pytest

from lib.text.ids import as_ids


def test_lists_and_arrays_become_int64():
    for ids in ([1, 2], np.array([1, 2], dtype=np.uint8), (1, 2)):
        found = as_ids("ids", ids, 3)
        assert found.dtype == np.int64
        assert found.tolist() == [1, 2]
    assert as_ids("ids", [], 3).shape == (0,)
    assert as_ids("ids", [[1], [2]], n_axes=2).shape == (2, 1)


@pytest.mark.parametrize(
    ("ids", "n_axes", "kind", "message"),
    [
        ([[1]], 1, ValueError, r"ids must have shape \(time,\), got \(1, 1\)"),
        ([1], 2, ValueError, r"ids must have shape \(batch, time\), got \(1,\)"),
        ([0.5], 1, TypeError, "ids must be integers, got float64"),
        ([True], 1, TypeError, "ids must be integers, got bool"),
        ([0, 3], 1, ValueError, r"ids must lie in 0\.\.2, got 0\.\.3"),
        ([-1], 1, ValueError, r"ids must lie in 0\.\.2, got -1\.\.-1"),
    ],
)
def test_faults_are_named(ids, n_axes, kind, message):
    with pytest.raises(kind, match=message):
        as_ids("ids", ids, 3, n_axes)
