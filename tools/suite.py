"""Run the checks of the book step by step, to the end, and say in one table what passed.

python tools/suite.py test       every test, every notebook, the site in a browser     (`make test`)
python tools/suite.py check      format, lint, types, import order, form of notebooks  (`make check`)
python tools/suite.py unit       the package's own tests and doctests
python tools/suite.py portable   notebooks as on another processor                     (`make portable`)
python tools/suite.py proof      every mutant of every exercise                        (`make proof`)
python tools/suite.py a11y       accessibility of every page in six settings           (`make a11y`)

A step that fails does not stop the others; the exit status is 1 if any failed. `make` calls this inside `.venv`.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
# Two at once at most: each may hold torch and a notebook's kernel, and a reader's laptop has other work to do.
WORKERS = min(2, os.cpu_count() or 1)
CELL_SECONDS = 180
PYTEST = ["-m", "pytest", "-q", "--color=yes" if sys.stdout.isatty() else "--color=no"]
COUNTS = re.compile(r"(\d+) (passed|failed|error|skipped|xfailed|xpassed)")
# Kernels that BLAS and torch choose on a processor without any newer instruction.
OLD_PROCESSOR = {"OPENBLAS_CORETYPE": "Nehalem", "ATEN_CPU_CAPABILITY": "default"}


class Result(NamedTuple):
    """What one step came to: its state, and a few words for the table."""

    state: str  # passed | FAILED | skipped
    detail: str


class Step(NamedTuple):
    """A named piece of the suite; ``run`` prints as it goes and returns its result."""

    name: str
    run: Callable[[], Result]


def python(arguments: Sequence[str], extra: dict[str, str] | None = None) -> tuple[int, str]:
    """Run this interpreter, show its output as it comes, and return its status and its last line."""
    env = {**os.environ, **(extra or {}), "PYTHONUNBUFFERED": "1"}
    last = ""
    with subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            last = re.sub(r"\x1b\[[0-9;]*m", "", line).strip("= \n") or last
    return process.returncode, last


def command(*arguments: str, extra: dict[str, str] | None = None) -> Callable[[], Result]:
    """Return a step's body that runs this interpreter with ``arguments`` and passes if its status is 0."""

    def run() -> Result:
        status, last = python(arguments, extra)
        if status == 0:
            return Result("passed", last if "-m" in arguments and "pytest" in arguments else "")
        return Result("FAILED", last or f"status {status}")

    return run


def pytest(*arguments: str, parallel: bool = False, extra: dict[str, str] | None = None) -> Callable[[], Result]:
    """Return a step's body that runs pytest; `loadscope` keeps a module, or a notebook, on one worker."""
    spread = ["-n", str(WORKERS), "--dist", "loadscope"] if parallel and WORKERS > 1 else []
    return command(*PYTEST, *spread, *arguments, extra=extra)


def chapters() -> list[str]:
    """Return the notebooks in reading order."""
    found = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "chapters").glob("*.ipynb"))]
    if not found:
        raise SystemExit("chapters/ holds no notebook: there is nothing to test")
    return found


def notebooks(extra: dict[str, str] | None = None) -> Callable[[], Result]:
    """Return a step's body that runs every notebook and compares each output with the stored one."""
    names = chapters()
    return pytest(
        *("--nbval", "--nbval-current-env", f"--nbval-cell-timeout={CELL_SECONDS}", "-p", "no:cacheprovider"),
        "--nbval-sanitize-with=tests/nbval_sanitize.cfg",
        *names,
        parallel=len(names) > 1,
        extra=extra,
    )


def site_tests(extra: dict[str, str] | None = None) -> Callable[[], Result]:
    """Return a step's body for the tests of the site; without a browser its tests skip, or fail where CI is set."""

    def run() -> Result:
        from browser import browser_advice, find_browser

        found = find_browser()
        if found is None:
            print(browser_advice())
        # tests/site/conftest.py puts the modules that take longest first; xdist would put those with most tests first.
        return pytest(
            *("tests/site", "--no-loadscope-reorder"),
            parallel=True,
            extra={**(extra or {}), **({"BOOK_BROWSER": found} if found else {})},
        )()

    return run


