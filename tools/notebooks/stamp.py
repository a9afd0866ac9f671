"""The stamp: what a notebook's stored outputs were made from.

`metadata.stamp` holds three things, written when the notebook is run:

- `code`: a hash of all code cells; it differs when code was changed and not run;
- `outputs`: a hash of all outputs; it differs when an output (a figure, say) was changed by anything but a run;
- `lib`: each file of the package that the run loaded or opened, with its hash; it differs when `lib` changed since.

The stamp carries no date, so running an unchanged notebook again writes the same one.
"""

import hashlib
import json
from pathlib import Path

import nbformat

from notebooks.document import code_cells


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def code_hash(nb: nbformat.NotebookNode) -> str:
    """Return the hash of all code cells, in order."""
    return _digest(json.dumps([cell.source for cell in code_cells(nb)]).encode())


def outputs_hash(nb: nbformat.NotebookNode) -> str:
    """Return the hash of all stored outputs, in order, without their counts."""
    outputs = [
        [
            {key: value for key, value in output.items() if key != "execution_count"}
            for output in cell.get("outputs", [])
        ]
        for cell in code_cells(nb)
    ]
    return _digest(json.dumps(outputs, sort_keys=True).encode())


def lib_hashes(files: list[str], root: Path) -> dict[str, str]:
    """Return `{path: hash}` for files given by their path below the root; line ends do not count."""
    hashes = {}
    for name in sorted(files):
        path = root / name
        hashes[name] = _digest(path.read_bytes().replace(b"\r\n", b"\n")) if path.is_file() else "missing"
    return hashes


def make_stamp(nb: nbformat.NotebookNode, files: list[str], root: Path) -> dict:
    """Return the stamp of a notebook that has just been run and normalised."""
    return {"code": code_hash(nb), "lib": lib_hashes(files, root), "outputs": outputs_hash(nb)}


def changed_lib_files(nb: nbformat.NotebookNode, root: Path) -> list[str]:
    """Return the files of `lib` that changed, or went, since the notebook was run."""
    stored = nb.metadata.get("stamp", {}).get("lib", {})
    now = lib_hashes(list(stored), root)
    return [name for name in sorted(stored) if stored[name] != now[name]]
