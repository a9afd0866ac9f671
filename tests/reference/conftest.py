"""What reference tests share; makes the modules beside them importable, however pytest is started."""

import sys
from pathlib import Path

import pytest

if (here := str(Path(__file__).parent)) not in sys.path:
    sys.path.insert(0, here)


@pytest.fixture
def double_precision():
    """Let torch make float64 numbers, as `lib.layers` does."""
    import torch

    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)
