"""Counts the wrong answers that were tried, and keeps verdicts on mutants between runs."""

import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:  # for `import proof` under every import mode
    sys.path.insert(0, str(HERE))

KINDS = ("untouched", "misconceptions", "mutants", "hostile")


@pytest.fixture
def count_wrong(record_property):
    """Return a function that counts wrong answers of a kind; the end of the run prints the sums."""

    def count(kind, number):
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {KINDS}, got {kind!r}")
        record_property("wrong answers", (kind, number))

    return count


@pytest.fixture
def remembered(request):
    """Return a function that calls another once for a key, and remembers the answer in pytest's cache."""
    cache = getattr(request.config, "cache", None)

    def ask(key, function):
        name = f"exercises/{key}"
        known = cache.get(name, None) if cache is not None else None
        if known is None:
            known = function()
            if cache is not None:
                cache.set(name, known)
        return known

    return ask


@pytest.fixture(scope="session")
def every_mutant():
    """Whether all mutants run (`make proof`), not a fixed choice of twelve an exercise."""
    return os.environ.get("BOOK_MUTANTS") == "all"


def pytest_terminal_summary(terminalreporter):
    counts = dict.fromkeys(KINDS, 0)
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", []):
                if name == "wrong answers" and getattr(report, "when", "") == "call":
                    counts[value[0]] += value[1]
    if sum(counts.values()):
        parts = ", ".join(f"{number} {kind}" for kind, number in counts.items())
        terminalreporter.write_line(f"Wrong answers tried on the exercises: {sum(counts.values())} ({parts})")
