"""Activations of a layer's units, element by element."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from lib.basics import check_choice
from lib.grad.functional.normal_distribution import normal_distribution
from lib.grad.node import Gradients, Node
from lib.grad.recording import as_recorded, operand, record, unbroadcast

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor

_BLOCK = 1 << 15  # numbers: what is computed from a block of them stays in the processor's cache


def tensor_of(value: Any) -> Tensor:
    """Return a tensor as it is, anything else as a constant tensor."""
    return as_recorded(value)  # type: ignore[return-value]


def _slope_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Multiply by the function's slope, which was computed with its value."""
    return (gradient * node.saved[0],)


def _prelu_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Where x <= 0 the result is ax: x earns the gradient times a, and a earns it times x."""
    x, a = node.saved
    below = x <= 0
    return (
        np.where(below, gradient * a, gradient),
        unbroadcast(np.where(below, gradient * x, 0), a.shape).reshape(node.inputs[1].shape),
    )


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    r"""Compute :math:`\max(x, 0)`.

    Parameters
    ----------
    input : Tensor of any shape
    inplace : bool, default False
        Overwrite ``input``.

    Returns
    -------
    Tensor of the shape of ``input``

    Notes
    -----
    The slope at 0 is taken as 0.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Nair and Hinton (2010), *Rectified Linear Units Improve Restricted Boltzmann Machines*.

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import relu
    >>> relu(Tensor([-1.0, 2.0]))
    tensor([0., 2.])
    """
    out = tensor_of(input).relu()
    return _into(input, out) if inplace else out


def _into(input: Tensor, out: Tensor) -> Tensor:
    """Overwrite ``input`` with a result computed from it."""
    input._writable()
    return input._replaced_by(out)


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    r"""Compute :math:`x` where :math:`x > 0`, else :math:`a x`.

    Parameters
    ----------
    input : Tensor of any shape
    negative_slope : float, default 0.01
        :math:`a`.
    inplace : bool, default False
        Overwrite ``input``.

    Returns
    -------
    Tensor of the shape of ``input``

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Maas, Hannun and Ng (2013), *Rectifier Nonlinearities Improve Neural Network Acoustic Models*.

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import leaky_relu
    >>> leaky_relu(Tensor([-1.0, 2.0]), 0.1)
    tensor([-0.1,  2. ])
    """
    x = operand(input)
    slope = np.where(x > 0, 1, x.dtype.type(negative_slope)).astype(x.dtype, copy=False)
    out = record("leaky_relu", x * slope, (input,), _slope_backward, (slope,))
    return _into(input, out) if inplace else out


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    r"""Compute :math:`x` where :math:`x > 0`, else :math:`a x` with a learned :math:`a`.

    Parameters
    ----------
    input : Tensor, shape (n,) or (n, channels, ...)
    weight : Tensor, shape (1,) or (channels,)

    Returns
    -------
    Tensor of the shape of ``input``

    Raises
    ------
    RuntimeError
        If ``weight`` has another shape.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    He et al. (2015), *Delving Deep into Rectifiers*, equation 1.

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import prelu
    >>> prelu(Tensor([-1.0, 2.0]), Tensor([0.25]))
    tensor([-0.25,  2.  ])
    """
    x, a = operand(input), operand(weight)
    channels = x.shape[1] if x.ndim > 1 else 1
    if a.size not in (1, channels) or a.ndim > 1:
        raise RuntimeError(f"weight must have shape (1,) or ({channels},), got {a.shape}")
    a = a.reshape([-1 if axis == 1 else 1 for axis in range(x.ndim)] if a.size > 1 else [1] * x.ndim)
    return record("prelu", np.where(x > 0, x, a * x), (input, weight), _prelu_backward, (x, a), (input, weight))


def sigmoid(input: Tensor) -> Tensor:
    r"""Compute the logistic function :math:`\sigma(x) = 1/(1+e^{-x})`.

    Parameters
    ----------
    input : Tensor of any shape

    Returns
    -------
    Tensor of the shape of ``input``

    Notes
    -----
    Computed without overflow. Its slope is largest at 0, where it is 1/4.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import sigmoid
    >>> sigmoid(Tensor([-1000.0, 0.0]))
    tensor([0. , 0.5])
    """
    return tensor_of(input).sigmoid()


def tanh(input: Tensor) -> Tensor:
    r"""Compute the hyperbolic tangent, :math:`2\sigma(2x) - 1`.

    Parameters
    ----------
    input : Tensor of any shape

    Returns
    -------
    Tensor of the shape of ``input``

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import tanh
    >>> tanh(Tensor([0.0, 1000.0]))
    tensor([0., 1.])
    """
    return tensor_of(input).tanh()


def softplus(input: Tensor, beta: float = 1, threshold: float = 20) -> Tensor:
    r"""Compute :math:`\frac{1}{\beta}\log(1 + e^{\beta x})`, a ReLU with its corner rounded off.

    Parameters
    ----------
    input : Tensor of any shape
    beta : float, default 1
    threshold : float, default 20
        Where :math:`\beta x` is above it, the result is :math:`x` itself.

    Returns
    -------
    Tensor of the shape of ``input``

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Dugas et al. (2001), *Incorporating Second-Order Functional Knowledge for Better Option Pricing*.

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import softplus
    >>> softplus(Tensor([0.0, 50.0]))
    tensor([ 0.6931, 50.    ])
    """
    x = operand(input)
    scaled = x * beta
    linear = scaled > threshold
    decay = np.exp(-np.abs(scaled))
    value = np.where(linear, x, np.logaddexp(0, scaled) / beta).astype(x.dtype, copy=False)
    slope = np.where(linear, 1, np.where(scaled >= 0, 1, decay) / (1 + decay)).astype(x.dtype, copy=False)
    return record("softplus", value, (input,), _slope_backward, (slope,))


def gelu(input: Tensor, approximate: str = "none") -> Tensor:
    r"""Compute :math:`x\,\Phi(x)`, with the standard normal's distribution function :math:`\Phi`.

    Parameters
    ----------
    input : Tensor of any shape
    approximate : {"none", "tanh"}, default "none"
        ``"tanh"`` replaces :math:`\Phi(x)` by :math:`\frac12(1 + \tanh(\sqrt{2/\pi}(x + 0.044715 x^3)))`.

    Returns
    -------
    Tensor of the shape of ``input``

    Raises
    ------
    ValueError
        If ``approximate`` is neither.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Hendrycks and Gimpel (2016), *Gaussian Error Linear Units (GELUs)*, section 2.

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import gelu
    >>> gelu(Tensor([-1.0, 1.0]))
    tensor([-0.1587,  0.8413])
    """
    check_choice("approximate", approximate, ("none", "tanh"))
    x = operand(input)
    value, slope = np.empty(x.shape, x.dtype), np.empty(x.shape, x.dtype)
    numbers, values, slopes = x.ravel(), value.ravel(), slope.ravel()
    for start in range(0, x.size, _BLOCK):
        block = slice(start, start + _BLOCK)
        values[block], slopes[block] = _gelu(numbers[block], approximate)
    return record("gelu", value, (input,), _slope_backward, (slope,))


def _gelu(x: np.ndarray, approximate: str) -> tuple[np.ndarray, np.ndarray]:
    """Return GELU and its slope for a vector."""
    if approximate == "none":
        below, density = normal_distribution(x)
        density *= x
        density += below
        return np.multiply(x, below, out=below), density
    factor = math.sqrt(2 / math.pi)
    bent = np.tanh(factor * (x + 0.044715 * x * x * x))
    below = 0.5 * (1 + bent)
    return x * below, below + 0.5 * x * (1 - bent * bent) * factor * (1 + 3 * 0.044715 * x * x)
