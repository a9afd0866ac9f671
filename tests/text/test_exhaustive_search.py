"""The search that looks at everything."""

import numpy as np
import pytest

from lib.text import beam_search, exhaustive_search


def trap(ids):
    """Two tokens: the likelier first one has the worse seconds."""
    first = np.tile([0.6, 0.4], (len(ids), 1))
    second = np.array([[0.5, 0.5], [0.05, 0.95]])
    return np.log(first if ids.shape[1] == 0 else second[ids[:, -1]])


def test_greedy_finds_thirty_percent_the_best_is_thirty_eight():
    best = exhaustive_search(trap, (), 2)
    assert np.exp([text.log_prob for text in best]) == pytest.approx([0.38, 0.30, 0.30, 0.02])
    assert best[0].ids == (1, 1)
    assert np.exp(beam_search(trap, (), 2, width=1)[0].log_prob) == pytest.approx(0.30)


def test_all_texts_that_end_in_some_way_add_up_to_one():
    found = exhaustive_search(trap, (), 6, eos_id=0)
    assert len(found) == 7  # stops after 1 to 6 tokens, or never
    assert np.exp([text.log_prob for text in found]).sum() == pytest.approx(1)


def test_too_many_are_refused():
    with pytest.raises(ValueError, match="max_texts must be at least 1,024 to rank all texts, got 1,000"):
        exhaustive_search(trap, (), 10, max_texts=1000)
