"""Dropout: the mean is kept, evaluation changes nothing, the gradient takes the same mask."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import Dropout, Dropout2d


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_share_dropped_and_mean_kept(p):
    y = Dropout(p, rng=0)(Tensor(np.ones(100_000))).data
    assert (y == 0).mean() == pytest.approx(p, abs=0.01)
    np.testing.assert_allclose(y[y != 0], 1 / (1 - p), rtol=1e-15)
    assert y.mean() == pytest.approx(1, abs=0.03)


def test_the_ends():
    x = Tensor([1.0, 2.0], requires_grad=True)
    assert Dropout(0)(x).tolist() == [1.0, 2.0]
    y = Dropout(1)(x)
    y.sum().backward()
    assert y.tolist() == x.grad.tolist() == [0.0, 0.0]


def test_evaluation_is_the_identity():
    x = np.random.default_rng(0).normal(size=100)
    assert np.array_equal(Dropout(0.5).eval()(Tensor(x)).data, x)


def test_the_gradient_takes_the_same_mask():
    x = Tensor(np.ones(50), requires_grad=True)
    y = Dropout(0.5, rng=0)(x)
    y.backward(np.full(50, 3.0))
    assert np.array_equal(x.grad, 3 * y.data)
    assert 0 < (y.data == 0).sum() < 50


def test_inplace():
    x = Tensor(np.ones(50))
    assert Dropout(0.5, inplace=True, rng=0)(x).data is x.data
    assert (x.data == 0).any()


def test_the_stream_moves_on_and_can_be_repeated():
    x = Tensor(np.ones(50))
    first, second = Dropout(rng=0), Dropout(rng=0)
    masks = [first(x).tolist() for _ in range(3)]
    assert masks == [second(x).tolist() for _ in range(3)]
    assert masks[0] != masks[1]


def test_single_precision_stays():
    assert Dropout(rng=0)(Tensor(np.ones(5, np.float32))).dtype == np.float32


@pytest.mark.parametrize("p", [-0.1, 1.1, np.nan])
def test_p_is_a_probability(p):
    with pytest.raises(ValueError, match=f"p must be >= 0 and <= 1, got {p}"):
        Dropout(p)


def test_whole_channels_are_dropped():
    x = np.ones((50, 20, 3, 2))
    layer = Dropout2d(0.3, rng=0)
    y = layer(x).data
    assert (y == y[..., :1, :1]).all()
    assert (y == 0).mean() == pytest.approx(0.3, abs=0.05)
    assert not np.array_equal(layer(x).data, y)
    assert np.array_equal(Dropout2d(0.3, rng=0)(x).data, y)
    assert np.array_equal(layer.eval()(x).data, x)


def test_channels_are_needed():
    with pytest.raises(ValueError, match="p must be >= 0 and <= 1, got 2"):
        Dropout2d(2)
    with pytest.raises(RuntimeError, match=r"input must have shape \(batch, channels, height, width\), got \(4, 4\)"):
        Dropout2d()(np.ones((4, 4)))
