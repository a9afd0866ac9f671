"""The backward pass: depth, shared nodes, accumulation, freed graphs, changed values, gradients on demand."""

import numpy as np
import pytest
import torch

from lib.grad import Tensor, grad, no_grad


def test_a_chain_of_100_000_operations():
    x = Tensor(1.5, requires_grad=True)
    y = x
    for _ in range(100_000):
        y = y * 1.0 + 0.0
    y.backward()
    assert x.grad == 1.0
    del y  # freeing the chain must not overflow either


def test_a_ladder_of_shared_nodes_is_walked_once():
    x = Tensor(1.0, requires_grad=True)
    y = x
    for _ in range(60):  # 2^60 paths
        y = y + y
    y.backward()
    assert x.grad == 2.0**60


def test_gradients_add_up_over_passes_and_uses():
    x = Tensor([1.0, 2.0], requires_grad=True)
    (x * x).sum().backward()
    (x * 3 + x).sum().backward()
    assert x.grad.tolist() == [6.0, 8.0]


def test_a_second_pass_needs_the_graph_kept():
    x = Tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).sum()
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad.tolist() == [4.0, 8.0]
    with pytest.raises(RuntimeError, match="backward must not go through mul a second time"):
        y.backward()
    z = (x + 1).sum()  # nothing was saved, so nothing is missing: as in torch
    z.backward()
    z.backward()
    t = (torch.ones(2, requires_grad=True) + 1).sum()
    t.backward()
    t.backward()


def test_leaves_do_not_share_a_gradient():
    a, b = Tensor([1.0, 2.0], requires_grad=True), Tensor([3.0, 4.0], requires_grad=True)
    upstream = np.ones(2)
    (a + b).backward(upstream)
    a.grad += 10
    assert b.grad.tolist() == [1.0, 1.0]
    assert upstream.tolist() == [1.0, 1.0]
    a.backward(upstream)
    assert a.grad.tolist() == [12.0, 12.0]
    assert upstream.tolist() == [1.0, 1.0]


def test_a_leaf_that_needs_a_gradient_only_later_gets_none():
    x, w = Tensor([1.0]), Tensor([2.0], requires_grad=True)
    y = x * w
    x.requires_grad_()
    y.backward()
    assert x.grad is None
    assert w.grad.tolist() == [1.0]


@pytest.mark.parametrize("change", [lambda y: y.add_(1), lambda y: y.zero_(), lambda y: y.__setitem__(0, 1.0)])
def test_a_change_of_a_saved_value_is_noticed(change):
    for make in (lambda y: y * y, lambda y: y.exp(), lambda y: y @ y):
        x = Tensor([1.0, 2.0], requires_grad=True)
        y = x * 1
        saved = make(y)
        target = saved if saved.grad_fn.name == "exp" else y
        last = saved.sum()
        change(target)
        with pytest.raises(
            RuntimeError, match="one of the variables needed for gradient computation has been modified"
        ):
            last.backward()


def test_an_update_without_recording_is_noticed_too():
    w, x = Tensor([1.0], requires_grad=True), Tensor([2.0], requires_grad=True)
    y = w * x
    with no_grad():
        w -= 0.1
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()


def test_the_upstream_gradient_is_checked():
    x = Tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(RuntimeError, match=r"gradient must be given for a tensor that is no single number, .*\(2,\)"):
        (x * 2).backward()
    with pytest.raises(RuntimeError, match=r"gradient must have the shape of its tensor, \(2,\), got \(3,\)"):
        (x * 2).backward(np.ones(3))


def test_grad_returns_gradients_and_changes_none():
    x, w = Tensor([1.0, 2.0], requires_grad=True), Tensor([3.0, 4.0], requires_grad=True)
    h = x * w
    y = (h * h).sum()
    found = grad(y, [x, h, w], retain_graph=True)
    np.testing.assert_allclose(found[0], 2 * x.data * w.data**2)
    np.testing.assert_allclose(found[1], 2 * h.data)
    assert x.grad is w.grad is None
    assert grad(y, [Tensor(1.0, True)], allow_unused=True, retain_graph=True) == (None,)
    np.testing.assert_allclose(grad([h, h], x, [np.ones(2), np.ones(2)], retain_graph=True)[0], 2 * w.data)
    np.testing.assert_allclose(grad(x, x, np.ones(2))[0], np.ones(2))
    np.testing.assert_allclose(grad(w + w, w, np.ones(2))[0], [2, 2])


def test_grad_checks_its_arguments():
    x = Tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).sum()
    with pytest.raises(RuntimeError, match=r"inputs\[0\] must require grad"):
        grad(y, Tensor([1.0]))
    with pytest.raises(RuntimeError, match=r"outputs\[0\] must require grad"):
        grad(Tensor(1.0), x)
    with pytest.raises(RuntimeError, match=r"inputs\[1\] must be used by outputs"):
        grad(y, [x, Tensor(1.0, True)])
    with pytest.raises(ValueError, match="grad_outputs must have one entry for each of 1 outputs, got 2"):
        grad([y], x, [1.0, 2.0])
