"""What every loss shares: one number per element, then a mean, a sum, or neither."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from lib.basics import check_choice
from lib.grad.node import Gradients, Node
from lib.grad.recording import operand, record, unbroadcast

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor

REDUCTIONS = ("none", "mean", "sum")


def _loss_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Each element earns its own slope times the gradient, over n for a mean."""
    slopes = node.saved
    (scale,) = node.options
    upstream = gradient if scale is None else gradient * scale
    return tuple(
        [
            unbroadcast(upstream * slope, source.shape) if needed else None
            for slope, source, needed in zip(slopes, node.inputs, node.needs)
        ]
    )


def reduced(
    name: str, elements: np.ndarray, inputs: tuple[Any, ...], slopes: tuple[np.ndarray, ...], reduction: str
) -> Tensor:
    """Return a loss from its elements and their slopes for each input.

    Parameters
    ----------
    name : str
    elements : ndarray of any shape
    inputs : tuple of Tensor, each broadcast to the shape of ``elements``
    slopes : tuple of ndarray, each of the shape of ``elements``
        Derivative of each element for each input.
    reduction : {"none", "mean", "sum"}

    Returns
    -------
    Tensor, shape () or that of ``elements``

    Raises
    ------
    ValueError
        If ``reduction`` is none of the three.
    """
    check_choice("reduction", reduction, REDUCTIONS)
    if reduction == "none":
        return record(name, elements, inputs, _loss_backward, slopes, options=(None,))
    total = elements.sum()
    if reduction == "sum":
        return record(name, total, inputs, _loss_backward, slopes, options=(1.0,))
    scale = 1 / elements.size if elements.size else np.nan  # the mean of nothing is nan, as in torch
    return record(name, total * elements.dtype.type(scale), inputs, _loss_backward, slopes, options=(scale,))


def reduce_tensor(losses: Tensor, reduction: str) -> Tensor:
    """Return a tensor of losses, its mean, or its sum."""
    check_choice("reduction", reduction, REDUCTIONS)
    return losses if reduction == "none" else losses.mean() if reduction == "mean" else losses.sum()


def residual(input: Any, target: Any) -> np.ndarray:
    """Return ``input - target``; other shapes that broadcast are a frequent mistake, so they warn, as in torch."""
    a, b = operand(input), operand(target)
    if a.shape != b.shape:
        warnings.warn(
            f"Using a target size {b.shape} that is different to the input size {a.shape}. This will likely lead to "
            "incorrect results due to broadcasting: (n, 1) against (n,) compares every row with every other.",
            UserWarning,
            stacklevel=4,
        )
    return np.asarray(a - b)


def difference_loss(
    name: str,
    input: Any,
    target: Any,
    reduction: str,
    formula: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]],
) -> Tensor:
    """Return a loss of ``r = input - target`` alone; its slope for the target is minus that for the input."""
    elements, slope = formula(residual(input, target))
    return reduced(name, elements, (input, target), (slope, -slope), reduction)
