import runpy
import sys

import pytest

from lib.study import start as _start  # noqa: F401  # the function wins over the module of its name
from lib.study.__main__ import main
from lib.study.progress_file import FILE_VARIABLE
from lib.study.start import chapter_files, start

module = sys.modules["lib.study.start"]


@pytest.fixture
def book(tmp_path, monkeypatch):
    """Return a small copy of the book that the tools take for their own."""
    (tmp_path / "chapters").mkdir()
    for name in ("02_ml_basics", "03_trees"):
        (tmp_path / "chapters" / f"{name}.ipynb").write_text(f"text of {name}")
    (tmp_path / "chapters" / "notes.ipynb").write_text("")
    monkeypatch.setattr(module, "checkout_root", lambda: tmp_path)
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "progress.json"))
    return tmp_path


@pytest.mark.parametrize("name", ["02", "2", "02_ml_basics", "ml_basics", "02_ml_basics.ipynb", 2])
def test_a_chapter_is_copied(book, name):
    target = start(name)
    assert target == book / "my" / "02_ml_basics.ipynb"
    assert target.read_text() == "text of 02_ml_basics"


def test_a_copy_is_never_overwritten(book):
    first = start("02")
    first.write_text("my answers")
    second, third = start("02"), start("02")
    assert [path.name for path in (second, third)] == ["02_ml_basics-2.ipynb", "02_ml_basics-3.ipynb"]
    assert first.read_text() == "my answers"
    second.unlink()
    assert start("02") == second


def test_unknown_chapters_and_places(book, tmp_path):
    with pytest.raises(ValueError, match="no chapter '07'; known chapters: 02_ml_basics, 03_trees"):
        start("07")
    with pytest.raises(ValueError, match="there is no folder chapters here; run this inside a copy of the book"):
        chapter_files(tmp_path / "elsewhere")
    assert [path.stem for path in chapter_files(book)] == ["02_ml_basics", "03_trees"]


def test_the_command_line(book, capsys):
    assert main(["start", "02"]) == 0
    assert capsys.readouterr().out == (
        "Copied chapters/02_ml_basics.ipynb to my/02_ml_basics.ipynb. Open it with: jupyter lab my/02_ml_basics.ipynb\n"
    )
    assert main(["start", "02"]) == 0
    assert "Your earlier copy my/02_ml_basics.ipynb was left as it is." in capsys.readouterr().out
    assert main(["list"]) == 0
    out = capsys.readouterr().out
    assert "02_ml_basics\n" in out
    assert "  decompose-error: Split the error of many fits (level 2, 15 minutes)" in out
    assert main(["progress"]) == 0
    assert capsys.readouterr().out.startswith("Your progress\n")
    assert main(["start", "77"]) == 2
    assert capsys.readouterr().err.startswith("there is no chapter '77'")
    with pytest.raises(SystemExit, match="2"):
        main(["dance"])


def test_it_runs_as_a_module(book, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["lib.study", "start", "03"])
    monkeypatch.delitem(sys.modules, "lib.study.__main__")
    with pytest.raises(SystemExit, match="0"):
        runpy.run_module("lib.study", run_name="__main__")
    assert "my/03_trees.ipynb" in capsys.readouterr().out
    assert (book / "my" / "03_trees.ipynb").exists()
