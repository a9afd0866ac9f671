"""Sequential and ModuleList as lists: order, names, slices, and what they refuse."""

import pytest

from lib.grad import Tensor
from lib.layers import Identity, Linear, ModuleList, ReLU, Sequential, Tanh


def names(container):
    return [name for name, _ in container.named_children()]


def test_modules_are_called_in_order():
    first, second = Linear(2, 3, rng=0), Linear(3, 1, rng=1)
    x = Tensor([[1.0, -2.0]])
    assert Sequential(first, ReLU(), second)(x).tolist() == second(first(x).relu()).tolist()
    assert Sequential()(x) is x


def test_a_module_may_be_called_twice():
    layer = Linear(2, 2, rng=0)
    x = Tensor([[1.0, -2.0]])
    assert Sequential(layer, layer)(x).tolist() == layer(layer(x)).tolist()


def test_names_may_be_given():
    model = Sequential({"hidden": Linear(2, 3), "act": Tanh()})
    assert names(model) == ["hidden", "act"]
    assert list(model.state_dict()) == ["hidden.weight", "hidden.bias"]
    assert model[1] is model.act
    assert names(model[:1]) == ["hidden"]


@pytest.mark.parametrize("make", [lambda parts: Sequential(*parts), ModuleList])
def test_list_operations(make):
    a, b, c, d = Linear(1, 1), Linear(1, 1), ReLU(), Tanh()
    held = make([a, b, c])
    assert (len(held), list(held), held[0], held[-1]) == (3, [a, b, c], a, c)
    assert type(held[1:]) is type(held)
    assert list(held[1:]) == [b, c]
    assert list(held[::-1]) == [c, b, a]
    assert held.append(d) is held
    assert names(held) == ["0", "1", "2", "3"]
    del held[1]
    assert (list(held), names(held)) == ([a, c, d], ["0", "1", "2"])
    held.insert(0, b)
    assert (list(held), names(held)) == ([b, a, c, d], ["0", "1", "2", "3"])
    held[-1] = a
    assert list(held) == [b, a, c, a]
    del held[:2]
    assert (list(held), names(held)) == ([c, a], ["0", "1"])
    assert list(held.extend([d, d])) == [c, a, d, d]


def test_a_slice_shares_its_modules():
    model = Sequential(Linear(1, 1), ReLU())
    model[:1][0].weight.data[...] = 5
    assert model[0].weight.item() == 5
    assert next(iter(ModuleList([ReLU(), Tanh()])[1:].named_children()))[0] == "0"


@pytest.mark.parametrize("index", [2, -3])
def test_an_index_out_of_range(index):
    with pytest.raises(IndexError, match=rf"index must lie in -2..1, got {index}"):
        Sequential(ReLU(), ReLU())[index]


def test_an_index_must_be_an_integer():
    with pytest.raises(TypeError, match="index must be an integer, got str"):
        ModuleList([ReLU()])["0"]


@pytest.mark.parametrize("container", [Sequential, ModuleList])
def test_only_modules_are_held(container):
    with pytest.raises(TypeError, match="0 must be a Module or None, got function"):
        container().append(names)
    with pytest.raises(TypeError, match=f"{container.__name__} must hold modules, got None"):
        container().append(None)


def test_a_module_list_finds_parameters_and_cannot_be_called():
    held = ModuleList([Linear(2, 2), Identity()])
    assert [name for name, _ in held.named_parameters()] == ["0.weight", "0.bias"]
    with pytest.raises(NotImplementedError, match="ModuleList must define forward"):
        held(1.0)
    assert repr(ModuleList()) == "ModuleList()"
