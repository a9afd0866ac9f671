"""The reader: one answer from the last real step."""

import pytest
import torch

from lib.sequence import Reader, ReaderConfig

IDS = torch.randint(0, 9, (2, 7), generator=torch.Generator().manual_seed(0))


def made(**options):
    config = ReaderConfig(**{"n_outputs": 3, "vocab_size": 9, "d_embedding": 5, "hidden_size": 6, **options})
    return Reader(config, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_the_answer_is_that_of_the_real_steps(cell):
    model = made(cell=cell, n_layers=2)
    mask = torch.arange(7) < torch.tensor([[7], [3]])
    torch.testing.assert_close(model(IDS, mask)[1:], model(IDS[1:, :3]))
    torch.testing.assert_close(model(IDS, mask)[:1], model(IDS[:1]))


@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_the_answer_comes_from_the_last_layers_last_output(cell):
    model = made(cell=cell, n_layers=2)
    output, _ = model.recurrent(model.embedding(IDS))
    torch.testing.assert_close(model(IDS), model.head(output[:, -1]))


def test_sequences_of_vectors():
    model = made(vocab_size=None, n_features=2)
    assert model.embedding is None
    assert model(torch.rand(4, 5, 2)).shape == (4, 3)
    with pytest.raises(ValueError, match=r"x must have shape \(batch, time, 2\), got \(4, 5, 3\)"):
        model(torch.rand(4, 5, 3))


def test_dropout_in_training_only():
    model = made(dropout=0.5)
    assert not torch.equal(model(IDS), model(IDS))
    assert torch.equal(model.eval()(IDS), model(IDS))


def test_same_seed_same_model():
    assert all(torch.equal(a, b) for a, b in zip(made().parameters(), made().parameters()))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_outputs": 0}, "n_outputs must be >= 1, got 0"),
        ({"vocab_size": 0}, "vocab_size must be >= 1, got 0"),
        ({"vocab_size": None, "n_features": 0}, "n_features must be >= 1, got 0"),
        ({"n_features": 2}, "exactly one of vocab_size and n_features must be given, got 9 and 2"),
        ({"vocab_size": None}, "exactly one of vocab_size and n_features must be given, got None and None"),
    ],
)
def test_settings_are_checked(options, message):
    with pytest.raises(ValueError, match=message):
        made(**options)


def test_ids_are_checked():
    with pytest.raises(ValueError, match=r"x must lie in \[0, 9\), got 9"):
        made()(torch.tensor([[9]]))
