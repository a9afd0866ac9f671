"""The part of the input that one number of a layer's output can see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from lib.basics import check_choice, check_integer
from lib.grad.functional.windows import pair
from lib.layers.batch_norm import BatchNorm2d
from lib.layers.containers import Sequential
from lib.layers.convolution import Conv2d
from lib.layers.dropout import Dropout, Dropout2d
from lib.layers.module import Module
from lib.layers.pooling import AvgPool2d, MaxPool2d
from lib.layers.rectifiers import GELU, LeakyReLU, PReLU, ReLU, Softplus
from lib.layers.shaping import Identity
from lib.layers.squashing import Sigmoid, Tanh

# Layers that treat each place by itself.
BY_PLACE = (BatchNorm2d, Dropout, Dropout2d, GELU, Identity, LeakyReLU, PReLU, ReLU, Sigmoid, Softplus, Tanh)


class ReceptiveField(NamedTuple):
    """Hold what one number sees along one axis of the input.

    Attributes
    ----------
    size : int
        Pixels of the input that can change it.
    jump : int
        Pixels of the input between the fields of neighbours.
    start : float
        Middle of the first number's field, in pixels of the input, the first of which is 0. It may lie outside.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.layers import ReceptiveField
    >>> ReceptiveField(size=1, jump=1, start=0.0)  # a pixel sees itself
    ReceptiveField(size=1, jump=1, start=0.0)
    """

    size: int
    jump: int
    start: float


def _window(layer: Any, axis: int) -> tuple[int, int, float, int]:
    """Return kernel, stride, padding and dilation of a layer along an axis."""
    if isinstance(layer, BY_PLACE):
        return 1, 1, 0, 1
    if isinstance(layer, Conv2d):
        return layer.kernel_size[axis], layer.stride[axis], layer._margins[axis][0], layer.dilation[axis]
    if isinstance(layer, MaxPool2d | AvgPool2d):
        settings = (layer.kernel_size, layer.stride, layer.padding, getattr(layer, "dilation", 1))
        kernel, stride, padding, dilation = [pair("setting", value)[axis] for value in settings]
        return kernel, stride, padding, dilation
    if isinstance(layer, Module) or not isinstance(layer, tuple | list) or not 1 <= len(layer) <= 4:
        raise TypeError(
            "layers must hold (kernel_size, stride, padding, dilation), Conv2d, pooling or layers that act on each "
            f"place by itself, got {type(layer).__name__}"
        )
    given: tuple[Any, ...] = tuple(layer)
    kernel, stride, padding, dilation = given + (1, 1, 0, 1)[len(given) :]
    for name, value in (("kernel_size", kernel), ("stride", stride), ("dilation", dilation)):
        check_integer(name, value, low=1)
    return kernel, stride, check_integer("padding", padding, low=0), dilation


def receptive_field(layers: Iterable[Any], axis: int = 0) -> list[ReceptiveField]:
    r"""Compute what a number of each layer's output sees of the input, along one axis.

    .. math:: r_l = r_{l-1} + d_l (k_l - 1)\, j_{l-1}, \quad j_l = s_l\, j_{l-1}, \quad
       a_l = a_{l-1} + \left(\frac{d_l (k_l - 1)}{2} - p_l\right) j_{l-1}

    Parameters
    ----------
    layers : Sequential or iterable
        From the input upwards: `Conv2d`, `MaxPool2d`, `AvgPool2d` and layers that act on each place by itself; or
        tuples (kernel_size, stride, padding, dilation), of which all but the first may be left out.
    axis : {0, 1}, default 0
        Rows or columns, where a layer's settings differ.

    Returns
    -------
    list of ReceptiveField
        Size :math:`r`, jump :math:`j` and start :math:`a` after each layer. Before the first they are 1, 1 and 0.

    Raises
    ------
    TypeError, ValueError
        If a layer is of another kind, such as a `Linear`, which sees all; a setting is out of range; or ``axis`` is
        neither 0 nor 1.

    Notes
    -----
    The largest field there can be: how much each of its pixels counts is another matter (Luo et al. 2016, the
    "effective" field). Near the border a part of it lies outside the picture.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Araujo, Norris and Sim (2019), *Computing Receptive Fields of Convolutional Neural Networks*, equations 1 to 4;
    Luo, Li, Urtasun and Zemel (2016), *Understanding the Effective Receptive Field in Deep Convolutional Neural
    Networks*.

    Examples
    --------
    >>> from lib.layers import receptive_field
    >>> [field.size for field in receptive_field([(3,), (3,), (3,)])]  # three 3x3 layers see what one of 7x7 sees
    [3, 5, 7]
    >>> receptive_field([(3, 2, 1), (3, 2, 1)])[-1]
    ReceptiveField(size=7, jump=4, start=0.0)
    """
    check_choice("axis", axis, (0, 1))
    size, jump, start = 1, 1, 0.0
    fields = []
    for layer in list(layers.children()) if isinstance(layers, Sequential) else layers:
        kernel, stride, padding, dilation = _window(layer, axis)
        size += dilation * (kernel - 1) * jump
        start += (dilation * (kernel - 1) / 2 - padding) * jump
        jump *= stride
        fields.append(ReceptiveField(size, jump, start))
    return fields
