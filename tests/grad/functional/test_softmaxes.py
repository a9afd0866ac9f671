"""Softmax and its logarithm: gradients by finite differences, sums of 1, far ends."""

import numpy as np
import pytest

from lib.basics import log_softmax as array_log_softmax
from lib.basics import softmax as array_softmax
from lib.grad import Tensor, gradcheck
from lib.grad.functional import log_softmax, softmax


@pytest.mark.parametrize("dim", [0, 1, -1])
def test_gradients_and_the_array_functions_of_the_same_name(dim):
    x = Tensor(np.random.default_rng(0).normal(size=(2, 3, 4)), requires_grad=True)
    assert gradcheck(lambda x: softmax(x, dim), x)
    assert gradcheck(lambda x: log_softmax(x, dim), x)
    np.testing.assert_allclose(softmax(x, dim).data, array_softmax(x.data, dim), rtol=1e-14)
    np.testing.assert_allclose(log_softmax(x, dim).data, array_log_softmax(x.data, dim), rtol=1e-13)


def test_far_ends_and_no_axis():
    assert softmax(Tensor([1e4, 0.0, -1e4])).tolist() == [1.0, 0.0, 0.0]
    assert log_softmax(Tensor([1e4, 0.0])).tolist() == [0.0, -1e4]
    assert softmax(Tensor(3.0), 0).item() == 1.0
    assert softmax(Tensor(np.ones(2, np.float32))).dtype == np.float32
