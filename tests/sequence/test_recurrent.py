"""The runner: masks, directions, states, and its two ways of doing the work."""

import copy

import pytest
import torch

from lib.sequence import Recurrent, RecurrentConfig, detach_state

KINDS = [("rnn", {}), ("rnn", {"nonlinearity": "relu"}), ("gru", {}), ("lstm", {})]


def made(cell="gru", generator_seed=0, fused=None, **options):
    config = RecurrentConfig(cell, 3, 4, **options)
    return Recurrent(config, fused=fused, generator=torch.Generator().manual_seed(generator_seed))


def batch(n=3, time=6):
    return torch.rand(n, time, 3, generator=torch.Generator().manual_seed(1))


def parts(state):
    return state if isinstance(state, tuple) else (state,)


MASK = torch.arange(6) < torch.tensor([[6], [2], [4]])


@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize(("cell", "options"), KINDS)
@pytest.mark.parametrize("bidirectional", [False, True])
def test_padding_has_no_effect(cell, options, bidirectional, fused):
    model, x = made(cell, fused=fused, n_layers=2, bidirectional=bidirectional, **options), batch()
    output, state = model(x, mask=MASK)
    dirty, dirty_state = model(torch.where(MASK[..., None], x, torch.full_like(x, 9.0)), mask=MASK)
    assert torch.equal(output, dirty)
    assert all(torch.equal(a, b) for a, b in zip(parts(state), parts(dirty_state)))
    assert not output[~MASK].any()
    for row, length in enumerate((6, 2, 4)):
        alone, end = model(x[row : row + 1, :length])
        torch.testing.assert_close(output[row : row + 1, :length], alone)
        for a, b in zip(parts(state), parts(end)):
            torch.testing.assert_close(a[:, row : row + 1], b)


@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_a_text_in_two_parts_is_the_text_in_one(cell, fused):
    model, x = made(cell, fused=fused, n_layers=2), batch()
    whole, end = model(x)
    first, state = model(x[:, :2])
    second, after = model(x[:, 2:], state)
    torch.testing.assert_close(torch.cat([first, second], dim=1), whole)
    for a, b in zip(parts(end), parts(after)):
        torch.testing.assert_close(a, b)


@pytest.mark.parametrize("fused", [True, False])
def test_only_a_bidirectional_stack_sees_what_is_to_come(fused):
    x = batch()
    other = x.clone()
    other[:, -1] += 1
    for bidirectional in (False, True):
        model = made(fused=fused, bidirectional=bidirectional)
        leak = (model(x)[0][:, 0] - model(other)[0][:, 0]).abs().max()
        assert (leak > 1e-6) == bidirectional  # errata E67


def test_the_switch_may_be_turned_at_any_time():
    model, x = made("lstm"), batch()
    fast = model(x)[0]
    model.fused = False
    torch.testing.assert_close(model(x)[0], fast)


def test_dropout_acts_between_layers_in_training_only():
    for fused in (True, False):
        model, x = made(n_layers=2, dropout=0.5, fused=fused), batch()
        assert not torch.equal(model(x)[0], model(x)[0])
        model.eval()
        assert torch.equal(model(x)[0], model(x)[0])
        single = made(n_layers=1, dropout=0.5, fused=fused)
        assert torch.equal(single(x)[0], single(x)[0])  # nothing stands between one layer


def test_dropped_shares_are_made_up_for():
    generator = torch.Generator().manual_seed(0)
    model = Recurrent(RecurrentConfig("gru", 3, 50, n_layers=2, dropout=0.25), fused=False, generator=generator)
    seen = []
    model.cells[1][0].register_forward_pre_hook(lambda cell, inputs: seen.append(inputs[0]))
    first = model.cells[0][0]
    kept = []
    first.register_forward_hook(lambda cell, inputs, output: kept.append(output))
    model(torch.rand(20, 5, 3, generator=generator))
    ratio = torch.stack(seen) / torch.stack(kept)
    assert (ratio == 0).float().mean().item() == pytest.approx(0.25, abs=0.03)
    torch.testing.assert_close(ratio[ratio != 0], torch.full_like(ratio[ratio != 0], 1 / 0.75))


