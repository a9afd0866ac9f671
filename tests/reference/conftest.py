"""Make ``estimator_contract`` importable for every reference test, however pytest is started."""

import sys
from pathlib import Path

if (here := str(Path(__file__).parent)) not in sys.path:
    sys.path.insert(0, here)
