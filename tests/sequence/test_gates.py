"""Gates forced and recorded, in single cells and inside models."""

import pytest
import torch
from torch import nn

from lib.sequence import (
    CharLM,
    CharLMConfig,
    GRUCell,
    LSTMCell,
    Recurrent,
    RecurrentConfig,
    RNNCell,
    forced_gates,
    record_gates,
)


def layers(cell, **options):
    config = RecurrentConfig(cell, 3, 4, **options)
    return Recurrent(config, generator=torch.Generator().manual_seed(0))


def test_a_forced_gate_acts_within_a_stack_on_the_fused_path_too():
    model, x = layers("gru", n_layers=2), torch.rand(2, 5, 3)
    start = torch.rand(2, 2, 4)
    assert model.fused
    with forced_gates(model, z=1.0):
        output, state = model(x, start)
    assert torch.equal(state, start)
    assert torch.equal(output, start[1][:, None].expand(2, 5, 4))
    assert not torch.equal(model(x, start)[1], start)  # and no longer


def test_contexts_nest_and_put_back_what_they_found():
    cell = LSTMCell(2, 3)
    with forced_gates(cell, i=0.0):
        with forced_gates(cell, f=1.0, i=0.5):
            assert cell.forced == {"i": 0.5, "f": 1.0}
        assert cell.forced == {"i": 0.0}
    assert not cell.is_watched


def test_gates_are_let_go_after_an_error():
    cell = GRUCell(2, 3)
    with pytest.raises(KeyError), forced_gates(cell, z=0.0), record_gates(cell):
        raise KeyError
    assert not cell.is_watched


def test_only_cells_with_the_gate_are_held():
    model = nn.ModuleList([GRUCell(2, 3), LSTMCell(2, 3)])
    with forced_gates(model, z=1.0):
        assert model[0].forced == {"z": 1.0}
        assert not model[1].is_watched


def test_a_forced_gate_passes_no_gradient():
    cell, x = GRUCell(2, 3), torch.rand(1, 2)
    with forced_gates(cell, z=0.5, r=0.5):
        cell(x, torch.rand(1, 3)).sum().backward()
    assert not cell.weight_ih.grad[:6].any()
    assert cell.weight_ih.grad[6:].any()


def test_values_are_recorded_for_every_cell_and_step():
    model, x = layers("lstm", n_layers=2, bidirectional=True), torch.rand(2, 5, 3)
    with record_gates(model) as record:
        output, (_, c) = model(x)
    assert sorted(record) == ["cells.0.0", "cells.0.1", "cells.1.0", "cells.1.1"]
    forward = record["cells.1.0"]
    assert sorted(forward) == ["c", "f", "g", "h", "i", "o"]
    assert all(value.shape == (2, 5, 4) for value in forward.values())
    torch.testing.assert_close(forward["h"], output[:, :, :4], rtol=0, atol=0)
    # The backward direction's steps go from the last token to the first.
    torch.testing.assert_close(record["cells.1.1"]["h"].flip(1), output[:, :, 4:], rtol=0, atol=0)
    torch.testing.assert_close(forward["c"][:, -1], c[2], rtol=0, atol=0)
    torch.testing.assert_close(
        forward["c"][:, 1], forward["f"][:, 1] * forward["c"][:, 0] + forward["i"][:, 1] * forward["g"][:, 1]
    )
    assert not forward["h"].requires_grad
    for name in "ifo":
        assert 0 < forward[name].min() < forward[name].max() < 1


def test_forced_values_are_recorded_as_forced():
    cell = GRUCell(2, 3)
    with forced_gates(cell, r=0.25), record_gates(cell) as record:
        cell(torch.rand(1, 2))
    assert record[""]["r"].unique().tolist() == [0.25]


def test_a_plain_cell_records_its_state():
    cell = RNNCell(2, 3)
    with record_gates(cell) as record:
        h = cell(torch.rand(1, 2))
    assert list(record[""]) == ["h"]
    assert torch.equal(record[""]["h"][:, 0], h)


def test_a_record_of_nothing_is_empty():
    cell = GRUCell(2, 3)
    with record_gates(cell) as record:
        pass
    assert record == {"": {}}


def test_inside_a_language_model():
    model = CharLM(CharLMConfig(vocab_size=5, hidden_size=4))
    with record_gates(model) as record:
        model(torch.zeros(1, 6, dtype=torch.int64))
    assert record["recurrent.cells.0.0"]["z"].shape == (1, 6, 4)


@pytest.mark.parametrize(
    ("model", "values", "error", "message"),
    [
        (nn.Linear(2, 2), {"z": 1.0}, TypeError, "model must hold recurrent cells of lib.sequence, got Linear"),
        (GRUCell(2, 3), {"f": 1.0}, ValueError, r"gates must be among \['r', 'z'\], those of this model, got 'f'"),
        (RNNCell(2, 3), {"z": 1.0}, ValueError, r"gates must be among \[\], those of this model, got 'z'"),
        (GRUCell(2, 3), {"z": 1.5}, ValueError, r"z must be >= 0 and <= 1, got 1\.5"),
        (GRUCell(2, 3), {"z": "1"}, TypeError, "z must be a number, got str"),
    ],
)
def test_what_is_forced_is_checked(model, values, error, message):
    with pytest.raises(error, match=message), forced_gates(model, **values):
        pass


def test_one_record_at_a_time():
    cell = GRUCell(2, 3)
    with record_gates(cell):
        with pytest.raises(RuntimeError, match="model must not be recorded twice at a time"), record_gates(cell):
            pass
        assert cell.notes is not None
