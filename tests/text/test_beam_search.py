"""Beam search: greedy when narrow, exhaustive when wide, right about texts that stop, at any length penalty."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.basics import log_softmax
from lib.text import beam_search, generate_ids


def drawn_model(seed, vocab_size, spread=1.0):
    """Return a model whose every context has its own drawn distribution."""

    def log_probs(ids):
        rows = [np.random.default_rng([seed, *row]).normal(scale=spread, size=vocab_size) for row in ids.tolist()]
        return log_softmax(np.array(rows))

    return log_probs


def every_text(log_probs, vocab_size, length, eos_id, alpha):
    """Rank all texts by definition: those that stop in time, and those cut at the length."""
    found = []
    for n in range(1, length + 1):
        for ids in itertools.product(range(vocab_size), repeat=n):
            stops = ids[-1] == eos_id
            if eos_id in ids[:-1] or (n < length and not stops):
                continue
            total = sum(log_probs(np.array([ids[:t]], dtype=int).reshape(1, t))[0, ids[t]] for t in range(n))
            found.append((total / n**alpha, total, ids, stops))
    return sorted(found, key=lambda each: -each[0])


@pytest.mark.parametrize("alpha", [0.0, 0.6, 1.0, 2.0, -0.5])
@pytest.mark.parametrize("eos_id", [None, 1])
def test_wide_is_exhaustive(eos_id, alpha):
    for seed in range(4):
        model = drawn_model(seed, 3)
        wanted = every_text(model, 3, 4, eos_id, alpha)
        found = beam_search(model, (), 4, width=200, eos_id=eos_id, length_penalty=alpha)
        assert [text.ids for text in found] == [ids for _, _, ids, _ in wanted]
        for text, (score, total, _, stops) in zip(found, wanted, strict=True):
            assert text.score == pytest.approx(score)
            assert text.log_prob == pytest.approx(total)
            assert text.finished == stops


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 6), st.integers(1, 6), st.booleans())
def test_a_beam_of_one_is_greedy(seed, vocab_size, length, may_stop):
    model, eos_id = drawn_model(seed, vocab_size), 0 if may_stop else None
    (found,) = beam_search(model, [1], length, width=1, eos_id=eos_id)
    greedy = generate_ids(model, [1], length, eos_id=eos_id, temperature=0)
    assert found.ids == greedy.ids
    assert found.log_prob == pytest.approx(greedy.log_prob)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6), st.sampled_from([0.0, 0.7, 1.0]))
def test_what_it_returns_is_true_sorted_and_different(seed, width, alpha):
    model = drawn_model(seed, 5, spread=2.0)
    found = beam_search(model, [2], 5, width=width, eos_id=4, length_penalty=alpha)
    assert 1 <= len(found) <= width
    assert len({text.ids for text in found}) == len(found)
    assert [text.score for text in found] == sorted((text.score for text in found), reverse=True)
    for text in found:
        ids = (2, *text.ids)
        total = sum(model(np.array([ids[:t]]))[0, ids[t]] for t in range(1, len(ids)))
        assert text.log_prob == pytest.approx(total)
        assert text.score == pytest.approx(total / len(text.ids) ** alpha)
        assert text.finished == (text.ids[-1] == 4)
        assert text.finished or len(text.ids) == 5


def coin(ids):
    """Stop with chance 0.4 (token 0), else go on (token 1), whatever stands before."""
    return np.log(np.tile([0.4, 0.6], (len(ids), 1)))


def test_the_bias_towards_short_texts_and_the_penalty_against_it():
    # Log-probabilities only fall: stopping at once (0.4) beats every longer text (0.6 * 0.4 and so on, 0.6**5 cut).
    assert beam_search(coin, (), 5, width=3, eos_id=0)[0].ids == (0,)
    best = beam_search(coin, (), 5, width=3, eos_id=0, length_penalty=1.0)[0]
    assert best.ids == (1, 1, 1, 1, 1)
    assert best.score == pytest.approx(np.log(0.6))


def test_a_text_that_stops_frees_its_place():
    # Token 0 stops and is the likeliest second token; the two beginnings kept must both still be followed.
    def model(ids):
        rows = {0: [0.0, 0.6, 0.4], 1: [0.5, 0.35, 0.15], 2: [0.1, 0.1, 0.8]}
        return np.log(np.maximum([rows[min(ids.shape[1], 2)]] * len(ids), 1e-12))

    found = beam_search(model, (), 3, width=2, eos_id=0, length_penalty=5.0)
    assert [text.ids for text in found] == [(1, 1, 2), (2, 1, 2)]


def test_no_call_is_made_when_nothing_can_improve():
    calls = []

    def sure(ids):
        calls.append(ids.shape)
        return np.log(np.tile([0.99, 0.005, 0.005], (len(ids), 1)))

    assert beam_search(sure, (), 100, width=1, eos_id=0)[0].ids == (0,)
    assert calls == [(1, 0)]


def test_what_has_no_chance_is_left_out():
    def only_two(ids):
        with np.errstate(divide="ignore"):
            return np.log(np.tile([0.0, 0.5, 0.5, 0.0], (len(ids), 1)))

    assert {text.ids for text in beam_search(only_two, (), 2, width=50, eos_id=0)} == {(1, 1), (1, 2), (2, 1), (2, 2)}
    assert beam_search(lambda ids: np.full((len(ids), 3), -np.inf), (), 2, eos_id=0) == []


def test_equal_scores_keep_the_order():
    def even(ids):
        return np.log(np.full((len(ids), 3), 1 / 3))

    assert [text.ids for text in beam_search(even, (), 2, width=3)] == [(0, 0), (0, 1), (0, 2)]


class Memory:
    """A model with a state for each row: all that it read, told only the last token each time."""

    def __init__(self, log_probs):
        self.log_probs = log_probs
        self.read = None

    def __call__(self, ids):
        last = ids if self.read is None else ids[:, -1:]
        self.read = last if self.read is None else np.concatenate([self.read, last], axis=1)
        return self.log_probs(self.read)

    def reorder(self, parents):
        self.read = self.read[parents]


@pytest.mark.parametrize("width", [1, 3, 8])
def test_a_model_with_a_state_is_told_which_rows_go_on(width):
    model = drawn_model(11, 6)
    options = {"width": width, "eos_id": 0, "length_penalty": 0.8}
    memory = Memory(model)
    found = beam_search(memory, [3, 1], 6, reorder=memory.reorder, **options)
    assert found == beam_search(model, [3, 1], 6, **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"width": 0}, "width must be >= 1, got 0"),
        ({"max_new_tokens": 0}, "max_new_tokens must be >= 1, got 0"),
        ({"length_penalty": np.inf}, "length_penalty must be finite, got inf"),
        ({"context": [[1]]}, r"context must have shape \(time,\), got \(1, 1\)"),
    ],
)
def test_options_are_checked(options, message):
    with pytest.raises(ValueError, match=message):
        beam_search(coin, **options)


def test_the_models_answer_is_checked():
    with pytest.raises(ValueError, match=r"log_probs must return shape \(1, vocab_size\), got \(3, 2\)"):
        beam_search(lambda ids: np.zeros((3, 2)))


@pytest.mark.parametrize(("n_tokens", "width"), [(50, 4), (3000, 2), (3000, 60), (2049, 7)])
@pytest.mark.parametrize("ties", [False, True])
def test_one_step_keeps_the_largest_of_many_scores_and_the_earlier_of_equal_ones(n_tokens, width, ties):
    rng = np.random.default_rng(n_tokens + width)
    scores = rng.integers(-9, 0, size=n_tokens).astype(float) if ties else rng.normal(size=n_tokens) - 9
    scores[rng.random(n_tokens) < 0.1] = -np.inf
    scores[-3:] = 0.0, -0.5, 0.0  # the best stand behind the last whole group
    found = beam_search(lambda ids: np.tile(scores, (len(ids), 1)), (), 1, width=width)
    wanted = np.argsort(-scores, kind="stable")[:width]
    assert [text.ids for text in found] == [(token,) for token in wanted]
