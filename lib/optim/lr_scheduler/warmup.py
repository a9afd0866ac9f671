"""Factors as functions of the step, to be composed and given to ``LambdaLR``: warm-up, cosine, inverse square root."""

from __future__ import annotations

import math
from collections.abc import Callable

from lib.basics import check_integer, check_real

Factor = Callable[[int], float]


def linear_warmup(warmup_steps: int, after: Factor | None = None) -> Factor:
    r"""Rise along a line from 0 to 1 in ``warmup_steps`` steps, then go on with another factor.

    .. math:: f(t) = t / w \quad (t < w), \qquad f(t) = \text{after}(t - w) \quad (t \ge w)

    Parameters
    ----------
    warmup_steps : int
        :math:`w`, at least 0.
    after : callable, optional
        Factor for the steps that follow, counted from 0; 1 if not given.

    Returns
    -------
    callable
        From a step number to a factor.

    Raises
    ------
    TypeError
        If `warmup_steps` is no integer.
    ValueError
        If it is negative.

    Notes
    -----
    Step 0 has the factor 0 and changes nothing, as in the schedules of the transformers package.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    Goyal et al. (2017), *Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour*, section 2.2.

    Examples
    --------
    >>> from lib.optim import cosine_decay, linear_warmup
    >>> factor = linear_warmup(2, after=cosine_decay(4))
    >>> [round(factor(step), 3) for step in range(7)]
    [0.0, 0.5, 1.0, 0.854, 0.5, 0.146, 0.0]
    """
    check_integer("warmup_steps", warmup_steps, low=0)

    def factor(step: int) -> float:
        if step < warmup_steps:
            return step / warmup_steps
        return 1.0 if after is None else after(step - warmup_steps)

    return factor


def cosine_decay(n_steps: int, floor: float = 0.0) -> Factor:
    r"""Fall from 1 to a floor along half a cosine, and stay there.

    .. math:: f(t) = c + (1 - c)\,\tfrac12\left(1 + \cos\frac{\pi\min(t, n)}{n}\right)

    Parameters
    ----------
    n_steps : int
        :math:`n`, at least 1.
    floor : float, default 0.0
        :math:`c`, from 0 to 1.

    Returns
    -------
    callable
        From a step number to a factor.

    Raises
    ------
    TypeError
        If an argument is no number.
    ValueError
        If one is out of range.

    Notes
    -----
    ``CosineAnnealingLR`` rises again after its last step; this one does not.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    Loshchilov & Hutter (2017), *SGDR: Stochastic Gradient Descent with Warm Restarts*, equation 5 without restarts.

    Examples
    --------
    >>> from lib.optim import cosine_decay
    >>> [round(cosine_decay(2, floor=0.1)(step), 3) for step in range(4)]
    [1.0, 0.55, 0.1, 0.1]
    """
    check_integer("n_steps", n_steps, low=1)
    check_real("floor", floor, low=0, high=1)

    def factor(step: int) -> float:
        return floor + (1 - floor) * (1 + math.cos(math.pi * min(step, n_steps) / n_steps)) / 2

    return factor


def inverse_square_root(warmup_steps: int) -> Factor:
    r"""Rise along a line to 1, then fall with the root of the step, as the first Transformer was trained.

    .. math:: f(t) = \min\left(\frac{t+1}{w}, \sqrt{\frac{w}{t+1}}\right)

    Parameters
    ----------
    warmup_steps : int
        :math:`w`, at least 1.

    Returns
    -------
    callable
        From a step number (from 0) to a factor of at most 1.

    Raises
    ------
    TypeError
        If `warmup_steps` is no integer.
    ValueError
        If it is below 1.

    Notes
    -----
    The paper's rate is :math:`(d_{model}\,w)^{-1/2}` times this factor, its step numbers starting at 1.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    Vaswani et al. (2017), *Attention Is All You Need*, equation 3.

    Examples
    --------
    >>> from lib.optim import inverse_square_root
    >>> [inverse_square_root(4)(step) for step in (0, 3, 15, 63)]
    [0.25, 1.0, 0.5, 0.25]
    """
    check_integer("warmup_steps", warmup_steps, low=1)

    def factor(step: int) -> float:
        return min((step + 1) / warmup_steps, math.sqrt(warmup_steps / (step + 1)))

    return factor
