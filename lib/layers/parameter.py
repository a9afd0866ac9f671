"""A parameter: the kind of tensor that a module enters in its list and an optimizer changes."""

from __future__ import annotations

from typing import Any

from lib.grad import Tensor


class Parameter(Tensor):
    """Make a tensor that a `Module` lists under ``parameters()`` as soon as it is one of its attributes.

    Parameters
    ----------
    data : Tensor or array_like, of any shape
        Real numbers. An array is shared, not copied, as in torch.
    requires_grad : bool, default True
        ``False`` freezes the parameter: it stays in the list and in ``state_dict`` but gets no gradient.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.layers import Parameter
    >>> weight = Parameter([1.0, -2.0])
    >>> (weight * weight).sum().backward()
    >>> weight.grad
    array([ 2., -4.])
    """

    def __init__(self, data: Any, requires_grad: bool = True) -> None:
        super().__init__(data.data if isinstance(data, Tensor) else data, requires_grad=requires_grad)
