"""All hostile answers."""

from hostile_case import EVERYWHERE, Hostile
from hostile_cheats import CHEATS
from hostile_ends import ENDS
from hostile_results import RESULTS
from hostile_traces import TRACES

__all__ = ["EVERYWHERE", "HOSTILE", "Hostile"]

HOSTILE = [*ENDS, *RESULTS, *CHEATS, *TRACES]
