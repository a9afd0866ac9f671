"""The four operations, powers and comparisons, with NumPy's broadcasting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lib.grad.node import Gradients, Node
from lib.grad.recording import Recorded, operand, quiet, record, unbroadcast

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor


def _add_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Pass the gradient of a sum on to both terms."""
    a, b = node.inputs
    return unbroadcast(gradient, a.shape), unbroadcast(gradient, b.shape)


def _sub_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Pass the gradient of a difference on to the first term, and with the other sign to the second."""
    a, b = node.inputs
    return unbroadcast(gradient, a.shape), unbroadcast(-gradient, b.shape) if node.needs[1] else None


def _mul_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """d(ab) = b da + a db: each factor earns the gradient times the other."""
    a, b = node.saved
    return (
        None if b is None else unbroadcast(gradient * b, node.inputs[0].shape),
        None if a is None else unbroadcast(gradient * a, node.inputs[1].shape),
    )


def _div_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """d(a/b) = da/b - (a/b) db/b."""
    a, b = node.saved
    by_b = gradient / b
    return (
        unbroadcast(by_b, node.inputs[0].shape),
        None if a is None else unbroadcast(-by_b * (a / b), node.inputs[1].shape),
    )


def _pow_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """d(a^b) = b a^(b-1) da + a^b log(a) db, each factor taken as 0 where the power does not change."""
    a, b, power = node.saved
    base = exponent = None
    if node.needs[0]:
        slope = np.where(b == 0, 0.0, b * a ** np.where(b == 0, 1.0, b - 1)) if np.ndim(b) else _slope(a, b)
        base = unbroadcast(gradient * slope, node.inputs[0].shape)
    if node.needs[1]:
        # 0^b is 0 for every b >= 0, although log(0) is not finite.
        logs = np.where((a == 0) & (b >= 0), 0.0, np.log(a))
        exponent = unbroadcast(gradient * (power * logs), node.inputs[1].shape)
    return base, exponent


def _slope(a: np.ndarray, b: Any) -> Any:
    """Return b a^(b-1) for a single exponent."""
    return np.zeros_like(a) if b == 0 else 2 * a if b == 2 else b * a ** (b - 1)


def _neg_backward(node: Node, gradient: np.ndarray) -> Gradients:
    return (-gradient,)


def _needs(value: Any) -> bool:
    return isinstance(value, Recorded) and value._requires_grad


def _product(first: Any, second: Any) -> Tensor:
    a, b = operand(first), operand(second)
    needs_a, needs_b = _needs(first), _needs(second)
    return record(
        "mul",
        a * b,
        (first, second),
        _mul_backward,
        (a if needs_b else None, b if needs_a else None),
        (first if needs_b else None, second if needs_a else None),
    )


@quiet
def _quotient(first: Any, second: Any) -> Tensor:
    a, b = operand(first), operand(second)
    needs_b = _needs(second)
    saved = (a if needs_b else None, b)
    return record("div", a / b, (first, second), _div_backward, saved, (first if needs_b else None, second))


@quiet
def _power(first: Any, second: Any) -> Tensor:
    a, b = operand(first), operand(second)
    power = a * a if type(b) in (int, float) and b == 2 else np.power(a, b)
    return record("pow", power, (first, second), _pow_backward, (a, b, power), (first, second))


class Arithmetic(Recorded):
    """Add the arithmetic operators and comparisons to a tensor.

    The other operand is a tensor, an array or a number. Comparisons give plain arrays of booleans.
    """

    def __add__(self, other: Any) -> Tensor:
        return record("add", self.data + operand(other), (self, other), _add_backward)

    def __radd__(self, other: Any) -> Tensor:
        return record("add", operand(other) + self.data, (other, self), _add_backward)

    def __sub__(self, other: Any) -> Tensor:
        return record("sub", self.data - operand(other), (self, other), _sub_backward)

    def __rsub__(self, other: Any) -> Tensor:
        return record("sub", operand(other) - self.data, (other, self), _sub_backward)

    def __mul__(self, other: Any) -> Tensor:
        return _product(self, other)

    def __rmul__(self, other: Any) -> Tensor:
        return _product(other, self)

    def __truediv__(self, other: Any) -> Tensor:
        return _quotient(self, other)

    def __rtruediv__(self, other: Any) -> Tensor:
        return _quotient(other, self)

    def __pow__(self, other: Any) -> Tensor:
        return _power(self, other)

    def __rpow__(self, other: Any) -> Tensor:
        return _power(other, self)

    def __neg__(self) -> Tensor:
        return record("neg", -self.data, (self,), _neg_backward)

    def __pos__(self) -> Tensor:
        return self  # type: ignore[return-value]

    def __eq__(self, other: Any) -> np.ndarray:  # type: ignore[override]
        return np.asarray(self.data == operand(other))

    def __ne__(self, other: Any) -> np.ndarray:  # type: ignore[override]
        return np.asarray(self.data != operand(other))

    def __lt__(self, other: Any) -> np.ndarray:
        return np.asarray(self.data < operand(other))

    def __le__(self, other: Any) -> np.ndarray:
        return np.asarray(self.data <= operand(other))

    def __gt__(self, other: Any) -> np.ndarray:
        return np.asarray(self.data > operand(other))

    def __ge__(self, other: Any) -> np.ndarray:
        return np.asarray(self.data >= operand(other))

    # `==` compares elements, yet a tensor must serve as a key of a dictionary: by identity.
    __hash__ = object.__hash__

    def add(self, other: Any) -> Tensor:
        """Return ``self + other``."""
        return self + other

    def sub(self, other: Any) -> Tensor:
        """Return ``self - other``."""
        return self - other

    def mul(self, other: Any) -> Tensor:
        """Return ``self * other``."""
        return self * other

    def div(self, other: Any) -> Tensor:
        """Return ``self / other``."""
        return self / other

    def pow(self, exponent: Any) -> Tensor:
        """Return ``self ** exponent``."""
        return self**exponent

    def neg(self) -> Tensor:
        """Return ``-self``."""
        return -self

    def square(self) -> Tensor:
        """Return ``self ** 2``."""
        return self**2
