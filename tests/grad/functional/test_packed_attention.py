"""Packed self-attention: equal to the function on its three parts, values and gradients."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck
from lib.grad.functional import packed_attention, scaled_dot_product_attention

OPTIONS = [
    {},
    {"is_causal": True},
    {"attn_mask": np.random.default_rng(1).normal(size=(2, 1, 5, 5))},
    {"attn_mask": np.array([True, True, False, True, False])},
    {"dropout_p": 0.3, "rng": 4},
]


def draw(*shape):
    return Tensor(np.random.default_rng(0).normal(size=shape), requires_grad=True)


def in_parts(packed, n_heads, **options):
    n, time, width = packed.shape
    size = width // 3
    parts = [packed[..., place * size : (place + 1) * size] for place in range(3)]
    heads = [part.reshape(n, time, n_heads, -1).transpose(1, 2) for part in parts]
    return scaled_dot_product_attention(*heads, **options).transpose(1, 2).reshape(n, time, size)


@pytest.mark.parametrize("n_heads", [1, 2, 6])
@pytest.mark.parametrize("options", OPTIONS)
def test_equals_the_function_on_its_parts(n_heads, options):
    upstream = np.random.default_rng(2).normal(size=(2, 5, 6))
    found = []
    for function in (packed_attention, in_parts):
        packed = draw(2, 5, 18)
        y = function(packed, n_heads, **options)
        y.backward(upstream)
        found.append((y.data, packed.grad))
    for ours, parts in zip(*found):
        np.testing.assert_allclose(ours, parts, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("options", OPTIONS)
def test_gradients(options):
    assert gradcheck(lambda x: packed_attention(x, 2, **options), draw(2, 5, 12))


def test_a_place_that_may_attend_nowhere_gets_nothing():
    mask = np.ones((3, 3), bool)
    mask[1] = False
    y = packed_attention(draw(2, 3, 6), 1, mask)
    assert not y.data[:, 1].any()
    assert y.data[:, [0, 2]].all()


def test_float32_stays_float32():
    packed = Tensor(np.ones((1, 2, 6), np.float32), requires_grad=True)
    y = packed_attention(packed, 2, np.zeros((2, 2)))
    assert y.dtype == np.float32
    y.sum().backward()
    assert packed.grad.dtype == np.float32


def test_messages():
    with pytest.raises(
        RuntimeError, match=r"input must have shape \(batch, time, 3 \* width\) .* 4 equal .*\(2, 5, 18"
    ):
        packed_attention(draw(2, 5, 18), 4)
    with pytest.raises(RuntimeError, match=r"input must have shape .*, got \(5, 18\)"):
        packed_attention(draw(5, 18), 1)
    with pytest.raises(TypeError, match="input must hold floats, got int64"):
        packed_attention(np.ones((1, 2, 6), int), 1)
    with pytest.raises(TypeError, match="n_heads must be an integer, got float"):
        packed_attention(draw(2, 5, 18), 1.0)
    with pytest.raises(ValueError, match="n_heads must be >= 1, got 0"):
        packed_attention(draw(2, 5, 18), 0)
    with pytest.raises(RuntimeError, match="attn_mask must be None when is_causal=True, got both"):
        packed_attention(draw(2, 5, 18), 1, np.ones((5, 5), bool), is_causal=True)
    with pytest.raises(RuntimeError, match=r"attn_mask must broadcast to \(2, 1, 5, 5\), got \(4, 5\)"):
        packed_attention(draw(2, 5, 18), 1, np.ones((4, 5), bool))
    with pytest.raises(TypeError, match="attn_mask must hold booleans"):
        packed_attention(draw(2, 5, 18), 1, np.ones((5, 5), int))
    with pytest.raises(ValueError, match="dropout_p must be >= 0 and <= 1, got -1"):
        packed_attention(draw(2, 5, 18), 1, dropout_p=-1)
