import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import LSTM, LSTMCell


def forced(gates, n_steps=4):
    """Return a layer of one unit whose gates i, f, o are forced open (1) or shut (0)."""
    layer = LSTM(1, 1, rng=0)
    layer.bias_ih_l0.data[[0, 1, 3]] = np.where(gates, 1000, -1000)
    return layer


@pytest.mark.parametrize("take", [0, 1])
@pytest.mark.parametrize("forget", [0, 1])
def test_a_shut_output_gate_shows_nothing(take, forget):
    """Erratum E64: it is the output gate that controls the state, not the input gate."""
    output, (h_n, c_n) = forced([take, forget, 0])(np.ones((4, 1, 1)))
    assert not output.data.any()
    assert not h_n.data.any()
    assert bool(c_n.data.any()) == bool(take)


def test_an_open_forget_gate_carries_memory_and_gradient_unchanged():
    c_0 = Tensor(np.array([[[0.7]]]), requires_grad=True)
    _, (_, c_n) = forced([0, 1, 1])(np.ones((100, 1, 1)), (np.zeros((1, 1, 1)), c_0))
    assert c_n.item() == 0.7
    c_n.backward(np.array([[[3.0]]]))
    assert c_0.grad.item() == 3.0


def test_the_memory_fades_by_the_product_of_the_forget_gates():
    layer = LSTM(1, 1, bias=False)
    layer.load_state_dict({"weight_ih_l0": [[-1000.0], [2.0], [0.0], [1.0]], "weight_hh_l0": np.zeros((4, 1))})
    x = np.array([0.5, 1.0, 2.0])
    c_0 = Tensor(np.ones((1, 1)), requires_grad=True)
    _, (_, c_n) = layer(x[:, None], (np.zeros((1, 1)), c_0))
    expected = np.prod(1 / (1 + np.exp(-2 * x)))
    assert c_n.item() == pytest.approx(expected, rel=1e-13)
    c_n.backward(np.ones((1, 1)))
    assert c_0.grad.item() == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("module", [LSTM(1, 1), LSTMCell(1, 1)])
@pytest.mark.parametrize("states", [np.zeros((1, 1, 1)), [np.zeros((1, 1))]])
def test_states_are_a_pair(module, states):
    with pytest.raises(
        TypeError, match=r"hx must be a tuple of state and memory \(h, c\), got (ndarray|list) of length 1"
    ):
        module(np.zeros((1, 1)), states)
