"""Bootstrap intervals and the paired comparison."""

import numpy as np
import pytest

from lib.text import bleu_from_statistics, bleu_statistics, bootstrap_interval, corpus_bleu, paired_bootstrap


def test_the_interval_of_a_mean_is_that_of_theory():
    items = np.random.default_rng(0).normal(3.0, 2.0, size=400)
    found = bootstrap_interval(items, n_resamples=4000, rng=1)
    half = 1.96 * items.std() / 20
    assert found.estimate == items.mean()
    assert found.low == pytest.approx(items.mean() - half, abs=0.02)
    assert found.high == pytest.approx(items.mean() + half, abs=0.02)
    narrow = bootstrap_interval(items, level=0.5, rng=1)
    assert narrow.high - narrow.low == pytest.approx(2 * 0.674 * items.std() / 20, rel=0.1)


def test_it_covers_as_often_as_it_says():
    rng = np.random.default_rng(2)
    hits = [0.0] * 300
    for trial in range(len(hits)):
        found = bootstrap_interval(rng.exponential(size=100), n_resamples=200, level=0.9, rng=rng)
        hits[trial] = found.low <= 1 <= found.high
    assert 0.83 < np.mean(hits) < 0.94


def test_any_score_of_rows():
    hypotheses = ["a b c d e", "a b c d x", "f g h i j", "k l m n"] * 5
    references = [["a b c d e", "a b c d e", "f g h x j", "k l m n"] * 5]
    rows = bleu_statistics(hypotheses, references)

    def bleu(selected):
        return bleu_from_statistics(selected.sum(axis=0)).score

    found = bootstrap_interval(rows, bleu, n_resamples=200, rng=0)
    assert found.estimate == corpus_bleu(hypotheses, references).score
    assert found.low < found.estimate < found.high
    assert found == bootstrap_interval(rows, bleu, n_resamples=200, rng=0)
    assert found != bootstrap_interval(rows, bleu, n_resamples=200, rng=1)


def test_pairing_shows_what_two_intervals_hide():
    rng = np.random.default_rng(3)
    hard = rng.normal(scale=5, size=300)
    better, worse = hard + 0.2 + rng.normal(scale=0.5, size=300), hard
    apart = [bootstrap_interval(each, rng=0) for each in (better, worse)]
    assert apart[0].low < apart[1].high  # they overlap widely
    found = paired_bootstrap(better, worse, rng=0)
    assert found.difference.low > 0
    assert found.p_value < 0.01
    assert found.wins > 0.99
    back = paired_bootstrap(worse, better, rng=0)
    assert back.difference.estimate == -found.difference.estimate
    assert back.wins == pytest.approx(1 - found.wins)


def test_a_system_against_itself():
    found = paired_bootstrap([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], n_resamples=50, rng=0)
    assert found.p_value == 1
    assert found.wins == 0.5
    assert found.difference.low == found.difference.high == 0


def test_equally_good_systems_are_rarely_told_apart():
    rng = np.random.default_rng(4)
    small = [
        paired_bootstrap(rng.normal(size=60), rng.normal(size=60), n_resamples=200, rng=rng).p_value < 0.1
        for _ in range(200)
    ]
    assert 0.04 < np.mean(small) < 0.18


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bootstrap_interval([]), r"items must have shape \(n_items, ...\) with 1 item or more, got \(0,\)"),
        (lambda: bootstrap_interval(3.0), r"with 1 item or more, got \(\)"),
        (lambda: bootstrap_interval([1.0], level=1), "level must be > 0 and < 1, got 1"),
        (lambda: bootstrap_interval([1.0], n_resamples=0), "n_resamples must be >= 1, got 0"),
        (lambda: paired_bootstrap([1.0], [1.0, 2.0]), "first and second must have the same number of items, got 1 and"),
    ],
)
def test_faults_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
