import builtins
import gc
import os
import random
import sys
import warnings

import numpy as np
import pytest

from lib.study.guard import MAX_PRINTED, Ended, Guard, Printed


def test_everything_is_put_back(tmp_path, monkeypatch):
    monkeypatch.setenv("BOOK_GUARD", "1")
    before = (
        os.getcwd(), dict(os.environ), np.geterr(), np.get_printoptions(), sys.getrecursionlimit(), list(sys.path),
        list(sys.argv), sys.stdout, sys.stdin, sys.excepthook, random.getstate(), warnings.filters[:], gc.isenabled(),
        builtins.len, np.mean, np.random.get_state()[1].tolist(),  # noqa: NPY002
    )  # fmt: skip
    with Guard().around():
        os.chdir(tmp_path)
        os.environ.clear()
        np.seterr(all="raise")
        np.set_printoptions(precision=2)
        sys.setrecursionlimit(3000)
        sys.path.clear()
        sys.argv.append("more")
        sys.stdout = sys.stdin = sys.excepthook = None
        random.seed(1)
        np.random.seed(1)  # noqa: NPY002
        warnings.simplefilter("error")
        gc.disable()
        sys.setprofile(lambda *_: None)
        builtins.len = np.mean = None
        builtins.extra = 1
        del sys.modules["numpy"]
    after = (
        os.getcwd(), dict(os.environ), np.geterr(), np.get_printoptions(), sys.getrecursionlimit(), list(sys.path),
        list(sys.argv), sys.stdout, sys.stdin, sys.excepthook, random.getstate(), warnings.filters[:], gc.isenabled(),
        builtins.len, np.mean, np.random.get_state()[1].tolist(),  # noqa: NPY002
    )  # fmt: skip
    assert after == before
    assert not hasattr(builtins, "extra")
    assert sys.getprofile() is None
    assert sys.modules["numpy"] is np


def test_torch_is_put_back():
    torch = pytest.importorskip("torch")
    state = torch.get_rng_state()
    with Guard().around():
        torch.manual_seed(5)
        torch.set_grad_enabled(False)
        torch.set_default_dtype(torch.float64)
        torch.relu_of_the_answer = torch.sum
        torch.sum = None
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.is_grad_enabled()
    assert torch.get_default_dtype() == torch.float32
    assert torch.sum(torch.ones(2)) == 2
    del torch.relu_of_the_answer


def test_it_restores_when_the_answer_raises():
    here = os.getcwd()

    def answer():
        os.chdir("/")
        raise KeyError("answer")

    with pytest.raises(KeyError, match="answer"), Guard().around():
        answer()
    assert os.getcwd() == here


def test_ways_out_of_python_are_blocked():
    leave, stop = os._exit, os.abort
    for way in ("_exit", "abort"):
        with pytest.raises(Ended, match="tried to end Python"), Guard().around():
            getattr(os, way)(*([0] if way == "_exit" else []))
    assert (os._exit, os.abort) == (leave, stop)
    with pytest.raises(EOFError, match=r"input\(\) has nobody to ask during a check"), Guard().around():
        input("name? ")


def test_warnings_of_an_answer_are_silent():
    with Guard().around():
        warnings.warn("not shown", stacklevel=1)  # an error everywhere else in the tests


def test_prints_are_kept_up_to_a_length():
    with Guard().around() as printed:
        print("a" * 10)
        sys.stderr.write("b" * 10 * MAX_PRINTED)
        print("c")
    assert printed.text.startswith("a" * 10 + "\n" + "bbb")
    assert len(printed.text) == MAX_PRINTED
    assert Printed().writable()
    assert Printed().write("four") == 4
