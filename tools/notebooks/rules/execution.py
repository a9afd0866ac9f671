"""Stored outputs come from a complete, clean and recent run."""

from collections.abc import Iterator

from notebooks.cost import MAX_CPU_S, MAX_MEMORY_MB, read_costs
from notebooks.document import code_cells
from notebooks.problem import Problem
from notebooks.stamp import code_hash, outputs_hash
from notebooks.subject import Subject

SKIP_TAGS = ("nbval-skip", "skip-execution")
ERROR_TAGS = ("raises-exception", "nbval-raises-exception")
SKIP_MARKS = ("NBVAL_SKIP", "NBVAL_RAISES_EXCEPTION")


def executed(subject: Subject) -> Iterator[Problem]:
    """Demand that every cell was run: the comparison of outputs passes over a cell without a count."""
    for position, cell in enumerate(code_cells(subject.nb), start=1):
        count = cell.get("execution_count")
        if count is None:
            yield Problem(cell.get("id", "?"), "the cell was never run: run `nb.py run`")
        elif count != position:
            yield Problem(cell.get("id", "?"), f"its count is {count}, wanted {position}: run `nb.py run`")


def no_errors(subject: Subject) -> Iterator[Problem]:
    """Refuse a stored traceback: the chapter is broken, and it carries paths of one machine."""
    for cell in code_cells(subject.nb):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                wanted = "wanted none; to show an error, catch it and print its message"
                yield Problem(cell.get("id", "?"), f"an error is stored ({output.ename}): {wanted}")


def no_skipped(subject: Subject) -> Iterator[Problem]:
    """Refuse to leave a cell out of the tests."""
    for cell in subject.nb.cells:
        for tag in cell.get("metadata", {}).get("tags", []):
            if tag in SKIP_TAGS or tag in ERROR_TAGS:
                yield Problem(cell.get("id", "?"), f"tag {tag!r}: wanted a cell that runs and is compared")
        if cell.cell_type == "code":
            for line in cell.source.split("\n"):
                if line.strip().startswith("#") and line.strip("# \t") in SKIP_MARKS:
                    yield Problem(cell.get("id", "?"), f"{line.strip()!r}: wanted a cell that runs and is compared")


def stamped(subject: Subject) -> Iterator[Problem]:
    """Demand a stamp that fits, which tells outputs that belong to the code from outputs that do not."""
    stamp = subject.nb.metadata.get("stamp")
    if not stamp:
        yield Problem("notebook", "it has no stamp: run `nb.py run`")
        return
    if stamp.get("code") != code_hash(subject.nb):
        yield Problem("notebook", "stale outputs: code cells changed since the last run; run `nb.py run`")
    elif stamp.get("outputs") != outputs_hash(subject.nb):
        yield Problem(
            "notebook", "outputs or figures are not those of the last run (edited or merged); run `nb.py run`"
        )


def within_budget(subject: Subject) -> Iterator[Problem]:
    """Demand that a chapter runs on a small machine; only the book's notebooks have a row in the table of costs."""
    path = subject.path.resolve()
    if not path.is_relative_to(subject.root / "chapters"):
        return
    cost = read_costs(subject.root).get(path.relative_to(subject.root).as_posix())
    if cost is None:
        yield Problem("notebook", "it has no row in pages/costs.json: run `nb.py run`")
        return
    if cost["cpu_s"] > MAX_CPU_S:
        yield Problem("notebook", f"it takes {cost['cpu_s']} s CPU: wanted at most {MAX_CPU_S} s")
    if cost["peak_mb"] > MAX_MEMORY_MB:
        yield Problem("notebook", f"it takes {cost['peak_mb']} MB of memory: wanted at most {MAX_MEMORY_MB} MB")
