"""Attention weights recorded from a running model."""

import pytest
import torch

from lib.transformer import EncoderDecoder, EncoderDecoderConfig, record_attention

SOURCE, TARGET = torch.tensor([[3, 4, 5, 0]]), torch.tensor([[3, 4, 2]])


def model():
    config = EncoderDecoderConfig.from_preset("tiny", 9, 9)
    return EncoderDecoder(config, generator=torch.Generator().manual_seed(0)).eval()


def test_every_layer_is_recorded_and_nothing_changes():
    net = model()
    before = net(SOURCE, TARGET, SOURCE != 0)
    with record_attention(net) as maps:
        after = net(SOURCE, TARGET, SOURCE != 0)
    assert torch.equal(before, after)
    assert len(maps) == 2 + 2 * 2
    assert maps["encoder.blocks.0.attention"][0].shape == (1, 4, 4, 4)
    cross = maps["decoder.blocks.1.cross_attention"]
    assert len(cross) == 1
    assert cross[0].shape == (1, 4, 3, 4)
    torch.testing.assert_close(cross[0].sum(-1), torch.ones(1, 4, 3))
    assert cross[0][..., 3].abs().max() == 0  # padding
    own = maps["decoder.blocks.0.attention"][0][0, 0]
    assert torch.equal(own, own.tril())


def test_recording_ends_with_the_block():
    net = model()
    with record_attention(net) as maps:
        net.generate(SOURCE, n=1)
        n_calls = len(maps["encoder.blocks.0.attention"])
        with record_attention(net) as inner:
            net.encode(SOURCE)
        net.encode(SOURCE)
    net.encode(SOURCE)
    assert len(inner["encoder.blocks.0.attention"]) == 1
    assert len(maps["encoder.blocks.0.attention"]) == n_calls + 1


def test_a_model_without_attention_is_refused():
    with (
        pytest.raises(ValueError, match="model must hold an Attention, got a Linear without one"),
        record_attention(torch.nn.Linear(2, 2)),
    ):
        pass
