"""Products of matrices and vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lib.grad.node import Gradients, Node
from lib.grad.recording import Recorded, operand, record, unbroadcast

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor


def _matmul_backward(node: Node, gradient: np.ndarray) -> Gradients:
    r"""Differentiate :math:`C = AB`: :math:`\bar A = \bar C B^\top`, :math:`\bar B = A^\top \bar C`.

    The transposes follow from the shapes: (n, m) = (n, p)(p, m) and (p, m) = (p, n)(n, m). A vector is a matrix of one
    row (on the left) or one column (on the right) whose extra axis is dropped from the result.
    """
    a, b = node.saved
    shape_a, shape_b = node.inputs[0].shape, node.inputs[1].shape
    if len(shape_b) == 1:
        gradient = gradient[..., None]
    if len(shape_a) == 1:
        gradient = gradient[..., None, :]
    grad_a = grad_b = None
    if b is not None:
        columns = b[:, None] if len(shape_b) == 1 else b
        full = gradient @ np.swapaxes(columns, -1, -2)
        grad_a = unbroadcast(full, (1, *shape_a) if len(shape_a) == 1 else shape_a).reshape(shape_a)
    if a is not None:
        rows = a[None] if len(shape_a) == 1 else a
        full = np.swapaxes(rows, -1, -2) @ gradient
        grad_b = unbroadcast(full, (*shape_b, 1) if len(shape_b) == 1 else shape_b).reshape(shape_b)
    return grad_a, grad_b


def _matmul(first: Any, second: Any) -> Tensor:
    a, b = operand(first), operand(second)
    if not np.ndim(a) or not np.ndim(b):
        raise RuntimeError(
            f"matmul needs at least 1 axis in both arguments, got shapes {np.shape(a)} and {np.shape(b)}"
        )
    if a.shape[-1] != b.shape[-2 if b.ndim > 1 else 0]:
        raise RuntimeError(f"matmul needs matching inner sizes, got shapes {a.shape} and {b.shape}")
    needs_a = isinstance(first, Recorded) and first._requires_grad
    needs_b = isinstance(second, Recorded) and second._requires_grad
    return record(
        "matmul",
        a @ b,
        (first, second),
        _matmul_backward,
        (a if needs_b else None, b if needs_a else None),
        (first if needs_b else None, second if needs_a else None),
    )


class LinearAlgebra(Recorded):
    """Add matrix products to a tensor."""

    def __matmul__(self, other: Any) -> Tensor:
        return _matmul(self, other)

    def __rmatmul__(self, other: Any) -> Tensor:
        return _matmul(other, self)

    def matmul(self, other: Any) -> Tensor:
        """Return ``self @ other``: vectors, matrices, or stacks of matrices."""
        return _matmul(self, other)

    def dot(self, other: Any) -> Tensor:
        """Return the inner product of two vectors."""
        if self.data.ndim != 1 or np.ndim(operand(other)) != 1:
            raise RuntimeError(f"dot needs two vectors, got shapes {self.data.shape} and {np.shape(operand(other))}")
        return _matmul(self, other)
