import sys

import pytest

from lib.study import sandbox
from lib.study.forked import ChildReport
from lib.study.registry import find_exercise
from lib.study.sandbox import MODE_VARIABLE, MODES, check_mode, run_check

EXERCISE = find_exercise("decompose-error")


def right(predictions, truth):
    if truth.shape != predictions.shape[1:]:
        raise ValueError
    return ((predictions.mean(axis=0) - truth) ** 2).mean(), predictions.var(axis=0).mean()


def endless(predictions, truth):
    while True:
        truth = truth + 0


def test_the_mode_of_each_system(monkeypatch):
    monkeypatch.delenv(MODE_VARIABLE, raising=False)
    assert check_mode() == "fork"
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert check_mode() == "trace"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delattr("os.fork")
    assert check_mode() == "thread"
    monkeypatch.setenv(MODE_VARIABLE, "trace")
    assert check_mode() == "trace"
    monkeypatch.setenv(MODE_VARIABLE, "quick")
    with pytest.raises(ValueError, match="BOOK_CHECK_MODE must be one of fork, thread, trace, got 'quick'"):
        check_mode()


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_gives_the_same_verdicts(mode, monkeypatch):
    monkeypatch.setenv(MODE_VARIABLE, mode)
    assert run_check(EXERCISE, right).passed
    assert run_check(EXERCISE, lambda predictions, truth: (0.0, 0.0)).status == "not_passed"
    stopped = run_check(EXERCISE, endless, seconds=0.4)
    assert stopped.text == (
        "No result within 0.4 seconds. Look for a loop that never ends, or one with very many steps: "
        "all inputs together have 0.4 seconds."
    )
    assert stopped.facts[0][1].startswith("predictions = array of shape (3, 2) [[1, 2], [3, 6], [5, 4]], truth = ")


def test_a_value_needs_no_sandbox(monkeypatch):
    monkeypatch.setattr(sandbox, "run_forked", None)
    assert run_check(find_exercise("ensemble-of-fits"), 0.6).passed


def test_an_unfit_child_gives_way_to_a_thread(monkeypatch):
    monkeypatch.setattr(sandbox, "run_forked", lambda work, **limits: ChildReport(unfit=True))
    assert run_check(EXERCISE, right).passed


@pytest.mark.parametrize("mode", MODES)
def test_a_fault_of_the_checker_is_a_stop_not_a_crash(mode, monkeypatch):
    monkeypatch.setenv(MODE_VARIABLE, mode)

    def broken(*_, **__):
        raise IndexError("planted")

    monkeypatch.setattr(sandbox, "judge", broken)
    verdict = run_check(EXERCISE, right)
    assert verdict.status == "stopped"
    assert "The check itself failed (IndexError('planted')). Please report this exercise." in verdict.text
