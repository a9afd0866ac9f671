"""The Inception block: four views of the same maps, side by side."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn


class InceptionWidths(NamedTuple):
    """Hold the numbers of maps in one row of Table 1.

    Attributes
    ----------
    n1x1 : int
        Of the 1 x 1 convolution that stands alone.
    n3x3_reduce, n3x3 : int
        Of the 1 x 1 convolution before the 3 x 3, and of the 3 x 3.
    n5x5_reduce, n5x5 : int
        Of the 1 x 1 convolution before the 5 x 5, and of the 5 x 5.
    pool_proj : int
        Of the 1 x 1 convolution after the pooling.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.vision import InceptionWidths
    >>> InceptionWidths(64, 96, 128, 16, 32, 32).n_out
    256
    """

    n1x1: int
    n3x3_reduce: int
    n3x3: int
    n5x5_reduce: int
    n5x5: int
    pool_proj: int

    @property
    def n_out(self) -> int:
        """Return the number of maps that the block returns."""
        return self.n1x1 + self.n3x3 + self.n5x5 + self.pool_proj


class Inception(nn.Module):
    """Put 1 x 1, 3 x 3 and 5 x 5 convolutions and a pooling of the same maps side by side.

    Parameters
    ----------
    in_channels : int
    widths : InceptionWidths

    Notes
    -----
    The 1 x 1 convolutions before 3 x 3 and 5 x 5 make their work cheap: block 3a of Table 1 costs 128 million
    multiply-adds with them and 308 million without. Weights are torch's default; the network around draws its own.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Szegedy et al. (2015), *Going Deeper with Convolutions*, Fig. 2b.

    Examples
    --------
    >>> import torch
    >>> from lib.vision import Inception, InceptionWidths
    >>> block = Inception(192, InceptionWidths(64, 96, 128, 16, 32, 32))
    >>> block(torch.zeros(1, 192, 28, 28)).shape
    torch.Size([1, 256, 28, 28])
    """

    def __init__(self, in_channels: int, widths: InceptionWidths) -> None:
        super().__init__()
        self.branch1x1 = rectified_conv(in_channels, widths.n1x1, 1)
        self.branch3x3 = nn.Sequential(
            *rectified_conv(in_channels, widths.n3x3_reduce, 1), *rectified_conv(widths.n3x3_reduce, widths.n3x3, 3)
        )
        self.branch5x5 = nn.Sequential(
            *rectified_conv(in_channels, widths.n5x5_reduce, 1), *rectified_conv(widths.n5x5_reduce, widths.n5x5, 5)
        )
        self.branch_pool = nn.Sequential(
            nn.MaxPool2d(3, stride=1, padding=1), *rectified_conv(in_channels, widths.pool_proj, 1)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, widths.n_out, height, width) for (batch, in_channels, height, width)."""
        branches = (self.branch1x1, self.branch3x3, self.branch5x5, self.branch_pool)
        return torch.cat([branch(x) for branch in branches], dim=1)  # (batch, n_out, height, width)


def rectified_conv(in_channels: int, out_channels: int, kernel_size: int, stride: int = 1) -> nn.Sequential:
    """Return a convolution that keeps the size (but for its stride) and a rectifier."""
    return nn.Sequential(nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding=kernel_size // 2), nn.ReLU())
