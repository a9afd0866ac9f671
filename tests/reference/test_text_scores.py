"""Scores of lib.text against sacrebleu, rouge-score and scikit-learn."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a
from sklearn.metrics import cohen_kappa_score

from lib.data import load_english_french
from lib.text import (
    bleu_from_statistics,
    bleu_statistics,
    cohen_kappa,
    corpus_bleu,
    rouge_l,
    rouge_lsum,
    rouge_n,
    sentence_bleu,
    tokenize_13a,
)

SIGNS = "ab 0129.,-'&;\"<>!?()[]{}~`/:@#$%^*+=_|\\é中\t\r\x0b\u2028\u00a0\x85\n"
WORDS = st.lists(st.sampled_from(["a", "b", "c", "the", "The", "7", "1.5", ",", "x-y", "é"]), max_size=12)
TEXTS = WORDS.map(" ".join)
METHODS = [("exp", None), ("floor", None), ("floor", 0.03), ("add-k", None), ("add-k", 0.4), ("none", None)]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.text(SIGNS, max_size=25) | st.text(max_size=10), min_size=1, max_size=4))
def test_tokens(texts):
    theirs = Tokenizer13a()
    # The lines of a text file: sacrebleu cuts white space at their ends before it looks for tokens.
    assert tokenize_13a(texts) == [theirs(text.rstrip()).split() for text in texts]


def test_the_marks_that_a_web_page_leaves():
    texts = ["&quot;A&quot; &amp;amp; &lt;p&gt;", "<skip<skipped>ped> x-\ny", "-\n", "a..,,b 1..2 ,1, 2."]
    assert tokenize_13a(texts) == [Tokenizer13a()(text.rstrip()).split() for text in texts]


def same(ours, theirs):
    assert ours.score == pytest.approx(theirs.score, rel=1e-12, abs=1e-12)
    assert ours.precisions == pytest.approx(theirs.precisions, rel=1e-12, abs=1e-12)
    assert ours.brevity_penalty == pytest.approx(theirs.bp, rel=1e-12)
    assert (ours.hypothesis_length, ours.reference_length) == (theirs.sys_len, theirs.ref_len)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(1, 3).flatmap(lambda n: st.lists(st.tuples(*[TEXTS] * (n + 1)), min_size=1, max_size=5)),
    st.sampled_from(METHODS),
    st.booleans(),
    st.booleans(),
)
def test_corpus_bleu(rows, method, lowercase, effective):
    hypotheses, *references = map(list, zip(*rows))
    name, value = method
    theirs = BLEU(lowercase=lowercase, smooth_method=name, smooth_value=value, effective_order=effective)
    ours = corpus_bleu(
        hypotheses,
        references,
        smooth_method=name,
        smooth_value=value,
        lowercase=lowercase,
        use_effective_order=effective,
    )
    same(ours, theirs.corpus_score(hypotheses, references))


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=3), st.sampled_from(METHODS))
def test_sentence_bleu(hypothesis, references, method):
    name, value = method
    theirs = BLEU(smooth_method=name, smooth_value=value, effective_order=True)
    ours = sentence_bleu(hypothesis, references, smooth_method=name, smooth_value=value)
    same(ours, theirs.sentence_score(hypothesis, references))


def test_bleu_of_real_sentences():
    pairs = load_english_french().train[:800]
    references = [french for _, french in pairs]
    hypotheses = [" ".join(sentence.split(" ")[:: -1 if i % 3 == 0 else 1]) for i, sentence in enumerate(references)]
    hypotheses[::5] = [english for english, _ in pairs[::5]]
    metric = BLEU()
    same(corpus_bleu(hypotheses, [references]), metric.corpus_score(hypotheses, [references]))
    # Any selection of sentences, as the bootstrap draws them.
    rows = bleu_statistics(hypotheses, [references])
    for seed in range(5):
        drawn = np.random.default_rng(seed).integers(800, size=300)
        chosen = [hypotheses[i] for i in drawn], [[references[i] for i in drawn]]
        same(bleu_from_statistics(rows[drawn].sum(axis=0)), metric.corpus_score(*chosen))


@settings(max_examples=200, deadline=None)
@given(
    *[st.lists(TEXTS, max_size=4).map("\n".join) | st.text(SIGNS, max_size=30)] * 2,
)
def test_rouge(prediction, reference):
    theirs = RougeScorer(["rouge1", "rouge2", "rouge3", "rougeL", "rougeLsum"]).score(reference, prediction)
    for n in (1, 2, 3):
        assert rouge_n(prediction, reference, n) == pytest.approx(tuple(theirs[f"rouge{n}"]), abs=1e-12)
    assert rouge_l(prediction, reference) == pytest.approx(tuple(theirs["rougeL"]), abs=1e-12)
    assert rouge_lsum(prediction, reference) == pytest.approx(tuple(theirs["rougeLsum"]), abs=1e-12)


def test_rouge_of_real_sentences():
    english = [source for source, _ in load_english_french().train[:120]]
    scorer = RougeScorer(["rouge1", "rouge2", "rougeL", "rougeLsum"])
    for ours, reference in itertools.pairwise("\n".join(english[i : i + 4]) for i in range(0, 120, 4)):
        theirs = scorer.score(reference, ours)
        assert rouge_n(ours, reference, 2) == pytest.approx(tuple(theirs["rouge2"]))
        assert rouge_l(ours, reference) == pytest.approx(tuple(theirs["rougeL"]))
        assert rouge_lsum(ours, reference) == pytest.approx(tuple(theirs["rougeLsum"]))


@pytest.mark.parametrize("weighting", [None, "linear", "quadratic"])
def test_cohen_kappa(weighting):
    for seed in range(20):
        rng = np.random.default_rng(seed)
        first = rng.integers(1 + seed % 5, size=30)
        second = np.where(rng.random(30) < 0.5, first, rng.integers(2 + seed % 4, size=30))
        wanted = cohen_kappa_score(first, second, weights=weighting)
        assert cohen_kappa(first, second, weighting) == pytest.approx(wanted, abs=1e-12, nan_ok=True)
    words = ["good", "bad", "fair", "bad"], ["bad", "bad", "fair", "good"]
    assert cohen_kappa(*words, weighting) == pytest.approx(cohen_kappa_score(*words, weights=weighting))
