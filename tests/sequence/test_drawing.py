"""Initial weights come from the generator that is given, never from torch's global one."""

import pytest
import torch

from lib.sequence.drawing import drawn_embedding, drawn_linear, own_generator


def test_a_generator_is_used_as_it_is():
    generator = torch.Generator().manual_seed(0)
    assert own_generator(generator) is generator


def test_without_one_each_is_new():
    assert own_generator().initial_seed() != own_generator(None).initial_seed()


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
    generator = own_generator()
    drawn_linear(3, 2, generator)
    drawn_embedding(3, 2, generator)
    assert torch.equal(before, torch.random.get_rng_state())


def test_another_kind_is_refused():
    with pytest.raises(TypeError, match=r"generator must be a torch.Generator or None, got int"):
        own_generator(0)
