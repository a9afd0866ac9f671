"""Every operation on tensors gives torch's values and gradients, over drawn shapes, broadcasting and ties."""

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


SHAPES = [(), (1,), (5,), (0,), (3, 4), (1, 4), (0, 3), (2, 3, 4), (2, 1, 1, 3)]
PAIRS = [
    ((), ()),
    ((3,), ()),
    ((), (2, 3)),
    ((3,), (3,)),
    ((1,), (3,)),
    ((4, 1), (3,)),
    ((2, 1, 3), (4, 1)),
    ((1, 1), (1,)),
    ((0, 3), (1, 3)),
    ((0,), (1,)),
    ((2, 3, 4), (2, 3, 4)),
    ((5, 1), (1, 5)),
]


@pytest.mark.parametrize("shapes", PAIRS)
@pytest.mark.parametrize("swap", [False, True])
def test_arithmetic_with_broadcasting(shapes, swap):
    a, b = draw(shapes[swap], 1), draw(shapes[not swap], 2)
    for formula in (
        lambda m, a, b: a + b,
        lambda m, a, b: a - b,
        lambda m, a, b: a * b,
        lambda m, a, b: a / b,
        lambda m, a, b: m.where(a > b, a, b),
        lambda m, a, b: m.maximum(a, b),
        lambda m, a, b: m.minimum(a, b),
        lambda m, a, b: a.abs() ** b,
    ):
        same(formula, a, b)


@pytest.mark.parametrize("shape", SHAPES)
def test_arithmetic_with_numbers(shape):
    x = draw(shape)
    for formula in (
        lambda m, x: 2 + x - 1.5,
        lambda m, x: 3 - x,
        lambda m, x: -x * 2 / 0.7,
        lambda m, x: 1 / x,
        lambda m, x: x**2,
        lambda m, x: x**3,
        lambda m, x: x**0,
        lambda m, x: x.abs() ** -1.5,
        lambda m, x: 2.0**x,
        lambda m, x: +x,
        lambda m, x: x.add(1).sub(2).mul(3).div(4).pow(2).neg().square(),
    ):
        same(formula, x)


def test_powers_at_zero():
    x = np.array([0.0, 0.0, 2.0, -2.0])
    same(lambda m, x: x**2, x)
    same(lambda m, x: x**1, x)
    same(lambda m, x: x**0.5, np.array([1.0, 4.0]))
    same(lambda m, a, b: a**b, np.array([0.0, 2.0, 0.0]), np.array([2.0, 0.0, 0.0]))


ELEMENTWISE = ["exp", "sin", "cos", "abs", "tanh", "sigmoid", "relu"]


@pytest.mark.parametrize("shape", SHAPES)
def test_elementwise(shape):
    x = draw(shape)
    for name in ELEMENTWISE:
        same(lambda m, x, name=name: getattr(x, name)(), x)
    for name in ("log", "log1p", "sqrt"):
        same(lambda m, x, name=name: getattr(x, name)(), np.abs(x) + 0.1)
    for bounds in ({"min": -0.5}, {"max": 0.5}, {"min": -1.0, "max": 1.0}):
        same(lambda m, x, bounds=bounds: x.clamp(**bounds), x)


def test_corners():
    x = np.array([-1.0, 0.0, 1.0, 0.5])
    same(lambda m, x: x.abs(), x)
    same(lambda m, x: x.relu(), x)
    same(lambda m, x: x.clamp(0.0, 1.0), x)
    same(lambda m, x: x.sqrt(), np.array([0.0, 4.0]))
    same(lambda m, x: x.log(), np.array([0.0, 4.0]))
    same(lambda m, a, b: m.maximum(a, b) * m.minimum(a, b), x, x.copy())


REDUCED = [((5,), 0), ((3, 4), 0), ((3, 4), -1), ((2, 3, 4), 1), ((2, 1, 3), 1), ((3, 0), 0), ((), 0), ((1,), 0)]


@pytest.mark.parametrize(("shape", "dim"), REDUCED)
@pytest.mark.parametrize("keepdim", [False, True])
def test_reductions_along_an_axis(shape, dim, keepdim):
    x = draw(shape)
    for formula in (
        lambda m, x: x.sum(dim=dim, keepdim=keepdim),
        lambda m, x: x.mean(dim=dim, keepdim=keepdim),
        lambda m, x: x.var(dim=dim, correction=0, keepdim=keepdim) if x.shape != (3, 0) else x,
        lambda m, x: x.max(dim=dim, keepdim=keepdim)[0],
        lambda m, x: x.min(dim=dim, keepdim=keepdim)[0],
        lambda m, x: x.amax(dim=dim, keepdim=keepdim),
        lambda m, x: x.amin(dim=dim, keepdim=keepdim),
    ):
        same(formula, x)
    places = Tensor(x).max(dim=dim, keepdim=keepdim).indices
    np.testing.assert_array_equal(places, torch.tensor(x).max(dim=dim, keepdim=keepdim).indices.numpy())


@pytest.mark.parametrize("shape", [(1,), (5,), (3, 4), (2, 3, 4), ()])
def test_reductions_of_everything(shape):
    x = draw(shape)
    for name in ("sum", "mean", "max", "min", "amax", "amin"):
        same(lambda m, x, name=name: getattr(x, name)(), x)


