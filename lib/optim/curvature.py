"""Second derivatives of a loss: Hessian-vector products, the Hessian, its largest eigenvalue, critical points.

Every tool takes ``gradient``, a function from a point (ndarray, shape (n,)) to the gradient there (same shape), and the
point ``x``. `gradient_function` makes one from a network's loss.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import as_rng, check_integer, check_real

Gradient = Callable[[np.ndarray], np.ndarray]
# The step that balances the truncation error h^2 of a central difference and the rounding error eps / h.
BEST_STEP = float(np.finfo(np.float64).eps) ** (1 / 3)


def _point(x: ArrayLike, name: str = "x") -> np.ndarray:
    point = np.array(x, dtype=np.float64)
    if point.ndim != 1 or not point.size:
        raise ValueError(f"{name} must have shape (n,) with n >= 1, got {point.shape}")
    return point


def hessian_vector_product(gradient: Gradient, x: ArrayLike, v: ArrayLike) -> np.ndarray:
    r"""Multiply the Hessian at a point by a vector, without forming the Hessian.

    .. math:: \nabla^2 f(x)\,v \approx \frac{\nabla f(x + hv) - \nabla f(x - hv)}{2h}

    Parameters
    ----------
    gradient : callable
        From a point of shape (n,) to the gradient there.
    x, v : array_like, shape (n,)

    Returns
    -------
    ndarray, shape (n,)

    Raises
    ------
    ValueError
        If `x` or `v` is no vector, or their shapes differ.

    Notes
    -----
    Costs two gradients, whatever n. The error is of order :math:`h^2` from the third derivatives plus rounding; h is
    set for float64, so a network in float32 gives few correct digits. Exact products differentiate the backward pass
    (Pearlmutter 1994), which the book's engine does not.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    Pearlmutter (1994), *Fast Exact Multiplication by the Hessian*, section 2 (the difference) and 3 (exact).

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import hessian_vector_product
    >>> hessian_vector_product(lambda x: x**3, np.array([1.0, 2.0]), np.array([1.0, 1.0])).round(6)  # 3 x^2 v
    array([ 3., 12.])
    """
    x, v = _point(x), _point(v, "v")
    if x.shape != v.shape:
        raise ValueError(f"v must have x's shape {x.shape}, got {v.shape}")
    length = float(np.linalg.norm(v))
    if length == 0:
        return np.zeros_like(x)
    h = BEST_STEP * (1 + float(np.linalg.norm(x))) / length
    return (np.asarray(gradient(x + h * v)) - np.asarray(gradient(x - h * v))) / (2 * h)


def hessian(gradient: Gradient, x: ArrayLike) -> np.ndarray:
    """Compute all second derivatives at a point.

    Parameters
    ----------
    gradient : callable
        From a point of shape (n,) to the gradient there.
    x : array_like, shape (n,)

    Returns
    -------
    ndarray, shape (n, n)
        Symmetric: the mean of the matrix of differences and its transpose.

    Raises
    ------
    ValueError
        If `x` is no vector.

    Notes
    -----
    Costs 2n gradients and n * n numbers: for small problems only.
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import hessian
    >>> hessian(lambda x: np.array([x[1], x[0]]), np.zeros(2)).round(6)  # f = x0 * x1
    array([[0., 1.],
           [1., 0.]])
    """
    x = _point(x)
    columns = np.array([hessian_vector_product(gradient, x, e) for e in np.eye(len(x))])
    return (columns + columns.T) / 2


def largest_eigenvalue(
    gradient: Gradient, x: ArrayLike, *, n_steps: int = 100, tol: float = 1e-6, rng: Any = None
) -> tuple[float, np.ndarray]:
    """Find the Hessian eigenvalue of largest size and its direction, by power iteration on Hessian-vector products.

    Parameters
    ----------
    gradient : callable
        From a point of shape (n,) to the gradient there.
    x : array_like, shape (n,)
    n_steps : int, default 100
        At most this many products.
    tol : float, default 1e-6
        Stop when the product differs from a multiple of the vector by less than this share.
    rng : None, int or numpy.random.Generator
        Draws the first direction.

    Returns
    -------
    value : float
        Positive or negative: the eigenvalue farthest from 0.
    direction : ndarray, shape (n,)
        Of length 1.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    Gradient descent on a quadratic is stable for a learning rate below 2 over the largest eigenvalue. Converges like
    the quotient of the two eigenvalues of largest size; where these are equal and of opposite sign it does not, and
    what is returned lies between them.
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import largest_eigenvalue
    >>> value, direction = largest_eigenvalue(lambda x: np.array([2.0, -5.0]) * x, np.zeros(2), rng=0)
    >>> round(value, 4), np.abs(direction).round(3)
    (-5.0, array([0., 1.]))
    """
    x = _point(x)
    check_integer("n_steps", n_steps, low=1)
    check_real("tol", tol, low=0)
    direction = as_rng(rng).normal(size=x.shape)
    direction /= np.linalg.norm(direction)
    value = 0.0
    for _ in range(n_steps):
        product = hessian_vector_product(gradient, x, direction)
        value = float(direction @ product)
        length = float(np.linalg.norm(product))
        if length == 0 or float(np.linalg.norm(product - value * direction)) <= tol * length:
            break
        direction = product / length
    return value, direction


@dataclass(frozen=True, eq=False)
class CriticalPoint:
    """Hold what the second derivatives say of a point.

    Attributes
    ----------
    kind : {"minimum", "maximum", "saddle", "inconclusive", "not critical"}
    gradient_norm : float
    eigenvalues : ndarray, shape (n,)
        Of the Hessian, rising.

    Notes
    -----
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import CriticalPoint
    >>> CriticalPoint("saddle", 0.0, np.array([-1.0, 1.0])).kind
    'saddle'
    """

    kind: str
    gradient_norm: float
    eigenvalues: np.ndarray


def critical_point(gradient: Gradient, x: ArrayLike, tol: float = 1e-5) -> CriticalPoint:
    r"""Tell a minimum, a maximum and a saddle apart by the signs of the Hessian's eigenvalues.

    All positive: a minimum. All negative: a maximum. Both signs: a saddle, whatever other eigenvalues are 0. Otherwise
    some are 0 and the rest has one sign, and second derivatives cannot tell: :math:`x^4`, :math:`x^3` and :math:`-x^4`
    have the same gradient and Hessian at 0.

    Parameters
    ----------
    gradient : callable
        From a point of shape (n,) to the gradient there.
    x : array_like, shape (n,)
    tol : float, default 1e-5
        A gradient at most this long counts as 0, and so does an eigenvalue of at most this share of the largest (and
        below `tol` if all are small).

    Returns
    -------
    CriticalPoint

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    Costs 2n + 1 gradients and an eigendecomposition, n cubed.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    Dauphin et al. (2014), *Identifying and attacking the saddle point problem in high-dimensional non-convex
    optimization*, section 2.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import critical_point
    >>> critical_point(lambda x: np.array([2.0, -2.0]) * x, [0.0, 0.0]).kind  # x0^2 - x1^2
    'saddle'
    >>> [critical_point(slope, [0.0]).kind for slope in (lambda x: 4 * x**3, lambda x: 3 * x**2)]
    ['inconclusive', 'inconclusive']
    """
    x = _point(x)
    check_real("tol", tol, low=0)
    gradient_norm = float(np.linalg.norm(gradient(x)))
    eigenvalues = np.linalg.eigvalsh(hessian(gradient, x))
    zero = tol * max(1.0, float(np.abs(eigenvalues).max()))
    up, down = bool((eigenvalues > zero).any()), bool((eigenvalues < -zero).any())
    if gradient_norm > tol:
        kind = "not critical"
    elif up and down:
        kind = "saddle"
    elif (np.abs(eigenvalues) <= zero).any():
        kind = "inconclusive"
    else:
        kind = "minimum" if up else "maximum"
    return CriticalPoint(kind, gradient_norm, eigenvalues)
