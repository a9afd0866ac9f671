"""EfficientNet-Lite: inverted bottlenecks of depthwise convolutions; its published weights load into it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.vision.classifier import ImageClassifier
from lib.vision.config_checks import check_dropout, check_image_fields, check_lengths


class MBConvStage(NamedTuple):
    """Hold one row of EfficientNet's table of stages.

    Attributes
    ----------
    expansion : int
        How many times more maps a block has inside than at its input.
    channels : int
        Maps that each block returns.
    n_blocks : int
    stride : int
        Of the first block; the others have 1.
    kernel_size : int
        Of the depthwise convolutions, in pixels.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.vision import EfficientNetLiteConfig
    >>> EfficientNetLiteConfig().stages[1]
    MBConvStage(expansion=6, channels=24, n_blocks=2, stride=2, kernel_size=3)
    """

    expansion: int
    channels: int
    n_blocks: int
    stride: int
    kernel_size: int


LITE_0 = (
    MBConvStage(1, 16, 1, 1, 3),
    MBConvStage(6, 24, 2, 2, 3),
    MBConvStage(6, 40, 2, 2, 5),
    MBConvStage(6, 80, 3, 2, 3),
    MBConvStage(6, 112, 3, 1, 5),
    MBConvStage(6, 192, 4, 2, 5),
    MBConvStage(6, 320, 1, 1, 3),
)


@dataclass(frozen=True)
class EfficientNetLiteConfig:
    """Describe an `EfficientNetLite`.

    Parameters
    ----------
    in_channels, image_size, n_classes : int
        Channels of an image, its height and width, number of classes.
    stem : tuple of int
        Maps and stride of the first convolution.
    stages : tuple of MBConvStage
    d_head : int
        Maps of the last 1 x 1 convolution.
    dropout : float

    Raises
    ------
    TypeError, ValueError
        If a field is of a wrong kind or out of range.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.vision import EfficientNetLiteConfig
    >>> sum(stage.n_blocks for stage in EfficientNetLiteConfig().stages)
    16
    """

    in_channels: int = 3  # 1 grey, 3 colour
    image_size: int = 224  # pixels, height and width
    n_classes: int = 1000
    stem: tuple[int, int] = (32, 2)  # maps, stride in pixels
    stages: tuple[MBConvStage, ...] = LITE_0
    d_head: int = 1280  # maps
    dropout: float = 0.2  # share of the inputs of the linear layer

    def __post_init__(self) -> None:
        check_image_fields(self)
        check_lengths("stem", self.stem, 2)
        if not self.stages:
            raise ValueError("stages must hold at least 1 MBConvStage, got 0")
        for stage in self.stages:
            check_lengths("stages", stage, 5)
        check_lengths("d_head", (self.d_head,))
        check_dropout(self.dropout)


class SameConv2d(nn.Conv2d):
    """Convolve with the border that TensorFlow calls "same".

    Takes the arguments of `torch.nn.Conv2d` but for ``padding``.

    Notes
    -----
    The output has ``ceil(size / stride)`` pixels. Where an odd number of border pixels is needed, the right and the
    lower side get one more, which a plain ``padding`` cannot say: with stride 2 and an even image the two differ by a
    shift of one pixel, enough to spoil weights that were trained with the other.
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.vision import SameConv2d
    >>> SameConv2d(3, 8, 3, stride=2)(torch.zeros(1, 3, 224, 224)).shape
    torch.Size([1, 8, 112, 112])
    """

    def forward(self, input: Tensor) -> Tensor:
        """Return (batch, out_channels, ceil(height / stride), ceil(width / stride))."""
        border: list[int] = []
        for axis in (1, 0):  # torch's pad begins with the last axis
            size, step = input.shape[axis - 2], self.stride[axis]
            reach = self.dilation[axis] * (self.kernel_size[axis] - 1) + 1
            missing = max((-(-size // step) - 1) * step + reach - size, 0)
            border += [missing // 2, missing - missing // 2]
        padded = functional.pad(input, border)  # (batch, in_channels, height + missing, width + missing)
        return functional.conv2d(padded, self.weight, self.bias, self.stride, 0, self.dilation, self.groups)


class MBConv(nn.Module):
    """Expand the maps pixel by pixel, look at each by itself, project them down; add the input where shapes allow.

    Parameters
    ----------
    in_channels : int
    stage : MBConvStage
    stride : int, default 1

    Notes
    -----
    The inverted bottleneck of MobileNet, version 2: the shortcut joins the thin ends, and no rectifier follows the
    projection. EfficientNet's squeeze-and-excitation is not in the Lite version; stochastic depth, used in its
    training, is left out here. Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Sandler et al. (2018), *MobileNetV2: Inverted Residuals and Linear Bottlenecks*, Table 1.

    Examples
    --------
    >>> import torch
    >>> from lib.vision import MBConv, MBConvStage
    >>> MBConv(16, MBConvStage(6, 24, 1, 2, 3), stride=2)(torch.zeros(1, 16, 8, 8)).shape
    torch.Size([1, 24, 4, 4])
    """

    def __init__(self, in_channels: int, stage: MBConvStage, stride: int = 1) -> None:
        super().__init__()
        wide = in_channels * stage.expansion
        self.expand = _normed(in_channels, wide, 1) if stage.expansion > 1 else nn.Identity()
        self.depthwise = _normed(wide, wide, stage.kernel_size, stride, groups=wide)
        self.project = _normed(wide, stage.channels, 1)[:-1]  # linear: no rectifier
        self.adds_input = stride == 1 and in_channels == stage.channels

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, channels, height / stride, width / stride), sizes rounded up."""
        y: Tensor = self.project(self.depthwise(self.expand(x)))
        return x + y if self.adds_input else y


