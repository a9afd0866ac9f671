"""Runs what a reader runs: set-up and exercise cells of a chapter, untouched or filled with solutions."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

from lib.study.cells import exercise_cells
from lib.study.exercise import Exercise

ROOT = Path(__file__).resolve().parents[2]
# Ids of the cells that set a chapter up: the check of the package, imports and names for the whole chapter.
SETUP = ("setup", "imports")
GLOSSARY = tomllib.loads((ROOT / "pages" / "glossary.toml").read_text(encoding="utf-8"))["term"]
TERMS = {row["id"]: row["term"] for row in GLOSSARY}

# Runs cells in one namespace and prints, for each check cell, its id and its verdict's label.
RUNNER = """
import json, sys
cells = json.load(sys.stdin)
names = {"__name__": "__main__"}
for id, source in cells:
    if id.endswith("-check"):
        names["check_of_this_cell"] = None
        source = "check_of_this_cell = " + source
    exec(compile(source, id, "exec"), names)
    if id.endswith("-check"):
        print(json.dumps([id, names["check_of_this_cell"].label]))
"""


def chapter_path(exercise: Exercise) -> Path:
    """Return the notebook that an exercise belongs to."""
    return ROOT / "chapters" / f"{exercise.chapter}.ipynb"


def cells_of(path: Path) -> list[dict]:
    """Return a notebook's cells with their sources as one string."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [{**cell, "source": "".join(cell["source"])} for cell in cells]


def is_setup(cell: dict) -> bool:
    """Say whether a cell belongs to the set-up of its chapter."""
    return cell["cell_type"] == "code" and cell["id"].split("-")[0] in SETUP


def cells_to_run(notebook: list[dict], solutions: dict[str, str] | None) -> list[tuple[str, str]]:
    """Return (id, source) of the set-up and exercise cells; with solutions, answers stand in the code cells."""
    found = []
    for cell in notebook:
        if cell["cell_type"] != "code":
            continue
        id, source = cell["id"], cell["source"]
        if id.startswith("ex-"):
            if id.endswith("-code") and solutions is not None:
                source = solutions[id.removeprefix("ex-").removesuffix("-code")]
            found.append((id, source))
        elif is_setup(cell):
            found.append((id, source))
    return found


def labels(cells: list[tuple[str, str]], folder: Path) -> dict[str, str]:
    """Run cells in a fresh interpreter with a progress file of its own; return the label of each check cell."""
    settings = {"BOOK_PROGRESS_FILE": str(folder / "progress.json"), "MPLBACKEND": "Agg", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUNNER],
        input=json.dumps(cells),
        capture_output=True,
        text=True,
        env={**os.environ, **settings},
        cwd=ROOT / "chapters",
        timeout=120,
        check=False,
    )
    if done.returncode or done.stderr:
        raise RuntimeError(done.stderr)
    return dict(json.loads(line) for line in done.stdout.splitlines() if line.startswith('["ex-'))


def solutions_of(exercises: list[Exercise]) -> dict[str, str]:
    """Return the reference of each exercise as a reader's cell."""
    return {exercise.id: exercise.as_cell(exercise.expected) for exercise in exercises}


def committed_faults(notebook: list[dict], exercises: list[Exercise]) -> list[str]:
    """Each exercise's cells must stand in the notebook, once, in one piece, as they are made from its source."""
    found = []
    ids = [cell["id"] for cell in notebook]
    for exercise in exercises:
        made = exercise_cells(exercise, TERMS)
        if made[0]["id"] not in ids:
            found.append(f"{exercise.id} does not stand in the notebook")
            continue
        start = ids.index(made[0]["id"])
        for wanted, cell in zip(made, notebook[start : start + len(made)]):
            if wanted["id"] != cell["id"] or wanted["source"].strip() != cell["source"].strip():
                found.append(f"{cell['id']} differs from {wanted['id']} as made from the source")
    known = {exercise.id for exercise in exercises}
    strays = {id.removeprefix("ex-").rpartition("-")[0] for id in ids if id.startswith("ex-")} - known
    return found + [f"{id} stands in the notebook but has no source" for id in sorted(strays)]


def anchor(heading: str) -> str:
    """Return the anchor that the site makes of a heading."""
    words = "".join(letter if letter.isalnum() or letter in "-_ " else "" for letter in heading.lower())
    return "-".join(words.split())


def section_faults(notebook: list[dict], exercises: list[Exercise]) -> list[str]:
    """Each exercise must name a section of its chapter, and stand after its heading."""
    found = []
    for exercise in exercises:
        seen = []
        for cell in notebook:
            if cell["id"] == f"ex-{exercise.id}-task":
                break
            if cell["cell_type"] == "markdown" and not cell["id"].startswith("ex-"):
                seen += [anchor(line.lstrip("# ")) for line in cell["source"].splitlines() if line.startswith("#")]
        if exercise.section not in seen:
            found.append(f"{exercise.id} must stand after the section {exercise.section}, headings before it: {seen}")
    return found
