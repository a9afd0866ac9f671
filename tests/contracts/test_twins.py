"""A function that exists for arrays and for tensors gives the same numbers in both forms."""

import inspect

import numpy as np
import pytest

from lib import basics
from lib.grad import Tensor, functional

TWINS = sorted(
    set(basics.__all__) & {name for name in dir(functional) if inspect.isfunction(getattr(functional, name))}
)
LABELS = np.array([2, 0, 1, 1])
SCORES = np.array([[-800.0, 0.0, 3.0], [1.5, 800.0, -2.0], [0.1, 0.2, 0.3], [0.0, 0.0, 0.0]])


def test_there_are_twins():
    assert {"softmax", "log_softmax", "sigmoid", "softplus", "one_hot"} <= set(TWINS)


@pytest.mark.parametrize("name", TWINS)
def test_twins_agree(name):
    of_arrays, of_tensors = getattr(basics, name), getattr(functional, name)
    if name == "one_hot":
        assert np.array_equal(of_arrays(LABELS), of_tensors(Tensor(LABELS)).data)
        return
    options = {"dim": 1} if "dim" in inspect.signature(of_tensors).parameters else {}
    assert np.allclose(of_arrays(SCORES), of_tensors(Tensor(SCORES), **options).data, rtol=1e-12, atol=0)
