"""Walks through nested modules: order, names, and what hangs in the tree twice."""

import pytest

from lib.layers import BatchNorm1d, Linear, Module, Parameter, ReLU, Sequential


class Nested(Module):
    """Hold a parameter of its own beside two levels of modules, one of them shared."""

    def __init__(self):
        super().__init__()
        self.first = Linear(2, 3)
        self.scale = Parameter([1.0])
        self.block = Sequential(BatchNorm1d(3), ReLU())
        self.again = self.first


def test_parents_come_first_and_own_parameters_before_those_inside():
    model = Nested()
    assert [name for name, _ in model.named_modules()] == ["", "first", "block", "block.0", "block.1"]
    assert [name for name, _ in model.named_parameters()] == [
        "scale",
        "first.weight",
        "first.bias",
        "block.0.weight",
        "block.0.bias",
    ]
    assert [name for name, _ in model.named_buffers()] == [
        "block.0.running_mean",
        "block.0.running_var",
        "block.0.num_batches_tracked",
    ]
    assert list(model.modules()) == [model, model.first, model.block, *model.block]
    assert list(model.children()) == [model.first, model.block]
    assert [name for name, _ in model.named_children()] == ["first", "block"]
    assert len(list(model.buffers())) == 3


def test_duplicates_come_on_demand():
    model = Nested()
    assert [n for n, _ in model.named_modules(remove_duplicate=False)][-1] == "again"
    assert list(model.modules(remove_duplicate=False))[-1] is model.first
    assert [n for n, _ in model.named_parameters(remove_duplicate=False)][-2:] == ["again.weight", "again.bias"]
    assert len([n for n, _ in model.named_buffers(remove_duplicate=False)]) == 3


def test_tied_weights_come_once():
    model = Sequential(Linear(3, 3, bias=False), Linear(3, 3, bias=False))
    model[1].weight = model[0].weight
    assert [name for name, _ in model.named_parameters()] == ["0.weight"]
    assert len(list(model.parameters())) == 1
    assert list(model.state_dict()) == ["0.weight", "1.weight"]


def test_prefix_memo_and_no_recursion():
    model = Nested()
    assert [n for n, _ in model.named_parameters(prefix="net", recurse=False)] == ["net.scale"]
    assert next(n for n, _ in model.named_buffers(prefix="net")) == "net.block.0.running_mean"
    assert [n for n, _ in model.named_modules({model.block}, prefix="net")] == ["net", "net.first"]
    assert len(list(model.parameters(recurse=False))) == 1
    assert list(model.buffers(recurse=False)) == []


@pytest.mark.parametrize("depth", [3000])
def test_a_deep_chain_is_walked_without_recursion(depth):
    model = bottom = Module()
    for _ in range(depth):
        bottom.next = Module()
        bottom = bottom.next
    bottom.weight = Parameter([1.0])
    assert [name for name, _ in model.named_parameters()] == ["next." * depth + "weight"]


def test_apply_reaches_children_first():
    model, seen = Nested(), []
    assert model.apply(lambda module: seen.append(type(module).__name__)) is model
    assert seen == ["Linear", "BatchNorm1d", "ReLU", "Sequential", "Nested"]
