"""What a run stores, and that a second run stores the same."""

import base64
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from notebooks.document import NotebookError, read, write
from notebooks.editing import set_text
from notebooks.normal import WIDGET_VIEW
from notebooks.running import rerun
from notebooks.stamp import changed_lib_files
from PIL import Image

BOOK = Path(__file__).resolve().parents[2]


def test_counts_metadata_and_schema(sample):
    nbformat.validate(sample)
    assert [c.execution_count for c in sample.cells if c.cell_type == "code"] == [1, 2, 3, 4, 5]
    assert set(sample.metadata) == {"kernelspec", "language_info", "stamp"}
    assert "version" not in sample.metadata.language_info
    for one in sample.cells:
        assert set(one.metadata) <= {"tags", "mystnb"}


def test_the_figure_has_110_dots_per_inch_and_64_colours(sample, cell):
    content = base64.b64decode(cell(sample, "draw-line").outputs[0].data["image/png"])
    with Image.open(io.BytesIO(content)) as image:
        assert image.size == (704, 528)  # matplotlib's 6.4 x 4.8 inches
        assert image.mode == "P"
        assert len(image.getcolors()) <= 64
    assert len(content) < 8000


def test_the_widget_view_goes_and_the_page_stays(sample, cell):
    data = cell(sample, "explore-degree").outputs[0].data
    assert "text/html" in data
    assert WIDGET_VIEW not in data


def test_the_stamp_lists_modules_and_data_files_that_were_read(sample, made_book):
    assert sorted(sample.metadata.stamp.lib) == ["lib/__init__.py", "lib/drawing.py", "lib/rows.csv"]
    assert changed_lib_files(sample, made_book) == []


def test_the_stamp_notices_a_changed_and_a_missing_file(sample, book):
    (book / "lib" / "rows.csv").write_text("1\n")
    (book / "lib" / "drawing.py").unlink()
    assert changed_lib_files(sample, book) == ["lib/drawing.py", "lib/rows.csv"]


def test_line_ends_do_not_change_the_stamp(sample, book):
    path = book / "lib" / "drawing.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert changed_lib_files(sample, book) == []


def test_cost_of_the_run(made_sample):
    assert 0.2 < made_sample.cost.cpu_s < 30
    assert 50 < made_sample.cost.peak_mb < 600


