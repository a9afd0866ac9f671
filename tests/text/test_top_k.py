"""Top-k."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.text import keep_top_k


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-5, 5), min_size=1, max_size=12), st.integers(1, 14))
def test_a_token_stays_if_fewer_than_k_are_likelier(logits, k):
    kept = keep_top_k(np.array(logits, dtype=float), k)
    for value, found in zip(logits, kept):
        n_likelier = sum(other > value for other in logits)
        assert found == (value if n_likelier < k else -np.inf)


def test_rows_are_on_their_own_and_the_argument_is_left_alone():
    logits = np.array([[[1.0, 2.0, 3.0]], [[3.0, 1.0, 2.0]]])
    before = logits.copy()
    assert keep_top_k(logits, 1).tolist() == [[[-np.inf, -np.inf, 3.0]], [[3.0, -np.inf, -np.inf]]]
    keep_top_k(logits, 3)[...] = 0
    assert np.array_equal(logits, before)


def test_k_is_positive():
    with pytest.raises(ValueError, match="k must be >= 1, got 0"):
        keep_top_k([1.0], 0)
