"""Fixtures of the house rules: the book's own folder, and a way to plant a fault in a copy of a tiny house."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:  # for `import house` under every import mode
    sys.path.insert(0, str(HERE))


@pytest.fixture(scope="session")
def root():
    """Return the folder of the book."""
    return HERE.parents[1]


@pytest.fixture
def plant(tmp_path):
    """Return a function that writes ``{path: source}`` below a fresh folder and returns that folder."""

    def write(files):
        for name, source in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(source).lstrip("\n"), encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def python(root):
    """Return a function that runs code in a fresh interpreter inside a folder and returns (status, stdout, stderr)."""

    def run(code, cwd=root, *options):
        command = [sys.executable, "-W", "error", *options, "-c", textwrap.dedent(code)]
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120)
        return done.returncode, done.stdout, done.stderr

    return run
