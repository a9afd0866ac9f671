"""`MultiheadAttention` against torch.nn: output, weights and all gradients, with every option and mask."""

import numpy as np
import pytest
import torch
from layer_pairs import drawn_pair

import lib.layers
import lib.optim
from lib.grad import Tensor

pytestmark = pytest.mark.usefixtures("double_precision")

OPTIONS = [
    "6, 2",
    "6, 3, bias=False",
    "6, 1, batch_first=True",
    "6, 6, batch_first=True, kdim=4, vdim=5",
    "4, 2, kdim=3, bias=False",
]
MASKS = ["none", "pairs", "pairs by head", "padding", "both", "added", "added both", "causal", "learned"]


def masks_of(kind, shape, batched, rng):
    """Return the options for masks of a kind, as arrays; True = may not attend, and one place is always open."""
    n, heads, n_queries, n_keys = shape
    pairs, by_head = rng.random((n_queries, n_keys)) < 0.3, rng.random((n * heads, n_queries, n_keys)) < 0.3
    padding = rng.random((n, n_keys) if batched else (n_keys,)) < 0.3
    for mask in (pairs, by_head, padding):
        mask[..., 0] = False
    added, weight = rng.normal(size=by_head.shape), rng.normal(size=padding.shape)
    return {
        "none": {},
        "pairs": {"attn_mask": pairs},
        "pairs by head": {"attn_mask": by_head},
        "padding": {"key_padding_mask": padding},
        "both": {"attn_mask": pairs, "key_padding_mask": padding},
        "added": {"attn_mask": np.where(by_head, -np.inf, added)},
        "added both": {"attn_mask": added, "key_padding_mask": weight},
        "causal": {"attn_mask": np.triu(np.ones((n_queries, n_keys), bool), 1), "is_causal": True},
        "learned": {"attn_mask": added},
    }[kind]


def same(ours, theirs, what):
    assert np.shape(ours) == np.shape(theirs), what
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12, err_msg=what)


def compare(modules, arrays, masks, learned, rng, alone=False, **options):
    """Compare output, weights, and the gradients of both for all inputs and parameters."""
    results, inputs = [], []
    for module, tensor in zip(modules, (lambda a, g=False: Tensor(a, requires_grad=g), leaf)):
        module.zero_grad()
        given = {key: tensor(mask, learned) if key != "is_causal" else mask for key, mask in masks.items()}
        tensors = [tensor(each.copy(), True) for each in arrays]
        results.append(module(*(tensors[:1] * 3 if alone else tensors), **given, **options))
        inputs.append([*(tensors[:1] if alone else tensors), *(given.values() if learned else ())])
    (y, weights), (t, expected) = results
    same(y.data, t.detach().numpy(), "output")
    assert (weights is None) == (expected is None)
    losses = [0, 0]
    for name, mine, other in (("output", y, t), ("weights", weights, expected)):
        if mine is not None:
            same(mine.data, other.detach().numpy(), name)
            upstream = rng.normal(size=mine.shape)
            losses = [losses[0] + (mine * Tensor(upstream)).sum(), losses[1] + (other * torch.tensor(upstream)).sum()]
    for loss in losses:
        loss.backward()
    for place, (mine, other) in enumerate(zip(*inputs, strict=True)):
        same(mine.grad, other.grad.numpy(), f"gradient of argument {place}")
    for (name, mine), (key, other) in zip(*(module.named_parameters() for module in modules), strict=True):
        assert name == key
        same(mine.grad, other.grad.numpy(), f"gradient of {name}")


def leaf(array, needs_gradient=False):
    return torch.tensor(array, requires_grad=needs_gradient)


@pytest.mark.parametrize("text", OPTIONS)
@pytest.mark.parametrize("kind", MASKS)
@pytest.mark.parametrize("options", [{}, {"average_attn_weights": False}, {"need_weights": False}], ids=str)
def test_queries_keys_and_values(text, kind, options):
    rng = np.random.default_rng([OPTIONS.index(text), MASKS.index(kind)])
    modules = drawn_pair(f"nn.MultiheadAttention({text})", rng)
    ours = modules[0]
    for n, n_queries, n_keys in ((1, 1, 1), (None, 4, 3), (3, 2, 5), *rng.integers(1, 7, (2, 3))):
        shape = (1 if n is None else n, ours.num_heads, n_queries, n_keys)
        arrays = []
        for time, width in ((n_queries, ours.embed_dim), (n_keys, ours.kdim), (n_keys, ours.vdim)):
            size = (time,) if n is None else (n, time) if ours.batch_first else (time, n)
            arrays.append(rng.normal(size=(*size, width)))
        masks = masks_of(kind, shape, n is not None, rng)
        if kind == "causal" and n_queries != n_keys:
            masks.pop("is_causal")  # torch reads the hint as a square mask
        compare(modules, arrays, masks, kind == "learned", rng, **options)


