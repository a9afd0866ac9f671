"""From tokens to vectors."""

import pytest
import torch

from lib.transformer import LearnedPositions, SinusoidalPositions, TokenEmbedding, TransformerConfig

IDS = torch.tensor([[4, 8, 4, 0]])


def made(scaled=True, **options):
    config = TransformerConfig(d_model=64, context_length=9, **options)
    return TokenEmbedding(300, config, scaled=scaled, generator=torch.Generator().manual_seed(0))


def test_look_up_equals_a_product_with_one_hot_vectors():
    embedding = made(positions="none")
    one_hot = torch.nn.functional.one_hot(IDS, 300).float()
    torch.testing.assert_close(embedding(IDS), 8 * one_hot @ embedding.table.weight)
    torch.testing.assert_close(made(False, positions="none")(IDS), one_hot @ embedding.table.weight)


@pytest.mark.parametrize(("positions", "kind"), [("sinusoidal", SinusoidalPositions), ("learned", LearnedPositions)])
def test_positions_are_added(positions, kind):
    embedding = made(positions=positions)
    assert isinstance(embedding.positions, kind)
    added = embedding.positions(torch.zeros(1, 4, 64), 2)
    torch.testing.assert_close(embedding(IDS, offset=2), 8 * embedding.table(IDS) + added)


def test_rotary_positions_are_no_business_of_the_embedding():
    assert made(positions="rotary").positions is None


def test_rows_have_length_one_and_the_scale_brings_them_to_the_size_of_the_positions():
    embedding = made()
    assert embedding.table.weight.norm(dim=1).mean().item() == pytest.approx(1, rel=0.02)
    assert embedding.scale == 8


def test_dropout_only_in_training():
    embedding = made(dropout=0.5)
    assert not torch.equal(embedding(IDS), embedding(IDS))
    assert torch.equal(embedding.eval()(IDS), embedding(IDS))


def test_no_global_draw():
    before = torch.random.get_rng_state()
    assert torch.equal(made().table.weight, made().table.weight)
    assert torch.equal(before, torch.random.get_rng_state())


def test_arguments_are_checked():
    for ids, number in ((torch.tensor([[300]]), 300), (torch.tensor([[1, -1]]), -1)):
        with pytest.raises(ValueError, match=rf"ids must lie in \[0, 300\), got {number}"):
            made()(ids)
    with pytest.raises(TypeError, match=r"ids must be int64, got torch.int32"):
        made()(IDS.int())
    for ids in (IDS[0], IDS[:, :0]):
        with pytest.raises(ValueError, match=r"ids must have shape \(batch, time\) with at least one token, got "):
            made()(ids)
    with pytest.raises(ValueError, match="time must be at most context_length, 9 tokens, got 10"):
        made()(IDS, offset=6)
    with pytest.raises(ValueError, match="vocab_size must be >= 1, got 0"):
        TokenEmbedding(0, TransformerConfig())
    with pytest.raises(TypeError, match="scaled must be True or False, got 2"):
        made(2)
