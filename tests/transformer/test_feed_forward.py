"""The feed-forward layer: each token by itself, four ways to bend."""

import pytest
import torch
from torch.nn import functional

from lib.transformer import FeedForward

X = torch.randn(2, 5, 8, generator=torch.Generator().manual_seed(0))


def made(*args, **options):
    return FeedForward(8, 12, *args, **options, generator=torch.Generator().manual_seed(1))


def test_the_formula_of_2017():
    layer = made()
    hidden = (X @ layer.up.weight.T + layer.up.bias).clamp(min=0)
    torch.testing.assert_close(layer(X), hidden @ layer.down.weight.T + layer.down.bias)


def test_a_gate_multiplies():
    layer = made("swiglu", bias=False)
    gate = X @ layer.gate.weight.T
    hidden = gate * gate.sigmoid() * (X @ layer.up.weight.T)
    torch.testing.assert_close(layer(X), hidden @ layer.down.weight.T)


def test_both_forms_of_gelu():
    exact, approximate = made("gelu"), made("gelu_tanh")
    torch.testing.assert_close(exact(X), exact.down(functional.gelu(exact.up(X))))
    difference = (exact(X) - approximate(X)).abs().max()
    assert 0 < difference < 0.01


@pytest.mark.parametrize("activation", ["relu", "gelu", "gelu_tanh", "swiglu"])
def test_no_token_sees_another(activation):
    layer, other = made(activation), X.clone()
    other[:, 3] += 1
    changed = (layer(X) - layer(other)).abs().amax(dim=(0, 2)) > 0
    assert changed.tolist() == [False, False, False, True, False]


def test_dropout_only_in_training():
    layer = made(dropout=0.5)
    assert not torch.equal(layer(X), layer(X))
    assert torch.equal(layer.eval()(X), layer(X))


def test_settings_are_checked():
    assert "activation='relu'" in repr(made())
    for options, message in (
        ({"d_model": 0}, "d_model must be >= 1, got 0"),
        ({"d_ff": 0}, "d_ff must be >= 1, got 0"),
        ({"activation": "tanh"}, "activation must be one of 'relu', 'gelu', 'gelu_tanh', 'swiglu', got 'tanh'"),
        ({"dropout": 1.0}, "dropout must be >= 0 and < 1, got 1.0"),
    ):
        with pytest.raises(ValueError, match=message):
            FeedForward(**{"d_model": 8, "d_ff": 16, **options})
