"""Losses for yes-or-no targets, from probabilities and from logits."""

from __future__ import annotations

from typing import Any

from lib.grad import Tensor, functional
from lib.layers.reduced_loss import ReducedLoss, buffer_of


class BCELoss(ReducedLoss):
    r"""Score probabilities against 0/1 targets: the negative log-likelihood of a Bernoulli variable, in nats.

    .. math:: \ell = -w\,\bigl(y\log x + (1-y)\log(1-x)\bigr)

    Parameters
    ----------
    weight : Tensor or array_like of a shape that broadcasts against the input, optional
        Factor for each element; a buffer.
    reduction : {"mean", "sum", "none"}, default "mean"
        Average over all elements, add them up, or return each.

    Raises
    ------
    ValueError
        If ``reduction`` is not one of the three.

    Notes
    -----
    Logarithms are cut off at -100, as in torch. Prefer `BCEWithLogitsLoss`: a probability that was rounded to 0 or 1
    has lost what the logit still knows.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Goodfellow, Bengio and Courville (2016), *Deep Learning*, section 6.2.2.2.

    Examples
    --------
    >>> from lib.layers import BCELoss
    >>> round(BCELoss()([0.5, 0.5], [0.0, 1.0]).item(), 4)
    0.6931
    """

    weight: Tensor | None

    def __init__(self, weight: Any = None, *, reduction: str = "mean") -> None:
        super().__init__(reduction=reduction)
        self.register_buffer("weight", buffer_of(weight))

    def forward(self, input: Any, target: Any) -> Tensor:
        """Return the loss of probabilities of any shape against targets of the same shape."""
        return functional.binary_cross_entropy(input, target, weight=self.weight, reduction=self.reduction)


class BCEWithLogitsLoss(ReducedLoss):
    r"""Score logits against 0/1 targets without computing the probability, in nats.

    .. math:: \ell = -w\,\bigl(p\,y\log\sigma(x) + (1-y)\log(1-\sigma(x))\bigr)

    Parameters
    ----------
    weight : Tensor or array_like of a shape that broadcasts against the input, optional
        Factor for each element; a buffer.
    reduction : {"mean", "sum", "none"}, default "mean"
        Average over all elements, add them up, or return each.
    pos_weight : Tensor or array_like of a shape that broadcasts against the target, optional
        :math:`p`: what a positive counts; a buffer.

    Raises
    ------
    ValueError
        If ``reduction`` is not one of the three.

    Notes
    -----
    Computed with softplus, so it neither overflows nor takes the logarithm of 0. The slope is
    :math:`\sigma(x) - y` (for weights of 1).
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Goodfellow, Bengio and Courville (2016), *Deep Learning*, section 6.2.2.2.

    Examples
    --------
    >>> from lib.layers import BCEWithLogitsLoss
    >>> BCEWithLogitsLoss()([1000.0, 1000.0], [1.0, 0.0]).item()
    500.0
    """

    weight: Tensor | None
    pos_weight: Tensor | None

    def __init__(self, weight: Any = None, *, reduction: str = "mean", pos_weight: Any = None) -> None:
        super().__init__(reduction=reduction)
        self.register_buffer("weight", buffer_of(weight))
        self.register_buffer("pos_weight", buffer_of(pos_weight))

    def forward(self, input: Any, target: Any) -> Tensor:
        """Return the loss of logits of any shape against targets of the same shape."""
        return functional.binary_cross_entropy_with_logits(
            input, target, weight=self.weight, reduction=self.reduction, pos_weight=self.pos_weight
        )
