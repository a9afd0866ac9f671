"""Long short-term memory: which gate does what (errata E64), and the forget gate's bias."""

import pytest
import torch

from lib.sequence import LSTMCell, forced_gates


def case():
    generator = torch.Generator().manual_seed(3)
    cell = LSTMCell(4, 5, generator=generator).double()
    x, h, c = (torch.rand(2, n, generator=generator).double() for n in (4, 5, 5))
    return cell, x, (h, c)


def test_the_formulas():
    cell, x, (h, c) = case()
    a = x @ cell.weight_ih.T + cell.bias_ih + h @ cell.weight_hh.T + cell.bias_hh
    i, f, g, o = a.split(5, dim=1)
    memory = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    h_new, c_new = cell(x, (h, c))
    torch.testing.assert_close(c_new, memory, rtol=1e-13, atol=1e-14)
    torch.testing.assert_close(h_new, torch.sigmoid(o) * torch.tanh(memory), rtol=1e-13, atol=1e-14)


def test_the_output_gate_hides_and_the_input_gate_does_not():
    cell, x, state = case()
    with forced_gates(cell, o=0.0):
        h, c = cell(x, state)
    assert not h.any()
    assert c.all()
    with forced_gates(cell, i=0.0):
        h, _ = cell(x, state)
    assert h.all()


def test_forget_gate_of_zero_forgets():
    cell, x, (h, c) = case()
    with forced_gates(cell, f=0.0):
        assert torch.equal(cell(x, (h, c))[1], cell(x, (h, 9 * c))[1])


def test_along_the_memory_the_gradient_is_the_product_of_the_forget_gates():
    cell, x, (h, c) = case()
    start = c.clone().requires_grad_()
    memory, n_steps = start, 6
    with forced_gates(cell, f=0.5):
        for _ in range(n_steps):
            _, memory = cell(x, (h, memory))  # h held fixed: the direct path only
    memory.sum().backward()
    torch.testing.assert_close(start.grad, torch.full_like(start, 0.5**n_steps), rtol=1e-13, atol=0)


def test_the_forget_bias_is_set_once_and_the_rest_is_drawn():
    cell = LSTMCell(3, 4, forget_bias=1.5, generator=torch.Generator().manual_seed(0))
    plain = LSTMCell(3, 4, generator=torch.Generator().manual_seed(0))
    total = cell.bias_ih + cell.bias_hh
    assert total[4:8].tolist() == [1.5] * 4
    for name in ("bias_ih", "bias_hh"):
        ours, theirs = getattr(cell, name), getattr(plain, name)
        assert torch.equal(ours[:4], theirs[:4])
        assert torch.equal(ours[8:], theirs[8:])
    assert torch.equal(cell.weight_hh, plain.weight_hh)


def test_gradients_against_differences():
    cell, x, (h, c) = case()

    def step(x, h, c):
        return cell(x, (h, c))

    assert torch.autograd.gradcheck(step, (x.requires_grad_(), h.requires_grad_(), c.requires_grad_()))


@pytest.mark.parametrize("wrong", [0, 1])
def test_states_are_checked(wrong):
    parts = [torch.zeros(2, 4), torch.zeros(2, 4)]
    parts[wrong] = torch.zeros(2, 5)
    with pytest.raises(ValueError, match=rf"{'hc'[wrong]} of hx must have shape \(2, 4\), got \(2, 5\)"):
        LSTMCell(3, 4)(torch.zeros(2, 3), tuple(parts))


def test_the_forget_bias_is_checked():
    with pytest.raises(TypeError, match="forget_bias must be a number, got str"):
        LSTMCell(3, 4, forget_bias="1")
    with pytest.raises(ValueError, match=r"forget_bias must be None without biases, got 1\.0"):
        LSTMCell(3, 4, bias=False, forget_bias=1.0)
