"""VGG: depth from one repeated block of 3 x 3 convolutions."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from lib.basics import check_bool, check_integer
from lib.vision.classifier import ImageClassifier
from lib.vision.config_checks import check_dropout, check_image_fields, check_lengths


@dataclass(frozen=True)
class VGGConfig:
    """Describe a `VGG`.

    Parameters
    ----------
    in_channels, image_size, n_classes : int
        Channels of an image, its height and width, number of classes.
    stages : tuple of tuple of int
        Maps of each convolution; each stage ends in a pooling that halves the size.
    d_hidden : int
        Width of the two hidden linear layers.
    pointwise_last : bool
        Whether the third convolution of a stage has a kernel of 1 x 1 (network C).
    local_response_norm : bool
        Whether the first layer is normalised across neighbouring maps (network A-LRN).
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
    >>> from lib.vision import PRESETS
    >>> PRESETS["vgg-d"].stages
    ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))
    """

    in_channels: int = 3  # 1 grey, 3 colour
    image_size: int = 224  # pixels, height and width
    n_classes: int = 1000
    stages: tuple[tuple[int, ...], ...] = ((64,), (128,), (256, 256), (512, 512), (512, 512))  # maps
    d_hidden: int = 4096  # units
    pointwise_last: bool = False
    local_response_norm: bool = False
    dropout: float = 0.5  # share of the inputs of the last two linear layers

    def __post_init__(self) -> None:
        if not self.stages:
            raise ValueError("stages must hold at least 1 stage, got 0")
        for stage in self.stages:
            check_lengths("stages", stage)
        check_image_fields(self, least_size=2 ** len(self.stages))
        check_integer("d_hidden", self.d_hidden, low=1)
        check_bool("pointwise_last", self.pointwise_last)
        check_bool("local_response_norm", self.local_response_norm)
        check_dropout(self.dropout)


class VGG(ImageClassifier):
    """Stages of 3 x 3 convolutions with rectifiers and max pooling, then three linear layers.

    Parameters
    ----------
    config : VGGConfig, optional
        Network A if not given.
    generator : torch.Generator, optional
        Draws the weights; a new one with fresh entropy if not given.

    Notes
    -----
    Two 3 x 3 convolutions see 5 x 5 pixels with 18 instead of 25 weights for each pair of maps, and one rectifier more.
    The paper trained network A first and began the deeper ones with its layers; weights start by He's rule here.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Simonyan & Zisserman (2015), *Very Deep Convolutional Networks for Large-Scale Image Recognition*, Tables 1 and 2.

    Examples
    --------
    >>> import torch
    >>> from lib.vision import PRESETS, VGG, count_parameters
    >>> with torch.device("meta"):
    ...     count_parameters(VGG(PRESETS["vgg-d"]))
    138357544
    """

    any_size = False

    def __init__(self, config: VGGConfig | None = None, *, generator: torch.Generator | None = None) -> None:
        config = config or VGGConfig()
        super().__init__(config)
        wide = config.d_hidden
        map_size = config.image_size // 2 ** len(config.stages)
        with torch.device("meta"):
            self.features = nn.Sequential()
            channels = config.in_channels
            for number, stage in enumerate(config.stages):
                layers: list[nn.Module] = []
                for place, maps in enumerate(stage):
                    kernel_size = 1 if config.pointwise_last and place == 2 else 3
                    layers += [nn.Conv2d(channels, maps, kernel_size, padding=kernel_size // 2), nn.ReLU()]
                    channels = maps
                if config.local_response_norm and number == 0:
                    layers.append(nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0))  # AlexNet's constants
                layers.append(nn.MaxPool2d(2))  # (batch, channels, height / 2, width / 2)
                self.features.append(nn.Sequential(*layers))
            self.head = nn.Sequential(
                nn.Flatten(),  # (batch, 25088)
                nn.Linear(channels * map_size**2, wide),
                nn.ReLU(),
                nn.Dropout(config.dropout),
                nn.Linear(wide, wide),
                nn.ReLU(),
                nn.Dropout(config.dropout),
                nn.Linear(wide, config.n_classes),
            )
        self.draw_parameters(generator)


_B = ((64, 64), (128, 128), (256, 256), (512, 512), (512, 512))
_D = ((64, 64), (128, 128), (256,) * 3, (512,) * 3, (512,) * 3)
_E = ((64, 64), (128, 128), (256,) * 4, (512,) * 4, (512,) * 4)
PRESETS = {
    "vgg-a": VGGConfig(),
    "vgg-a-lrn": VGGConfig(local_response_norm=True),
    "vgg-b": VGGConfig(stages=_B),
    "vgg-c": VGGConfig(stages=_D, pointwise_last=True),
    "vgg-d": VGGConfig(stages=_D),
    "vgg-e": VGGConfig(stages=_E),
    "vgg-28x28": VGGConfig(1, 28, 10, ((16,), (32,), (44, 44)), d_hidden=128, dropout=0.0),
    "vgg-32x32": VGGConfig(3, 32, 10, ((12,), (24,), (40, 40)), d_hidden=128, dropout=0.0),
}
