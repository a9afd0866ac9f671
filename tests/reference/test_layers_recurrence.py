"""Recurrent cells and layers against torch.nn: outputs, last states and all gradients, with every option."""

import itertools
import re

import numpy as np
import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import lib.layers
import lib.optim
from lib.grad import Tensor

pytestmark = pytest.mark.usefixtures("double_precision")

KINDS = ["RNN(4, 3)", "RNN(4, 3, nonlinearity='relu')", "GRU(4, 3)", "LSTM(4, 3)"]
OPTIONS = [
    {"num_layers": n, "bias": bias, "batch_first": first, "bidirectional": both}
    for n, bias, first, both in itertools.product((1, 3), (True, False), (False, True), (False, True))
]


def with_options(text, options):
    return text[:-1] + "".join(f", {name}={value}" for name, value in options.items()) + ")"


def pair(text, rng):
    """Return our module and torch's with the same drawn parameters, wide enough to bend every gate."""
    ours, theirs = (eval(f"package.{text}", {"package": package}) for package in (lib.layers, torch.nn))
    for value in ours.state_dict().values():
        value.data[...] = rng.normal(size=value.shape)
    theirs.load_state_dict({key: torch.from_numpy(value.data.copy()) for key, value in ours.state_dict().items()})
    return ours, theirs


def flat(result):
    """Return the tensors in what a module gives back: output, h_n, and for an LSTM c_n."""
    found = []
    for each in result if isinstance(result, tuple) else (result,):
        found += flat(each) if isinstance(each, tuple) else [each]
    return found


def same(ours, theirs, what):
    assert np.shape(ours) == np.shape(theirs), what
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12, err_msg=what)


def leaves(arrays):
    return [Tensor(a.copy(), requires_grad=True) for a in arrays], [torch.tensor(a, requires_grad=True) for a in arrays]


def compare(results, references, modules, inputs, rng, keep=None):
    """Compare values, send drawn gradients back through some of the results, compare all gradients."""
    for ours, theirs in zip(results, references, strict=True):
        same(ours.data, theirs.detach().numpy(), "result")
    chosen = range(len(results)) if keep is None else keep
    upstream = {k: rng.normal(size=results[k].shape) for k in chosen}
    sum((results[k] * Tensor(upstream[k])).sum() for k in chosen).backward()
    sum((references[k] * torch.from_numpy(upstream[k])).sum() for k in chosen).backward()
    for k, (ours, theirs) in enumerate(zip(*inputs)):
        same(ours.grad, theirs.grad.numpy(), f"gradient of argument {k}")
    for (name, ours), (other, theirs) in zip(*(m.named_parameters() for m in modules), strict=True):
        assert name == other
        # torch has None, not zeros, for what no chosen result depends on.
        expected = np.zeros(ours.shape) if theirs.grad is None else theirs.grad.numpy()
        same(np.zeros(ours.shape) if ours.grad is None else ours.grad, expected, f"gradient of {name}")


def state_of(arrays, kind):
    """Return what a module takes as ``hx``: one tensor, or a pair for an LSTM."""
    return tuple(arrays) if kind.startswith("LSTM") else arrays[0]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_sequences(kind, options):
    seed = KINDS.index(kind) * 100 + OPTIONS.index(options)
    rng = np.random.default_rng(seed)
    modules = pair(with_options(kind, options), rng)
    directions = 2 if options["bidirectional"] else 1
    for n_steps, n_rows in ((1, 1), (1, 4), (6, 1), tuple(rng.integers(2, 8, 2))):
        shape = (n_rows, n_steps, 4) if options["batch_first"] else (n_steps, n_rows, 4)
        start = (options["num_layers"] * directions, n_rows, 3)
        arrays = [rng.normal(size=shape), *(rng.normal(size=start) for _ in range(1 + kind.startswith("LSTM")))]
        for module in modules:
            module.zero_grad()
        ours, theirs = leaves(arrays)
        results = flat(modules[0](ours[0], state_of(ours[1:], kind)))
        references = flat(modules[1](theirs[0], state_of(theirs[1:], kind)))
        compare(results, references, modules, (ours, theirs), rng)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_padded_rows_are_torchs_packed_ones(kind, options):
    seed = KINDS.index(kind) * 100 + OPTIONS.index(options) + 50
    rng = np.random.default_rng(seed)
    modules = pair(with_options(kind, options), rng)
    first = options["batch_first"]
    directions = 2 if options["bidirectional"] else 1
    for n_steps, n_rows in ((5, 1), (7, 4), tuple(rng.integers(2, 8, 2))):
        lengths = rng.integers(1, n_steps + 1, n_rows)
        shape = (n_rows, n_steps, 4) if first else (n_steps, n_rows, 4)
        start = (options["num_layers"] * directions, n_rows, 3)
        arrays = [rng.normal(size=shape), *(rng.normal(size=start) for _ in range(1 + kind.startswith("LSTM")))]
        for module in modules:
            module.zero_grad()
        ours, theirs = leaves(arrays)
        results = flat(modules[0](ours[0], state_of(ours[1:], kind), lengths=lengths))
        packed = pack_padded_sequence(theirs[0], lengths.tolist(), batch_first=first, enforce_sorted=False)
        output, last = modules[1](packed, state_of(theirs[1:], kind))
        output, _ = pad_packed_sequence(output, batch_first=first, total_length=n_steps)
        compare(results, flat((output, last)), modules, (ours, theirs), rng)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("keep", [[0], [1], [-1], [0, -1]])
