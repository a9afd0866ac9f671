"""Convolutional layers: small filters, each used at every place of the picture."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from lib.basics import as_rng, check_choice, check_integer
from lib.grad import Tensor, functional
from lib.grad.functional.convolution import margins_for
from lib.grad.functional.windows import pair
from lib.layers import init
from lib.layers.module import Module
from lib.layers.parameter import Parameter

PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


class _Convolution(Module):
    """Hold what a layer over rows and a layer over pictures have in common."""

    bias: Parameter | None

    def __init__(
        self,
        channels: tuple[int, int],
        kernel_size: tuple[int, ...],
        stride: tuple[int, ...],
        padding: Any,
        dilation: tuple[int, ...],
        groups: int,
        bias: bool,
        padding_mode: str,
        rng: Any,
        dtype: Any,
    ) -> None:
        super().__init__()
        self.in_channels = check_integer("in_channels", channels[0], low=1)
        self.out_channels = check_integer("out_channels", channels[1], low=1)
        self.groups = check_integer("groups", groups, low=1)
        for name in ("in_channels", "out_channels"):
            if getattr(self, name) % groups:
                raise ValueError(f"{name} must be divisible by groups={groups}, got {getattr(self, name)}")
        self.kernel_size, self.stride, self.padding, self.dilation = kernel_size, stride, padding, dilation
        self.padding_mode = check_choice("padding_mode", padding_mode, PADDING_MODES)
        shape = (self.out_channels, self.in_channels // groups, *kernel_size)
        self.weight = Parameter(np.empty(shape, dtype))
        self.register_parameter("bias", Parameter(np.empty(self.out_channels, dtype)) if bias else None)
        self.reset_parameters(rng=rng)

    def reset_parameters(self, *, rng: Any = None) -> None:
        """Draw filters and bias anew, as when the layer was made.

        Parameters
        ----------
        rng : None, int or numpy.random.Generator, default None
        """
        source, bound = as_rng(rng), 1 / math.sqrt(math.prod(self.weight.shape[1:]))
        for parameter in self.parameters(recurse=False):
            init.uniform_(parameter, -bound, bound, rng=source)

    def _continued(self, input: Any, amounts: tuple[int, ...]) -> Tensor:
        """Return the input continued beyond its edges, for the padding modes that do not add zeros."""
        x = input if isinstance(input, Tensor) else Tensor(input)
        return functional.pad(x, amounts, self.padding_mode)

    def extra_repr(self) -> str:
        """Return the layer's sizes, and what differs from the defaults."""
        texts = [f"{self.in_channels}, {self.out_channels}", f"kernel_size={self.kernel_size}", f"stride={self.stride}"]
        usual = (0,) * len(self.kernel_size), (1,) * len(self.kernel_size)
        if self.padding != usual[0]:
            texts.append(f"padding={self.padding}")
        if self.dilation != usual[1]:
            texts.append(f"dilation={self.dilation}")
        if self.groups != 1:
            texts.append(f"groups={self.groups}")
        if self.bias is None:
            texts.append("bias=False")
        if self.padding_mode != "zeros":
            texts.append(f"padding_mode={self.padding_mode}")
        return ", ".join(texts)


