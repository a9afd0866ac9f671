"""Activations with a bounded range: each number by itself, or a whole axis as probabilities."""

from __future__ import annotations

from typing import Any

from lib.basics import check_integer
from lib.grad import Tensor, functional
from lib.layers.module import Module


class Sigmoid(Module):
    r"""Squeeze each number into the open interval from 0 to 1.

    .. math:: \sigma(x) = \frac{1}{1 + e^{-x}}

    Notes
    -----
    The slope :math:`\sigma(x)(1 - \sigma(x))` is positive everywhere and at most 1/4.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.layers import Sigmoid
    >>> Sigmoid()([-1000.0, 0.0, 1000.0]).data
    array([0. , 0.5, 1. ])
    """

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of the shape of ``input``."""
        return functional.sigmoid(input)


class Tanh(Module):
    r"""Squeeze each number into the open interval from -1 to 1.

    .. math:: \tanh x = 2\sigma(2x) - 1

    Notes
    -----
    Its outputs are centred on 0 and its slope is at most 1, four times the sigmoid's; it saturates like the sigmoid.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    LeCun, Bottou, Orr and Müller (1998), *Efficient BackProp*, section 4.4.

    Examples
    --------
    >>> from lib.layers import Tanh
    >>> Tanh()([-1000.0, 0.0, 1000.0]).data
    array([-1.,  0.,  1.])
    """

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of the shape of ``input``."""
        return functional.tanh(input)


class Softmax(Module):
    r"""Turn logits into probabilities along an axis.

    .. math:: \mathrm{softmax}(x)_i = \frac{e^{x_i}}{\sum_j e^{x_j}}

    Parameters
    ----------
    dim : int
        Axis along which the probabilities sum to 1.

    Raises
    ------
    TypeError
        If ``dim`` is no integer.

    Notes
    -----
    torch still accepts ``dim=None``, guesses an axis and warns; here that is an error.
    Adding one number to all logits changes nothing, so the largest is subtracted first. A network that ends in
    `CrossEntropyLoss` needs no such layer: that loss takes logits.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Goodfellow, Bengio and Courville (2016), *Deep Learning*, equation 6.29.

    Examples
    --------
    >>> from lib.layers import Softmax
    >>> Softmax(dim=1)([[0.0, 0.0], [-800.0, 800.0]]).data
    array([[0.5, 0.5],
           [0. , 1. ]])
    """

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = check_integer("dim", dim)

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of the shape of ``input``."""
        return functional.softmax(input, dim=self.dim)

    def extra_repr(self) -> str:
        """Return the layer's settings."""
        return f"dim={self.dim}"


class LogSoftmax(Module):
    r"""Turn logits into log-probabilities along an axis, in nats.

    .. math:: \log\mathrm{softmax}(x)_i = x_i - \log\sum_j e^{x_j}

    Parameters
    ----------
    dim : int
        Axis along which the probabilities sum to 1.

    Raises
    ------
    TypeError
        If ``dim`` is no integer.

    Notes
    -----
    torch still accepts ``dim=None``, guesses an axis and warns; here that is an error.
    Finite where the logarithm of the softmax would be minus infinity.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.layers import LogSoftmax
    >>> LogSoftmax(dim=0)([0.0, -1000.0]).data
    array([    0., -1000.])
    """

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = check_integer("dim", dim)

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of the shape of ``input``."""
        return functional.log_softmax(input, dim=self.dim)

    def extra_repr(self) -> str:
        """Return the layer's settings."""
        return f"dim={self.dim}"
