"""Binder finds what it needs in `.binder/`; repo2docker reads it without building anything."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = ("runtime.txt", "requirements.txt", "apt.txt", "postBuild")


def dockerfile(book):
    """Return what repo2docker would build, or fail with what it says."""
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."]
    done = subprocess.run(command, cwd=book, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def binder_faults(text):
    """Return what is missing from the instructions for the image."""
    wanted = {
        "Python 3.11": r"python=3\.11",
        "the repository before pip": r"COPY [^\n]*src/ \$\{REPO_DIR\}/\n(?s:.)*pip install [^\n]*requirements\.txt",
        "postBuild": r"\./\.binder/postBuild",
        "packages of apt.txt": r"--no-install-recommends make",
    }
    return [what for what, pattern in wanted.items() if not re.search(pattern, text)]


@pytest.fixture
def copied(tmp_path):
    shutil.copytree(ROOT / ".binder", tmp_path / ".binder")
    return tmp_path


def test_repo2docker_reads_every_file(copied):
    assert binder_faults(dockerfile(copied)) == []


@pytest.mark.parametrize(
    ("name", "fault"), [("runtime.txt", "Python 3.11"), ("postBuild", "postBuild"), ("apt.txt", "packages of apt.txt")]
)
def test_a_missing_file_is_found(copied, name, fault):
    (copied / ".binder" / name).unlink()
    (copied / ".binder" / "runtime.txt").write_text("python-3.12\n") if name == "runtime.txt" else None
    assert binder_faults(dockerfile(copied)) == [fault]


def test_requirements_install_the_book_and_the_small_torch():
    lines = (ROOT / ".binder" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if line and not line.startswith("#")]
    assert lines == ["--extra-index-url https://download.pytorch.org/whl/cpu", "torch>=2.8,<3", "-e .[notebooks]"]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no executable bit")
def test_post_build_can_be_executed():
    assert os.access(ROOT / ".binder" / "postBuild", os.X_OK)
    assert all((ROOT / ".binder" / name).is_file() for name in FILES)
