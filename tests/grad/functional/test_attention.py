"""Attention as one operation: equal to its parts, gradients by finite differences, masks, what does not fit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.grad import Tensor, gradcheck
from lib.grad.functional import scaled_dot_product_attention, softmax
from lib.grad.functional.attention import attend, attend_backward, causal_bias, kept_of, score_bias, scores_shape


def draw(*shape, seed=0, grad=True):
    return Tensor(np.random.default_rng(seed).normal(size=shape), requires_grad=grad)


def triple(lead, n_queries, n_keys, head_dim, value_dim, seed=0):
    return (
        draw(*lead, n_queries, head_dim, seed=seed),
        draw(*lead, n_keys, head_dim, seed=seed + 1),
        draw(*lead, n_keys, value_dim, seed=seed + 2),
    )


def by_hand(query, key, value):
    """Three words in one head: the mean of the values, one exponential at a time."""
    rows = []
    for q in query:
        powers = [np.exp(q @ k / np.sqrt(len(q))) for k in key]
        rows.append(sum(power * v for power, v in zip(powers, value)) / sum(powers))
    return np.array(rows)


def test_by_hand():
    q, k, v = triple((), 3, 3, 2, 4)
    np.testing.assert_allclose(scaled_dot_product_attention(q, k, v).data, by_hand(q.data, k.data, v.data), rtol=1e-13)


@pytest.mark.parametrize("lead", [(), (2,), (2, 3), (0,)])
@pytest.mark.parametrize("scale", [None, 0.3])
def test_equals_its_parts(lead, scale):
    factor = 1 / np.sqrt(4) if scale is None else scale
    mask = draw(3, 5, seed=9)
    results = []
    for joined in (True, False):
        q, k, v = triple(lead, 3, 5, 4, 2)
        if joined:
            y = scaled_dot_product_attention(q, k, v, mask, scale=scale)
        else:
            y = softmax((q @ k.mT) * factor + mask) @ v
        mask.grad = None
        y.backward(np.random.default_rng(5).normal(size=y.shape))
        results.append([y.data, q.grad, k.grad, v.grad, mask.grad])
    for ours, parts in zip(*results):
        np.testing.assert_allclose(ours, parts, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"is_causal": True},
        {"scale": 1.7},
        {"dropout_p": 0.4, "rng": 3},
        {"attn_mask": np.array([[True, False, True], [False, False, False], [True, True, True], [False, True, False]])},
        {"attn_mask": np.array([[[True, True, False]], [[False, True, True]]]), "dropout_p": 0.2, "rng": 0},
    ],
)
def test_gradients(options):
    assert gradcheck(lambda q, k, v: scaled_dot_product_attention(q, k, v, **options), triple((2,), 4, 3, 2, 3))


def test_gradients_of_what_broadcasts():
    shapes = ((2, 1, 3, 2), (3, 4, 2), (1, 1, 4, 2))
    inputs = tuple(draw(*shape, seed=seed) for seed, shape in enumerate(shapes))
    assert scaled_dot_product_attention(*inputs).shape == (2, 3, 3, 2)
    assert gradcheck(scaled_dot_product_attention, inputs)
    bias = draw(3, 1, 4, seed=8)
    assert gradcheck(lambda bias, q: scaled_dot_product_attention(q, *inputs[1:], bias), (bias, inputs[0]))


def test_a_mask_without_a_gradient_earns_none():
    q, k, v = triple((), 2, 2, 2, 2)
    mask = draw(2, 2, grad=False)
    scaled_dot_product_attention(q, k, v, mask).sum().backward()
    assert mask.grad is None


@pytest.mark.parametrize("mask", [np.zeros((2, 3), bool), np.full((2, 3), -np.inf)])
def test_a_query_that_may_attend_nowhere_gets_and_gives_nothing(mask):
    q, k, v = triple((), 2, 3, 4, 4)
    y = scaled_dot_product_attention(q, k, v, mask)
    assert not y.data.any()
    y.backward(np.ones((2, 4)))
    for tensor in (q, k, v):
        assert np.array_equal(tensor.grad, np.zeros(tensor.shape))


def test_no_keys_mean_nothing_read():
    q, k, v = triple((), 2, 0, 4, 3)
    y = scaled_dot_product_attention(q, k, v)
    assert np.array_equal(y.data, np.zeros((2, 3)))
    y.sum().backward()
    assert np.array_equal(q.grad, np.zeros((2, 4)))


def test_large_scores_stay_finite():
    q, v = Tensor([[1e4], [-1e4]], requires_grad=True), Tensor([[1.0], [2.0]])
    y = scaled_dot_product_attention(q, q, v)
    assert y.tolist() == [[1.0], [2.0]]
    y.sum().backward()
    assert np.isfinite(q.grad).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 6), st.integers(0, 1000), st.data())
def test_causal_attention_sees_nothing_that_comes_later(n, seed, data):
    at = data.draw(st.integers(0, n - 1))
    q, k, v = triple((2,), n, n, 3, 2, seed)
    before = scaled_dot_product_attention(q, k, v, is_causal=True).data
    for tensor in (q, k, v):
        tensor.data[:, at] += 1.0
    after = scaled_dot_product_attention(q, k, v, is_causal=True).data
    assert np.array_equal(after[:, :at], before[:, :at])
    assert not np.allclose(after[:, at], before[:, at])


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 6), st.integers(0, 1000))
def test_the_order_of_keys_does_not_matter_and_that_of_queries_is_kept(n, seed):
    q, k, v = triple((), n, n, 3, 2, seed)
    order, other = (np.random.default_rng(seed + place).permutation(n) for place in range(2))
    y = scaled_dot_product_attention(q, k, v).data
    shuffled = scaled_dot_product_attention(q.data[order], k.data[other], v.data[other]).data
    np.testing.assert_allclose(shuffled, y[order], rtol=1e-10, atol=1e-13)


def test_dropout_follows_its_seed_and_keeps_the_mean():
    q, k, v = draw(400, 2), draw(50, 2, seed=1), Tensor(np.ones((50, 1)))
    one, same, other = (scaled_dot_product_attention(q, k, v, dropout_p=0.5, rng=seed).data for seed in (0, 0, 1))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
    assert abs(one.mean() - 1) < 0.02
    assert not scaled_dot_product_attention(q, k, v, dropout_p=1).data.any()


def test_float32_stays_float32():
    q, k, v = (Tensor(each.data.astype(np.float32), requires_grad=True) for each in triple((), 2, 3, 2, 2))
    y = scaled_dot_product_attention(q, k, v, np.zeros((2, 3)), dropout_p=0.1, rng=0)
    assert y.dtype == np.float32
    y.sum().backward()
    assert q.grad.dtype == k.grad.dtype == v.grad.dtype == np.float32
    assert scaled_dot_product_attention(q, k, v, is_causal=True).dtype == np.float32


def test_what_is_saved_must_not_change():
    q, k, v = triple((), 2, 2, 2, 2)
    y = scaled_dot_product_attention(q * 1, k, v)
    y.mul_(2.0)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


def test_the_functions_on_arrays():
    q, k, v = (each.data for each in triple((), 3, 4, 2, 5))
    out = np.empty((3, 5))
    means, attended = attend(q, k, v, None, None, 0.5, out=out)
    assert means is out
    weights = attended.powers / attended.totals
    np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=1e-14)
    np.testing.assert_allclose(weights @ v, means, rtol=1e-13)
    *_, grad_value, slopes = attend_backward(np.ones((3, 5)), (q, k, v), means, attended, 0.5)
    np.testing.assert_allclose(grad_value, np.tile(weights.sum(axis=0)[:, None], 5), rtol=1e-13)
    np.testing.assert_allclose(slopes.sum(axis=-1), 0, atol=1e-14)  # a number added to all scores changes nothing
    assert causal_bias(2, 3, np.dtype(float)).tolist() == [[0, -np.inf, -np.inf], [0, 0, -np.inf]]
    assert score_bias(None, False, (2, 3), np.dtype(float)) is None
    assert score_bias([[True, False]], False, (2, 2), np.dtype(np.float32)).tolist() == [[0, -np.inf]]
    assert kept_of((2,), 0.0, 0, np.dtype(float)) is None
    assert set(kept_of((50,), 0.5, 0, np.dtype(float))) == {0.0, 2.0}
    assert scores_shape(q, k, v) == (3, 4)


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        (((2,), (3, 2), (3, 2)), r"query, key and value must have shape \(\.\.\., time, head_dim\), got \(2,\), "),
        (((3, 2), (3, 1), (3, 2)), r"query and key must have the same head_dim, got \(3, 2\), \(3, 1\) and \(3, 2\)"),
        (((3, 2), (3, 2), (4, 2)), r"key and value must have the same number of keys, got \(3, 2\), \(3, 2\) and \(4"),
        (((2, 3, 2), (3, 3, 2), (3, 2)), r"leading axes of query, key and value must broadcast, got \(2, 3, 2\), "),
    ],
)
def test_shapes_that_do_not_fit(shapes, message):
    with pytest.raises(RuntimeError, match=message):
        scaled_dot_product_attention(*(np.ones(shape) for shape in shapes))


def test_messages():
    q = np.ones((2, 3, 4))
    with pytest.raises(RuntimeError, match=r"attn_mask must broadcast to \(2, 3, 3\), got \(3, 2\)"):
        scaled_dot_product_attention(q, q, q, np.ones((3, 2), bool))
    with pytest.raises(RuntimeError, match=r"attn_mask must broadcast to \(2, 3, 3\), got \(1, 2, 3, 3\)"):
        scaled_dot_product_attention(q, q, q, np.ones((1, 2, 3, 3), bool))
    with pytest.raises(RuntimeError, match="attn_mask must be None when is_causal=True, got both"):
        scaled_dot_product_attention(q, q, q, np.ones((3, 3), bool), is_causal=True)
    with pytest.raises(TypeError, match=r"attn_mask must hold booleans \(True = may attend\) or floats .*got int64"):
        scaled_dot_product_attention(q, q, q, np.ones((3, 3), int))
    with pytest.raises(TypeError, match="query, key and value must hold floats, got float64, int64 and float64"):
        scaled_dot_product_attention(q, q.astype(int), q)
    with pytest.raises(ValueError, match=r"dropout_p must be >= 0 and <= 1, got 1\.5"):
        scaled_dot_product_attention(q, q, q, dropout_p=1.5)
