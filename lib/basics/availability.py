"""Let a method exist only where it can work, as ``hasattr`` checks expect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class AvailableIf:
    """Hide a method of an estimator while a condition on its parameters does not hold.

    Parameters
    ----------
    condition : callable
        Takes the estimator and the name of the method; returns None if the method can work, else the reason why not.

    Notes
    -----
    Tools ask ``hasattr(model, "predict_proba")`` to learn what a model can do. A pipeline can give probabilities only
    if its last step can; a method that is there and then raises would mislead them.
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import AvailableIf
    >>> class Coin:
    ...     fair = False
    ...     @AvailableIf(lambda coin, name: None if coin.fair else "the coin is loaded")
    ...     def toss(self):
    ...         return "heads"
    >>> hasattr(Coin(), "toss")
    False
    """

    def __init__(self, condition: Callable[[Any, str], str | None]) -> None:
        self.condition = condition
        self.method: Callable[..., Any] | None = None

    def __call__(self, method: Callable[..., Any]) -> AvailableIf:
        """Take the method to be hidden; makes the instance a decorator."""
        self.method = method
        self.__doc__ = method.__doc__
        return self

    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        if owner is None or self.method is None:
            return self.method
        reason = self.condition(owner, self.method.__name__)
        if reason is not None:
            raise AttributeError(f"{self.method.__name__} is not available: {reason}")
        return self.method.__get__(owner, kind)
