"""He's rule: variance 2 over the inputs of one output, biases and norms neutral."""

import pytest
import torch
from torch import nn

from lib.vision import draw_he_weights


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize(
    ("layer", "fan_in"),
    [(nn.Conv2d(16, 200, 3), 144), (nn.Conv2d(400, 400, 5, groups=400), 25), (nn.Linear(300, 200), 300)],
)
def test_variance_is_two_over_fan_in(layer, fan_in):
    draw_he_weights(layer, generator())
    assert layer.weight.var().item() == pytest.approx(2 / fan_in, rel=0.05)
    assert abs(layer.weight.mean().item()) < 4 * (2 / fan_in / layer.weight.numel()) ** 0.5
    assert not layer.bias.any()


def test_signals_keep_their_size_through_rectifiers():
    deep = nn.Sequential(*[part for _ in range(30) for part in (nn.Linear(256, 256), nn.ReLU())])
    draw_he_weights(deep, generator())
    x = torch.randn(64, 256, generator=generator(1))
    with torch.no_grad():
        assert 0.2 < deep(x).square().mean().item() / x.square().mean().item() < 5


def test_norms_become_neutral_and_layers_without_bias_pass():
    model = nn.Sequential(nn.Conv2d(1, 2, 3, bias=False), nn.BatchNorm2d(2))
    model(torch.randn(4, 1, 8, 8, generator=generator()))
    nn.init.constant_(model[1].weight, 7)
    draw_he_weights(model)
    state = model[1].state_dict()
    assert [state[key].tolist() for key in ("weight", "bias", "running_mean", "running_var")] == [
        [1, 1], [0, 0], [0, 0], [1, 1]
    ]  # fmt: skip
    assert state["num_batches_tracked"] == 0


def test_same_seed_same_weights():
    first, second, other = nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 4)
    for layer, seed in ((first, 0), (second, 0), (other, 1)):
        draw_he_weights(layer, generator(seed))
    assert torch.equal(first.weight, second.weight)
    assert not torch.equal(first.weight, other.weight)


def test_without_a_generator_layers_are_drawn_anew_and_the_global_one_stays():
    layers = [nn.Linear(40, 40) for _ in range(2)]
    before = torch.get_rng_state()
    for layer in layers:
        draw_he_weights(layer)
    assert torch.equal(torch.get_rng_state(), before)
    assert not torch.equal(layers[0].weight, layers[1].weight)
    with pytest.raises(TypeError, match=r"generator must be a torch.Generator or None, got int"):
        draw_he_weights(layers[0], 0)
