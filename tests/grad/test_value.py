"""Value: every rule against differences, one visit a node, nothing left for the garbage collector, clear refusals."""

import gc
import math
import random

import numpy as np
import pytest

from lib.grad.dot import dot
from lib.grad.value import Value

ONE_INPUT = {
    "neg": lambda x: -x,
    "exp": lambda x: x.exp(),
    "log": lambda x: x.log(),
    "tanh": lambda x: x.tanh(),
    "sigmoid": lambda x: x.sigmoid(),
    "relu": lambda x: x.relu(),
    "square": lambda x: x**2,
    "root": lambda x: x**0.5,
    "inverse": lambda x: x**-1,
    "power 0": lambda x: x**0,
    "2 -": lambda x: 2 - x,
    "2 /": lambda x: 2 / x,
}
TWO_INPUTS = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y,
    "reused": lambda x, y: (x * y + x) * (x - y / x) * x,
}


def difference(function, points, index, step=1e-6):
    """Return the central difference of a function of numbers in one of them."""
    ends = []
    for sign in (1, -1):
        moved = list(points)
        moved[index] += sign * step
        ends.append(function(*[Value(each) for each in moved]).data)
    return (ends[0] - ends[1]) / (2 * step)


@pytest.mark.parametrize("name", ONE_INPUT)
@pytest.mark.parametrize("point", [0.3, 1.7, 4.1])
def test_slope_equals_the_difference(name, point):
    x = Value(point)
    ONE_INPUT[name](x).backward(-2.5)
    assert x.grad == pytest.approx(-2.5 * difference(ONE_INPUT[name], [point], 0), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("name", TWO_INPUTS)
@pytest.mark.parametrize("points", [(0.3, -1.7), (-2.1, 0.4), (1.5, 1.5)])
def test_both_slopes_equal_the_differences(name, points):
    x, y = map(Value, points)
    TWO_INPUTS[name](x, y).backward(3.0)
    for index, each in enumerate((x, y)):
        assert each.grad == pytest.approx(3 * difference(TWO_INPUTS[name], points, index), rel=1e-6, abs=1e-8)


def test_numbers_on_either_side():
    x = Value(4.0)
    results = [x + 1, 1 + x, x - 1, 1 - x, x * 3, 3 * x, x / 2, 2 / x, np.float64(3) * x, x * np.int64(3), sum([x, x])]
    assert [each.data for each in results] == [5, 5, 3, -3, 12, 12, 2, 0.5, 12, 12, 8]
    assert {type(each) for each in results} == {Value}


def test_a_value_used_twice_collects_from_both_uses():
    x = Value(3.0)
    y = x * x
    (y + y * x).backward()  # x^2 + x^3
    assert x.grad == 2 * 3 + 3 * 9
    assert y.grad == 1 + 3


def test_calls_add_up_and_nothing_is_handed_on_twice():
    x = Value(2.0)
    y = x * x
    z = y * y
    for calls in (1, 2, 3):
        z.backward()
        assert (x.grad, y.grad, z.grad) == (calls * 32.0, calls * 8.0, calls * 1.0)
    y.backward(10.0)
    assert (x.grad, y.grad, z.grad) == (96.0 + 40.0, 24.0 + 10.0, 3.0)


def test_two_results_share_a_part():
    x = Value(2.0)
    shared = x.exp()
    a, b = shared * 3, shared + x
    a.backward()
    b.backward()
    assert x.grad == pytest.approx(4 * math.exp(2) + 1)
    assert shared.grad == 4


def test_backward_of_a_leaf():
    x = Value(2.0)
    x.backward()
    x.backward(0.5)
    assert x.grad == 1.5


def test_a_chain_of_100_000_nodes():
    x = Value(1.0)
    y = x
    for _ in range(100_000):
        y = y + x
    y.backward()
    assert x.grad == 100_001
    del y  # freeing it must not overflow the stack either


def test_time_is_linear_where_paths_are_many():
    x = y = Value(1.0)
    for _ in range(1000):  # 2^1000 paths lead from x to y
        y = y * 0.5 + y * 0.5
    y.backward()
    assert x.grad == 1.0


def test_reference_counting_frees_the_graph():
    gc.collect()
    gc.disable()
    try:
        before = sum(type(each) is Value for each in gc.get_objects())
        w = [Value(random.Random(i).uniform(-1, 1)) for i in range(20)]
        loss = dot([1.0] * 20, w, 0.1).tanh() + sum(each * each for each in w) / 3 - (w[0] ** 2).exp().log()
        loss.backward()
        loss.backward()
        del loss
        assert sum(type(each) is Value for each in gc.get_objects()) == before + 20  # the weights alone
        del w
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_sigmoid_and_tanh_are_safe_far_out():
    for x in (-1e4, 1e4):
        for name in ("sigmoid", "tanh"):
            value = Value(x)
            y = getattr(value, name)()
            y.backward()
            assert y.data == (0.0 if (x < 0 and name == "sigmoid") else math.copysign(1, x))
            assert value.grad == 0


def test_relu_passes_nan_and_has_slope_0_at_0():
    x = Value(0.0)
    x.relu().backward()
    assert x.grad == 0
    assert math.isnan(Value(math.nan).relu().data)


def test_inputs_and_slopes():
    x, y = Value(2.0), Value(5.0)
    assert (x.inputs, x.slopes, x.operation) == ((), (), "")
    assert ((x * y).inputs, (x * y).slopes, (x * y).operation) == ((x, y), (5.0, 2.0), "*")
    assert ((x**3).inputs, (x**3).slopes, (x**3).operation) == ((x,), (12.0,), "** 3")
    assert (dot([x], [y], x).inputs, dot([x], [y], x).slopes) == ((x, y, x), (5.0, 2.0, 1.0))


def test_repr():
    assert repr(Value(1 / 3)) == "Value(0.333333, grad=0)"


def test_no_further_attributes():
    with pytest.raises(AttributeError):
        Value(1.0).note = "x"


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda x: Value("1"), TypeError, "data must be a number, got str"),
        (lambda x: Value(True), TypeError, "data must be a number, got bool"),
        (lambda x: x + "1", TypeError, "data must be a number, got str"),
        (lambda x: [1] * x, TypeError, "data must be a number, got list"),
        (lambda x: np.ones(2) * x, TypeError, "data must be a number, got ndarray"),
        (lambda x: x**x, TypeError, r"the exponent \(for another Value y .*\) must be a number, got Value"),
        (lambda x: x ** "2", TypeError, "the exponent .* must be a number, got str"),
        (lambda x: 2**x, TypeError, r"the exponent must be a number, got Value; write \(y \* math.log\(2\)\).exp\(\)"),
        (lambda x: x.backward("1"), TypeError, "gradient must be a number, got str"),
        (lambda x: x / 0, ZeroDivisionError, "the divisor must not be 0, got 0.0"),
        (lambda x: 1 / (x - x), ZeroDivisionError, "the divisor must not be 0, got 0.0"),
        (lambda x: (-x).log(), ValueError, r"log\(x\) needs x > 0, got x = -3.0"),
        (lambda x: (x * 1000).exp(), ValueError, r"exp\(x\) must be finite, got x = 3000.0"),
        (lambda x: (-x) ** 0.5, ValueError, r"x \*\* 0.5 must be real and finite, .* got x = -3.0"),
        (lambda x: (x - x) ** -1, ValueError, r"x \*\* -1 must be real and finite, .* got x = 0.0"),
        (lambda x: (x - x) ** 0.5, ValueError, r"x \*\* 0.5 must be real and finite, and so must its slope"),
        (lambda x: (x * 1e200) ** 2, ValueError, r"x \*\* 2 must be real and finite, .* got x = 3e\+200"),
    ],
)
def test_refusals(call, error, message):
    with pytest.raises(error, match=message):
        call(Value(3.0))
