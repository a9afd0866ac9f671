"""What is assigned to an attribute is entered by its kind, and keeps it."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import Linear, Module, Parameter, ReLU


class Layer(Module):
    """Hold one of each kind."""

    def __init__(self):
        super().__init__()
        self.weight = Parameter([1.0])
        self.inner = ReLU()
        self.note = "plain"
        self.constant = Tensor([3.0])
        self.register_buffer("count", Tensor([0.0]))
        self.register_parameter("bias", None)


def names(pairs):
    return [name for name, _ in pairs]


def test_each_kind_is_entered_and_the_rest_is_not():
    layer = Layer()
    assert names(layer.named_parameters()) == ["weight"]
    assert names(layer.named_buffers()) == ["count"]
    assert names(layer.named_children()) == ["inner"]
    assert list(layer.state_dict()) == ["weight", "count"]
    assert layer.bias is None


def test_none_switches_off_and_a_parameter_on_again():
    layer = Layer()
    layer.weight = None
    assert names(layer.named_parameters()) == []
    layer.weight, layer.bias = Parameter([2.0]), Parameter([4.0])
    assert names(layer.named_parameters()) == ["weight", "bias"]


def test_deleting_takes_it_out():
    layer = Layer()
    del layer.weight, layer.inner, layer.count
    assert list(layer.state_dict()) == []
    assert list(layer.children()) == []
    layer.weight = 3  # a plain attribute now
    assert names(layer.named_parameters()) == []


@pytest.mark.parametrize("value", [Tensor([1.0]), np.ones(1), 1.0])
def test_a_parameter_cannot_become_a_plain_value(value):
    with pytest.raises(TypeError, match="weight must be a Parameter or None, as when it was registered, got "):
        Layer().weight = value


def test_the_update_that_would_lose_the_parameter_is_an_error():
    layer = Layer()
    with pytest.raises(TypeError, match="weight must be a Parameter or None, as when it was registered, got Tensor"):
        layer.weight = layer.weight - 0.1


def test_buffers_and_modules_keep_their_kind_too():
    layer = Layer()
    layer.count = Tensor([5.0])
    layer.inner = Linear(1, 1)
    with pytest.raises(TypeError, match="count must be a Tensor or None, as when it was registered, got ndarray"):
        layer.count = np.zeros(1)
    with pytest.raises(TypeError, match="inner must be a Module or None, as when it was registered, got function"):
        layer.inner = names


def test_a_parameter_takes_any_name_over():
    layer = Layer()
    layer.count = Parameter([1.0])
    assert names(layer.named_parameters()) == ["weight", "count"]
    assert names(layer.named_buffers()) == []


@pytest.mark.parametrize("value", [Parameter([1.0]), ReLU()])
def test_assigning_before_init_is_an_error(value):
    class Early(Module):
        def __init__(self):
            self.note = "plain values may come first"
            self.part = value
            super().__init__()

    with pytest.raises(AttributeError, match=r"part must be assigned after super\(\).__init__\(\) was called, got a "):
        Early()


@pytest.mark.parametrize(
    ("method", "value", "wanted"),
    [
        ("register_parameter", Tensor([1.0]), "Parameter"),
        ("register_buffer", np.ones(1), "Tensor"),
        ("add_module", abs, "Module"),
    ],
)
def test_registering_checks_name_and_kind(method, value, wanted):
    register = getattr(Layer(), method)
    with pytest.raises(TypeError, match=f"new must be a {wanted} or None, got {type(value).__name__}"):
        register("new", value)
    with pytest.raises(TypeError, match="name must be a string, got int"):
        register(0, None)
    for bad in ("", "a.b"):
        with pytest.raises(KeyError, match="name must be without a dot and not empty"):
            register(bad, None)
    for taken in ("note", "forward", "training"):
        with pytest.raises(KeyError, match=f"name must be free, got '{taken}', which is an attribute of Layer"):
            register(taken, None)


def test_a_name_can_be_registered_again():
    layer = Layer()
    layer.register_parameter("weight", Parameter([7.0]))
    assert layer.weight.data.tolist() == [7.0]


def test_a_buffer_need_not_be_saved():
    layer = Layer()
    layer.register_buffer("cache", Tensor([1.0]), persistent=False)
    assert names(layer.named_buffers()) == ["count", "cache"]
    assert "cache" not in layer.state_dict()
    del layer.cache
    layer.register_buffer("cache", Tensor([1.0]))
    assert "cache" in layer.state_dict()
