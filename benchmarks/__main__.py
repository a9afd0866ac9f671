"""Run every goal, print the table, write it as JSON: ``python -m benchmarks [name ...]`` fails if a floor is missed."""

import os

# Before NumPy is imported: BLAS reads these once.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import importlib  # noqa: E402
import json  # noqa: E402
import pkgutil  # noqa: E402
import platform  # noqa: E402
import sys  # noqa: E402
from dataclasses import asdict  # noqa: E402
from pathlib import Path  # noqa: E402

import numpy  # noqa: E402
import sklearn  # noqa: E402

import benchmarks  # noqa: E402
from benchmarks.measure import ROUNDS, Result  # noqa: E402

OUTPUT = Path(__file__).resolve().parents[1] / "_build" / "benchmarks.json"
NO_GOALS = {"__main__", "measure"}


def goal_files() -> list[str]:
    """Return the names of the files that hold a goal."""
    return sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name not in NO_GOALS)


def line(result: Result) -> str:
    """Return one row of the table."""
    form = "{:.2f} x" if result.unit == "x" else "{:+.1f} ms"
    figures = [form.format(value) for value in (result.floor, result.goal, result.measured)]
    state = "reached" if result.reached else "held" if result.passed else "MISSED"
    return (
        f"{result.name:<38} {result.against:<40}"
        + "".join(f"{figure:>11}" for figure in figures)
        + f"{result.ours_ms:>11.2f}{result.theirs_ms:>11.2f}  {state}"
    )


def main(wanted: list[str]) -> int:
    """Measure the goals named, or all; return the exit status."""
    names = goal_files()
    if unknown := set(wanted) - set(names):
        print(f"no such goal: {', '.join(sorted(unknown))}; there are {', '.join(names)}", file=sys.stderr)
        return 2
    print(f"{ROUNDS} interleaved rounds, CPU time, one thread; x: their time over ours; ms: on top of the peer\n")
    print(
        f"{'goal':<38} {'against':<40}{'floor':>11}{'goal':>11}{'measured':>11}{'ours ms':>11}{'theirs ms':>11}",
        flush=True,
    )
    results: list[Result] = []
    for name in wanted or names:
        for result in importlib.import_module(f"benchmarks.{name}").run():
            print(line(result), flush=True)
            results.append(result)
    OUTPUT.parent.mkdir(exist_ok=True)
    versions = {"python": platform.python_version(), "numpy": numpy.__version__, "scikit-learn": sklearn.__version__}
    rows = [{**asdict(result), "passed": result.passed, "reached": result.reached} for result in results]
    OUTPUT.write_text(json.dumps({"versions": versions, "rounds": ROUNDS, "results": rows}, indent=1) + "\n")
    missed = [result.name for result in results if not result.passed]
    written = OUTPUT.relative_to(OUTPUT.parents[1])
    print(f"\n{len(results) - len(missed)} of {len(results)} floors held; figures in {written}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
