"""The gated recurrent unit: its limiting cases, and the two conventions of the reset gate (errata E63)."""

import pytest
import torch

from lib.sequence import GRUCell, forced_gates

GATED = ["torch", "cho2014"]


def case(convention, hidden_size=5):
    generator = torch.Generator().manual_seed(3)
    cell = GRUCell(4, hidden_size, convention=convention, generator=generator).double()
    x = torch.rand(2, 4, generator=generator).double()
    return cell, x, torch.rand(2, hidden_size, generator=generator).double()


def blocks(cell, x, h):
    """Return the three input and the three state products, biases added."""
    W, U = cell.weight_ih.chunk(3), cell.weight_hh.chunk(3)
    b, c = cell.bias_ih.chunk(3), cell.bias_hh.chunk(3)
    return [x @ W[k].T + b[k] for k in range(3)], [h @ U[k].T + c[k] for k in range(3)]


def test_the_formulas_of_both_conventions():
    for convention in GATED:
        cell, x, h = case(convention)
        (x_r, x_z, x_n), (h_r, h_z, h_n) = blocks(cell, x, h)
        r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
        inside = r * h_n if convention == "torch" else (r * h) @ cell.weight_hh[10:].T + cell.bias_hh[10:]
        expected = (1 - z) * torch.tanh(x_n + inside) + z * h
        torch.testing.assert_close(cell(x, h), expected, rtol=1e-13, atol=1e-14)


def test_the_conventions_differ_with_the_same_weights():
    after, x, h = case("torch")
    before, *_ = case("cho2014")
    assert all(torch.equal(a, b) for a, b in zip(after.parameters(), before.parameters()))
    assert (after(x, h) - before(x, h)).abs().max() > 1e-3


@pytest.mark.parametrize("convention", GATED)
def test_update_gate_of_one_copies_and_of_zero_takes_the_candidate(convention):
    cell, x, h = case(convention)
    with forced_gates(cell, z=1.0):
        assert torch.equal(cell(x, h), h)
    with forced_gates(cell, z=0.0, r=0.0):
        first, other = cell(x, h), cell(x, -3 * h)
    assert torch.equal(first, other)  # the candidate does not see the old state: forgotten


def test_reset_gate_of_one_makes_the_conventions_equal():
    (after, x, h), (before, *_) = case("torch"), case("cho2014")
    with forced_gates(after, r=1.0), forced_gates(before, r=1.0):
        torch.testing.assert_close(after(x, h), before(x, h), rtol=1e-13, atol=1e-14)


def test_without_biases_in_the_papers_convention():
    cell = GRUCell(2, 3, bias=False, convention="cho2014")
    with torch.no_grad():
        assert torch.equal(cell(torch.zeros(1, 2)), torch.zeros(1, 3))


@pytest.mark.parametrize("convention", GATED)
def test_gradients_against_differences(convention):
    cell, x, h = case(convention)
    assert torch.autograd.gradcheck(cell, (x.requires_grad_(), h.requires_grad_()))


def test_the_convention_is_checked():
    with pytest.raises(ValueError, match="convention must be one of 'torch', 'cho2014', got 'chung'"):
        GRUCell(2, 3, convention="chung")