def test_a_loss_may_look_at_a_part_of_the_results(kind, keep):
    rng = np.random.default_rng(5)
    modules = pair(with_options(kind, {"num_layers": 2, "bidirectional": True}), rng)
    arrays = [rng.normal(size=(5, 3, 4)), *(rng.normal(size=(4, 3, 3)) for _ in range(1 + kind.startswith("LSTM")))]
    ours, theirs = leaves(arrays)
    results = flat(modules[0](ours[0], state_of(ours[1:], kind)))
    references = flat(modules[1](theirs[0], state_of(theirs[1:], kind)))
    compare(results, references, modules, (ours, theirs), rng, sorted({k % len(results) for k in keep}))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("options", [{}, {"num_layers": 2, "bidirectional": True}, {"batch_first": True}], ids=str)
def test_without_states_and_without_a_batch_axis(kind, options):
    rng = np.random.default_rng(1)
    modules = pair(with_options(kind, options), rng)
    for shape in ((5, 4), (5, 2, 4)):
        for module in modules:
            module.zero_grad()
        (ours,), (theirs,) = inputs = leaves([rng.normal(size=shape)])
        compare(flat(modules[0](ours)), flat(modules[1](theirs)), modules, inputs, rng)
    lead = options.get("num_layers", 1) * (2 if options.get("bidirectional") else 1)
    arrays = [rng.normal(size=(5, 4)), *(rng.normal(size=(lead, 3)) for _ in range(1 + kind.startswith("LSTM")))]
    for module in modules:
        module.zero_grad()
    ours, theirs = leaves(arrays)
    results = flat(modules[0](ours[0], state_of(ours[1:], kind)))
    compare(results, flat(modules[1](theirs[0], state_of(theirs[1:], kind))), modules, (ours, theirs), rng)


CELLS = [
    "RNNCell(4, 3)",
    "RNNCell(4, 3, bias=False, nonlinearity='relu')",
    "GRUCell(4, 3)",
    "GRUCell(4, 3, bias=False)",
]
CELLS += ["LSTMCell(4, 3)", "LSTMCell(4, 3, False)", "RNNCell(1, 1)", "GRUCell(1, 1)", "LSTMCell(1, 1)"]


@pytest.mark.parametrize("text", CELLS)
@pytest.mark.parametrize("rows", [(), (1,), (5,)])
@pytest.mark.parametrize("with_state", [False, True])
def test_cells(text, rows, with_state):
    rng = np.random.default_rng(len(text))
    modules = pair(text, rng)
    n_in, n_hidden = (int(size) for size in re.findall(r"\d+", text)[:2])
    n_states = 1 + text.startswith("LSTM")
    arrays = [
        rng.normal(size=(*rows, n_in)),
        *(rng.normal(size=(*rows, n_hidden)) for _ in range(n_states * with_state)),
    ]
    ours, theirs = leaves(arrays)
    calls = [
        module(each[0], *([state_of(each[1:], text)] if with_state else []))
        for module, each in zip(modules, (ours, theirs))
    ]
    compare(flat(calls[0]), flat(calls[1]), modules, (ours, theirs), rng)


@pytest.mark.parametrize("text", [with_options(kind, options) for kind in KINDS for options in OPTIONS] + CELLS)
def test_the_same_text_and_the_same_state(text):
    ours, theirs = (eval(f"package.{text}", {"package": package}) for package in (lib.layers, torch.nn))
    assert repr(ours) == repr(theirs)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    assert [p.shape for p in ours.parameters()] == [tuple(p.shape) for p in theirs.parameters()]
    ours.load_state_dict(theirs.state_dict())
    for key, value in theirs.state_dict().items():
        assert np.array_equal(ours.state_dict()[key].data, value.numpy())


