"""Cross-entropy of logits against classes: one fused operation where it can be, the general formula elsewhere."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from lib.basics import check_choice, check_real
from lib.grad.functional.activations import tensor_of
from lib.grad.functional.affine import ones
from lib.grad.functional.negative_log_likelihood import class_targets, nll_sum
from lib.grad.functional.reduction import REDUCTIONS
from lib.grad.functional.softmaxes import log_softmax
from lib.grad.joining import where
from lib.grad.node import Gradients, Node
from lib.grad.recording import operand, record

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor


@lru_cache(16)
def _constants(n: int, n_classes: int, dtype: np.dtype[Any]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return 0..n-1, and ones for each row and each class."""
    rows = np.arange(n)
    rows.flags.writeable = False
    return rows, ones(n, dtype), ones(n_classes, dtype)


def _fused_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Return softmax(logits) minus the one-hot target for each row, over the number of rows."""
    powers, totals, places = node.saved
    scale = gradient.item() / places.size
    slope = powers * (scale / totals)
    slope.ravel()[places] -= scale
    return (slope.T,)


def _fused(input: Any, z: np.ndarray, y: np.ndarray) -> Tensor:
    """Return the mean cross-entropy of rows of logits against class numbers.

    Subtle: the logits are handled transposed, one row per class, because a reduction over the short axis of a row-major
    matrix is several times slower than over its long one.
    """
    n, n_classes = z.shape
    rows, each_row, each_class = _constants(n, n_classes, z.dtype)
    columns = z.T.copy()  # (n_classes, n)
    columns -= np.maximum.reduce(columns, axis=0)
    places = y * n + rows
    picked = columns.take(places)
    powers = np.exp(columns, out=columns)
    totals = np.dot(each_class, powers)
    loss = np.dot(each_row, np.log(totals) - picked) / n
    return record("cross_entropy", loss, (input,), _fused_backward, (powers, totals, places))


def cross_entropy(
    input: Tensor,
    target: Any,
    weight: Any = None,
    ignore_index: int = -100,
    *,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    r"""Compute :math:`-\sum_k y_k \log\mathrm{softmax}(z)_k` in nats, from logits.

    Parameters
    ----------
    input : Tensor, shape (n_classes,), (n, n_classes) or (n, n_classes, ...)
        Logits :math:`z`.
    target : Tensor or array_like, shape of ``input`` without the axis of classes, or that of ``input``
        Class numbers (integers), or the probability of each class (floats).
    weight : Tensor or array_like, shape (n_classes,), optional
        Factor of each class. A mean over class numbers is then weighted: it divides by the sum of the factors.
    ignore_index : int, default -100
        Class number that marks what shall not count.
    reduction : {"mean", "sum", "none"}, default "mean"
    label_smoothing : float, default 0.0
        Share :math:`\varepsilon` of the target that is spread evenly over the classes.

    Returns
    -------
    Tensor, shape () or that of class numbers

    Raises
    ------
    ValueError
        If shapes do not belong together, or an option is out of range.
    IndexError
        If a class number is out of range.
    TypeError
        If ``target`` has the shape of class numbers but holds no integers.

    Notes
    -----
    Class numbers in a batch of rows, without options, take a single fused operation.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Szegedy et al. (2016), *Rethinking the Inception Architecture for Computer Vision*, section 7 (label smoothing).

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import cross_entropy
    >>> logits = Tensor([[0.0, 0.0, 0.0], [9.0, 0.0, 0.0]])
    >>> cross_entropy(logits, [2, 0], reduction="none")
    tensor([1.0986e+00, 2.4679e-04])
    """
    z, y = operand(input), operand(target)
    if (
        weight is None
        and reduction == "mean"
        and not label_smoothing
        and z.ndim == 2
        and y.dtype == np.int64
        and y.shape == z.shape[:1]
        and y.size
        # Seen as unsigned, a negative number is a huge one: one comparison checks both ends.
        and y.view(np.uint64).max() < z.shape[1]
        and ignore_index < 0
    ):
        return _fused(input, z, y)
    check_choice("reduction", reduction, REDUCTIONS)
    check_real("label_smoothing", label_smoothing, low=0, high=1)
    axis = 0 if z.ndim == 1 else 1
    log_p = log_softmax(input, dim=axis)
    if y.shape == z.shape and y.dtype.kind == "f":
        return _probabilities(log_p, target, weight, axis, reduction, label_smoothing)
    y, kept, factors = class_targets(z, y, weight, ignore_index, axis)
    losses, divisor = nll_sum(log_p, y, kept, factors, axis)
    if label_smoothing:
        evenly = log_p if weight is None else log_p * _along(weight, z, axis)
        smooth = where(kept, -evenly.sum(dim=axis), 0.0)
        losses = losses * (1 - label_smoothing) + smooth * (label_smoothing / z.shape[axis])
    if reduction == "none":
        return losses
    return losses.sum() if reduction == "sum" else losses.sum() / divisor


def _along(weight: Any, z: np.ndarray, axis: int) -> np.ndarray:
    """Return the classes' factors in a shape that broadcasts against the logits."""
    factors = operand(weight)
    if factors.shape != (z.shape[axis],):
        raise ValueError(f"weight must have shape ({z.shape[axis]},), got {factors.shape}")
    return factors.reshape([-1 if place == axis else 1 for place in range(z.ndim)])


def _probabilities(
    log_p: Tensor, target: Any, weight: Any, axis: int, reduction: str, label_smoothing: float
) -> Tensor:
    """Return the loss for a target that gives each class a probability."""
    n_classes = log_p.shape[axis]
    y = tensor_of(target)
    if label_smoothing:
        y = y * (1 - label_smoothing) + label_smoothing / n_classes
    if weight is not None:
        y = y * _along(weight, log_p.data, axis)
    losses = -(log_p * y).sum(dim=axis)
    if reduction == "none":
        return losses
    return losses.sum() if reduction == "sum" else losses.sum() / np.asarray(losses.data.size, losses.dtype)
