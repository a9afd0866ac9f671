"""A check must give its verdict whatever ran on several threads before: that is what one thread is set for."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lib.study import threads
from lib.study.threads import VARIABLES, loaded_libraries, use_one_thread

ROOT = Path(threads.__file__).resolve().parents[2]
needs_torch = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="torch is not installed")

ANSWER = """
def split_error(predictions, truth):
    import sys
    import numpy as np
    square = np.ones((600, 600))
    assert (square @ square)[0, 0] == 600
    if "torch" in sys.modules:
        import torch
        wide = torch.ones(600, 600, requires_grad=True)
        (wide @ wide).exp().mean().backward()
    if truth.shape != predictions.shape[1:]: raise ValueError
    return ((predictions.mean(0) - truth) ** 2).mean(), predictions.var(0).mean()
"""
NUMPY_WORK = "import numpy as np; a = np.ones((900, 900)); a @ a\n"
TORCH_WORK = (
    "import torch; torch.set_num_threads(2); t = torch.ones(900, 900, requires_grad=True)\n"
    "(t @ t).exp().sum().backward(); assert torch.get_num_threads() == 2\n"
)
STUDY = "from lib.study import check\n"
VERDICT = "print(check('decompose-error', split_error).label)\n"
TASKS = "import os; tasks = len(os.listdir('/proc/self/task'))\n"


def fresh_python(code):
    env = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    env.update({"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2", "MKL_NUM_THREADS": "2", "PYTHONPATH": str(ROOT)})
    env["BOOK_CHECK_MODE"] = "fork"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.parametrize(
    "before",
    [
        pytest.param(STUDY + NUMPY_WORK, id="study, then numpy"),
        pytest.param(NUMPY_WORK + STUDY, id="numpy, then study"),
        pytest.param(NUMPY_WORK + STUDY + NUMPY_WORK, id="numpy before and after"),
        pytest.param(STUDY + TORCH_WORK, id="study, then torch set to two threads", marks=needs_torch),
        pytest.param(TORCH_WORK + STUDY, id="torch, then study", marks=needs_torch),
        pytest.param(NUMPY_WORK + TORCH_WORK + STUDY, id="both, then study", marks=needs_torch),
    ],
)
def test_a_fork_after_work_on_several_threads_gives_its_verdict(before):
    assert fresh_python(before + ANSWER + VERDICT) == ["PASS"]


def test_libraries_loaded_later_have_one_thread():
    code = STUDY + NUMPY_WORK + "import os; print(os.environ['OMP_NUM_THREADS'])\n" + TASKS + "print(tasks)"
    variable, tasks = fresh_python(code)
    assert variable == "1"
    assert tasks == "1"


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted by the list of Linux")
def test_openblas_loaded_before_is_told():
    count = "import ctypes; from lib.study.threads import loaded_libraries\n"
    count += "path = next(str(p) for p in loaded_libraries() if 'openblas' in p.name)\n"
    count += "ask = lambda: next(f for n in ('scipy_openblas_get_num_threads64_', 'openblas_get_num_threads')\n"
    count += "    if (f := getattr(ctypes.CDLL(path), n, None)))()\n"
    code = "import numpy as np\nimport sys; sys.path.insert(0, '.')\n"
    # The package itself sets one thread when imported, so the count before is read without it.
    code += (
        "import ctypes, re\npath = next(l[l.index('/'):].strip() for l in open('/proc/self/maps') if 'openblas' in l)\n"
    )
    code += "lib = ctypes.CDLL(path)\nask = getattr(lib, 'scipy_openblas_get_num_threads64_', None)"
    code += " or lib.openblas_get_num_threads\nbefore = ask()\nimport lib.study\nprint(before, ask())"
    if (os.cpu_count() or 1) < 2:
        pytest.skip("this machine has one processor")
    assert fresh_python(
        code.replace("lib = ctypes", "blas = ctypes").replace("(lib,", "(blas,").replace("lib.open", "blas.open")
    ) == ["2", "1"]


@needs_torch
def test_torch_loaded_before_is_told():
    assert fresh_python(TORCH_WORK + STUDY + "print(torch.get_num_threads())") == ["1"]


def test_the_loaded_libraries_are_found():
    import numpy  # noqa: F401

    assert any("openblas" in path.name or "mkl" in path.name or "blas" in path.name for path in loaded_libraries())


def test_without_a_memory_map_the_packages_folders_are_searched(tmp_path, monkeypatch):
    import numpy

    libraries = tmp_path / "numpy.libs"
    libraries.mkdir()
    (libraries / "libscipy_openblas64_-1.so").write_text("")
    (libraries / "libgfortran.so").write_text("")
    (tmp_path / "numpy").mkdir()
    monkeypatch.setattr(numpy, "__file__", str(tmp_path / "numpy" / "__init__.py"))
    exists = Path.exists
    monkeypatch.setattr(Path, "exists", lambda path: str(path) != "/proc/self/maps" and exists(path))
    assert [path.name for path in loaded_libraries() if tmp_path in path.parents] == ["libscipy_openblas64_-1.so"]


def test_a_library_that_is_gone_is_passed_over(tmp_path, monkeypatch):
    for name in VARIABLES:
        monkeypatch.setenv(name, "7")
    monkeypatch.setattr(threads, "loaded_libraries", lambda: [tmp_path / "libopenblas.so"])
    use_one_thread()
    assert {os.environ[name] for name in VARIABLES} == {"1"}
