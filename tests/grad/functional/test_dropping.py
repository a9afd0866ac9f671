"""Dropout and padding: seeds, gradients by finite differences, options that do not fit."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck
from lib.grad.functional import dropout, pad


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


def test_pad():
    x = Tensor(np.random.default_rng(0).normal(size=(2, 3)), requires_grad=True)
    assert gradcheck(lambda x: pad(x, (1, 2, 0, 1)) ** 2, x)
    assert gradcheck(lambda x: pad(x, (-1, 2), value=3.0) ** 2, x)
    with pytest.raises(ValueError, match="mode must be 'constant', got 'reflect'"):
        pad(x, (1, 1), "reflect")
    for wrong in ((1,), (1, 1, 1, 1, 1, 1)):
        with pytest.raises(RuntimeError, match=f"pad must hold at most 2 pairs, got {len(wrong)} numbers"):
            pad(x, wrong)
    with pytest.raises(RuntimeError, match=r"pad must not cut off more than there is, got \(-2, -2\)"):
        pad(x, (-2, -2))
