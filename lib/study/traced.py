"""Runs an answer inside this process under a trace function, where the system cannot fork (Windows, a browser).

With threads, the answer runs in one of its own: when the time is over the trace function raises in it, and if the
answer swallows that, puts it to sleep for good, while the check goes on. Without threads (a browser) the trace
function raises in the answer's own frame. Neither can stop a loop inside C code that never comes back to Python,
limit memory, or survive a crash of Python itself.
"""

from __future__ import annotations

import ctypes
import dis
import sys
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from types import CodeType, FrameType
from typing import Any

from lib.study.guard import Ended, Guard
from lib.study.judge import Outcome

GRACE_SECONDS = 0.5


class _Stop(BaseException):
    """Raised inside an answer when its time is over."""

    def __init__(self, tracer: Tracer | None = None) -> None:
        super().__init__()
        self.tracer = tracer

    def __del__(self) -> None:
        # Subtle: Python turns tracing off when a trace function raises. If the answer swallows the error, this
        # object dies in the handler, and tracing is turned on again for the frames that still run.
        if self.tracer is not None and self.tracer.active:
            self.tracer.arm(sys._getframe(1))


@lru_cache(maxsize=1024)
def loops_on_one_line(code: CodeType) -> bool:
    """Say whether code jumps back within a line, as ``while True: pass`` and comprehensions do.

    Python gives no line event for such a loop, so every instruction of such code has to be traced.
    """
    lines = [line for start, end, line in code.co_lines() for _ in range(start, end, 2)]
    return any(
        "JUMP" in step.opname and step.argval <= step.offset and lines[step.offset // 2] == lines[step.argval // 2]
        for step in dis.get_instructions(code)
        if isinstance(step.argval, int)
    )


class Tracer:
    """Count time while an answer runs line by line."""

    def __init__(self, deadline: float, *, parks: bool) -> None:
        self.deadline, self.parks = deadline, parks
        self.active = True
        self.abandoned = False

    def arm(self, frame: FrameType | None) -> None:
        """Trace the running frames of the answer from the next instruction on."""
        sys.settrace(self)
        while frame is not None and frame.f_code.co_filename != __file__:
            frame.f_trace = self
            # Lines are too coarse here: the next line may stand in the same `try` again, the next instruction does not.
            frame.f_trace_opcodes = True
            frame = frame.f_back

    def __call__(self, frame: FrameType, event: str, arg: Any) -> Any:
        """Raise when the time is over; sleep for good when that was not heard."""
        if not self.active or frame.f_code.co_filename == __file__:
            return None
        if event == "call":
            frame.f_trace_opcodes = loops_on_one_line(frame.f_code)
        while self.abandoned and self.parks:
            time.sleep(3600)
        if event != "exception" and time.monotonic() > self.deadline:
            raise _Stop(self)
        return self


def _can_start_threads() -> bool:
    try:
        thread = threading.Thread(target=int)
        thread.start()
    except RuntimeError:
        return False
    thread.join()
    return True


def traced_call(
    guard: Guard, *, seconds: float, use_threads: bool | None = None
) -> Callable[[Callable[[], Any]], Outcome]:
    """Return a caller that runs answers in this process and stops them when the time for all calls is over.

    Parameters
    ----------
    guard : Guard
        Restores the session after each call.
    seconds : float
        Time for all calls together.
    use_threads : bool, default=None
        Whether an answer gets a thread of its own; None finds out whether this Python has threads.

    Returns
    -------
    callable
        Takes a function without arguments, returns its `Outcome`.

    Notes
    -----
    Tracing makes pure Python code about ten times slower. Chapter: chapters/02_ml_basics.ipynb
    """
    deadline = time.monotonic() + seconds
    threaded = _can_start_threads() if use_threads is None else use_threads

    def call(function: Callable[[], Any]) -> Outcome:
        outcome, tracer = Outcome(), Tracer(deadline, parks=threaded)
        with guard.around() as printed:
            if threaded:
                _in_a_thread(function, outcome, tracer)
            else:
                _here(function, outcome, tracer)
        outcome.printed = printed.text
        return outcome

    return call


def _here(function: Callable[[], Any], outcome: Outcome, tracer: Tracer) -> None:
    before = sys.gettrace()
    try:
        sys.settrace(tracer)
        outcome.value = function()
    except _Stop:
        outcome.stopped = "time"
    except (SystemExit, Ended):
        outcome.stopped = "exit"
    except MemoryError:
        outcome.stopped = "memory"
    except BaseException as error:
        # The reader's own interrupt must not be swallowed; in a thread it arrives in the main one anyway.
        if isinstance(error, KeyboardInterrupt) and not tracer.parks:
            raise
        outcome.error = error
    finally:
        tracer.active = False
        sys.settrace(before)


def _here_or_stopped(function: Callable[[], Any], outcome: Outcome, tracer: Tracer) -> None:
    try:
        _here(function, outcome, tracer)
    except _Stop:  # raised from outside while the answer was just ending
        outcome.stopped = "time"


def _in_a_thread(function: Callable[[], Any], outcome: Outcome, tracer: Tracer) -> None:
    inner = Outcome()
    thread = threading.Thread(target=_here_or_stopped, args=(function, inner, tracer), daemon=True)
    thread.start()
    try:
        thread.join(max(0.0, tracer.deadline - time.monotonic()) + GRACE_SECONDS)
    finally:
        tracer.abandoned = thread.is_alive()
    if thread.is_alive():
        # It sleeps, or loops in a frame that is not traced: one more error, raised from outside.
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(_Stop))
        outcome.stopped = "time"
        return
    outcome.value, outcome.error, outcome.stopped = inner.value, inner.error, inner.stopped
