"""What all cells share: their start, their sizes, their checks."""

import pytest
import torch

from lib.sequence import GRUCell, LSTMCell, RNNCell

CELLS = [RNNCell, GRUCell, LSTMCell]


def state_of(cell, batch_size):
    part = torch.rand(batch_size, cell.hidden_size)
    return (part, part.clone()) if cell.has_memory else part


@pytest.mark.parametrize("kind", CELLS)
def test_weights_start_within_one_over_the_root_of_the_hidden_size(kind):
    cell = kind(3, 100, generator=torch.Generator().manual_seed(0))
    for parameter in cell.parameters():
        assert -0.1 <= parameter.min() < -0.09
        assert 0.09 < parameter.max() <= 0.1


@pytest.mark.parametrize("kind", CELLS)
def test_same_seed_same_weights_and_no_global_draw(kind):
    before = torch.random.get_rng_state()
    first, again, other = (kind(3, 4, generator=torch.Generator().manual_seed(seed)) for seed in (0, 0, 1))
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), again.parameters()))
    assert not any(torch.equal(a, b) for a, b in zip(first.parameters(), other.parameters()))
    assert not torch.equal(kind(3, 4).weight_ih, kind(3, 4).weight_ih)
    assert torch.equal(before, torch.random.get_rng_state())


@pytest.mark.parametrize("kind", CELLS)
def test_no_state_is_a_state_of_zeros(kind):
    cell, x = kind(3, 4), torch.rand(2, 3)
    zeros = torch.zeros(2, 4)
    assert_equal(cell(x), cell(x, (zeros, zeros) if cell.has_memory else zeros))


@pytest.mark.parametrize("kind", CELLS)
def test_one_row_without_a_batch(kind):
    cell, x = kind(3, 4), torch.rand(2, 3)
    state = state_of(cell, 2)
    one = tuple(part[0] for part in state) if cell.has_memory else state[0]
    whole, alone = cell(x, state), cell(x[0], one)
    whole = whole if isinstance(whole, tuple) else (whole,)
    alone = alone if isinstance(alone, tuple) else (alone,)
    for a, b in zip(whole, alone):
        torch.testing.assert_close(a[0], b)


@pytest.mark.parametrize("kind", CELLS)
def test_without_biases(kind):
    cell = kind(3, 4, bias=False)
    assert sorted(cell.state_dict()) == ["weight_hh", "weight_ih"]
    assert len(cell.flat_weights()) == 2
    cell(torch.rand(2, 3))


def assert_equal(left, right):
    left, right = (each if isinstance(each, tuple) else (each,) for each in (left, right))
    assert all(torch.equal(a, b) for a, b in zip(left, right))


@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize("shape", [(2, 4), (2, 2, 3), ()])
def test_inputs_are_checked(kind, shape):
    with pytest.raises(ValueError, match=r"input must have shape \(batch, 3\) or \(3,\), got \("):
        kind(3, 4)(torch.zeros(shape))


@pytest.mark.parametrize("kind", [RNNCell, GRUCell])
def test_states_are_checked(kind):
    with pytest.raises(ValueError, match=r"hx must have shape \(2, 4\), got \(3, 4\)"):
        kind(3, 4)(torch.zeros(2, 3), torch.zeros(3, 4))


@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((0, 4), ValueError, "input_size must be >= 1, got 0"),
        ((3, 0), ValueError, "hidden_size must be >= 1, got 0"),
        ((3, 4.0), TypeError, "hidden_size must be an integer, got float"),
        ((3, 4, 1), TypeError, "bias must be True or False, got 1"),
    ],
)
def test_settings_are_checked(kind, arguments, error, message):
    with pytest.raises(error, match=message):
        kind(*arguments)


def test_the_text_shows_the_sizes():
    assert repr(GRUCell(3, 4)) == "GRUCell(3, 4, bias=True)"
