"""Masks of the layer, True = may NOT attend, as masks of the function, True = may attend."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers.attention_masks import added, check_causal_hint, score_mask

SHAPE = (2, 3, 4, 5)  # batch, heads, queries, keys
RNG = np.random.default_rng(0)
PAIRS, PER_HEAD, PADDING = RNG.random((4, 5)) < 0.4, RNG.random((6, 4, 5)) < 0.4, RNG.random((2, 5)) < 0.4


def biases(mask):
    return np.where(mask, -np.inf, 0.0)


@pytest.mark.parametrize("pairs", [None, PAIRS, PER_HEAD])
@pytest.mark.parametrize("padding", [None, PADDING])
def test_true_turns_from_may_not_to_may(pairs, padding):
    mask = score_mask(pairs, padding, SHAPE, batched=True)
    if pairs is None and padding is None:
        assert mask is None
        return
    assert mask.dtype == np.bool_
    mask = np.broadcast_to(mask, SHAPE)
    for n, head, query, key in np.ndindex(SHAPE):
        shut = padding is not None and padding[n, key]
        if pairs is not None:
            shut = shut or (pairs[query, key] if pairs.ndim == 2 else pairs[3 * n + head, query, key])
        assert mask[n, head, query, key] == (not shut)


@pytest.mark.parametrize("pairs", [PAIRS, biases(PAIRS)])
@pytest.mark.parametrize("padding", [PADDING, biases(PADDING)])
def test_booleans_and_floats_can_be_mixed(pairs, padding):
    mask = score_mask(pairs, padding, SHAPE, batched=True)
    both = score_mask(PAIRS, PADDING, SHAPE, batched=True)
    assert np.array_equal(added(mask, np.float64), added(both, np.float64))


def test_a_mask_that_learns_stays_a_tensor():
    bias, padding = Tensor(RNG.normal(size=(4, 5)), requires_grad=True), Tensor(PADDING)
    for pair in ((bias, padding), (Tensor(PAIRS), Tensor(RNG.normal(size=(2, 5)), requires_grad=True))):
        mask = score_mask(*pair, SHAPE, batched=True)
        assert isinstance(mask, Tensor)
        assert mask.requires_grad
        assert added(mask, np.float32) is mask
    assert isinstance(score_mask(bias.detach(), padding, SHAPE, batched=True), np.ndarray)


def test_without_a_batch_axis():
    mask = score_mask(PER_HEAD[:3], PADDING[0], (1, 3, 4, 5), batched=False)
    assert np.array_equal(mask[0], ~(PER_HEAD[:3] | PADDING[0]))


def test_what_is_added():
    assert added(np.array([True, False]), np.float32).tolist() == [0, -np.inf]
    assert added(np.array([1.5]), np.float32).dtype == np.float32


def test_the_causal_hint_is_checked():
    check_causal_hint(False, None)
    check_causal_hint(False, PAIRS)
    for shape in ((3, 3), (2, 4), (4, 2)):
        later = np.triu(np.ones(shape, bool), 1)
        for mask in (later, biases(later), np.stack([later, later]), Tensor(biases(later))):
            check_causal_hint(True, mask)
        for wrong in (~later, np.zeros(shape, bool), np.zeros(shape)):
            with pytest.raises(ValueError, match="attn_mask must be the causal mask with is_causal=True, got another"):
                check_causal_hint(True, wrong)
    with pytest.raises(ValueError, match="attn_mask must be given with is_causal=True, which is only a hint, got None"):
        check_causal_hint(True, None)
    with pytest.raises(TypeError, match="attn_mask must hold booleans"):
        check_causal_hint(True, np.ones((2, 2), int))


def test_messages():
    with pytest.raises(ValueError, match=r"attn_mask must have shape \(4, 5\) or \(6, 4, 5\), got \(5, 4\)"):
        score_mask(PAIRS.T, None, SHAPE, batched=True)
    with pytest.raises(ValueError, match=r"key_padding_mask must have shape \(2, 5\), got \(5,\)"):
        score_mask(None, PADDING[0], SHAPE, batched=True)
    with pytest.raises(ValueError, match=r"key_padding_mask must have shape \(5,\), got \(1, 5\)"):
        score_mask(None, PADDING[:1], (1, 3, 4, 5), batched=False)
    for name, masks in (("attn_mask", (PAIRS + 0, None)), ("key_padding_mask", (None, PADDING + 0))):
        with pytest.raises(TypeError, match=rf"{name} must hold booleans \(True = may NOT attend\) or floats .*int64"):
            score_mask(*masks, SHAPE, batched=True)