# Folders that a step of their own runs.
OWN_STEPS = ("tests/site", "tests/exercises", "tests/notebooks")
UNIT = ("lib", "tests", "--every-message", *(f"--ignore={folder}" for folder in OWN_STEPS))
FORM = "Form of the notebooks"


def steps(target: str) -> list[Step]:
    """Return the steps of a target, cheap ones first."""
    unit = Step("Unit tests, contracts, doctests, outside oracles", pytest(*UNIT, parallel=True))
    site = Step("Site, every warning an error", command("tools/site.py", "build", "--clean"))
    if target == "unit":
        return [unit]
    form = Step(FORM, command("tools/nb.py", "check", *chapters()))
    if target == "check":
        return [
            Step("README and CITATION", command("tools/readme.py", "--check")),
            Step("Format (ruff)", command("-m", "ruff", "format", "--check", ".")),
            Step("Lint (ruff)", command("-m", "ruff", "check", ".")),
            Step("Types (mypy)", command("-m", "mypy")),
            Step(
                "Import order of the rooms",
                command("-c", "from importlinter.cli import lint_imports_command as c; c()"),
            ),
            form,
        ]
    if target == "portable":
        return [Step("Notebooks as on an old processor", notebooks(OLD_PROCESSOR))]
    if target == "proof":
        return [Step("Exercises, every mutant", pytest("tests/exercises", extra={"BOOK_MUTANTS": "all"}))]
    if target == "a11y":
        return [site, Step("Accessibility, all settings", site_tests({"BOOK_A11Y": "all"}))]
    return [
        form,
        unit,
        Step("Proof of the exercises' checks", pytest("tests/exercises", parallel=True)),
        Step("Tools for notebooks", pytest("tests/notebooks", parallel=True)),
        Step("Notebooks against their stored outputs (nbval)", notebooks()),
        # nbval does not look at pictures; this runs the notebooks whose `lib` files changed and compares pixels.
        Step("Figures of notebooks whose lib files changed", command("tools/nb.py", "verify", "--stale", *chapters())),
        site,
        Step("Site: links, weight, and in a browser", site_tests()),
    ]


def clock(seconds: float) -> str:
    """Write a duration as a reader would."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds // 60:.0f} min {seconds % 60:.0f} s"


def summary(target: str, results: list[tuple[Step, Result, float]]) -> str:
    """Return the closing table; its last line says it all."""
    lines = ["", f"make {target}"]
    totals: dict[str, int] = {}
    for step, result, seconds in results:
        lines.append(f"  {result.state:8}{step.name:52}{clock(seconds):>12}   {result.detail}")
        for number, word in COUNTS.findall(result.detail):
            totals[word] = totals.get(word, 0) + int(number)
    failed = [step.name for step, result, _ in results if result.state == "FAILED"]
    counted = ", ".join(f"{number} {word}" for word, number in totals.items())
    took = clock(sum(seconds for *_, seconds in results))
    verdict = f"FAILED: {'; '.join(failed)}" if failed else f"All {len(results)} steps passed"
    lines.append(f"{verdict}. {counted + ' ' if counted else ''}in {took}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a target; return 1 if a step failed."""
    parser = argparse.ArgumentParser(prog="tools/suite.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("target", choices=["test", "check", "unit", "portable", "proof", "a11y"])
    target = parser.parse_args(arguments).target
    results = []
    plan = steps(target)
    for number, step in enumerate(plan, 1):
        print(f"\n[{number}/{len(plan)}] {step.name}", flush=True)
        started = time.monotonic()
        result = step.run()
        results.append((step, result, time.monotonic() - started))
    print(summary(target, results), flush=True)
    return int(any(result.state == "FAILED" for _, result, _ in results))


if __name__ == "__main__":
    sys.exit(main())