class Conv2d(_Convolution):
    r"""Slide filters over a picture: each gives one channel of the result.

    .. math:: Y_{noij} = b_o + \sum_{c,u,v} W_{ocuv}\, X_{n,\,c,\,si + du - p,\,sj + dv - p}

    Parameters
    ----------
    in_channels, out_channels : int
        Channels of input and result; there is one filter for each channel of the result.
    kernel_size : int or tuple of two int
        Rows and columns of a filter.
    stride : int or tuple of two int, default 1
        Pixels from window to window, :math:`s`.
    padding : int, tuple of two int, "valid" or "same", default 0
        Rows and columns added on each side, :math:`p`; "same" keeps height and width (stride 1 only).
    dilation : int or tuple of two int, default 1
        Pixels from tap to tap, :math:`d`.
    groups : int, default 1
        Parts into which the channels are split; a filter sees one part. ``in_channels`` for a depthwise layer.
    bias : bool, default True
        Whether :math:`b` is added.
    padding_mode : {"zeros", "reflect", "replicate", "circular"}, default "zeros"
        What stands in the added rows and columns: see `lib.grad.functional.pad`.
    rng : None, int or numpy.random.Generator, default None
        Draws the initial filters.
    dtype : dtype, default float64

    Attributes
    ----------
    weight : Parameter, shape (out_channels, in_channels / groups, kernel rows, kernel columns)
    bias : Parameter, shape (out_channels,), or None

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range, ``groups`` does not divide the channels, or "same" is wanted
        with a stride.

    Notes
    -----
    There are ``out_channels`` filters of ``in_channels / groups`` slices each, whatever the size of the picture; slices
    over different channels are added up. Filters and bias start uniformly in :math:`\pm 1/\sqrt{n}`, with :math:`n` the
    taps of one filter over all its slices: torch's default. The operation is cross-correlation: see
    `lib.layers.convolve2d`.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    LeCun et al. (1989), *Backpropagation Applied to Handwritten Zip Code Recognition*; Goodfellow, Bengio and Courville
    (2016), *Deep Learning*, section 9.1.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.layers import Conv2d
    >>> layer = Conv2d(3, 8, kernel_size=3, stride=2, padding=1)
    >>> layer(np.zeros((5, 3, 28, 28))).shape
    (5, 8, 14, 14)
    >>> layer.weight.shape
    (8, 3, 3, 3)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        *,
        rng: Any = None,
        dtype: Any = np.float64,
    ) -> None:
        kernel = pair("kernel_size", kernel_size, low=1)
        steps, gaps = pair("stride", stride, low=1), pair("dilation", dilation, low=1)
        self._margins = margins_for(padding, kernel, steps, gaps)
        sides = padding if isinstance(padding, str) else pair("padding", padding)
        super().__init__(
            (in_channels, out_channels), kernel, steps, sides, gaps, groups, bias, padding_mode, rng, dtype
        )

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of shape (..., out_channels, n_down, n_across) for (..., in_channels, height, width)."""
        padding = self.padding
        if self.padding_mode != "zeros":
            input, padding = self._continued(input, (*self._margins[1], *self._margins[0])), 0
        return functional.conv2d(input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)


class Conv1d(_Convolution):
    r"""Slide filters along a row, such as a signal over time.

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size : int
    stride : int, default 1
    padding : int, "valid" or "same", default 0
    dilation : int, default 1
    groups : int, default 1
    bias : bool, default True
    padding_mode : {"zeros", "reflect", "replicate", "circular"}, default "zeros"
    rng : None, int or numpy.random.Generator, default None
    dtype : dtype, default float64

    Attributes
    ----------
    weight : Parameter, shape (out_channels, in_channels / groups, kernel_size)
    bias : Parameter, shape (out_channels,), or None

    Raises
    ------
    TypeError, ValueError
        As in `Conv2d`.

    Notes
    -----
    As `Conv2d` on a picture of height 1.
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.layers import Conv1d
    >>> Conv1d(4, 6, kernel_size=3, padding="same")(np.zeros((2, 4, 50))).shape
    (2, 6, 50)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        stride: int = 1,
        padding: Any = 0,
        dilation: int = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        *,
        rng: Any = None,
        dtype: Any = np.float64,
    ) -> None:
        kernel = check_integer("kernel_size", kernel_size, low=1)
        step, gap = check_integer("stride", stride, low=1), check_integer("dilation", dilation, low=1)
        sides = padding if isinstance(padding, str) else (check_integer("padding", padding, low=0),)
        both = sides if isinstance(sides, str) else (0, *sides)
        self._margins = margins_for(both, (1, kernel), (1, step), (1, gap))
        super().__init__(
            (in_channels, out_channels), (kernel,), (step,), sides, (gap,), groups, bias, padding_mode, rng, dtype
        )

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of shape (..., out_channels, n_windows) for (..., in_channels, length)."""
        padding = self.padding if isinstance(self.padding, str) else self.padding[0]
        if self.padding_mode != "zeros":
            input, padding = self._continued(input, self._margins[1]), 0
        options = (self.stride[0], padding, self.dilation[0], self.groups)
        return functional.conv1d(input, self.weight, self.bias, *options)
