"""Recurrent layers of lib.layers learn a real text: a famous first sentence, character by character, by heart."""

import numpy as np
import pytest

from lib.data import load_austen
from lib.grad import Tensor
from lib.layers import GRU, LSTM, RNN, CrossEntropyLoss, Embedding, Linear, Module
from lib.optim import Adam
from lib.text import CharTokenizer

N_STEPS = 150
BELOW = 0.05  # nats per character; guessing costs about 3


class Reader(Module):
    """Predict the next character from all before it."""

    def __init__(self, recurrent, vocab_size):
        super().__init__()
        self.embedding = Embedding(vocab_size, 12, rng=0)
        self.recurrent = recurrent
        self.head = Linear(32, vocab_size, rng=1)

    def forward(self, ids):
        states, _ = self.recurrent(self.embedding(ids))
        return self.head(states)


@pytest.mark.parametrize("kind", [RNN, GRU, LSTM])
def test_a_sentence_by_heart(kind):
    text = load_austen().train
    start = text.index("It is a truth universally")
    sentence = text[start : start + 116]
    tokenizer = CharTokenizer().train(sentence)
    ids = np.array(tokenizer.encode(sentence))
    model = Reader(kind(12, 32, rng=2), tokenizer.vocab_size)
    optimizer, loss_of = Adam(model.parameters(), lr=0.02), CrossEntropyLoss()
    for _ in range(N_STEPS):
        optimizer.zero_grad()
        loss = loss_of(model(ids[:-1]), Tensor(ids[1:]))
        loss.backward()
        optimizer.step()
    assert loss.item() < BELOW
    assert tokenizer.decode(model(ids[:-1]).data.argmax(axis=1)) == sentence[1:]
