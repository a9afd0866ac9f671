"""A small convolutional network on the book's own engine learns 64 photographs of clothes by heart."""

import numpy as np
import pytest

from lib.data import load_fashion_mnist
from lib.grad import Tensor
from lib.layers import (
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    CrossEntropyLoss,
    Flatten,
    Linear,
    MaxPool2d,
    Module,
    ReLU,
    Sequential,
)
from lib.optim import Adam

N_PICTURES, N_STEPS = 64, 60


def network(pool: type[Module], rng: np.random.Generator) -> Sequential:
    return Sequential(
        Conv2d(1, 8, 3, stride=2, padding=1, rng=rng, dtype=np.float32),
        BatchNorm2d(8, dtype=np.float32),
        ReLU(),
        pool(2),
        Conv2d(8, 16, 3, rng=rng, dtype=np.float32),
        ReLU(),
        Flatten(),
        Linear(16 * 5 * 5, 10, rng=rng, dtype=np.float32),
    )


@pytest.mark.parametrize("pool", [MaxPool2d, AvgPool2d])
def test_it_overfits(pool):
    data = load_fashion_mnist()
    X = Tensor((data.X_train[:N_PICTURES].reshape(-1, 1, 28, 28) / 255).astype(np.float32))
    labels = data.y_train[:N_PICTURES]
    model, loss_of = network(pool, np.random.default_rng(0)), CrossEntropyLoss()
    optimizer = Adam(model.parameters(), lr=0.01)
    losses = []
    for _ in range(N_STEPS):
        optimizer.zero_grad()
        loss = loss_of(model(X), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[0] > 1.5
    assert losses[-1] < 0.02
