"""nbval, strict, with our rules on what may differ: passes on what the tool made, fails on a changed number."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from notebooks.sanitise import read_rules, sanitise

BOOK = Path(__file__).resolve().parents[2]
COMMAND = [
    *("-m", "pytest", "--nbval", "--nbval-current-env", "--nbval-sanitize-with", "tests/nbval_sanitize.cfg"),
    *("--nbval-cell-timeout", "180", "-p", "no:cacheprovider", "chapters"),
]


@pytest.fixture
def nbval(book, tmp_path):
    """Run the very command of `make test` in the small book, with the project's own pytest settings and conftest."""
    shutil.copy(BOOK / "pyproject.toml", book)
    shutil.copy(BOOK / "chapters" / "conftest.py", book / "chapters")
    (book / "tools").symlink_to(BOOK / "tools")

    def run(**variables):
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **variables}
        return subprocess.run(
            [sys.executable, *COMMAND], cwd=book, env=environment, capture_output=True, text=True, timeout=120
        )

    return run


@pytest.mark.slow
def test_strict_nbval_passes_and_sees_a_changed_number(sample, book, nbval, store, cell, tmp_path):
    def keep(name):
        store(sample, book / "chapters").rename(book / "chapters" / name)

    keep("good.ipynb")
    number, said = cell(sample, "mean-of-rows").outputs[1], cell(sample, "mean-of-rows").outputs[0].data
    number.text = number.text.replace("0.46875", "0.46876")
    keep("changed_number.ipynb")
    number.text = number.text.replace("0.46876", "0.46875")
    said["text/plain"] = said["text/plain"].replace("0.469", "0.470")
    keep("changed_text.ipynb")

    done = nbval(BOOK_PROGRESS_FILE=str(tmp_path / "readers-own.json"))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "2 failed, 13 passed" in done.stdout, done.stdout
    failed = sorted(line.split(" - ")[0] for line in done.stdout.split("\n") if line.startswith("FAILED"))
    assert failed == [
        "FAILED chapters/changed_number.ipynb::Cell 3",
        "FAILED chapters/changed_text.ipynb::Cell 3",
    ]
    assert not (tmp_path / "readers-own.json").exists()


PROGRESS = """\
# Progress

```{code-cell} python
:id: setup
```

```{code-cell} python
:id: first-of-its-kind

import os
file = os.environ["BOOK_PROGRESS_FILE"]
print("fresh:", not os.path.exists(file), os.environ["OMP_NUM_THREADS"])
open(file, "w").close()
```
"""


@pytest.mark.slow
def test_each_notebook_has_its_own_progress_file_and_threads_can_be_chosen(book, nbval, store, tmp_path):
    from notebooks.editing import set_text

    nb = set_text(PROGRESS, None, book)
    for position, one in enumerate((c for c in nb.cells if c.cell_type == "code"), start=1):
        one.execution_count = position
    nb.cells[2].outputs = [nbformat.v4.new_output("stream", name="stdout", text="fresh: True 2\n")]
    store(nb, book / "chapters").rename(book / "chapters" / "one.ipynb")
    store(nb, book / "chapters").rename(book / "chapters" / "two.ipynb")
    mine = tmp_path / "readers-own.json"
    mine.write_text("kept")
    done = nbval(BOOK_PROGRESS_FILE=str(mine), OMP_NUM_THREADS="2")
    assert "4 passed" in done.stdout, done.stdout + done.stderr
    assert mine.read_text() == "kept"


RULES = read_rules(BOOK)
PICTURE = "data:image/png;base64,iVBORw0KGgo="


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<Axes object at 0x7f12ab34cd56>", "<Axes object at 0x55aa00bb11cc>"),
        ("/tmp/ipykernel_123/4567.py:2: UserWarning", "/var/t/ipykernel_9/1.py:2: UserWarning"),
        ("C:\\T\\ipykernel_123\\4567.py:2", "/tmp/ipykernel_9/1.py:2"),
        (f'<img src="{PICTURE}">', '<img src="data:image/webp;base64,AAAA">'),
        ("<p><svg id='a'>\n<path d='1'/></svg></p>", "<p><svg id='b'>\n<path d='2'/>\n</svg></p>"),
        ('<?xml version="1.0"?>\n<!-- 3.9 -->\n<svg id="a">1</svg>', '<?xml version="1.0"?>\n<svg>2</svg>'),
        ("id 2d931510-d99f-494a-8c67-87feb05e1594", "id 00000000-d99f-494a-8c67-87feb05e1594"),
        ("id='9d2f0c1b8a7e4f6d9d2f0c1b8a7e4f6d'", "id='00000000000000000000000000000000'"),
        ('<table id="T_ab12c">', '<table id="T_00000">'),
        ("sk-container-id-3", "sk-container-id-14"),
    ],
)
def test_what_may_differ_is_made_equal(one, other):
    assert one != other
    assert sanitise(one, RULES) == sanitise(other, RULES)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("loss 0.4687", "loss 0.4688"),
        ("1e-07", "1e-08"),
        ("12345678", "12345679"),
        ("0x1f", "0x2f"),
        ("<svg>1</svg> 5 <svg>1</svg>", "<svg>1</svg> 6 <svg>1</svg>"),
        (f"{PICTURE} 5", f"{PICTURE} 6"),
        ("file.py:2", "file.py:3"),
        ("/tmp/ipykernel_1/2.py:2: a", "/tmp/ipykernel_1/2.py:2: b"),
        ("<svg>1</svg>", ""),
        ("sha 12345678901234567890123456789012345678901", "sha 12345678901234567890123456789012345678902"),
    ],
)
def test_what_must_not_differ_stays_different(one, other):
    assert sanitise(one, RULES) != sanitise(other, RULES)


def test_there_are_rules_and_each_is_used_above():
    assert len(RULES) == 9
