"""Initial weights whose variance follows from the number of inputs and outputs: Xavier's and He's rules."""

from __future__ import annotations

import math
from typing import Any

from lib.basics import check_choice, check_real
from lib.grad import Tensor
from lib.layers.init.fill import normal_, uniform_

GAINS = {
    **dict.fromkeys(("linear", "conv1d", "conv2d", "conv3d"), 1.0),
    **dict.fromkeys(("conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "sigmoid"), 1.0),
    "tanh": 5 / 3,
    "relu": math.sqrt(2),
    "leaky_relu": None,  # depends on the slope
    "selu": 3 / 4,
}


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    r"""Return the factor by which weights must grow to make up for what an activation takes away.

    ReLU sets half of a symmetric input to 0 and so halves its mean square; :math:`\sqrt 2` makes up for it. A leaky
    ReLU with slope :math:`a` keeps :math:`(1 + a^2)/2`.

    Parameters
    ----------
    nonlinearity : str
        "linear", "conv1d", "conv_transpose1d" (both also with 2 and 3) and "sigmoid": 1; "tanh": 5/3; "relu";
        "leaky_relu"; "selu": 3/4.
    param : float, optional
        Slope :math:`a` of "leaky_relu" below 0; 0.01 if not given. Not used by the others.

    Returns
    -------
    float

    Raises
    ------
    TypeError, ValueError
        If the name is not known or the slope no number.

    Notes
    -----
    The values for tanh and SELU are conventions of torch, not exact.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    He, Zhang, Ren and Sun (2015), *Delving Deep into Rectifiers*, equation 15.

    Examples
    --------
    >>> from lib.layers import init
    >>> round(init.calculate_gain("relu"), 4)
    1.4142
    """
    gain = GAINS[check_choice("nonlinearity", nonlinearity, GAINS)]
    if gain is not None:
        return gain
    slope = 0.01 if param is None else check_real("param", param)
    return math.sqrt(2 / (1 + slope**2))


def fans(tensor: Tensor) -> tuple[int, int]:
    """Return how many numbers each output adds up, and how many outputs each input reaches.

    Parameters
    ----------
    tensor : Tensor, shape (fan_out, fan_in) or (fan_out, fan_in, *kernel)

    Returns
    -------
    (int, int)
        ``fan_in`` and ``fan_out``, each times the size of the kernel.

    Raises
    ------
    TypeError, ValueError
        If ``tensor`` is no `Tensor` or has fewer than two axes.

    Notes
    -----
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> from lib.layers import Linear
    >>> from lib.layers.init.scaling import fans
    >>> fans(Linear(600, 10).weight)
    (600, 10)
    """
    if not isinstance(tensor, Tensor):
        raise TypeError(f"tensor must be a Tensor with its number of inputs and outputs, got {type(tensor).__name__}")
    if tensor.ndim < 2:
        raise ValueError(f"tensor must have at least 2 axes, (outputs, inputs, ...), got shape {tuple(tensor.shape)}")
    kernel = math.prod(tensor.shape[2:])
    return tensor.shape[1] * kernel, tensor.shape[0] * kernel


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, *, rng: Any = None) -> Tensor:
    r"""Draw uniformly on :math:`\pm g\sqrt{6/(n_\mathrm{in} + n_\mathrm{out})}`: between the two directions.

    Parameters
    ----------
    tensor : Tensor, shape (fan_out, fan_in) or (fan_out, fan_in, *kernel)
    gain : float, default 1.0
        :math:`g`, see `calculate_gain`.
    rng : None, int or numpy.random.Generator, default None

    Returns
    -------
    Tensor of the same shape
        ``tensor`` itself.

    Raises
    ------
    TypeError, ValueError
        If ``tensor`` is no `Tensor` or has fewer than two axes, or a name is not known.

    Notes
    -----
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    Glorot and Bengio (2010), *Understanding the difficulty of training deep feedforward neural networks*, equation 16.

    Examples
    --------
    >>> from lib.layers import Linear, init
    >>> weight = init.xavier_uniform_(Linear(100, 50).weight, rng=0)
    >>> float(abs(weight.data).max().round(2))  # the square root of 6 / 150
    0.2
    """
    bound = check_real("gain", gain, low=0) * math.sqrt(6 / sum(fans(tensor)))
    return uniform_(tensor, -bound, bound, rng=rng)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, *, rng: Any = None) -> Tensor:
    r"""Draw normally with the variance :math:`2g^2/(n_\mathrm{in} + n_\mathrm{out})`: between the two directions.

    Parameters
    ----------
    tensor : Tensor, shape (fan_out, fan_in) or (fan_out, fan_in, *kernel)
    gain : float, default 1.0
        :math:`g`, see `calculate_gain`.
    rng : None, int or numpy.random.Generator, default None

    Returns
    -------
    Tensor of the same shape
        ``tensor`` itself.

    Raises
    ------
    TypeError, ValueError
        If ``tensor`` is no `Tensor` or has fewer than two axes, or a name is not known.

    Notes
    -----
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    Glorot and Bengio (2010), *Understanding the difficulty of training deep feedforward neural networks*, equation 12.

    Examples
    --------
    >>> from lib.layers import Linear, init
    >>> weight = init.xavier_normal_(Linear(150, 50).weight, rng=0)
    >>> float(weight.data.std().round(2))  # the square root of 2 / 200
    0.1
    """
    std = check_real("gain", gain, low=0) * math.sqrt(2 / sum(fans(tensor)))
    return normal_(tensor, 0.0, std, rng=rng)


