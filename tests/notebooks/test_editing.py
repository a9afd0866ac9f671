import copy

import pytest
from notebooks.document import NotebookError, read


@pytest.fixture
def path(sample, store, tmp_path):
    return store(sample, tmp_path)


def test_replace_code_drops_its_outputs_alone(path, book, tool, cell, sample):
    done = tool(book, "edit", path, "mean-of-rows", stdin="x = 1\n")
    assert done.returncode == 0, done.stdout + done.stderr
    nb = read(path)
    assert cell(nb, "mean-of-rows").source == "x = 1"
    assert cell(nb, "mean-of-rows").outputs == []
    assert cell(nb, "draw-line") == cell(sample, "draw-line")


def test_replacing_by_the_same_changes_nothing(path, book, tool, cell, sample):
    before = path.read_bytes()
    done = tool(book, "edit", path, "mean-of-rows", stdin=cell(sample, "mean-of-rows").source + "\n")
    assert done.stdout.strip().endswith("unchanged")
    assert path.read_bytes() == before


def test_insert_tag_and_delete(path, book, tool, cell):
    arguments = ["edit", path, "--after", "setup", "--new", "after-setup", "--kind", "markdown"]
    assert tool(book, *arguments, stdin="## New\n").returncode == 0
    names = [c.id for c in read(path).cells]
    assert names.index("after-setup") == names.index("setup") + 1
    assert tool(book, "edit", path, "draw-line", "--tags", "a-b,c", stdin="pass").returncode == 0
    assert cell(read(path), "draw-line").metadata.tags == ["a-b", "c"]
    assert tool(book, "edit", path, "after-setup", "--delete").returncode == 0
    assert "after-setup" not in [c.id for c in read(path).cells]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nope", "--delete"], "no cell has it"),
        (["--after", "setup", "--new", "Bad_Id", "--kind", "code"], "kebab case"),
        (["--after", "setup", "--new", "draw-line", "--kind", "code"], "'draw-line' is taken"),
        (["--new", "fresh"], "needs a place and a kind"),
        ([], "wanted CELL-ID to replace"),
    ],
)
def test_wrong_edits_are_refused(path, book, tool, arguments, message):
    before = path.read_bytes()
    done = tool(book, "edit", path, *arguments, stdin="x = 1")
    assert done.returncode == 1
    assert message in done.stderr
    assert path.read_bytes() == before


def test_kind_must_be_known():
    from notebooks.editing import make_cell

    with pytest.raises(NotebookError, match="kind 'raw': wanted 'markdown' or 'code'"):
        make_cell("raw", "a", "x")


def test_set_reports_what_it_kept(path, book, tool, sample_text, sample):
    text = copy.copy(sample_text).replace("It asks", "It then asks")
    done = tool(book, "set", path, stdin=text)
    assert done.returncode == 0, done.stderr
    assert "outputs of 5 of 5 code cells kept" in done.stdout
    assert "It then asks" in read(path).cells[0].source
    assert read(path).metadata.stamp == sample.metadata.stamp