@pytest.mark.parametrize("dim", [(0, 2), (1,), (-1, 0), None])
def test_reductions_over_several_axes(dim):
    x = draw((2, 3, 4))
    for name in ("sum", "mean", "var", "std", "amax"):
        if dim is None and name == "amax":
            continue
        same(lambda m, x, name=name: getattr(x, name)(dim=dim, keepdim=True), x)
    same(lambda m, x: x.std(dim=1), x)
    same(lambda m, x: x.var(dim=1, unbiased=False), x)


def test_empty_sums():
    same(lambda m, x: x.sum(), draw((0, 3)))
    same(lambda m, x: x.sum(dim=1), draw((3, 0)))


def test_ties():
    x = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]])
    for name in ("max", "min", "amax", "amin"):
        same(lambda m, x, name=name: getattr(x, name)(), x)
    same(lambda m, x: x.amax(dim=1), x)
    same(lambda m, x: x.max(dim=1)[0], x)


def test_arg_reductions():
    x = draw((3, 4))
    for options in ({}, {"dim": 0}, {"dim": 1, "keepdim": True}):
        for name in ("argmax", "argmin"):
            found = getattr(Tensor(x), name)(**options)
            np.testing.assert_array_equal(found, getattr(torch.tensor(x), name)(**options).numpy())


@pytest.mark.parametrize(
    "formula",
    [
        lambda m, x: x.reshape(6, 4),
        lambda m, x: x.reshape((-1, 2)),
        lambda m, x: x.view(24) * 2,
        lambda m, x: x.flatten(),
        lambda m, x: x.flatten(1),
        lambda m, x: x.flatten(0, 1),
        lambda m, x: x.permute(2, 0, 1),
        lambda m, x: x.permute((1, 2, 0)).reshape(-1),
        lambda m, x: x.transpose(0, -1),
        lambda m, x: x.mT,
        lambda m, x: x.unsqueeze(1).unsqueeze(-1),
        lambda m, x: x.unsqueeze(0).squeeze(0),
        lambda m, x: x.unsqueeze(0).squeeze(),
        lambda m, x: x.squeeze(1),
        lambda m, x: x[:, :1].expand(2, 5, 4),
        lambda m, x: x.expand(3, -1, -1, -1),
        lambda m, x: x[0].t().contiguous() * 3,
        lambda m, x: x[0, 0].t(),
        lambda m, x: x.clone(),
        lambda m, x: x[:, :1].expand_as(x),
    ],
)
def test_shapes(formula):
    same(formula, draw((2, 3, 4)))


@pytest.mark.parametrize(
    "key",
    [
        0,
        -1,
        slice(None),
        (slice(None), 1),
        (slice(None, None, 2), slice(1, 3)),
        (Ellipsis, 2),
        (None, 1),
        [0, 0, 3, 0],
        (slice(None), [1, 1, 2]),
        ([0, 0, 2], [1, 1, 3]),
        (np.array([[0, 1], [1, 0]]), slice(1, 2)),
        np.array([True, False, True, True, False]),
        [],
    ],
)
def test_indexing(key):
    for_torch = torch.tensor(key) if isinstance(key, np.ndarray) else key
    if isinstance(key, tuple):
        for_torch = tuple(torch.tensor(part) if isinstance(part, np.ndarray) else part for part in key)
    same(lambda m, x: x[for_torch if m is torch else key], draw((5, 4)))


def test_indexing_by_a_mask_of_all_axes_and_gather():
    x = draw((3, 4))
    same(lambda m, x: x[x > 0], x)
    places = np.array([[0, 0], [3, 1], [2, 2]])
    same(lambda m, x: x.gather(1, torch.tensor(places) if m is torch else places), x)
    same(lambda m, x: x.gather(0, torch.tensor(places[:2] % 3) if m is torch else places[:2] % 3), x)


@pytest.mark.parametrize(
    "shapes",
    [
        ((3,), (3,)),
        ((3,), (3, 4)),
        ((2, 3), (3,)),
        ((2, 3), (3, 4)),
        ((5, 2, 3), (3, 4)),
        ((5, 2, 3), (5, 3, 4)),
        ((1, 2, 3), (5, 3, 4)),
        ((5, 1, 2, 3), (4, 3, 1)),
        ((3,), (5, 3, 4)),
        ((5, 2, 3), (3,)),
        ((0, 3), (3, 4)),
        ((2, 0), (0, 4)),
    ],
)
def test_matmul(shapes):
    same(lambda m, a, b: a @ b, draw(shapes[0], 1), draw(shapes[1], 2))
    same(lambda m, a, b: a.matmul(b), draw(shapes[0], 1), draw(shapes[1], 2))
    if len(shapes[0]) == len(shapes[1]) == 1:
        same(lambda m, a, b: a.dot(b), draw(shapes[0], 1), draw(shapes[1], 2))


def test_joining():
    a, b = draw((2, 3), 1), draw((2, 3), 2)
    for dim in (0, 1, -1):
        same(lambda m, a, b, dim=dim: m.cat([a, b, a], dim=dim), a, b)
        same(lambda m, a, b, dim=dim: m.stack([a, b], dim=dim), a, b)
    same(lambda m, a, b: m.cat([a, b]), a, draw((0, 3)))
