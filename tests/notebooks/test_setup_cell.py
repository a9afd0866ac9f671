import subprocess
import sys

import nbformat
import pytest
from notebooks.checking import check_file
from notebooks.document import read
from notebooks.setup_cell import repository_url, setup_source


def test_new_makes_a_valid_chapter(book, tool):
    done = tool(book, "new", "03_trees", "Trees")
    assert done.returncode == 0, done.stderr
    path = book / "chapters" / "03_trees.ipynb"
    nb = read(path)
    nbformat.validate(nb)
    assert nb.cells[0].source == "# Trees"
    assert nb.cells[1].source == setup_source(book)
    wrong = {problem.what for problem in check_file(path, book)}
    assert all("run `nb.py run`" in what for what in wrong), wrong
    again = tool(book, "new", "03_trees", "Trees")
    assert again.returncode == 1
    assert "exists already" in again.stderr
    assert "wanted a chapter's name" in tool(book, "new", "No Name", "x").stderr


def run_setup(book, tmp_path, package, prelude=""):
    """Run the set-up cell where `lib` is what `package` says (None: not there)."""
    place = tmp_path / "place"
    (place / "lib").mkdir(parents=True)
    if package is not None:
        (place / "lib" / "__init__.py").write_text(package)
    else:
        (place / "lib" / "__init__.py").write_text("raise ImportError('no such package')")
    source = f"import sys; sys.path.insert(0, {str(place)!r})\n{prelude}\n{setup_source(book)}"
    return subprocess.run([sys.executable, "-I", "-c", source], capture_output=True, text=True)


def test_it_says_nothing_where_the_book_is_there(book, tmp_path):
    done = run_setup(book, tmp_path, '__book__ = "ml-to-llm-book"')
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("package", [None, "x = 1", '__book__ = "another"'], ids=["none", "unrelated", "other"])
def test_it_prints_the_line_for_a_local_machine(book, tmp_path, package):
    done = run_setup(book, tmp_path, package)
    assert "python -m pip install -e '.[notebooks]'" in done.stdout
    assert "%pip" not in done.stdout
    assert "ImportError: the book's own package is not installed" in done.stderr


COLAB = "import types; sys.modules['google.colab'] = types.ModuleType('google.colab')"


def test_it_prints_the_line_for_colab(book, tmp_path):
    assert "Upload the wheel" in run_setup(book, tmp_path / "a", None, COLAB).stdout
    (book / "_config.yml").write_text(
        "title: x\nrepository:\n  url: https://example.org/a/book  # key\n  branch: main\n"
    )
    done = run_setup(book, tmp_path / "b", None, COLAB)
    assert "%pip install -q 'ml-to-llm-book[notebooks] @ git+https://example.org/a/book'" in done.stdout


def test_the_address_comes_from_one_key(book):
    config = book / "_config.yml"
    assert repository_url(book) is None
    config.write_text("repository:\n  url: https://example.org/OWNER/REPOSITORY\n")
    assert repository_url(book) is None
    config.write_text("html:\n  url: https://example.org/wrong/key\nrepository:\n  branch: main\n")
    assert repository_url(book) is None
    config.write_text("# c\nrepository:\n  branch: main\n  url: 'https://example.org/a/b/'\nhtml: {}\n")
    assert repository_url(book) == "https://example.org/a/b"


def test_fmt_renews_the_cell(book, tool, sample, store, tmp_path, cell):
    cell(sample, "setup").source = "import lib"
    path = store(sample, tmp_path)
    assert any("set-up cell" in problem.what for problem in check_file(path, book))
    assert tool(book, "fmt", path).returncode == 0
    assert cell(read(path), "setup").source == setup_source(book)
    assert tool(book, "fmt", path).stdout.strip().endswith("unchanged")
