"""Goal: one training step of a small convolutional network on the book's own engine, near the same step on torch.

The network is that of a first lesson on 28x28 pictures: two layers of 3x3 kernels, each with a ReLU and 2x2 max
pooling, then one fully connected layer; the step is that of `autograd_engine`. Both sides start from the same numbers
in float32 and must give the same loss after the same number of steps.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

import lib.grad
import lib.layers
import lib.optim
from benchmarks.autograd_engine import LARGEST_DIFFERENCE, LR, N_CHECKED_STEPS, training_step
from benchmarks.measure import Result, compare

BATCH_SIZE, SIDE, N_CLASSES = 32, 28, 10
CHANNELS = (1, 16, 32)
FLOOR, GOAL = 0.55, 1.0


def network(package: Any) -> Any:
    """Return the network of a package with torch's names: 20,490 parameters, 1.0 million multiply-adds a picture."""
    first, second, third = CHANNELS
    model = package.Sequential(
        package.Conv2d(first, second, 3, padding=1),
        package.ReLU(),
        package.MaxPool2d(2),
        package.Conv2d(second, third, 3, padding=1),
        package.ReLU(),
        package.MaxPool2d(2),
        package.Flatten(),
        package.Linear(third * (SIDE // 4) ** 2, N_CLASSES),
    )
    return model.float()


def steps() -> tuple[Callable[[], float], Callable[[], float]]:
    """Return our step and torch's, from the same parameters and on the same pictures."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(BATCH_SIZE, CHANNELS[0], SIDE, SIDE)).astype(np.float32)
    y = rng.integers(N_CLASSES, size=BATCH_SIZE)
    mine, other = network(lib.layers), network(torch.nn)
    for ours, theirs in zip(mine.parameters(), other.parameters()):
        n_inputs = max(1, int(np.prod(ours.shape[1:])))
        values = (rng.normal(size=ours.shape) / n_inputs**0.5).astype(np.float32)
        ours.data, theirs.data = values.copy(), torch.tensor(values)
    return (
        training_step(
            mine,
            lib.layers.CrossEntropyLoss(),
            lib.optim.SGD(mine.parameters(), lr=LR),
            lib.grad.Tensor(X),
            lib.grad.Tensor(y),
        ),
        training_step(
            other,
            torch.nn.CrossEntropyLoss(),
            torch.optim.SGD(other.parameters(), lr=LR),
            torch.tensor(X),
            torch.tensor(y),
        ),
    )


def run() -> list[Result]:
    """Measure the network."""
    torch.set_num_threads(1)
    mine, other = steps()
    for _ in range(N_CHECKED_STEPS):
        difference = abs(mine() - other())
        if not difference < LARGEST_DIFFERENCE:
            raise ValueError(f"both engines must give the same loss, but they differ by {difference:g} nats")
    name = f"CNN {SIDE}x{SIDE}, {'-'.join(map(str, CHANNELS))} channels, batch {BATCH_SIZE}"
    return [compare(name, "torch, one thread", mine, other, floor=FLOOR, goal=GOAL)]
