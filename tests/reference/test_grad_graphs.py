"""Changes in place, mixed precision and random graphs with shared nodes give torch's gradients."""

import numpy as np
import pytest
import torch

import lib.grad
from lib.grad import Tensor


def draw(shape, seed=0, scale=2.0):
    return scale * np.random.default_rng(seed).normal(size=shape)


def same(formula, *arrays, rtol=1e-10):
    """Check one formula, called with our module and with torch, on values and gradients."""
    mine = [Tensor(each.copy(), requires_grad=True) for each in arrays]
    other = [torch.tensor(each, requires_grad=True) for each in arrays]
    y, t = formula(lib.grad, *mine), formula(torch, *other)
    assert y.shape == tuple(t.shape)
    np.testing.assert_allclose(y.data, t.detach().numpy(), rtol=rtol, atol=1e-13)
    upstream = np.random.default_rng(9).normal(size=y.shape)
    y.backward(upstream)
    t.backward(torch.tensor(upstream))
    for a, b in zip(mine, other):
        expected = np.zeros(b.shape) if b.grad is None else b.grad.numpy()
        np.testing.assert_allclose(np.zeros(b.shape) if a.grad is None else a.grad, expected, rtol=rtol, atol=1e-13)


@pytest.mark.parametrize(
    "formula",
    [
        lambda m, x, w: (x * w).sum() + (x * x).sum(),
        lambda m, x, w: _changed(x * 1, lambda y: y.__iadd__(w)),
        lambda m, x, w: _changed(x * 1, lambda y: y.__imul__(w)),
        lambda m, x, w: _changed(x * 1, lambda y: y.__isub__(w)),
        lambda m, x, w: _changed(x * 1, lambda y: y.__itruediv__(w)),
        lambda m, x, w: _changed(x * 1, lambda y: y.add_(w, alpha=2).sub_(x, alpha=3).div_(2)),
        lambda m, x, w: _changed(x * 1, lambda y: y.__setitem__(0, w[1])),
        lambda m, x, w: _changed(x * 1, lambda y: y.__setitem__((slice(None), 1), 5.0)),
        lambda m, x, w: _changed(x * 1, lambda y: y.zero_() + x),
        lambda m, x, w: _changed(x * 1, lambda y: y.copy_(w)),
        lambda m, x, w: _changed(m.cat([w.detach(), w.detach()]), lambda y: y.__setitem__(slice(0, 2), x * w)),
    ],
)
def test_changes_in_place(formula):
    same(formula, draw((2, 3), 1), draw((2, 3), 2))


def _changed(y, change):
    """Change a result in place and go on from it."""
    after = change(y)
    return y * 3 if after is None else after * y


def test_single_precision_stays_and_gradients_come_in_the_leafs_type():
    x = Tensor(np.ones(3, np.float32), requires_grad=True)
    for y in (x * 2, x + np.float64(0.5), x / 3, x.mean(), x.var(), x.sigmoid(), x.exp() ** 2):
        assert y.dtype == np.float32
    (x * Tensor(np.ones(3))).sum().backward()
    assert x.grad.dtype == np.float32
    assert x.double().float().dtype == np.float32


STEPS = [
    lambda m, x, y: x + y,
    lambda m, x, y: (x * y).tanh(),
    lambda m, x, y: x - y,
    lambda m, x, y: x.sigmoid(),
    lambda m, x, y: x @ y.T @ x / 9,
    lambda m, x, y: m.cat([x[:1], y[1:]]),
]


def test_ten_random_graphs_with_shared_nodes():
    for seed in range(10):

        def formula(m, a, b, seed=seed):
            rng = np.random.default_rng(seed)
            pool = [a, b]
            for _ in range(25):
                x, y = pool[rng.integers(len(pool))], pool[rng.integers(len(pool))]
                pool.append(STEPS[rng.integers(len(STEPS))](m, x, y))
            return sum(pool).sum()

        same(formula, draw((3, 3), seed), draw((3, 3), seed + 50))
