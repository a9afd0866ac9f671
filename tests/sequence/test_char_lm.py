"""The language model of characters: what it predicts from, its scores, its texts."""

import math

import pytest
import torch

from lib.sequence import CharLM, CharLMConfig, token_loss

IDS = torch.randint(0, 9, (2, 30), generator=torch.Generator().manual_seed(0))


def made(**options):
    config = CharLMConfig(**{"vocab_size": 9, "d_embedding": 6, "hidden_size": 8, **options})
    return CharLM(config, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_logits_depend_on_what_was_read_and_on_nothing_else(cell):
    model = made(cell=cell, n_layers=2)
    other = IDS.clone()
    other[:, 20:] = (other[:, 20:] + 1) % 9
    first, second = model(IDS)[0], model(other)[0]
    torch.testing.assert_close(first[:, :20], second[:, :20], rtol=0, atol=1e-6)
    assert (first[:, 20:] - second[:, 20:]).abs().min(dim=2).values.max() > 1e-4


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_the_state_goes_on(cell):
    model = made(cell=cell)
    first, state = model(IDS[:, :11])
    second, _ = model(IDS[:, 11:], state)
    torch.testing.assert_close(torch.cat([first, second], dim=1), model(IDS)[0])


def test_same_seed_same_model_and_no_global_draw():
    before = torch.random.get_rng_state()
    assert all(torch.equal(a, b) for a, b in zip(made().parameters(), made().parameters()))
    CharLM(CharLMConfig(vocab_size=5)).generate(torch.zeros(1, 1, dtype=torch.int64), 2)
    assert torch.equal(before, torch.random.get_rng_state())


def test_tied_weights_are_one_and_start_small():
    model = made(tied=True, d_embedding=8)
    assert model.head.weight is model.embedding.weight
    n_free = sum(parameter.numel() for parameter in made(d_embedding=8).parameters())
    assert sum(parameter.numel() for parameter in model.parameters()) == n_free - 72
    wide = CharLM(CharLMConfig(vocab_size=50, d_embedding=256, hidden_size=256, tied=True))
    assert wide.score(torch.randint(0, 50, (1, 100))) == pytest.approx(math.log(50), abs=0.5)


@pytest.mark.parametrize("context_length", [1, 7, 29, 256])
def test_a_score_does_not_depend_on_the_windows(context_length):
    model = made(dropout=0.5)
    expected = token_loss(model.eval()(IDS[:, :-1])[0], IDS[:, 1:]).item()
    model.train()
    assert model.score(IDS, context_length) == pytest.approx(expected, rel=1e-5)
    assert model.training


def test_a_text_begins_with_its_prompt_and_is_drawn_from_the_logits():
    model = made()
    text = model.generate(IDS, 5, temperature=0)
    assert torch.equal(text[:, :30], IDS)
    assert text.shape == (2, 35)
    for n in range(5):  # each token is the likeliest after all before it
        assert torch.equal(model(text[:, : 30 + n])[0][:, -1].argmax(1), text[:, 30 + n])
    assert torch.equal(model.generate(IDS, 0), IDS)


def test_same_seed_same_text():
    model = made()
    texts = [model.generate(IDS, 20, 1.0, 5, torch.Generator().manual_seed(seed)) for seed in (0, 0, 1)]
    assert torch.equal(texts[0], texts[1])
    assert not torch.equal(texts[0], texts[2])


def test_dropout_is_off_while_it_writes():
    model = made(dropout=0.9)
    assert torch.equal(model.generate(IDS, 9, temperature=0), model.generate(IDS, 9, temperature=0))
    assert model.training
    assert not torch.equal(model(IDS)[0], model(IDS)[0])


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"vocab_size": 0}, ValueError, "vocab_size must be >= 1, got 0"),
        ({"tied": 1}, TypeError, "tied must be True or False, got 1"),
        ({"tied": True}, ValueError, "tied must be False unless d_embedding is hidden_size, got True with 6 and 8"),
        ({"n_layers": 0}, ValueError, "n_layers must be >= 1, got 0"),
    ],
)
def test_settings_are_checked(options, error, message):
    with pytest.raises(error, match=message):
        made(**options)


def test_arguments_are_checked():
    model = made()
    with pytest.raises(ValueError, match=r"ids must lie in \[0, 9\), got 9"):
        model(torch.tensor([[9]]))
    with pytest.raises(ValueError, match=r"ids must hold at least 2 tokens a row, got shape \(2, 1\)"):
        model.score(IDS[:, :1])
    with pytest.raises(ValueError, match="context_length must be >= 1, got 0"):
        model.score(IDS, 0)
    with pytest.raises(ValueError, match="n must be >= 0, got -1"):
        model.generate(IDS, -1)
    with pytest.raises(ValueError, match=r"with at least one token, got \(2, 0\)"):
        model.generate(IDS[:, :0], 1)
