"""Value against torch: drawn expressions, gradients of leaves and results, several backward calls."""

import numpy as np
import pytest
import torch

from lib.grad.dot import dot
from lib.grad.value import Value

UNARY = ["tanh", "sigmoid", "relu", "neg", "square", "exp", "log"]
BINARY = ["+", "-", "*", "/", "dot", "number"]


def apply(kind, x, y, z, weighted):
    """Return one operation, kept where it is defined and small."""
    match kind:
        case "neg":
            return -x
        case "square":
            return x**2
        case "exp":
            return x.tanh().exp()
        case "log":
            return (x * x + 0.5).log()
        case "+":
            return x + y
        case "-":
            return x - y
        case "*":
            return x.tanh() * y
        case "/":
            return x / (y * y + 1.0)
        case "number":
            return 0.5 - 3.0 * x / 4.0 + 2.0 / (y * y + 1.0)
        case "dot":
            return weighted([x, y, z], [y, z, x], y) * 0.1
        case _:
            return getattr(x, kind)()


def torch_dot(values, weights, bias):
    return sum((v * w for v, w in zip(values, weights)), bias)


def build(leaves, seed, weighted):
    """Return a drawn graph of 40 operations on earlier results, several of them used more than once."""
    rng = np.random.default_rng(seed)
    made = list(leaves)
    for _ in range(40):
        kind = rng.choice(UNARY + BINARY)
        x, y, z = (made[i] for i in rng.integers(max(0, len(made) - 8), len(made), 3))
        made.append(apply(kind, x, y, z, weighted).tanh())
    return made


@pytest.mark.parametrize("seed", range(40))
def test_drawn_graphs(seed):
    rng = np.random.default_rng(1000 + seed)
    start = rng.normal(size=4)
    ours = build([Value(each) for each in start], seed, dot)
    theirs = build([torch.tensor(each, requires_grad=True, dtype=torch.float64) for each in start], seed, torch_dot)
    for each in theirs:
        each.retain_grad()
    np.testing.assert_allclose([v.data for v in ours], [t.item() for t in theirs], rtol=1e-10, atol=1e-12)
    for end, gradient in ((-1, 1.0), (-1, -2.5), (-3, 0.7)):  # calls add up, as with retain_graph
        ours[end].backward(gradient)
        theirs[end].backward(torch.tensor(gradient, dtype=torch.float64), retain_graph=True)
        wanted = [0.0 if t.grad is None else t.grad.item() for t in theirs]
        np.testing.assert_allclose([v.grad for v in ours], wanted, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("exponent", [-3, -1, -0.5, 0, 0.5, 1, 2, 3.0, 4.7])
@pytest.mark.parametrize("point", [0.2, 1.0, 6.5])
def test_powers(exponent, point):
    x, t = Value(point), torch.tensor(point, dtype=torch.float64, requires_grad=True)
    (x**exponent).backward(1.3)
    (t**exponent * 1.3).backward()
    assert x.grad == pytest.approx(t.grad.item(), rel=1e-12)


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "relu"])
@pytest.mark.parametrize("point", [-800.0, -20.0, -1e-9, 0.0, 1e-9, 20.0, 800.0])
def test_far_out_and_at_the_kink(name, point):
    x, t = Value(point), torch.tensor(point, dtype=torch.float64, requires_grad=True)
    y, u = getattr(x, name)(), getattr(t, name)()
    y.backward()
    u.backward()
    assert y.data == pytest.approx(u.item(), rel=1e-12, abs=1e-300)
    assert x.grad == pytest.approx(t.grad.item(), rel=1e-10, abs=1e-15)
