"""Puts the reader's session back as it was, whatever an answer did to it."""

from __future__ import annotations

import builtins
import contextlib
import gc
import io
import os
import random
import sys
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any

MAX_PRINTED = 2_000  # characters kept of what one call prints


class Ended(BaseException):
    """Raised in place of ending Python, while an answer runs."""


class Printed(io.TextIOBase):
    """Keep the first characters that are written and count the rest."""

    def __init__(self) -> None:
        self.text = ""

    def writable(self) -> bool:
        """Say that writing is possible."""
        return True

    def write(self, text: str) -> int:
        """Keep what still fits."""
        if len(self.text) < MAX_PRINTED:
            self.text += str(text)[: MAX_PRINTED - len(self.text)]
        return len(text)


def _refuse_input(*_: Any) -> str:
    raise EOFError("input() has nobody to ask during a check")


def _refuse_exit(*_: Any) -> None:
    raise Ended("an answer tried to end Python")


_WATCHED = ("builtins", "math", "operator", "random", "time", "os", "copy", "json", "types", "warnings", "itertools")
_WATCHED_PACKAGES = ("numpy", "torch", "lib")


def _watched_modules() -> list[ModuleType]:
    names = [name for name in _WATCHED if name in sys.modules]
    for package in _WATCHED_PACKAGES:
        if package in sys.modules:
            names.append(package)
    names += [name for name in ("numpy.random", "numpy.linalg", "numpy.testing") if name in sys.modules]
    names += [name for name in sys.modules if name.startswith("lib.")]
    return [module for name in names if isinstance(module := sys.modules.get(name), ModuleType)]


class Guard:
    """Remember the state of the process and restore it after each call of an answer.

    What is kept: the names in the modules that answers and the check itself use, the global random generators of
    Python, NumPy and torch, the working directory and environment, NumPy's error state and print options, the
    recursion limit, the warning filters, the standard streams, hooks and the profiler.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb
    """

    def __init__(self) -> None:
        self._modules = [(module, dict(vars(module))) for module in _watched_modules()]
        self._argv, self._path = list(sys.argv), list(sys.path)
        self._environment = dict(os.environ)
        self._folder = os.getcwd()
        self._recursion = sys.getrecursionlimit()
        self._random = random.getstate()
        self._streams = sys.stdin, sys.stdout, sys.stderr
        self._hooks = sys.excepthook, sys.displayhook
        self._profile, self._collects = sys.getprofile(), gc.isenabled()
        self._loaded = {name: sys.modules[name] for name in (*_WATCHED, *_WATCHED_PACKAGES) if name in sys.modules}
        numpy, torch = self._loaded.get("numpy"), self._loaded.get("torch")
        self._numpy = numpy and (numpy.random.get_state(), numpy.geterr(), numpy.get_printoptions())
        self._torch = torch and (torch.get_rng_state(), torch.is_grad_enabled(), torch.get_default_dtype())

    def restore(self) -> None:
        """Put everything back."""
        for module, names in self._modules:
            now = vars(module)
            for name, value in names.items():
                if now.get(name, self) is not value:
                    now[name] = value
        kept = self._modules[0][1]
        for name in [name for name in vars(builtins) if name not in kept]:
            del vars(builtins)[name]
        sys.stdin, sys.stdout, sys.stderr = self._streams
        sys.excepthook, sys.displayhook = self._hooks
        sys.setprofile(self._profile)
        (gc.enable if self._collects else gc.disable)()
        sys.argv[:], sys.path[:] = self._argv, self._path
        if dict(os.environ) != self._environment:
            os.environ.clear()
            os.environ.update(self._environment)
        os.chdir(self._folder)
        sys.setrecursionlimit(self._recursion)
        random.setstate(self._random)
        sys.modules.update(self._loaded)
        if self._numpy:
            numpy = self._loaded["numpy"]
            numpy.random.set_state(self._numpy[0])
            numpy.seterr(**self._numpy[1])
            numpy.set_printoptions(**self._numpy[2])
        if self._torch:
            torch = self._loaded["torch"]
            torch.set_rng_state(self._torch[0])
            torch.set_grad_enabled(self._torch[1])
            if torch.get_default_dtype() != self._torch[2]:
                torch.set_default_dtype(self._torch[2])

    @contextlib.contextmanager
    def around(self) -> Iterator[Printed]:
        """Run one call of an answer: catch its prints, block its ways out of Python, restore the state after."""
        printed = Printed()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sys.stdin, sys.stdout, sys.stderr = io.StringIO(), printed, printed
            vars(builtins)["input"] = _refuse_input
            vars(os)["_exit"] = vars(os)["abort"] = _refuse_exit
            try:
                yield printed
            finally:
                self.restore()
