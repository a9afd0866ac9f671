"""Top-p, the nucleus."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.text import keep_top_p


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(1, 20), min_size=1, max_size=10), st.floats(0.01, 0.999))
def test_the_nucleus_is_the_shortest_list_that_suffices(amounts, p):
    chances = np.array(amounts) / sum(amounts)
    order = sorted(range(len(chances)), key=lambda token: (-chances[token], token))
    sums = [sum(chances[order[: n + 1]]) for n in range(len(order))]
    if min(abs(total - p) for total in sums) < 1e-9:
        return  # a tie that rounding decides
    size = next(n for n, total in enumerate(sums, start=1) if total >= p)
    kept = keep_top_p(np.log(chances), p)
    assert set(np.flatnonzero(kept > -np.inf)) == set(order[:size])


def test_ends_of_the_range():
    logits = np.log([[0.25, 0.25, 0.5], [0.9, 0.05, 0.05]])
    assert np.array_equal(keep_top_p(logits, 1.0), logits)
    assert (keep_top_p(logits, 1e-12) > -np.inf).tolist() == [[False, False, True], [True, False, False]]
    assert (keep_top_p(logits, 0.75 - 1e-9) > -np.inf)[0].tolist() == [True, False, True]  # of equals, the first


@pytest.mark.parametrize(("p", "message"), [(0, "p must be > 0 and <= 1, got 0"), (1.1, "p must be .* got 1.1")])
def test_p_is_a_share(p, message):
    with pytest.raises(ValueError, match=message):
        keep_top_p([1.0], p)
