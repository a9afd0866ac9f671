"""Writing on with any model."""

import numpy as np
import pytest

from lib.basics import log_softmax
from lib.text import generate_ids

TABLE = log_softmax(np.random.default_rng(0).normal(size=(6, 6)))


def after_last(ids):
    """Return a model that looks at the last token only; at the start, at token 0."""
    return TABLE[ids[:, -1] if ids.shape[1] else np.zeros(len(ids), dtype=int)]


@pytest.mark.parametrize("options", [{}, {"temperature": 0.3}, {"temperature": 0}, {"top_k": 2}, {"top_p": 0.5}])
def test_the_log_probability_is_the_models_own_sum(options):
    text = generate_ids(after_last, [4, 2], 10, rng=0, **options)
    steps = zip((2, *text.ids), text.ids)
    assert len(text.ids) == 10
    assert text.log_prob == pytest.approx(sum(TABLE[a, b] for a, b in steps), rel=1e-12)
    assert text.score == text.log_prob
    assert not text.finished


def test_it_stops_after_the_token_that_stops():
    found = [generate_ids(after_last, (), 50, eos_id=3, rng=seed) for seed in range(20)]
    for text in found:
        assert text.finished == (text.ids[-1] == 3)
        assert 3 not in text.ids[:-1]
    assert len({len(text.ids) for text in found}) > 3
    assert all(text.finished for text in found)


def test_greedy_is_the_same_each_time_and_draws_are_not():
    assert len({generate_ids(after_last, (), 12, temperature=0).ids for _ in range(5)}) == 1
    assert len({generate_ids(after_last, (), 12).ids for _ in range(5)}) == 5
    assert generate_ids(after_last, (), 12, rng=7) == generate_ids(after_last, (), 12, rng=7)


def test_frequencies_match_the_model():
    source, first = np.random.default_rng(0), np.zeros(6)
    for _ in range(4000):
        first[generate_ids(after_last, [5], 1, rng=source).ids[0]] += 1 / 4000
    np.testing.assert_allclose(first, np.exp(TABLE[5]), atol=4 * 0.5 / 4000**0.5)


def test_nothing_asked_for_is_nothing_written():
    text = generate_ids(after_last, [1], 0)
    assert text.ids == ()
    assert text.log_prob == 0
    assert not text.finished


@pytest.mark.parametrize("shape", [(6,), (2, 6)])
def test_the_models_answer_is_checked(shape):
    with pytest.raises(ValueError, match=rf"log_probs must return shape \(1, vocab_size\), got \({shape[0]}"):
        generate_ids(lambda ids: np.zeros(shape))


def test_the_number_is_checked():
    with pytest.raises(ValueError, match="max_new_tokens must be >= 0, got -1"):
        generate_ids(after_last, (), -1)
