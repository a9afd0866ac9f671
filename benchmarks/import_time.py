"""Goal: importing the book's package costs next to nothing on top of NumPy, and drags in nothing heavy."""

import os
import statistics
import subprocess
import sys
import tempfile

from benchmarks.measure import ROUNDS, Result

ROOMS = "import " + ", ".join(
    f"lib.{room}" for room in ("basics", "data", "classical", "ensembles", "grad", "layers", "optim", "text", "study")
)
HEAVY = ("torch", "sklearn", "scipy", "pandas", "matplotlib")
REPORT = f"""
import sys, time
loaded = [name for name in {HEAVY!r} if name in sys.modules]
if loaded:
    raise SystemExit(f"importing lib loaded {{loaded}}")
print(time.process_time())
"""


def cpu_ms(statement: str, cache: str) -> float:
    """Return the CPU milliseconds of a fresh interpreter that runs one statement, byte code kept in `cache`."""
    # Whether byte code may be written is the machine's setting; a reader's second import finds it written.
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", statement + REPORT],
        capture_output=True,
        text=True,
        check=True,
        env={**settings, "PYTHONPYCACHEPREFIX": cache},
    )
    return 1000 * float(done.stdout)


def over_numpy(name: str, statement: str, *, floor: float, goal: float) -> Result:
    """Measure what a statement costs on top of ``import numpy``."""
    plain, with_ours = "import numpy", f"import numpy\n{statement}"
    times: dict[str, list[float]] = {plain: [], with_ours: []}
    order = [plain, with_ours]
    with tempfile.TemporaryDirectory() as cache:
        cpu_ms(with_ours, cache)
        for _ in range(ROUNDS):
            for candidate in order:
                times[candidate].append(cpu_ms(candidate, cache))
            order.reverse()
    extra = statistics.median(b - a for a, b in zip(times[plain], times[with_ours]))
    return Result(
        name=name,
        against="import numpy",
        floor=floor,
        goal=goal,
        measured=extra,
        unit="ms",
        ours_ms=statistics.median(times[with_ours]),
        theirs_ms=statistics.median(times[plain]),
    )


def run() -> list[Result]:
    """Measure the bare package and all rooms a chapter on NumPy uses."""
    return [
        over_numpy("import lib", "import lib", floor=10, goal=3),
        over_numpy("import all NumPy rooms", ROOMS, floor=80, goal=30),
    ]
