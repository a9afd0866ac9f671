"""A weighted sum of many numbers as one node of the graph: what makes a neuron out of scalars cheap."""

from collections.abc import Sequence
from operator import mul
from typing import Any

from lib.grad.value import Value, _node, _operand


def dot(values: Sequence[Value | float], weights: Sequence[Value | float], bias: Value | float = 0.0) -> Value:
    r"""Return :math:`\sum_i w_i x_i + b` as a single node.

    A neuron with ``n`` inputs takes one node instead of ``2 n``. The node's slope for :math:`x_i` is :math:`w_i`, that
    for :math:`w_i` is :math:`x_i`, and that for :math:`b` is 1.

    Parameters
    ----------
    values, weights : sequence of Value or float
    bias : Value or float, default 0.0

    Returns
    -------
    Value

    Raises
    ------
    ValueError
        If there are not as many weights as values.
    TypeError
        If an entry is no number.

    Notes
    -----
    Forward takes ``n`` multiplications, backward ``2 n``; what is saved is the making and ordering of nodes.
    Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad.dot import dot
    >>> from lib.grad.value import Value
    >>> w = [Value(1.0), Value(-2.0)]
    >>> y = dot([3.0, 0.5], w, Value(4.0))
    >>> y.backward()
    >>> y, w[0].grad, w[1].grad
    (Value(6, grad=1), 3.0, 0.5)
    """
    if len(values) != len(weights):
        raise ValueError(f"weights must be as many as values, {len(values)}, got {len(weights)}")
    inputs: tuple[Any, ...] = (*values, *weights, bias)
    for each in inputs:
        if type(each) is not Value:
            inputs = tuple([_operand(each) for each in inputs])
            break
    data = [each.data for each in inputs]
    n = len(values)
    x, w = data[:n], data[n:-1]
    return _node(sum(map(mul, x, w), data[-1]), "dot", inputs, (*w, *x, 1.0))
