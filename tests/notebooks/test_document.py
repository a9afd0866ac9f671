import os

import pytest
from notebooks.document import NotebookError, dumps, find_cell, parse, read, write


def test_reading_changes_nothing(sample):
    sample.cells[0].id = sample.cells[1].id  # nbformat would rename a duplicate
    del sample.cells[2]["id"]  # and invent a missing id
    assert dumps(parse(dumps(sample))) == dumps(sample)


def test_a_file_ends_with_one_newline_and_has_indent_one(sample):
    text = dumps(sample)
    assert text.endswith("}\n")
    assert not text.endswith("\n\n")
    assert text.startswith('{\n "cells": [\n  {\n')


@pytest.mark.parametrize(
    ("text", "message"),
    [("{", "the JSON is damaged"), ("[]", "no list of cells"), ('{"cells": 3}', "no list of cells")],
)
def test_damaged_files_are_named(tmp_path, text, message):
    path = tmp_path / "x.ipynb"
    path.write_text(text)
    with pytest.raises(NotebookError, match=f"x.ipynb.*{message}"):
        read(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(NotebookError, match=r"none\.ipynb: cannot be read"):
        read(tmp_path / "none.ipynb")


def test_writing_the_same_again_is_no_change(sample, tmp_path):
    path = tmp_path / "x.ipynb"
    assert write(path, sample) is True
    before = path.stat().st_mtime_ns
    assert write(path, sample) is False
    assert path.stat().st_mtime_ns == before
    assert os.listdir(tmp_path) == ["x.ipynb"]


def test_a_failed_write_leaves_the_old_file(sample, tmp_path, monkeypatch):
    path = tmp_path / "x.ipynb"
    write(path, sample)
    before = path.read_bytes()
    sample.cells[0].source = "# Other"
    monkeypatch.setattr(os, "replace", lambda *names: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write(path, sample)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["x.ipynb"]


def test_find_cell_wants_exactly_one(sample):
    assert sample.cells[find_cell(sample, "setup")].id == "setup"
    with pytest.raises(NotebookError, match=r"'nope'.*no cell has it; ids here: .*setup"):
        find_cell(sample, "nope")
    sample.cells[0].id = "setup"
    with pytest.raises(NotebookError, match="2 cells have it"):
        find_cell(sample, "setup")
