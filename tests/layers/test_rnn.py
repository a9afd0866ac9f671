import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import RNN, RNNCell


def test_running_sums_by_hand():
    layer = RNN(1, 1, nonlinearity="relu", bias=False)
    layer.load_state_dict({"weight_ih_l0": [[1.0]], "weight_hh_l0": [[0.5]]})
    output, h_n = layer(np.array([[1.0], [1.0], [-3.0], [2.0]]))
    assert output.data.ravel().tolist() == [1.0, 1.5, 0.0, 2.0]
    assert h_n.data.tolist() == [[2.0]]


def test_the_nonlinearity_is_the_fourth_argument_as_in_torch():
    assert RNN(3, 4, 2, "relu").nonlinearity == "relu"
    assert RNNCell(3, 4, True, "relu").nonlinearity == "relu"
    assert repr(RNNCell(3, 4, False, "relu")) == "RNNCell(3, 4, bias=False, nonlinearity=relu)"


@pytest.mark.parametrize("kind", [RNN, RNNCell])
def test_another_nonlinearity(kind):
    with pytest.raises(ValueError, match="nonlinearity must be one of 'tanh', 'relu', got 'sigmoid'"):
        kind(3, 4, nonlinearity="sigmoid")


def test_a_spectral_radius_above_one_need_not_explode():
    """Erratum E61: with tanh, the gradient vanishes although the largest eigenvalue is 1.6."""
    layer = RNN(2, 2, rng=0)
    angle = 0.5
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    layer.weight_hh_l0.data[...] = 1.6 * turn
    start = Tensor(np.full((1, 1, 2), 0.3), requires_grad=True)
    x = 3 * np.random.default_rng(0).normal(size=(100, 1, 2))
    layer(x, start)[1].sum().backward()
    assert 0 < np.abs(start.grad).max() < 1e-8
