"""The standard normal distribution of arrays: the function Phi and the density phi, as GELU needs both."""

from __future__ import annotations

import math

import numpy as np

from lib.grad.functional.error_function import erf
from lib.grad.recording import quiet

_BEND = 0.35
_DEGREE = 8
_FAR = 14.0  # beyond it float32's Phi(-x) is 0


def _coefficients() -> np.ndarray:
    r"""Return a polynomial :math:`p` with :math:`\Phi(-x)/e^{-x^2/2} \approx t\,p(t)`, :math:`t = 1/(1 + 0.35 x)`.

    The quotient (Mills' ratio but for a factor) falls smoothly from 1/2 like :math:`1/x`, so that over :math:`t` it is
    nearly a straight line through 0, and interpolating the rest at Chebyshev's points is wrong by 4e-8 of the value.
    """
    points = np.cos((np.arange(_DEGREE + 1) + 0.5) * np.pi / (_DEGREE + 1))
    lowest = 1 / (1 + _BEND * _FAR)
    t = lowest + (1 - lowest) * (points + 1) / 2
    x = (1 / t - 1) / _BEND
    values = np.array([0.5 * math.erfc(each / math.sqrt(2)) * math.exp(each * each / 2) for each in x]) / t
    return np.polyfit(t, values, _DEGREE)


_POLYNOMIAL = _coefficients().astype(np.float32)


@quiet
def normal_distribution(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    r"""Compute :math:`\Phi(x) = \frac12(1 + \mathrm{erf}(x/\sqrt2))` and :math:`\varphi(x) = e^{-x^2/2}/\sqrt{2\pi}`.

    Parameters
    ----------
    x : ndarray of any shape

    Returns
    -------
    distribution, density : ndarray of the shape of ``x``
        float32 if ``x`` is, else float64.

    Notes
    -----
    float64 takes `erf`. float32 takes a polynomial of degree 8 for the tail :math:`\Phi(-|x|)`, which shares its
    exponential with the density; it is right to 3e-7, and where :math:`\Phi` is tiny to 1e-5 of its value.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.grad.functional.normal_distribution import normal_distribution
    >>> distribution, density = normal_distribution(np.array([-1.0, 0.0, 1.0]))
    >>> distribution.round(4), density.round(4)
    (array([0.1587, 0.5   , 0.8413]), array([0.242 , 0.3989, 0.242 ]))
    """
    if x.dtype != np.float32:
        return 0.5 * (1 + erf(x / math.sqrt(2))), np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
    density = x * x
    density *= -0.5
    np.exp(density, out=density)
    t = np.abs(x)
    t *= _BEND
    t += 1
    np.divide(1, t, out=t)
    tail = t * _POLYNOMIAL[0]
    for coefficient in _POLYNOMIAL[1:]:
        tail += coefficient
        tail *= t
    tail *= density
    # Phi(-|x|) where x has a minus sign, else 1 - Phi(-|x|); a mask (``where=``) would be ten times slower.
    distribution = np.subtract(~np.signbit(x), np.copysign(tail, x), out=t)
    density *= 1 / math.sqrt(2 * math.pi)
    return distribution, density
