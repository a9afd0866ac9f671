"""Cells have readable ids that stay, and the file is in normal form."""

import json
import re
from collections import Counter
from collections.abc import Iterator

from notebooks.document import dumps, parse
from notebooks.editing import ID_FORM
from notebooks.normal import WIDGET_VIEW, normalise
from notebooks.problem import Problem
from notebooks.subject import Subject

# What front ends make up: eight hex digits (nbformat, JupyterLab) or a UUID. Words of letters a-f alone stay allowed.
RANDOM_ID = re.compile(r"(?=.*\d)[0-9a-f]{8,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MAX_ID = 64


def identifiers(subject: Subject) -> Iterator[Problem]:
    """Demand ids that name what a cell does: tests, links and reviews refer to them."""
    counts = Counter(cell.get("id") for cell in subject.nb.cells)
    for number, cell in enumerate(subject.nb.cells, start=1):
        name = cell.get("id")
        if not name:
            yield Problem(f"cell {number}", "it has no id: wanted one such as 'fit-tree'")
            continue
        if RANDOM_ID.fullmatch(name):
            yield Problem(name, "the id is random: wanted one that says what the cell does, such as 'fit-tree'")
        elif not ID_FORM.fullmatch(name) or len(name) > MAX_ID:
            yield Problem(name, f"wanted an id in kebab case of at most {MAX_ID} letters, such as 'fit-tree'")
        if counts.pop(name, 1) > 1:
            yield Problem(name, "more than one cell has this id: wanted each id once")


def normal_form(subject: Subject) -> Iterator[Problem]:
    """Refuse a file out of normal form, which gives a diff where nothing changed."""
    before = subject.text.replace("\r\n", "\n")
    after = dumps(normalise(parse(before)))
    if before == after:
        return
    now, wanted = json.loads(before), json.loads(after)
    for old, new in zip(now["cells"], wanted["cells"]):
        if old != new:
            keys = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
            yield Problem(old.get("id", "?"), f"not in normal form ({', '.join(keys)}): run `nb.py fmt`")
    if now.get("metadata") != wanted["metadata"]:
        keys = {**now.get("metadata", {}), **wanted["metadata"]}
        other = sorted(key for key in keys if now.get("metadata", {}).get(key) != wanted["metadata"].get(key))
        yield Problem("notebook", f"metadata not in normal form ({', '.join(other)}): run `nb.py fmt`")
    if now == wanted:
        yield Problem("notebook", "layout of the file not in normal form (indent 1, sorted keys): run `nb.py fmt`")
    if [now.get("nbformat"), now.get("nbformat_minor")] != [4, 5]:
        yield Problem("notebook", "not notebook format 4.5: run `nb.py fmt`")


def no_widget_state(subject: Subject) -> Iterator[Problem]:
    """Refuse widgets: a stored view shows "model not found", and a stored state loads scripts from elsewhere."""
    if "widgets" in subject.nb.metadata:
        yield Problem("notebook", "widget state is stored: wanted none, run `nb.py fmt`")
    for cell in subject.nb.cells:
        for output in cell.get("outputs", []):
            if WIDGET_VIEW in output.get("data", {}):
                beside = "run `nb.py fmt`" if "text/html" in output.data else "wanted text/html (see lib.study.explore)"
                yield Problem(cell.get("id", "?"), f"a widget view is stored: {beside}")
