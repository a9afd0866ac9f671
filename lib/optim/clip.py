"""Clip gradients before a step: by their common length, or value by value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from lib.basics import check_real


def _gradients(parameters: Any) -> list[np.ndarray]:
    listed = [parameters] if hasattr(parameters, "grad") else list(parameters)
    return [p.grad for p in listed if p.grad is not None]


def clip_grad_norm_(
    parameters: Iterable[Any], max_norm: float, norm_type: float = 2.0, error_if_nonfinite: bool = False
) -> float:
    r"""Shorten all gradients by one factor, in place, so that together they are no longer than ``max_norm``.

    .. math:: g \leftarrow g\,\min\left(1, \frac{\text{max\_norm}}{\lVert g\rVert + 10^{-6}}\right)

    Parameters
    ----------
    parameters : iterable of Tensor of any shape, or one Tensor
        Those without a gradient are left out.
    max_norm : float
        At least 0.
    norm_type : float, default 2.0
        Order :math:`p` of the norm over all entries of all gradients, above 0; ``inf`` for the largest size.
    error_if_nonfinite : bool, default False
        Raise where the norm is infinite or NaN; otherwise such gradients stay so, and the finite ones become 0 or NaN.

    Returns
    -------
    float
        The norm before clipping: worth a line in the log.

    Raises
    ------
    TypeError
        If `max_norm` is no number.
    ValueError
        If `max_norm` is negative or `norm_type` not above 0.
    RuntimeError
        If the norm is not finite and `error_if_nonfinite` is set.

    Notes
    -----
    The direction stays; only the length changes. The small number in the divisor is torch's, so a clipped gradient is a
    little shorter than `max_norm`. Clipping bounds a step where the gradient explodes and is no help where it vanishes.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    Pascanu, Mikolov & Bengio (2013), *On the difficulty of training recurrent neural networks*, algorithm 1.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import clip_grad_norm_
    >>> class Weight:
    ...     data, grad = np.zeros(2), np.array([3.0, 4.0])
    >>> weight = Weight()
    >>> clip_grad_norm_([weight], max_norm=1.0)
    5.0
    >>> weight.grad.round(3)
    array([0.6, 0.8])
    """
    check_real("max_norm", max_norm, low=0)
    if not norm_type > 0:
        raise ValueError(f"norm_type must be > 0, got {norm_type}")
    gradients = _gradients(parameters)
    sizes = [float(np.linalg.norm(g.ravel(), norm_type)) for g in gradients if g.size]
    total = float(np.linalg.norm(sizes, norm_type)) if sizes else 0.0
    if error_if_nonfinite and not np.isfinite(total):
        raise RuntimeError(
            f"The total norm of order {norm_type} for gradients from `parameters` is non-finite ({total}), so it cannot"
            " be clipped; set error_if_nonfinite=False to go on"
        )
    factor = max_norm / (total + 1e-6)
    if not factor >= 1:  # Subtle: `not >=`, so that NaN spreads as in torch instead of being passed over
        with np.errstate(invalid="ignore"):  # inf * 0
            for g in gradients:
                g *= factor
    return total


def clip_grad_value_(parameters: Iterable[Any], clip_value: float) -> None:
    """Cut every entry of every gradient to ``[-clip_value, clip_value]``, in place.

    Parameters
    ----------
    parameters : iterable of Tensor of any shape, or one Tensor
        Those without a gradient are left out.
    clip_value : float
        At least 0.

    Raises
    ------
    TypeError
        If `clip_value` is no number.
    ValueError
        If it is negative.

    Notes
    -----
    Unlike `clip_grad_norm_` this turns the gradient: large coordinates are cut, small ones are not.
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import clip_grad_value_
    >>> class Weight:
    ...     data, grad = np.zeros(2), np.array([3.0, -0.4])
    >>> weight = Weight()
    >>> clip_grad_value_([weight], clip_value=1.0)
    >>> weight.grad
    array([ 1. , -0.4])
    """
    check_real("clip_value", clip_value, low=0)
    for g in _gradients(parameters):
        np.clip(g, -clip_value, clip_value, out=g)
