"""Layers without arithmetic: one that merges axes, one that does nothing."""

from __future__ import annotations

from typing import Any

from lib.basics import check_integer
from lib.grad import Tensor
from lib.layers.module import Module


class Identity(Module):
    r"""Return the input as it is: the place of a layer that is switched off.

    Parameters
    ----------
    *args, **kwargs : object
        Not used, so that it can stand for any layer.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.layers import Identity
    >>> Identity(54, unused=True)([1.0, 2.0])
    [1.0, 2.0]
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()

    def forward(self, input: Any) -> Any:
        """Return ``input``."""
        return input


class Flatten(Module):
    r"""Make one axis of several, such as rows and columns of an image.

    Parameters
    ----------
    start_dim : int, default 1
        First axis to merge; 0 is the batch.
    end_dim : int, default -1
        Last axis to merge.

    Raises
    ------
    TypeError
        If an axis is no integer.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.grad import Tensor
    >>> from lib.layers import Flatten
    >>> Flatten()(Tensor(np.zeros((5, 28, 28)))).shape
    (5, 784)
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim = check_integer("start_dim", start_dim)
        self.end_dim = check_integer("end_dim", end_dim)

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor with the axes merged."""
        tensor = input if isinstance(input, Tensor) else Tensor(input)
        return tensor.flatten(self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        """Return the layer's settings."""
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"
