"""AlexNet: the network that won ImageNet in 2012, split over two graphics cards."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from lib.basics import check_bool, check_integer, check_real
from lib.train import own_generator
from lib.vision.classifier import ImageClassifier
from lib.vision.config_checks import check_dropout, check_image_fields, check_lengths


@dataclass(frozen=True)
class AlexNetConfig:
    """Describe an `AlexNet`.

    Parameters
    ----------
    in_channels, image_size, n_classes : int
        Channels of an image, its height and width, number of classes.
    channels : tuple of int
        Maps of the five convolutions.
    d_hidden : int
        Width of the two hidden linear layers.
    kernel_size, stride, padding : int
        Of the first convolution.
    groups : int
        Towers that the second, fourth and fifth convolutions are split into.
    local_response_norm : bool
        Whether the first two layers are normalised across neighbouring maps.
    dropout : float
    weight_std : float, optional
        Standard deviation of the first weights; He's rule if None.

    Raises
    ------
    TypeError, ValueError
        If a field is of a wrong kind or out of range, or maps cannot be shared out among the groups.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.vision import AlexNetConfig
    >>> AlexNetConfig().map_size
    6
    """

    in_channels: int = 3  # 1 grey, 3 colour
    image_size: int = 224  # pixels, height and width
    n_classes: int = 1000
    channels: tuple[int, int, int, int, int] = (96, 256, 384, 384, 256)  # maps, both towers together
    d_hidden: int = 4096  # units
    kernel_size: int = 11  # pixels, first convolution
    stride: int = 4  # pixels, first convolution
    padding: int = 2  # pixels on each side, first convolution
    groups: int = 2  # towers
    local_response_norm: bool = True
    dropout: float = 0.5  # share of the inputs of both hidden layers
    weight_std: float | None = 0.01  # None: He's rule

    def __post_init__(self) -> None:
        check_lengths("channels", self.channels, 5)
        for name in ("d_hidden", "kernel_size", "stride", "groups"):
            check_integer(name, getattr(self, name), low=1)
        check_integer("padding", self.padding, low=0)
        check_bool("local_response_norm", self.local_response_norm)
        check_dropout(self.dropout)
        if self.weight_std is not None:
            check_real("weight_std", self.weight_std, low=0, closed="neither")
        check_image_fields(self)
        if self.map_size < 1:
            raise ValueError(f"image_size must leave a pixel after three poolings, got {self.image_size}")
        if any(channels % self.groups for channels in self.channels):
            raise ValueError(f"channels must be multiples of groups = {self.groups}, got {self.channels}")

    @property
    def map_size(self) -> int:
        """Return the height and width of the last maps, in pixels."""
        size = (self.image_size + 2 * self.padding - self.kernel_size) // self.stride + 1
        for _ in range(3):
            size = (size - 3) // 2 + 1
        return size


class AlexNet(ImageClassifier):
    """Five convolutions and three linear layers with rectifiers, overlapping pooling and dropout.

    Parameters
    ----------
    config : AlexNetConfig, optional
    generator : torch.Generator, optional
        Draws the weights; a new one with fresh entropy if not given.

    Notes
    -----
    The two towers are one convolution with two groups: maps of one tower see those of the other in the third
    convolution and in the linear layers only. The paper's images of 224 pixels do not give its first maps of 55 without
    a border; two pixels are put around them here. Its list of layer sizes counts 253,440 units in the first layer,
    which is not 55 x 55 x 96 = 290,400; all other sizes agree. torch divides the constant of the local response norm
    by the number of maps, so 5 x 0.0001 stands here for the paper's 0.0001. Left out: the paper's augmentation and its
    weight decay, which belong to training; small
    presets do without the local response norm, which is slow and was soon given up. 60,965,224 parameters at full size.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Krizhevsky, Sutskever & Hinton (2012), *ImageNet Classification with Deep Convolutional Neural Networks*, section 3
    and Fig. 2; section 5 for the first weights.

    Examples
    --------
    >>> import torch
    >>> from lib.vision import AlexNet, count_parameters
    >>> with torch.device("meta"):
    ...     count_parameters(AlexNet())
    60965224
    """

    any_size = False

    def __init__(self, config: AlexNetConfig | None = None, *, generator: torch.Generator | None = None) -> None:
        config = config or AlexNetConfig()
        super().__init__(config)
        c1, c2, c3, c4, c5 = config.channels
        split, wide = config.groups, config.d_hidden

        def norm() -> list[nn.Module]:
            return [nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0)] if config.local_response_norm else []

        with torch.device("meta"):
            self.features = nn.Sequential(
                nn.Conv2d(config.in_channels, c1, config.kernel_size, config.stride, config.padding),
                nn.ReLU(),  # (batch, 96, 55, 55)
                *norm(),
                nn.MaxPool2d(3, stride=2),  # (batch, 96, 27, 27)
                nn.Conv2d(c1, c2, 5, padding=2, groups=split),  # (batch, 256, 27, 27)
                nn.ReLU(),
                *norm(),
                nn.MaxPool2d(3, stride=2),  # (batch, 256, 13, 13)
                nn.Conv2d(c2, c3, 3, padding=1),  # (batch, 384, 13, 13)
                nn.ReLU(),
                nn.Conv2d(c3, c4, 3, padding=1, groups=split),  # (batch, 384, 13, 13)
                nn.ReLU(),
                nn.Conv2d(c4, c5, 3, padding=1, groups=split),  # (batch, 256, 13, 13)
                nn.ReLU(),
                nn.MaxPool2d(3, stride=2),  # (batch, 256, 6, 6)
            )
            self.head = nn.Sequential(
                nn.Flatten(),  # (batch, 9216)
                nn.Dropout(config.dropout),
                nn.Linear(c5 * config.map_size**2, wide),
                nn.ReLU(),
                nn.Dropout(config.dropout),
                nn.Linear(wide, wide),
                nn.ReLU(),
                nn.Linear(wide, config.n_classes),
            )
        self.draw_parameters(generator)

    def reset_parameters(self, generator: torch.Generator | None = None) -> None:
        """Draw all parameters anew; with ``weight_std``, biases start at 1 where the paper says so, else at 0."""
        super().reset_parameters(generator)
        if self.config.weight_std is None:
            return
        layers = [layer for layer in self.modules() if isinstance(layer, nn.Conv2d | nn.Linear)]
        for number, layer in enumerate(layers, start=1):
            source = own_generator(generator, layer.weight.device)
            nn.init.normal_(layer.weight, std=self.config.weight_std, generator=source)
            if layer.bias is not None:  # second, fourth, fifth convolution and hidden linear layers: section 5
                nn.init.constant_(layer.bias, 1.0 if number in (2, 4, 5, 6, 7) else 0.0)


PRESETS = {
    "alexnet": AlexNetConfig(),
    "alexnet-28x28": AlexNetConfig(
        1, 28, 10, (16, 32, 48, 48, 32), 128, 5, 1, local_response_norm=False, dropout=0.0, weight_std=None
    ),
    "alexnet-32x32": AlexNetConfig(
        3, 32, 10, (12, 24, 40, 40, 20), 128, 5, 1, local_response_norm=False, dropout=0.0, weight_std=None
    ),
}