def kaiming_uniform_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", *, rng: Any = None
) -> Tensor:
    r"""Draw uniformly on :math:`\pm g\sqrt{3/n}`, for ReLU :math:`\pm\sqrt{6/n_\mathrm{in}}`: He's rule.

    Parameters
    ----------
    tensor : Tensor, shape (fan_out, fan_in) or (fan_out, fan_in, *kernel)
    a : float, default 0.0
        Slope of the leaky ReLU below 0; counts only with ``nonlinearity="leaky_relu"``.
    mode : {"fan_in", "fan_out"}, default "fan_in"
        Keep the variance of the activations on the way forward, or of the gradients on the way back.
    nonlinearity : str, default "leaky_relu"
        What follows the layer, as in `calculate_gain`.
    rng : None, int or numpy.random.Generator, default None

    Returns
    -------
    Tensor of the same shape
        ``tensor`` itself.

    Raises
    ------
    TypeError, ValueError
        If ``tensor`` is no `Tensor` or has fewer than two axes, or a name is not known.

    Notes
    -----
    The default, ``a=0`` with ``"leaky_relu"``, is He's rule for ReLU. With ``nonlinearity="linear"`` the gain is 1 and
    the rule is LeCun's, on :math:`\pm\sqrt{3/n_\mathrm{in}}`.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    He, Zhang, Ren and Sun (2015), *Delving Deep into Rectifiers*, equations 10 and 14.

    Examples
    --------
    >>> from lib.layers import Linear, init
    >>> weight = init.kaiming_uniform_(Linear(600, 100).weight, nonlinearity="relu", rng=0)
    >>> float(abs(weight.data).max().round(3))  # the square root of 6 / 600
    0.1
    """
    bound = math.sqrt(3) * _kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, rng=rng)


def kaiming_normal_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", *, rng: Any = None
) -> Tensor:
    r"""Draw normally with the variance :math:`g^2/n`, for ReLU :math:`2/n_\mathrm{in}`: He's rule.

    Parameters
    ----------
    tensor : Tensor, shape (fan_out, fan_in) or (fan_out, fan_in, *kernel)
    a : float, default 0.0
        Slope of the leaky ReLU below 0; counts only with ``nonlinearity="leaky_relu"``.
    mode : {"fan_in", "fan_out"}, default "fan_in"
        Keep the variance of the activations on the way forward, or of the gradients on the way back.
    nonlinearity : str, default "leaky_relu"
        What follows the layer, as in `calculate_gain`.
    rng : None, int or numpy.random.Generator, default None

    Returns
    -------
    Tensor of the same shape
        ``tensor`` itself.

    Raises
    ------
    TypeError, ValueError
        If ``tensor`` is no `Tensor` or has fewer than two axes, or a name is not known.

    Notes
    -----
    The default, ``a=0`` with ``"leaky_relu"``, is He's rule for ReLU. With ``nonlinearity="linear"`` the gain is 1 and
    the rule is LeCun's, variance :math:`1/n_\mathrm{in}`.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    He, Zhang, Ren and Sun (2015), *Delving Deep into Rectifiers*, equations 10 and 14.

    Examples
    --------
    >>> from lib.layers import Linear, init
    >>> weight = init.kaiming_normal_(Linear(200, 100).weight, nonlinearity="relu", rng=0)
    >>> float(weight.data.std().round(2))  # the square root of 2 / 200
    0.1
    """
    return normal_(tensor, 0.0, _kaiming_std(tensor, a, mode, nonlinearity), rng=rng)


def _kaiming_std(tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float:
    fan = fans(tensor)[("fan_in", "fan_out").index(check_choice("mode", mode, ("fan_in", "fan_out")))]
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)
