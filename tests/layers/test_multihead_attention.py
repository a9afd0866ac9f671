"""Attention with several heads: its forms agree, its masks mean what they say, settings are checked."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.grad import Tensor, gradcheck
from lib.layers import MultiheadAttention


def draw(*shape, seed=0):
    return Tensor(np.random.default_rng(seed).normal(size=shape), requires_grad=True)


def later(n):
    """Return the causal mask of this layer: True = may not attend."""
    return np.triu(np.ones((n, n), bool), 1)


def with_drawn_biases(*args, **options):
    layer = MultiheadAttention(*args, **options)
    layer.in_proj_bias.data[:] = np.random.default_rng(1).normal(size=layer.in_proj_bias.shape)
    return layer


def test_one_head_by_hand():
    layer = with_drawn_biases(3, 1, rng=0)
    x, memory = draw(4, 3), draw(5, 3, seed=1)
    output, weights = layer(x, memory, memory)
    w, b = layer.in_proj_weight.data.reshape(3, 3, 3), layer.in_proj_bias.data.reshape(3, 3)
    query, key, value = (a @ w[i].T + b[i] for i, a in enumerate((x.data, memory.data, memory.data)))
    powers = np.exp(query @ key.T / np.sqrt(3))
    expected = powers / powers.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(weights.data, expected, rtol=1e-12)
    np.testing.assert_allclose(output.data, expected @ value @ layer.out_proj.weight.data.T, rtol=1e-12)


MASKS = [
    {},
    {"attn_mask": later(4)},
    {"attn_mask": later(4), "is_causal": True},
    {"attn_mask": np.where(later(4), -np.inf, 0.0), "key_padding_mask": np.arange(4) > np.array([[3], [2], [1]])},
    {"attn_mask": np.random.default_rng(3).normal(size=(6, 4, 4))},
    {"key_padding_mask": np.random.default_rng(3).normal(size=(3, 4))},
]


@pytest.mark.parametrize("masks", MASKS)
def test_its_ways_of_computing_agree(masks):
    """Packed, with separate projections, and with weights: three programs, one result."""
    layer, found = with_drawn_biases(6, 2, batch_first=True, rng=0), []
    for need_weights, same in ((False, True), (False, False), (True, True)):
        layer.zero_grad()
        x = draw(3, 4, 6)
        y, weights = layer(x, x, x if same else x * 1.0, need_weights=need_weights, **masks)
        assert (weights is None) != need_weights
        y.backward(np.random.default_rng(7).normal(size=y.shape))
        found.append([y.data, x.grad, *(parameter.grad for parameter in layer.parameters())])
    for other in found[1:]:
        for a, b in zip(found[0], other):
            np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("need_weights", [False, True])
def test_a_bias_that_learns(need_weights):
    layer, x = MultiheadAttention(4, 2, rng=0), draw(3, 2, 4)
    bias = draw(3, 3, seed=5)
    assert gradcheck(lambda bias: layer(x, x, x, attn_mask=bias, need_weights=need_weights)[0], bias)


@pytest.mark.parametrize("average", [False, True])
def test_gradients_flow_through_the_weights_too(average):
    layer = with_drawn_biases(4, 2, kdim=3, vdim=5, rng=0)
    inputs = draw(2, 2, 4), draw(3, 2, 3, seed=1), draw(3, 2, 5, seed=2)
    assert gradcheck(lambda q, k, v: layer(q, k, v, average_attn_weights=average)[1], inputs)


def test_shapes_of_outputs_and_weights():
    layer = MultiheadAttention(6, 3, rng=0)
    assert [each.shape for each in layer(draw(4, 2, 6), draw(5, 2, 6), draw(5, 2, 6))] == [(4, 2, 6), (2, 4, 5)]
    assert [each.shape for each in layer(draw(4, 6), draw(5, 6), draw(5, 6))] == [(4, 6), (4, 5)]
    x = draw(4, 2, 6)
    assert layer(x, x, x, average_attn_weights=False)[1].shape == (2, 3, 4, 4)
    x = draw(4, 6)
    assert layer(x, x, x, average_attn_weights=False)[1].shape == (3, 4, 4)
    assert layer(x, x, x, need_weights=False)[1] is None


def test_true_means_may_not_attend():
    layer, x = MultiheadAttention(4, 2, batch_first=True, rng=0), draw(2, 3, 4)
    padding = np.array([[False, False, True], [False, False, False]])
    for masks in ({"key_padding_mask": padding}, {"attn_mask": np.repeat(padding[:, None], 2, 0).repeat(3, 1)}):
        _, weights = layer(x, x, x, **masks)
        assert not weights.data[0, :, 2].any()
        assert weights.data[0, :, :2].all()
        assert weights.data[1].all()


@pytest.mark.parametrize("need_weights", [False, True])
def test_a_query_that_may_attend_nowhere(need_weights):
    """As torch: nan where the weights are asked for, which must sum to 1 and cannot; else nothing is read."""
    layer, x = with_drawn_biases(4, 2, rng=0), draw(3, 4)
    shut = np.zeros((3, 3), bool)
    shut[1] = True
    y, _ = layer(x, x, x, attn_mask=shut, need_weights=need_weights)
    assert np.isfinite(y.data[[0, 2]]).all()
    assert np.isnan(y.data[1]).all() if need_weights else not y.data[1].any()


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 6), st.integers(0, 1000), st.booleans(), st.data())
def test_the_causal_mask_hides_what_comes_later(n, seed, need_weights, data):
    at = data.draw(st.integers(0, n - 1))
    layer, x = MultiheadAttention(4, 2, rng=seed), draw(n, 2, 4, seed=seed)
    before = layer(x, x, x, attn_mask=later(n), need_weights=need_weights)[0].data
    x.data[at] += 1.0
    after = layer(x, x, x, attn_mask=later(n), need_weights=need_weights)[0].data
    assert np.array_equal(after[:at], before[:at])
    assert not np.allclose(after[at], before[at])


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 6), st.integers(0, 1000), st.booleans())
def test_without_a_mask_it_does_not_see_the_order(n, seed, need_weights):
    layer, x = MultiheadAttention(4, 2, rng=seed), draw(n, 2, 4, seed=seed).detach()
    order = np.random.default_rng(seed).permutation(n)
    shuffled = x[order]
    y, z = (layer(each, each, each, need_weights=need_weights)[0].data for each in (x, shuffled))
    np.testing.assert_allclose(z, y[order], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("need_weights", [False, True])
def test_dropout_acts_in_training_only(need_weights):
    layer, x = MultiheadAttention(4, 2, dropout=0.5, rng=0), draw(6, 3, 4)
    first, second = (layer(x, x, x, need_weights=need_weights)[0].data for _ in range(2))
    assert not np.array_equal(first, second)
    layer.eval()
    calm = layer(x, x, x, need_weights=need_weights)[0].data
    assert np.array_equal(calm, layer(x, x, x, need_weights=need_weights)[0].data)
    plain = MultiheadAttention(4, 2, rng=1)
    plain.load_state_dict(layer.state_dict())
    np.testing.assert_array_equal(plain(x, x, x, need_weights=need_weights)[0].data, calm)


def test_initial_parameters():
    layer = MultiheadAttention(64, 4, rng=0)
    bound = np.sqrt(6 / (64 + 192))
    assert 0.98 * bound < abs(layer.in_proj_weight.data).max() <= bound
    assert 0.98 / 8 < abs(layer.out_proj.weight.data).max() <= 1 / 8
    assert not layer.in_proj_bias.data.any()
    assert not layer.out_proj.bias.data.any()
    again = MultiheadAttention(64, 4, rng=0)
    assert np.array_equal(again.in_proj_weight.data, layer.in_proj_weight.data)
    again.out_proj.bias.data.fill(1)
    again.reset_parameters(rng=3)
    assert not np.array_equal(again.in_proj_weight.data, layer.in_proj_weight.data)
    assert not again.out_proj.bias.data.any()


def test_names_and_shapes_of_parameters():
    shapes = {name: each.shape for name, each in MultiheadAttention(4, 2).named_parameters()}
    assert shapes == {
        "in_proj_weight": (12, 4),
        "in_proj_bias": (12,),
        "out_proj.weight": (4, 4),
        "out_proj.bias": (4,),
    }
    layer = MultiheadAttention(4, 2, bias=False, kdim=3, vdim=5, dtype=np.float32)
    assert {name: each.shape for name, each in layer.named_parameters()} == {
        "q_proj_weight": (4, 4),
        "k_proj_weight": (4, 3),
        "v_proj_weight": (4, 5),
        "out_proj.weight": (4, 4),
    }
    assert layer.in_proj_weight is layer.in_proj_bias is layer.out_proj.bias is None
    assert {each.dtype for each in layer.parameters()} == {np.dtype(np.float32)}


@pytest.mark.parametrize("need_weights", [False, True])
def test_float32_stays_float32(need_weights):
    layer, x = MultiheadAttention(4, 2, dtype=np.float32, rng=0), Tensor(np.ones((3, 1, 4), np.float32))
    y, weights = layer(x, x, x, attn_mask=np.zeros((3, 3)), need_weights=need_weights)
    assert y.dtype == np.float32
    assert weights is None or weights.dtype == np.float32
    y.sum().backward()
    assert {each.grad.dtype for each in layer.parameters()} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"embed_dim": 0}, ValueError, "embed_dim must be >= 1, got 0"),
        ({"num_heads": 2.0}, TypeError, "num_heads must be an integer, got float"),
        ({"num_heads": 3}, ValueError, "embed_dim must be divisible by num_heads, got 4 and 3"),
        ({"dropout": 1.5}, ValueError, r"dropout must be >= 0 and <= 1, got 1\.5"),
        ({"kdim": 0}, ValueError, "kdim must be >= 1, got 0"),
        ({"vdim": 0}, ValueError, "vdim must be >= 1, got 0"),
        ({"batch_first": 1}, TypeError, "batch_first must be True or False, got 1"),
        ({"add_bias_kv": True}, ValueError, "add_bias_kv must be False, got True: it is left out here"),
        ({"add_zero_attn": True}, ValueError, "add_zero_attn must be False, got True: it is left out here"),
    ],
)
def test_settings_are_checked(options, error, message):
    with pytest.raises(error, match=message):
        MultiheadAttention(**{"embed_dim": 4, "num_heads": 2, **options})


def test_inputs_are_checked():
    layer = MultiheadAttention(4, 2, kdim=3, batch_first=True)
    q, k, v = np.ones((2, 5, 4)), np.ones((2, 6, 3)), np.ones((2, 6, 4))
    for arguments, message in (
        ((k, k, v), r"query must have shape \(batch, time, 4\) or \(time, 4\), got \(2, 6, 3\)"),
        ((q, v, v), r"key must have shape \(batch, time, 3\) or \(time, 3\), got \(2, 6, 4\)"),
        ((q, k, k), r"value must have shape \(batch, time, 4\) or \(time, 4\), got \(2, 6, 3\)"),
        ((q[None], k, v), r"query must have shape \(batch, time, 4\) or \(time, 4\), got \(1, 2, 5, 4\)"),
        ((q, k, v[:, :5]), r"key and value must be equally many, got shapes \(2, 6, 3\) and \(2, 5, 4\)"),
        ((q[:1], k, v), r"query and key must have the same batch axis, got shapes \(1, 5, 4\) and \(2, 6, 3\)"),
        ((q[0], k, v), r"query and key must have the same batch axis, got shapes \(5, 4\) and \(2, 6, 3\)"),
    ):
        with pytest.raises(ValueError, match=message):
            layer(*arguments)
    with pytest.raises(ValueError, match=r"query must have shape \(time, batch, 4\)"):
        MultiheadAttention(4, 2)(k, k, k)
    with pytest.raises(ValueError, match="attn_mask must be given with is_causal=True"):
        layer(q, k, v, is_causal=True)
    with pytest.raises(ValueError, match="attn_mask must be the causal mask with is_causal=True"):
        layer(q, k, v, attn_mask=np.zeros((5, 6), bool), is_causal=True)
