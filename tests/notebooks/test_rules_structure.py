"""Planted faults: title, set-up cell, headings, nothing empty."""

import pytest


def test_empty_notebook(sample, faults):
    sample.cells = []
    assert ("notebook", "it is empty: wanted a title, prose and code") in faults(sample)


def test_notebook_without_code(sample, faults):
    sample.cells = sample.cells[:1]
    assert ("notebook", "no code cell holds code: wanted at least one") in faults(sample)


def test_empty_cell(sample, faults, add):
    add(sample, "markdown", "")
    assert faults(sample) == [("planted", "the cell is empty: fill it or delete it")]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("#### Deep", "heading 'Deep' skips a level: wanted at most '###', got '####'"),
        ("# Again", "heading 'Again' is a second title: wanted '##' or deeper"),
    ],
)
def test_headings(sample, faults, source, message, add):
    add(sample, "markdown", source)
    assert faults(sample) == [("planted", message)]


def test_a_comment_in_code_is_no_heading(sample, faults, add):
    add(sample, "markdown", "```python\n# Again\n#### Deep\n```")
    assert faults(sample) == []


def test_heading_in_an_output(sample, faults, add, shown):
    add(sample, "code", "say", output=shown({"text/markdown": "## Result"}))
    assert faults(sample) == [("planted", "an output holds a heading: wanted it in a Markdown cell")]


def test_missing_title(sample, faults):
    sample.cells[0].source = "No title"
    assert any("wanted the title as the first cell" in what for _, what in faults(sample))


def test_missing_setup_cell(sample, faults, cell):
    cell(sample, "setup").source = "import lib"
    assert any("wanted the set-up cell" in what for _, what in faults(sample))
