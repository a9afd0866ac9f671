"""Fill a tensor with one number, or with draws from a distribution that is given in full."""

from __future__ import annotations

from typing import Any

from lib.basics import as_rng, check_real
from lib.grad import Tensor, no_grad


def fill(tensor: Tensor, values: Any) -> Tensor:
    """Copy values into a tensor, leaves that require a gradient included, and return it."""
    if not isinstance(tensor, Tensor):
        raise TypeError(f"tensor must be a Tensor to be filled in place, got {type(tensor).__name__}")
    with no_grad():
        tensor.copy_(values)
    return tensor


def constant_(tensor: Tensor, val: float) -> Tensor:
    """Fill a tensor with one number.

    Parameters
    ----------
    tensor : Tensor of any shape
    val : float

    Returns
    -------
    Tensor of the same shape
        ``tensor`` itself.

    Raises
    ------
    TypeError
        If ``tensor`` is no `Tensor`.

    Notes
    -----
    Equal numbers in a hidden layer make its units equal for ever: each gets the same gradient.
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> from lib.layers import Linear, init
    >>> init.constant_(Linear(2, 2).bias, 0.1).data
    array([0.1, 0.1])
    """
    return fill(tensor, check_real("val", val))


def zeros_(tensor: Tensor) -> Tensor:
    """Fill a tensor with zeros.

    Parameters
    ----------
    tensor : Tensor of any shape

    Returns
    -------
    Tensor of the same shape
        ``tensor`` itself.

    Notes
    -----
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> from lib.layers import Linear, init
    >>> init.zeros_(Linear(2, 2).bias).data
    array([0., 0.])
    """
    return constant_(tensor, 0.0)


def ones_(tensor: Tensor) -> Tensor:
    """Fill a tensor with ones.

    Parameters
    ----------
    tensor : Tensor of any shape

    Returns
    -------
    Tensor of the same shape
        ``tensor`` itself.

    Notes
    -----
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> from lib.layers import Linear, init
    >>> init.ones_(Linear(2, 2).bias).data
    array([1., 1.])
    """
    return constant_(tensor, 1.0)


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, *, rng: Any = None) -> Tensor:
    r"""Fill a tensor with uniform draws from :math:`[a, b)`, whose variance is :math:`(b - a)^2 / 12`.

    Parameters
    ----------
    tensor : Tensor of any shape
    a, b : float, default 0.0 and 1.0
        The ends; ``b`` is not below ``a``.
    rng : None, int or numpy.random.Generator, default None

    Returns
    -------
    Tensor of the same shape
        ``tensor`` itself.

    Raises
    ------
    TypeError, ValueError
        If ``tensor`` is no `Tensor`, or ``b`` is below ``a``.

    Notes
    -----
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> from lib.layers import Linear, init
    >>> weight = init.uniform_(Linear(100, 100).weight, -0.1, 0.1, rng=0)
    >>> bool(abs(weight.data).max() <= 0.1)
    True
    """
    a = check_real("a", a)
    b = check_real("b", b, low=a)
    return fill(tensor, as_rng(rng).uniform(a, b, tensor.shape))


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, *, rng: Any = None) -> Tensor:
    """Fill a tensor with normal draws.

    Parameters
    ----------
    tensor : Tensor of any shape
    mean : float, default 0.0
    std : float, default 1.0
        Standard deviation, at least 0.
    rng : None, int or numpy.random.Generator, default None

    Returns
    -------
    Tensor of the same shape
        ``tensor`` itself.

    Raises
    ------
    TypeError, ValueError
        If ``tensor`` is no `Tensor`, or ``std`` is negative.

    Notes
    -----
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> from lib.layers import Linear, init
    >>> weight = init.normal_(Linear(100, 100).weight, std=0.01, rng=0)
    >>> float(weight.data.std().round(3))
    0.01
    """
    draws = as_rng(rng).normal(check_real("mean", mean), check_real("std", std, low=0), tensor.shape)
    return fill(tensor, draws)
