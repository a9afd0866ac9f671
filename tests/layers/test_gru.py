import numpy as np

from lib.grad import Tensor
from lib.layers import GRU, GRUCell


def test_an_open_update_gate_carries_state_and_gradient_unchanged():
    layer = GRU(2, 3, rng=0)
    layer.bias_ih_l0.data[3:6] = 1000
    start = Tensor(np.random.default_rng(0).normal(size=(1, 4, 3)), requires_grad=True)
    _, h_n = layer(np.ones((100, 4, 2)), start)
    np.testing.assert_array_equal(h_n.data, start.data)
    upstream = np.random.default_rng(1).normal(size=h_n.shape)
    h_n.backward(upstream)
    np.testing.assert_array_equal(start.grad, upstream)


def test_the_reset_gate_acts_after_the_product():
    """Erratum E63: with the gate before the product, as in the paper, the numbers are others."""
    cell, rng = GRUCell(2, 3, rng=0), np.random.default_rng(0)
    x, h = rng.normal(size=2), rng.normal(size=3)
    w_ih, w_hh, b_ih, b_hh = (parameter.data for parameter in cell.parameters())
    a, q = w_ih @ x + b_ih, w_hh @ h + b_hh
    r, z = (1 / (1 + np.exp(-(a + q)[k : k + 3])) for k in (0, 3))
    after = np.tanh(a[6:] + r * q[6:])
    before = np.tanh(a[6:] + w_hh[6:] @ (r * h) + b_hh[6:])
    np.testing.assert_allclose(cell(x, h).data, (1 - z) * after + z * h, rtol=1e-13)
    assert np.abs(after - before).max() > 0.01
