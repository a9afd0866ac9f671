"""Penalties: what large weights cost, added to the loss so that the gradient pulls them towards 0."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lib.grad import Tensor
from lib.layers.module import Module
from lib.layers.parameter import Parameter


def weight_matrices(module: Module) -> Iterator[Parameter]:
    """Yield what is usually penalised: the weights, without biases, slopes of PReLU, and scales and shifts of norms.

    Parameters
    ----------
    module : Module

    Yields
    ------
    Parameter, shape with at least two axes

    Raises
    ------
    TypeError
        If ``module`` is no `Module`.

    Notes
    -----
    A bias moves the output and cannot make it vary with the input, so there is little to gain from keeping it small.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Goodfellow, Bengio and Courville (2016), *Deep Learning*, section 7.1.

    Examples
    --------
    >>> from lib.layers import BatchNorm1d, Linear, Sequential, weight_matrices
    >>> model = Sequential(Linear(4, 8), BatchNorm1d(8), Linear(8, 2))
    >>> [parameter.shape for parameter in weight_matrices(model)]
    [(8, 4), (2, 8)]
    """
    if not isinstance(module, Module):
        raise TypeError(f"module must be a Module, got {type(module).__name__}")
    return (parameter for parameter in module.parameters() if parameter.ndim >= 2)


def l1_penalty(parameters: Iterable[Tensor]) -> Tensor:
    r"""Add up the sizes of all weights, :math:`\sum_i |w_i|`.

    Parameters
    ----------
    parameters : iterable of Tensor of any shape
        Such as ``weight_matrices(model)``.

    Returns
    -------
    Tensor, shape ()
        Times :math:`\lambda`, to be added to the loss.

    Raises
    ------
    ValueError
        If there is no tensor.

    Notes
    -----
    Its gradient is the sign of each weight (0 at 0). The minimiser has weights of exactly 0, but gradient steps only
    hover about 0: exact zeros come from a proximal step (soft threshold).
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Tibshirani (1996), *Regression Shrinkage and Selection via the Lasso*, equation 1.

    Examples
    --------
    >>> from lib.layers import Parameter, l1_penalty
    >>> l1_penalty([Parameter([[3.0, -4.0]]), Parameter([1.0])]).item()
    8.0
    """
    return _total([parameter.abs().sum() for parameter in parameters])


def l2_penalty(parameters: Iterable[Tensor]) -> Tensor:
    r"""Add up the squares of all weights and halve the sum, :math:`\tfrac12 \sum_i w_i^2`.

    Parameters
    ----------
    parameters : iterable of Tensor of any shape
        Such as ``weight_matrices(model)``.

    Returns
    -------
    Tensor, shape ()
        Times :math:`\lambda`, to be added to the loss.

    Raises
    ------
    ValueError
        If there is no tensor.

    Notes
    -----
    With the half, the gradient is :math:`\lambda w`, which is what ``weight_decay=λ`` of an optimizer adds; without it
    a tuned :math:`\lambda` means something else by a factor of 2. Penalty and weight decay are the same for plain SGD
    only.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Goodfellow, Bengio and Courville (2016), *Deep Learning*, equation 7.2.

    Examples
    --------
    >>> from lib.layers import Parameter, l2_penalty
    >>> weight = Parameter([[3.0, -4.0]])
    >>> penalty = l2_penalty([weight])
    >>> penalty.backward()
    >>> penalty.item(), weight.grad
    (12.5, array([[ 3., -4.]]))
    """
    return 0.5 * _total([(parameter * parameter).sum() for parameter in parameters])


def _total(terms: list[Any]) -> Tensor:
    if not terms:
        raise ValueError("parameters must hold at least one tensor, got none")
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total
