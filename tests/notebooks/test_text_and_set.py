import json
import shutil
import subprocess
import sys
from pathlib import Path

import jupytext
import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from notebooks.document import NotebookError, dumps
from notebooks.editing import make_cell, set_text
from notebooks.reading import notebook_from_text
from notebooks.text import notebook_text

BOOK = Path(__file__).resolve().parents[2]
NASTY = """\
+++ {"id": "prose"}

# Title

A line that ends hard\\
and goes on, 5 % of $a_{b}$ and $$\\int_0^1 x\\,dx$$

| a | b |
|---|---|
| `x|y` | {not a role} |

- item
  ```python
  +++ in a fence
  ```

<details><summary>Hint</summary>

```python
x = {"a": 1}
```

</details>

+++ {"id": "second", "tags": ["remove-cell"]}

second Markdown cell in a row

```{code-cell} python
:id: magics
:tags: [nbval-ignore-output, hide-input]

%matplotlib inline
# %% no cell
x = '''
---
'''
```

````{code-cell} python
:id: fences

def f():
    \"\"\"Show

    ```{code-cell} python
    y = 1
    ```
    \"\"\"
    return {":a": 1}
````

```{code-cell} python
:id: colon

---x if True else 0
```
"""


def bare(nb):
    return [(c.id, c.cell_type, c.source, c.metadata.get("tags", [])) for c in nb.cells]


def test_nasty_text_round_trips_exactly():
    nb = notebook_from_text(NASTY)
    assert [c.id for c in nb.cells] == ["prose", "second", "magics", "fences", "colon"]
    assert nb.cells[2].source.startswith("%matplotlib inline\n# %% no cell")
    assert "```{code-cell} python\n    y = 1" in nb.cells[3].source
    assert nb.cells[0].source.endswith("</details>")
    assert notebook_text(nb) == NASTY
    assert bare(notebook_from_text(notebook_text(nb))) == bare(nb)


def test_jupytext_reads_and_writes_the_same_cells():
    nb = notebook_from_text(NASTY)
    for cell in nb.cells:
        cell.metadata["id"] = cell.id
    theirs = notebook_from_text(jupytext.writes(nb, fmt="md:myst"))
    assert bare(theirs) == bare(notebook_from_text(NASTY))


def test_text_of_a_run_notebook_gives_the_same_file(sample):
    text = notebook_text(json.loads(dumps(sample)))
    assert "%> [image/png 704 x 528," in text
    assert 'alt "A straight line that rises from zero."' in text
    assert "%> The mean is **0.469**." in text
    assert dumps(set_text(text, sample, BOOK.parent)) == dumps(sample)


words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8)
lines = st.lists(st.lists(words, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=4).map("\n".join)
cells = st.lists(st.tuples(st.sampled_from(["markdown", "code"]), lines), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(cells)
def test_any_text_comes_back_exactly_or_is_refused(drawn):
    nb = nbformat.v4.new_notebook(cells=[make_cell(kind, f"c{i}", text) for i, (kind, text) in enumerate(drawn)])
    text = notebook_text(nb)
    try:
        again = notebook_from_text(text)
    except NotebookError:
        return
    assert notebook_text(again) == text or bare(again) != bare(nb)
    if [c.id for c in again.cells] == [c.id for c in nb.cells]:
        assert bare(again) == [(c.id, c.cell_type, c.source.rstrip(), []) for c in nb.cells]


def test_an_unclosed_comment_is_refused_not_swallowed():
    text = "# T\n\n<!-- open\n\n```{code-cell} python\n:id: a\n\nx = 1\n```\n\nafter\n"
    nb = notebook_from_text("# T\n")
    with pytest.raises(NotebookError, match="opens 1 code cells, but 0 can be told apart"):
        set_text(text, nb, BOOK.parent)


def test_markdown_gets_its_id_from_its_heading_or_from_the_cell_before():
    nb = notebook_from_text(
        "# Bias & *variance* of $f$\n\n```{code-cell} python\n:id: fit\n\nx = 1\n```\n\nprose\n\n+++\n\nmore\n"
    )
    assert [c.id for c in nb.cells] == ["bias-variance-of", "fit", "after-fit", "after-fit-2"]


def test_a_code_cell_without_id_is_refused():
    with pytest.raises(NotebookError, match=r"code cell 'x = 1' has no id: write a line `:id:"):
        notebook_from_text("# T\n\n```{code-cell} python\nx = 1\n```\n")


def test_set_keeps_outputs_of_unchanged_code_only(sample, sample_text, cell, made_book):
    text = sample_text.replace("It asks", "It then asks").replace("print(round(mean, 6))", "print(mean)")
    text = text.replace(":id: explore-degree", ":id: explore-power")
    nb = set_text(text, sample, made_book)
    assert cell(nb, "draw-line").outputs == cell(sample, "draw-line").outputs
    assert cell(nb, "explore-power").outputs == cell(sample, "explore-degree").outputs
    assert cell(nb, "mean-of-rows").outputs == []
    assert cell(nb, "mean-of-rows").execution_count is None
    assert nb.metadata.stamp == sample.metadata.stamp


def test_text_needs_the_standard_library_only(sample, store, tmp_path):
    """The interpreter that git calls may have no packages at all: -I -S hides every site-packages folder."""
    path = store(sample, tmp_path)
    shown = subprocess.run(
        [sys.executable, "-I", "-S", str(BOOK / "tools" / "nb.py"), "text", str(path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout == notebook_text(json.loads(path.read_text()))


def test_git_shows_a_changed_notebook_as_text(sample, tmp_path, store, cell):
    if shutil.which("git") is None:
        pytest.skip("git is not installed")

    def git(*arguments):
        names = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        result = subprocess.run(["git", *names, *arguments], cwd=tmp_path, capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        return result.stdout

    git("init", "-q")
    git("config", "diff.ipynb.textconv", f"{sys.executable} {BOOK / 'tools' / 'nb.py'} text")
    shutil.copy(BOOK / ".gitattributes", tmp_path)
    store(sample, tmp_path)
    git("add", ".")
    git("commit", "-q", "-m", "one")
    cell(sample, "mean-of-rows").outputs[1].text = "7\n"
    store(sample, tmp_path)
    diff = git("diff")
    assert "-%> 0.46875" in diff
    assert "+%> 7" in diff
    assert '"cells"' not in diff
