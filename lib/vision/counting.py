"""What an image network costs: parameters, multiply-adds, and both layer by layer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from lib.basics import check_integer
from lib.train import evaluation_mode


class LayerRow(NamedTuple):
    """Hold what one layer returns and costs for one image.

    Attributes
    ----------
    name : str
        Dotted name within the model.
    kind : str
        Name of its class.
    output_shape : tuple of int
        Without the batch axis.
    parameters : int
        Trained numbers of the layer.
    multiply_adds : int

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.vision import LeNet, layer_table
    >>> layer_table(LeNet(), (1, 28, 28)).rows[0].output_shape
    (6, 28, 28)
    """

    name: str
    kind: str
    output_shape: tuple[int, ...]
    parameters: int
    multiply_adds: int


class LayerTable:
    """Hold one `LayerRow` for each layer of a model, in the order of the computation.

    Parameters
    ----------
    rows : sequence of LayerRow

    Notes
    -----
    Shown as text. Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.vision import layer_table
    >>> layer_table(torch.nn.Sequential(torch.nn.Conv2d(1, 4, 3), torch.nn.ReLU()), (1, 8, 8))
    layer  kind    output shape  parameters  multiply-adds
    0      Conv2d  4 x 6 x 6             40          1,296
    1      ReLU    4 x 6 x 6              0              0
    total                                40          1,296
    """

    def __init__(self, rows: Sequence[LayerRow]) -> None:
        self.rows = tuple(rows)

    def __iter__(self) -> Iterator[LayerRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        cells = [("layer", "kind", "output shape", "parameters", "multiply-adds")]
        for row in self.rows:
            shape = " x ".join(map(str, row.output_shape))
            cells.append((row.name, row.kind, shape, f"{row.parameters:,}", f"{row.multiply_adds:,}"))
        totals = (sum(row.parameters for row in self.rows), sum(row.multiply_adds for row in self.rows))
        cells.append(("total", "", "", f"{totals[0]:,}", f"{totals[1]:,}"))
        widths = [max(len(line[column]) for line in cells) for column in range(5)]
        aligned = [
            [cell.ljust(width) if column < 3 else cell.rjust(width) for column, (cell, width) in enumerate(pairs)]
            for pairs in (zip(line, widths) for line in cells)
        ]
        return "\n".join("  ".join(line).rstrip() for line in aligned)


def count_parameters(model: nn.Module, trainable: bool = True) -> int:
    """Count the numbers that a model learns.

    Parameters
    ----------
    model : torch.nn.Module
    trainable : bool, default True
        Whether to leave out frozen parameters.

    Returns
    -------
    int
        Parameters that are used twice count once; buffers such as running averages do not count.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.vision import count_parameters
    >>> count_parameters(torch.nn.Conv2d(8, 16, 3))
    1168
    """
    return sum(each.numel() for each in model.parameters() if each.requires_grad or not trainable)


def layer_table(model: nn.Module, input_shape: Sequence[int]) -> LayerTable:
    """List what each layer returns and costs for one image.

    Parameters
    ----------
    model : torch.nn.Module
    input_shape : sequence of int
        Shape of one image: channels, height, width.

    Returns
    -------
    LayerTable
        Only modules that hold no other module are listed, each time they are called.

    Raises
    ------
    TypeError, ValueError
        If ``model`` is no module, or a length is no positive integer.

    Notes
    -----
    Nothing is computed: shapes run through copies of the parameters on torch's ``meta`` device, in evaluation mode.
    Multiply-adds are those of convolutions and linear layers, and of a layer that has a method ``multiply_adds`` of its
    output's shape; biases, norms, activations and pooling are left out, as in the tables of the papers. What a
    ``forward`` computes without a module, such as the sum at the end of a residual block, is not seen.
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.vision import LeNet, layer_table
    >>> [row.multiply_adds for row in layer_table(LeNet(), (1, 28, 28)) if row.kind == "Conv2d"]
    [117600, 240000]
    """
    if not isinstance(model, nn.Module):
        raise TypeError(f"model must be a torch.nn.Module, got {type(model).__name__}")
    shape = [check_integer("input_shape", length, low=1) for length in input_shape]
    rows: list[LayerRow] = []
    hooks = []
    for name, layer in model.named_modules():
        if not any(True for _ in layer.children()):

            def add(module: nn.Module, args: Any, output: Tensor, name: str = name) -> None:
                parameters = sum(each.numel() for each in module.parameters())
                cost = _multiply_adds(module, output.shape)
                rows.append(LayerRow(name, type(module).__name__, tuple(output.shape[1:]), parameters, cost))

            hooks.append(layer.register_forward_hook(add))
    dtype = next((each.dtype for each in model.parameters()), torch.get_default_dtype())
    shapes_only = {name: each.to("meta") for name, each in (*model.named_parameters(), *model.named_buffers())}
    try:
        with torch.no_grad(), evaluation_mode(model):
            image = torch.empty((1, *shape), dtype=dtype, device="meta")
            torch.func.functional_call(model, shapes_only, (image,))
    finally:
        for hook in hooks:
            hook.remove()
    return LayerTable(rows)


def count_multiply_adds(model: nn.Module, input_shape: Sequence[int]) -> int:
    """Count the multiply-adds of one forward pass of one image.

    Parameters
    ----------
    model : torch.nn.Module
    input_shape : sequence of int
        Shape of one image: channels, height, width.

    Returns
    -------
    int
        Sum over the rows of `layer_table`, which says what counts.

    Notes
    -----
    Papers call this number "FLOPs", "multi-adds" or "ops"; a multiply-add is two floating-point operations. The
    backward pass costs about twice as much again. Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.vision import count_multiply_adds
    >>> count_multiply_adds(torch.nn.Conv2d(8, 16, 3, padding=1), (8, 32, 32))
    1179648
    """
    return sum(row.multiply_adds for row in layer_table(model, input_shape))


def _multiply_adds(layer: nn.Module, shape: torch.Size) -> int:
    """Return the multiply-adds of one layer for an output of this shape, batch axis first."""
    own = getattr(layer, "multiply_adds", None)
    if own is not None:
        return int(own(shape))
    if isinstance(layer, nn.Conv2d):
        return layer.weight[0].numel() * math.prod(shape[1:])
    if isinstance(layer, nn.Linear):
        return layer.in_features * math.prod(shape[1:])
    return 0
