"""A file is wholly the old one or wholly the new one, whatever goes wrong in between."""

import os
import stat
import subprocess
import sys

import pytest

from lib.basics import replace_file


def failing(draft):
    draft.write_text("half of the n")
    raise RuntimeError("the pen broke")


def test_makes_and_replaces(tmp_path):
    path = tmp_path / "a.txt"
    for text in ("first", "second"):
        replace_file(path, lambda draft, text=text: draft.write_text(text))
        assert path.read_text() == text
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError, match="the pen broke"):
        replace_file(path, failing)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_killed_process_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom lib.basics import replace_file\n"
        "def write(draft):\n    draft.write_text('half of the n')\n    os._exit(9)\n"
        "replace_file(Path(sys.argv[1]), write)\n"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == 9
    assert path.read_text() == "old"
    (left,) = set(tmp_path.iterdir()) - {path}
    assert left.suffix == ".part"


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_others_may_read_it_as_any_other_file(tmp_path):
    replace_file(tmp_path / "ours", lambda draft: draft.write_text("x"))
    (tmp_path / "plain").write_text("x")
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("ours", "plain")]
    assert modes[0] == modes[1]


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(FileNotFoundError):
        replace_file(tmp_path / "no" / "a.txt", lambda draft: draft.write_text("x"))
