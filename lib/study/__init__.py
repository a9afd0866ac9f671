"""What the reader uses: checked exercises, hints, solutions, progress, explorables, quizzes, sentences and tables.

``from lib.study import check, hint, solution, progress, explore, quiz, say, table`` in a notebook; ``python -m
lib.study start 02`` on the command line. Importing this room loads nothing heavy, and sets one thread for the numerical
libraries, because answers are checked in forked processes, which several threads would hang (see
:mod:`lib.study.threads`).
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from lib.study.threads import use_one_thread

if TYPE_CHECKING:
    from lib.study.cells import exercise_cells
    from lib.study.check import check
    from lib.study.explore import explore
    from lib.study.hints import hint, solution
    from lib.study.progress import progress
    from lib.study.quiz import quiz
    from lib.study.say import say
    from lib.study.start import start
    from lib.study.table import table

__all__ = ["check", "exercise_cells", "explore", "hint", "progress", "quiz", "say", "solution", "start", "table"]

_HOME = {
    "check": "check",
    "exercise_cells": "cells",
    "explore": "explore",
    "hint": "hints",
    "progress": "progress",
    "quiz": "quiz",
    "say": "say",
    "solution": "hints",
    "start": "start",
    "table": "table",
}


class _Room(ModuleType):
    """A package whose functions win over submodules of the same name.

    ``check`` is a function and a module. Importing the module binds it here under its name, after which
    ``from lib.study import check`` would give the module; this class binds the function instead.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, ModuleType) and _HOME.get(name) == name:
            value = getattr(value, name)
        super().__setattr__(name, value)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


sys.modules[__name__].__class__ = _Room
use_one_thread()
