"""Initial weights against torch: gains and fans exactly, distributions by their moments and ends."""

import math

import numpy as np
import pytest
import scipy.stats
import torch

from lib.grad import Tensor
from lib.layers import Embedding, Linear, init
from lib.layers.init.scaling import fans

NONLINEARITIES = ["linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d"]
NONLINEARITIES += ["sigmoid", "tanh", "relu", "leaky_relu", "selu"]
SHAPES = [(300, 500), (500, 300), (64, 32, 5, 5), (400, 100, 4)]


@pytest.mark.parametrize("nonlinearity", NONLINEARITIES)
def test_gains(nonlinearity):
    for param in (None, 0.3, 0):
        assert init.calculate_gain(nonlinearity, param) == torch.nn.init.calculate_gain(nonlinearity, param)


@pytest.mark.parametrize("shape", [*SHAPES, (1, 1), (3, 0)])
def test_fans(shape):
    assert fans(Tensor(np.empty(shape))) == torch.nn.init._calculate_fan_in_and_fan_out(torch.empty(shape))


RULES = [
    ("uniform_", {"a": -0.5, "b": 0.25}),
    ("normal_", {"mean": 0.5, "std": 0.2}),
    ("xavier_uniform_", {"gain": 1.5}),
    ("xavier_normal_", {"gain": 1.5}),
    ("kaiming_uniform_", {}),
    ("kaiming_uniform_", {"a": math.sqrt(5)}),
    ("kaiming_uniform_", {"mode": "fan_out", "nonlinearity": "relu"}),
    ("kaiming_normal_", {"nonlinearity": "tanh"}),
    ("kaiming_normal_", {"mode": "fan_out", "a": 0.2}),
]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("name", "options"), RULES)
def test_the_same_distribution(name, options, shape):
    ours = getattr(init, name)(Tensor(np.empty(shape)), rng=0, **options).data.ravel()
    torch.manual_seed(0)
    theirs = getattr(torch.nn.init, name)(torch.empty(shape, dtype=torch.float64), **options).numpy().ravel()
    assert ours.std() == pytest.approx(theirs.std(), rel=0.02)
    if "uniform" in name:
        np.testing.assert_allclose([ours.min(), ours.max()], [theirs.min(), theirs.max()], rtol=2e-3)
    assert scipy.stats.ks_2samp(ours[:20_000], theirs[:20_000]).pvalue > 1e-4


@pytest.mark.parametrize(("name", "value"), [("zeros_", ()), ("ones_", ()), ("constant_", (0.3,))])
def test_constants(name, value):
    ours, theirs = Tensor(np.empty((2, 3))), torch.empty((2, 3), dtype=torch.float64)
    assert np.array_equal(getattr(init, name)(ours, *value).data, getattr(torch.nn.init, name)(theirs, *value).numpy())


def test_layers_start_as_torchs_do():
    torch.manual_seed(0)
    for ours, theirs in (
        (Linear(300, 200, rng=0), torch.nn.Linear(300, 200, dtype=torch.float64)),
        (Embedding(300, 200, rng=0), torch.nn.Embedding(300, 200, dtype=torch.float64)),
    ):
        for (name, mine), other in zip(ours.named_parameters(), theirs.parameters()):
            values = mine.data.ravel()[:20_000], other.detach().numpy().ravel()[:20_000]
            assert scipy.stats.ks_2samp(*values).pvalue > 1e-4, name
            if name == "bias":
                assert np.abs(mine.data).max() <= 1 / math.sqrt(300)
