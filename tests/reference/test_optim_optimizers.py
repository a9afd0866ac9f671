"""Every optimizer against torch's, step by step over 100 steps in float64, with all options; clipping likewise."""

import itertools

import numpy as np
import pytest
import torch

import lib.optim as ours
from lib.grad import Tensor

SHAPES = [(3, 4), (5,), (), (2, 1, 3), (0, 2)]
SGD = [
    {"lr": 0.05, "momentum": m, "dampening": d, "weight_decay": w, "maximize": up}
    for m, d, w, up in itertools.product((0, 0.9), (0, 0.3), (0, 0.1), (False, True))
] + [{"lr": 0.05, "momentum": 0.8, "nesterov": True, "weight_decay": w, "maximize": up}
     for w, up in itertools.product((0, 0.1), (False, True))]  # fmt: skip
ADAGRAD = [
    {"lr": 0.1, "lr_decay": d, "weight_decay": w, "initial_accumulator_value": i, "eps": 0.1 if d else 1e-10,
     "maximize": up}
    for d, w, i, up in itertools.product((0, 0.05), (0, 0.1), (0, 0.5), (False, True))
]  # fmt: skip
RMSPROP = [
    {"lr": 0.01, "alpha": 0.5 if w else 0.99, "eps": 0.1 if up else 1e-8, "weight_decay": w, "momentum": m,
     "centered": c, "maximize": up}
    for w, m, c, up in itertools.product((0, 0.1), (0, 0.9), (False, True), (False, True))
]  # fmt: skip
ADAM = [
    {"lr": 0.01, "betas": (0.0, 0.5) if up else (0.9, 0.99), "eps": e, "weight_decay": w, "amsgrad": a, "maximize": up}
    for e, w, a, up in itertools.product((1e-8, 0.1), (0, 0.1), (False, True), (False, True))
]
CASES = [
    (name, options)
    for name, listed in {"SGD": SGD, "Adagrad": ADAGRAD, "RMSprop": RMSPROP, "Adam": ADAM, "AdamW": ADAM}.items()
    for options in [{}, *listed]
]
ADAPTIVE = [
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("Adagrad", {}),
    ("RMSprop", {"momentum": 0.9, "centered": True}),
    ("Adam", {"amsgrad": True, "weight_decay": 0.01}),
    ("AdamW", {}),
]


def twins(seed=0, dtype=np.float64):
    """Return the same drawn parameters twice: ours and torch's."""
    rng = np.random.default_rng(seed)
    arrays = [rng.normal(size=shape).astype(dtype) for shape in SHAPES]
    # Copies: torch.tensor copies, and ours must not share either.
    return [Tensor(a.copy(), requires_grad=True) for a in arrays], [torch.tensor(a, requires_grad=True) for a in arrays]


def set_gradients(step, mine, theirs, seed=1, gaps=True):
    """Give both sides the gradient of a noisy quadratic at torch's point; now and then zeros, or none at all."""
    rng = np.random.default_rng([seed, step])
    for index, (p, q) in enumerate(zip(mine, theirs)):
        grad = np.asarray(0.7 * q.detach().numpy() + rng.normal(size=q.shape), dtype=p.data.dtype)
        kind = (step + 3 * index) % 11 if gaps else 5
        if kind == 0:
            p.grad = q.grad = None
            continue
        if kind in (1, 2):
            grad = np.zeros_like(grad)
        p.grad, q.grad = grad, torch.tensor(grad)


def expect_equal(mine, theirs, rtol=1e-10):
    for p, q in zip(mine, theirs):
        np.testing.assert_allclose(p.data, q.detach().numpy(), rtol=rtol, atol=1e-13)


