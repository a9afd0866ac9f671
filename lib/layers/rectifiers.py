"""Activations that follow the input where it is large and flatten or bend it where it is negative."""

from __future__ import annotations

from typing import Any

import numpy as np

from lib.basics import check_choice, check_integer, check_real
from lib.grad import Tensor, functional
from lib.layers.module import Module
from lib.layers.parameter import Parameter


class ReLU(Module):
    r"""Cut off what is negative.

    .. math:: \mathrm{relu}(x) = \max(x, 0)

    Parameters
    ----------
    inplace : bool, default False
        Overwrite the input instead of making a new array.

    Notes
    -----
    The range is :math:`[0, \infty)`: 0 is reached. At 0 there is no derivative; 0, the slope on the left, is taken.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Glorot, Bordes and Bengio (2011), *Deep Sparse Rectifier Neural Networks*.

    Examples
    --------
    >>> from lib.layers import ReLU
    >>> ReLU()([-1.0, 0.0, 2.0]).data
    array([0., 0., 2.])
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of the shape of ``input``."""
        return functional.relu(input, inplace=self.inplace)

    def extra_repr(self) -> str:
        """Return the layer's settings."""
        return "inplace=True" if self.inplace else ""


class LeakyReLU(Module):
    r"""Let a small share of what is negative through, so that no unit has slope 0 everywhere.

    .. math:: f(x) = x \text{ for } x > 0, \quad a x \text{ otherwise}

    Parameters
    ----------
    negative_slope : float, default 0.01
        :math:`a`.
    inplace : bool, default False
        Overwrite the input instead of making a new array.

    Raises
    ------
    TypeError, ValueError
        If the slope is no finite number.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Maas, Hannun and Ng (2013), *Rectifier Nonlinearities Improve Neural Network Acoustic Models*.

    Examples
    --------
    >>> from lib.layers import LeakyReLU
    >>> LeakyReLU(0.1)([-1.0, 0.0, 2.0]).data
    array([-0.1,  0. ,  2. ])
    """

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False) -> None:
        super().__init__()
        check_real("negative_slope", negative_slope)
        self.negative_slope = negative_slope
        self.inplace = inplace

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of the shape of ``input``."""
        return functional.leaky_relu(input, self.negative_slope, inplace=self.inplace)

    def extra_repr(self) -> str:
        """Return the layer's settings."""
        return f"negative_slope={self.negative_slope}{', inplace=True' if self.inplace else ''}"


class PReLU(Module):
    r"""Learn the slope of the negative side, one for all channels or one for each.

    .. math:: f(x) = x \text{ for } x > 0, \quad a x \text{ otherwise, with } a \text{ trained}

    Parameters
    ----------
    num_parameters : int, default 1
        1, or the length of the second axis (the only axis, if there is one).
    init : float, default 0.25
        Where the slopes start.
    dtype : dtype, default float64

    Attributes
    ----------
    weight : Parameter, shape (num_parameters,)
        The slopes :math:`a`.

    Raises
    ------
    TypeError, ValueError
        If ``num_parameters`` is no positive integer or ``init`` no number.

    Notes
    -----
    A penalty on the weights should leave the slopes alone: pulled to 0, PReLU is ReLU.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    He, Zhang, Ren and Sun (2015), *Delving Deep into Rectifiers*, equation 1.

    Examples
    --------
    >>> from lib.layers import PReLU
    >>> layer = PReLU()
    >>> layer([-1.0, 2.0]).sum().backward()
    >>> layer.weight.grad  # the sum of the negative inputs
    array([-1.])
    """

    def __init__(self, num_parameters: int = 1, init: float = 0.25, *, dtype: Any = np.float64) -> None:
        super().__init__()
        self.num_parameters = check_integer("num_parameters", num_parameters, low=1)
        check_real("init", init)
        self.init = init
        self.weight = Parameter(np.full(num_parameters, init, dtype))

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of the shape of ``input``."""
        return functional.prelu(input, self.weight)

    def extra_repr(self) -> str:
        """Return the layer's settings."""
        return f"num_parameters={self.num_parameters}"


class Softplus(Module):
    r"""Round off the corner of ReLU.

    .. math:: f(x) = \frac{1}{\beta}\log(1 + e^{\beta x})

    Parameters
    ----------
    beta : float, default 1.0
        The larger, the sharper the corner.
    threshold : float, default 20.0
        Above it (measured as ``beta * x``) the function is taken to be ``x``.

    Raises
    ------
    TypeError, ValueError
        If ``beta`` is not positive or a setting no number.

    Notes
    -----
    Its derivative is the sigmoid of :math:`\beta x`. Written as in the formula it overflows; computed it does not.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Dugas, Bengio, Bélisle, Nadeau and Garcia (2001), *Incorporating Second-Order Functional Knowledge for
    Better Option Pricing*.

    Examples
    --------
    >>> from lib.layers import Softplus
    >>> Softplus()([-800.0, 0.0, 80.0]).data.round(4)
    array([ 0.    ,  0.6931, 80.    ])
    """

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__()
        check_real("beta", beta, low=0, closed="neither")
        self.beta = beta
        check_real("threshold", threshold)
        self.threshold = threshold

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of the shape of ``input``."""
        return functional.softplus(input, self.beta, self.threshold)

    def extra_repr(self) -> str:
        """Return the layer's settings."""
        return f"beta={self.beta}, threshold={self.threshold}"


class GELU(Module):
    r"""Weigh each input by the probability that a standard normal number lies below it.

    .. math:: f(x) = x\,\Phi(x)

    Parameters
    ----------
    approximate : {"none", "tanh"}, default "none"
        ``"tanh"`` puts :math:`\tfrac12(1 + \tanh(\sqrt{2/\pi}(x + 0.044715x^3)))` for :math:`\Phi(x)`.

    Raises
    ------
    ValueError
        If ``approximate`` is neither "none" nor "tanh".

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Hendrycks and Gimpel (2016), *Gaussian Error Linear Units (GELUs)*, section 2.

    Examples
    --------
    >>> from lib.layers import GELU
    >>> GELU()([-1.0, 0.0, 1.0]).data.round(4)
    array([-0.1587,  0.    ,  0.8413])
    """

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = check_choice("approximate", approximate, ("none", "tanh"))

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of the shape of ``input``."""
        return functional.gelu(input, approximate=self.approximate)

    def extra_repr(self) -> str:
        """Return the layer's settings."""
        return f"approximate={self.approximate!r}"
