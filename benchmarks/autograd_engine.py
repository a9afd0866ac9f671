"""Goal: one training step of a small network on the book's own engine, faster than the same step on torch.

The step is the text a reader writes: clear the gradients, run two affine layers with a ReLU between, take the
cross-entropy, go backward, let plain SGD move the parameters. Both sides start from the same numbers in float32 and
must give the same loss after the same number of steps.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

import lib.grad
import lib.layers
import lib.optim
from benchmarks.measure import Result, compare

LR = 0.01
N_CHECKED_STEPS = 5
LARGEST_DIFFERENCE = 1e-4  # nats, between two float32 programs

# (inputs, hidden units, classes, batch) -> (floor, goal)
GOALS = {(64, 64, 10, 64): (2.5, 4.0), (784, 256, 10, 128): (1.0, 1.25)}


def start(
    n_inputs: int, n_hidden: int, n_classes: int, batch_size: int
) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Return the parameters, the inputs and the labels."""
    rng = np.random.default_rng(0)
    parameters = [
        rng.normal(size=(n_hidden, n_inputs)) / n_inputs**0.5,
        np.zeros(n_hidden),
        rng.normal(size=(n_classes, n_hidden)) / n_hidden**0.5,
        np.zeros(n_classes),
    ]
    X = rng.normal(size=(batch_size, n_inputs)).astype(np.float32)
    return [each.astype(np.float32) for each in parameters], X, rng.integers(n_classes, size=batch_size)


def network(package: Any, parameters: list[np.ndarray]) -> Any:
    """Return the network of a package with torch's names, with the given parameters."""
    W1, _, W2, _ = parameters
    model = package.Sequential(package.Linear(W1.shape[1], len(W1)), package.ReLU(), package.Linear(len(W1), len(W2)))
    return model.float()


def training_step(model: Any, loss_of: Any, optimizer: Any, X: Any, y: Any) -> Callable[[], float]:
    """Return one step of descent; the same text serves both sides."""

    def step() -> float:
        optimizer.zero_grad()
        loss = loss_of(model(X), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def ours(parameters: list[np.ndarray], X: np.ndarray, y: np.ndarray) -> Callable[[], float]:
    """Return a step on `lib.layers` and `lib.optim`."""
    model = network(lib.layers, parameters)
    for place, values in zip(model.parameters(), parameters):
        place.data = values.copy()
    optimizer = lib.optim.SGD(model.parameters(), lr=LR)
    return training_step(model, lib.layers.CrossEntropyLoss(), optimizer, lib.grad.Tensor(X), lib.grad.Tensor(y))


def theirs(parameters: list[np.ndarray], X: np.ndarray, y: np.ndarray) -> Callable[[], float]:
    """Return the same step on torch."""
    model = network(torch.nn, parameters)
    for place, values in zip(model.parameters(), parameters):
        place.data = torch.tensor(values)
    optimizer = torch.optim.SGD(model.parameters(), lr=LR)
    return training_step(model, torch.nn.CrossEntropyLoss(), optimizer, torch.tensor(X), torch.tensor(y))


def run() -> list[Result]:
    """Measure both networks."""
    torch.set_num_threads(1)
    results = []
    for sizes, (floor, goal) in GOALS.items():
        problem = start(*sizes)
        mine, other = ours(*problem), theirs(*problem)
        for _ in range(N_CHECKED_STEPS):
            difference = abs(mine() - other())
            if not difference < LARGEST_DIFFERENCE:
                raise ValueError(f"both engines must give the same loss, but they differ by {difference:g} nats")
        name = f"autograd, MLP {'-'.join(map(str, sizes[:3]))} batch {sizes[3]}"
        results.append(compare(name, "torch, one thread", mine, other, floor=floor, goal=goal))
    return results
