"""The command as a whole; `test_rules_*` plant each fault that it is there for."""

from notebooks.document import read


def test_the_sample_has_no_fault(sample, faults):
    assert faults(sample, stamp=False) == []


def test_the_command_prints_file_cell_and_fault(sample, made_book, tool, store, tmp_path, cell):
    path = store(sample, tmp_path)
    clean = tool(made_book, "check", path)
    assert (clean.returncode, clean.stdout) == (0, "")
    cell(sample, "draw-line").execution_count = None
    store(sample, tmp_path)
    done = tool(made_book, "check", path, tmp_path / "none.ipynb")
    assert done.returncode == 1
    assert f"{path}: draw-line: the cell was never run: run `nb.py run`" in done.stdout
    assert "none.ipynb: cannot be read" in done.stdout
    assert read(path) == sample
