"""BLEU: cases worked by hand, sums of sentences, smoothing, errors (equality with sacrebleu: tests/reference)."""

import math

import numpy as np
import pytest

from lib.text import bleu_from_statistics, bleu_statistics, corpus_bleu, sentence_bleu

# Papineni et al. (2002), example 1.
CANDIDATE_1 = "It is a guide to action which ensures that the military always obeys the commands of the party"
CANDIDATE_2 = "It is to insure the troops forever hearing the activity guidebook that party direct"
REFERENCES = [
    "It is a guide to action that ensures that the military will forever heed Party commands",
    "It is the guiding principle which guarantees the military forces always being under the command of the Party",
    "It is the practical guide for the army always to heed the directions of the party",
]


@pytest.mark.parametrize(
    ("candidate", "unigrams", "bigrams"), [(CANDIDATE_1, (17, 18), (10, 17)), (CANDIDATE_2, (8, 14), (1, 13))]
)
def test_the_papers_precisions(candidate, unigrams, bigrams):
    row = bleu_statistics([candidate], [[reference] for reference in REFERENCES], lowercase=True)[0]
    assert (row[2], row[6]) == unigrams
    assert (row[3], row[7]) == bigrams


def test_a_score_by_hand():
    # 6 of 7, 4 of 6, 2 of 5, 1 of 4 n-grams; lengths 7 and 8.
    found = corpus_bleu(["the cat sat on the red mat"], [["the cat sat on a big red mat"]], smooth_method="none")
    assert found.precisions == pytest.approx([100 * 6 / 7, 100 * 4 / 6, 100 * 2 / 5, 100 * 1 / 4])
    assert found.brevity_penalty == pytest.approx(math.exp(1 - 8 / 7))
    assert found.score == pytest.approx(100 * math.exp(-1 / 7) * (6 / 7 * 4 / 6 * 2 / 5 * 1 / 4) ** 0.25)
    assert (found.hypothesis_length, found.reference_length) == (7, 8)


def test_a_perfect_text_has_100_and_nothing_in_common_0():
    lines = ["one two three four five", "six seven eight nine"]
    assert corpus_bleu(lines, [lines]).score == pytest.approx(100)
    assert corpus_bleu(["a b c d"], [["e f g h"]]).score == 0
    assert corpus_bleu([""], [["a"]]).score == 0
    assert corpus_bleu([], [[]]).score == 0


def test_the_nearest_reference_length_counts_of_equals_the_shorter():
    lengths = [bleu_statistics(["a b c d"], [[" ".join("x" * n)] for n in sizes])[0, 1] for sizes in ((9, 5), (5, 3))]
    assert lengths == [5, 3]


def test_a_text_is_no_mean_of_sentences():
    hypotheses = ["a b c d e f", "a x"]
    references = [["a b c d e f", "a b c d"]]
    whole = corpus_bleu(hypotheses, references).score
    single = [sentence_bleu(h, [r]).score for h, r in zip(hypotheses, references[0])]
    assert single[0] == pytest.approx(100)
    assert abs(whole - np.mean(single)) > 5
    rows = bleu_statistics(hypotheses, references)
    assert bleu_from_statistics(rows.sum(axis=0)).score == whole
    assert bleu_from_statistics(rows[1], use_effective_order=True).score == single[1]


def test_case_matters_unless_told():
    assert sentence_bleu("The Cat", ["the cat"]).score == 0
    assert sentence_bleu("The Cat", ["the cat"], lowercase=True).score == pytest.approx(100)


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: corpus_bleu("a", [["a"]]), TypeError, "must be lists of strings, got a string"),
        (lambda: corpus_bleu(["a"], ["a"]), TypeError, "must be lists of strings, got a string"),
        (lambda: sentence_bleu("a", "a"), TypeError, "references must be a list of strings, got one string"),
        (lambda: corpus_bleu(["a"], []), ValueError, r"lists of 1 sentences, as many as hypotheses, got \[\]"),
        (lambda: corpus_bleu(["a"], [["a"], []]), ValueError, r"as many as hypotheses, got \[1, 0\]"),
    ],
)
def test_faults_are_named(call, kind, message):
    with pytest.raises(kind, match=message):
        call()
