"""Negative log-likelihood of classes, and the divergence between two distributions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lib.basics import check_choice
from lib.grad.functional.reduction import REDUCTIONS, reduced
from lib.grad.indexing import along
from lib.grad.node import Gradients, Node
from lib.grad.recording import operand, record

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor


def _pick_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Give the gradient to the one entry of each row that was used, and none to a row that was ignored."""
    factors, kept = node.saved
    key, axis = node.options
    out = np.zeros(node.inputs[0].shape, gradient.dtype)
    out[key] = -np.expand_dims(np.where(kept, gradient * factors, 0), axis)
    return (out,)


def class_targets(
    z: np.ndarray, y: np.ndarray, weight: Any, ignore_index: int, axis: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Check class numbers; return them with ignored ones set to 0, which of them count, and the factor of each.

    Parameters
    ----------
    z : ndarray, shape (n_classes,) or (n, n_classes, ...)
    y : ndarray of int, shape of ``z`` without ``axis``
    weight : array_like, shape (n_classes,), or None
    ignore_index : int
    axis : int

    Returns
    -------
    y, kept, factors : ndarray, each of the shape of ``y``

    Raises
    ------
    ValueError
        If shapes do not belong together.
    TypeError
        If ``y`` holds no integers.
    IndexError
        If a class number is out of range.
    """
    if not z.ndim:
        raise ValueError("input must have an axis of classes, got shape ()")
    n_classes = z.shape[axis]
    wanted = z.shape[:axis] + z.shape[axis + 1 :]
    if y.shape != wanted:
        raise ValueError(f"target must have shape {wanted} for input {z.shape}, got {y.shape}")
    if y.dtype.kind not in "iu":
        raise TypeError(f"target must hold integer class numbers, or probabilities of shape {z.shape}, got {y.dtype}")
    kept = y != ignore_index
    wrong = kept & ((y < 0) | (y >= n_classes))
    if wrong.any():
        raise IndexError(f"target must lie in 0..{n_classes - 1}, got {y[wrong].ravel()[0]}: out of bounds")
    places = np.where(kept, y, 0)
    if weight is None:
        return places, kept, kept.astype(z.dtype)
    factors = operand(weight)
    if factors.shape != (n_classes,):
        raise ValueError(f"weight must have shape ({n_classes},), got {factors.shape}")
    return places, kept, np.where(kept, factors[places], 0).astype(z.dtype) if n_classes else kept.astype(z.dtype)


def nll_sum(
    log_p: Tensor, y: np.ndarray, kept: np.ndarray, factors: np.ndarray, axis: int
) -> tuple[Tensor, np.ndarray]:
    """Return the loss of each target and the sum of their factors, by which a mean divides."""
    key = along(np.expand_dims(y, axis), axis)
    picked = np.squeeze(log_p.data[key], axis)
    values = np.where(kept, -picked * factors, 0).astype(log_p.dtype, copy=False)
    losses = record("nll_loss", values, (log_p,), _pick_backward, (factors, kept), options=(key, axis))
    return losses, np.asarray(factors.sum())


def nll_loss(
    input: Tensor, target: Any, weight: Any = None, ignore_index: int = -100, *, reduction: str = "mean"
) -> Tensor:
    r"""Compute :math:`-w_y \log p_y` from log-probabilities.

    Parameters
    ----------
    input : Tensor, shape (n_classes,), (n, n_classes) or (n, n_classes, ...)
        Log-probabilities, such as `log_softmax` gives.
    target : Tensor or array_like of int, shape of ``input`` without the axis of classes
        Class numbers.
    weight : Tensor or array_like, shape (n_classes,), optional
        Factor of each class; a mean divides by the sum of the factors.
    ignore_index : int, default -100
        Class number that marks what shall not count.
    reduction : {"mean", "sum", "none"}, default "mean"

    Returns
    -------
    Tensor, shape () or that of ``target``

    Raises
    ------
    ValueError
        If shapes do not belong together or ``reduction`` is unknown.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import nll_loss
    >>> nll_loss(Tensor([[-0.5, -1.0], [-2.0, -0.1]]), [0, 1])
    tensor(0.3)
    """
    check_choice("reduction", reduction, REDUCTIONS)
    z = operand(input)
    axis = 0 if z.ndim == 1 else 1
    y, kept, factors = class_targets(z, operand(target), weight, ignore_index, axis)
    losses, divisor = nll_sum(input, y, kept, factors, axis)
    if reduction == "none":
        return losses
    return losses.sum() if reduction == "sum" else losses.sum() / divisor


def kl_div(input: Tensor, target: Tensor, *, reduction: str = "mean", log_target: bool = False) -> Tensor:
    r"""Compute :math:`p (\log p - \log q)`, whose sum is the divergence :math:`D_{KL}(p \Vert q)` in nats.

    Parameters
    ----------
    input : Tensor of any shape
        :math:`\log q`, the model's log-probabilities.
    target : Tensor of the shape of ``input``
        :math:`p`.
    reduction : {"mean", "batchmean", "sum", "none"}, default "mean"
        Only ``"batchmean"``, the sum over the number of rows, is the mean divergence of a batch: ``"mean"``, torch's
        default, also divides by the number of classes.
    log_target : bool, default False
        ``target`` holds :math:`\log p`.

    Returns
    -------
    Tensor, shape () or that of ``input``

    Raises
    ------
    ValueError
        If ``reduction`` is unknown.

    Notes
    -----
    A class with :math:`p = 0` costs nothing.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Kullback and Leibler (1951), *On Information and Sufficiency*.

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import kl_div
    >>> q = Tensor([[0.5, 0.5]]).log()
    >>> kl_div(q, Tensor([[1.0, 0.0]]), reduction="batchmean")
    tensor(0.6931)
    """
    check_choice("reduction", reduction, (*REDUCTIONS, "batchmean"))
    log_q, given = operand(input), operand(target)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_p = given if log_target else np.log(given)
        p = np.exp(given) if log_target else given
        elements = np.where(p == 0, 0 * log_q, p * (log_p - log_q))
        change = p * (log_p - log_q + 1) if log_target else log_p - log_q + 1
    out = reduced(
        "kl_div", elements, (input, target), (-p + 0 * log_q, change), "sum" if reduction == "batchmean" else reduction
    )
    return out / len(log_q) if reduction == "batchmean" and log_q.ndim else out
