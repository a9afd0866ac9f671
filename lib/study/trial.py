"""What one call of an answer did, and what one input of a check showed."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class RuleError(Exception):
    """An answer did what the statement rules out; a trial raises it, and its text is what the reader is told."""


@dataclass
class Outcome:
    """What one call did: it returned a value, raised an error, or was stopped."""

    value: Any = None
    error: BaseException | None = None
    stopped: str = ""  # "", "time", "memory" or "exit"
    printed: str = ""
    items: list[Any] | None = None  # what a generator, a range or a map gave when it was asked for its items

    @property
    def returned(self) -> bool:
        """Whether the call came back with a value."""
        return self.error is None and not self.stopped


@dataclass(eq=False)  # told apart as objects: their arrays have no single truth value
class Trial:
    """One input with what the answer did, what was wanted, and what is wrong."""

    args: tuple[Any, ...]
    outcome: Outcome
    wanted: Outcome
    problem: str | None


Call = Callable[[Callable[[], Any]], Outcome]


def safely(function: Callable[[], Any]) -> Outcome:
    """Call the book's own code and return what it did; its warnings are not the reader's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return Outcome(value=function())
        except Exception as error:
            return Outcome(error=error)
