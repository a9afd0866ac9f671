import math

import pytest

from lib.optim.lr_scheduler import CosineAnnealingLR


@pytest.mark.parametrize("floor", [0.0, 0.2])
def test_closed_form_down_and_up_again(optimizer, rates_of, floor):
    rates = rates_of(CosineAnnealingLR(optimizer, 10, floor), 45)
    expected = [floor + (1 - floor) * (1 + math.cos(math.pi * step / 10)) / 2 for step in range(45)]
    assert rates == pytest.approx(expected, abs=1e-12)


def test_errors(optimizer):
    with pytest.raises(ValueError, match="T_max must be >= 1, got 0"):
        CosineAnnealingLR(optimizer, 0)
    with pytest.raises(ValueError, match="eta_min must be >= 0, got -1"):
        CosineAnnealingLR(optimizer, 5, -1)
