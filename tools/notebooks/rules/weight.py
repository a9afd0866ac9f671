"""A notebook and its outputs stay light enough for a phone and for the history."""

import json
from collections.abc import Iterator

from notebooks.problem import Problem
from notebooks.subject import Subject

MAX_NOTEBOOK = 2_500_000
MAX_OUTPUT = 400_000


def light(subject: Subject) -> Iterator[Problem]:
    """At most 2.5 MB for the notebook and 400 kB for one output."""
    size = len(subject.text.encode())
    if size > MAX_NOTEBOOK:
        yield Problem("notebook", f"it weighs {size / 1e6:.1f} MB: wanted at most {MAX_NOTEBOOK / 1e6} MB")
    for cell in subject.nb.cells:
        for output in cell.get("outputs", []):
            content = output.get("data") or output.get("text", "")
            size = len(json.dumps(content, ensure_ascii=False).encode())
            if size > MAX_OUTPUT:
                yield Problem(
                    cell.get("id", "?"),
                    f"an output weighs {size / 1000:.0f} kB: wanted at most {MAX_OUTPUT // 1000} kB",
                )
