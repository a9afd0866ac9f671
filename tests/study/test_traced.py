import math
import os
import sys
import threading
import time

import pytest

from lib.study import traced
from lib.study.guard import Guard
from lib.study.traced import loops_on_one_line, traced_call

BOTH = pytest.mark.parametrize("threads", [True, False])


def caller(threads, seconds=0.4):
    return traced_call(Guard(), seconds=seconds, use_threads=threads)


def forever():
    while True: pass  # noqa: E701  # fmt: skip


def forever_on_lines():
    number = 0
    while True:
        number += 1


def forever_swallowing():
    while True:
        try:
            for number in range(10**9):
                math.sqrt(number)
        except BaseException:
            pass


def forever_swallowing_on_one_line():
    while True:
        try:
            while True: pass  # noqa: E701  # fmt: skip
        except BaseException:
            continue


def forever_in_layers():
    while True:
        try:
            forever_swallowing()
        except BaseException:
            time.sleep(0)


def forever_in_a_comprehension():
    return [number + 1 for number in iter(int, 1)]


@BOTH
@pytest.mark.parametrize(
    "answer",
    [
        forever,
        forever_on_lines,
        forever_swallowing,
        forever_swallowing_on_one_line,
        forever_in_layers,
        forever_in_a_comprehension,
    ],
)
def test_endless_answers_are_stopped(answer, threads):
    start, before = time.monotonic(), sys.gettrace()
    outcome = caller(threads)(answer)
    assert outcome.stopped == "time"
    assert time.monotonic() - start < 5
    assert sys.gettrace() is before


def test_an_answer_that_sleeps_is_left_behind():
    start = time.monotonic()
    assert caller(True)(lambda: time.sleep(3)).stopped == "time"
    assert time.monotonic() - start < 2.5


@BOTH
def test_results_errors_and_prints(threads):
    call = caller(threads, seconds=20)
    outcome = call(lambda: print("said") or [number**2 for number in range(3)])
    assert (outcome.value, outcome.printed) == ([0, 1, 4], "said\n")
    assert isinstance(call(lambda: {}["a"]).error, KeyError)
    assert call(lambda: sys.exit(1)).stopped == "exit"
    assert call(lambda: os._exit(1)).stopped == "exit"

    def hungry():
        raise MemoryError

    def deep(number):
        return deep(number + 1)

    assert call(hungry).stopped == "memory"
    assert isinstance(call(lambda: deep(0)).error, RecursionError)


@BOTH
def test_the_time_is_for_all_calls_together(threads):
    call = caller(threads, seconds=0.5)
    assert call(lambda: 1).value == 1
    assert call(forever_on_lines).stopped == "time"
    start = time.monotonic()
    assert call(forever_on_lines).stopped == "time"
    assert time.monotonic() - start < 1.5


@BOTH
def test_a_trace_function_of_the_reader_is_put_back(threads):
    def watch(frame, event, arg):
        return None

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        assert caller(threads)(lambda: 1).value == 1
        assert sys.gettrace() is watch
    finally:
        sys.settrace(before)


def test_the_readers_interrupt_goes_through():
    def interrupted():
        raise KeyboardInterrupt("by the reader")

    with pytest.raises(KeyboardInterrupt, match="by the reader"):
        caller(False)(interrupted)
    assert isinstance(caller(True)(interrupted).error, KeyboardInterrupt)


def test_without_threads_answers_run_in_place(monkeypatch):
    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    call = traced_call(Guard(), seconds=5)
    assert call(threading.get_ident).value == threading.get_ident()
    monkeypatch.undo()
    assert traced_call(Guard(), seconds=5)(threading.get_ident).value != threading.get_ident()


def test_a_late_stop_from_outside_ends_quietly(monkeypatch):
    def here(*_):
        raise traced._Stop

    monkeypatch.setattr(traced, "_here", here)
    assert caller(True)(lambda: 1).stopped == "time"


def test_loops_on_one_line():
    assert loops_on_one_line(forever.__code__)
    assert not loops_on_one_line(forever_on_lines.__code__)
    assert not loops_on_one_line(test_loops_on_one_line.__code__)
    assert any(
        loops_on_one_line(code)
        for code in (forever_in_a_comprehension.__code__, *forever_in_a_comprehension.__code__.co_consts)
        if hasattr(code, "co_code")
    )
