"""import-linter's contracts hold, and each of them catches a planted import."""

import shutil
import subprocess
import sys

import pytest

LINT = "from importlinter.cli import lint_imports_command as command; command(['--no-cache'])"


def lint(folder):
    """Run import-linter on the copy of the package below a folder; return (status, report)."""
    done = subprocess.run([sys.executable, "-c", LINT], cwd=folder, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(root, tmp_path):
    """Return a folder with the package's sources and the contracts."""
    shutil.copytree(root / "lib", tmp_path / "lib", ignore=shutil.ignore_patterns("__pycache__", "*.csv"))
    shutil.copy(root / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold(root):
    status, report = lint(root)
    assert status == 0, report


@pytest.mark.parametrize(
    ("path", "line", "broken"),
    [
        ("lib/basics/planted.py", "import lib.classical", "Rooms import downward only"),
        ("lib/data/planted.py", "import lib.study", "Rooms import downward only"),
        ("lib/classical/planted.py", "import scipy.special", "NumPy rooms import the standard library and NumPy only"),
        ("lib/study/planted.py", "import matplotlib.pyplot", "Only plot imports matplotlib"),
    ],
)
def test_a_planted_import_is_caught(copy, path, line, broken):
    (copy / path).write_text(line + "\n", encoding="utf-8")
    status, report = lint(copy)
    assert status != 0
    assert f"{broken} BROKEN" in " ".join(report.split())
