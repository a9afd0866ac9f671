"""Skip-gram: the gradient, the pairs, the negatives, and that it learns which words go together."""

import numpy as np
import pytest

from lib.basics.errors import NotFittedError
from lib.text import SkipGram, WordVectors, skip_gram_loss


def test_gradients_against_differences():
    rng = np.random.default_rng(0)
    arrays = [rng.normal(size=shape) for shape in ((3, 4), (3, 4), (3, 2, 4))]
    loss, gradients = skip_gram_loss(*arrays)
    u, v, n = arrays
    questions = [u[b] @ v[b] for b in range(3)] + [-u[b] @ n[b, k] for b in range(3) for k in range(2)]
    by_hand = sum(np.log(1 + np.exp(-z)) for z in questions)
    assert loss == pytest.approx(by_hand)
    for array, gradient in zip(arrays, gradients, strict=True):
        assert gradient.shape == array.shape
        for place in np.ndindex(array.shape):
            kept, sides = array[place], []
            for step in (1e-6, -1e-6):
                array[place] = kept + step
                sides.append(skip_gram_loss(*arrays)[0])
            array[place] = kept
            assert gradient[place] == pytest.approx((sides[0] - sides[1]) / 2e-6, abs=1e-7)


def test_large_products_do_not_overflow():
    loss, gradients = skip_gram_loss(np.full((1, 1), 1e3), np.full((1, 1), 1.0), np.full((1, 1, 1), -1.0))
    assert loss == 0
    assert all((gradient == 0).all() for gradient in gradients)
    loss, _ = skip_gram_loss(np.full((1, 1), 1e3), np.full((1, 1), -1.0), np.full((1, 1, 1), 1.0))
    assert loss == 2000


def test_pairs_lie_within_the_reach():
    text = np.arange(1000)  # each word tells its place
    pairs = SkipGram(1000, window=3)._pairs(text, np.random.default_rng(0))
    apart = np.abs(pairs[:, 0] - pairs[:, 1])
    assert apart.min() == 1
    assert apart.max() == 3
    # A reach of 1, 2 or 3 with equal chance: distance d with chance (4 - d)/3, on both sides.
    shares = np.bincount(apart, minlength=4)[1:] / 2000
    assert shares == pytest.approx([1, 2 / 3, 1 / 3], abs=0.05)
    for middle in (0, 500, 999):
        mine = sorted(pairs[pairs[:, 0] == middle, 1])
        reach = max(abs(other - middle) for other in mine)
        assert mine == [o for o in range(max(0, middle - reach), min(1000, middle + reach + 1)) if o != middle]


def test_frequent_words_are_thinned():
    text = np.repeat([0, 1], [9_900, 100])
    kept = SkipGram(2, subsample=1e-2)._thinned(text, np.array([9_900, 100]), np.random.default_rng(0))
    assert np.sum(kept == 1) == 100
    assert np.sum(kept == 0) == pytest.approx(9_900 * (0.01 / 0.99) ** 0.5, rel=0.1)
    assert SkipGram(2, subsample=0)._thinned(text, None, None) is text


def topics(n_topics=5, n_words=6, n_sentences=1500):
    """Return a text whose sentences are each about one topic, and the topic of each word."""
    rng = np.random.default_rng(0)
    chosen = rng.integers(n_topics, size=(n_sentences, 1))
    return (chosen * n_words + rng.integers(n_words, size=(n_sentences, 10))).ravel(), n_topics, n_words


def test_words_of_a_topic_come_together():
    ids, n_topics, n_words = topics()
    model = SkipGram(n_topics * n_words, 16, window=4, subsample=0, n_epochs=3, rng=0).train(ids)
    words = WordVectors([str(i) for i in range(n_topics * n_words)], model.vectors)
    for word in range(n_topics * n_words):
        nearest = {int(token) // n_words for token, _ in words.most_similar(str(word), n_words - 1)}
        assert nearest == {word // n_words}
    assert model.losses[-1] < model.losses[0] < 6 * np.log(2)


def test_a_tiny_vocabulary_does_not_run_away():
    ids = np.random.default_rng(0).integers(3, size=5000)
    model = SkipGram(3, 8, subsample=0, n_epochs=10, batch_size=4096, rng=0).train(ids)
    assert np.isfinite(model.vectors).all()
    assert np.abs(model.vectors).max() < 20


def test_same_seed_same_vectors_and_training_again_forgets():
    ids = np.random.default_rng(0).integers(9, size=300)
    model = SkipGram(9, 4, rng=0)
    first = model.train(ids).vectors
    assert np.array_equal(first, model.train(ids).vectors)
    assert len(model.losses) == model.n_epochs
    assert not np.array_equal(first, SkipGram(9, 4, rng=1).train(ids).vectors)
    assert first.dtype == np.float32


def test_a_word_never_met_keeps_its_first_vector():
    model = SkipGram(5, 4, rng=0).train([0, 1, 2] * 50)
    first = (np.random.default_rng(0).random((5, 4), dtype=np.float32) - 0.5) / 4
    assert np.array_equal(model.vectors[3:], first[3:])
    assert (model.vectors[:3] != first[:3]).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"vocab_size": 0}, "vocab_size must be >= 1, got 0"),
        ({"d_model": 0}, "d_model must be >= 1, got 0"),
        ({"window": 0}, "window must be >= 1, got 0"),
        ({"n_negative": 0}, "n_negative must be >= 1, got 0"),
        ({"subsample": -1}, "subsample must be >= 0, got -1"),
        ({"n_epochs": 0}, "n_epochs must be >= 1, got 0"),
        ({"lr": 0}, "lr must be > 0, got 0"),
        ({"batch_size": 0}, "batch_size must be >= 1, got 0"),
    ],
)
def test_options_are_checked(arguments, message):
    with pytest.raises(ValueError, match=message):
        SkipGram(**{"vocab_size": 3, **arguments})


def test_texts_are_checked():
    with pytest.raises(NotFittedError, match="this SkipGram has read no text yet; call train before using it"):
        _ = SkipGram(3).vectors
    with pytest.raises(ValueError, match="ids must hold at least 2 tokens, got 1"):
        SkipGram(3).train([0])
    with pytest.raises(ValueError, match=r"ids must lie in 0\.\.2, got 0\.\.3"):
        SkipGram(3).train([0, 3])
