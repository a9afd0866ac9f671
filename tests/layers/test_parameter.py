"""A parameter is a tensor that requires grad, and what is computed from it is not a parameter."""

import copy
import pickle

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import Parameter


def test_it_requires_grad_unless_told_otherwise():
    assert Parameter([1.0]).requires_grad
    assert not Parameter([1.0], requires_grad=False).requires_grad
    assert Parameter([1.0]).is_leaf


def test_an_array_is_shared_and_a_tensor_too():
    values = np.arange(3.0)
    assert Parameter(values).data is values
    assert Parameter(Tensor(values)).data is values


def test_a_result_is_a_plain_tensor():
    result = Parameter([1.0, 2.0]) * 2
    assert type(result) is Tensor
    assert result.requires_grad


def test_float32_stays():
    assert Parameter(np.zeros(2, np.float32)).dtype == np.float32


def test_integers_cannot_require_grad():
    with pytest.raises(RuntimeError, match="floating point"):
        Parameter([1, 2])


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda p: pickle.loads(pickle.dumps(p))])
def test_a_copy_is_a_parameter_of_its_own(duplicate):
    first = Parameter([1.0, 2.0])
    second = duplicate(first)
    assert type(second) is Parameter
    assert second.requires_grad
    second.data[0] = 9
    assert first.data.tolist() == [1.0, 2.0]
