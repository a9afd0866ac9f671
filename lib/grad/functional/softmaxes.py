"""Softmax and its logarithm along one axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lib.grad.node import Gradients, Node
from lib.grad.recording import operand, quiet, record
from lib.grad.reductions import axes_of

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor


def _softmax_backward(node: Node, gradient: np.ndarray) -> Gradients:
    r"""Apply the Jacobian :math:`\mathrm{diag}(p) - pp^\top` without building it: :math:`p (g - p^\top g)`."""
    (p,) = node.saved
    (axis,) = node.options
    weighted = gradient * p
    return (weighted - p * weighted.sum(axis=axis, keepdims=True),)


def _log_softmax_backward(node: Node, gradient: np.ndarray) -> Gradients:
    r"""Apply :math:`I - \mathbf 1 p^\top`, transposed: :math:`g - p \sum g`."""
    (log_p,) = node.saved
    (axis,) = node.options
    return (gradient - np.exp(log_p) * gradient.sum(axis=axis, keepdims=True),)


def _axis(dim: int, ndim: int) -> int:
    return axes_of(dim, ndim)[0] if ndim else -1


@quiet
def log_softmax_of(x: np.ndarray, axis: int) -> np.ndarray:
    """Return the log-softmax of an array in its own precision, without overflow."""
    if not x.ndim:
        return np.zeros_like(x)
    shifted = x - x.max(axis=axis, keepdims=True, initial=-np.inf)
    shifted -= np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    return shifted


def softmax(input: Tensor, dim: int = -1) -> Tensor:
    r"""Compute :math:`p_i = e^{z_i}/\sum_j e^{z_j}` along an axis.

    Parameters
    ----------
    input : Tensor of any shape
        Logits.
    dim : int, default -1
        Axis over which the result sums to 1 (torch's own default is deprecated and depends on the shape).

    Returns
    -------
    Tensor of the shape of ``input``

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Bridle (1990), *Probabilistic Interpretation of Feedforward Classification Network Outputs, with
    Relationships to Statistical Pattern Recognition*.

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import softmax
    >>> softmax(Tensor([1000.0, 1000.0]), dim=0)
    tensor([0.5, 0.5])
    """
    x = operand(input)
    axis = _axis(dim, x.ndim)
    return record("softmax", np.exp(log_softmax_of(x, axis)), (input,), _softmax_backward, options=(axis,), keep=True)


def log_softmax(input: Tensor, dim: int = -1) -> Tensor:
    r"""Compute :math:`z_i - \log\sum_j e^{z_j}` along an axis, in nats.

    Parameters
    ----------
    input : Tensor of any shape
        Logits.
    dim : int, default -1
        Axis of the classes.

    Returns
    -------
    Tensor of the shape of ``input``

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import log_softmax
    >>> log_softmax(Tensor([0.0, -1000.0]))
    tensor([    0., -1000.])
    """
    x = operand(input)
    axis = _axis(dim, x.ndim)
    return record("log_softmax", log_softmax_of(x, axis), (input,), _log_softmax_backward, options=(axis,), keep=True)
