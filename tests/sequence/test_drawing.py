"""Initial weights come from the generator that is given, never from torch's global one."""

import pytest
import torch

from lib.sequence.drawing import drawn_embedding, drawn_linear


def test_layers_start_as_torchs_do():
    generator = torch.Generator().manual_seed(0)
    linear = drawn_linear(25, 400, generator)
    for parameter in (linear.weight, linear.bias):
        assert -0.2 <= parameter.min() < -0.19
        assert 0.19 < parameter.max() <= 0.2
        assert parameter.std().item() == pytest.approx(0.2 / 3**0.5, rel=0.1)
    assert drawn_linear(3, 2, generator, bias=False).bias is None
    embedding = drawn_embedding(500, 20, generator, std=0.5)
    assert embedding.weight.std().item() == pytest.approx(0.5, rel=0.03)


def test_the_global_generator_stays():
    before = torch.random.get_rng_state()
    generator = torch.Generator().manual_seed(0)
    drawn_linear(3, 2, generator)
    drawn_embedding(3, 2, generator)
    assert torch.equal(before, torch.random.get_rng_state())
