"""A small book in a temporary folder: a package `lib`, a data file, and a notebook that `tools/nb.py` made and ran."""

import copy
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

BOOK = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(BOOK / "tools"))

import nb  # noqa: E402
from notebooks.checking import check_file  # noqa: E402
from notebooks.document import NotebookError, dumps, write  # noqa: E402
from notebooks.editing import make_cell, set_text  # noqa: E402
from notebooks.running import rerun  # noqa: E402
from notebooks.stamp import make_stamp  # noqa: E402

DRAWING = '''\
"""Draws, says and explores as the book's own package does."""
import base64, io
from pathlib import Path
from IPython.display import display

SLOPE = 1.0
ROWS = Path(__file__).with_name("rows.csv")

def rows():
    with open(ROWS) as file:
        return [float(line) for line in file]

def show(fig, alt):
    import matplotlib.pyplot as plt
    buffer = io.BytesIO()
    fig.savefig(buffer)
    plt.close(fig)
    display({"image/png": buffer.getvalue(), "text/plain": alt}, metadata={"image/png": {"alt": alt}}, raw=True)

def say(text):
    display({"text/markdown": text, "text/plain": text}, raw=True)

class Explorable:
    """An SVG whose ids differ from run to run, a picture as data URI, a script, and a widget view with a random id."""
    def _repr_mimebundle_(self, include=None, exclude=None):
        import uuid
        from PIL import Image
        buffer = io.BytesIO()
        Image.new("RGB", (8, 8), (0, 114, 178)).save(buffer, "PNG")
        frame = base64.b64encode(buffer.getvalue()).decode()
        name = uuid.uuid4().hex
        return {
            "text/plain": "Explorable: degree (2 frames)",
            "text/html": f'<div id="{name}"><input type="range" aria-label="degree"><svg role="img" '
            f'aria-label="a line"><path id="{name}" d="M 0 {SLOPE}"/></svg>'
            f'<img src="data:image/png;base64,{frame}" alt="a line that bends"><script>show("{name}")</script></div>',
            "application/vnd.jupyter.widget-view+json": {"model_id": name, "version_major": 2, "version_minor": 0},
        }
'''

SAMPLE = """\
# A small chapter

It asks how steep a line is.

```{code-cell} python
:id: setup
```

## A line

The slope of $y = 1.5 x$ is in the formula; `0.25` is code.

```{code-cell} python
:id: draw-line

import matplotlib.pyplot as plt
from lib import drawing

fig, ax = plt.subplots()
ax.plot([0, 1], [0, drawing.SLOPE])
ax.set_title("A line")
drawing.show(fig, alt="A straight line that rises from zero.")
```

```{code-cell} python
:id: explore-degree

drawing.Explorable()
```

```{code-cell} python
:id: mean-of-rows

mean = sum(drawing.rows()) / 4
drawing.say(f"The mean is **{mean:.3f}**.")
print(round(mean, 6))
```

```{code-cell} python
:id: claim-mean-is-positive

assert mean > 0.1, "the mean of the rows must be clearly above zero"
```
"""

EXERCISE = [
    {"id": "ex-halve-task", "cell_type": "markdown", "source": "### Exercise: halve\n\nReturn 0.5 times x."},
    {"id": "ex-halve-code", "cell_type": "code", "source": "def halve(x):\n    return None", "metadata": {}},
    {"id": "ex-halve-check", "cell_type": "code", "source": "print('NOT YET')", "tags": []},
    {
        "id": "ex-halve-hint",
        "cell_type": "markdown",
        "source": "<details><summary>Hint</summary>\n\nDivide.\n\n</details>",
    },
    {"id": "ex-halve-solution", "cell_type": "markdown", "source": "`x / 2`"},
]


def halve_cells(name):
    if name != "halve":
        raise NotebookError(f"exercise {name!r}: there is none")
    return copy.deepcopy(EXERCISE)


@pytest.fixture(scope="session")
def made_book(tmp_path_factory):
    """The folder of the small book; tests that change it take `book`, a copy."""
    root = tmp_path_factory.mktemp("book")
    (root / "lib").mkdir()
    (root / "lib" / "__init__.py").write_text('__book__ = "ml-to-llm-book"\n')
    (root / "lib" / "drawing.py").write_text(DRAWING)
    (root / "lib" / "rows.csv").write_text("0.5\n0.25\n1.0\n0.125\n")
    (root / "tests").mkdir()
    shutil.copy(BOOK / "tests" / "nbval_sanitize.cfg", root / "tests")
    (root / "chapters").mkdir()
    return root


@pytest.fixture(scope="session")
def made_sample(made_book):
    """The sample after one run, with its cost."""
    return rerun(set_text(SAMPLE, None, made_book), made_book / "chapters", made_book)


@pytest.fixture
def sample(made_sample):
    """A copy of the executed sample, to plant faults in."""
    return copy.deepcopy(made_sample.nb)


@pytest.fixture
def book(made_book, tmp_path):
    """A copy of the small book."""
    return Path(shutil.copytree(made_book, tmp_path / "book"))


@pytest.fixture
def store(made_book):
    """Write a notebook into a folder that is no chapter of a book, so that it needs no row in the table of costs."""

    def write_sample(nb, folder):
        path = Path(folder) / "sample.ipynb"
        write(path, nb)
        return path

    return write_sample


@pytest.fixture
def tool(monkeypatch, capsys):
    """Call `tools/nb.py` as the command line does, for the book in `root`, but in this process, which is quicker."""

    def call(root, *arguments, stdin=""):
        monkeypatch.setattr(nb, "ROOT", root)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        capsys.readouterr()
        status = nb.main([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, status, shown.out, shown.err)

    return call


def cell_of(nb, name):
    return next(cell for cell in nb.cells if cell.get("id") == name)


@pytest.fixture
def cell():
    return cell_of


@pytest.fixture
def exercise():
    return halve_cells


@pytest.fixture
def sample_text():
    return SAMPLE


@pytest.fixture
def raw():
    """The JSON of a notebook file."""
    return lambda path: json.loads(Path(path).read_text(encoding="utf-8"))


@pytest.fixture
def add():
    """Add a cell to a notebook, run as it seems, with one output if wanted."""

    def add_cell(nb, kind, source, name="planted", output=None):
        new = make_cell(kind, name, source)
        if kind == "code":
            new.execution_count = sum(c.cell_type == "code" for c in nb.cells) + 1
            new.outputs = [nbformat.v4.new_output(**output)] if output else []
        nb.cells.append(new)
        return new

    return add_cell


@pytest.fixture
def shown():
    """What `add` takes for an output that shows something."""
    return lambda data, metadata=None: {"output_type": "display_data", "data": data, "metadata": metadata or {}}


@pytest.fixture
def faults(made_book, tmp_path):
    """Check a notebook after planting; its stamp is renewed unless the fault is about that."""

    def check(notebook, stamp=True):
        if stamp:
            notebook.metadata.stamp = make_stamp(notebook, [], made_book)
        path = tmp_path / "planted.ipynb"
        path.write_text(dumps(notebook), encoding="utf-8")
        return [(problem.cell, problem.what) for problem in check_file(path, made_book, halve_cells)]

    return check
