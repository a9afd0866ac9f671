"""Padding: what each mode continues with, gradients by finite differences, amounts that do not fit."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck
from lib.grad.functional import pad


def table():
    return Tensor(np.random.default_rng(0).normal(size=(2, 3)), requires_grad=True)


def test_one_value():
    x = table()
    assert gradcheck(lambda x: pad(x, (1, 2, 0, 1)) ** 2, x)
    assert gradcheck(lambda x: pad(x, (-1, 2), value=3.0) ** 2, x)


@pytest.mark.parametrize(
    ("mode", "row"),
    [("reflect", [2, 1, 0, 1, 2, 1]), ("replicate", [0, 0, 0, 1, 2, 2]), ("circular", [1, 2, 0, 1, 2, 0])],
)
def test_modes_that_continue(mode, row):
    assert pad(Tensor([0, 1, 2]), (2, 1), mode).tolist() == row
    assert gradcheck(lambda x: pad(x, (2, 1, 1, 0), mode) ** 2, table())


def test_nothing_to_add_still_gives_another_array():
    x = table()
    for mode in ("constant", "reflect"):
        y = pad(x, (0, 0), mode)
        assert np.array_equal(y.data, x.data)
        assert not np.shares_memory(y.data, x.data)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (((1, 1), "mirror"), ValueError, "mode must be one of 'constant', 'reflect', .*, got 'mirror'"),
        (((1, 1), "reflect", 0.0), ValueError, r"value must not be given for mode='reflect', got 0\.0"),
        (((1,),), RuntimeError, "pad must hold at most 2 pairs, got 1 numbers"),
        (((1,) * 6,), RuntimeError, "pad must hold at most 2 pairs, got 6 numbers"),
        (((-2, -2),), RuntimeError, r"pad must not cut off more than there is, got \(-2, -2\)"),
        (((3, 0), "reflect"), RuntimeError, r"pad must be from 0 to 2 for 'reflect' and length 3, got \(3, 0\)"),
        (((0, 4), "circular"), RuntimeError, r"pad must be from 0 to 3 for 'circular' and length 3, got \(0, 4\)"),
        (((-1, 0), "replicate"), RuntimeError, r"pad must be from 0 up for 'replicate' and length 3, got \(-1, 0\)"),
    ],
)
def test_arguments_are_checked(arguments, error, message):
    with pytest.raises(error, match=message):
        pad(table(), *arguments)
