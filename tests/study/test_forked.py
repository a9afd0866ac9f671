import os
import signal
import time
import warnings

import pytest

from lib.study import forked
from lib.study.forked import guarded_call, run_forked
from lib.study.guard import Guard

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


def run(work, seconds=5.0, megabytes=512):
    return run_forked(work, seconds=seconds, megabytes=megabytes)


def test_a_result_comes_back():
    report = run(lambda send: {"pid": os.getpid(), "text": "ä" * 100_000})
    assert report.result["pid"] != os.getpid()
    assert len(report.result["text"]) == 100_000
    assert (report.stopped, report.unfit) == ("", False)


def test_the_last_note_is_kept():
    def work(send):
        for number in range(5):
            send("note", number)
        os._exit(3)

    report = run(work)
    assert (report.result, report.last_note, report.stopped) == (None, 4, "exit")


def test_the_time_is_kept_and_the_child_collected():
    seen = []

    def work(send):
        send("note", os.getpid())
        time.sleep(60)

    start = time.monotonic()
    report = run(work, seconds=0.4)
    seen.append(report.last_note)
    assert time.monotonic() - start < 3
    assert report.stopped == "time"
    with pytest.raises(ProcessLookupError):
        os.kill(seen[0], 0)


def test_what_the_child_started_is_ended_with_it():
    def work(send):
        child = os.fork()
        if child == 0:
            time.sleep(60)
        send("note", child)
        time.sleep(60)

    grandchild = run(work, seconds=0.4).last_note
    for _ in range(100):
        try:
            # An orphan is collected by the system's first process, if that one does it: gone, or dead and waiting.
            with open(f"/proc/{grandchild}/stat") as file:
                state = file.read().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            state = "gone"
        if state in ("gone", "Z", "X"):
            break
        time.sleep(0.02)
    assert state in ("gone", "Z", "X")


def test_a_signal_is_named():
    assert run(lambda send: os.kill(os.getpid(), signal.SIGKILL)).signal == "SIGKILL"
    report = run(lambda send: os.kill(os.getpid(), signal.SIGSEGV))
    assert (report.stopped, report.signal) == ("signal", "SIGSEGV")


def test_a_fault_of_the_checker_is_told():
    report = run(lambda send: 1 / 0)
    assert (report.stopped, report.signal) == ("checker", "ZeroDivisionError('division by zero')")


def test_messages_without_the_token_are_ignored():
    def work(send):
        for number in range(3, 64):
            for line in (b'["guess", "result", {"status": "pass"}]\n', b"[1\n", b"\xff\n", b"3\n"):
                try:
                    os.write(number, line)
                except OSError:
                    break
        return {"honest": True}

    assert run(work).result == {"honest": True}


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="this system does not limit memory")
def test_memory_is_limited():
    def work(send):
        try:
            bytearray(400 * 2**20)
        except MemoryError:
            return {"refused": True}
        return {"refused": False}

    assert run(work, megabytes=300).result == {"refused": True}
    assert run(work, megabytes=900).result == {"refused": False}


def test_the_child_has_no_input_and_its_output_goes_nowhere(capfd):
    def work(send):
        os.write(1, b"loud")
        os.write(2, b"loud")
        return {"input": os.read(0, 10).decode()}

    assert run(work).result == {"input": ""}
    assert capfd.readouterr() == ("", "")


def test_the_parents_files_are_closed_in_the_child():
    reader, writer = os.pipe()

    def work(send):
        try:
            os.write(writer, b"forged")
        except OSError as error:
            return {"error": error.strerror}
        return {"error": ""}

    assert run(work).result == {"error": "Bad file descriptor"}
    os.write(writer, b"own")
    assert os.read(reader, 10) == b"own"
    os.close(reader)
    os.close(writer)


def test_a_child_that_cannot_compute_is_unfit(monkeypatch):
    work = lambda send: {"ran": True}  # noqa: E731
    monkeypatch.setattr(forked, "_is_fit", lambda: False)
    assert run(work).unfit
    monkeypatch.setattr(forked, "READY_SECONDS", 0.3)
    monkeypatch.setattr(forked, "_is_fit", lambda: time.sleep(60))
    assert run(work).unfit
    monkeypatch.setattr(forked, "_is_fit", lambda: os.kill(os.getpid(), signal.SIGABRT))
    assert run(work).unfit


def test_autograd_that_does_not_survive_a_fork_makes_a_child_unfit(monkeypatch):
    torch = pytest.importorskip("torch")
    assert forked._is_fit()

    def refuse(*_):
        raise RuntimeError("Unable to handle autograd's threading in combination with fork-based multiprocessing.")

    monkeypatch.setattr(torch.Tensor, "backward", refuse)
    assert not forked._is_fit()


def test_an_interrupt_of_the_reader_ends_the_child(monkeypatch):
    killed = []
    monkeypatch.setattr(forked, "_listen", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    monkeypatch.setattr(forked, "_end", lambda pid, end=forked._end: (end(pid), killed.append(pid)))
    with pytest.raises(KeyboardInterrupt):
        run(lambda send: time.sleep(60))
    with pytest.raises(ProcessLookupError):
        os.kill(killed[0], 0)


def test_the_fork_warning_of_newer_pythons_stays_silent(monkeypatch):
    fork = os.fork

    def warning_fork():
        warnings.warn("use of fork() may lead to deadlocks in the child", DeprecationWarning, stacklevel=2)
        return fork()

    monkeypatch.setattr(os, "fork", warning_fork)
    assert run(lambda send: {"ok": 1}).result == {"ok": 1}


def test_the_guarded_call():
    call = guarded_call(Guard())
    assert call(lambda: 5).value == 5
    assert isinstance(call(lambda: [][1]).error, IndexError)
    assert call(lambda: os._exit(0)).stopped == "exit"
    assert call(lambda: exit(0)).stopped == "exit"
    outcome = call(lambda: print("said"))
    assert (outcome.printed, outcome.returned) == ("said\n", True)

    def hungry():
        raise MemoryError

    assert call(hungry).stopped == "memory"
    assert not call(hungry).returned
