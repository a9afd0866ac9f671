"""Products of Jacobians: against the formula, against autograd, and the counter-examples of errata E61 and E62."""

import pytest
import torch

from lib.sequence import GRUCell, JacobianProduct, LSTMCell, RNNCell, forced_gates, jacobian_product


def linear_cell(W):
    """Return a cell whose Jacobian at the zero state is W."""
    cell = RNNCell(1, len(W), bias=False).double()
    with torch.no_grad():
        cell.weight_hh.copy_(torch.as_tensor(W))
    return cell


def test_the_plain_cells_formula():
    cell = RNNCell(2, 3, generator=torch.Generator().manual_seed(0)).double()
    xs, h = torch.rand(4, 2).double(), torch.rand(3).double()
    result = jacobian_product(cell, xs, h)
    product = torch.eye(3).double()
    with torch.no_grad():
        for x, found in zip(xs, result.products):
            h = cell(x, h)
            product = torch.diag(1 - h**2) @ cell.weight_hh @ product
            torch.testing.assert_close(found, product, rtol=1e-12, atol=1e-14)
    assert result.norms[-1].item() == pytest.approx(torch.linalg.svdvals(product)[0].item())


@pytest.mark.parametrize("kind", [GRUCell, LSTMCell])
def test_gated_cells_against_the_gradient_of_the_whole_run(kind):
    cell = kind(2, 3, generator=torch.Generator().manual_seed(0)).double()
    xs, parts = torch.rand(4, 2).double(), torch.rand(2, 3).double()
    start = (parts[0], parts[1]) if cell.has_memory else parts[0]

    def run(flat):
        state = tuple(flat.chunk(2)) if cell.has_memory else flat
        for x in xs:
            state = cell(x, state)
        return torch.cat(state) if cell.has_memory else state

    flat = torch.cat(start) if cell.has_memory else start
    expected = torch.autograd.functional.jacobian(run, flat)
    torch.testing.assert_close(jacobian_product(cell, xs, start).products[-1], expected, rtol=1e-11, atol=1e-14)


def test_large_eigenvalues_and_the_gradient_vanishes_all_the_same():
    # A spectral radius above 1 explodes in a linear network; here tanh saturates.
    cell = linear_cell(1.62 * torch.eye(8))
    h0 = torch.full((8,), 0.5).double()
    assert jacobian_product(cell, torch.zeros(200, 1).double(), h0).norms[-1] < 1e-20


def test_small_eigenvalues_and_the_gradient_grows_first():
    W = [[0.9, 5.0], [0.0, 0.9]]
    norms = jacobian_product(linear_cell(W), torch.zeros(200, 1).double()).norms
    assert norms.max() > 15
    assert norms.argmax() == 8  # the ninth power; t 0.9^(t-1) is largest there and at the tenth
    assert norms[-1] < 1e-5


def test_a_largest_singular_value_below_one_is_sufficient_for_vanishing():
    generator = torch.Generator().manual_seed(0)
    W = torch.rand(6, 6, generator=generator).double() - 0.5
    W *= 0.8 / torch.linalg.matrix_norm(W, 2)
    norms = jacobian_product(linear_cell(W), torch.rand(30, 1, generator=generator).double()).norms
    assert (norms <= 0.8 ** torch.arange(1, 31).double() + 1e-15).all()


def test_an_update_gate_near_one_keeps_the_gradient_and_a_gated_unit_can_explode():
    cell = GRUCell(1, 4, generator=torch.Generator().manual_seed(0)).double()
    xs = torch.zeros(100, 1).double()
    with forced_gates(cell, z=1.0):
        assert jacobian_product(cell, xs).norms[-1].item() == pytest.approx(1.0)
    with forced_gates(cell, z=0.0):
        assert jacobian_product(cell, xs).norms[-1] < 1e-10
    with torch.no_grad():
        for parameter in cell.parameters():
            parameter.zero_()
        cell.weight_hh[8:] = 10 * torch.eye(4)  # at h = 0 the slope is 0.5 + 0.5 * 0.5 * 10 = 3
    assert jacobian_product(cell, xs[:20]).norms[-1].item() == pytest.approx(3.0**20)


def test_single_precision_weights_and_a_product_below_their_range():
    cell = linear_cell(0.1 * torch.eye(2)).float()
    result = jacobian_product(cell, torch.zeros(60, 1))
    assert result.products.dtype == torch.float64
    assert result.norms[-1].item() == pytest.approx(1e-60, rel=1e-4)
    assert isinstance(result, JacobianProduct)
    assert not result.products.requires_grad


@pytest.mark.parametrize("shape", [(4,), (4, 3), (0, 2), (1, 4, 2)])
def test_sequences_are_checked(shape):
    with pytest.raises(ValueError, match=r"xs must have shape \(time, 2\), got \("):
        jacobian_product(RNNCell(2, 3), torch.zeros(shape))
