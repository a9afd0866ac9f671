"""Runs a check in a forked child with limits on time and memory."""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import secrets
import select
import signal
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lib.study.guard import Ended, Guard
from lib.study.judge import Outcome
from lib.study.threads import use_one_thread

READY_SECONDS = (
    3.0  # a child that cannot even multiply two matrices in this time is unfit, and the check runs elsewhere
)
MAX_FILES = 4096  # more open files than a notebook has
Send = Callable[[str, Any], None]


@dataclass
class ChildReport:
    """What the parent learned: a result, or why there is none."""

    result: dict[str, Any] | None = None
    last_note: int | None = None
    stopped: str = ""  # "time", "exit", "signal" or "checker"
    signal: str = ""  # name of the signal, or what failed in the checker
    unfit: bool = False


def guarded_call(guard: Guard) -> Callable[[Callable[[], Any]], Outcome]:
    """Return a caller that runs an answer directly: the process around it carries the limits."""

    def call(function: Callable[[], Any]) -> Outcome:
        outcome = Outcome()
        with guard.around() as printed:
            try:
                outcome.value = function()
            except (SystemExit, Ended):
                outcome.stopped = "exit"
            except MemoryError:
                outcome.stopped = "memory"
            except BaseException as error:
                outcome.error = error
        outcome.printed = printed.text
        return outcome

    return call


def run_forked(work: Callable[[Send], dict[str, Any]], *, seconds: float, megabytes: int) -> ChildReport:
    """Run work in a forked child and wait for its result, at most a given time.

    Parameters
    ----------
    work : callable
        Gets a function ``send(kind, value)`` and returns plain data that JSON can hold.
    seconds : float
        Time for the work; the child is killed after it, with every process it started.
    megabytes : int
        Memory the child may add to what the parent holds.

    Returns
    -------
    ChildReport
        The result, or why there is none.

    Notes
    -----
    Each message carries a token drawn before the fork, so that nothing an answer writes by accident reads as a
    verdict. Costs 10 to 30 ms. Chapter: chapters/02_ml_basics.ipynb
    """
    token = secrets.token_hex(8)
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python 3.12 warns of forks while threads run; the child uses none of them
        pid = os.fork()
    if pid == 0:
        try:
            os.close(reader)
            _be_the_child(work, writer, token, seconds, megabytes)
        finally:
            os._exit(0)
    os.close(writer)
    try:
        return _listen(reader, pid, token, seconds)
    finally:
        os.close(reader)
        _end(pid)


def _be_the_child(
    work: Callable[[Send], dict[str, Any]], writer: int, token: str, seconds: float, megabytes: int
) -> None:
    def send(kind: str, value: Any) -> None:
        data = (json.dumps([token, kind, value]) + "\n").encode()
        while data:
            data = data[os_write(writer, data) :]

    os_write = os.write  # an answer may patch the module's name
    # What the parent has open is closed below; objects collected here would complain of that on the reader's screen.
    gc.freeze()
    os.setsid()  # what the answer starts can be killed as one group
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    # The rest belongs to the parent (a kernel's sockets, a test runner's pipes): an answer must not write into it.
    os.closerange(3, writer)
    os.closerange(writer + 1, MAX_FILES)
    # Should the parent die, the child still ends.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds + READY_SECONDS + 1)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.settrace(None)
    faulthandler.disable()  # a crash of the answer is told in the verdict, not as a dump on the reader's screen
    use_one_thread()
    send("ready", _is_fit())
    _limit_memory(megabytes)
    try:
        send("result", work(send))
    except Exception as error:
        send("failed", repr(error)[:300])


def _is_fit() -> bool:
    """Use the numerical libraries once, as an answer would: where a fork breaks them, this hangs, crashes or raises."""
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    if numpy is not None and hasattr(numpy, "ones"):
        square = numpy.ones((128, 128))
        square @ square
    if torch is not None and hasattr(torch, "ones"):
        row = torch.ones(40_000, requires_grad=True)  # above the size from which torch would use several threads
        try:
            (row * row).sum().backward()
        except RuntimeError:  # autograd's threads did not survive the fork
            return False
    return True


def _limit_memory(megabytes: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pages = Path("/proc/self/statm")
    if pages.exists():  # elsewhere (macOS) the limit has no effect and the size now is not known
        now = int(pages.read_text().split()[0]) * resource.getpagesize()
        limit = now + megabytes * 2**20
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard == resource.RLIM_INFINITY or limit < hard:
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _listen(reader: int, pid: int, token: str, seconds: float) -> ChildReport:
    report, rest = ChildReport(), b""
    ready = False
    deadline = time.monotonic() + READY_SECONDS
    while True:
        remaining = deadline - time.monotonic()
        if remaining <= 0 or not select.select([reader], [], [], remaining)[0]:
            report.stopped = "time"
            break
        data = os.read(reader, 65536)
        if not data:
            report.stopped, report.signal = _how_it_ended(pid)
            break
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            kind, value = _parsed(line, token)
            if kind == "ready":
                ready, report.unfit = True, not value
                deadline = time.monotonic() + seconds
            elif kind == "note":
                report.last_note = value
            elif kind == "result":
                report.result = value
                return report
            elif kind == "failed":
                report.stopped, report.signal = "checker", value
                return report
        if report.unfit:
            return report
    report.unfit = not ready
    return report


def _parsed(line: bytes, token: str) -> tuple[str, Any]:
    try:
        mark, kind, value = json.loads(line)
    except (ValueError, TypeError):
        return "", None
    return (kind, value) if mark == token else ("", None)


def _how_it_ended(pid: int) -> tuple[str, str]:
    # The pipe is closed, so the child has ended or is about to; it is collected in _end.
    for _ in range(100):
        try:
            found = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return "exit", ""
        if found is not None:
            if found.si_code in (os.CLD_KILLED, os.CLD_DUMPED):
                return "signal", signal.Signals(found.si_status).name
            return "exit", ""
        time.sleep(0.01)
    return "exit", ""


def _end(pid: int) -> None:
    """Kill the child with everything it started, and collect it."""
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):  # it has ended already, or has not made its group yet
            continue
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:  # somebody collects children by a signal handler
        return
