"""Losses for one class out of several, and for distributions over classes."""

from __future__ import annotations

from typing import Any

from lib.basics import check_integer, check_real
from lib.grad import Tensor, functional
from lib.layers.reduced_loss import ReducedLoss, buffer_of


class CrossEntropyLoss(ReducedLoss):
    r"""Score logits against classes: the negative log-likelihood of a categorical variable, in nats.

    .. math:: \ell = -w_y \log\mathrm{softmax}(x)_y

    Parameters
    ----------
    weight : Tensor or array_like, shape (n_classes,), optional
        What a sample of each class counts; a buffer.
    ignore_index : int, default -100
        Target that does not count (for class numbers).
    reduction : {"mean", "sum", "none"}, default "mean"
        Average over the samples (weighted, if there are weights), add them up, or return each.
    label_smoothing : float, default 0.0
        Share of the target that is spread evenly over all classes, between 0 and 1.

    Raises
    ------
    TypeError, ValueError
        If ``reduction`` is not one of the three, ``ignore_index`` no integer or ``label_smoothing`` not in 0..1.

    Notes
    -----
    Takes logits, so the model must not end in a softmax. The target holds class numbers of shape (N, ...) or
    probabilities of the shape of the input, (N, C, ...). The slope is softmax minus target.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Bishop (2006), *Pattern Recognition and Machine Learning*, equation 4.108; Szegedy et al. (2016), *Rethinking the
    Inception Architecture for Computer Vision*, section 7 (label smoothing).

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.layers import CrossEntropyLoss
    >>> logits = Tensor([[0.0, 0.0], [0.0, 0.0]], requires_grad=True)
    >>> loss = CrossEntropyLoss()(logits, [1, 0])
    >>> loss.backward()
    >>> logits.grad  # (softmax minus target) over the number of samples
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """

    weight: Tensor | None

    def __init__(
        self, weight: Any = None, *, ignore_index: int = -100, reduction: str = "mean", label_smoothing: float = 0.0
    ) -> None:
        super().__init__(reduction=reduction)
        self.register_buffer("weight", buffer_of(weight))
        self.ignore_index = check_integer("ignore_index", ignore_index)
        check_real("label_smoothing", label_smoothing, low=0, high=1)
        self.label_smoothing = label_smoothing

    def forward(self, input: Any, target: Any) -> Tensor:
        """Return the loss of logits, shape (N, C, ...) or (C,), against class numbers or probabilities."""
        return functional.cross_entropy(
            input,
            target,
            weight=self.weight,
            ignore_index=self.ignore_index,
            reduction=self.reduction,
            label_smoothing=self.label_smoothing,
        )


class NLLLoss(ReducedLoss):
    r"""Score log-probabilities against classes, in nats.

    .. math:: \ell = -w_y x_y

    Parameters
    ----------
    weight : Tensor or array_like, shape (n_classes,), optional
        What a sample of each class counts; a buffer.
    ignore_index : int, default -100
        Target that does not count.
    reduction : {"mean", "sum", "none"}, default "mean"
        Average over the samples (weighted, if there are weights), add them up, or return each.

    Raises
    ------
    TypeError, ValueError
        If ``reduction`` is not one of the three or ``ignore_index`` no integer.

    Notes
    -----
    After `LogSoftmax` it gives what `CrossEntropyLoss` gives on the logits.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.grad import Tensor
    >>> from lib.layers import NLLLoss
    >>> round(NLLLoss()(Tensor(np.log([[0.25, 0.75]])), [1]).item(), 4)
    0.2877
    """

    weight: Tensor | None

    def __init__(self, weight: Any = None, *, ignore_index: int = -100, reduction: str = "mean") -> None:
        super().__init__(reduction=reduction)
        self.register_buffer("weight", buffer_of(weight))
        self.ignore_index = check_integer("ignore_index", ignore_index)

    def forward(self, input: Any, target: Any) -> Tensor:
        """Return the loss of log-probabilities, shape (N, C, ...) or (C,), against class numbers."""
        return functional.nll_loss(
            input, target, weight=self.weight, ignore_index=self.ignore_index, reduction=self.reduction
        )


class KLDivLoss(ReducedLoss):
    r"""Measure how far log-probabilities are from a target distribution, in nats.

    .. math:: \ell = y\,(\log y - x), \quad \text{summed: } \mathrm{KL}(y \Vert e^x)

    Parameters
    ----------
    reduction : {"mean", "sum", "none", "batchmean"}, default "mean"
        ``"batchmean"`` divides the sum by the batch size, which is the divergence; ``"mean"`` divides it by the number
        of elements, which is not.
    log_target : bool, default False
        Whether the target holds log-probabilities too.

    Raises
    ------
    ValueError
        If ``reduction`` is not one of the four.

    Notes
    -----
    The input is :math:`x = \log q`; a target of 0 costs nothing. With a fixed target the gradient equals that of the
    cross-entropy, since :math:`H(p, q) = H(p) + \mathrm{KL}(p \Vert q)`.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Cover and Thomas (2006), *Elements of Information Theory*, equation 2.26.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.layers import KLDivLoss
    >>> loss = KLDivLoss(reduction="batchmean")
    >>> round(loss(np.log([[0.5, 0.5]]), [[1.0, 0.0]]).item(), 4)
    0.6931
    """

    _reductions = (*ReducedLoss._reductions, "batchmean")

    def __init__(self, *, reduction: str = "mean", log_target: bool = False) -> None:
        super().__init__(reduction=reduction)
        self.log_target = log_target

    def forward(self, input: Any, target: Any) -> Tensor:
        """Return the loss of an input of any shape against a target of the same shape."""
        return functional.kl_div(input, target, reduction=self.reduction, log_target=self.log_target)
