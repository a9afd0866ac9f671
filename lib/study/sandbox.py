"""Chooses where an answer runs and turns whatever happens there into a verdict."""

from __future__ import annotations

import os
import sys
from typing import Any

from lib.study.exercise import Exercise
from lib.study.forked import ChildReport, Send, guarded_call, run_forked
from lib.study.guard import Guard
from lib.study.judge import judge, stopped
from lib.study.messages import message
from lib.study.traced import traced_call
from lib.study.verdict import Verdict

MODE_VARIABLE = "BOOK_CHECK_MODE"
MODES = ("fork", "thread", "trace")


def check_mode() -> str:
    """Return how answers run: in a forked child, in a thread, or traced in place.

    Returns
    -------
    {"fork", "thread", "trace"}
        The environment variable ``BOOK_CHECK_MODE`` if it is set, else ``fork`` where the system has it, ``thread``
        elsewhere, ``trace`` where there are no threads either (a browser).

    Raises
    ------
    ValueError
        If the variable holds another word.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb
    """
    wish = os.environ.get(MODE_VARIABLE, "")
    if wish:
        if wish not in MODES:
            raise ValueError(message("error.mode", variable=MODE_VARIABLE, wanted=", ".join(MODES), came=wish))
        return wish
    if sys.platform in ("emscripten", "wasi"):
        return "trace"
    return "fork" if hasattr(os, "fork") else "thread"


def run_check(exercise: Exercise, answer: Any, *, seconds: float | None = None) -> Verdict:
    """Check an answer in the sandbox of this system.

    Parameters
    ----------
    exercise : Exercise
        The declaration.
    answer : object
        The reader's function, class or value.
    seconds : float, default=None
        Time limit; None takes the exercise's own.

    Returns
    -------
    Verdict
        STOPPED if there was no verdict for any reason.

    Raises
    ------
    ValueError
        If ``BOOK_CHECK_MODE`` holds an unknown word.

    Notes
    -----
    A forked child that cannot compute (some systems' numerical libraries do not survive a fork) is noticed by a
    self-test, and the check runs in a thread instead. Chapter: chapters/02_ml_basics.ipynb
    """
    limit = exercise.seconds if seconds is None else seconds
    mode = "thread" if exercise.is_value else check_mode()
    if mode == "fork":
        report = _check_in_fork(exercise, answer, limit)
        if not report.unfit:
            return _verdict_of(exercise, report, limit)
        mode = "thread"
    call = traced_call(Guard(), seconds=limit, use_threads=mode == "thread")
    try:
        return judge(exercise, answer, call, lambda index: None, seconds=limit)
    except Exception as error:
        return stopped(exercise, "checker", None, signal=repr(error)[:300])


def _check_in_fork(exercise: Exercise, answer: Any, seconds: float) -> ChildReport:
    def work(send: Send) -> dict[str, Any]:
        return judge(exercise, answer, guarded_call(Guard()), lambda index: send("note", index)).as_dict()

    if exercise.rng == "numpy":
        import numpy as np  # before the fork, so that not every child pays for it  # noqa: F401
    return run_forked(work, seconds=seconds, megabytes=exercise.megabytes)


def _verdict_of(exercise: Exercise, report: ChildReport, seconds: float) -> Verdict:
    if report.result is not None:
        return Verdict.from_dict(report.result)
    args = None if report.last_note is None else exercise.draw_inputs()[report.last_note]
    return stopped(exercise, report.stopped, args, seconds, report.signal)
