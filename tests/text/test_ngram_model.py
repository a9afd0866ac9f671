"""The n-gram model: worked cases, a plain dictionary version of Kneser-Ney, sums to one, errors, text."""

from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.basics.errors import NotFittedError
from lib.data import load_austen
from lib.text import CharTokenizer, LanguageModel, MarkovSource, NGramModel
from lib.text.ngram_model import SMOOTHINGS

TEXTS = st.lists(st.lists(st.integers(0, 4), max_size=15), min_size=1, max_size=3).filter(any)


def test_a_worked_case_of_jurafsky_and_martin():
    # "<s> I am Sam </s>", "<s> Sam I am </s>", "<s> I do not like green eggs and ham </s>" (SLP3, section 3.1.2).
    lines = ["<s> I am Sam </s>", "<s> Sam I am </s>", "<s> I do not like green eggs and ham </s>"]
    words = sorted({word for line in lines for word in line.split()})
    ids = [[words.index(word) for word in line.split()] for line in lines]
    model = NGramModel(2, len(words), "add-k", k=0).train(ids)
    chances = {
        ("<s>", "I"): 2 / 3,
        ("I", "am"): 2 / 3,
        ("am", "Sam"): 1 / 2,
        ("Sam", "</s>"): 1 / 2,
        ("I", "do"): 1 / 3,
    }
    for (before, after), chance in chances.items():
        assert np.exp(model.log_probs([words.index(before)]))[words.index(after)] == pytest.approx(chance)


def test_kneser_ney_by_hand():
    # Text 0 1 0 1 2 1, D = 1/2. Pairs: 01 twice, 10, 12, 21. Tokens before 0: {1}, before 1: {0, 2}, before 2: {1}.
    # Empty context, from numbers 1, 2, 1 of 4: (n - 1/2)/4 + 3/8 * 1/3 = 1/4, 1/2, 1/4.
    # After 1 (0 and 2 once each, of 2): 1/4 + 1/2 * 1/4 = 3/8 for 0 and for 2, 1/2 * 1/2 = 1/4 for 1.
    model = NGramModel(2, 3, "Kneser-Ney", discount=0.5).train([0, 1, 0, 1, 2, 1])
    assert np.exp(model.log_probs([])) == pytest.approx([0.25, 0.5, 0.25])
    assert np.exp(model.log_probs([1])) == pytest.approx([0.375, 0.25, 0.375])
    # "San Francisco": a token that follows one other only is rare where that other does not stand.
    text = [0, 1] * 20 + [2, 3, 4, 3, 5, 3, 2, 0, 4, 0, 5, 0, 3, 5]
    kneser_ney, witten_bell = (
        np.exp(NGramModel(2, 7, smoothing).train(text).log_probs([6])) for smoothing in ("Kneser-Ney", "Witten-Bell")
    )
    assert kneser_ney[1] < kneser_ney[3]
    assert witten_bell[1] > 3 * witten_bell[3]


def kneser_ney_by_dictionary(text, order, vocab_size, discount):
    """Return p(token, context) as in the papers, with dictionaries and recursion."""
    counts = []
    for n in range(1, order + 1):
        grams = [tuple(text[t : t + n]) for t in range(len(text) - n + 1)]
        longer = {tuple(text[t : t + n + 1]) for t in range(len(text) - n)}
        neighbours = Counter(gram[1:] for gram in longer)
        plain = Counter(grams)
        counts.append(plain if n == order else Counter({gram: neighbours[gram] or plain[gram] for gram in plain}))
    followers = defaultdict(dict)
    for numbers in counts:
        for gram, number in numbers.items():
            followers[gram[:-1]][gram[-1]] = number

    def chance(token, context):
        lower = chance(token, context[1:]) if context else 1 / vocab_size
        after = followers.get(context)
        if not after:
            return lower
        total = sum(after.values())
        share = discount * len(after) / total
        return max(after.get(token, 0) - discount, 0) / total + share * lower

    return chance


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_kneser_ney_by_dictionary(order):
    text = MarkovSource.drawn(6, 2, rng=0).generate_text(300, rng=1).tolist()
    model = NGramModel(order, 7, "Kneser-Ney", discount=0.7).train(text)
    chance = kneser_ney_by_dictionary(text, order, 7, 0.7)
    rng = np.random.default_rng(2)
    for _ in range(30):
        context = rng.integers(0, 7, size=order - 1)
        wanted = [chance(token, tuple(context.tolist())) for token in range(7)]
        np.testing.assert_allclose(np.exp(model.log_probs(context)), wanted, rtol=1e-12)


@settings(max_examples=120, deadline=None)
@given(TEXTS, st.sampled_from(SMOOTHINGS), st.integers(1, 4), st.lists(st.integers(0, 5), max_size=5))
def test_chances_add_up_to_one_and_everything_has_one(texts, smoothing, order, context):
    chances = np.exp(NGramModel(order, 6, smoothing).train(texts).log_probs(context))
    assert chances.sum() == pytest.approx(1, abs=1e-9)
    assert (chances > 0).all()


