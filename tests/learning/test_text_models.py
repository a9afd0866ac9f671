"""Models of lib.text learn a real text: n-grams by heart, word vectors which words keep the same company."""

import numpy as np

from lib.data import load_austen
from lib.text import NGramModel, SkipGram, WordTokenizer, WordVectors

BELOW = 0.05  # nats per character; guessing costs about 4


def test_n_grams_know_a_chapter_by_heart():
    text = load_austen().train[:5_000]
    alphabet = sorted(set(text))
    ids = [alphabet.index(character) for character in text]
    losses = [NGramModel(n, len(alphabet), "add-k", k=0).train(ids).score(ids) for n in (1, 2, 4, 8, 12)]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < BELOW


def test_word_vectors_of_a_novel():
    text = load_austen().train[:300_000].lower()
    tokenizer = WordTokenizer(["<unk>"]).train(text, min_count=5)
    model = SkipGram(tokenizer.vocab_size, 32, n_epochs=2, rng=0).train(tokenizer.encode(text))
    assert model.losses[1] < model.losses[0] < 6 * np.log(2)
    words = WordVectors(tokenizer.vocab, model.vectors)
    for word, near, far in ((" she", " he", " of"), (" was", " had", " miss"), (" her", " his", " is")):
        assert words.similarity(word, near) > words.similarity(word, far)
