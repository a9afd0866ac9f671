"""Counts of n-grams against a dictionary."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.text.ngram_counts import count_left_neighbours, count_ngrams

VOCAB_SIZE = 4
TEXTS = st.lists(st.lists(st.integers(0, VOCAB_SIZE - 1), max_size=12), min_size=1, max_size=4).filter(any)


def spelled(levels):
    """Return the n-grams of each level as tuples, in the order of their numbers."""
    found = [[()]]
    for level in levels:
        found.append([(*found[-1][c], w) for c, w in zip(level.contexts.tolist(), level.tokens.tolist())])
    return found[1:]


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.integers(1, 4))
def test_counts_suffixes_and_starts(texts, order):
    levels = count_ngrams([np.array(text, dtype=np.int64) for text in texts], order, VOCAB_SIZE)
    assert len(levels) == min(order, max(map(len, texts)))
    names = spelled(levels)
    for n, (level, grams) in enumerate(zip(levels, names), start=1):
        wanted = Counter(tuple(text[t : t + n]) for text in texts for t in range(len(text) - n + 1))
        assert dict(zip(grams, level.counts)) == wanted
        shorter = names[n - 2] if n > 1 else [()]
        assert [shorter[s] for s in level.suffixes] == [gram[1:] for gram in grams]
        assert len(level.starts) == len(shorter) + 1
        for c, context in enumerate(shorter):
            assert grams[level.starts[c] : level.starts[c + 1]] == sorted(g for g in wanted if g[:-1] == context)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.integers(1, 4))
def test_left_neighbours(texts, order):
    levels = count_ngrams([np.array(text, dtype=np.int64) for text in texts], order, VOCAB_SIZE)
    for n, (level, grams, found) in enumerate(zip(levels, spelled(levels), count_left_neighbours(levels)), start=1):
        for gram, plain, number in zip(grams, level.counts, found):
            before = {text[t - 1] for text in texts for t in range(1, len(text)) if tuple(text[t : t + n]) == gram}
            assert number == (len(before) if before and n < len(levels) else plain)


def test_find():
    first, second = count_ngrams([np.array([2, 0, 2, 1])], 2, 3)
    assert first.tokens.tolist() == [0, 1, 2]
    asked = np.array([[2, 1], [2, 0], [0, 2], [1, 0], [-1, 0], [2, 2]])
    found = second.find(asked[:, 0], asked[:, 1])
    assert (found >= 0).tolist() == [True, True, True, False, False, False]
    assert second.counts[found[:3]].tolist() == [1.0, 1.0, 1.0]
    with pytest.raises(AttributeError, match="cannot assign"):
        second.keys = None
