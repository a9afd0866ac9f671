"""Depthwise separable networks: look at each map by itself, then mix the maps pixel by pixel."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from lib.basics import check_bool, check_real
from lib.vision.classifier import ImageClassifier
from lib.vision.config_checks import check_image_fields, check_lengths

# Table 1 of the paper after the first convolution: maps and stride of each pair of depthwise and pointwise layers.
TABLE_1 = (
    (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2),
    (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
)  # fmt: skip


@dataclass(frozen=True)
class SeparableNetConfig:
    """Describe a `SeparableNet`.

    Parameters
    ----------
    in_channels, image_size, n_classes : int
        Channels of an image, its height and width, number of classes.
    stem : tuple of int
        Maps and stride of the first, full convolution.
    blocks : tuple of tuple of int
        Maps and stride of each block.
    width_multiplier : float
        Factor on all numbers of maps.
    separable : bool
        False: each block is one full 3 x 3 convolution.

    Raises
    ------
    TypeError, ValueError
        If a field is of a wrong kind or out of range.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.vision import SeparableNetConfig
    >>> SeparableNetConfig(width_multiplier=0.5).scaled(64)
    32
    """

    in_channels: int = 3  # 1 grey, 3 colour
    image_size: int = 224  # pixels, height and width
    n_classes: int = 1000
    stem: tuple[int, int] = (32, 2)  # maps, stride in pixels
    blocks: tuple[tuple[int, int], ...] = TABLE_1  # maps, stride in pixels
    width_multiplier: float = 1.0
    separable: bool = True

    def __post_init__(self) -> None:
        check_image_fields(self)
        check_lengths("stem", self.stem, 2)
        if not self.blocks:
            raise ValueError("blocks must hold at least 1 pair of integers, got 0")
        for block in self.blocks:
            check_lengths("blocks", block, 2)
        check_real("width_multiplier", self.width_multiplier, low=0, closed="neither")
        check_bool("separable", self.separable)

    def scaled(self, channels: int) -> int:
        """Return a number of maps after the width multiplier.

        Parameters
        ----------
        channels : int

        Returns
        -------
        int
            At least 1.
        """
        return max(1, round(channels * self.width_multiplier))


class SeparableNet(ImageClassifier):
    """A full convolution, then pairs of depthwise 3 x 3 and pointwise 1 x 1 convolutions (MobileNet, version 1).

    Parameters
    ----------
    config : SeparableNetConfig, optional
    generator : torch.Generator, optional
        Draws the weights; a new one with fresh entropy if not given.

    Notes
    -----
    A pair costs ``9 c_in + c_in c_out`` weights for ``9 c_in c_out`` of the full convolution; every convolution is
    followed by a batch norm and a rectifier. The last depthwise layer of Table 1 is printed with stride 2, yet its maps
    keep their 7 x 7: stride 1 is meant and built. Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Howard et al. (2017), *MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications*, Tables
    1, 4, 6 and 7.

    Examples
    --------
    >>> import torch
    >>> from lib.vision import SeparableNet, count_parameters
    >>> with torch.device("meta"):
    ...     count_parameters(SeparableNet())
    4231976
    """

    def __init__(self, config: SeparableNetConfig | None = None, *, generator: torch.Generator | None = None) -> None:
        config = config or SeparableNetConfig()
        super().__init__(config)
        with torch.device("meta"):
            channels = config.scaled(config.stem[0])
            self.features = nn.Sequential(
                nn.Sequential(*_normed(config.in_channels, channels, 3, config.stem[1]))
            )  # (batch, 32, 112, 112)
            for maps, stride in config.blocks:
                wider = config.scaled(maps)
                if config.separable:
                    depthwise = _normed(channels, channels, 3, stride, groups=channels)
                    self.features.append(nn.Sequential(*depthwise, *_normed(channels, wider, 1)))
                else:
                    self.features.append(nn.Sequential(*_normed(channels, wider, 3, stride)))
                channels = wider  # (batch, maps, height / stride, width / stride)
            self.head = nn.Sequential(
                nn.AdaptiveAvgPool2d(1),
                nn.Flatten(),  # (batch, 1024)
                nn.Linear(channels, config.n_classes),
            )
        self.draw_parameters(generator)


def _normed(before: int, after: int, kernel_size: int, stride: int = 1, groups: int = 1) -> list[nn.Module]:
    """Return a convolution without bias, a batch norm and a rectifier."""
    convolution = nn.Conv2d(before, after, kernel_size, stride, kernel_size // 2, groups=groups, bias=False)
    return [convolution, nn.BatchNorm2d(after), nn.ReLU()]


PRESETS = {
    "mobilenet": SeparableNetConfig(),
    "mobilenet-0.75": SeparableNetConfig(width_multiplier=0.75),
    "mobilenet-0.5": SeparableNetConfig(width_multiplier=0.5),
    "mobilenet-0.25": SeparableNetConfig(width_multiplier=0.25),
    "mobilenet-full": SeparableNetConfig(separable=False),
    "separable-28x28": SeparableNetConfig(1, 28, 10, (28, 2), ((56, 1), (112, 2), (112, 1), (192, 2), (192, 1))),
    "separable-32x32": SeparableNetConfig(3, 32, 10, (20, 2), ((52, 1), (104, 2), (104, 1), (168, 2), (168, 1))),
}
