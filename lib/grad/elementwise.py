"""Functions that treat each element by itself: the gradient is multiplied by the function's own slope."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lib.grad.node import Gradients, Node
from lib.grad.recording import Recorded, quiet, record

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor


def _exp_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Exp' = exp, which is the saved result."""
    return (gradient * node.saved[0],)


def _sqrt_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Sqrt' = 1/(2 sqrt)."""
    return (gradient / (2 * node.saved[0]),)


def _multiplied_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Multiply by a slope that was computed with the result."""
    return (gradient * node.saved[0],)


def _abs_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """|x|' = sign(x); at the corner 0, one of the subgradients."""
    return (gradient * np.sign(node.saved[0]),)


def _log_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Log' = 1/x."""
    return (gradient / node.saved[0],)


def _log1p_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """log(1 + x)' = 1/(1 + x)."""
    return (gradient / (1 + node.saved[0]),)


def _tanh_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Tanh' = 1 - tanh^2."""
    (y,) = node.saved
    return (gradient * (1 - y * y),)


def _sigmoid_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Sigmoid' = sigmoid (1 - sigmoid)."""
    (y,) = node.saved
    return (gradient * (y * (1 - y)),)


def _relu_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Let the gradient through where the result is above 0; at 0 itself the slope is 0, as in torch."""
    return (gradient * (node.saved[0] > 0),)


def _sin_backward(node: Node, gradient: np.ndarray) -> Gradients:
    return (gradient * np.cos(node.saved[0]),)


def _cos_backward(node: Node, gradient: np.ndarray) -> Gradients:
    return (-gradient * np.sin(node.saved[0]),)


def sigmoid_of(z: np.ndarray) -> np.ndarray:
    """Return the logistic function of an array of any shape, in its own precision and without overflow."""
    decay = np.exp(-np.abs(z))  # at most 1
    return np.where(z >= 0, 1, decay) / (1 + decay)


class Elementwise(Recorded):
    """Add functions of single elements to a tensor; each returns a tensor of the same shape."""

    @quiet
    def exp(self) -> Tensor:
        r"""Return :math:`e^x`."""
        return record("exp", np.exp(self.data), (self,), _exp_backward, keep=True)

    @quiet
    def log(self) -> Tensor:
        r"""Return the natural logarithm; :math:`-\infty` at 0 and nan below, as torch, without a warning."""
        data = np.log(self.data)
        return record("log", data, (self,), _log_backward, (self.data,), (self,))

    @quiet
    def log1p(self) -> Tensor:
        r"""Return :math:`\log(1 + x)`, exact for small :math:`x`."""
        data = np.log1p(self.data)
        return record("log1p", data, (self,), _log1p_backward, (self.data,), (self,))

    @quiet
    def sqrt(self) -> Tensor:
        r"""Return :math:`\sqrt{x}`; nan below 0."""
        data = np.sqrt(self.data)
        return record("sqrt", data, (self,), _sqrt_backward, keep=True)

    def abs(self) -> Tensor:
        r"""Return :math:`|x|`; its slope at 0 is taken as 0."""
        return record("abs", np.abs(self.data), (self,), _abs_backward, (self.data,), (self,))

    def sin(self) -> Tensor:
        r"""Return the sine of :math:`x` in radians."""
        return record("sin", np.sin(self.data), (self,), _sin_backward, (self.data,), (self,))

    def cos(self) -> Tensor:
        r"""Return the cosine of :math:`x` in radians."""
        return record("cos", np.cos(self.data), (self,), _cos_backward, (self.data,), (self,))

    def tanh(self) -> Tensor:
        r"""Return the hyperbolic tangent, between -1 and 1."""
        return record("tanh", np.tanh(self.data), (self,), _tanh_backward, keep=True)

    def sigmoid(self) -> Tensor:
        r"""Return the logistic function :math:`1/(1+e^{-x})`, between 0 and 1."""
        return record("sigmoid", sigmoid_of(self.data), (self,), _sigmoid_backward, keep=True)

    def relu(self) -> Tensor:
        r"""Return :math:`\max(x, 0)`."""
        return record("relu", np.maximum(self.data, 0.0), (self,), _relu_backward, keep=True)

    def clamp(self, min: float | None = None, max: float | None = None) -> Tensor:
        """Return the elements cut off at ``min`` and ``max``.

        Parameters
        ----------
        min, max : float, optional
            At least one; the gradient passes where an element lies between them, both ends included.

        Returns
        -------
        Tensor of the shape of ``self``

        Raises
        ------
        ValueError
            If neither is given.
        """
        if min is None and max is None:
            raise ValueError("clamp needs min or max, got neither")
        x = self.data
        inside = np.ones(x.shape, bool)
        if min is not None:
            inside &= x >= min
        if max is not None:
            inside &= x <= max
        return record("clamp", np.clip(x, min, max), (self,), _multiplied_backward, (inside,))

    def __abs__(self) -> Tensor:
        return self.abs()
