"""ResNet: layers learn what to add to their input; the same layers without shortcuts are the plain network."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from lib.basics import check_bool, check_choice, check_integer
from lib.vision.classifier import ImageClassifier
from lib.vision.config_checks import check_image_fields, check_lengths
from lib.vision.residual_blocks import ResidualBlock


@dataclass(frozen=True)
class ResNetConfig:
    """Describe a `ResNet`.

    Parameters
    ----------
    in_channels, image_size, n_classes : int
        Channels of an image, its height and width, number of classes.
    n_blocks : tuple of int
        Blocks of each stage; every stage but the first halves the size in its first block.
    channels : tuple of int
        Maps inside the blocks of each stage.
    bottleneck : bool
        Blocks of three convolutions instead of two.
    large_stem : bool
        True: a 7 x 7 convolution and a pooling divide the size by 4 (ImageNet). False: a 3 x 3 convolution keeps it.
    shortcut : {"A", "B", "C"}
        See `ResidualBlock`.
    residual : bool
        False leaves the shortcuts out.

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
    >>> PRESETS["resnet-50"].n_blocks, PRESETS["resnet-50"].depth
    ((3, 4, 6, 3), 50)
    """

    in_channels: int = 3  # 1 grey, 3 colour
    image_size: int = 224  # pixels, height and width
    n_classes: int = 1000
    n_blocks: tuple[int, ...] = (2, 2, 2, 2)
    channels: tuple[int, ...] = (64, 128, 256, 512)  # maps
    bottleneck: bool = False
    large_stem: bool = True
    shortcut: str = "B"  # "A", "B" or "C"
    residual: bool = True

    def __post_init__(self) -> None:
        check_image_fields(self)
        check_lengths("n_blocks", self.n_blocks)
        check_lengths("channels", self.channels, len(self.n_blocks))
        for name in ("bottleneck", "large_stem", "residual"):
            check_bool(name, getattr(self, name))
        check_choice("shortcut", self.shortcut, ("A", "B", "C"))

    @property
    def depth(self) -> int:
        """Return the number of layers as the paper counts: convolutions on the main path and the linear layer."""
        return (3 if self.bottleneck else 2) * sum(self.n_blocks) + 2


def cifar_resnet_config(
    depth: int,
    width: int = 16,
    *,
    in_channels: int = 3,
    image_size: int = 32,
    n_classes: int = 10,
    residual: bool = True,
) -> ResNetConfig:
    """Describe a residual network for small images: three stages of equally many blocks, shortcuts without parameters.

    Parameters
    ----------
    depth : int
        Number of layers, ``6 n + 2``.
    width : int, default 16
        Maps of the first stage; each stage doubles them.
    in_channels, image_size, n_classes : int
        Channels of an image, its height and width, number of classes.
    residual : bool, default True
        False: the plain network with exactly as many parameters.

    Returns
    -------
    ResNetConfig

    Raises
    ------
    ValueError
        If the depth is not of this form, or another field is out of range.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    He, Zhang, Ren & Sun (2016), section 4.2.

    Examples
    --------
    >>> from lib.vision import cifar_resnet_config
    >>> cifar_resnet_config(20).n_blocks
    (3, 3, 3)
    """
    check_integer("depth", depth, low=8)
    check_integer("width", width, low=1)
    if (depth - 2) % 6:
        raise ValueError(f"depth must be 6 n + 2, such as 8, 14 or 20, got {depth}")
    return ResNetConfig(
        in_channels,
        image_size,
        n_classes,
        n_blocks=((depth - 2) // 6,) * 3,
        channels=(width, 2 * width, 4 * width),
        large_stem=False,
        shortcut="A",
        residual=residual,
    )


class ResNet(ImageClassifier):
    """A first convolution, stages of residual blocks, a global mean and one linear layer.

    Parameters
    ----------
    config : ResNetConfig, optional
        The 18-layer network if not given.
    generator : torch.Generator, optional
        Draws the weights; a new one with fresh entropy if not given.

    Notes
    -----
    A batch norm stands after every convolution, before the rectifier, in the plain network as well: that it trains
    worse when deeper is not for want of normalisation. Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    He, Zhang, Ren & Sun (2016), *Deep Residual Learning for Image Recognition*, Table 1, sections 3.3 and 4.2.

    Examples
    --------
    >>> from lib.vision import PRESETS, ResNet, count_parameters
    >>> count_parameters(ResNet(PRESETS["resnet-20"]))
    269722
    """

    def __init__(self, config: ResNetConfig | None = None, *, generator: torch.Generator | None = None) -> None:
        config = config or ResNetConfig()
        super().__init__(config)
        with torch.device("meta"):
            channels = config.channels[0]
            kernel_size, stride = (7, 2) if config.large_stem else (3, 1)
            stem: list[nn.Module] = [
                nn.Conv2d(config.in_channels, channels, kernel_size, stride, kernel_size // 2, bias=False),
                nn.BatchNorm2d(channels),
                nn.ReLU(),
            ]
            if config.large_stem:
                stem.append(nn.MaxPool2d(3, stride=2, padding=1))  # (batch, 64, 56, 56)
            self.features = nn.Sequential(nn.Sequential(*stem))
            for number, (n, width) in enumerate(zip(config.n_blocks, config.channels)):
                stage = nn.Sequential()
                for place in range(n):
                    step = 2 if place == 0 and number > 0 else 1
                    block = ResidualBlock(
                        channels, width, step, config.bottleneck, config.shortcut, config.residual
                    )  # (batch, channels, height / step, width / step)
                    stage.append(block)
                    channels = block.out_channels
                self.features.append(stage)
            self.head = nn.Sequential(
                nn.AdaptiveAvgPool2d(1),
                nn.Flatten(),  # (batch, channels)
                nn.Linear(channels, config.n_classes),
            )
        self.draw_parameters(generator)


PRESETS = {
    "resnet-18": ResNetConfig(),
    "resnet-34": ResNetConfig(n_blocks=(3, 4, 6, 3)),
    "resnet-50": ResNetConfig(n_blocks=(3, 4, 6, 3), bottleneck=True),
    "resnet-101": ResNetConfig(n_blocks=(3, 4, 23, 3), bottleneck=True),
    "resnet-152": ResNetConfig(n_blocks=(3, 8, 36, 3), bottleneck=True),
    **{f"resnet-{depth}": cifar_resnet_config(depth) for depth in (20, 32, 44, 56, 110)},
    "resnet-28x28": cifar_resnet_config(8, 8, in_channels=1, image_size=28),
    "resnet-32x32": cifar_resnet_config(8, 7),
}