@pytest.mark.parametrize("text", OPTIONS[:3])
@pytest.mark.parametrize("kind", MASKS)
@pytest.mark.parametrize("need_weights", [False, True])
def test_self_attention(text, kind, need_weights):
    rng = np.random.default_rng([OPTIONS.index(text), MASKS.index(kind), 1])
    modules = drawn_pair(f"nn.MultiheadAttention({text})", rng)
    for n, time in ((1, 1), (None, 4), (3, 5), *rng.integers(1, 7, (3, 2))):
        batched = n is not None
        size = (n, time) if modules[0].batch_first else (time, n)
        arrays = [rng.normal(size=(*(size if batched else (time,)), modules[0].embed_dim))]
        masks = masks_of(kind, (n or 1, modules[0].num_heads, time, time), batched, rng)
        compare(modules, arrays, masks, kind == "learned", rng, alone=True, need_weights=need_weights)


@pytest.mark.parametrize("mode", [True, False])
@pytest.mark.parametrize("need_weights", [False, True])
def test_a_query_that_may_attend_nowhere(mode, need_weights):
    """Zeros without weights, nan with them: torch's two programs differ, and ours with them."""
    rng = np.random.default_rng(0)
    ours, theirs = (module.train(mode) for module in drawn_pair("nn.MultiheadAttention(4, 2)", rng))
    x, padding = rng.normal(size=(3, 2, 4)), np.array([[False, False, True], [True, True, True]])
    y, weights = ours(x, x, x, key_padding_mask=padding, need_weights=need_weights)
    t = torch.tensor(x)
    z, expected = theirs(t, t, t, key_padding_mask=torch.tensor(padding), need_weights=need_weights)
    assert np.isnan(y.data).any() == need_weights
    same(y.data, z.detach().numpy(), "output")
    if need_weights:
        same(weights.data, expected.detach().numpy(), "weights")


@pytest.mark.parametrize("text", OPTIONS)
def test_the_same_state(text):
    ours, theirs = (eval(f"package.MultiheadAttention({text})", {"package": p}) for p in (lib.layers, torch.nn))
    assert list(ours.state_dict()) == list(theirs.state_dict())
    assert [each.shape for each in ours.parameters()] == [tuple(each.shape) for each in theirs.parameters()]
    ours.load_state_dict(theirs.state_dict())
    for key, value in theirs.state_dict().items():
        assert np.array_equal(ours.state_dict()[key].data, value.numpy())
    theirs.load_state_dict({key: torch.from_numpy(value.data.copy()) for key, value in ours.state_dict().items()})


@pytest.mark.parametrize(("embed_dim", "kdim"), [(64, None), (48, 32)])
def test_parameters_start_in_torchs_range(embed_dim, kdim):
    torch.manual_seed(0)
    ours, theirs = (
        package.MultiheadAttention(embed_dim, 4, kdim=kdim, vdim=kdim) for package in (lib.layers, torch.nn)
    )
    for (name, mine), other in zip(ours.named_parameters(), theirs.parameters(), strict=True):
        a, b = abs(mine.data), abs(other.detach().numpy())
        assert a.max() == pytest.approx(b.max(), rel=0.02), name
        assert a.mean() == pytest.approx(b.mean(), rel=0.1), name


def test_dropout_drops_as_many_weights():
    x = np.ones((40, 4, 8))
    ours, theirs = (package.MultiheadAttention(8, 2, dropout=0.3) for package in (lib.layers, torch.nn))
    torch.manual_seed(0)
    t = torch.tensor(x)
    found = ours(x, x, x, average_attn_weights=False)[1].data
    expected = theirs(t, t, t, average_attn_weights=False)[1].detach().numpy()
    for weights in (found, expected):
        assert (weights == 0).mean() == pytest.approx(0.3, abs=0.02)
        np.testing.assert_allclose(weights[weights > 0], 1 / 40 / 0.7, rtol=1e-12)


def test_training_takes_the_same_path():
    rng = np.random.default_rng(0)
    modules = drawn_pair("nn.MultiheadAttention(8, 2, batch_first=True)", rng)
    x, target = rng.normal(size=(3, 5, 8)), rng.normal(size=(3, 5, 8))
    later = np.triu(np.ones((5, 5), bool), 1)
    losses = []
    for module, optim, tensor in zip(modules, (lib.optim, torch.optim), (Tensor, torch.tensor)):
        optimizer = optim.AdamW(module.parameters(), lr=0.01)
        data, wanted, mask = tensor(x), tensor(target), tensor(later)
        path = []
        for need_weights in [False, True] * 6:
            optimizer.zero_grad()
            y, _ = module(data, data, data, attn_mask=mask, need_weights=need_weights)
            loss = ((y - wanted) ** 2).mean()
            loss.backward()
            optimizer.step()
            path.append(loss.item())
        losses.append(path)
    np.testing.assert_allclose(*losses, rtol=1e-9)
