"""Each model of lib.sequence learns a small thing to the end, in a stated number of steps."""

import pytest
import torch
from torch.nn import functional

from lib.sequence import (
    CarriedLoss,
    CharLM,
    CharLMConfig,
    Reader,
    ReaderConfig,
    Recurrent,
    Seq2Seq,
    Seq2SeqConfig,
    Tagger,
    TaggerConfig,
    TextStreams,
    adding_task,
    bits_per_character,
    copy_task,
    neighbour_task,
    order_task,
    reversal_task,
    token_loss,
)
from lib.train import Supervised, TrainConfig, fit

# Jane Austen, Pride and Prejudice (1813), its first sentences.
TEXT = (
    "It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a"
    " wife. However little known the feelings or views of such a man may be on his first entering a neighbourhood, this"
    " truth is so well fixed in the minds of the surrounding families, that he is considered the rightful property of"
    " some one or other of their daughters."
)


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def train(model, examples, loss, n_steps, lr=0.01, batch_size=64):
    config = TrainConfig(n_steps=n_steps, batch_size=batch_size, lr=lr, clip_norm=1.0, seed=0)
    return fit(model, examples, loss, config, device="cpu")


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_a_language_model_learns_sentences_by_heart(cell):
    alphabet = sorted(set(TEXT))
    ids = torch.tensor([alphabet.index(character) for character in TEXT])
    model = CharLM(CharLMConfig(vocab_size=len(alphabet), cell=cell, hidden_size=96), generator=seeded())
    train(model, TextStreams(ids, 1, 64), CarriedLoss(), 250)
    assert bits_per_character(model.score(ids[None])) < 0.2
    written = model.generate(ids[None, :20], 40, temperature=0)[0]
    assert "".join(alphabet[number] for number in written.tolist()) == TEXT[:60]


def test_only_who_reads_both_ways_knows_the_right_neighbour():
    shares = []
    for name in ("tiny", "tiny-forward"):
        model = Tagger(TaggerConfig.from_preset(name, 8, 8), generator=seeded())
        train(model, neighbour_task(2000, 12, generator=seeded()), Supervised(token_loss), 100)
        ids, tags = neighbour_task(300, 12, generator=seeded(1))
        shares.append((model(ids)[:, :-1].argmax(2) == tags[:, :-1]).float().mean().item())
    assert shares[0] > 0.99
    assert shares[1] < 0.2  # guessing: 0.125


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_a_reader_tells_the_order_where_counts_cannot(cell):
    model = Reader(ReaderConfig.from_preset("order", cell), generator=seeded())
    train(model, order_task(2000, 12, generator=seeded()), functional.cross_entropy, 120)
    ids, y = order_task(400, 12, generator=seeded(1))
    assert (model(ids).argmax(1) == y).float().mean() > 0.98


def test_gates_remember_numbers_that_a_plain_cell_forgets():
    errors = {}
    for cell in ("rnn", "gru"):
        model = Reader(ReaderConfig.from_preset("adding", cell), generator=seeded())
        train(model, adding_task(20_000, 24, seeded()), functional.mse_loss, 350, lr=0.005)
        x, y = adding_task(500, 24, seeded(1))
        errors[cell] = functional.mse_loss(model(x), y).item()
    assert errors["gru"] < 0.02
    assert errors["rnn"] > 0.1  # always saying 1: 1/6


def test_a_tagger_copies_what_it_was_shown():
    model = Tagger(TaggerConfig(vocab_size=6, n_tags=6, bidirectional=False, cell="lstm"), generator=seeded())
    ids, target, mask = copy_task(4000, 2, lag=6, n_symbols=4, generator=seeded())

    def loss(model, ids, target, mask):
        return token_loss(model(ids), target, mask)

    train(model, (ids, target, mask), loss, 200)
    ids, target, mask = copy_task(300, 2, lag=6, n_symbols=4, generator=seeded(1))
    assert (model(ids).argmax(2)[mask] == target[mask]).float().mean() > 0.98


@pytest.mark.parametrize(("context", "cell"), [("first_state", "gru"), ("every_step", "lstm")])
def test_an_encoder_decoder_overfits_reversals_of_different_lengths(context, cell):
    config = Seq2SeqConfig(source_vocab_size=13, target_vocab_size=13, context=context, cell=cell, hidden_size=96)
    model = Seq2Seq(config, generator=seeded())
    source, target = reversal_task(32, 2, 6, generator=seeded())

    def loss(model, source, target):
        return token_loss(model(source, target, source != 0), target, target != 0)

    train(model, (source, target), loss, 200, batch_size=32)
    written = model.generate(source, source != 0, n=7)
    assert torch.equal(functional.pad(written, (0, 7 - written.shape[1])), target)


def test_both_ways_of_running_learn_alike():
    losses = []
    for fused in (True, False):
        model = Reader(ReaderConfig.from_preset("order"), generator=seeded()).double()
        assert isinstance(model.recurrent, Recurrent)
        model.recurrent.fused = fused
        losses.append(list(train(model, order_task(200, 8, generator=seeded()), functional.cross_entropy, 20).loss))
    assert losses[0] == pytest.approx(losses[1], rel=1e-6)
