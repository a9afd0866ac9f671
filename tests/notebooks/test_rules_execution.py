"""Planted faults: outputs from a complete, clean and recent run."""

import base64
import json

import pytest
from notebooks.checking import check_file


def test_stale_output(sample, faults, cell):
    cell(sample, "mean-of-rows").source += "\nprint(1)"
    [(where, what)] = faults(sample, stamp=False)
    assert where == "notebook"
    assert "stale outputs: code cells changed since the last run" in what


def test_stale_figure(sample, faults, cell):
    """The picture of an earlier version in the place of the new one: a merge gone wrong."""
    other = base64.b64encode(b"\x89PNG another picture").decode()
    cell(sample, "draw-line").outputs[0].data["image/png"] = other
    [(_, what)] = faults(sample, stamp=False)
    assert "outputs or figures are not those of the last run" in what


def test_edited_number(sample, faults, cell):
    cell(sample, "mean-of-rows").outputs[1].text = "0.99\n"
    assert "not those of the last run" in faults(sample, stamp=False)[0][1]


def test_missing_stamp(sample, faults):
    del sample.metadata["stamp"]
    assert faults(sample, stamp=False) == [("notebook", "it has no stamp: run `nb.py run`")]


def test_unexecuted_cell(sample, faults, cell):
    cell(sample, "mean-of-rows").execution_count = None
    assert faults(sample) == [("mean-of-rows", "the cell was never run: run `nb.py run`")]


def test_counts_out_of_order(sample, faults, cell):
    cell(sample, "mean-of-rows").execution_count = 9
    assert ("mean-of-rows", "its count is 9, wanted 4: run `nb.py run`") in faults(sample)


def test_stored_error(sample, faults, add):
    error = {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": ["no"]}
    add(sample, "code", "1 / 0", output=error)
    [(where, what)] = faults(sample)
    assert where == "planted"
    assert "an error is stored (ValueError)" in what


@pytest.mark.parametrize("tag", ["nbval-skip", "skip-execution", "raises-exception", "nbval-raises-exception"])
def test_skipped_cell_by_tag(sample, faults, tag, add):
    add(sample, "code", "x = 1").metadata.tags = [tag]
    assert faults(sample) == [("planted", f"tag {tag!r}: wanted a cell that runs and is compared")]


def test_skipped_cell_by_comment(sample, faults, add):
    add(sample, "code", "# NBVAL_SKIP\nx = 1")
    assert faults(sample) == [("planted", "'# NBVAL_SKIP': wanted a cell that runs and is compared")]


def test_budget_of_a_chapter(sample, book, store):
    path = store(sample, book / "chapters")
    assert [problem.what for problem in check_file(path, book)] == [
        "it has no row in pages/costs.json: run `nb.py run`"
    ]
    (book / "pages").mkdir()
    table = {"chapters/sample.ipynb": {"cpu_s": 91, "peak_mb": 1210}}
    (book / "pages" / "costs.json").write_text(json.dumps(table))
    assert [problem.what for problem in check_file(path, book)] == [
        "it takes 91 s CPU: wanted at most 90 s",
        "it takes 1210 MB of memory: wanted at most 1200 MB",
    ]
    table["chapters/sample.ipynb"] = {"cpu_s": 90, "peak_mb": 1200}
    (book / "pages" / "costs.json").write_text(json.dumps(table))
    assert check_file(path, book) == []
