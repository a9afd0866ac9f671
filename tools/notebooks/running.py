"""Run a notebook and store its outputs so that a second run of the same notebook changes nothing."""

from pathlib import Path
from typing import NamedTuple

import nbformat

from notebooks.comparing import output_faults
from notebooks.cost import Cost
from notebooks.document import code_cells
from notebooks.kernel import execute
from notebooks.normal import normalise
from notebooks.pictures import from_base64, shrink_png, to_base64
from notebooks.rules.code import is_ignored
from notebooks.sanitise import read_rules
from notebooks.stamp import code_hash, make_stamp, outputs_hash


class Stored(NamedTuple):
    """A notebook ready to be written, and what its run cost."""

    nb: nbformat.NotebookNode
    cost: Cost


def _shrink_pictures(nb: nbformat.NotebookNode) -> None:
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = to_base64(shrink_png(from_base64(output.data["image/png"])))


def _keep_stored(fresh: nbformat.NotebookNode, stored: nbformat.NotebookNode, root: Path) -> None:
    """Put stored outputs back where a fresh one shows the same in other bytes.

    Called only when the stored outputs are those of a run of the same code with the same `lib`: then the output of a
    cell that rightly varies (a time), a generated id, and a picture within the tolerance of `verify` carry no news.
    """
    rules = read_rules(root)
    for cell, before in zip(code_cells(fresh), code_cells(stored)):
        if len(cell.outputs) != len(before.outputs):
            continue
        if is_ignored(cell):
            cell.outputs = before.outputs
            continue
        for position, pair in enumerate(zip(before.outputs, cell.outputs)):
            if not any(output_faults(*pair, rules)):
                cell.outputs[position] = pair[0]


def fresh_run(nb: nbformat.NotebookNode, folder: Path, root: Path) -> Stored:
    """Run a notebook and return it in normal form, with small pictures and its stamp, whatever was stored before."""
    run = execute(nb, folder, root)
    _shrink_pictures(run.nb)
    normalise(run.nb)
    run.nb.metadata.stamp = nbformat.from_dict(make_stamp(run.nb, run.lib_files, root))
    return Stored(run.nb, run.cost)


def rerun(nb: nbformat.NotebookNode, folder: Path, root: Path) -> Stored:
    """Run a notebook for storing: as `fresh_run`, but what did not change keeps its stored bytes."""
    stored = fresh_run(nb, folder, root)
    old_stamp, stamp = nb.metadata.get("stamp", {}), stored.nb.metadata.stamp
    own = old_stamp.get("code") == code_hash(nb) and old_stamp.get("outputs") == outputs_hash(nb)
    if own and old_stamp.get("lib") == stamp.lib:
        _keep_stored(stored.nb, nb, root)
        normalise(stored.nb)
        stamp.outputs = outputs_hash(stored.nb)
    return stored
