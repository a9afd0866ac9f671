"""Check a gradient against finite differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from lib.grad.autograd import grad
from lib.grad.grad_mode import no_grad
from lib.grad.recording import Recorded

N_DIRECTIONS = 3


class GradcheckError(RuntimeError):
    """Say which gradient is wrong, where, and what was expected.

    Notes
    -----
    Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad import GradcheckError
    >>> issubclass(GradcheckError, RuntimeError)
    True
    """


def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    eps: float = 1e-6,
    atol: float = 1e-7,
    rtol: float = 1e-6,
    raise_exception: bool = True,
) -> bool:
    r"""Compare the gradients of a function with central differences.

    The outputs are weighed with random numbers :math:`u` (a plain sum would not see a factor that is wrong here and
    right there), and for random directions :math:`v`

    .. math:: v^\top \bar x \approx \frac{u^\top f(x + \epsilon v) - u^\top f(x - \epsilon v)}{2\epsilon}

    must hold. Where it does not, the elements are tried one by one to find the worst.

    Parameters
    ----------
    func : callable
        Takes ``inputs`` and returns a tensor, or several.
    inputs : Tensor of any shape, or sequence of Tensor
        Those that require grad are checked; they must be leaves of float64.
    eps : float, default 1e-6
        Step of the differences.
    atol, rtol : float, default 1e-7 and 1e-6
        Largest difference: ``atol + rtol * |expected|``. (torch's 1e-5 and 1e-3 let more pass.)
    raise_exception : bool, default True
        Raise on a wrong gradient, instead of returning False.

    Returns
    -------
    bool
        True if all gradients agree.

    Raises
    ------
    GradcheckError
        If a gradient differs.
    ValueError
        If no input requires grad, one is no leaf of float64, or no output depends on them.

    Notes
    -----
    The random numbers come from a fixed seed of their own, so a check repeats. Needs a point where ``func`` is smooth:
    at a corner, such as ReLU's 0, the differences from both sides disagree.
    Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor, gradcheck
    >>> x = Tensor([0.5, -1.0], requires_grad=True)
    >>> gradcheck(lambda x: (x * x).exp(), x)
    True
    """
    arguments = (inputs,) if isinstance(inputs, Recorded) else tuple(inputs)
    checked = [index for index, value in enumerate(arguments) if isinstance(value, Recorded) and value._requires_grad]
    if not checked:
        raise ValueError("inputs must hold at least one tensor that requires grad, got none")
    for index in checked:
        tensor = arguments[index]
        if tensor.grad_fn is not None or tensor.data.dtype != np.float64:
            kind = tensor.data.dtype if tensor.grad_fn is None else "the result of an operation"
            raise ValueError(f"inputs[{index}] must be a leaf of float64, got {kind}")
    rng = np.random.default_rng(0)
    outputs = [each for each in _as_list(func(*arguments)) if each._requires_grad]
    if not outputs:
        raise ValueError("func must return a tensor that depends on inputs, got none that requires grad")
    weights = [rng.normal(size=output.data.shape) for output in outputs]
    found = grad(outputs, [arguments[index] for index in checked], weights, allow_unused=True)

    def value() -> float:
        with no_grad():
            results = _as_list(func(*arguments))
        kept = results if len(results) == len(weights) else [each for each in results if each.data.dtype.kind == "f"]
        return sum(float((weight * each.data).sum()) for weight, each in zip(weights, kept))

    def difference(array: np.ndarray, direction: np.ndarray) -> float:
        before = array.copy()
        try:
            array[...] = before + eps * direction
            above = value()
            array[...] = before - eps * direction
            return (above - value()) / (2 * eps)
        finally:
            array[...] = before

    for index, gradient in zip(checked, found):
        array = arguments[index].data
        gradient = np.zeros_like(array) if gradient is None else gradient
        for _ in range(N_DIRECTIONS):
            direction = rng.normal(size=array.shape)
            expected = difference(array, direction)
            if not abs(float((gradient * direction).sum()) - expected) <= atol + rtol * abs(expected):
                if raise_exception:
                    raise GradcheckError(_worst(index, gradient, partial(difference, array)))
                return False
    return True


def _as_list(outputs: Any) -> Sequence[Any]:
    return [outputs] if isinstance(outputs, Recorded) else list(outputs)


def _worst(index: int, gradient: np.ndarray, difference: Callable[[np.ndarray], float]) -> str:
    """Return a message on the element whose gradient is farthest from the differences."""
    errors = []
    for place in np.ndindex(gradient.shape):
        direction = np.zeros_like(gradient)
        direction[place] = 1
        expected = difference(direction)
        error = abs(float(gradient[place]) - expected)
        errors.append((np.inf if np.isnan(error) else error, place, expected))
    _, place, expected = max(errors)
    return (
        f"the gradient of inputs[{index}] at index {place} must be {expected:.8g} by finite differences, "
        f"got {float(gradient[place]):.8g}"
    )
