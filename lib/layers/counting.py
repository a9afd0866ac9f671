"""What a model costs: its parameters, and the multiply-adds of one forward pass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lib.basics import check_integer
from lib.grad import Tensor, no_grad
from lib.layers.convolution import Conv1d, Conv2d
from lib.layers.linear import Linear
from lib.layers.module import Module


def parameter_counts(module: Module, trainable: bool = False) -> dict[str, int]:
    """Count the numbers of each parameter; their sum is the size of the model.

    Parameters
    ----------
    module : Module
    trainable : bool, default False
        Whether to leave out frozen parameters.

    Returns
    -------
    dict of str to int
        By the parameter's dotted name; tied ones count once.

    Notes
    -----
    `lib.classical.count_parameters` is its counterpart for fitted estimators.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.layers import Linear, ReLU, Sequential, parameter_counts
    >>> counts = parameter_counts(Sequential(Linear(784, 128), ReLU(), Linear(128, 10)))
    >>> counts
    {'0.weight': 100352, '0.bias': 128, '2.weight': 1280, '2.bias': 10}
    >>> sum(counts.values())
    101770
    """
    named = module.named_parameters()
    return {name: parameter.numel() for name, parameter in named if parameter.requires_grad or not trainable}


def count_multiply_adds(model: Module, input_shape: Sequence[int], dtype: Any = np.float64) -> int:
    """Count the multiply-adds of the fully connected and convolutional layers for one sample.

    Parameters
    ----------
    model : Module
    input_shape : sequence of int
        Shape of one sample, without the batch axis.
    dtype : dtype, default float64
        Type of the sample; integers for a model that starts with an `Embedding`.

    Returns
    -------
    int
        ``in_features * out_features`` for each time a `Linear` is applied to a row; the numbers in all filters of a
        `Conv1d` or `Conv2d` for each place where they are applied, padding included.

    Raises
    ------
    TypeError, ValueError
        If ``model`` is no `Module`, or a length is no integer of at least 0.

    Notes
    -----
    Counted during a forward pass of a sample of zeros, in evaluation mode and without a graph, so that a layer that is
    called twice counts twice. Adding biases, activations, norms and pooling are left out: pooling multiplies nothing,
    and the others grow with the width, not with its square. A product that a model's own ``forward`` writes as
    ``a @ b`` is not seen. The backward pass costs about twice as much again.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.layers import Conv2d, Linear, MaxPool2d, ReLU, Sequential, count_multiply_adds
    >>> count_multiply_adds(Sequential(Linear(512, 512), ReLU(), Linear(512, 512)), (512,))
    524288
    >>> count_multiply_adds(Sequential(Conv2d(1, 6, 5), ReLU(), MaxPool2d(2)), (1, 28, 28))  # 6 * 5 * 5 at 24 * 24
    86400
    """
    if not isinstance(model, Module):
        raise TypeError(f"model must be a Module, got {type(model).__name__}")
    shape = [check_integer("input_shape", length, low=0) for length in input_shape]
    total = 0

    def add(layer: Any, args: tuple[Any, ...], output: Any) -> None:
        nonlocal total
        width = layer.out_features if isinstance(layer, Linear) else layer.out_channels
        total += layer.weight.numel() * (output.numel() // width)

    modes = [(module, module.training) for module in model.modules()]
    counted = Linear, Conv1d, Conv2d
    hooks = [module.register_forward_hook(add) for module, _ in modes if isinstance(module, counted)]
    try:
        with no_grad():
            model.eval()(Tensor(np.zeros((1, *shape), dtype)))
    finally:
        for hook in hooks:
            hook.remove()
        for module, mode in modes:
            module.training = mode
    return total
