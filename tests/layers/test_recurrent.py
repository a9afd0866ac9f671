"""What all recurrent layers and cells do alike."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import GRU, LSTM, RNN, GRUCell, LSTMCell, RNNCell
from lib.layers.recurrent import Recurrent

LAYERS = pytest.mark.parametrize("kind", [RNN, GRU, LSTM])
CELLS = pytest.mark.parametrize("kind", [RNNCell, GRUCell, LSTMCell])


def drawn(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


@LAYERS
def test_layers_on_top_of_each_other_are_layers_one_after_the_other(kind):
    deep = kind(3, 4, num_layers=2, rng=0)
    lower, upper = kind(3, 4, rng=1), kind(4, 4, rng=2)
    for name, parameter in deep.named_parameters():
        part = lower if name.endswith("l0") else upper
        getattr(part, name.replace("l1", "l0")).data[...] = parameter.data
    x = drawn(5, 2, 3)
    output, _ = deep(x)
    np.testing.assert_allclose(output.data, upper(lower(x)[0])[0].data, rtol=1e-13)


@LAYERS
def test_the_backward_half_is_a_forward_layer_on_the_turned_sequence(kind):
    both = kind(3, 4, bidirectional=True, rng=0)
    back = kind(3, 4, rng=1)
    for name, parameter in back.named_parameters():
        parameter.data[...] = getattr(both, f"{name}_reverse").data
    x = drawn(5, 2, 3)
    np.testing.assert_allclose(both(x)[0].data[..., 4:], back(x[::-1])[0].data[::-1], rtol=1e-13)


@LAYERS
def test_only_the_second_direction_sees_the_future(kind):
    """A later token changes earlier outputs of the backward half and none of the forward half."""
    layer, x = kind(3, 4, bidirectional=True, rng=0), drawn(6, 1, 3)
    changed = x.copy()
    changed[4] += 1
    difference = np.abs(layer(x)[0].data - layer(changed)[0].data).max(axis=1)
    assert not difference[:4, :4].any()
    assert (difference[:4, 4:] > 0).all()


@LAYERS
@pytest.mark.parametrize("options", [{}, {"bidirectional": True, "num_layers": 2}], ids=str)
def test_padding_changes_nothing(kind, options):
    """A row gives the same alone and padded in a batch, whatever stands in the padding."""
    layer, x = kind(3, 4, rng=0, **options), drawn(6, 3, 3)
    lengths = [4, 6, 1]
    output, last = layer(x, lengths=lengths)
    for row, length in enumerate(lengths):
        alone, last_alone = layer(x[:length, row : row + 1])
        np.testing.assert_allclose(output.data[:length, row], alone.data[:, 0], rtol=1e-13)
        assert not output.data[length:, row].any()
        for mine, other in zip(last if kind is LSTM else [last], last_alone if kind is LSTM else [last_alone]):
            np.testing.assert_allclose(mine.data[:, row], other.data[:, 0], rtol=1e-13)


@LAYERS
def test_a_sequence_in_pieces_is_the_sequence(kind):
    layer, x = kind(3, 4, num_layers=2, rng=0), drawn(7, 2, 3)
    whole, last = layer(x)
    first, state = layer(x[:3])
    second, state = layer(x[3:], state)
    np.testing.assert_allclose(np.concatenate([first.data, second.data]), whole.data, rtol=1e-13)
    for mine, other in zip(state if kind is LSTM else [state], last if kind is LSTM else [last]):
        np.testing.assert_allclose(mine.data, other.data, rtol=1e-13)


@LAYERS
def test_batch_first_turns_input_and_output_only(kind):
    plain, turned = kind(3, 4, rng=0), kind(3, 4, batch_first=True, rng=0)
    x = drawn(5, 2, 3)
    output, last = plain(x)
    other, other_last = turned(x.swapaxes(0, 1))
    assert np.array_equal(other.data, output.data.swapaxes(0, 1))
    assert all(
        np.array_equal(a.data, b.data)
        for a, b in zip(*((each if kind is LSTM else [each]) for each in (last, other_last)))
    )


@LAYERS
def test_dropout_acts_between_layers_in_training_only(kind):
    layer, x = kind(3, 50, num_layers=2, dropout=0.5, rng=0), drawn(4, 2, 3)
    assert not np.array_equal(layer(x)[0].data, layer(x)[0].data)
    layer.eval()
    plain = kind(3, 50, num_layers=2, rng=0)
    assert np.array_equal(layer(x)[0].data, plain(x)[0].data)
    blind = kind(3, 50, num_layers=2, dropout=1.0, rng=0)  # the upper layer sees nothing
    assert np.array_equal(blind(x)[0].data, blind(2 * x)[0].data)


@LAYERS
def test_one_layer_has_no_place_for_dropout(kind):
    with pytest.warns(UserWarning, match="dropout must be 0 with one layer to have its meaning, got 0.3"):
        kind(3, 4, dropout=0.3)


@LAYERS
def test_parameters_start_uniformly_within_one_over_the_root_of_the_size(kind):
    layer = kind(10, 64, num_layers=2, rng=0)
    for parameter in layer.parameters():
        assert abs(parameter.data).max() <= 1 / 8
        assert parameter.data.std() == pytest.approx(1 / 8 / 3**0.5, rel=0.15)
    before = [parameter.data.copy() for parameter in layer.parameters()]
    layer.reset_parameters(rng=0)
    assert all(np.array_equal(a, b.data) for a, b in zip(before, layer.parameters()))
    layer.reset_parameters(rng=1)
    assert not any(np.array_equal(a, b.data) for a, b in zip(before, layer.parameters()))


@LAYERS
def test_detached_states_cut_backpropagation_through_time(kind):
    layer = kind(3, 4, rng=0)
    first = Tensor(drawn(3, 2, 3), requires_grad=True)
    _, state = layer(first)
    state = tuple(each.detach() for each in state) if kind is LSTM else state.detach()
    layer(drawn(3, 2, 3), state)[0].sum().backward()
    assert first.grad is None


@LAYERS
@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"input_size": 0}, ValueError, "input_size must be >= 1, got 0"),
        ({"hidden_size": 2.0}, TypeError, "hidden_size must be an integer, got float"),
        ({"num_layers": 0}, ValueError, "num_layers must be >= 1, got 0"),
        ({"dropout": 1.5}, ValueError, "dropout must be >= 0 and <= 1, got 1.5"),
        ({"bias": 1}, TypeError, "bias must be True or False, got 1"),
        ({"batch_first": None}, TypeError, "batch_first must be True or False, got None"),
        ({"bidirectional": "no"}, TypeError, "bidirectional must be True or False, got 'no'"),
    ],
)
def test_settings_are_checked(kind, options, error, message):
    with pytest.raises(error, match=message):
        kind(**{"input_size": 3, "hidden_size": 4, **options})


@LAYERS
def test_shapes_are_checked(kind):
    layer = kind(3, 4)
    with pytest.raises(ValueError, match=r"input must have shape \(time, batch, 3\) or \(time, 3\), got \(5, 2, 4\)"):
        layer(np.zeros((5, 2, 4)))
    with pytest.raises(ValueError, match=r"input must have shape \(batch, time, 3\) or \(time, 3\), got \(3,\)"):
        kind(3, 4, batch_first=True)(np.zeros(3))
    state = np.zeros((1, 3, 4))
    with pytest.raises(ValueError, match=r"h_0 must have shape \(1, 2, 4\), got \(1, 3, 4\)"):
        layer(np.zeros((5, 2, 3)), (state, state) if kind is LSTM else state)
    with pytest.raises(ValueError, match=r"h_0 must have shape \(1, 4\), got \(1, 3, 4\)"):
        layer(np.zeros((5, 3)), (state, state) if kind is LSTM else state)
    with pytest.raises(ValueError, match=r"lengths must be None for an input without a batch axis, got \[5\]"):
        layer(np.zeros((5, 3)), lengths=[5])
    with pytest.raises(RuntimeError, match=r"lengths must lie in 1..5, got 6..6"):
        layer(np.zeros((5, 1, 3)), lengths=[6])


@CELLS
def test_cells_check_shapes_and_settings(kind):
    cell = kind(3, 4)
    with pytest.raises(ValueError, match=r"input must have shape \(batch, 3\) or \(3,\), got \(2, 4\)"):
        cell(np.zeros((2, 4)))
    state = np.zeros((3, 4))
    name = "h_0" if kind is LSTMCell else "hx"
    with pytest.raises(ValueError, match=rf"{name} must have shape \(2, 4\), got \(3, 4\)"):
        cell(np.zeros((2, 3)), (state, state) if kind is LSTMCell else state)
    with pytest.raises(ValueError, match="hidden_size must be >= 1, got 0"):
        kind(3, 0)
    with pytest.raises(TypeError, match="bias must be True or False, got 'yes'"):
        kind(3, 4, bias="yes")


@CELLS
def test_a_cell_in_a_loop_is_the_layer(kind):
    layer_kind = {RNNCell: RNN, GRUCell: GRU, LSTMCell: LSTM}[kind]
    cell, layer = kind(3, 4, rng=0), layer_kind(3, 4, rng=1)
    for name, parameter in cell.named_parameters():
        getattr(layer, f"{name}_l0").data[...] = parameter.data
    x, state, seen = drawn(5, 2, 3), None, []
    for step in x:
        state = cell(step, state)
        seen.append(state[0].data if kind is LSTMCell else state.data)
    np.testing.assert_allclose(layer(x)[0].data, seen, rtol=1e-13)


def test_a_kind_must_say_how_to_sweep():
    class Empty(Recurrent):
        _n_gates = 1

    with pytest.raises(NotImplementedError, match="Empty must define _sweep to be called, got none"):
        Empty(3, 4)(np.zeros((2, 1, 3)))
