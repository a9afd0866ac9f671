"""The first code cell of every notebook: it makes sure that the book's own package is there.

The repository's address stands in one place, `_config.yml` (`repository: url:`); while that is a placeholder the cell
tells a reader on Colab to upload a wheel instead.
"""

import re
from pathlib import Path

import nbformat

SETUP_ID = "setup"
PLACEHOLDER = "OWNER/REPOSITORY"

SOURCE = """\
# This chapter needs the book's own "lib"; the public index has an unrelated one.
try:
    from lib import __book__
except ImportError:
    __book__ = None
if __book__ != "ml-to-llm-book":
    import sys

    if "google.colab" in sys.modules:
        {colab}
    else:
        print("In a terminal, in the book's folder; then restart the kernel:")
        print("    python -m pip install -e '.[notebooks]'")
    raise ImportError("the book's own package is not installed: see the line above")
"""

WITH_ADDRESS = """print("Run this in a new cell, then restart the session:")
        print("%pip install -q 'ml-to-llm-book[notebooks] @ git+{url}'")"""
WITHOUT_ADDRESS = """print("In the book's folder, at home: python -m pip wheel --no-deps .")
        print("Upload the wheel, then run: %pip install -q ml_to_llm_book-*.whl")"""


def repository_url(root: Path) -> str | None:
    """Return the address of the repository from `_config.yml`, or None while there is no real one."""
    config = root / "_config.yml"
    if not config.is_file():
        return None
    block = re.search(r"^repository:\s*\n((?:[ \t]+.*\n?|\s*\n)+)", config.read_text(encoding="utf-8"), re.MULTILINE)
    url = block and re.search(r"^\s+url\s*:\s*[\"']?(https://[^\s\"'#]+)", block.group(1), re.MULTILINE)
    if not url or PLACEHOLDER in url.group(1):
        return None
    return url.group(1).rstrip("/")


def setup_source(root: Path) -> str:
    """Return the source that the set-up cell must have."""
    url = repository_url(root)
    colab = WITH_ADDRESS.format(url=url) if url else WITHOUT_ADDRESS
    return SOURCE.replace("{colab}", colab).rstrip("\n")


def renew_setup(nb: nbformat.NotebookNode, root: Path) -> None:
    """Give the set-up cell of a notebook, where it has one, the source that it must have, in place."""
    wanted = setup_source(root)
    for cell in nb.cells:
        if cell.get("id") == SETUP_ID and cell.cell_type == "code" and cell.source != wanted:
            cell.source, cell.outputs, cell.execution_count = wanted, [], None
