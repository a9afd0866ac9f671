"""The two blocks of residual networks and their three kinds of shortcut."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional


class PaddedShortcut(nn.Module):
    """Take every second pixel and add maps of zeros: the shortcut without parameters (option A)."""

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        super().__init__()
        self.more, self.stride = out_channels - in_channels, stride

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, out_channels, height / stride, width / stride), sizes rounded up."""
        thinned = x[:, :, :: self.stride, :: self.stride]
        return functional.pad(thinned, (0, 0, 0, 0, 0, self.more))


def make_shortcut(in_channels: int, out_channels: int, stride: int, option: str) -> nn.Module:
    """Return what carries the input around a block: A pads with zeros, B projects where shapes change, C always."""
    same = stride == 1 and in_channels == out_channels
    if same and option != "C":
        return nn.Identity()
    if option == "A":
        return PaddedShortcut(in_channels, out_channels, stride)
    return nn.Sequential(nn.Conv2d(in_channels, out_channels, 1, stride, bias=False), nn.BatchNorm2d(out_channels))


class ResidualBlock(nn.Module):
    r"""Add what a few layers compute to what they were given.

    .. math:: y = \mathrm{relu}\bigl(\mathcal{F}(x) + x\bigr)

    Parameters
    ----------
    in_channels : int
    channels : int
        Maps inside; a bottleneck returns four times as many.
    stride : int, default 1
        Of the first convolution and of the shortcut.
    bottleneck : bool, default False
        False: two 3 x 3 convolutions. True: 1 x 1 to fewer maps, 3 x 3, 1 x 1 to more.
    shortcut : {"A", "B", "C"}, default "B"
        What stands in for :math:`x` where shapes change: A, zeros for the new maps; B, a 1 x 1 convolution; C, a 1 x 1
        convolution everywhere.
    residual : bool, default True
        False leaves the shortcut out: the same layers as a plain network.

    Attributes
    ----------
    out_channels : int

    Notes
    -----
    A block whose last norm has scale 0 passes on :math:`\mathrm{relu}(x)`, which is :math:`x` only where no value is
    negative: behind another block it is the identity, in general it is not. Weights are torch's default; the network
    around draws its own. Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    He, Zhang, Ren & Sun (2016), *Deep Residual Learning for Image Recognition*, eq. 1 and 2, Fig. 5.

    Examples
    --------
    >>> import torch
    >>> from lib.vision import ResidualBlock
    >>> block = ResidualBlock(8, 8)
    >>> _ = torch.nn.init.zeros_(block.layers[-1].weight)  # the branch adds nothing
    >>> x = torch.tensor([-1.0, 2.0]).repeat(4)[None, :, None, None].expand(1, 8, 3, 3)
    >>> block(x)[0, :2, 0, 0].tolist()
    [0.0, 2.0]
    """

    def __init__(
        self,
        in_channels: int,
        channels: int,
        stride: int = 1,
        bottleneck: bool = False,
        shortcut: str = "B",
        residual: bool = True,
    ) -> None:
        super().__init__()
        self.out_channels = 4 * channels if bottleneck else channels
        if bottleneck:
            # The stride is on the first 1 x 1 as in the paper's networks; many later ones have it on the 3 x 3.
            shapes = [(in_channels, channels, 1, stride), (channels, channels, 3, 1), (channels, 4 * channels, 1, 1)]
        else:
            shapes = [(in_channels, channels, 3, stride), (channels, channels, 3, 1)]
        layers: list[nn.Module] = []
        for before, after, kernel_size, step in shapes:
            convolution = nn.Conv2d(before, after, kernel_size, step, kernel_size // 2, bias=False)
            layers += [convolution, nn.BatchNorm2d(after), nn.ReLU()]
        self.layers = nn.Sequential(*layers[:-1])  # the last rectifier comes after the sum
        self.shortcut = make_shortcut(in_channels, self.out_channels, stride, shortcut) if residual else None
        self.activation = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, out_channels, height / stride, width / stride) for (batch, in_channels, height, width)."""
        branch: Tensor = self.layers(x)
        summed = branch if self.shortcut is None else branch + self.shortcut(x)
        y: Tensor = self.activation(summed)
        return y