@pytest.mark.parametrize(("name", "options"), CASES, ids=lambda value: str(value))
def test_equals_torch_over_100_steps(name, options):
    mine, theirs = twins()
    optimizer, reference = getattr(ours, name)(mine, **options), getattr(torch.optim, name)(theirs, **options)
    path, expected = [], []
    for step in range(100):
        set_gradients(step, mine, theirs)
        optimizer.step()
        reference.step()
        path.append(ours.parameters_to_vector(mine))
        expected.append(torch.nn.utils.parameters_to_vector(theirs).detach().numpy())
    np.testing.assert_allclose(path, expected, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize(("name", "options"), ADAPTIVE)
def test_parameter_groups_with_their_own_options(name, options):
    mine, theirs = twins(2)

    def groups(p):
        return [{"params": p[:2], "lr": 0.2}, {"params": p[2:4], "weight_decay": 0.3}]

    optimizer = getattr(ours, name)(groups(mine), **options)
    reference = getattr(torch.optim, name)(groups(theirs), **options)
    for step in range(100):
        if step == 30:
            optimizer.add_param_group({"params": mine[4]})
            reference.add_param_group({"params": theirs[4]})
        if step == 60:  # a change by hand, as a schedule makes it
            optimizer.param_groups[1]["lr"] = reference.param_groups[1]["lr"] = 0.004
        set_gradients(step, mine, theirs)
        optimizer.step()
        reference.step()
    expect_equal(mine, theirs)


@pytest.mark.parametrize(("name", "options"), ADAPTIVE)
def test_single_precision_stays_single(name, options):
    mine, theirs = twins(3, np.float32)
    optimizer, reference = getattr(ours, name)(mine, **options), getattr(torch.optim, name)(theirs, **options)
    for step in range(20):
        set_gradients(step, mine, theirs)
        optimizer.step()
        reference.step()
    assert all(p.data.dtype == np.float32 for p in mine)
    states = [value for state in optimizer.state.values() for value in state.values() if isinstance(value, np.ndarray)]
    assert states
    assert all(value.dtype == np.float32 for value in states)
    for p, q in zip(mine, theirs):
        np.testing.assert_allclose(p.data, q.detach().numpy(), rtol=1e-3, atol=1e-5)


def as_arrays(state_dict):
    """Return torch's state as ours has it: arrays for tensors, whole numbers for the step."""
    state = {
        index: {key: int(value) if key == "step" else value.detach().numpy().copy() for key, value in entry.items()}
        for index, entry in state_dict["state"].items()
    }
    return {"state": state, "param_groups": state_dict["param_groups"]}


@pytest.mark.parametrize(("name", "options"), ADAPTIVE)
def test_state_has_torchs_keys_and_torchs_state_can_be_loaded(name, options):
    mine, theirs = twins(4)
    optimizer, reference = getattr(ours, name)(mine, **options), getattr(torch.optim, name)(theirs, **options)
    for step in range(10):
        set_gradients(step, mine, theirs, gaps=False)
        optimizer.step()
        reference.step()
    saved, wanted = optimizer.state_dict(), as_arrays(reference.state_dict())
    assert saved["state"].keys() == wanted["state"].keys()
    for index, entry in wanted["state"].items():
        assert saved["state"][index].keys() == entry.keys()
        for key, value in entry.items():
            np.testing.assert_allclose(saved["state"][index][key], value, rtol=1e-10, atol=1e-14)
    for own, other in zip(saved["param_groups"], wanted["param_groups"]):
        assert own.items() <= other.items()

    fresh = [Tensor(q.detach().numpy().copy(), requires_grad=True) for q in theirs]
    resumed = getattr(ours, name)(fresh)
    resumed.load_state_dict(wanted)
    for step in range(10, 30):
        set_gradients(step, fresh, theirs, gaps=False)
        resumed.step()
        reference.step()
    expect_equal(fresh, theirs)


@pytest.mark.parametrize("set_to_none", [True, False])
def test_clearing_gradients(set_to_none):
    mine, theirs = twins(5)
    optimizer, reference = ours.SGD(mine, momentum=0.9), torch.optim.SGD(theirs, momentum=0.9)
    for step in range(12):
        set_gradients(step, mine, theirs)
        optimizer.step()
        reference.step()
        optimizer.zero_grad(set_to_none)
        reference.zero_grad(set_to_none)
        for p, q in zip(mine, theirs):
            assert (p.grad is None) == (q.grad is None)
            assert p.grad is None or not p.grad.any()
        optimizer.step()  # zeros still move what has momentum, None does not
        reference.step()
    expect_equal(mine, theirs)


def test_training_a_network_with_a_closure():
    """The same program with torch's names swapped: features, loss, backward and step."""
    rng = np.random.default_rng(6)
    X, y = rng.normal(size=(20, 3)), rng.normal(size=(20, 1))
    start = rng.normal(size=(3, 1))
    W, V = Tensor(start.copy(), requires_grad=True), torch.tensor(start, requires_grad=True)
    optimizer, reference = ours.Adam([W], lr=0.05), torch.optim.Adam([V], lr=0.05)
    losses = []
    for opt, weight, features, target in (
        (optimizer, W, Tensor(X), Tensor(y)),
        (reference, V, torch.tensor(X), torch.tensor(y)),
    ):

        def closure(opt=opt, weight=weight, features=features, target=target):
            opt.zero_grad()
            loss = ((features @ weight).tanh() - target).pow(2).mean()
            loss.backward()
            return loss

        losses.append([opt.step(closure).item() for _ in range(100)])
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-10)
    np.testing.assert_allclose(W.data, V.detach().numpy(), rtol=1e-10)


