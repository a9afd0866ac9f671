"""Dropout: seeds, gradients by finite differences, options that do not fit."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck
from lib.grad.functional import dropout, dropout2d


def test_dropout_follows_its_seed():
    x = Tensor(np.ones(50), requires_grad=True)
    assert dropout(x, rng=0).tolist() == dropout(x, rng=0).tolist() != dropout(x, rng=1).tolist()
    assert gradcheck(lambda x: dropout(x, 0.3, rng=2), x)
    assert dropout(x, 0.3, training=False) is x
    y = Tensor(np.ones(50))
    assert dropout(y, rng=0, inplace=True) is y
    assert y.tolist() == dropout(x, rng=0).tolist()
    with pytest.raises(ValueError, match=r"p must be >= 0 and <= 1, got 1\.5"):
        dropout(x, 1.5)


def test_dropout2d_drops_whole_channels():
    x = Tensor(np.ones((3, 20, 2, 2)), requires_grad=True)
    y = dropout2d(x, 0.5, rng=0).data
    assert set(np.unique(y)) == {0.0, 2.0}
    assert (y == y[..., :1, :1]).all()
    assert gradcheck(lambda x: dropout2d(x, 0.3, rng=2), x)
    assert dropout2d(x, 0.3, training=False) is x
    z = Tensor(np.ones((3, 20, 2, 2)))
    assert dropout2d(z, rng=0, inplace=True) is z
    assert np.array_equal(z.data, y)
    with pytest.raises(ValueError, match="p must be >= 0 and <= 1, got -1"):
        dropout2d(x, -1)
    with pytest.raises(RuntimeError, match=r"input must have shape \(batch, channels, height, width\), got \(3, 4\)"):
        dropout2d(Tensor(np.ones((3, 4))))
