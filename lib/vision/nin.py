"""Network in Network: a small network at every pixel, and no linear layer at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import nn

from lib.basics import check_bool, check_integer
from lib.vision.classifier import ImageClassifier
from lib.vision.config_checks import check_dropout, check_image_fields, check_lengths


@dataclass(frozen=True)
class NiNBlock:
    """Describe one block: a convolution, then 1 x 1 convolutions, each with a rectifier.

    Parameters
    ----------
    channels : tuple of int
        Maps of the first convolution and of the 1 x 1 convolutions after it.
    kernel_size, stride, padding : int
        Of the first convolution.

    Raises
    ------
    TypeError, ValueError
        If a field is of a wrong kind or out of range.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.vision import NiNBlock
    >>> NiNBlock((192, 160, 96), kernel_size=5, padding=2).stride
    1
    """

    channels: tuple[int, ...]  # maps
    kernel_size: int = 3  # pixels
    stride: int = 1  # pixels
    padding: int = 1  # pixels on each side

    def __post_init__(self) -> None:
        check_lengths("channels", self.channels)
        check_integer("kernel_size", self.kernel_size, low=1)
        check_integer("stride", self.stride, low=1)
        check_integer("padding", self.padding, low=0)


@dataclass(frozen=True)
class NiNConfig:
    """Describe a `NiN`.

    Parameters
    ----------
    in_channels, image_size, n_classes : int
        Channels of an image, its height and width, number of classes.
    blocks : tuple of NiNBlock
        Between two of them stands a max pooling that halves the size. A last 1 x 1 convolution to ``n_classes`` maps is
        added to the last one.
    last_rectifier : bool
        Whether a rectifier stands behind the class maps too, as in the paper.
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
    >>> from lib.vision import NiNConfig
    >>> [block.channels for block in NiNConfig().blocks]
    [(192, 160, 96), (192, 192, 192), (192, 192)]
    """

    in_channels: int = 3  # 1 grey, 3 colour
    image_size: int = 32  # pixels, height and width
    n_classes: int = 10
    blocks: tuple[NiNBlock, ...] = (
        NiNBlock((192, 160, 96), 5, padding=2),
        NiNBlock((192, 192, 192), 5, padding=2),
        NiNBlock((192, 192)),
    )
    last_rectifier: bool = True  # behind the class maps
    dropout: float = 0.5  # share of the pixels between two blocks

    def __post_init__(self) -> None:
        check_image_fields(self)
        if not self.blocks or not all(isinstance(block, NiNBlock) for block in self.blocks):
            raise ValueError(f"blocks must hold at least 1 NiNBlock and nothing else, got {self.blocks}")
        check_bool("last_rectifier", self.last_rectifier)
        check_dropout(self.dropout)


class NiN(ImageClassifier):
    """Blocks of one convolution and two 1 x 1 convolutions; the means of the last maps are the logits.

    Parameters
    ----------
    config : NiNConfig, optional
        The network for CIFAR-10 if not given.
    generator : torch.Generator, optional
        Draws the weights; a new one with fresh entropy if not given.

    Notes
    -----
    One map for each class and a global mean leave nothing to a linear layer, and take images of any size. Widths are
    those of the networks that the authors published with the paper (CIFAR-10: 966,986 parameters; ImageNet: 29 MB); all
    poolings are the paper's max poolings. The paper's rectifier behind the class maps is left out in
    the small presets: a class map that falls below 0 everywhere never learns again. The first weights are He's rule.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Lin, Chen & Yan (2014), *Network In Network*, sections 3.1, 3.2 and 4.1.

    Examples
    --------
    >>> from lib.vision import NiN, count_parameters
    >>> count_parameters(NiN())
    966986
    """

    def __init__(self, config: NiNConfig | None = None, *, generator: torch.Generator | None = None) -> None:
        config = config or NiNConfig()
        super().__init__(config)
        with torch.device("meta"):
            self.features = nn.Sequential()
            channels = config.in_channels
            for number, block in enumerate(config.blocks):
                last = number == len(config.blocks) - 1
                maps = (*block.channels, config.n_classes) if last else block.channels
                layers = _block_layers(channels, block, maps)
                if last and not config.last_rectifier:
                    layers.pop()
                if not last:
                    layers += [nn.MaxPool2d(3, stride=2, ceil_mode=True), nn.Dropout(config.dropout)]
                self.features.append(nn.Sequential(*layers))
                channels = maps[-1]
            self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())  # (batch, n_classes)
        self.draw_parameters(generator)


def _block_layers(in_channels: int, block: NiNBlock, maps: Sequence[int]) -> list[nn.Module]:
    """Return the convolutions of a block, a rectifier after each."""
    layers: list[nn.Module] = [
        nn.Conv2d(in_channels, maps[0], block.kernel_size, block.stride, block.padding),
        nn.ReLU(),
    ]
    for before, after in pairwise(maps):
        layers += [nn.Conv2d(before, after, 1), nn.ReLU()]
    return layers


PRESETS = {
    "nin-cifar10": NiNConfig(),
    "nin-imagenet": NiNConfig(
        image_size=224,
        n_classes=1000,
        blocks=(
            NiNBlock((96, 96, 96), 11, stride=4, padding=0),
            NiNBlock((256, 256, 256), 5, padding=2),
            NiNBlock((384, 384, 384)),
            NiNBlock((1024, 1024)),
        ),
    ),
    "nin-28x28": NiNConfig(
        1, 28, 10, (NiNBlock((32, 32, 24), 5, 2, 2), NiNBlock((80, 80, 64)), NiNBlock((112, 112))), False, 0.0
    ),
    "nin-32x32": NiNConfig(
        3, 32, 10, (NiNBlock((24, 24, 20), 5, 2, 2), NiNBlock((56, 56, 48)), NiNBlock((88, 88))), False, 0.0
    ),
}
