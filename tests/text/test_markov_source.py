"""A language whose entropy is known."""

import numpy as np
import pytest

from lib.basics.random import as_rng
from lib.text import LanguageModel, MarkovSource


def test_two_states_by_hand():
    # Leaves 0 with chance a, 1 with chance b: stationary b/(a+b), a/(a+b).
    a, b = 0.1, 0.5
    source = MarkovSource([[1 - a, a], [b, 1 - b]])
    assert source.stationary == pytest.approx([b / (a + b), a / (a + b)])

    def h(p):
        return -p * np.log(p) - (1 - p) * np.log(1 - p)

    assert source.entropy_rate == pytest.approx((b * h(a) + a * h(b)) / (a + b))
    assert source.conditional_entropy(0) == pytest.approx(h(a / (a + b)))


@pytest.mark.parametrize("order", [1, 2, 3])
def test_the_long_run(order):
    source = MarkovSource.drawn(4, order, rng=order)
    joint = source.stationary[..., None] * source.transitions
    np.testing.assert_allclose(joint.sum(axis=0), source.stationary, atol=1e-14)  # one step later, the same
    text = source.generate_text(200_000, rng=1)
    codes = sum(text[i : len(text) - order + 1 + i] * 4 ** (order - 1 - i) for i in range(order))
    shares = np.bincount(codes, minlength=4**order) / len(codes)
    np.testing.assert_allclose(shares, source.stationary.ravel(), atol=0.01)
    assert source.score(text[:20_000]) == pytest.approx(source.entropy_rate, rel=0.03)


def test_writing_token_by_token_has_the_same_entropy():
    source = MarkovSource.drawn(3, 2, rng=0)
    text = source.generate(3000, rng=0).ids
    assert source.score(text) == pytest.approx(source.entropy_rate, rel=0.1)


def test_more_context_never_hurts_and_then_no_longer_helps():
    source = MarkovSource.drawn(5, 3, rng=2)
    floors = [source.conditional_entropy(n) for n in range(6)]
    assert floors[0] > floors[1] > floors[2] > floors[3] == floors[4] == floors[5] == source.entropy_rate
    assert floors[0] < np.log(5)


def test_independent_tokens_and_a_clock():
    even = MarkovSource(np.full((4, 4, 4), 0.25))
    assert even.entropy_rate == pytest.approx(np.log(4))
    clock = MarkovSource(np.roll(np.eye(3), 1, axis=1))  # 0, 1, 2, 0, ...: a period of 3
    assert clock.stationary == pytest.approx([1 / 3] * 3)
    assert clock.entropy_rate == 0
    assert set(np.diff(clock.generate_text(10, rng=0)) % 3) == {1}


def test_chances_after_short_and_long_contexts():
    source = MarkovSource.drawn(3, 2, rng=4)
    assert np.exp(source.log_probs([2, 0, 1])) == pytest.approx(source.transitions[0, 1])
    joint = source.stationary[..., None] * source.transitions
    assert np.exp(source.log_probs([])) == pytest.approx(joint.sum(axis=(0, 1)))
    assert np.exp(source.log_probs([1])) == pytest.approx(joint.sum(axis=0)[1] / joint.sum(axis=0)[1].sum())
    # Token 1 is left for ever, so as a first token it tells nothing, though its own row is known.
    trap = MarkovSource([[[1.0, 0.0], [1.0, 0.0]], [[1.0, 0.0], [0.0, 1.0]]][:1] * 2)
    assert np.exp(trap.log_probs([1])) == pytest.approx([0.5, 0.5])
    assert np.exp(trap.log_probs([1, 1])) == pytest.approx([1.0, 0.0])


def test_the_start_of_a_text_is_that_of_the_long_run():
    source = MarkovSource([[0.9, 0.1], [0.5, 0.5]])
    rng = as_rng(0)
    starts = [source.generate_text(1, rng=rng)[0] for _ in range(5000)]
    assert np.mean(starts) == pytest.approx(1 / 6, abs=0.02)
    assert source.generate_text(0).shape == (0,)
    assert source.generate_text(3, rng=1).tolist() == source.generate_text(3, rng=1).tolist()


def test_scoring_is_that_of_every_language_model():
    assert isinstance(MarkovSource([[1.0]]), LanguageModel)
    assert MarkovSource([[1.0]]).score([0, 0]) == 0


@pytest.mark.parametrize(
    ("transitions", "message"),
    [
        ([0.5, 0.5], r"transitions must have shape .* got \(2,\)"),
        ([[0.5, 0.5]], r"transitions must have shape .* got \(1, 2\)"),
        ([[0.5, 0.6], [0.5, 0.5]], "add up to 1 .* sums from 1 to 1.1"),
        ([[1.5, -0.5], [0.5, 0.5]], "got a smallest one of -0.5"),
        (np.eye(2), "transitions must connect all contexts that last, got parts that never meet"),
    ],
)
def test_faults_are_named(transitions, message):
    with pytest.raises(ValueError, match=message):
        MarkovSource(transitions)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: MarkovSource.drawn(0), "vocab_size must be >= 1, got 0"),
        (lambda: MarkovSource.drawn(2, 0), "order must be >= 1, got 0"),
        (lambda: MarkovSource.drawn(2, concentration=0), "concentration must be > 0, got 0"),
        (lambda: MarkovSource([[1.0]]).generate_text(-1), "n_tokens must be >= 0, got -1"),
        (lambda: MarkovSource([[1.0]]).conditional_entropy(-1), "n_context must be >= 0, got -1"),
    ],
)
def test_numbers_are_checked(call, message):
    with pytest.raises(ValueError, match=message):
        call()
