"""Switch the recording of operations off and on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from types import TracebackType
from typing import Any


class _Mode(threading.local):
    """Hold the switch; each thread has its own, so that one thread's evaluation does not stop another's training."""

    enabled = True


mode = _Mode()


def is_grad_enabled() -> bool:
    """Tell whether operations on tensors are recorded for a later ``backward``.

    Returns
    -------
    bool
        True unless inside `no_grad`.

    Notes
    -----
    Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad import is_grad_enabled, no_grad
    >>> with no_grad():
    ...     is_grad_enabled()
    False
    >>> is_grad_enabled()
    True
    """
    return mode.enabled


class _Switch:
    """Set the mode inside a ``with`` block or a decorated function, and restore it after, whatever happens."""

    _wanted = True

    def __init__(self) -> None:
        self._before: list[bool] = []  # a stack: the same object may be entered again inside itself

    def __enter__(self) -> None:
        self._before.append(mode.enabled)
        mode.enabled = self._wanted

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        mode.enabled = self._before.pop()

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def switched(*args: Any, **kwargs: Any) -> Any:
            with type(self)():
                return function(*args, **kwargs)

        return switched


class no_grad(_Switch):  # noqa: N801  torch's name
    """Record nothing: results need no gradient, and leaves may be changed in place.

    A context manager, and a decorator for a whole function.

    Notes
    -----
    Saves the memory that a graph would hold, so evaluation runs inside it, and so does an optimizer's update.
    Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor, no_grad
    >>> weight = Tensor([1.0, 2.0], requires_grad=True)
    >>> with no_grad():
    ...     weight -= 0.5
    >>> weight
    tensor([0.5, 1.5], requires_grad=True)
    >>> @no_grad()
    ... def evaluate(x):
    ...     return (weight * x).sum()
    >>> evaluate(2.0).requires_grad
    False
    """

    _wanted = False


class enable_grad(_Switch):  # noqa: N801  torch's name
    """Record operations again inside a `no_grad` block.

    Notes
    -----
    Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor, enable_grad, no_grad
    >>> x = Tensor(3.0, requires_grad=True)
    >>> with no_grad(), enable_grad():
    ...     y = x * x
    >>> y.requires_grad
    True
    """

    _wanted = True
