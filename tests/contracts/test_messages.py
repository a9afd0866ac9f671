"""The plugin behind `--every-message` finds a raise whose message no test looks at (see tests/conftest.py)."""

import os
import subprocess
import sys

import pytest

LIB = """
def half(n):
    if not isinstance(n, int):
        raise TypeError(f"n must be an integer, got {type(n).__name__}")
    if n < 0:
        raise ValueError(
            f"n must not be negative, got {n}"
        )
    return n // 2

class _Stop(Exception):
    pass

class Ended(BaseException):
    pass

def loop(early):
    try:
        if early:
            raise Ended("now")
        raise _Stop
    except (_Stop, Ended):
        return None
"""
BOTH = """
import pytest
from lib.half import half

def test_kind():
    with pytest.raises(TypeError, match="n must be an integer, got str"):
        half("4")

def test_sign():
    with pytest.raises(ValueError, match="n must not be negative, got -1"):
        half(-1)
"""


def run(plant, root, tests, *options):
    """Run the plugin over a tiny package with these tests; return (status, output)."""
    folder = plant({"lib/__init__.py": "", "lib/half.py": LIB, "tests/test_half.py": tests})
    (folder / "tests" / "conftest.py").write_bytes((root / "tests" / "conftest.py").read_bytes())
    (folder / "pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = '--import-mode=importlib'\n")
    command = [sys.executable, "-m", "pytest", "--every-message", "-p", "no:cacheprovider", "tests", *options]
    bare = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=folder, env=bare, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("options", [[], ["-p", "xdist", "-n", "2"]], ids=["one process", "two workers"])
def test_all_messages_tested(plant, root, options):
    status, output = run(plant, root, BOTH, *options)
    assert status == 0, output
    assert "3 passed" in output


@pytest.mark.parametrize("options", [[], ["-p", "xdist", "-n", "2"]], ids=["one process", "two workers"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("half(-1)", "raise ValueError('n must not be negative, got -1')"),
        (', match="n must not be negative, got -1"', ""),
    ],
    ids=["raised elsewhere", "message not looked at"],
)
def test_an_untested_message_is_named(plant, root, options, old, new):
    assert old in BOTH
    status, output = run(plant, root, BOTH.replace(old, new), *options)
    assert status == 1, output
    assert "lib/half.py:5: ValueError(" in output
    assert "1 failed, 2 passed" in output
    assert "TypeError(" not in output.split("No test matches", 1)[1]
