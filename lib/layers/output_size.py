"""How large the result of a convolution or pooling is."""

from __future__ import annotations

from lib.basics import check_bool, check_integer
from lib.grad.functional.windows import window_count


def conv_output_size(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1, ceil_mode: bool = False
) -> int:
    r"""Count the places of a window along one axis.

    .. math:: \left\lfloor \frac{h + 2p - d(k-1) - 1}{s} \right\rfloor + 1

    Parameters
    ----------
    size : int
        Length :math:`h` of the axis, in pixels.
    kernel_size : int
        Taps :math:`k` of the window.
    stride : int, default 1
        Pixels from window to window, :math:`s`.
    padding : int, default 0
        Pixels added on each side, :math:`p`.
    dilation : int, default 1
        Pixels from tap to tap, :math:`d`.
    ceil_mode : bool, default False
        Round up instead, as pooling can: a last window may reach beyond the end, but must start before it.

    Returns
    -------
    int

    Raises
    ------
    TypeError, ValueError
        If a setting is no integer, or out of range, or no window fits.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Dumoulin and Visin (2016), *A guide to convolution arithmetic for deep learning*, relationship 6 and section 5.1.

    Examples
    --------
    >>> from lib.layers import conv_output_size
    >>> conv_output_size(224, 11, stride=4, padding=2)  # AlexNet's first layer
    55
    >>> conv_output_size(28, 3, padding=1)  # "same"
    28
    """
    check_integer("size", size, low=0)
    for name, value in (("kernel_size", kernel_size), ("stride", stride), ("dilation", dilation)):
        check_integer(name, value, low=1)
    check_integer("padding", padding, low=0)
    check_bool("ceil_mode", ceil_mode)
    count = window_count(size, kernel_size, stride, (padding, padding), dilation, ceil_mode)
    if count < 1:
        reach = dilation * (kernel_size - 1) + 1
        raise ValueError(f"size + 2 * padding must be at least the window's reach {reach}, got {size + 2 * padding}")
    return count
