"""Saving and restoring: what is shared, what is copied, and every kind of mismatch."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import BatchNorm1d, Linear, ReLU, Sequential


def model(rng):
    return Sequential(Linear(2, 3, rng=rng), BatchNorm1d(3), ReLU(), Linear(3, 1, rng=rng))


def same(first, second):
    return all(np.array_equal(first[key].data, second[key].data) for key in first) and list(first) == list(second)


def test_round_trip():
    ours, other = model(0), model(1)
    assert not same(ours.state_dict(), other.state_dict())
    assert other.load_state_dict(ours.state_dict()) == ([], [])
    assert same(ours.state_dict(), other.state_dict())
    other[0].weight.data[0, 0] += 1
    assert not same(ours.state_dict(), other.state_dict())  # numbers were copied


def test_a_state_shares_the_numbers_and_has_no_history():
    ours = model(0)
    state = ours.state_dict()
    assert state["0.weight"].data is ours[0].weight.data
    assert not state["0.weight"].requires_grad
    assert ours.state_dict(keep_vars=True)["0.weight"] is ours[0].weight
    assert next(iter(ours.state_dict(prefix="net."))) == "net.0.weight"


def test_loading_keeps_arrays_and_types():
    layer = Linear(2, 1, dtype=np.float32)
    weight, array = layer.weight, layer.weight.data
    layer.load_state_dict({"weight": np.array([[1.0, 2.0]]), "bias": Tensor([0.5])})
    assert layer.weight is weight
    assert weight.data is array
    assert array.dtype == np.float32
    assert array.tolist() == [[1.0, 2.0]]
    assert weight.requires_grad


def test_every_mismatch_is_named_and_nothing_is_copied():
    layer = Linear(2, 1)
    before = layer.weight.data.copy()
    with pytest.raises(
        RuntimeError,
        match=r"state_dict for Linear: keys must be complete, got none for bias; "
        r"keys must be those of the module, got besides them extra; weight must have shape \(1, 2\), got \(2, 2\)",
    ):
        layer.load_state_dict({"weight": np.ones((2, 2)), "extra": 1.0})
    with pytest.raises(RuntimeError, match=r"got none for bias$"):
        layer.load_state_dict({"weight": np.ones((1, 2))})
    assert np.array_equal(layer.weight.data, before)


def test_not_strict_reports_keys_but_still_minds_shapes():
    layer = Linear(2, 1)
    result = layer.load_state_dict({"weight": [[1.0, 2.0]], "extra": 1.0}, strict=False)
    assert result.missing_keys == ["bias"]
    assert result.unexpected_keys == ["extra"]
    assert layer.weight.data.tolist() == [[1.0, 2.0]]
    with pytest.raises(RuntimeError, match=r"bias must have shape \(1,\), got \(2,\)"):
        layer.load_state_dict({"bias": [1.0, 2.0]}, strict=False)


def test_a_state_must_be_a_mapping():
    with pytest.raises(TypeError, match="state_dict must be a mapping of names to arrays, got list"):
        Linear(1, 1).load_state_dict([1.0])
