"""Gradient descent that shakes the point when the gradient vanishes, and so leaves saddles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import as_rng, check_integer, check_real


@dataclass(frozen=True, eq=False)
class DescentPath:
    """Hold the points of a descent and where it was shaken.

    Attributes
    ----------
    points : ndarray, shape (n_steps + 1, n)
        The start and the point after each step.
    perturbed : tuple of int
        Indices of the points to which a random vector was added before the next step.

    Notes
    -----
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import DescentPath
    >>> DescentPath(np.zeros((3, 2)), (1,)).points.shape
    (3, 2)
    """

    points: np.ndarray
    perturbed: tuple[int, ...]


def perturbed_descent(
    gradient: Callable[[np.ndarray], np.ndarray],
    x: ArrayLike,
    *,
    lr: float,
    n_steps: int,
    radius: float = 1e-2,
    threshold: float = 1e-3,
    wait: int = 20,
    rng: Any = None,
) -> DescentPath:
    r"""Descend, and add a random vector from a small ball wherever the gradient is nearly 0.

    Parameters
    ----------
    gradient : callable
        From a point of shape (n,) to the gradient there, of the same shape.
    x : array_like, shape (n,)
        The start.
    lr : float
        Learning rate, above 0; below 1 over the largest curvature.
    n_steps : int
        At least 1.
    radius : float, default 0.01
        Of the ball from which the random vector is drawn, evenly in volume; 0 is plain gradient descent.
    threshold : float, default 0.001
        Length of the gradient at or below which the point is shaken.
    wait : int, default 20
        Steps at least between two shakes, so that each has time to act.
    rng : None, int or numpy.random.Generator

    Returns
    -------
    DescentPath

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    Near a strict saddle (some curvature is negative) the part of the random vector along that direction grows by
    :math:`1 + \eta|\lambda|` a step. Left out of the paper's algorithm: its stopping rule, which returns the last point
    before a shake after which the loss did not fall enough; here the point goes on being shaken in a minimum.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    Jin, Ge, Netrapalli, Kakade & Jordan (2017), *How to Escape Saddle Points Efficiently*, algorithm 2.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import perturbed_descent
    >>> slope = lambda x: np.array([2 * x[0], 4 * x[1] ** 3 - 2 * x[1]])  # x0^2 + x1^4 - x1^2: saddle at 0
    >>> stuck = perturbed_descent(slope, [1.0, 0.0], lr=0.1, n_steps=200, radius=0.0, rng=0)
    >>> freed = perturbed_descent(slope, [1.0, 0.0], lr=0.1, n_steps=200, rng=0)
    >>> float(stuck.points[-1, 1]), round(abs(float(freed.points[-1, 1])), 2)
    (0.0, 0.71)
    """
    point = np.array(x, dtype=np.float64)
    if point.ndim != 1 or not point.size:
        raise ValueError(f"x must have shape (n,) with n >= 1, got {point.shape}")
    check_real("lr", lr, low=0, closed="neither")
    check_integer("n_steps", n_steps, low=1)
    check_real("radius", radius, low=0)
    check_real("threshold", threshold, low=0)
    check_integer("wait", wait, low=0)
    rng = as_rng(rng)
    points, perturbed = [point], list[int]()
    for step in range(n_steps):
        slope = np.asarray(gradient(point))
        rested = not perturbed or step - perturbed[-1] > wait
        if radius > 0 and rested and np.linalg.norm(slope) <= threshold:
            direction = rng.normal(size=point.shape)
            # A ball's volume grows with the n-th power of its radius, hence the n-th root.
            distance = radius * rng.random() ** (1 / point.size)
            point = point + distance * direction / np.linalg.norm(direction)
            perturbed.append(step)
            slope = np.asarray(gradient(point))
        point = point - lr * slope
        points.append(point)
    return DescentPath(np.array(points), tuple(perturbed))
