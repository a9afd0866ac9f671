"""The cells of lib.sequence give the numbers and gradients of torch.nn's cells and stacks."""

import pytest
import torch
from torch import nn

from lib.sequence import GRUCell, LSTMCell, Recurrent, RecurrentConfig, RNNCell

CELLS = [(RNNCell, nn.RNNCell, {}), (RNNCell, nn.RNNCell, {"nonlinearity": "relu"}), (GRUCell, nn.GRUCell, {}),
         (LSTMCell, nn.LSTMCell, {})]  # fmt: skip
TOLERANCES = {torch.float32: 1e-6, torch.float64: 1e-12}
STACKS = [("rnn", {}), ("rnn", {"nonlinearity": "relu"}), ("gru", {}), ("lstm", {})]


def close(ours, theirs, dtype):
    """Compare by the largest absolute value, so that a gradient near 0 need not be exact."""
    error = (ours - theirs).abs().max() / theirs.abs().max().clamp(min=1.0)
    assert error <= TOLERANCES[dtype], error


def parts(state):
    return state if isinstance(state, tuple) else (state,)


def gradients(outputs, leaves, draw):
    """Return gradients for upstream gradients that are not 1."""
    upstream = [torch.rand(each.shape, generator=draw, dtype=each.dtype) - 0.5 for each in outputs]
    return torch.autograd.grad(outputs, leaves, upstream)


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize(("ours", "theirs", "options"), CELLS)
@pytest.mark.parametrize("bias", [True, False])
def test_cells(ours, theirs, options, bias, dtype):
    draw = torch.Generator().manual_seed(0)
    for _ in range(8):
        n, n_in, n_hidden = (int(torch.randint(1, 9, (), generator=draw)) for _ in range(3))
        cell = ours(n_in, n_hidden, bias, **options, generator=draw).to(dtype)
        twin = theirs(n_in, n_hidden, bias, dtype=dtype, **options)
        twin.load_state_dict(cell.state_dict())  # the same names
        x = torch.randn(n, n_in, generator=draw, dtype=dtype, requires_grad=True)
        state = [torch.randn(n, n_hidden, generator=draw, dtype=dtype, requires_grad=True) for _ in range(2)]
        state = state if cell.has_memory else state[:1]
        found = []
        for each in (cell, twin):
            outputs = parts(each(x, tuple(state) if cell.has_memory else state[0]))
            leaves = [x, *state, *(each.get_parameter(name) for name in cell.state_dict())]
            found.append([*outputs, *gradients(outputs, leaves, torch.Generator().manual_seed(1))])
        for a, b in zip(*found, strict=True):
            close(a, b, dtype)


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize(("cell", "options"), STACKS)
def test_stacks(cell, options, fused, dtype):
    draw = torch.Generator().manual_seed(2)
    for trial in range(8):
        n, time, n_in, n_hidden, n_layers = (int(torch.randint(1, 6, (), generator=draw)) for _ in range(5))
        bidirectional, bias, padded, started = (bool(trial >> bit & 1) for bit in (0, 1, 2, 0))
        config = RecurrentConfig(cell, n_in, n_hidden, min(n_layers, 3), bidirectional, bias, **options)
        model = Recurrent(config, fused=fused, generator=draw).to(dtype)
        twin = model.as_torch()
        x = torch.randn(n, time, n_in, generator=draw, dtype=dtype, requires_grad=True)
        shape = (2 if cell == "lstm" else 1, config.n_layers * config.n_directions, n, n_hidden)
        state = torch.randn(shape, generator=draw, dtype=dtype).unbind() if started else None
        state = state[0] if state is not None and len(state) == 1 else state
        lengths = torch.randint(1, time + 1, (n,), generator=draw)
        mask = torch.arange(time) < lengths[:, None] if padded else None

        output, end = model(x, state, mask)
        ours = [output, *parts(end)]
        given = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False) if padded else x
        expected, last = twin(given, state)
        if padded:
            expected, _ = nn.utils.rnn.pad_packed_sequence(expected, batch_first=True, total_length=time)
        theirs = [expected, *parts(last)]
        own = [parameter for each in model._all_cells() for parameter in each.flat_weights()]
        pairs = [
            (ours, [x, *own]),
            (theirs, [x, *twin.parameters()]),
        ]
        a, b = ([*outputs, *gradients(outputs, leaves, torch.Generator().manual_seed(3))] for outputs, leaves in pairs)
        for left, right in zip(a, b, strict=True):
            close(left, right, dtype)


@pytest.mark.parametrize(("cell", "options"), STACKS)
def test_the_kernel_and_the_cells_agree_with_equal_dropout(cell, options):
    # In training with dropout the draws differ; in evaluation nothing does.
    config = RecurrentConfig(cell, 3, 4, 2, dropout=0.5, **options)
    model = Recurrent(config, generator=torch.Generator().manual_seed(0)).eval()
    x = torch.randn(2, 5, 3, generator=torch.Generator().manual_seed(1))
    kernel = model(x)[0]
    model.fused = False
    close(model(x)[0], kernel, torch.float32)
