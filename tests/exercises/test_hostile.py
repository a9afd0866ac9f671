"""No hostile answer passes, hangs the check, or leaves a mark on the reader's session, in any mode."""

import builtins
import gc
import os
import random
import sys
import time
import warnings

import hostile
import numpy as np
import proof
import pytest

from lib.study import judge, values
from lib.study.registry import find_exercise
from lib.study.sandbox import MODE_VARIABLE, run_check

SECONDS = 0.7  # for answers that never come back
PATIENCE = 6.0  # for all others, on a busy machine
CASES = [pytest.param(one, mode, id=f"{one.name}-{mode}") for one in hostile.HOSTILE for mode in one.modes]


def session():
    """Return what an answer could have changed in this process."""
    numpy_random = np.random.get_state()  # noqa: NPY002
    return {
        "builtins": dict(vars(builtins)),
        "numpy": {name: id(value) for name, value in vars(np).items()},
        "checker": (id(judge.difference), id(values.difference), id(judge._problem)),
        "modules": [sys.modules.get(name) for name in ("numpy", "math", "os", "random", "copy", "lib.study.judge")],
        "random": random.getstate(),
        "numpy random": (numpy_random[0], numpy_random[1].tolist(), *numpy_random[2:]),
        "folder": os.getcwd(),
        "environment": {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"},
        "errors": np.geterr(),
        "print options": np.get_printoptions(),
        "streams": (sys.stdin, sys.stdout, sys.stderr, sys.excepthook, sys.displayhook),
        "path": (list(sys.path), list(sys.argv)),
        "limits": (sys.getrecursionlimit(), sys.gettrace(), sys.getprofile(), gc.isenabled()),
        "warnings": list(warnings.filters),
        "tolerance": (find_exercise("decompose-error").rtol, find_exercise("decompose-error").atol),
    }


def test_there_are_enough_and_each_name_stands_once():
    names = [one.name for one in hostile.HOSTILE]
    assert len(names) == len(set(names))
    for mode in hostile.EVERYWHERE:
        assert sum(mode in one.modes and one.status != "pass" for one in hostile.HOSTILE) >= 20


@pytest.mark.parametrize(("case", "mode"), CASES)
def test_hostile_answer(case, mode, monkeypatch, count_wrong):
    if mode == "fork" and not hasattr(os, "fork"):
        pytest.skip("this system cannot fork")
    if "tolerance" in case.name and mode != "fork":
        exercise = find_exercise("decompose-error")
        monkeypatch.setattr(exercise, "rtol", exercise.rtol)  # put back after the answer changed it
        monkeypatch.setattr(exercise, "atol", exercise.atol)
    monkeypatch.setenv(MODE_VARIABLE, mode)
    count_wrong("hostile", int(case.status != "pass"))
    exercise = find_exercise("decompose-error")
    answer = proof.object_from(exercise, case.source)
    before, start = session(), time.monotonic()
    limit = SECONDS if case.says == "No result within" else PATIENCE
    verdict = run_check(exercise, answer, seconds=limit)
    took, after = time.monotonic() - start, session()
    assert verdict.status == case.status, repr(verdict)
    assert case.says in repr(verdict)
    assert took < limit + 3.5
    if "tolerance" not in case.name:
        for name, value in before.items():
            assert after[name] == value, name


@pytest.mark.parametrize("mode", hostile.EVERYWHERE)
def test_the_wording_is_the_same_on_every_run(mode, monkeypatch):
    monkeypatch.setenv(MODE_VARIABLE, mode)
    exercise = find_exercise("decompose-error")
    for body in ("return wrong(predictions, truth)", "raise KeyError(object())", "while True: pass"):
        answer = proof.object_from(exercise, hostile.Hostile("again", "", body).source)
        first, second = (run_check(exercise, answer, seconds=SECONDS) for _ in range(2))
        assert repr(first) == repr(second)
        assert first._repr_html_() == second._repr_html_()


def test_modes_say_the_same(monkeypatch):
    exercise = find_exercise("decompose-error")
    for body in ("return wrong(predictions, truth)", "return None", "sys.exit()", "print('here')\nraise KeyError('k')"):
        answer = proof.object_from(exercise, hostile.Hostile("modes", "", body).source)
        texts = set()
        for mode in hostile.EVERYWHERE:
            monkeypatch.setenv(MODE_VARIABLE, mode)
            texts.add(repr(run_check(exercise, answer, seconds=SECONDS)))
        assert len(texts) == 1, texts
