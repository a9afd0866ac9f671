"""Cross-entropy for yes-or-no targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lib.grad.functional.reduction import reduced
from lib.grad.recording import operand

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor

# torch cuts the logarithms here, so that a certain mistake costs 100 nats instead of infinitely many.
LOWEST_LOG = -100.0
# Subtle: torch holds this bound in single precision whatever the numbers' own, which shows in the ninth digit.
SMALLEST_VARIANCE = float(np.float32(1e-12))


def _pair(input: Any, target: Any) -> tuple[np.ndarray, np.ndarray]:
    a, b = operand(input), operand(target)
    if a.shape != b.shape:
        raise ValueError(f"target must have the shape of input, {a.shape}, got {b.shape}")
    return a, b


def binary_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, *, reduction: str = "mean"
) -> Tensor:
    r"""Compute :math:`-y\log p - (1-y)\log(1-p)` in nats, from probabilities.

    Parameters
    ----------
    input : Tensor of any shape
        Probabilities :math:`p`.
    target : Tensor of the shape of ``input``
        :math:`y`, 0 or 1, or between.
    weight : Tensor, shape that broadcasts to ``input``, optional
        Factor of each element.
    reduction : {"mean", "sum", "none"}, default "mean"

    Returns
    -------
    Tensor, shape () or that of ``input``

    Raises
    ------
    ValueError
        If the shapes differ.
    RuntimeError
        If ``input`` holds no probabilities.

    Notes
    -----
    As in torch the logarithms are cut at -100. Logits are better given to `binary_cross_entropy_with_logits`, which
    loses nothing.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import binary_cross_entropy
    >>> binary_cross_entropy(Tensor([0.5, 0.0]), Tensor([1.0, 1.0]), reduction="none")
    tensor([  0.6931, 100.    ])
    """
    p, y = _pair(input, target)
    if p.size and not (p.min() >= 0 and p.max() <= 1):
        raise RuntimeError(f"all elements of input should be between 0 and 1, got {p.min():g} to {p.max():g}")
    factor = 1 if weight is None else operand(weight)
    with np.errstate(divide="ignore"):
        log_p = np.maximum(np.log(p), LOWEST_LOG)
        log_q = np.maximum(np.log1p(-p), LOWEST_LOG)
    elements = -(y * log_p + (1 - y) * log_q) * factor
    slope = (p - y) / np.maximum((1 - p) * p, SMALLEST_VARIANCE) * factor
    return reduced("binary_cross_entropy", elements, (input, target), (slope, (log_q - log_p) * factor), reduction)


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    r"""Compute :math:`-w_+ y\log\sigma(z) - (1-y)\log(1-\sigma(z))` in nats, from logits.

    Parameters
    ----------
    input : Tensor of any shape
        Logits :math:`z`.
    target : Tensor of the shape of ``input``
        :math:`y`, 0 or 1, or between.
    weight : Tensor, shape that broadcasts to ``input``, optional
        Factor of each element.
    reduction : {"mean", "sum", "none"}, default "mean"
    pos_weight : Tensor, shape that broadcasts to ``input``, optional
        :math:`w_+`, factor of the positive class.

    Returns
    -------
    Tensor, shape () or that of ``input``

    Raises
    ------
    ValueError
        If the shapes differ.

    Notes
    -----
    Computed as :math:`(1-y) z + (1 + (w_+ - 1) y) \log(1 + e^{-z})`, which neither overflows nor takes the logarithm of
    a rounded 0.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import binary_cross_entropy_with_logits
    >>> binary_cross_entropy_with_logits(Tensor([0.0, 1000.0]), Tensor([1.0, 0.0]), reduction="none")
    tensor([6.9315e-01, 1.0000e+03])
    """
    z, y = _pair(input, target)
    factor = 1 if weight is None else operand(weight)
    extra = 0 if pos_weight is None else operand(pos_weight) - 1
    share = 1 + extra * y
    decay = np.exp(-np.abs(z))
    softened = np.maximum(-z, 0) + np.log1p(decay)  # log(1 + e^-z)
    miss = np.where(z >= 0, decay, 1) / (1 + decay)  # 1 - sigmoid(z)
    elements = ((1 - y) * z + share * softened) * factor
    slopes = ((1 - y - share * miss) * factor, (extra * softened - z) * factor)
    return reduced("binary_cross_entropy_with_logits", elements, (input, target), slopes, reduction)