@pytest.mark.slow
def test_running_again_leaves_an_empty_diff(book, tool, sample_text):
    """The whole way, as an author goes it: `set`, `run`, and `run` again from the command line."""
    shutil.copytree(BOOK / "tools", book / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    path = book / "chapters" / "02_small.ipynb"
    assert tool(book, "set", path, stdin=sample_text).returncode == 0
    assert "chapters/02_small.ipynb: stored; " in tool(book, "run", path).stdout
    costs = book / "pages" / "costs.json"
    first = path.read_bytes(), costs.read_bytes()
    assert list(json.loads(first[1])) == ["chapters/02_small.ipynb"]
    command = [sys.executable, str(book / "tools" / "nb.py"), "run", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("chapters/02_small.ipynb: ran, nothing changed; ")
    assert done.stderr == ""
    assert (path.read_bytes(), costs.read_bytes()) == first
    assert "chapters/02_small.ipynb: unchanged" in tool(book, "fmt", path).stdout
    assert tool(book, "check", path).stdout == ""
    assert sorted(os.listdir(book / "chapters")) == ["02_small.ipynb"]


ENVIRONMENT = """\
# Environment

```{code-cell} python
:id: setup
```

```{code-cell} python
:id: environment

import json, os, sys
import matplotlib.pyplot as plt
names = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BOOK_PROGRESS_FILE", "IPYTHONDIR"]
print(json.dumps({name: os.environ[name] for name in names}))
print(plt.rcParams["figure.dpi"], plt.rcParams["lines.linewidth"], sys.executable)
open(os.environ["BOOK_PROGRESS_FILE"], "x").close()
print("warm", end="")
print("er")
```

```{code-cell} python
:id: varies
:tags: [nbval-ignore-output]

import uuid
print(uuid.uuid4())
```
"""


@pytest.mark.slow
def test_the_kernel_is_clean_and_what_varies_is_kept(book, monkeypatch, cell, tmp_path):
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    monkeypatch.setenv("BOOK_PROGRESS_FILE", str(tmp_path / "readers-own.json"))
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 9\n")
    monkeypatch.setenv("MATPLOTLIBRC", str(tmp_path / "matplotlibrc"))
    nb = rerun(set_text(ENVIRONMENT, None, book), book / "chapters", book).nb
    seen, rest = cell(nb, "environment").outputs[0].text.split("\n", 1)
    seen = json.loads(seen)
    assert {seen[name] for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")} == {"1"}
    assert not (tmp_path / "readers-own.json").exists()
    assert not Path(seen["BOOK_PROGRESS_FILE"]).parent.exists()
    assert Path(seen["IPYTHONDIR"]).parent == Path(seen["BOOK_PROGRESS_FILE"]).parent
    assert rest.split() == ["110.0", "1.5", sys.executable, "warmer"]
    # Run on unchanged code: a cell whose output rightly varies keeps the stored one ...
    varied = cell(nb, "varies").outputs[0].text
    again = rerun(nb, book / "chapters", book).nb
    assert cell(again, "varies").outputs[0].text == varied
    assert cell(again, "environment").outputs[0].text != cell(nb, "environment").outputs[0].text
    # ... and on changed code the new one comes.
    cell(nb, "setup").source += "\n"
    cell(nb, "environment").source = "x = 1"
    changed = rerun(nb, book / "chapters", book).nb
    assert cell(changed, "varies").outputs[0].text != varied


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a = 1\nb = a / 0", r"ZeroDivisionError: division by zero.*---> 2 b = a / 0"),
        ("import os\nos._exit(3)", "the kernel died"),
    ],
    ids=["error", "death"],
)
def test_a_failing_cell_is_named_and_the_file_left(book, tool, source, message):
    text = (
        "# T\n\n```{code-cell} python\n:id: setup\n```\n\n```{code-cell} python\n:id: breaks\n\n" + source + "\n```\n"
    )
    path = book / "chapters" / "09_breaks.ipynb"
    write(path, set_text(text, None, book))
    before = path.read_bytes()
    done = tool(book, "run", path)
    assert done.returncode == 1
    assert "chapters/09_breaks.ipynb: breaks: the cell did not run: " in done.stdout
    assert re.search(message, done.stdout), done.stdout
    assert path.read_bytes() == before


def test_an_empty_notebook_is_refused(book):
    with pytest.raises(NotebookError, match="the notebook is empty"):
        rerun(nbformat.v4.new_notebook(), book, book)


@pytest.mark.slow
def test_the_books_own_tools_give_what_check_wants(tmp_path, cell):
    """`lib.plot.show`, `lib.study.say` and `lib.study.explore` as they are."""
    from notebooks.checking import check_file

    text = """\
# Own tools

```{code-cell} python
:id: setup
```

```{code-cell} python
:id: imports

import matplotlib.pyplot as plt
from lib.plot import show
from lib.study import explore, say

def draw(slope):
    fig, ax = plt.subplots(figsize=(3, 2))
    ax.plot([0, 1], [0, slope])
    return fig
```

```{code-cell} python
:id: draw

show(
    draw(2),
    alt="A straight line that rises from zero to two.",
    caption="It rises by its slope.",
)
```

```{code-cell} python
:id: say

say(f"The slope is **{4 / 2:.1f}**.")
```

```{code-cell} python
:id: explore

explore(draw, slope=[1, 2], alt=lambda slope: f"A straight line of slope {slope}.")
```
"""
    nb = rerun(set_text(text, None, BOOK), tmp_path, BOOK).nb
    path = tmp_path / "own.ipynb"
    write(path, nb)
    assert check_file(path, BOOK) == []
    assert cell(nb, "draw").metadata.mystnb.image.alt == "A straight line that rises from zero to two."
    assert cell(nb, "draw").outputs[0].metadata["image/png"].width == 375
    assert cell(read(path), "say").outputs[0].data["text/markdown"] == "The slope is **2.0**."
    assert "text/html" in cell(nb, "explore").outputs[0].data
    assert "lib/plot/show.py" in nb.metadata.stamp.lib
