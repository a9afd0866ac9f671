import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lib.study import progress_file as module
from lib.study.progress_file import (
    FILE_VARIABLE,
    ProgressFile,
    checkout_root,
    progress_file,
    progress_path,
    record_check,
    record_help,
    shown,
)


@pytest.fixture
def path(tmp_path, monkeypatch):
    """Return the path of a fresh progress file that the environment names."""
    path = tmp_path / "deep" / "progress.json"
    monkeypatch.setenv(FILE_VARIABLE, str(path))
    return path


def test_where_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "mine.json"))
    assert progress_path() == tmp_path / "mine.json"
    monkeypatch.delenv(FILE_VARIABLE)
    root = Path(module.__file__).resolve().parents[2]
    assert checkout_root() == root
    assert progress_path() == root / "my" / "progress.json"
    assert shown(root / "my" / "progress.json") == "my/progress.json"
    monkeypatch.setattr(module, "checkout_root", lambda: None)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert progress_path() == tmp_path / "ml-to-llm-book" / "progress.json"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    assert progress_path() == Path.home() / ".local" / "share" / "ml-to-llm-book" / "progress.json"
    assert shown(Path.home() / "a.json") == "~/a.json"
    assert shown(tmp_path / "a.json") == str(tmp_path / "a.json")


def test_a_package_outside_a_copy_of_the_book(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "__file__", str(tmp_path / "lib" / "study" / "progress_file.py"))
    assert checkout_root() is None


def test_checks_and_help_are_kept(path):
    assert progress_file().read() == {}
    record_check("one-two", "not_yet")
    assert not path.exists()
    record_check("one-two", "not_passed")
    record_check("one-two", "pass")
    record_check("one-two", "stopped")
    record_help("one-two", hints=2)
    record_help("one-two", hints=1)
    record_help("three-four", solution=True)
    entries = ProgressFile(path).read()
    assert entries["one-two"].pop("passed_on")[:2] == "20"
    assert entries == {"one-two": {"attempts": 3, "last": "stopped", "hints": 2}, "three-four": {"solution": True}}
    assert json.loads(path.read_text())["version"] == 1
    assert not list(path.parent.glob("*.new"))


def test_fields_of_a_later_version_are_kept(path):
    path.parent.mkdir()
    path.write_text('{"version": 9, "exercises": {"one-two": {"attempts": 1, "stars": 3}}}')
    record_check("one-two", "pass")
    assert ProgressFile(path).read()["one-two"]["stars"] == 3


DAMAGES = {
    "cut off": lambda text: text[: len(text) - 30],
    "empty": lambda text: "",
    "no JSON": lambda text: text.replace('"version"', "version"),
    "a wrong kind": lambda text: text.replace('"attempts": 2', '"attempts": "many"'),
    "a negative number": lambda text: text.replace('"attempts": 2', '"attempts": -2'),
    "a list": lambda text: "[1, 2]",
    "no exercises": lambda text: '{"version": 1}',
    "no text": lambda text: "\udcff\udcfe" + text,
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("by", ["reading", "writing"])
def test_a_damaged_file_is_set_aside_and_nothing_is_lost(path, damage, by):
    for name in ("a-a", "b-b", "c-c"):
        record_check(name, "not_passed")
        record_check(name, "pass")
    record_help("c-c", hints=1)
    before = ProgressFile(path).read()
    broken = DAMAGES[damage](path.read_text()).encode("utf-8", "surrogateescape")
    path.write_bytes(broken)
    file = ProgressFile(path)
    if by == "writing":
        assert file.update("d-d", lambda entry: entry.update(attempts=1))
        before["d-d"] = {"attempts": 1}
    entries = file.read()
    assert entries == before
    assert path.with_name("progress.corrupt-1.json").read_bytes() == broken
    assert "kept as progress.corrupt-1.json, and 3 entries were recovered" in file.note
    assert ProgressFile(path).read().keys() == before.keys()


def test_several_damaged_files_are_all_kept(path):
    for number in (1, 2, 3):
        record_check("a-a", "pass")
        path.write_text(f"broken {number}")
        ProgressFile(path).read()
    assert [path.with_name(f"progress.corrupt-{n}.json").read_text() for n in (1, 2, 3)] == [
        "broken 1", "broken 2", "broken 3",
    ]  # fmt: skip
    assert ProgressFile(path).read()["a-a"]["attempts"] == 3


def test_whole_lines_are_recovered_without_a_backup(path):
    record_check("a-a", "pass")
    record_check("b-b", "pass")
    path.with_name("progress.backup.json").unlink()
    text = path.read_text()
    broken = text[: text.index('"b-b"') + 20] + '\n"c-c": {"attempts": }\n"d-d": {"attempts": -1}\n'
    path.write_text(broken)
    assert set(ProgressFile(path).read()) == {"a-a"}
    assert path.with_name("progress.corrupt-1.json").read_text() == broken


def test_a_damaged_backup_does_no_harm(path):
    record_check("a-a", "pass")
    record_check("a-a", "pass")
    path.with_name("progress.backup.json").write_text("broken too")
    path.write_text("broken")
    file = ProgressFile(path)
    assert file.read() == {}
    assert "0 entries were recovered" in file.note


def test_a_crash_while_writing_leaves_the_old_state(path, monkeypatch):
    record_check("a-a", "pass")
    before = path.read_text()

    def crash(*_):
        raise KeyboardInterrupt("now")

    monkeypatch.setattr(os, "fsync", crash)
    with pytest.raises(KeyboardInterrupt, match="now"):
        record_check("b-b", "pass")
    assert path.read_text() == before
    assert not list(path.parent.glob(".progress-*"))


def test_a_place_that_cannot_be_written_costs_no_verdict(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("")
    file = ProgressFile(blocked / "progress.json")
    assert not file.update("a-a", lambda entry: entry.update(attempts=1))
    assert "could not be saved" in file.note
    folder = tmp_path / "progress.json"
    folder.mkdir()
    file = ProgressFile(folder)
    assert file.read() == {}
    assert "could not be saved" in file.note


def test_a_lock_that_is_never_given_back_is_told(path, monkeypatch):
    monkeypatch.setattr(module, "LOCK_SECONDS", 0.1)
    monkeypatch.setattr(module, "_try_lock", lambda handle: False)
    path.parent.mkdir()
    with pytest.raises(TimeoutError, match=r"progress.json is locked by another process"), ProgressFile(path)._locked():
        pass
    file = ProgressFile(path)
    assert not file.update("a-a", lambda entry: entry.update(attempts=1))
    assert "could not be saved" in file.note


WRITER = """
import sys
from pathlib import Path
from lib.study.progress_file import record_check
for number in range(15):
    record_check("shared-one", "not_passed")
    record_check(f"own-{sys.argv[1]}-{number}", "pass")
"""


def test_many_writers_at_once_lose_nothing(path):
    root = Path(module.__file__).resolve().parents[2]
    env = {**os.environ, "PYTHONPATH": str(root)}
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(n)], env=env, cwd=root) for n in range(4)]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0, 0]
    entries = ProgressFile(path).read()
    assert entries["shared-one"]["attempts"] == 60
    assert len(entries) == 61
