"""The plain cell, step by hand and its gradient."""

import math

import pytest
import torch

from lib.sequence import RNNCell


def test_two_steps_by_hand():
    cell = RNNCell(1, 1).double()
    with torch.no_grad():
        for parameter, value in zip(cell.flat_weights(), (0.5, -2.0, 0.1, 0.2)):
            parameter.fill_(value)
    h = cell(torch.tensor([[1.0]]).double())
    assert h.item() == pytest.approx(math.tanh(0.5 + 0.1 + 0.2))
    assert cell(torch.tensor([[3.0]]).double(), h).item() == pytest.approx(math.tanh(1.5 - 2 * h.item() + 0.3))


def test_rectified_and_identity_keeps_what_is_positive():
    cell = RNNCell(1, 3, nonlinearity="relu")
    with torch.no_grad():
        for parameter in cell.parameters():
            parameter.zero_()
        cell.weight_hh.copy_(torch.eye(3))
    h = torch.tensor([[0.5, 2.0, 0.0]])
    for _ in range(50):
        h = cell(torch.zeros(1, 1), h)
    assert h.tolist() == [[0.5, 2.0, 0.0]]


def test_gradients_against_differences():
    cell = RNNCell(2, 3, generator=torch.Generator().manual_seed(0)).double()
    x, h = torch.rand(4, 2).double().requires_grad_(), torch.rand(4, 3).double().requires_grad_()
    assert torch.autograd.gradcheck(cell, (x, h))


def test_the_nonlinearity_is_checked():
    with pytest.raises(ValueError, match="nonlinearity must be one of 'tanh', 'relu', got 'sigmoid'"):
        RNNCell(2, 3, nonlinearity="sigmoid")
