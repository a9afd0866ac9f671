"""The loop learns: a small net gets 64 pictures of clothes right, in each number type."""

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from lib.data import load_fashion_mnist
from lib.train import TrainConfig, accuracy, fit


@pytest.fixture(scope="module")
def pictures():
    data = load_fashion_mnist()
    X = torch.tensor(data.X_train[:64], dtype=torch.float32).flatten(1) / 255
    return X, torch.tensor(data.y_train[:64], dtype=torch.int64)


@pytest.mark.parametrize("precision", ["float32", "bfloat16", "float16"])
@pytest.mark.parametrize("accumulation_steps", [1, 2])
def test_sixty_four_pictures_are_learned_in_a_hundred_updates(pictures, precision, accumulation_steps):
    source = torch.Generator().manual_seed(0)
    model = nn.Sequential(nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(0.05 * torch.randn(parameter.shape, generator=source))
    config = TrainConfig(
        n_steps=100,
        batch_size=32,
        accumulation_steps=accumulation_steps,
        lr=0.01,
        schedule="cosine",
        precision=precision,
    )
    history = fit(
        model, pictures, F.cross_entropy, config, validation=pictures, metrics={"accuracy": accuracy}, device="cpu"
    )
    assert history.loss[0] > 2
    assert history.validation_loss[-1] < 0.05
    assert history.metrics["accuracy"][-1] == 1
