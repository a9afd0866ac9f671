"""Computed tables keep their digits whatever the model is cast to."""

import math

import pytest
import torch

from lib.transformer import SinusoidalPositions
from lib.transformer.position_table import PositionTable, angles


def test_angles():
    found = angles(3, 4, 100.0)
    assert found.tolist() == [[0.0, 0.0], [1.0, pytest.approx(0.1)], [2.0, pytest.approx(0.2)]]


def test_rows_have_the_type_of_the_input_or_float32():
    table = PositionTable(angles(5, 2, 10.0) / 3)
    for dtype, wanted in ((torch.float64, torch.float64), (torch.float32, torch.float32), (torch.bfloat16,) * 2):
        rows = table.rows(1, 2, torch.zeros(1, dtype=dtype))
        assert rows.dtype == (torch.float32 if dtype == torch.bfloat16 else wanted)
        assert rows[0, 0].item() == pytest.approx(1 / 3, rel=1e-15 if dtype == torch.float64 else 1e-7)


def test_a_cast_of_the_model_loses_no_digits():
    model = SinusoidalPositions(2).half().float().double()
    assert model(torch.zeros(1, 2, 2, dtype=torch.float64))[0, 1, 0].item() == math.sin(1.0)


def test_arguments_are_checked():
    table = PositionTable(angles(5, 2, 10.0))
    with pytest.raises(ValueError, match="time must be at most context_length, 5 tokens, got 6"):
        table.rows(4, 2, torch.zeros(1))
    with pytest.raises(ValueError, match="offset must be >= 0, got -1"):
        table.rows(-1, 2, torch.zeros(1))