def test_a_step_between_two_backward_passes_is_refused_as_in_torch():
    W, V = Tensor([2.0], requires_grad=True), torch.tensor([2.0], requires_grad=True)
    for weight, sgd in ((W, ours.SGD), (V, torch.optim.SGD)):
        optimizer = sgd([weight], lr=0.1)
        loss = (weight * weight).sum()
        loss.backward(retain_graph=True)
        optimizer.step()
        with pytest.raises(RuntimeError, match="modified by an inplace operation"):
            loss.backward()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("norm_type", [1.0, 2.0, 3.5, float("inf")])
@pytest.mark.parametrize("max_norm", [0.0, 0.5, 1e3])
def test_clipping_by_norm(seed, norm_type, max_norm):
    mine, theirs = twins(seed)
    mine, theirs = mine[:4], theirs[:4]  # torch refuses an empty gradient for an infinite order
    set_gradients(seed, mine, theirs, seed=7)
    total = ours.clip_grad_norm_(mine, max_norm, norm_type)
    expected = torch.nn.utils.clip_grad_norm_(theirs, max_norm, norm_type)
    assert total == pytest.approx(expected.item(), rel=1e-12)
    for p, q in zip(mine, theirs):
        assert (p.grad is None) == (q.grad is None)
        if p.grad is not None:
            np.testing.assert_allclose(p.grad, q.grad.numpy(), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("bad", [np.inf, np.nan])
def test_clipping_what_is_not_finite(bad):
    for n_bad in (0, 1, 3):
        mine, theirs = twins(8)
        set_gradients(5, mine, theirs, gaps=False)
        for index in range(n_bad):
            mine[index].grad.flat[0] = bad
            theirs[index].grad.view(-1)[0] = bad
        ours.clip_grad_norm_(mine, 1.0)
        torch.nn.utils.clip_grad_norm_(theirs, 1.0)
        for p, q in zip(mine, theirs):
            np.testing.assert_allclose(p.grad, q.grad.numpy(), rtol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_clipping_by_value(seed):
    mine, theirs = twins(seed)
    set_gradients(seed, mine, theirs, seed=9)
    ours.clip_grad_value_(mine, 0.4)
    torch.nn.utils.clip_grad_value_(theirs, 0.4)
    for p, q in zip(mine, theirs):
        assert p.grad is None or np.array_equal(p.grad, q.grad.numpy())


def test_vectors_of_parameters():
    mine, theirs = twins(10)
    np.testing.assert_array_equal(
        ours.parameters_to_vector(mine), torch.nn.utils.parameters_to_vector(theirs).detach().numpy()
    )