@settings(max_examples=80, deadline=None)
@given(TEXTS, st.sampled_from(SMOOTHINGS), st.integers(1, 4), st.lists(st.integers(0, 5), max_size=20))
def test_a_whole_text_at_once_is_token_by_token(texts, smoothing, order, ids):
    model = NGramModel(order, 6, smoothing).train(texts)
    for context in ([], [1], [5, 0, 2, 1]):
        slow = LanguageModel.token_log_probs(model, ids, context)
        np.testing.assert_allclose(model.token_log_probs(ids, context), slow, rtol=1e-9)


def test_n_grams_do_not_cross_sequences():
    apart = NGramModel(2, 3, "add-k", k=0).train([[0, 1], [2, 0]])
    joined = NGramModel(2, 3, "add-k", k=0).train([0, 1, 2, 0])
    assert apart.n_ngrams == (3, 2)
    assert joined.n_ngrams == (3, 3)
    assert np.exp(apart.log_probs([1])) == pytest.approx([1 / 3] * 3)  # never followed by anything
    assert np.exp(joined.log_probs([1])) == pytest.approx([0, 0, 1])
    assert np.exp(apart.log_probs([0])).tolist() == [0, 1, 0]


def test_only_the_last_tokens_count():
    model = NGramModel(3, 4).train(np.random.default_rng(0).integers(4, size=200))
    assert np.array_equal(model.log_probs([3, 3, 0, 1]), model.log_probs([2, 0, 1]))
    assert not np.array_equal(model.log_probs([3, 1]), model.log_probs([0, 1]))


def test_training_again_forgets():
    model = NGramModel(2, 3).train([0, 1, 2, 0, 1])
    before = model.log_probs([0])
    model.train([2, 2, 0, 2])
    assert not np.allclose(before, model.log_probs([0]))
    assert np.array_equal(before, model.train(np.array([0, 1, 2, 0, 1])).log_probs([0]))


def test_without_smoothing_the_unseen_has_no_chance():
    model = NGramModel(2, 3, "add-k", k=0).train([0, 1, 0, 1])
    assert model.score([0, 0]) == np.inf
    assert model.log_prob([0, 1, 0]) == pytest.approx(np.log(0.5))


def test_the_floor_of_a_source_is_reached_from_above():
    source = MarkovSource.drawn(8, order=2, rng=3)
    train, test = source.generate_text(60_000, rng=4), source.generate_text(30_000, rng=5)
    losses = [NGramModel(n, 8, "modified Kneser-Ney").train(train).score(test) for n in (1, 2, 3, 4)]
    floors = [source.conditional_entropy(n) for n in (0, 1, 2, 2)]
    assert losses[:3] == pytest.approx(floors[:3], rel=0.01)
    assert losses[3] > source.score(test)  # longer contexts than the source has cost more than they tell
    assert losses == sorted(losses[:2], reverse=True) + losses[2:]


def test_novels():
    text = load_austen().train[:300_000]
    tokenizer = CharTokenizer(["<unk>"]).train(text)
    ids, test = (tokenizer.encode(part) for part in (text, load_austen().validation[:30_000]))
    loss = {s: NGramModel(5, tokenizer.vocab_size, s, k=0.01).train(ids).score(test) / np.log(2) for s in SMOOTHINGS}
    assert min(loss, key=loss.get) == "modified Kneser-Ney"
    assert loss["modified Kneser-Ney"] < 2.2  # bits per character
    assert max(loss, key=loss.get) == "add-k"
    written = NGramModel(5, tokenizer.vocab_size).train(ids).generate(60, tokenizer.encode("She was"), rng=0)
    assert len(tokenizer.decode(written.ids).split()) > 5


@pytest.mark.parametrize(
    ("arguments", "options", "kind", "message"),
    [
        ((0, 3), {}, ValueError, "order must be >= 1, got 0"),
        ((2, 0), {}, ValueError, "vocab_size must be >= 1, got 0"),
        ((2, 3, "Laplace"), {}, ValueError, "smoothing must be one of 'add-k', .* got 'Laplace'"),
        ((2, 3), {"k": -1}, ValueError, "k must be >= 0, got -1"),
        ((2, 3), {"share": 1}, ValueError, "share must be > 0 and < 1, got 1"),
        ((2, 3), {"discount": 1.5}, ValueError, "discount must be > 0 and < 1, got 1.5"),
        ((2.0, 3), {}, TypeError, "order must be an integer, got float"),
    ],
)
def test_options_are_checked(arguments, options, kind, message):
    with pytest.raises(kind, match=message):
        NGramModel(*arguments, **options)


def test_texts_are_checked():
    model = NGramModel(2, 3)
    for call in (lambda: model.log_probs([]), lambda: model.score([0]), lambda: model.n_ngrams):
        with pytest.raises(NotFittedError, match="this NGramModel has counted no text yet; call train before using it"):
            call()
    for nothing in ([], [[]], [[], []]):
        with pytest.raises(ValueError, match="sequences must hold at least 1 token, got none"):
            model.train(nothing)
    with pytest.raises(ValueError, match=r"sequences must lie in 0\.\.2, got 0\.\.3"):
        model.train([[0, 3]])
