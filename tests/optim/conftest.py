"""A stand-in for a tensor: optimizers touch nothing but ``data`` and ``grad``."""

import numpy as np
import pytest

from lib.optim import SGD


class Weight:
    """Hold an array and its gradient."""

    def __init__(self, data, grad=None):
        self.data = np.array(data, dtype=np.float64)
        self.grad = None if grad is None else np.array(grad, dtype=np.float64)


@pytest.fixture
def weight():
    """Return the class of the stand-in."""
    return Weight


@pytest.fixture
def optimizer():
    """Return plain SGD over two groups with the rates 1.0 and 0.1."""
    return SGD([{"params": [Weight([1.0])]}, {"params": [Weight([2.0])], "lr": 0.1}], lr=1.0)


@pytest.fixture
def rates_of():
    """Return a function that steps a schedule and returns the first group's rate at each step."""

    def run(scheduler, n_steps):
        rates = []
        for _ in range(n_steps):
            rates.append(scheduler.optimizer.param_groups[0]["lr"])
            scheduler.optimizer.step()
            scheduler.step()
        return rates

    return run
