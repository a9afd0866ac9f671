"""Scaled dot-product attention: worked numbers, masks, shared heads, both ways of computing it."""

import math

import pytest
import torch

from lib.transformer import attention_weights, causal_mask, scaled_dot_product_attention


def draw(*shape, seed=0):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def by_loops(query, key, value, allowed):
    """Return the definition, one query at a time, for one head."""
    out = torch.zeros(len(query), value.shape[1], dtype=query.dtype)
    for i in range(len(query)):
        scores = [math.exp(float(query[i] @ key[j]) / math.sqrt(query.shape[1])) for j in range(len(key))]
        scores = [score if allowed[i][j] else 0.0 for j, score in enumerate(scores)]
        for j, score in enumerate(scores):
            out[i] += score / sum(scores) * value[j]
    return out


@pytest.mark.parametrize("fused", [True, False])
def test_the_definition(fused):
    query, key, value = draw(3, 4), draw(5, 4, seed=1), draw(5, 2, seed=2)
    allowed = torch.tensor([[True] * 5, [True, False, True, False, True], [False, False, False, True, False]])
    found = scaled_dot_product_attention(query[None], key[None], value[None], allowed, fused=fused)[0]
    torch.testing.assert_close(found, by_loops(query, key, value, allowed.tolist()))
    torch.testing.assert_close(found[2], value[3])


@pytest.mark.parametrize("fused", [True, False])
def test_causal_with_and_without_a_mask_besides(fused):
    query, key, value = draw(2, 3, 4, 4), draw(2, 3, 4, 4, seed=1), draw(2, 3, 4, 4, seed=2)
    other = torch.rand(2, 1, 1, 4, generator=torch.Generator().manual_seed(3)) < 0.7
    for mask in (None, other):
        whole = causal_mask(4) if mask is None else causal_mask(4) & mask
        found = scaled_dot_product_attention(query, key, value, mask, is_causal=True, fused=fused)
        torch.testing.assert_close(found, scaled_dot_product_attention(query, key, value, whole))


@pytest.mark.parametrize("fused", [True, False])
def test_a_query_that_sees_nothing_gets_zeros_and_passes_no_gradient(fused):
    query, key, value = (draw(1, 1, 2, 4, seed=seed).requires_grad_() for seed in range(3))
    mask = torch.tensor([[True, True], [False, False]])
    out = scaled_dot_product_attention(query, key, value, mask, fused=fused)
    assert out[0, 0, 1].abs().max() == 0
    out.sum().backward()
    assert query.grad[0, 0, 1].abs().max() == 0
    assert all(each.grad.isfinite().all() for each in (query, key, value))


@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize("n_kv_heads", [1, 2, 6])
def test_shared_heads_serve_neighbours(n_kv_heads, fused):
    query, key, value = draw(2, 6, 3, 4), draw(2, n_kv_heads, 5, 4), draw(2, n_kv_heads, 5, 4)
    found = scaled_dot_product_attention(query, key, value, fused=fused)
    for head in range(6):
        shared = head // (6 // n_kv_heads)
        one = scaled_dot_product_attention(query[:, [head]], key[:, [shared]], value[:, [shared]])
        torch.testing.assert_close(found[:, [head]], one)


def test_the_scale_keeps_the_variance_of_scores_at_one():
    query, key = draw(1, 400, 64), draw(1, 400, 64, seed=1)
    scores = query @ key.transpose(1, 2)
    assert scores.var().item() == pytest.approx(64, rel=0.1)
    torch.testing.assert_close(attention_weights(query, key), (scores / 8).softmax(-1))
    torch.testing.assert_close(attention_weights(query, key, scale=1.0), scores.softmax(-1))


def test_a_score_of_zero_hides_nothing():
    weights = attention_weights(torch.zeros(1, 1, 2), torch.zeros(1, 3, 2), torch.tensor([[True, True, False]]))
    assert weights.tolist() == [[[0.5, 0.5, 0.0]]]


def test_dropout_keeps_the_mean_weight():
    value = torch.ones(1, 20_000, 1)
    out = scaled_dot_product_attention(torch.zeros(1, 1, 2), torch.zeros(1, 20_000, 2), value, dropout_p=0.5)
    assert out.item() == pytest.approx(1, abs=0.05)
    assert out.item() != 1


def test_arguments_are_checked():
    x = torch.zeros(1, 2, 4)
    with pytest.raises(ValueError, match=r"query and key must have shapes .* got \(2, 4\) and \(2, 4\)"):
        scaled_dot_product_attention(x[0], x[0], x[0])
    with pytest.raises(ValueError, match=r"query and key must have shapes .* got \(1, 2, 4\) and \(1, 2, 3\)"):
        attention_weights(x, torch.zeros(1, 2, 3))
    with pytest.raises(ValueError, match=r"a row for each key, got shapes \(1, 3, 4\) and \(1, 2, 4\)"):
        scaled_dot_product_attention(x, x, torch.zeros(1, 3, 4))
    with pytest.raises(ValueError, match="heads must be a multiple of kv_heads, got 3 and 2"):
        attention_weights(torch.zeros(3, 2, 4), torch.zeros(2, 2, 4))
    with pytest.raises(TypeError, match=r"attn_mask must be boolean, True = may attend, got torch.float32"):
        attention_weights(x, x, torch.zeros(2, 2))
    with pytest.raises(ValueError, match="is_causal must have as many keys as queries, got 3 and 2"):
        attention_weights(x, torch.zeros(1, 3, 4), is_causal=True)
