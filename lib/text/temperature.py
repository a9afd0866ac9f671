"""Temperature: make the likely tokens likelier, or the unlikely ones less so."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import check_real
from lib.text.ids import Floats


def scale_by_temperature(logits: ArrayLike, temperature: float) -> Floats:
    r"""Divide logits by a temperature.

    .. math:: p_i \propto e^{l_i / T}

    Parameters
    ----------
    logits : array_like, shape (..., vocab_size)
        Log-probabilities serve as well.
    temperature : float
        T > 0: below 1 the distribution gets sharper, above 1 flatter; towards 0 it becomes greedy choice, towards
        infinity uniform.

    Returns
    -------
    ndarray, shape (..., vocab_size)
        Logits; a token with no chance (minus infinity) keeps none.

    Raises
    ------
    TypeError, ValueError
        If ``temperature`` is not a positive number.

    Notes
    -----
    The order of the tokens stays. The name comes from physics: with energies :math:`-l_i` these are Boltzmann's
    chances.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Ackley, Hinton and Sejnowski (1985), *A Learning Algorithm for Boltzmann Machines*, eq. 5.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.basics import softmax
    >>> from lib.text import scale_by_temperature
    >>> softmax(scale_by_temperature(np.log([0.5, 0.3, 0.2]), 0.5)).round(3)  # squares, made to add up to 1
    array([0.658, 0.237, 0.105])
    """
    check_real("temperature", temperature, low=0, closed="neither")
    return np.asarray(logits, dtype=np.float64) / temperature
