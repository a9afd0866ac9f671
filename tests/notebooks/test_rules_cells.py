"""Planted faults: identifiers, normal form, widgets."""

import json

import pytest
from notebooks.checking import check_file
from notebooks.document import dumps


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("3f2a9c1e", "random"),
        ("c0ffee12", "random"),
        ("2d931510-d99f-494a-8c67-87feb05e1594", "random"),
        ("Fit_Tree", "kebab case"),
        ("aB3xYz9Q_1", "kebab case"),
        ("draw-line", "more than one cell"),
        ("a" * 65, "kebab case"),
    ],
)
def test_bad_identifiers(sample, faults, name, message, add):
    add(sample, "markdown", "Prose.").id = name
    assert [what for where, what in faults(sample) if where == name and message in what]


def test_missing_identifier(sample, faults, add):
    del add(sample, "markdown", "Prose.")["id"]
    assert any("it has no id" in what for _, what in faults(sample))


def test_words_of_hex_letters_pass(sample, faults, add):
    add(sample, "markdown", "Prose.", name="facade")
    assert faults(sample) == []


def test_widget_state(sample, faults, cell):
    sample.metadata.widgets = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    assert any("widget state is stored" in what for _, what in faults(sample))
    del sample.metadata["widgets"]
    cell(sample, "explore-degree").outputs[0].data["application/vnd.jupyter.widget-view+json"] = {"model_id": "1"}
    problems = faults(sample)
    assert ("explore-degree", "a widget view is stored: run `nb.py fmt`") in problems


def test_widget_view_without_page(sample, faults, add, shown):
    add(sample, "code", "w", output=shown({"application/vnd.jupyter.widget-view+json": {"model_id": "1"}}))
    assert faults(sample) == [("planted", "a widget view is stored: wanted text/html (see lib.study.explore)")]


def test_layout_out_of_normal_form(sample, made_book, tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps(json.loads(dumps(sample)), indent=2), encoding="utf-8")
    [problem] = check_file(path, made_book)
    assert "layout of the file" in problem.what


def test_old_notebook_format(sample, made_book, tmp_path):
    sample.nbformat_minor = 4
    path = tmp_path / "x.ipynb"
    path.write_text(dumps(sample), encoding="utf-8")
    assert [problem.what for problem in check_file(path, made_book)] == ["not notebook format 4.5: run `nb.py fmt`"]
