"""GoogLeNet: nine Inception blocks, row by row as in Table 1."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.basics import check_bool
from lib.vision.classifier import ImageClassifier
from lib.vision.config_checks import check_dropout, check_image_fields, check_lengths
from lib.vision.inception import Inception, InceptionWidths, rectified_conv

TABLE_1 = (
    (InceptionWidths(64, 96, 128, 16, 32, 32), InceptionWidths(128, 128, 192, 32, 96, 64)),
    (
        InceptionWidths(192, 96, 208, 16, 48, 64),
        InceptionWidths(160, 112, 224, 24, 64, 64),
        InceptionWidths(128, 128, 256, 24, 64, 64),
        InceptionWidths(112, 144, 288, 32, 64, 64),
        InceptionWidths(256, 160, 320, 32, 128, 128),
    ),
    (InceptionWidths(256, 160, 320, 32, 128, 128), InceptionWidths(384, 192, 384, 48, 128, 128)),
)


@dataclass(frozen=True)
class GoogLeNetConfig:
    """Describe a `GoogLeNet`.

    Parameters
    ----------
    in_channels, image_size, n_classes : int
        Channels of an image, its height and width, number of classes.
    stem : tuple of int
        Three numbers of maps: the paper's beginning, a 7 x 7, a 1 x 1 and a 3 x 3 convolution that divide the size by
        8. One number: a 3 x 3 convolution and a pooling that halve it.
    stages : tuple of tuple of InceptionWidths
        Between two of them stands a max pooling that halves the size.
    auxiliary : bool
        Whether two more heads look at the first and the fourth block of the second stage.
    dropout : float

    Raises
    ------
    TypeError, ValueError
        If a field is of a wrong kind or out of range, or auxiliary heads find no block.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.vision import GoogLeNetConfig
    >>> [len(stage) for stage in GoogLeNetConfig().stages]
    [2, 5, 2]
    """

    in_channels: int = 3  # 1 grey, 3 colour
    image_size: int = 224  # pixels, height and width
    n_classes: int = 1000
    stem: tuple[int, ...] = (64, 64, 192)  # maps
    stages: tuple[tuple[InceptionWidths, ...], ...] = TABLE_1  # maps
    auxiliary: bool = False
    dropout: float = 0.4  # share of the inputs of the linear layer

    def __post_init__(self) -> None:
        check_image_fields(self)
        if len(self.stem) not in (1, 3):
            raise ValueError(f"stem must hold 1 or 3 integers, got {len(self.stem)}")
        check_lengths("stem", self.stem)
        if not self.stages or not all(self.stages):
            raise ValueError(f"stages must hold at least 1 stage, each of at least 1 block, got {self.stages}")
        for widths in (widths for stage in self.stages for widths in stage):
            check_lengths("stages", widths, 6)
        check_bool("auxiliary", self.auxiliary)
        check_dropout(self.dropout)
        if self.auxiliary and (len(self.stages) < 2 or len(self.stages[1]) < 4):
            raise ValueError("auxiliary must be False unless the second stage has at least 4 blocks, got True")


class GoogLeNet(ImageClassifier):
    """A beginning of plain convolutions, three stages of Inception blocks, a global mean and one linear layer.

    Parameters
    ----------
    config : GoogLeNetConfig, optional
    generator : torch.Generator, optional
        Draws the weights; a new one with fresh entropy if not given.

    Notes
    -----
    ``forward`` returns the logits of the main head; `forward_with_auxiliary` also those of the two auxiliary heads,
    whose losses the paper adds with a weight of 0.3 (`auxiliary_loss`). Poolings round sizes up. Table 1 counts weights
    without biases, in multiples of 1,024. Its widths give its operations to the rounding, but for the first convolution
    (34 million for 118) and block 5a (54 for 51); of its parameters, the first convolution (2.7K for 9.2K) and blocks
    4c, 4d, 5a and 5b are up to seven percent off their own widths. The first weights are He's rule.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Szegedy et al. (2015), *Going Deeper with Convolutions*, Table 1 and section 5.

    Examples
    --------
    >>> import torch
    >>> from lib.vision import GoogLeNet, count_multiply_adds
    >>> with torch.device("meta"):
    ...     print(f"{count_multiply_adds(GoogLeNet(), (3, 224, 224)) / 1e9:.2f} billion")
    1.58 billion
    """

    def __init__(self, config: GoogLeNetConfig | None = None, *, generator: torch.Generator | None = None) -> None:
        config = config or GoogLeNetConfig()
        super().__init__(config)
        with torch.device("meta"):
            parts: OrderedDict[str, nn.Module] = OrderedDict(stem=_stem(config.in_channels, config.stem))
            channels = config.stem[-1]
            self._watched: list[str] = []  # the blocks that auxiliary heads look at
            self.auxiliary_heads = nn.ModuleList()
            for number, stage in enumerate(config.stages, start=3):
                for letter, widths in zip("abcdefghijklmnopqrstuvwxyz", stage):
                    parts[f"inception{number}{letter}"] = Inception(channels, widths)
                    channels = widths.n_out
                    if config.auxiliary and number == 4 and letter in "ad":
                        self._watched.append(f"inception{number}{letter}")
                        self.auxiliary_heads.append(_auxiliary_head(channels, config.n_classes))
                if number - 2 < len(config.stages):
                    parts[f"pool{number}"] = nn.Sequential(_halve())
            self.features = nn.Sequential(parts)
            self.head = nn.Sequential(
                nn.AdaptiveAvgPool2d(1),
                nn.Flatten(),  # (batch, 1024)
                nn.Dropout(config.dropout),
                nn.Linear(channels, config.n_classes),
            )
        self.draw_parameters(generator)

    def forward_with_auxiliary(self, x: Tensor) -> tuple[Tensor, ...]:
        """Return the logits of the main head and of the auxiliary ones.

        Parameters
        ----------
        x : Tensor, shape (batch, in_channels, height, width)

        Returns
        -------
        tuple of Tensor, each of shape (batch, n_classes)
            The main one first, then the others from the input on.

        Raises
        ------
        TypeError, ValueError
            If ``x`` holds no floating-point numbers, or its shape does not fit.
        """
        self._check_images(x)
        others: list[Tensor] = []
        for name, part in self.features.named_children():
            x = part(x)
            if name in self._watched:
                others.append(self.auxiliary_heads[len(others)](x))
        return self.head(x), *others


def auxiliary_loss(all_logits: tuple[Tensor, ...], y: Tensor, weight: float = 0.3) -> Tensor:
    """Add the cross entropies of auxiliary heads to that of the main one.

    Parameters
    ----------
    all_logits : tuple of Tensor, each of shape (batch, n_classes)
        Of `GoogLeNet.forward_with_auxiliary`.
    y : Tensor of int64, shape (batch,)
        Class numbers.
    weight : float, default 0.3
        Of each auxiliary head.

    Returns
    -------
    Tensor, shape ()
        In nats per image.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Szegedy et al. (2015), section 5.

    Examples
    --------
    >>> import torch
    >>> from lib.vision import auxiliary_loss
    >>> print(f"{auxiliary_loss((torch.zeros(1, 2),) * 3, torch.tensor([0])).item():.4f}")
    1.1090
    """
    main, *others = (functional.cross_entropy(logits, y) for logits in all_logits)
    return main + weight * sum(others, torch.zeros_like(main))


def _halve() -> nn.MaxPool2d:
    """Return an overlapping pooling that halves sizes, rounding up."""
    return nn.MaxPool2d(3, stride=2, ceil_mode=True)


def _stem(in_channels: int, maps: tuple[int, ...]) -> nn.Sequential:
    """Return what stands before the first Inception block."""
    if len(maps) == 1:
        return nn.Sequential(rectified_conv(in_channels, maps[0], 3), _halve())

    def norm() -> nn.LocalResponseNorm:
        return nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75)

    first, reduce, last = maps
    return nn.Sequential(
        OrderedDict(
            conv1=rectified_conv(in_channels, first, 7, stride=2),  # (batch, 64, 112, 112)
            pool1=_halve(),  # (batch, 64, 56, 56)
            norm1=norm(),
            conv2=nn.Sequential(*rectified_conv(first, reduce, 1), *rectified_conv(reduce, last, 3)),
            norm2=norm(),  # (batch, 192, 56, 56)
            pool2=_halve(),  # (batch, 192, 28, 28)
        )
    )


def _auxiliary_head(channels: int, n_classes: int) -> nn.Sequential:
    """Return a head that looks at 14 x 14 maps: pooling, a 1 x 1 convolution, two linear layers."""
    return nn.Sequential(
        nn.AvgPool2d(5, stride=3),  # (batch, channels, 4, 4)
        *rectified_conv(channels, 128, 1),
        nn.Flatten(),  # (batch, 2048)
        nn.Linear(2048, 1024),
        nn.ReLU(),
        nn.Dropout(0.7),
        nn.Linear(1024, n_classes),
    )


PRESETS = {
    "googlenet": GoogLeNetConfig(),
    "googlenet-auxiliary": GoogLeNetConfig(auxiliary=True),
    "googlenet-28x28": GoogLeNetConfig(
        1,
        28,
        10,
        stem=(16,),
        stages=(
            (InceptionWidths(8, 10, 20, 4, 8, 8), InceptionWidths(12, 12, 24, 4, 8, 8)),
            (InceptionWidths(16, 12, 24, 4, 12, 12), InceptionWidths(24, 20, 40, 4, 16, 16)),
        ),
        dropout=0.0,
    ),
    "googlenet-32x32": GoogLeNetConfig(
        3,
        32,
        10,
        stem=(12,),
        stages=(
            (InceptionWidths(8, 8, 12, 4, 4, 4), InceptionWidths(8, 8, 16, 4, 4, 8)),
            (InceptionWidths(16, 16, 32, 4, 12, 8), InceptionWidths(24, 20, 40, 4, 16, 16)),
        ),
        dropout=0.0,
    ),
}
