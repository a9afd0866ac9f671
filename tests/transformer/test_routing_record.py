"""Routings recorded from a running model."""

import pytest
import torch

from lib.transformer import TRANSFORMER_LM_PRESETS, Routing, TransformerLM, record_routing

IDS = torch.randint(0, 256, (2, 9), generator=torch.Generator().manual_seed(0))


def model():
    return TransformerLM(TRANSFORMER_LM_PRESETS["tiny-moe"], generator=torch.Generator().manual_seed(0))


def test_every_layer_is_recorded_and_nothing_changes():
    net = model()
    before = net(IDS)
    with record_routing(net) as routings:
        after = net(IDS)
    assert torch.equal(before, after)
    assert list(routings) == ["decoder.blocks.0.feed_forward", "decoder.blocks.1.feed_forward"]
    for (routing,) in routings.values():
        assert isinstance(routing, Routing)
        assert routing.experts.shape == (2, 9, 2)
        assert routing.logits.requires_grad


def test_recording_ends_with_the_block():
    net = model()
    with record_routing(net) as routings:
        net(IDS)
        with record_routing(net) as inner:
            net(IDS)
        net(IDS)
    net(IDS)
    name = "decoder.blocks.0.feed_forward"
    assert (len(routings[name]), len(inner[name])) == (2, 1)
    assert net.decoder.blocks[0].feed_forward._routings is None


def test_a_question_is_not_recorded():
    net = model()
    with record_routing(net) as routings:
        net.decoder.blocks[0].feed_forward.route(torch.zeros(1, 3, 64))
    assert routings["decoder.blocks.0.feed_forward"] == []


def test_a_model_without_experts_is_refused():
    with (
        pytest.raises(ValueError, match="model must hold a MixtureOfExperts, got a Linear without one"),
        record_routing(torch.nn.Linear(2, 2)),
    ):
        pass
