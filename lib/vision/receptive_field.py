"""Which pixels a unit of a network sees, and how much each of them counts."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from lib.basics import check_integer
from lib.train import evaluation_mode
from lib.vision.classifier import ImageClassifier


class FieldBox(NamedTuple):
    """Hold the smallest box around the pixels that a unit sees; rows and columns count from 0, ends are not included.

    Attributes
    ----------
    top, bottom, left, right : int
        In pixels of the image.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.vision import FieldBox
    >>> FieldBox(2, 7, 1, 4).height, FieldBox(2, 7, 1, 4).width
    (5, 3)
    """

    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        """Return the number of rows."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return self.right - self.left


@dataclass(frozen=True, eq=False)
class EffectiveField:
    """Hold how much each pixel counts for one unit.

    Attributes
    ----------
    gradient : Tensor, shape (height, width)
        Mean over the images of the gradient's size, summed over channels; the largest is 1.
    size : float
        Side of the square that has as many pixels as count more than 4.55 percent of the largest, in pixels.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.vision import effective_receptive_field
    >>> one = torch.nn.Conv2d(1, 1, 3, padding=1)
    >>> _ = torch.nn.init.ones_(one.weight)
    >>> effective_receptive_field(one, torch.zeros(1, 1, 9, 9)).size
    3.0
    """

    gradient: Tensor
    size: float


def receptive_field(model: nn.Module, input_shape: Sequence[int], position: tuple[int, int] | None = None) -> FieldBox:
    """Find the pixels that one unit of the last maps can see, by asking the gradient.

    Parameters
    ----------
    model : torch.nn.Module
        Its ``forward_features`` is asked if it has one, else the model itself, such as ``net.features[:4]``.
    input_shape : sequence of int
        Shape of an image: channels, height, width.
    position : tuple of int, optional
        Row and column of the unit; the middle if not given.

    Returns
    -------
    FieldBox
        Cut off at the borders of the image: take a large one to see all of a field.

    Raises
    ------
    TypeError, ValueError
        If ``input_shape`` is no triple of positive integers, the model returns no maps, or the position is outside.

    Notes
    -----
    A real gradient is 0 behind a silent rectifier and behind all but one pixel of a max pooling. So a copy is asked
    that has the same shapes and lets everything through: equal positive weights, mean instead of max pooling, and a
    very dark image on which squashing functions are straight. The answer depends on the shapes alone; the formula for
    one path is ``1 + sum((kernel_size - 1) * product of the strides before)``.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Araujo, Norris & Sim (2019), *Computing Receptive Fields of Convolutional Neural Networks*, eq. 2, for the formula.

    Examples
    --------
    >>> import torch
    >>> from lib.vision import receptive_field
    >>> two = torch.nn.Sequential(torch.nn.Conv2d(1, 4, 3), torch.nn.ReLU(), torch.nn.Conv2d(4, 4, 3))
    >>> box = receptive_field(two, (1, 32, 32))
    >>> box.height, box.width
    (5, 5)
    """
    if len(input_shape) != 3:
        raise ValueError(f"input_shape must be (channels, height, width), got {tuple(input_shape)}")
    shape = [check_integer("input_shape", length, low=1) for length in input_shape]
    open_copy = _let_through(copy.deepcopy(model).double())
    dark = torch.full((1, *shape), 1e-6, dtype=torch.float64)
    gradient = _gradient_of_unit(open_copy, dark, position)[0].abs().sum(dim=0)  # (height, width)
    seen = gradient > 0
    rows, columns = seen.any(dim=1).nonzero()[:, 0], seen.any(dim=0).nonzero()[:, 0]
    if len(rows) == 0:
        return FieldBox(0, 0, 0, 0)
    return FieldBox(int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1)


def effective_receptive_field(
    model: nn.Module, images: Tensor, position: tuple[int, int] | None = None
) -> EffectiveField:
    """Measure how much each pixel counts for one unit of the last maps, with the weights and images that are there.

    Parameters
    ----------
    model : torch.nn.Module
        Its ``forward_features`` is asked if it has one, else the model itself.
    images : Tensor, shape (batch, channels, height, width)
        Many images average out the chances of single ones.
    position : tuple of int, optional
        Row and column of the unit; the middle if not given.

    Returns
    -------
    EffectiveField

    Raises
    ------
    ValueError
        If the images or what the model returns have another number of axes, the position is outside, or no pixel
        counts at all.

    Notes
    -----
    The derivative of the sum over all maps at the position with respect to each pixel, in evaluation mode. The 4.55
    percent are the paper's two standard deviations. Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Luo, Li, Urtasun & Zemel (2016), *Understanding the Effective Receptive Field in Deep Convolutional Neural
    Networks*, section 3.

    Examples
    --------
    >>> import torch
    >>> from lib.vision import create_model, effective_receptive_field
    >>> net = create_model("resnet-28x28", generator=torch.Generator().manual_seed(0))
    >>> images = torch.randn(4, 1, 28, 28, generator=torch.Generator().manual_seed(1))
    >>> effective_receptive_field(net, images).gradient.shape
    torch.Size([28, 28])
    """
    if images.ndim != 4:
        raise ValueError(f"images must have shape (batch, channels, height, width), got {tuple(images.shape)}")
    with evaluation_mode(model):
        each = _gradient_of_unit(model, images, position)  # (batch, channels, height, width)
    gradient = each.abs().sum(dim=1).mean(dim=0)  # (height, width)
    largest = gradient.max()
    if not largest > 0:
        raise ValueError("images must let some gradient reach the pixels, got none: every rectifier on the way is shut")
    gradient = gradient / largest
    n_pixels = int((gradient > 1 - 0.9545).sum())
    return EffectiveField(gradient, float(n_pixels**0.5))


def _gradient_of_unit(model: nn.Module, images: Tensor, position: tuple[int, int] | None) -> Tensor:
    """Return the gradient of the maps' sum at one position, shape of the images."""
    with torch.enable_grad():
        pixels = images.detach().clone().requires_grad_()
        maps = model.forward_features(pixels) if isinstance(model, ImageClassifier) else model(pixels)
        if maps.ndim != 4:
            raise ValueError(f"model must return (batch, channels, height, width), got {tuple(maps.shape)}")
        height, width = maps.shape[2:]
        row, column = (height // 2, width // 2) if position is None else position
        if not (0 <= row < height and 0 <= column < width):
            raise ValueError(f"position must be within maps of {height} x {width}, got {(row, column)}")
        (gradient,) = torch.autograd.grad(maps[:, :, row, column].sum(), pixels)
    return gradient


def _let_through(model: nn.Module) -> nn.Module:
    """Change a model so that every path from a pixel to a unit carries a positive gradient; return it."""
    for layer in list(model.modules()):
        for name, child in list(layer.named_children()):
            if isinstance(child, nn.MaxPool2d):
                mean = nn.AvgPool2d(child.kernel_size, child.stride, child.padding, child.ceil_mode)
                setattr(layer, name, mean)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            fan_in = parameter[0].numel() if parameter.ndim > 1 else 1
            parameter.fill_(0.0 if name.endswith("bias") else 1 / fan_in)
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.reset_running_stats()
    return model.eval()
