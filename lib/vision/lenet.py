"""LeNet as it is taught today: the shapes of LeNet-5 with plain layers."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from lib.basics import check_choice, check_integer
from lib.train import own_generator
from lib.vision.classifier import ImageClassifier
from lib.vision.config_checks import check_image_fields, check_lengths


@dataclass(frozen=True)
class LeNetConfig:
    """Describe a `LeNet`.

    Parameters
    ----------
    in_channels, image_size, n_classes : int
        Channels of an image, its height and width, number of classes.
    channels : tuple of int
        Maps of the two convolutions.
    hidden : tuple of int
        Widths of the two hidden linear layers.
    padding : int
        Zeros around the image: 2 turns 28 pixels into the 32 of LeNet-5.
    activation : {"relu", "sigmoid"}
    pooling : {"max", "avg"}

    Raises
    ------
    TypeError, ValueError
        If a field is of a wrong kind or out of range.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.vision import LeNetConfig
    >>> LeNetConfig(activation="sigmoid", pooling="avg").hidden
    (120, 84)
    """

    in_channels: int = 1  # 1 grey, 3 colour
    image_size: int = 28  # pixels, height and width
    n_classes: int = 10
    channels: tuple[int, int] = (6, 16)  # maps of the two convolutions
    hidden: tuple[int, int] = (120, 84)  # units
    padding: int = 2  # pixels on each side, first convolution only
    activation: str = "relu"  # "relu" or "sigmoid"
    pooling: str = "max"  # "max" or "avg"

    def __post_init__(self) -> None:
        check_integer("padding", self.padding, low=0)
        check_image_fields(self, least_size=max(1, 16 - 2 * self.padding))  # 16 - 4 = 12, / 2 = 6, - 4 = 2, / 2 = 1
        check_lengths("channels", self.channels, 2)
        check_lengths("hidden", self.hidden, 2)
        check_choice("activation", self.activation, ("relu", "sigmoid"))
        check_choice("pooling", self.pooling, ("max", "avg"))

    @property
    def map_size(self) -> int:
        """Return the height and width of the last maps, in pixels."""
        first = (self.image_size + 2 * self.padding - 4) // 2
        return (first - 4) // 2


class LeNet(ImageClassifier):
    """Two convolutions of 5 x 5 with pooling, then three linear layers.

    Parameters
    ----------
    config : LeNetConfig, optional
    generator : torch.Generator, optional
        Draws the weights; a new one with fresh entropy if not given.

    Notes
    -----
    Compared with LeNet-5 (`LeNet5`): every second-layer map sees all six first-layer maps, pooling has no weights, the
    output is a linear layer. Weights start by He's rule for rectifiers, by Xavier's for sigmoids. 61,706 parameters at
    28 x 28. Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    LeCun, Bottou, Bengio & Haffner (1998), *Gradient-Based Learning Applied to Document Recognition*, section II.

    Examples
    --------
    >>> from lib.vision import LeNet, count_parameters
    >>> count_parameters(LeNet())
    61706
    """

    any_size = False  # the linear layers count the pixels of the maps

    def __init__(self, config: LeNetConfig | None = None, *, generator: torch.Generator | None = None) -> None:
        config = config or LeNetConfig()
        super().__init__(config)
        activation = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid}[config.activation]
        pool = {"max": nn.MaxPool2d, "avg": nn.AvgPool2d}[config.pooling]
        (first, second), (wide, narrow) = config.channels, config.hidden
        with torch.device("meta"):
            self.features = nn.Sequential(
                nn.Conv2d(config.in_channels, first, 5, padding=config.padding),  # (batch, 6, 28, 28)
                activation(),
                pool(2),  # (batch, 6, 14, 14)
                nn.Conv2d(first, second, 5),  # (batch, 16, 10, 10)
                activation(),
                pool(2),  # (batch, 16, 5, 5)
            )
            self.head = nn.Sequential(
                nn.Flatten(),  # (batch, 400)
                nn.Linear(second * config.map_size**2, wide),
                activation(),
                nn.Linear(wide, narrow),
                activation(),
                nn.Linear(narrow, config.n_classes),
            )
        self.draw_parameters(generator)

    def reset_parameters(self, generator: torch.Generator | None = None) -> None:
        """Draw all parameters anew: by He's rule for rectifiers, by Xavier's for sigmoids."""
        super().reset_parameters(generator)
        if self.config.activation == "sigmoid":
            for layer in self.modules():
                if isinstance(layer, nn.Conv2d | nn.Linear):
                    source = own_generator(generator, layer.weight.device)
                    nn.init.xavier_uniform_(layer.weight, generator=source)


PRESETS = {
    "lenet-28x28": LeNetConfig(),
    "lenet-32x32": LeNetConfig(in_channels=3, image_size=32, padding=0),
    "lenet-sigmoid-28x28": LeNetConfig(activation="sigmoid", pooling="avg"),
}
