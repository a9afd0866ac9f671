"""An answer that does what no answer should: what it does, what it deserves, and where that can be held.

Each text defines ``split_error`` for the exercise ``decompose-error``; ``right(predictions, truth)`` is a right answer
and ``wrong(predictions, truth)`` a wrong one that it may use. The mode ``fork`` survives all of them; a thread or a
traced call in this process cannot stop C code, limit memory, or survive a crash of Python.
"""

import textwrap
from dataclasses import dataclass

EVERYWHERE = ("fork", "thread", "trace")
FORK_ONLY = ("fork",)
NOT_IN_PLACE = ("fork", "thread")

PREAMBLE = """
import builtins, gc, itertools, json, math, os, random, signal, sys, threading, time, warnings
import numpy as np

def right(predictions, truth):
    if truth.shape != predictions.shape[1:]:
        raise ValueError("wrong shape")
    centre = predictions.mean(axis=0)
    return ((centre - truth) ** 2).mean(), predictions.var(axis=0).mean()

def wrong(predictions, truth):
    return 0.25, 0.75
"""


@dataclass(frozen=True)
class Hostile:
    """One hostile answer."""

    name: str
    status: str  # the verdict that it must get
    body: str  # of split_error(predictions, truth)
    modes: tuple[str, ...] = EVERYWHERE
    says: str = ""  # a part of the verdict's text
    before: str = ""  # code outside the function

    @property
    def source(self) -> str:
        body = textwrap.indent(textwrap.dedent(self.body).strip(), "    ")
        return f"{PREAMBLE}\n{textwrap.dedent(self.before)}\ndef split_error(predictions, truth):\n{body}\n"
