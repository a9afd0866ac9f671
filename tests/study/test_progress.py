import re

import pytest

from lib.study.progress import progress
from lib.study.progress_file import FILE_VARIABLE, record_check, record_help
from lib.study.registry import exercise_ids


@pytest.fixture
def path(tmp_path, monkeypatch):
    path = tmp_path / "progress.json"
    monkeypatch.setenv(FILE_VARIABLE, str(path))
    return path


def test_a_new_reader(path):
    report = progress()
    assert report.passed == 0
    assert len(report.rows) == len(exercise_ids())
    assert "No exercise checked yet" in repr(report)
    assert not path.exists()


def test_what_was_done(path):
    record_check("decompose-error", "not_passed")
    record_check("decompose-error", "pass")
    record_check("ensemble-of-fits", "not_passed")
    record_help("ensemble-of-fits", hints=1)
    text = repr(progress())
    assert progress().passed == 1
    assert re.search(r"Chapter 02_ml_basics: 1 of \d+ exercises passed", text)
    assert "  decompose-error: Split the error of many fits (passed, checked 2 times)" in text
    assert "  ensemble-of-fits: What averaging four models changes (tried, checked 1 times)" in text
    assert f"Kept in {path}" in text
    assert "No exercise checked yet" not in text
    shown = progress()._repr_html_()
    assert "<li>Split the error of many fits (<code>decompose-error</code>): passed</li>" in shown
    assert shown.count("<ul>") == shown.count("</ul>")


def test_an_exercise_that_is_gone_does_not_harm(path):
    record_check("no-longer-there", "pass")
    assert progress().passed == 0


def test_a_damaged_file_is_told(path):
    record_check("decompose-error", "pass")
    path.write_text("broken")
    text = repr(progress())
    assert "The progress file was damaged; it was kept as progress.corrupt-1.json" in text
