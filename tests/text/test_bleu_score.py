"""The formula of BLEU: smoothing, the brevity penalty, orders that a text is too short for."""

import math

import pytest

from lib.text import bleu_from_statistics, sentence_bleu


@pytest.mark.parametrize(
    ("method", "value", "precisions"),
    [
        # 2 of 3, 1 of 2, 0 of 1 n-grams; no n-gram of four.
        ("none", None, [2 / 3, 1 / 2, 0, 0]),
        ("exp", None, [2 / 3, 1 / 2, 1 / 2, 0]),
        ("floor", None, [2 / 3, 1 / 2, 0.1, 0]),
        ("floor", 0.3, [2 / 3, 1 / 2, 0.3, 0]),
        ("add-k", None, [2 / 3, 2 / 3, 1 / 2, 0 + 1]),
        ("add-k", 0.5, [2 / 3, 1.5 / 2.5, 0.5 / 1.5, 1]),
    ],
)
def test_smoothing(method, value, precisions):
    found = sentence_bleu("a b x", ["a b c"], smooth_method=method, smooth_value=value)
    assert found.precisions == pytest.approx([100 * p for p in precisions])
    n_orders = 4 if method == "add-k" else 3
    wanted = 100 * math.prod(precisions[:n_orders]) ** (1 / n_orders)
    assert found.score == pytest.approx(wanted)


def test_the_penalty_is_for_short_texts_only():
    full = [4, 3, 2, 1]
    for reference_length, penalty in ((10, 1.0), (9, 1.0), (20, math.exp(1 - 2))):
        found = bleu_from_statistics([10, reference_length, *full, 10, 9, 8, 7])
        assert found.brevity_penalty == pytest.approx(penalty)
        assert found.score == pytest.approx(penalty * 100 * (4 / 10 * 3 / 9 * 2 / 8 * 1 / 7) ** 0.25)
    assert bleu_from_statistics([0, 5] + [0] * 8).brevity_penalty == 0


def test_a_short_text_has_no_score_unless_its_missing_orders_are_left_out():
    row = [2, 2, 2, 1, 0, 0, 2, 1, 0, 0]
    assert bleu_from_statistics(row).score == 0
    assert bleu_from_statistics(row, use_effective_order=True).score == pytest.approx(100)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"smooth_method": "x"}, "smooth_method must be one of 'none', 'floor', 'add-k', 'exp', got 'x'"),
        ({"smooth_value": -1}, "smooth_value must be >= 0, got -1"),
    ],
)
def test_options_are_checked(options, message):
    with pytest.raises(ValueError, match=message):
        sentence_bleu("a", ["a"], **options)
