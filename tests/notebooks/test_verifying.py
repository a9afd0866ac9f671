import base64

import pytest
from notebooks.comparing import compare
from notebooks.verifying import verify


@pytest.mark.slow
def test_a_change_in_lib_that_moves_a_figure_is_found(sample, book, tool, store):
    """nbval cannot see this: it compares no pictures. `--stale` finds the notebook by its stamp."""
    path = store(sample, book)
    before = path.read_bytes()
    done = tool(book, "verify", "--stale", path)
    assert (done.returncode, "no file of lib that it reads changed" in done.stdout) == (0, True)

    source = book / "lib" / "drawing.py"
    source.write_text(source.read_text().replace("SLOPE = 1.0", "SLOPE = 0.5  # other ticks"))
    done = tool(book, "verify", "--stale", path)
    assert done.returncode == 1
    assert "draw-line: stale figure: pixels differ by" in done.stdout
    assert path.read_bytes() == before


@pytest.mark.slow
def test_a_change_in_lib_that_changes_nothing_can_be_noted(sample, book, tool, store):
    path = store(sample, book)
    source = book / "lib" / "drawing.py"
    source.write_text(source.read_text() + "\n# a comment\n")
    before = path.read_text()
    done = tool(book, "verify", "--stale", "--write-stamp", path)
    assert done.returncode == 0, done.stdout
    assert "a fresh run shows what is stored" in done.stdout
    changed = [pair for pair in zip(before.split("\n"), path.read_text().split("\n")) if pair[0] != pair[1]]
    assert len(changed) == 1
    assert "lib/drawing.py" in changed[0][0]
    assert "no file of lib" in tool(book, "verify", "--stale", path).stdout


def test_every_kind_of_difference_is_named(sample, made_sample, made_book, cell):
    fresh = made_sample.nb
    assert compare(sample, fresh, made_book) == []
    cell(sample, "mean-of-rows").outputs[1].text = "0.5\n"
    explored = cell(sample, "explore-degree").outputs[0].data
    tail = explored["text/html"].partition("data:image/png;base64,")[2]
    picture = base64.b64decode(tail.partition('"')[0])
    cell(sample, "draw-line").outputs[0].data["image/png"] = base64.b64encode(picture).decode()
    faults = {problem.cell: problem.what for problem in compare(sample, fresh, made_book)}
    assert faults["mean-of-rows"].startswith("stale output, stdout: stored '0.5', a fresh run gives '0.46875'")
    assert faults["draw-line"] == "stale figure: its size is 8 x 8, a fresh run gives 704 x 528"
    assert "explore-degree" not in faults


def test_a_picture_inside_a_page_is_compared(sample, made_sample, made_book, cell):
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), (0, 114, 188)).save(buffer, "PNG")
    data = cell(sample, "explore-degree").outputs[0].data
    head, _, tail = data["text/html"].partition("data:image/png;base64,")
    data["text/html"] = (
        head + "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode() + tail[tail.index('"') :]
    )
    [problem] = compare(sample, made_sample.nb, made_book)
    assert problem.cell == "explore-degree"
    assert problem.what.startswith("stale figure, picture 1 of 1 in the page: pixels differ by")


def test_missing_outputs_are_found(sample, made_sample, made_book, cell):
    cell(sample, "mean-of-rows").outputs.pop()
    del cell(sample, "explore-degree").outputs[0].data["text/html"]
    assert [problem.what for problem in compare(sample, made_sample.nb, made_book)] == [
        "stale output: it shows ['text/plain'], a fresh run ['text/html', 'text/plain']",
        "stale output: 1 outputs stored, a fresh run gives 2",
    ]


def test_ignored_cells_are_left_out(sample, made_sample, made_book, cell):
    cell(sample, "mean-of-rows").outputs = []
    cell(sample, "mean-of-rows").metadata.tags = ["nbval-ignore-output"]
    assert compare(sample, made_sample.nb, made_book) == []


def test_verify_is_a_fresh_run(sample, made_book, monkeypatch, made_sample):
    monkeypatch.setattr("notebooks.verifying.fresh_run", lambda nb, folder, root: made_sample)
    assert verify(sample, made_book, made_book) == ([], made_sample.nb.metadata.stamp)
