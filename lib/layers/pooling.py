"""Pooling layers: fewer rows and columns, no parameters, each channel by itself."""

from __future__ import annotations

from typing import Any

from lib.basics import check_bool, check_integer
from lib.grad import Tensor, functional
from lib.grad.functional.adaptive_pooling import output_sizes
from lib.grad.functional.windows import pair
from lib.layers.module import Module


class MaxPool2d(Module):
    r"""Take the largest number of each window.

    Parameters
    ----------
    kernel_size : int or tuple of two int
        Rows and columns of a window.
    stride : int or tuple of two int, optional
        Pixels from window to window; a whole window if not given. Smaller: the windows overlap.
    padding : int or tuple of two int, default 0
        Rows and columns of minus infinity on each side, half a window at most.
    dilation : int or tuple of two int, default 1
    ceil_mode : bool, default False
        Keep a last window that does not fit in whole.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.

    Notes
    -----
    A shift by one pixel leaves the result alone only where the same pixel still wins its window: invariance is
    approximate. The layers after it get fewer numbers to work on; a convolutional layer keeps its number of parameters.
    torch's ``return_indices`` is left out.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Ranzato, Huang, Boureau and LeCun (2007), *Unsupervised Learning of Invariant Feature Hierarchies with Applications
    to Object Recognition*.

    Examples
    --------
    >>> from lib.layers import MaxPool2d
    >>> MaxPool2d(2)([[[1.0, 5.0, 2.0, 0.0], [3.0, 4.0, 8.0, 6.0]]]).tolist()
    [[[5.0, 8.0]]]
    """

    def __init__(
        self, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1, ceil_mode: bool = False
    ) -> None:
        super().__init__()
        pair("kernel_size", kernel_size, low=1)
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        for name, value, low in (("stride", self.stride, 1), ("padding", padding, 0), ("dilation", dilation, 1)):
            pair(name, value, low)
        self.padding, self.dilation = padding, dilation
        self.ceil_mode = check_bool("ceil_mode", ceil_mode)

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of shape (..., channels, n_down, n_across) for (..., channels, height, width)."""
        x = input if isinstance(input, Tensor) else Tensor(input)
        return functional.max_pool2d(x, self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode)

    def extra_repr(self) -> str:
        """Return the layer's settings."""
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"dilation={self.dilation}, ceil_mode={self.ceil_mode}"
        )


class AvgPool2d(Module):
    r"""Take the mean of each window.

    Parameters
    ----------
    kernel_size : int or tuple of two int
        Rows and columns of a window.
    stride : int or tuple of two int, optional
        Pixels from window to window; a whole window if not given.
    padding : int or tuple of two int, default 0
        Rows and columns of zeros on each side, half a window at most.
    ceil_mode : bool, default False
        Keep a last window that does not fit in whole.
    count_include_pad : bool, default True
        Whether the zeros of the padding count in the mean.
    divisor_override : int, optional
        Divide by this number instead of by the count.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.

    Notes
    -----
    LeNet-5's subsampling had, beyond the mean, a weight and a bias for each channel, which are left out.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    LeCun, Bottou, Bengio and Haffner (1998), *Gradient-Based Learning Applied to Document Recognition*, section II.B.

    Examples
    --------
    >>> from lib.layers import AvgPool2d
    >>> AvgPool2d(2)([[[1.0, 5.0, 2.0, 0.0], [3.0, 3.0, 8.0, 6.0]]]).tolist()
    [[[3.0, 4.0]]]
    """

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        super().__init__()
        pair("kernel_size", kernel_size, low=1)
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        pair("stride", self.stride, low=1)
        pair("padding", padding)
        self.padding = padding
        self.ceil_mode = check_bool("ceil_mode", ceil_mode)
        self.count_include_pad = check_bool("count_include_pad", count_include_pad)
        if divisor_override is not None:
            check_integer("divisor_override", divisor_override, low=1)
        self.divisor_override = divisor_override

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of shape (..., channels, n_down, n_across) for (..., channels, height, width)."""
        x = input if isinstance(input, Tensor) else Tensor(input)
        options = (self.padding, self.ceil_mode, self.count_include_pad, self.divisor_override)
        return functional.avg_pool2d(x, self.kernel_size, self.stride, *options)

    def extra_repr(self) -> str:
        """Return the layer's settings."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class _AdaptivePool2d(Module):
    """Hold the wanted size."""

    def __init__(self, output_size: Any) -> None:
        super().__init__()
        output_sizes((1, 1), output_size)
        self.output_size = output_size

    def extra_repr(self) -> str:
        """Return the wanted size."""
        return f"output_size={self.output_size}"


class AdaptiveAvgPool2d(_AdaptivePool2d):
    """Take the means of a given number of bins, whatever the size of the picture.

    Parameters
    ----------
    output_size : int, None, or tuple of two of them
        Rows and columns of the result; None keeps those of the input. 1 is global average pooling.

    Raises
    ------
    TypeError, ValueError
        If ``output_size`` is no positive integer, nor two.

    Notes
    -----
    With it before the last layer a network takes pictures of any size.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Lin, Chen and Yan (2014), *Network in Network*, section 3.2.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.layers import AdaptiveAvgPool2d
    >>> layer = AdaptiveAvgPool2d(1)
    >>> layer(np.ones((4, 8, 7, 7))).shape, layer(np.ones((4, 8, 20, 31))).shape
    ((4, 8, 1, 1), (4, 8, 1, 1))
    """

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of shape (..., channels, rows, columns) for (..., channels, height, width)."""
        return functional.adaptive_avg_pool2d(input if isinstance(input, Tensor) else Tensor(input), self.output_size)


class AdaptiveMaxPool2d(_AdaptivePool2d):
    """Take the largest numbers of a given number of bins, whatever the size of the picture.

    Parameters
    ----------
    output_size : int, None, or tuple of two of them
        Rows and columns of the result; None keeps those of the input.

    Raises
    ------
    TypeError, ValueError
        If ``output_size`` is no positive integer, nor two.

    Notes
    -----
    torch's ``return_indices`` is left out.
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.layers import AdaptiveMaxPool2d
    >>> AdaptiveMaxPool2d((None, 1))([[[1.0, 5.0, 2.0], [3.0, 4.0, 8.0]]]).tolist()
    [[[5.0], [8.0]]]
    """

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of shape (..., channels, rows, columns) for (..., channels, height, width)."""
        return functional.adaptive_max_pool2d(input if isinstance(input, Tensor) else Tensor(input), self.output_size)
