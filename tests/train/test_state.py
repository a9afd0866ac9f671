import json
from fractions import Fraction

import pytest
import torch
from torch import nn

from lib.train.state import check_fits, joined_state, split_state


def test_a_nested_state_comes_back_through_json():
    state = {"a": {0: torch.arange(3), "0": None}, "b": (1, 2.5, "x"), "c": [True, {"d": torch.tensor(1.0)}], "e": {}}
    tensors, skeleton = split_state(state, "run")
    again = joined_state(json.loads(json.dumps(skeleton)), tensors)
    assert set(tensors) == {"run/a/0", "run/c/1/d"}
    assert again["b"] == (1, 2.5, "x")
    assert list(again["a"]) == [0, "0"]
    assert again["a"][0] is state["a"][0]
    assert again["c"][0] is True
    assert again["e"] == {}


@pytest.mark.parametrize("kind", [torch.optim.SGD, torch.optim.Adam, torch.optim.RMSprop, torch.optim.Adagrad])
def test_optimizers_come_back(kind):
    model = nn.Linear(3, 2)
    optimizer = kind(model.parameters(), lr=0.1)
    model(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    tensors, skeleton = split_state(optimizer.state_dict(), "optimizer")
    again = joined_state(json.loads(json.dumps(skeleton)), tensors)
    assert again["param_groups"] == optimizer.state_dict()["param_groups"]
    kind(model.parameters(), lr=0.1).load_state_dict(again)


def test_two_parts_with_one_name_are_kept_apart_or_refused():
    with pytest.raises(ValueError, match="two tensors of the state have the name 'run/a/b'"):
        split_state({"a/b": torch.tensor(1.0), "a": {"b": torch.tensor(2.0)}}, "run")


def test_other_things_are_refused():
    with pytest.raises(TypeError, match=r"run/a must be made of tensors, numbers, .*, got Fraction"):
        split_state({"a": Fraction(1, 2)}, "run")


def test_a_model_says_why_a_state_does_not_fit():
    model = nn.Linear(2, 1)
    state = dict(model.state_dict())
    assert check_fits(model, state) is None
    assert check_fits(model, {"weight": state["weight"]}) == "it lacks bias"
    assert check_fits(nn.Linear(2, 1, bias=False), state) == "the model lacks bias"
    assert check_fits(nn.Linear(3, 1), state) == "weight has shape (1, 2) there and (1, 3) in the model"
