"""Calling, hooks, modes, gradients, types and the text of a module."""

import copy
import pickle

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import BatchNorm1d, Dropout, Linear, Module, ReLU, Sequential
from lib.layers.module import framed


def model():
    return Sequential(Linear(2, 3, rng=0), BatchNorm1d(3), Dropout(0.5, rng=0), Linear(3, 1, rng=1))


def test_a_module_without_forward_says_so():
    class Empty(Module):
        pass

    with pytest.raises(NotImplementedError, match="Empty must define forward to be called, got none"):
        Empty()(1.0)


def test_arguments_reach_forward():
    class Sum(Module):
        def forward(self, x, *, times=1):
            return x * times

    assert Sum()(3, times=2) == 6


def test_hooks_see_and_replace_the_output_until_removed():
    layer, calls = ReLU(), []
    x = Tensor([-1.0, 2.0])
    first = layer.register_forward_hook(lambda module, args, output: calls.append((module, args, output)))
    second = layer.register_forward_hook(lambda module, args, output: output * 10)
    assert layer(x).tolist() == [0.0, 20.0]
    module, args, output = calls[0]
    assert module is layer
    assert args[0] is x
    assert output.tolist() == [0.0, 2.0]
    first.remove()
    first.remove()
    with second:
        assert layer(x).tolist() == [0.0, 20.0]
    assert layer(x).tolist() == [0.0, 2.0]
    assert len(calls) == 1


def test_a_hook_may_remove_itself():
    layer = ReLU()
    handle = layer.register_forward_hook(lambda module, args, output: handle.remove())
    assert layer(Tensor([1.0])).tolist() == layer(Tensor([1.0])).tolist() == [1.0]


def test_modes_reach_every_module():
    net = model()
    assert all(module.training for module in net.modules())
    assert net.eval() is net
    assert not any(module.training for module in net.modules())
    assert net.train() is net
    assert all(module.training for module in net.modules())
    with pytest.raises(ValueError, match="mode must be a bool, got 'yes'"):
        net.train("yes")


def test_a_module_that_refuses_to_train_is_respected():
    class Frozen(Linear):
        def train(self, mode=True):
            return super().train(False)

    net = Sequential(Frozen(1, 1)).train()
    assert net.training
    assert not net[0].training


def test_zero_grad_forgets_or_sets_to_zero():
    net = model()
    net(Tensor([[1.0, 2.0], [3.0, 5.0]])).sum().backward()
    assert all(p.grad is not None for p in net.parameters())
    net.zero_grad(set_to_none=False)
    assert all(not p.grad.any() and p.grad.shape == p.shape for p in net.parameters())
    net.zero_grad()
    assert all(p.grad is None for p in net.parameters())
    net.zero_grad(set_to_none=False)
    assert all(p.grad is None for p in net.parameters())


def test_frozen_parameters_get_no_gradient():
    net = model()
    assert net[0].requires_grad_(False) is net[0]
    net(Tensor([[1.0, 2.0], [3.0, 5.0]])).sum().backward()
    assert net[0].weight.grad is None
    assert net[3].weight.grad is not None
    net.requires_grad_()
    assert all(p.requires_grad for p in net.parameters())


def test_types_change_in_place():
    net = model()
    parameters = list(net.parameters())
    net(Tensor([[1.0, 2.0], [3.0, 5.0]])).sum().backward()
    assert net.float() is net
    assert list(map(id, net.parameters())) == list(map(id, parameters))
    assert {p.dtype for p in parameters} == {np.dtype(np.float32)}
    assert {p.grad.dtype for p in parameters} == {np.dtype(np.float32)}
    assert net[1].running_mean.dtype == np.float32
    assert net[1].num_batches_tracked.dtype == np.int64
    assert net(Tensor(np.ones((2, 2), np.float32))).dtype == np.float32
    assert net.double()[0].weight.dtype == np.float64
    with pytest.raises(TypeError, match="dtype must be a floating-point type, got int64"):
        net.to(int)


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_a_copy_is_independent(duplicate):
    net = model().eval()
    other = duplicate(net)
    x = Tensor([[1.0, 2.0]])
    assert np.array_equal(net(x).data, other(x).data)
    assert list(other.state_dict()) == list(net.state_dict())
    other[0].weight.data += 1
    assert not np.array_equal(net(x).data, other(x).data)


def test_framed_indents_whole_blocks():
    assert framed("Net", "", []) == "Net()"
    assert framed("Net", "a=1", []) == "Net(a=1)"
    assert framed("Net", "a=1", ["(0): x(\n  y\n)"]) == "Net(\n  a=1\n  (0): x(\n    y\n  )\n)"
