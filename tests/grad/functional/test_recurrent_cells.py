"""One step of each cell: gates forced open and shut, and gradients by differences."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck
from lib.grad.functional import gru_cell, lstm_cell, rnn_cell

SHUT, OPEN = -1000.0, 1000.0


def drawn(n_gates, seed=0, n_rows=2, n_in=3, size=2):
    rng = np.random.default_rng(seed)
    shapes = [(n_rows, n_in), (n_rows, size), (n_gates * size, n_in), (n_gates * size, size)] + [(n_gates * size,)] * 2
    return [Tensor(rng.normal(size=shape), requires_grad=True) for shape in shapes]


@pytest.mark.parametrize("cell", [rnn_cell, gru_cell])
def test_gradients_by_differences(cell):
    assert gradcheck(cell, drawn({rnn_cell: 1, gru_cell: 3}[cell]))


@pytest.mark.parametrize("part", [0, 1])
def test_gradients_of_the_lstm_by_differences(part):
    x, h, *weights = drawn(4)
    c = Tensor(np.random.default_rng(9).normal(size=h.shape), requires_grad=True)
    assert gradcheck(lambda x, h, c, *rest: lstm_cell(x, (h, c), *rest)[part], [x, h, c, *weights])


def test_the_rnn_by_hand():
    x, h, w_ih, w_hh, b_ih, b_hh = (each.data for each in drawn(1))
    drive = x @ w_ih.T + b_ih + h @ w_hh.T + b_hh
    np.testing.assert_allclose(rnn_cell(x, h, w_ih, w_hh, b_ih, b_hh).data, np.tanh(drive), rtol=1e-14)
    relu = rnn_cell(x, h, w_ih, w_hh, b_ih, b_hh, nonlinearity="relu")
    np.testing.assert_allclose(relu.data, np.maximum(drive, 0), rtol=1e-14)


@pytest.mark.parametrize(("reset", "update"), [(SHUT, SHUT), (OPEN, SHUT), (SHUT, OPEN), (OPEN, OPEN)])
def test_the_limiting_cases_of_the_gru(reset, update):
    """z = 1 copies the state; z = 0 takes the candidate, which with r = 0 does not see the old state."""
    x, h, w_ih, w_hh, _, b_hh = (each.data for each in drawn(3))
    gates = np.array([reset, reset, update, update, 0.0, 0.0])
    new = gru_cell(x, h, w_ih, w_hh, gates, b_hh).data
    inner = h @ w_hh[4:].T + b_hh[4:]
    candidate = np.tanh(x @ w_ih[4:].T + (inner if reset == OPEN else 0))
    np.testing.assert_allclose(new, h if update == OPEN else candidate, rtol=1e-12)


@pytest.mark.parametrize("take", [SHUT, OPEN])
@pytest.mark.parametrize("forget", [SHUT, OPEN])
@pytest.mark.parametrize("show", [SHUT, OPEN])
def test_the_limiting_cases_of_the_lstm(take, forget, show):
    """The output gate, not the input gate, decides whether the state shows anything."""
    x, h, w_ih, w_hh, _, _ = (each.data for each in drawn(4))
    c = np.array([[0.3, -0.7], [1.1, 0.2]])
    gates = np.repeat([take, forget, 0.0, show], 2)
    new_h, new_c = (each.data for each in lstm_cell(x, (h, c), w_ih, w_hh, gates))
    candidate = np.tanh(x @ w_ih[4:6].T + h @ w_hh[4:6].T)
    np.testing.assert_allclose(new_c, c * (forget == OPEN) + candidate * (take == OPEN), atol=1e-14)
    np.testing.assert_allclose(new_h, np.tanh(new_c) * (show == OPEN), atol=1e-14)


def test_what_does_not_fit():
    x, h, w_ih, w_hh, *_ = drawn(2)
    with pytest.raises(RuntimeError, match="w_ih and w_hh must have 6 rows, got 4 and 4"):
        gru_cell(x, h, w_ih, w_hh)
    with pytest.raises(RuntimeError, match="w_ih and w_hh must have 8 rows, got 4"):
        lstm_cell(x, (h, h), w_ih, w_hh)
    with pytest.raises(ValueError, match="nonlinearity must be one of 'tanh', 'relu', got 'sigmoid'"):
        rnn_cell(x, h, w_ih, w_hh, nonlinearity="sigmoid")
