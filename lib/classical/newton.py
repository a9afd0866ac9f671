"""Newton's method: step to the minimum of the parabola that fits the function here, and look again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from lib.classical.conjugate_gradients import conjugate_gradients

# A step must bring at least this share of the fall that the slope promises (Armijo's condition).
SUFFICIENT_SHARE = 1e-4
SMALLEST_STEP = 1e-10


class Point(Protocol):
    """What Newton's method wants to know of a convex function at one place `x`."""

    value: float

    def gradient(self) -> np.ndarray:
        """Return the gradient, in the shape of `x`."""

    def hessian_product(self, v: np.ndarray) -> np.ndarray:
        """Return the second derivative times `v`, both in the shape of `x`."""

    def preconditioner(self) -> Callable[[np.ndarray], np.ndarray]:
        """Return a function that multiplies by an approximate inverse of the second derivative."""


@dataclass(frozen=True)
class NewtonResult:
    """Hold where `newton` ended.

    Attributes
    ----------
    x : ndarray
        The minimiser found.
    n_iter : int
        Number of steps taken.
    converged : bool
        Whether the last step promised no more than the tolerance.
    last_step : ndarray
        The last full Newton step. It shrinks to nothing at a minimum, and does not where the function falls for ever.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.newton import NewtonResult
    >>> NewtonResult(np.zeros(1), 3, True, np.zeros(1)).n_iter
    3
    """

    x: np.ndarray
    n_iter: int
    converged: bool
    last_step: np.ndarray


def newton(look_at: Callable[[np.ndarray], Point], start: np.ndarray, *, tol: float, max_iter: int) -> NewtonResult:
    r"""Minimise a convex function with truncated Newton steps and a backtracking line search.

    At each point the second-order expansion

    .. math:: f(x + d) \approx f(x) + g^\top d + \tfrac12 d^\top H d

    is smallest at :math:`d = -H^{-1}g`, where it promises a fall of :math:`\tfrac12 g^\top H^{-1} g`. The system is
    solved by conjugate gradients, roughly far from the minimum and ever more exactly close to it.

    Parameters
    ----------
    look_at : callable
        Returns the `Point` at an array `x`.
    start : ndarray of any shape
        Where to begin. Not changed.
    tol : float
        Stop after a step that promised a fall of at most `tol`, in units of the function.
    max_iter : int
        Largest number of steps.

    Returns
    -------
    NewtonResult

    Notes
    -----
    Near the minimum the number of correct digits about doubles with each step, so a small `tol` costs little.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Nocedal and Wright (2006), *Numerical Optimization*, section 7.1, algorithm 7.1; Boyd and Vandenberghe (2004),
    *Convex Optimization*, section 9.5.

    Examples
    --------
    Minimise exp(x) - 2x, whose minimum lies at log 2:

    >>> import numpy as np
    >>> from lib.classical.newton import newton
    >>> class Here:
    ...     def __init__(self, x):
    ...         self.x, self.value = x, float(np.exp(x[0]) - 2 * x[0])
    ...     def gradient(self):
    ...         return np.exp(self.x) - 2
    ...     def hessian_product(self, v):
    ...         return np.exp(self.x) * v
    ...     def preconditioner(self):
    ...         return lambda r: r / np.exp(self.x)
    >>> result = newton(Here, np.zeros(1), tol=1e-12, max_iter=50)
    >>> bool(abs(result.x[0] - np.log(2)) < 1e-9), result.converged
    (True, True)
    """
    x, here = start, look_at(start)
    step = np.zeros_like(start)
    for n_iter in range(1, max_iter + 1):
        gradient = here.gradient()
        precondition = here.preconditioner()
        # Eisenstat and Walker's idea: it is idle to solve for the step more exactly than the parabola fits.
        distance = np.sqrt(max(np.vdot(gradient, precondition(gradient)), 0.0))
        step = conjugate_gradients(
            here.hessian_product, precondition, -gradient, rtol=np.clip(np.sqrt(distance), 0.1, 0.5)
        )
        slope = np.vdot(gradient, step)
        # Subtle: close to the minimum a true fall is smaller than the rounding error of the value.
        rounding = 4 * np.finfo(float).eps * abs(here.value)
        length = 1.0
        there = look_at(x + step)
        while there.value > here.value + SUFFICIENT_SHARE * length * slope + rounding and length > SMALLEST_STEP:
            length /= 2
            there = look_at(x + length * step)
        x, here = x + length * step, there
        if -slope / 2 <= tol:
            return NewtonResult(x, n_iter, True, step)
    return NewtonResult(x, max_iter, False, step)
