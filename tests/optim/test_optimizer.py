"""The base of all optimizers: groups, the loop, gradients that are missing, saving and loading, errors."""

import copy

import numpy as np
import pytest

from lib.optim import SGD, Adam, Optimizer
from lib.optim.optimizer import remembered


def test_closure_runs_first_and_its_loss_comes_back(weight):
    p = weight([2.0])

    def closure():
        p.grad = 2 * p.data
        return "loss"

    assert SGD([p], lr=0.25).step(closure) == "loss"
    assert p.data == [1.0]
    assert SGD([p]).step() is None


def test_missing_gradients_are_left_alone_and_zeros_are_not(weight):
    missing, zero = weight([1.0]), weight([1.0], [0.0])
    optimizer = Adam([missing, zero], weight_decay=0.1)
    optimizer.step()
    assert missing.data == [1.0]
    assert missing not in optimizer.state
    assert zero.data < 1.0  # the decay acts
    assert optimizer.state[zero]["step"] == 1


def test_parameters_are_changed_in_place(weight):
    p = weight([[1.0, 2.0]], [[1.0, 1.0]])
    array, view = p.data, p.data[:, 1]
    SGD([p], lr=1.0).step()
    assert p.data is array
    assert view == [1.0]


def test_the_gradient_is_not_changed(weight):
    p = weight([1.0, 2.0], [3.0, 4.0])
    SGD([p], lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.1).step()
    assert p.grad.tolist() == [3.0, 4.0]


def test_clearing(weight):
    p, q = weight([1.0], [2.0]), weight([1.0])
    grad = p.grad
    optimizer = SGD([p, q])
    optimizer.zero_grad(set_to_none=False)
    assert p.grad is grad
    assert p.grad == [0.0]
    assert q.grad is None
    optimizer.zero_grad()
    assert p.grad is None


def test_groups_take_the_defaults_they_do_not_name(weight):
    optimizer = SGD([{"params": weight([1.0]), "lr": 0.5, "name": "first"}, {"params": []}], lr=0.1, momentum=0.9)
    first, second = optimizer.param_groups
    assert (first["lr"], first["momentum"], first["name"]) == (0.5, 0.9, "first")
    assert second["lr"] == 0.1
    assert isinstance(first["params"], list)


def test_a_generator_of_parameters(weight):
    optimizer = SGD(weight([float(k)]) for k in range(3))
    assert len(optimizer.param_groups[0]["params"]) == 3


def test_state_is_loaded_as_a_copy_and_training_goes_on_alike(weight):
    rng = np.random.default_rng(0)
    grads = rng.normal(size=(20, 3))
    straight, broken = weight([1.0, 2.0, 3.0]), weight([1.0, 2.0, 3.0])
    one, two = Adam([straight], lr=0.1), Adam([broken], lr=0.1)
    for k in range(10):
        straight.grad, broken.grad = grads[k].copy(), grads[k].copy()
        one.step()
        two.step()
    saved = two.state_dict()
    assert saved["state"][0]["exp_avg"] is two.state[broken]["exp_avg"]  # torch's rule: not a copy
    saved = copy.deepcopy(saved)
    resumed = Adam([broken], lr=9.0)
    resumed.load_state_dict(saved)
    assert resumed.param_groups[0]["lr"] == 0.1
    assert not np.shares_memory(resumed.state[broken]["exp_avg"], saved["state"][0]["exp_avg"])
    for k in range(10, 20):
        straight.grad, broken.grad = grads[k].copy(), grads[k].copy()
        one.step()
        resumed.step()
    np.testing.assert_array_equal(straight.data, broken.data)


def test_repr_lists_groups_and_options(weight):
    text = repr(SGD([weight([1.0])], lr=0.1))
    assert text.startswith("SGD (\nParameter Group 0\n    dampening: 0\n    lr: 0.1\n")
    assert text.endswith("\n)")
    assert "params" not in text


def test_what_is_remembered_starts_where_told():
    state = {}
    first = remembered(state, "sum", np.zeros((2, 2), np.float32), 0.5)
    assert first.dtype == np.float32
    assert (first == 0.5).all()
    assert remembered(state, "sum", np.zeros((2, 2))) is first


def test_a_version_counter_moves_on(weight):
    p = weight([1.0], [1.0])
    p._version = [4]
    SGD([p]).step()
    assert p._version == [5]


def test_duplicates_in_a_group_are_warned_of(weight):
    p = weight([1.0])
    with pytest.warns(UserWarning, match="parameter group with duplicate parameters"):
        SGD([p, p])


class NoLeaf:
    data, grad, is_leaf = np.zeros(1), None, False


@pytest.mark.parametrize(
    ("params", "error", "message"),
    [
        ([], ValueError, "optimizer got an empty parameter list"),
        (iter(()), ValueError, "optimizer got an empty parameter list"),
        (3, TypeError, "params argument .* should be an iterable of Tensors or dicts, got int"),
        ([1.0], TypeError, "can only optimize Tensors, but one of the params is float"),
        ([np.zeros(2)], TypeError, "can only optimize Tensors, but one of the params is ndarray"),
        ([NoLeaf()], ValueError, "can't optimize a non-leaf Tensor"),
        ([{"lr": 0.1}], ValueError, "param_group must hold \"params\", got the keys 'lr'"),
        ([{"params": [], "learning_rate": 0.1}], ValueError, "must be among lr, momentum, .*, got 'learning_rate'"),
        ([{"params": {1, 2}}], TypeError, "params of a group must be a list, got a set"),
        ([{"params": [], "lr": -1}], ValueError, "lr must be >= 0, got -1"),
    ],
)
def test_bad_parameters(params, error, message):
    with pytest.raises(error, match=message):
        SGD(params)


def test_more_bad_parameters(weight):
    p, q = weight([1.0]), weight([2.0])
    with pytest.raises(TypeError, match=r"iterable of Tensors or dicts, got Weight; write \[p\] for one tensor"):
        SGD(p)
    with pytest.raises(TypeError, match="param_group must be a dict, got Weight"):
        SGD([{"params": [p]}, q])
    with pytest.raises(ValueError, match="some parameters appear in more than one parameter group"):
        SGD([{"params": [p]}, {"params": [q, p]}])
    optimizer = SGD([p])
    with pytest.raises(ValueError, match="some parameters appear in more than one parameter group"):
        optimizer.add_param_group({"params": p})
    p.grad = np.zeros((1, 1))
    with pytest.raises(ValueError, match=r"grad must have its parameter's shape \(1,\), got \(1, 1\)"):
        optimizer.step()


def test_bad_states(weight):
    one, two = SGD([weight([1.0])]), SGD([{"params": weight([1.0])}, {"params": weight([1.0])}])
    with pytest.raises(ValueError, match="different number of parameter groups: wanted 1, got 2"):
        one.load_state_dict(two.state_dict())
    with pytest.raises(ValueError, match="group 0 must have 1 parameters, got 2"):
        one.load_state_dict(SGD([weight([1.0]), weight([1.0])]).state_dict())


def test_a_subclass_must_say_how_it_steps(weight):
    with pytest.raises(NotImplementedError, match=r"Optimizer must define _update\(data, grad, state, group\)"):
        Optimizer([weight([1.0], [1.0])], {"lr": 0.1}).step()
