"""What all losses share: a module without parameters that knows how to put many losses into one."""

from __future__ import annotations

from typing import Any, ClassVar

from lib.basics import check_choice
from lib.grad import Tensor
from lib.layers.module import Module


class ReducedLoss(Module):
    """Base of the losses: holds how the losses of single elements become one number.

    Parameters
    ----------
    reduction : {"mean", "sum", "none"}, default "mean"

    Raises
    ------
    ValueError
        If ``reduction`` is not one of the three.

    Notes
    -----
    torch's losses still take two arguments that have been deprecated since 2018, ``size_average`` and ``reduce``,
    before ``reduction``; here they are gone, so ``reduction`` is given by name wherever torch needs that too.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.layers import MSELoss
    >>> MSELoss(reduction="sum")([1.0, 4.0], [1.0, 2.0]).item()
    4.0
    """

    _reductions: ClassVar[tuple[str, ...]] = ("mean", "sum", "none")

    def __init__(self, *, reduction: str = "mean") -> None:
        super().__init__()
        self.reduction = check_choice("reduction", reduction, self._reductions)


def buffer_of(value: Any) -> Tensor | None:
    """Return weights as a tensor, and None as None.

    Parameters
    ----------
    value : Tensor or array_like of any shape, or None

    Returns
    -------
    Tensor of the same shape, or None

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.layers.reduced_loss import buffer_of
    >>> buffer_of([1.0, 2.0]).shape
    (2,)
    """
    return value if value is None or isinstance(value, Tensor) else Tensor(value)
