"""The affine map: equal to its parts, in every number of axes; sizes that do not fit."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck
from lib.grad.functional import linear


@pytest.mark.parametrize("lead", [(), (5,), (2, 3), (0,)])
def test_equals_its_parts(lead):
    rng = np.random.default_rng(0)
    x, w, b = (Tensor(rng.normal(size=shape), requires_grad=True) for shape in ((*lead, 4), (3, 4), (3,)))
    np.testing.assert_allclose(linear(x, w, b).data, (x @ w.T + b).data, rtol=1e-12)
    assert gradcheck(linear, (x, w, b))
    assert gradcheck(linear, (x, w))
    assert gradcheck(lambda b: linear(x.data, w.data, b), b)


def test_mixed_precision_widens():
    y = linear(Tensor(np.ones(2, np.float32)), Tensor(np.ones((3, 2), np.float32)), Tensor(np.ones(3)))
    assert y.dtype == np.float64


def test_messages():
    w = Tensor(np.ones((3, 4)))
    with pytest.raises(RuntimeError, match=r"input must have shape \(\.\.\., 4\) for weight \(3, 4\), got \(4, 3\)"):
        linear(Tensor(np.ones((4, 3))), w)
    with pytest.raises(RuntimeError, match=r"weight must have shape \(out_features, in_features\), got \(4,\)"):
        linear(Tensor(np.ones(4)), Tensor(np.ones(4)))
    with pytest.raises(RuntimeError, match=r"bias must have shape \(3,\), got \(1,\)"):
        linear(Tensor(np.ones(4)), w, Tensor([1.0]))
