"""The learning rate as a function of the step, by name."""

from __future__ import annotations

from collections.abc import Callable

from lib.basics import check_choice, check_integer, check_real
from lib.optim import cosine_decay, inverse_square_root, linear_warmup
from lib.train.config import SCHEDULES


def linear_decay(n_steps: int, floor: float = 0.0) -> Callable[[int], float]:
    r"""Fall from 1 to a floor along a line, and stay there.

    .. math:: f(t) = 1 - (1 - c)\,\frac{\min(t, n)}{n}

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
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.train import linear_decay
    >>> [linear_decay(4)(step) for step in (0, 1, 4, 9)]
    [1.0, 0.75, 0.0, 0.0]
    """
    check_integer("n_steps", n_steps, low=1)
    check_real("floor", floor, low=0, high=1)

    def factor(step: int) -> float:
        return 1 - (1 - floor) * min(step, n_steps) / n_steps

    return factor


def schedule_factor(
    schedule: str, n_steps: int, warmup_steps: int = 0, lr_floor: float = 0.0
) -> Callable[[int], float]:
    r"""Return the function :math:`f` of a schedule's name: the rate of update :math:`t` is :math:`\eta f(t)`.

    Parameters
    ----------
    schedule : {"constant", "cosine", "inverse_square_root", "linear"}
    n_steps : int
        Updates of the whole run, warm-up included.
    warmup_steps : int, default 0
        Updates over which the rate rises along a line; at least 1 for "inverse_square_root".
    lr_floor : float, default 0.0
        Factor with which "cosine" and "linear" end; the others do not use it.

    Returns
    -------
    callable
        From the number of an update (from 0) to a factor.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If a value is out of range or the name unknown.

    Notes
    -----
    Update 0 of a warm-up has the factor 0, as in ``lib.optim.linear_warmup``; "inverse_square_root" starts at
    ``1 / warmup_steps``, as in the paper. A run that is shorter than its warm-up only rises.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Loshchilov & Hutter (2017), *SGDR: Stochastic Gradient Descent with Warm Restarts*, equation 5 without restarts;
    Vaswani et al. (2017), *Attention Is All You Need*, equation 3.

    Examples
    --------
    >>> from lib.train import schedule_factor
    >>> factor = schedule_factor("cosine", n_steps=6, warmup_steps=2)
    >>> [round(factor(step), 3) for step in range(7)]
    [0.0, 0.5, 1.0, 0.854, 0.5, 0.146, 0.0]
    """
    check_choice("schedule", schedule, SCHEDULES)
    check_integer("n_steps", n_steps, low=1)
    check_integer("warmup_steps", warmup_steps, low=0)
    if schedule == "inverse_square_root":
        return inverse_square_root(warmup_steps)
    n_after = max(n_steps - warmup_steps, 1)
    decays: dict[str, Callable[[int], float] | None] = {
        "constant": None,
        "cosine": cosine_decay(n_after, lr_floor),
        "linear": linear_decay(n_after, lr_floor),
    }
    return linear_warmup(warmup_steps, after=decays[schedule])