def test_the_papers_reset_gate_runs_on_cells():
    model = made(convention="cho2014")
    assert not model.fused
    assert model(batch())[0].shape == (3, 6, 4)
    with pytest.raises(ValueError, match="fused must be False with convention='cho2014', got True"):
        made(convention="cho2014", fused=True)
    model.fused = True
    with pytest.raises(ValueError, match="fused must be False with convention='cho2014', got True"):
        model(batch())
    with pytest.raises(ValueError, match=r"convention must be 'torch' for a layer of torch.nn, got 'cho2014'"):
        model.as_torch()


def test_copies_and_stored_weights():
    model, x = made("lstm", n_layers=2, bidirectional=True), batch()
    twin, stranger = copy.deepcopy(model), made("lstm", n_layers=2, bidirectional=True, generator_seed=5)
    assert torch.equal(twin(x)[0], model(x)[0])
    assert not torch.allclose(stranger(x)[0], model(x)[0])
    stranger.load_state_dict(model.state_dict())
    assert torch.equal(stranger(x)[0], model(x)[0])


def test_a_copy_for_torch_shares_nothing():
    model, x = made("lstm", bidirectional=True), batch()
    before = torch.random.get_rng_state()
    theirs = model.as_torch()
    assert torch.equal(before, torch.random.get_rng_state())
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
    assert theirs(x)[0].any()
    assert not model(x)[0].any()


def test_half_precision_by_autocast():
    for fused in (True, False):
        model, x = made("lstm", fused=fused), batch()
        with torch.autocast("cpu", torch.bfloat16):
            output, _ = model(x, mask=MASK)
        torch.testing.assert_close(output.float(), model(x, mask=MASK)[0], rtol=0.05, atol=0.02)
        output.float().sum().backward()
        assert all(parameter.grad is not None for parameter in model.parameters())


def test_the_forget_bias_reaches_the_cells():
    model = made("lstm", n_layers=2, forget_bias=2.0)
    for layer in model.cells:
        assert (layer[0].bias_ih + layer[0].bias_hh)[4:8].tolist() == [2.0] * 4


@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_a_detached_state_keeps_its_numbers(cell):
    _, state = made(cell)(batch())
    cut = detach_state(state)
    assert type(cut) is type(state)
    for a, b in zip(parts(cut), parts(state)):
        assert torch.equal(a, b)
        assert b.requires_grad
        assert not a.requires_grad


@pytest.mark.parametrize("shape", [(3, 6), (3, 6, 4), (3, 0, 3)])
def test_inputs_are_checked(shape):
    with pytest.raises(ValueError, match=r"x must have shape \(batch, time, 3\), got \("):
        made()(torch.zeros(shape))


@pytest.mark.parametrize(
    ("cell", "state", "error", "message"),
    [
        ("gru", torch.zeros(1, 2, 4), ValueError, r"state must have shape \(1, 3, 4\), got \(1, 2, 4\)"),
        ("gru", (torch.zeros(1, 3, 4),) * 2, TypeError, "state must be one Tensor for cell='gru', got tuple"),
        ("lstm", torch.zeros(1, 3, 4), TypeError, r"state must be a tuple \(h, c\) for cell='lstm', got Tensor"),
        ("lstm", (torch.zeros(1, 3, 4), torch.zeros(3, 4)), ValueError, r"state must have shape \(1, 3, 4\), got \(3"),
    ],
)
def test_states_are_checked(cell, state, error, message):
    with pytest.raises(error, match=message):
        made(cell)(batch(), state)


def test_masks_and_the_switch_are_checked():
    with pytest.raises(ValueError, match=r"mask must have shape \(3, 6\), got \(3, 5\)"):
        made()(batch(), mask=MASK[:, :5])
    with pytest.raises(TypeError, match="fused must be True or False, got 1"):
        made(fused=1)