class EfficientNetLite(ImageClassifier):
    """A first convolution, seven stages of `MBConv` blocks, a 1 x 1 convolution, a global mean and a linear layer.

    Parameters
    ----------
    config : EfficientNetLiteConfig, optional
        Lite0 if not given.
    generator : torch.Generator, optional
        Draws the weights; a new one with fresh entropy if not given.

    Notes
    -----
    Batch norms have the published eps of 0.001 and torch's momentum 0.01 (TensorFlow's 0.99). Of the family only Lite0
    has a preset, the one whose weights `load_published` reads. Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Tan & Le (2019), *EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks*, Table 1; the Lite
    version (2020) is published as code only.

    Examples
    --------
    >>> from lib.vision import EfficientNetLite, count_parameters
    >>> count_parameters(EfficientNetLite())
    4652008
    """

    def __init__(
        self, config: EfficientNetLiteConfig | None = None, *, generator: torch.Generator | None = None
    ) -> None:
        config = config or EfficientNetLiteConfig()
        super().__init__(config)
        with torch.device("meta"):
            channels, stride = config.stem
            blocks = _blocks(channels, config.stages)
            last = config.stages[-1].channels
            self.features = nn.Sequential(
                OrderedDict(
                    stem=_normed(config.in_channels, channels, 3, stride),  # (batch, 32, 112, 112)
                    blocks=blocks,  # (batch, 320, 7, 7)
                    last=_normed(last, config.d_head, 1),  # (batch, 1280, 7, 7)
                )
            )
            self.head = nn.Sequential(
                nn.AdaptiveAvgPool2d(1),
                nn.Flatten(),  # (batch, 1280)
                nn.Dropout(config.dropout),
                nn.Linear(config.d_head, config.n_classes),
            )
        self.draw_parameters(generator)


def _normed(before: int, after: int, kernel_size: int, stride: int = 1, groups: int = 1) -> nn.Sequential:
    """Return a convolution with TensorFlow's border, a batch norm with its constants, and a rectifier cut off at 6."""
    convolution = SameConv2d(before, after, kernel_size, stride, groups=groups, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(after, eps=1e-3, momentum=0.01), nn.ReLU6())


def _blocks(channels: int, stages: Sequence[MBConvStage]) -> nn.Sequential:
    """Return the blocks of all stages."""
    blocks = nn.Sequential()
    for stage in stages:
        for place in range(stage.n_blocks):
            blocks.append(MBConv(channels, stage, stage.stride if place == 0 else 1))
            channels = stage.channels
    return blocks


PRESETS = {
    "efficientnet-lite0": EfficientNetLiteConfig(),
    "efficientnet-lite-28x28": EfficientNetLiteConfig(
        1,
        28,
        10,
        stem=(24, 2),
        stages=(MBConvStage(1, 20, 1, 1, 3), MBConvStage(4, 36, 2, 2, 3), MBConvStage(4, 64, 2, 2, 5)),
        d_head=192,
        dropout=0.0,
    ),
    "efficientnet-lite-32x32": EfficientNetLiteConfig(
        3,
        32,
        10,
        stem=(16, 2),
        stages=(MBConvStage(1, 16, 1, 1, 3), MBConvStage(4, 32, 2, 2, 3), MBConvStage(4, 56, 2, 2, 5)),
        d_head=192,
        dropout=0.0,
    ),
}
