"""Make ``recurrence_contract`` importable for the tests beside it, however pytest is started."""

import sys
from pathlib import Path

if (here := str(Path(__file__).parent)) not in sys.path:
    sys.path.insert(0, here)
