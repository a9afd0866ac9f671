"""How a goal is measured: paired CPU time inside one process, in rotated order, never seconds alone.

The same machine drifts by more than half between runs, so a figure in seconds says little. Two candidates timed one
right after the other meet the same machine; the median of their ratios over many rounds is what is compared.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 11
# A timed block shorter than this would measure the clock.
SHORTEST_BLOCK_SECONDS = 0.02


@dataclass(frozen=True)
class Result:
    """Hold one measured goal.

    ``measured``, ``floor`` and ``goal`` are ratios (their time over ours: above 1 we are faster) if ``unit`` is "x",
    and milliseconds on top of the peer (the lower the better) if it is "ms".
    """

    name: str
    against: str
    floor: float
    goal: float
    measured: float
    unit: str
    ours_ms: float
    theirs_ms: float

    @property
    def passed(self) -> bool:
        """Tell whether the floor is held."""
        return self.measured >= self.floor if self.unit == "x" else self.measured <= self.floor

    @property
    def reached(self) -> bool:
        """Tell whether the goal is reached."""
        return self.measured >= self.goal if self.unit == "x" else self.measured <= self.goal


def cpu_seconds(call: Callable[[], object], repeats: int) -> float:
    """Return the CPU seconds of one call, averaged over a block of `repeats` calls."""
    start = time.process_time()
    for _ in range(repeats):
        call()
    return (time.process_time() - start) / repeats


def repeats_for(call: Callable[[], object]) -> int:
    """Return how many calls fill a block that can be timed, after one call to warm up."""
    call()
    return max(1, round(SHORTEST_BLOCK_SECONDS / max(cpu_seconds(call, 1), 1e-7)))


def paired_times(calls: dict[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Time every call once a round, the first of each round going last in the next; return CPU seconds by name."""
    repeats = {name: repeats_for(call) for name, call in calls.items()}
    order = list(calls)
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name in order:
            times[name].append(cpu_seconds(calls[name], repeats[name]))
        order = order[1:] + order[:1]
    return times


def compare(
    name: str,
    against: str,
    ours: Callable[[], object],
    theirs: Callable[[], object],
    *,
    floor: float,
    goal: float,
) -> Result:
    """Measure how many times faster `ours` is than `theirs`."""
    times = paired_times({"ours": ours, "theirs": theirs})
    ratio = statistics.median(b / a for a, b in zip(times["ours"], times["theirs"]))
    return Result(
        name=name,
        against=against,
        floor=floor,
        goal=goal,
        measured=ratio,
        unit="x",
        ours_ms=1000 * statistics.median(times["ours"]),
        theirs_ms=1000 * statistics.median(times["theirs"]),
    )
