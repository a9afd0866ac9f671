"""The affine map of a layer, as one operation."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from lib.grad.node import Gradients, Node
from lib.grad.recording import Recorded, operand, record

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor


@lru_cache(32)
def ones(n: int, dtype: np.dtype[Any]) -> np.ndarray:
    """Return ones, shape (n,); a product with them sums over rows several times faster than ``sum`` does."""
    row = np.ones(n, dtype)
    row.flags.writeable = False
    return row


def as_rows(x: np.ndarray) -> np.ndarray:
    """Return all axes but the last as one; ``np.dot`` gives only matrices to BLAS, stacks of them not."""
    return x if x.ndim == 2 else x.reshape(math.prod(x.shape[:-1]), x.shape[-1])


def _linear_backward(node: Node, gradient: np.ndarray) -> Gradients:
    r"""Differentiate :math:`Y = XW^\top + b`: :math:`\bar X = \bar Y W`, :math:`\bar W = \bar Y^\top X`.

    :math:`\bar b` is the sum of the rows of :math:`\bar Y`, to each of which the same :math:`b` was added.
    """
    x, weight = node.saved
    needs = node.needs
    rows = as_rows(gradient)
    grad_x = grad_weight = grad_bias = None
    if needs[0]:
        grad_x = np.dot(rows, weight)
        if gradient.ndim != 2:
            grad_x = grad_x.reshape(node.inputs[0].shape)
    if needs[1]:
        grad_weight = np.dot(rows.T, as_rows(x))
    if needs[2:] == (True,):
        grad_bias = np.dot(ones(len(rows), rows.dtype), rows)
    return grad_x, grad_weight, grad_bias


def linear(input: Any, weight: Any, bias: Any = None) -> Tensor:
    r"""Compute :math:`Y = XW^\top + b`.

    Parameters
    ----------
    input : Tensor, shape (..., in_features)
    weight : Tensor, shape (out_features, in_features)
    bias : Tensor, shape (out_features,), optional

    Returns
    -------
    Tensor, shape (..., out_features)

    Raises
    ------
    RuntimeError
        If the shapes do not belong together.

    Notes
    -----
    One node instead of three (transpose, product, sum). Costs ``2 * n_rows * in_features * out_features`` operations
    forward and twice that backward.
    Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import linear
    >>> linear(Tensor([1.0, 2.0]), Tensor([[1.0, 1.0], [0.0, 3.0]]), Tensor([0.5, 0.0]))
    tensor([3.5, 6. ])
    """
    x, w = operand(input), operand(weight)
    if w.ndim != 2:
        raise RuntimeError(f"weight must have shape (out_features, in_features), got {w.shape}")
    if x.shape[-1:] != w.shape[1:]:
        raise RuntimeError(f"input must have shape (..., {w.shape[1]}) for weight {w.shape}, got {x.shape}")
    saved: tuple[Any, ...] = (x, w)
    watch: tuple[Any, ...] = (input, weight)
    if not (isinstance(input, Recorded) and input._requires_grad):  # then the weight is not needed backward
        saved, watch = (x, None), (input,)
    y = np.dot(as_rows(x), w.T)
    if x.ndim != 2:
        y = y.reshape(*x.shape[:-1], len(w))
    if bias is None:
        return record("linear", y, (input, weight), _linear_backward, saved, watch)
    b = operand(bias)
    if b.shape != w.shape[:1]:
        raise RuntimeError(f"bias must have shape ({w.shape[0]},), got {b.shape}")
    y = np.add(y, b, out=y if y.dtype == b.dtype else None)
    return record("linear", y, (input, weight, bias), _linear_backward, saved, watch)
