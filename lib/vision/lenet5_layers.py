"""The four kinds of layer that only LeNet-5 has: partly connected maps, trained subsampling, scaled tanh, distances."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.train import own_generator
from lib.vision.digit_codes import DIGIT_CODES

# Table I of the paper: the maps of S2 that each of the sixteen maps of C3 sees.
TABLE_1 = (
    (0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5),
    (0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5),
    (0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5),
    (0, 1, 2, 3, 4, 5),
)  # fmt: skip


class ScaledTanh(nn.Module):
    """Squash with the paper's A tanh(S a), which is about the identity at plus and minus 1 (eq. 6, appendix A)."""

    def forward(self, a: Tensor) -> Tensor:
        """Return a tensor of the same shape, between -1.7159 and 1.7159."""
        return 1.7159 * torch.tanh(2 / 3 * a)


class Subsampling(nn.Module):
    """Add the four pixels of each 2 x 2 square, times one trained coefficient of the map, plus one trained bias."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(channels))
        self.bias = nn.Parameter(torch.empty(channels))

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, channels, height / 2, width / 2) for (batch, channels, height, width)."""
        total = 4 * functional.avg_pool2d(x, 2)  # (batch, channels, height / 2, width / 2)
        return total * self.weight[:, None, None] + self.bias[:, None, None]

    def reset_parameters(self, generator: torch.Generator | None = None) -> None:
        """Draw coefficients and biases for units with four inputs."""
        _draw(self, 4, generator)

    def multiply_adds(self, shape: Sequence[int]) -> int:
        """Return one multiply-add for each of the four pixels below an output of this shape (batch first)."""
        return 4 * math.prod(shape[1:])

    def connections(self, shape: Sequence[int]) -> int:
        """Return the paper's count: four pixels and the bias for each output."""
        return 5 * math.prod(shape[1:])


class PartlyConnectedConv2d(nn.Module):
    """Convolve each output map with some of the input maps only; weights exist for the connected pairs alone."""

    def __init__(self, in_channels: int, table: Sequence[Sequence[int]], kernel_size: int) -> None:
        super().__init__()
        pairs = [(out, source) for out, sources in enumerate(table) for source in sources]
        self.table = tuple(map(tuple, table))
        self.in_channels, self.out_channels = in_channels, len(table)
        self.pairs = tuple(out * in_channels + source for out, source in pairs)  # row by row, as weights are stored
        self.weight = nn.Parameter(torch.empty(len(pairs), kernel_size, kernel_size))
        self.bias = nn.Parameter(torch.empty(len(table)))

    def full_weight(self) -> Tensor:
        """Return the kernels with zeros where nothing is connected: (out_channels, in_channels, height, width)."""
        size = self.weight.shape[1:]
        full = self.weight.new_zeros(self.out_channels * self.in_channels, *size)
        place = torch.tensor(self.pairs, device=self.weight.device)
        return full.index_copy(0, place, self.weight).view(self.out_channels, self.in_channels, *size)

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, out_channels, height - 4, width - 4) for (batch, in_channels, height, width) and 5 x 5."""
        return functional.conv2d(x, self.full_weight(), self.bias)

    def reset_parameters(self, generator: torch.Generator | None = None) -> None:
        """Draw the weights and the bias of each map for its own number of inputs."""
        area, start, source = self.weight[0].numel(), 0, own_generator(generator, self.weight.device)
        with torch.no_grad():
            for out, sources in enumerate(self.table):
                bound = 2.4 / (area * len(sources))
                self.weight[start : start + len(sources)].uniform_(-bound, bound, generator=source)
                self.bias[out : out + 1].uniform_(-bound, bound, generator=source)
                start += len(sources)

    def multiply_adds(self, shape: Sequence[int]) -> int:
        """Return the multiply-adds for an output of this shape (batch first); only connected pairs count."""
        return self.weight.numel() * math.prod(shape[2:])


class DistanceToCodes(nn.Module):
    """Return the squared distance between the input and a fixed code of each class (eq. 7)."""

    codes: Tensor

    def __init__(self, n_classes: int, n_features: int, codes: str) -> None:
        super().__init__()
        self.kind = codes
        self.register_buffer("codes", torch.empty(n_classes, n_features))

    def forward(self, x: Tensor) -> Tensor:
        """Return penalties of shape (batch, n_classes) for x of shape (batch, n_features)."""
        return (x[:, None, :] - self.codes).square().sum(dim=2)

    def reset_parameters(self, generator: torch.Generator | None = None) -> None:
        """Put the pictures of the ten digits into the codes, or draw -1 and +1 with equal chances."""
        if self.kind == "digits":
            self.codes.copy_(torch.tensor(DIGIT_CODES))
        else:
            self.codes.bernoulli_(0.5, generator=own_generator(generator, self.codes.device)).mul_(2).sub_(1)

    def multiply_adds(self, shape: Sequence[int]) -> int:
        """Return one for each pair of a class and a feature."""
        return self.codes.numel()


def _draw(layer: nn.Module, fan_in: int, generator: torch.Generator | None) -> None:
    """Draw weight and bias uniformly between plus and minus 2.4 / fan_in (appendix A)."""
    for parameter in layer.parameters(recurse=False):
        source = own_generator(generator, parameter.device)
        nn.init.uniform_(parameter, -2.4 / fan_in, 2.4 / fan_in, generator=source)


def draw_by_fan_in(layer: nn.Conv2d | nn.Linear, generator: torch.Generator | None = None) -> None:
    """Draw a full convolution or linear layer by the same rule."""
    _draw(layer, layer.weight[0].numel(), generator)
