import subprocess
import sys
import types
from pathlib import Path

import pytest

import lib.study
from lib.study import check
from lib.study.progress_file import FILE_VARIABLE, progress_file

ROOT = Path(lib.study.__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def fresh(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "progress.json"))


def split_error(predictions, truth):
    raise NotImplementedError


def test_a_verdict_and_its_trace_in_the_progress_file():
    assert check("ensemble-of-fits", None).status == "not_yet"
    assert check("decompose-error", split_error).status == "not_yet"
    assert progress_file().read() == {}
    assert check("ensemble-of-fits", 0.6).passed
    assert check("ensemble-of-fits", 1.2).status == "not_passed"
    entry = progress_file().read()["ensemble-of-fits"]
    assert (entry["attempts"], entry["last"]) == (2, "not_passed")
    assert entry["passed_on"]


def test_a_wrong_id():
    with pytest.raises(ValueError, match="did you mean 'ensemble-of-fits'"):
        check("ensemble-of-fit", 0.6)
    with pytest.raises(TypeError, match="id must be a string such as"):
        check(0.6, "ensemble-of-fits")


def test_a_verdict_does_not_depend_on_where_progress_goes(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "file" / "progress.json"))
    assert check("ensemble-of-fits", 0.6).passed
    assert "could not be saved" in progress_file().note


# --- the room itself: what `from lib.study import ...` gives


def fresh_python(code):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_functions_win_over_modules_of_their_name():
    for order in (
        "import lib.study.check, lib.study.progress, lib.study.start, lib.study.explore, lib.study.quiz, lib.study.say",
        "from lib.study import check, progress, start, explore, quiz, say",
    ):
        out = fresh_python(
            f"{order}\nimport lib.study as room, types\n"
            "from lib.study import check, progress, start, explore, quiz, say\n"
            "from lib.study.check import check as same\n"
            "print(any(isinstance(one, types.ModuleType) for one in (check, progress, start, explore, quiz, say)))\n"
            "print(check is same, room.check is same)"
        )
        assert out.split() == ["False", "True", "True"]


def test_every_promised_name_is_there():
    for name in lib.study.__all__:
        assert callable(getattr(lib.study, name)), name
        assert name in dir(lib.study)
    with pytest.raises(AttributeError, match=r"module 'lib\.study' has no attribute 'chek'"):
        _ = lib.study.chek
    lib.study.something = types.ModuleType("something")
    assert isinstance(lib.study.something, types.ModuleType)
    del lib.study.something


def test_importing_the_room_loads_nothing_heavy():
    heavy = "{'numpy', 'torch', 'matplotlib', 'IPython', 'ipywidgets', 'lib.study.exercise', 'json'}"
    assert fresh_python(f"import lib.study, sys; print(sorted({heavy} & set(sys.modules)))") == "[]\n"


def test_a_right_answer_of_a_script_is_checked_in_a_second():
    out = fresh_python(
        "import time, numpy as np\nfrom lib.study import check\n"
        "def split_error(predictions, truth):\n"
        "    if truth.shape != predictions.shape[1:]: raise ValueError\n"
        "    return ((predictions.mean(0) - truth) ** 2).mean(), predictions.var(0).mean()\n"
        "check('ensemble-of-fits', 1)\n"
        "start = time.perf_counter()\nverdict = check('decompose-error', split_error)\n"
        "print(verdict.label, time.perf_counter() - start)"
    )
    label, seconds = out.split()
    assert label == "PASS"
    assert float(seconds) < 2