@pytest.mark.parametrize("text", ["RNN(40, 100)", "GRU(40, 100, num_layers=2)", "LSTMCell(40, 100)"])
def test_parameters_start_in_torchs_range(text):
    bounds = []
    for package in (lib.layers, torch.nn):
        torch.manual_seed(0)
        module = eval(f"package.{text}", {"package": package})
        for parameter in module.parameters():
            values = parameter.data if package is lib.layers else parameter.detach().numpy()
            assert abs(values.mean()) < 0.02
            bounds.append(abs(values).max())
    assert max(bounds) <= 0.1
    assert min(bounds) > 0.095


@pytest.mark.parametrize("kind", KINDS)
def test_single_precision(kind):
    rng = np.random.default_rng(3)
    modules = pair(with_options(kind, {"num_layers": 2, "bidirectional": True}), rng)
    modules[0].float(), modules[1].float()
    x = rng.normal(size=(9, 5, 4)).astype(np.float32)
    results, references = flat(modules[0](Tensor(x))), flat(modules[1](torch.from_numpy(x)))
    for ours, theirs in zip(results, references):
        assert ours.data.dtype == np.float32
        np.testing.assert_allclose(ours.data, theirs.detach().numpy(), rtol=1e-5, atol=2e-5)
    results[0].sum().backward()
    assert all(parameter.grad.dtype == np.float32 for parameter in modules[0].parameters())


@pytest.mark.parametrize("kind", KINDS)
def test_saturated_gates_and_long_sequences(kind):
    """Gates at 0 and 1 and 300 steps: nothing overflows, nothing drifts."""
    rng = np.random.default_rng(7)
    modules = pair(kind, rng)
    for (_, ours), theirs in zip(modules[0].named_parameters(), modules[1].parameters()):
        scale = 0.3 if "relu" in kind else 10
        ours.data *= scale
        with torch.no_grad():
            theirs *= scale
    ours, theirs = leaves(
        [rng.normal(size=(300, 2, 4)), *(np.zeros((1, 2, 3)) for _ in range(1 + kind.startswith("LSTM")))]
    )
    results = flat(modules[0](ours[0], state_of(ours[1:], kind)))
    references = flat(modules[1](theirs[0], state_of(theirs[1:], kind)))
    for mine, other in zip(results, references):
        np.testing.assert_allclose(mine.data, other.detach().numpy(), rtol=1e-7, atol=1e-9)


def test_truncated_backpropagation_is_torchs():
    """Two pieces, the state handed on detached: the second loss sends nothing into the first piece."""
    rng = np.random.default_rng(11)
    modules = pair("LSTM(4, 3, 2)", rng)
    arrays = [rng.normal(size=(5, 2, 4)), rng.normal(size=(5, 2, 4))]
    inputs = leaves(arrays)
    for module, (first, second) in zip(modules, inputs):
        _, (h, c) = module(first)
        output, _ = module(second, (h.detach(), c.detach()))
        (output * output).sum().backward()
        assert first.grad is None
    same(inputs[0][1].grad, inputs[1][1].grad.numpy(), "second piece")
    for ours, theirs in zip(modules[0].parameters(), modules[1].parameters()):
        same(ours.grad, theirs.grad.numpy(), "parameter")


@pytest.mark.parametrize("kind", KINDS)
def test_training_loses_the_same_step_by_step(kind):
    """The same program on both engines: twenty steps of Adam on padded rows give the same losses."""
    rng = np.random.default_rng(2)
    x, y, lengths = rng.normal(size=(6, 5, 4)), rng.integers(0, 2, 5), np.array([6, 2, 4, 1, 6])
    modules = pair(with_options(kind, {"num_layers": 2}), rng)
    heads = pair("Linear(3, 2)", rng)
    losses = [[], []]
    for module, head, optim, nn, tensor, found in zip(
        modules, heads, (lib.optim, torch.optim), (lib.layers, torch.nn), (Tensor, torch.tensor), losses
    ):
        optimizer = optim.Adam([*module.parameters(), *head.parameters()], lr=0.01)
        for _ in range(20):
            optimizer.zero_grad()
            if nn is torch.nn:
                _, last = module(pack_padded_sequence(tensor(x), lengths.tolist(), enforce_sorted=False))
            else:
                _, last = module(tensor(x), lengths=lengths)
            loss = nn.CrossEntropyLoss()(head((last[0] if isinstance(last, tuple) else last)[-1]), tensor(y))
            loss.backward()
            optimizer.step()
            found.append(loss.item())
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-9)
    assert losses[0][-1] < losses[0][0]
