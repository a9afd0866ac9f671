"""Layer normalisation: each sample gets mean 0 and variance 1 over its own features."""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from typing import Any

import numpy as np

from lib.basics import check_integer, check_real
from lib.grad import Tensor, functional
from lib.layers.module import Module
from lib.layers.parameter import Parameter


class LayerNorm(Module):
    r"""Normalise over the last axes, sample by sample, then scale and shift each feature.

    .. math:: y = \gamma \odot \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta

    Parameters
    ----------
    normalized_shape : int or sequence of int
        The last axes' lengths; mean and variance (divided by n) are taken over them together.
    eps : float, default 1e-5
        :math:`\epsilon`: keeps a constant sample from being divided by 0.
    elementwise_affine : bool, default True
        Whether :math:`\gamma` and :math:`\beta` exist; else they are 1 and 0.
    bias : bool, default True
        Whether :math:`\beta` exists.
    dtype : dtype, default float64

    Attributes
    ----------
    weight, bias : Parameter, shape normalized_shape, or None
        :math:`\gamma` and :math:`\beta`.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.

    Notes
    -----
    Training and evaluation are the same, samples stay independent, and nothing is kept from batch to batch.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Ba, Kiros and Hinton (2016), *Layer Normalization*, equations 3 and 4.

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.layers import LayerNorm
    >>> LayerNorm(2)(Tensor([[1.0, 3.0], [10.0, 30.0]])).data.round(3)
    array([[-1.,  1.],
           [-1.,  1.]])
    """

    weight: Parameter | None
    bias: Parameter | None

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        *,
        dtype: Any = np.float64,
    ) -> None:
        super().__init__()
        given: Any = normalized_shape
        lengths = [given] if isinstance(given, numbers.Integral) else list(given)
        self.normalized_shape = tuple([check_integer("normalized_shape", length, low=1) for length in lengths])
        if not self.normalized_shape:
            raise ValueError("normalized_shape must name at least one axis, got ()")
        check_real("eps", eps, low=0)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        shape = self.normalized_shape
        self.register_parameter("weight", Parameter(np.ones(shape, dtype)) if elementwise_affine else None)
        self.register_parameter("bias", Parameter(np.zeros(shape, dtype)) if elementwise_affine and bias else None)

    def reset_parameters(self) -> None:
        """Set the scale to 1 and the shift to 0."""
        for parameter, value in ((self.weight, 1), (self.bias, 0)):
            if parameter is not None:
                parameter.data.fill(value)

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of the shape of ``input``, ``(..., *normalized_shape)``."""
        return functional.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """Return the layer's settings."""
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}, "
            f"bias={self.bias is not None}"
        )
