"""Where weights start."""

import math

import pytest
import torch

from lib.transformer import Attention, FeedForward, draw_glorot_weights, draw_gpt_weights
from lib.transformer.initialisation import undrawn_linear


def test_glorot():
    layer = torch.nn.Linear(100, 50)
    draw_glorot_weights(layer, torch.Generator().manual_seed(0))
    bound = math.sqrt(6 / 150)
    assert bound * 0.99 < layer.weight.abs().max().item() <= bound
    assert layer.weight.std().item() == pytest.approx(bound / math.sqrt(3), rel=0.05)
    assert layer.bias.abs().max() == 0


def test_gpt_narrows_the_ends_of_branches():
    model = torch.nn.Sequential(Attention(64, 4), FeedForward(64, 256, "swiglu"), torch.nn.Embedding(100, 64))
    draw_gpt_weights(model, n_layers=8, generator=torch.Generator().manual_seed(0))
    for name, weight in model.named_parameters():
        wanted = 0.02 / 4 if name in ("0.out.weight", "1.down.weight") else 0.02
        if name.endswith("bias"):
            assert weight.abs().max() == 0
        else:
            assert weight.std().item() == pytest.approx(wanted, rel=0.05)


@pytest.mark.parametrize("draw", [draw_glorot_weights, lambda *args: draw_gpt_weights(args[0], 2, generator=args[1])])
def test_same_seed_same_weights_and_no_global_draw(draw):
    before = torch.random.get_rng_state()
    weights = []
    for seed in (0, 0, 1):
        layer = undrawn_linear(4, 3)
        draw(layer, torch.Generator().manual_seed(seed))
        weights.append(layer.weight)
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])
    assert torch.equal(before, torch.random.get_rng_state())


def test_a_layer_is_made_where_the_default_is():
    with torch.device("meta"):
        assert undrawn_linear(4, 3, bias=False).weight.device.type == "meta"
    assert undrawn_linear(4, 3).weight.device.type == "cpu"


def test_numbers_are_checked():
    with pytest.raises(ValueError, match="n_layers must be >= 1, got 0"):
        draw_gpt_weights(torch.nn.Linear(2, 2), 0)
    with pytest.raises(ValueError, match=r"std must be >= 0, got -0\.02"):
        draw_gpt_weights(torch.nn.Linear(2, 2), 1, std=-0.02)
