"""The tagger: shapes, masks, and what a tag may depend on."""

import pytest
import torch

from lib.sequence import Tagger, TaggerConfig

IDS = torch.randint(0, 9, (2, 7), generator=torch.Generator().manual_seed(0))


def made(**options):
    config = TaggerConfig(**{"vocab_size": 9, "n_tags": 4, "d_embedding": 5, "hidden_size": 6, **options})
    return Tagger(config, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("bidirectional", [False, True])
def test_a_tag_depends_on_the_right_only_if_it_is_read(bidirectional):
    model, other = made(bidirectional=bidirectional), IDS.clone()
    other[:, -1] = (other[:, -1] + 1) % 9
    change = (model(IDS) - model(other)).abs().amax(dim=(0, 2))
    assert (change[:-1] > 1e-6).all() == bidirectional
    assert change[-1] > 1e-6


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_padding_has_no_effect(cell):
    model = made(cell=cell, n_layers=2)
    mask = torch.arange(7) < torch.tensor([[7], [3]])
    padded = torch.where(mask, IDS, 8)
    torch.testing.assert_close(model(IDS, mask)[mask], model(padded, mask)[mask])
    torch.testing.assert_close(model(IDS, mask)[1:, :3], model(IDS[1:, :3]))


def test_dropout_in_training_only():
    model = made(dropout=0.5)
    assert not torch.equal(model(IDS), model(IDS))
    assert torch.equal(model.eval()(IDS), model(IDS))


def test_same_seed_same_model():
    assert all(torch.equal(a, b) for a, b in zip(made().parameters(), made().parameters()))


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"vocab_size": 0}, ValueError, "vocab_size must be >= 1, got 0"),
        ({"n_tags": 0}, ValueError, "n_tags must be >= 1, got 0"),
        ({"bidirectional": 1}, TypeError, "bidirectional must be True or False, got 1"),
    ],
)
def test_settings_are_checked(options, error, message):
    with pytest.raises(error, match=message):
        made(**options)


def test_ids_are_checked():
    with pytest.raises(ValueError, match=r"ids must lie in \[0, 9\), got 9"):
        made()(torch.tensor([[9]]))
