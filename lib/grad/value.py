"""`Value`: one number that remembers how it was computed - automatic differentiation in its smallest form."""

from __future__ import annotations

import math
from typing import Any

from lib.basics import check_real

_new = object.__new__


def _operand(value: Any) -> Value:
    """Return what stands beside an operator as a `Value`; a plain number becomes a leaf of the graph."""
    return value if isinstance(value, Value) else Value(value)


def _node(
    data: float, operation: str, left: Any, left_slope: Any, right: Value | None = None, right_slope: float = 0.0
) -> Value:
    """Return the result of an operation, with its inputs and its derivatives for them."""
    node = _new(Value)
    node.data, node.grad, node.operation = data, 0.0, operation
    node.left, node.left_slope = left, left_slope
    node.right, node.right_slope = right, right_slope
    return node


class Value:
    r"""Hold one number, what it was computed from, and the derivative of the final result for it.

    For a result :math:`L` and a value :math:`v` that goes into :math:`u_1, \dots, u_k`, ``L.backward()`` adds to the
    ``grad`` of :math:`v`

    .. math:: \frac{\partial L}{\partial v} = \sum_j \frac{\partial L}{\partial u_j} \frac{\partial u_j}{\partial v}

    The local derivatives :math:`\partial u_j / \partial v` are plain numbers, computed together with the result.

    Parameters
    ----------
    data : float
        Any real number; stored as a Python float.

    Attributes
    ----------
    data : float
        The number itself. A leaf's may be changed between two passes (a descent step); results already computed from
        it keep their values and derivatives.
    grad : float
        Sum of the derivatives of all results on which ``backward`` was called. Set it to 0.0 to start anew.
    operation : str
        The operation that made it, such as ``"+"`` or ``"tanh"``; ``""`` for a leaf.

    Raises
    ------
    TypeError
        If ``data``, or what stands beside an operator, is no number.
    ValueError, ZeroDivisionError
        If a result or its slope is not finite or not real: ``log`` at 0, a division by 0, ``exp`` of 1000.

    Notes
    -----
    For many inputs at once there is `lib.grad.dot`. A node refers to its inputs and never to its output, so the graph
    has no circles and is freed the moment its last result is gone. One object a node, with slots for two inputs (a
    tuple would be a second object), halves the garbage collector's work.
    Chapter: chapters/05_backpropagation.ipynb

    References
    ----------
    Baydin et al. (2018), *Automatic differentiation in machine learning: a survey*, section 3.2.

    Examples
    --------
    >>> from lib.grad.value import Value
    >>> x, w, b = Value(2.0), Value(-3.0), Value(7.0)
    >>> y = (w * x + b).tanh()
    >>> y.backward()
    >>> round(y.data, 4), round(w.grad, 4), round(x.grad, 4)
    (0.7616, 0.8399, -1.2599)
    """

    # For `dot`, left is the tuple of all inputs and left_slope that of their slopes; right is then None.
    __slots__ = ("data", "grad", "left", "left_slope", "operation", "right", "right_slope")
    __array_ufunc__ = None  # NumPy must hand `np.float64(2) * value` over instead of making an array of objects

    data: float
    grad: float
    operation: str
    left: Any
    left_slope: Any
    right: Any
    right_slope: float

    def __init__(self, data: float) -> None:
        self.data = data if type(data) is float else check_real("data", data)
        self.grad, self.operation, self.left, self.right = 0.0, "", None, None

    @property
    def inputs(self) -> tuple[Value, ...]:
        """The values this one was computed from; none for a leaf."""
        if self.operation == "dot":
            return self.left
        return tuple(each for each in (self.left, self.right) if each is not None)

    @property
    def slopes(self) -> tuple[float, ...]:
        """The derivative of this value for each of its inputs."""
        if self.operation == "dot":
            return self.left_slope
        return tuple(getattr(self, name) for name in ("left_slope", "right_slope")[: len(self.inputs)])

    def __repr__(self) -> str:
        return f"Value({self.data:.6g}, grad={self.grad:.6g})"

    # + and * fill the slots themselves, one by one: calling a function for it would cost a tenth of a training step.
    def __add__(self, other: Any) -> Value:
        if type(other) is not Value:
            other = _operand(other)
        node = _new(Value)
        node.data, node.grad, node.operation = self.data + other.data, 0.0, "+"
        node.left, node.right = self, other
        node.left_slope = node.right_slope = 1.0
        return node

    def __mul__(self, other: Any) -> Value:
        if type(other) is not Value:
            other = _operand(other)
        node = _new(Value)
        node.left_slope, node.right_slope = other.data, self.data
        node.data, node.grad, node.operation = self.data * other.data, 0.0, "*"
        node.left, node.right = self, other
        return node

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self) -> Value:
        return _node(-self.data, "neg", self, -1.0)

    def __sub__(self, other: Any) -> Value:
        other = _operand(other)
        return _node(self.data - other.data, "-", self, 1.0, other, -1.0)

    def __rsub__(self, other: Any) -> Value:
        return _operand(other) - self

    def __truediv__(self, other: Any) -> Value:
        other = _operand(other)
        if other.data == 0:
            raise ZeroDivisionError(f"the divisor must not be 0, got {other.data}")
        quotient = self.data / other.data
        return _node(quotient, "/", self, 1.0 / other.data, other, -quotient / other.data)

    def __rtruediv__(self, other: Any) -> Value:
        return _operand(other) / self

    def __pow__(self, exponent: float) -> Value:
        n = check_real("the exponent (for another Value y write (y * x.log()).exp())", exponent)
        try:
            power = self.data**n
            slope = n * self.data ** (n - 1) if n else 0.0
        except (OverflowError, ZeroDivisionError):
            power = slope = math.inf
        if isinstance(power, complex) or (math.isinf(power) and math.isfinite(self.data)):
            raise ValueError(f"x ** {n:g} must be real and finite, and so must its slope, got x = {self.data}")
        return _node(power, f"** {n:g}", self, slope)

    def __rpow__(self, base: Any) -> Value:
        raise TypeError(f"the exponent must be a number, got Value; write (y * math.log({base!r})).exp()")

    def exp(self) -> Value:
        """Return :math:`e^x`.

        Returns
        -------
        Value

        Raises
        ------
        ValueError
            If that is too large for a float.
        """
        try:
            power = math.exp(self.data)
        except OverflowError:
            raise ValueError(f"exp(x) must be finite, got x = {self.data}") from None
        return _node(power, "exp", self, power)

    def log(self) -> Value:
        """Return the natural logarithm.

        Returns
        -------
        Value

        Raises
        ------
        ValueError
            Unless x > 0.
        """
        if self.data <= 0:
            raise ValueError(f"log(x) needs x > 0, got x = {self.data}")
        return _node(math.log(self.data), "log", self, 1.0 / self.data)

    def tanh(self) -> Value:
        r"""Return the hyperbolic tangent, whose slope is :math:`1 - \tanh^2 x`.

        Returns
        -------
        Value
        """
        t = math.tanh(self.data)
        return _node(t, "tanh", self, 1.0 - t * t)

    def sigmoid(self) -> Value:
        r"""Return :math:`s = 1 / (1 + e^{-x})`, whose slope is :math:`s (1 - s)`.

        Returns
        -------
        Value
        """
        e = math.exp(-abs(self.data))  # never overflows
        s = (1.0 if self.data >= 0 else e) / (1.0 + e)
        return _node(s, "sigmoid", self, s * (1.0 - s))

    def relu(self) -> Value:
        """Return max(x, 0); the slope at 0 is 0, as in torch.

        Returns
        -------
        Value
        """
        return _node(0.0, "relu", self, 0.0) if self.data <= 0 else _node(self.data, "relu", self, 1.0)

    def backward(self, gradient: float = 1.0) -> None:
        """Add the derivative of this value to ``grad`` of every value it was computed from, its own included.

        Parameters
        ----------
        gradient : float, default 1.0
            Derivative of the quantity of interest for this value; multiplies every result.

        Raises
        ------
        TypeError
            If ``gradient`` is no number.

        Notes
        -----
        Each node is visited once, after everything that uses it; no recursion, so a chain of 100,000 nodes is no
        problem. Calls add up, on leaves and results alike, as torch's do with ``retain_graph`` and ``retain_grad()``.
        """
        gradient = check_real("gradient", gradient)
        if self.left is None:
            self.grad += gradient
            return
        order: list[Value] = []  # inputs first; leaves, which hand nothing on, need no place
        earlier: list[tuple[Value, float]] = []
        visited = object()  # stands in grad until all nodes are found: cheaper than a set of them
        stack: list[Any] = [self]
        pop, push, place = stack.pop, stack.append, order.append
        while stack:
            node = pop()
            if node is None:  # all inputs of the node below have been placed
                place(pop())
                continue
            grad = node.grad
            if grad is visited:
                continue
            if grad:  # Subtle: what an earlier pass left here must not be handed on a second time
                earlier.append((node, grad))
            node.grad = visited
            push(node)
            push(None)
            left, right = node.left, node.right
            if right is not None:
                if right.left is not None:
                    push(right)
                if left.left is not None:
                    push(left)
            else:
                for parent in left if type(left) is tuple else (left,):
                    if parent.left is not None:
                        push(parent)
        for node in order:
            node.grad = 0.0
        self.grad = gradient
        order.reverse()
        for node in order:
            grad, left, right = node.grad, node.left, node.right
            if right is not None:
                left.grad += grad * node.left_slope
                right.grad += grad * node.right_slope
            elif type(left) is tuple:
                for parent, slope in zip(left, node.left_slope):
                    parent.grad += grad * slope
            else:
                left.grad += grad * node.left_slope
        for node, grad in earlier:
            node.grad += grad
