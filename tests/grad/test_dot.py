"""The n-ary node equals the sum of products it stands for."""

import numpy as np
import pytest

from lib.grad.dot import dot
from lib.grad.value import Value


@pytest.mark.parametrize("n", [0, 1, 2, 17])
def test_it_equals_products_and_sums(n):
    rng = np.random.default_rng(n)
    x, w, b = rng.normal(size=n), rng.normal(size=n), float(rng.normal())
    sides = []
    for node in (dot, lambda values, weights, bias: sum((v * u for v, u in zip(values, weights)), bias)):
        values, weights, bias = [Value(each) for each in x], [Value(each) for each in w], Value(b)
        result = node([each.exp() for each in values], weights, bias).tanh()
        result.backward(-1.5)
        sides.append([result.data, bias.grad, *[each.grad for each in (*values, *weights)]])
    np.testing.assert_allclose(sides[0], sides[1], rtol=1e-12)


def test_a_value_in_several_places_collects_from_all():
    x = Value(3.0)
    dot([x, x, 2.0], [x, 1.0, x], x).backward()  # x^2 + x + 2x + x
    assert x.grad == 2 * 3 + 4


def test_plain_numbers_and_no_bias():
    assert dot([1, 2.0], [3.0, np.float64(4)]).data == 11
    assert dot([], []).data == 0


@pytest.mark.parametrize(
    ("values", "weights", "error", "message"),
    [
        ([1.0], [1.0, 2.0], ValueError, "weights must be as many as values, 1, got 2"),
        ([1.0, 2.0], [], ValueError, "weights must be as many as values, 2, got 0"),
        (["1"], [1.0], TypeError, "data must be a number, got str"),
    ],
)
def test_refusals(values, weights, error, message):
    with pytest.raises(error, match=message):
        dot(values, weights)
