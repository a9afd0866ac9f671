"""`scaled_dot_product_attention` against torch: values and all gradients, over drawn shapes, masks and scales."""

import itertools

import numpy as np
import pytest
import torch
import torch.nn.functional as TF  # noqa: N812

import lib.grad.functional as F  # noqa: N812
from lib.grad import Tensor

LEADS = [(), (1,), (4,), (2, 3), (1, 2, 2)]
MASKS = ["none", "causal", "boolean", "one row shut", "added", "added with minus infinity", "learned"]


def same(arrays, rng, learned=None, mask=None, **options):
    """Check values and every gradient under a drawn upstream gradient."""
    mine = [Tensor(each.copy(), requires_grad=True) for each in arrays]
    other = [torch.tensor(each, requires_grad=True) for each in arrays]
    masks = [mask, None if mask is None else torch.tensor(mask)]
    if learned is not None:
        masks = [Tensor(learned.copy(), requires_grad=True), torch.tensor(learned, requires_grad=True)]
        mine, other = [*mine, masks[0]], [*other, masks[1]]
    y = F.scaled_dot_product_attention(*mine[:3], masks[0], **options)
    t = TF.scaled_dot_product_attention(*other[:3], masks[1], **options)
    assert y.shape == tuple(t.shape)
    np.testing.assert_allclose(y.data, t.detach().numpy(), rtol=1e-10, atol=1e-13)
    upstream = rng.normal(size=y.shape)
    y.backward(upstream)
    t.backward(torch.tensor(upstream))
    for place, (a, b) in enumerate(zip(mine, other, strict=True)):
        np.testing.assert_allclose(a.grad, b.grad.numpy(), rtol=1e-10, atol=1e-12, err_msg=f"argument {place}")


def masks_of(kind, shape, rng):
    """Return the options for a mask of a kind."""
    pairs = rng.random(shape) < 0.7
    pairs[..., 0] = True  # one place is always open
    added = rng.normal(size=shape)
    return {
        "none": {},
        "causal": {"is_causal": True},
        "boolean": {"mask": pairs},
        "one row shut": {"mask": pairs & (np.arange(shape[-2]) > 0)[:, None]},
        "added": {"mask": added},
        "added with minus infinity": {"mask": np.where(pairs, added, -np.inf)},
        "learned": {"learned": added},
    }[kind]


@pytest.mark.parametrize("kind", MASKS)
@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("scale", [None, 0.37])
def test_values_and_gradients(kind, lead, scale):
    rng = np.random.default_rng([MASKS.index(kind), LEADS.index(lead)])
    for n_queries, n_keys, head_dim in [(1, 1, 1), (1, 7, 3), (6, 1, 2), (5, 5, 4), *rng.integers(2, 9, (3, 3))]:
        arrays = [rng.normal(size=(*lead, n, head_dim)) for n in (n_queries, n_keys, n_keys)]
        for shape in ((*lead, n_queries, n_keys), (n_queries, n_keys)):
            same(arrays, rng, scale=scale, **masks_of(kind, shape, rng))


def test_values_of_another_length_and_what_broadcasts():
    rng = np.random.default_rng(0)
    shapes = [((2, 3, 4, 5), (2, 3, 6, 5), (2, 3, 6, 2)), ((2, 1, 4, 5), (3, 6, 5), (1, 1, 6, 5))]
    for shape, mask in itertools.product(shapes, ((4, 6), (1, 6), (2, 1, 4, 6), (2, 3, 1, 1))):
        same([rng.normal(size=each) for each in shape], rng, mask=rng.normal(size=mask))


def test_large_and_tiny_scores():
    rng = np.random.default_rng(0)
    for size in (1e-8, 30.0, 1e3):
        same([rng.normal(size=(2, 5, 4)) * factor for factor in (size, size, 1)], rng, is_causal=True)


def test_packed_attention_is_torchs_on_the_parts():
    rng = np.random.default_rng(0)
    for n, time, heads, size in rng.integers(1, 6, (20, 4)):
        packed, mask = rng.normal(size=(n, time, 3 * heads * size)), rng.random((n, 1, time, time)) < 0.8
        x, t = Tensor(packed, requires_grad=True), torch.tensor(packed, requires_grad=True)
        y = F.packed_attention(x, int(heads), mask)
        parts = (part.view(n, time, heads, size).transpose(1, 2) for part in t.chunk(3, dim=-1))
        z = TF.scaled_dot_product_attention(*parts, torch.tensor(mask)).transpose(1, 2).reshape(n, time, -1)
        np.testing.assert_allclose(y.data, z.detach().numpy(), rtol=1e-10, atol=1e-13)
        upstream = rng.normal(size=y.shape)
        y.backward(upstream)
        z.backward(torch.tensor(upstream))
        np.testing.assert_allclose(x.grad, t.grad.numpy(), rtol=1e-10, atol=1e-12)
