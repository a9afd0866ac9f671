"""Conjugate gradients: solve a linear system whose matrix is only known by what it does to a vector."""

from collections.abc import Callable

import numpy as np

Map = Callable[[np.ndarray], np.ndarray]


def conjugate_gradients(
    product: Map, precondition: Map, target: np.ndarray, rtol: float, max_iter: int = 1000
) -> np.ndarray:
    r"""Solve :math:`Hx = t` for a symmetric positive semi-definite :math:`H`.

    Each step moves along a direction that is conjugate to all earlier ones, :math:`q_i^\top H q_j = 0`, so no step
    undoes the gain of another.

    Parameters
    ----------
    product : callable
        Returns :math:`Hv` for an array :math:`v` in the shape of `target`.
    precondition : callable
        Returns :math:`M^{-1}v`, where :math:`M` is positive definite, close to :math:`H` and cheap to invert; with
        :math:`M = H` one step is enough.
    target : ndarray of any shape
        :math:`t`, in the range of :math:`H`. Not changed.
    rtol : float
        Stop when the residual, in the norm of :math:`M^{-1}`, is at most this share of what it was at the start.
    max_iter : int, default 1000
        Largest number of steps.

    Returns
    -------
    ndarray, shape of ``target``
        The solution; where :math:`H` is singular, one of them.

    Notes
    -----
    Costs one `product` and one `precondition` a step. A direction in which :math:`H` does not curve ends the search.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Nocedal and Wright (2006), *Numerical Optimization*, algorithm 5.3.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.conjugate_gradients import conjugate_gradients
    >>> H = np.array([[4.0, 1.0], [1.0, 3.0]])
    >>> conjugate_gradients(lambda v: H @ v, lambda v: v, np.array([1.0, 2.0]), rtol=1e-12).round(4)
    array([0.0909, 0.6364])
    """
    x = np.zeros_like(target)
    residual = target
    corrected = precondition(residual)
    direction = corrected
    size = start = np.vdot(residual, corrected)
    for _ in range(max_iter):
        if size <= rtol**2 * start:
            break
        image = product(direction)
        curvature = np.vdot(direction, image)
        if curvature <= 0:
            break
        step = size / curvature
        x += step * direction
        # Subtle: not in place. A preconditioner may return the residual itself, which `direction` then shares.
        residual = residual - step * image
        corrected = precondition(residual)
        previous, size = size, np.vdot(residual, corrected)
        direction = corrected + (size / previous) * direction
    return x
