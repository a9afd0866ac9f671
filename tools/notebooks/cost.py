"""The table of what each notebook costs: CPU seconds and peak memory of its kernel, in `pages/costs.json`.

Figures are rounded, and an old one stays unless the cost really changed: two runs on one machine differ by tens of per
cent, and re-running an unchanged notebook must leave an empty diff.
"""

import json
from pathlib import Path
from typing import NamedTuple

import psutil

TABLE = Path("pages/costs.json")
CHANGE = 0.25
# Below these steps a difference is noise whatever its share.
CPU_STEP_S = 2.0
MEMORY_STEP_MB = 50.0
MAX_CPU_S = 90
MAX_MEMORY_MB = 1200


class Cost(NamedTuple):
    """What one run took: CPU seconds of the kernel and its children, peak resident memory in MB."""

    cpu_s: float
    peak_mb: float


def measure(pid: int) -> Cost:
    """Return what the process has used so far.

    Peak memory is the system's own high-water mark where there is one (Linux, Windows), else what is resident now.
    """
    process = psutil.Process(pid)
    times = process.cpu_times()
    cpu = times.user + times.system + getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    memory = process.memory_info()
    peak = getattr(memory, "peak_wset", memory.rss)
    status = Path(f"/proc/{pid}/status")
    if status.is_file():
        lines = (line.split() for line in status.read_text().splitlines())
        peak = next((int(words[1]) * 1024 for words in lines if words and words[0] == "VmHWM:"), peak)
    return Cost(cpu, peak / 1e6)


def rounded(cost: Cost) -> dict[str, int]:
    """Return a cost as the table shows it: whole seconds, memory in steps of 10 MB."""
    return {"cpu_s": max(1, round(cost.cpu_s)), "peak_mb": round(cost.peak_mb / 10) * 10}


def _moved(old: float, new: float, step: float) -> bool:
    return abs(new - old) > max(step, CHANGE * old)


def read_costs(root: Path) -> dict[str, dict[str, int]]:
    """Return the table, empty where there is none yet."""
    path = root / TABLE
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def record_cost(root: Path, name: str, cost: Cost) -> bool:
    """Enter the cost of the notebook `name` and return whether the table changed."""
    table = read_costs(root)
    old = table.get(name)
    if old and not (
        _moved(old["cpu_s"], cost.cpu_s, CPU_STEP_S) or _moved(old["peak_mb"], cost.peak_mb, MEMORY_STEP_MB)
    ):
        return False
    table[name] = rounded(cost)
    path = root / TABLE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(table, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return True
