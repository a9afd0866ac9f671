"""ROUGE: the paper's examples and edges (equality with rouge-score: tests/reference)."""

import pytest

from lib.text import rouge_l, rouge_lsum, rouge_n

REFERENCE = "police killed the gunman"


def test_the_papers_example():
    # Lin (2004), section 3.1: ROUGE-2 cannot tell the two, ROUGE-L can.
    first, second = "police kill the gunman", "the gunman kill police"
    assert rouge_n(first, REFERENCE, 2) == rouge_n(second, REFERENCE, 2)
    assert rouge_l(first, REFERENCE).fmeasure == 0.75
    assert rouge_l(second, REFERENCE).fmeasure == 0.5


def test_n_grams_are_clipped():
    found = rouge_n("the the the the", "the cat on the mat", 1)
    assert found == pytest.approx((2 / 4, 2 / 5, 4 / 9))


def test_precision_and_recall_change_places():
    a, b = "a b c d e", "a c e x"
    for score in (rouge_n, rouge_l, rouge_lsum):
        assert score(a, b).precision == score(b, a).recall
        assert score(a, b).fmeasure == score(b, a).fmeasure


def test_nothing_in_common_and_nothing_at_all():
    for score in (rouge_n, rouge_l, rouge_lsum):
        assert score("a b", "c d") == (0, 0, 0)
        assert score("", "a") == score("a", "") == score("", "") == (0, 0, 0)
        assert score("a b", "a b") == (1, 1, 1)
    assert rouge_n("a", "a", 2) == (0, 0, 0)


def test_words_are_lower_case_runs_of_ascii():
    assert rouge_n("It's 2nd-rate!", "it s 2nd rate").fmeasure == 1
    assert rouge_n("白日依山", "白日依山").fmeasure == 0
    assert rouge_n("白日依山", "白日山", tokenize=list).recall == 1
    assert rouge_l("白日依山", "白日山", tokenize=list).precision == 0.75
    assert rouge_lsum("白日\n依山", "依山\n白日", tokenize=list).fmeasure == 1


def test_sentences_may_change_places_in_lsum():
    assert rouge_lsum("c d\na b", "a b\nc d").fmeasure == 1
    assert rouge_l("c d\na b", "a b\nc d").fmeasure == 0.5


def test_no_token_counts_twice_in_lsum():
    assert rouge_lsum("a", "a\na").precision == 1
    assert rouge_lsum("a", "a\na").recall == 0.5


def test_n_is_positive():
    with pytest.raises(ValueError, match="n must be >= 1, got 0"):
        rouge_n("a", "a", 0)
