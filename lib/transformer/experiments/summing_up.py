"""Does it matter how a network sums up what its places have found? Both ways, for patches and for windows. Recorded.

Run by ``python -m lib.transformer.experiments.summing_up``: about five minutes on one core.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.data import load_fashion_mnist
from lib.train import DivergenceError, TrainConfig, fit, record
from lib.transformer.experiments.vit_against_cnn import (
    BATCH_SIZE,
    CNN,
    ENDS,
    LONGER,
    N_STEPS,
    SEEDS,
    SIZES,
    TUNING_SEED,
    VIT,
    best_rate,
    pictures,
    shuffled_patches,
)
from lib.transformer.initialisation import draw_glorot_weights, undrawn_linear
from lib.transformer.vit import ViT
from lib.vision.counting import count_parameters
from lib.vision.initialisation import draw_he_weights
from lib.vision.lenet import LeNet

NAME = "summing_up"
COMMAND = "python -m lib.transformer.experiments.summing_up"
KINDS = ("linear", "ViT, all places", "CNN, mean of places", "ViT, no positions")
# name of the row -> (net, numbers of pictures, are all pixels shuffled, updates)
ROWS: dict[str, tuple[str, tuple[int, ...], bool, int]] = {
    "linear": ("linear", ENDS, False, N_STEPS),
    "linear, longer": ("linear", ENDS[1:], False, LONGER * N_STEPS),
    "ViT, all places": ("ViT, all places", ENDS, False, N_STEPS),
    "ViT, all places, longer": ("ViT, all places", ENDS[1:], False, LONGER * N_STEPS),
    "CNN, mean of places": ("CNN, mean of places", ENDS[:1], False, N_STEPS),
    "CNN, mean of places, pixels shuffled": ("CNN, mean of places", ENDS[:1], True, N_STEPS),
    "ViT, no positions, pixels shuffled": ("ViT, no positions", ENDS[:1], True, N_STEPS),
}
D_FF = 59  # makes room for the larger head
CHANNELS, HIDDEN = (24, 64), 40  # wider maps, since the linear layers have less to read


class AllPlaces(nn.Module):
    """A Vision Transformer whose head reads all patches, each with weights of its own.

    Parameters
    ----------
    generator : torch.Generator, optional
        Draws the weights; a new one with fresh entropy if not given.

    Notes
    -----
    Its blocks are a little narrower inside, so that it has as many weights as the one with a class token.
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.summing_up import AllPlaces
    >>> from lib.vision import count_parameters
    >>> count_parameters(AllPlaces())
    41696
    """

    def __init__(self, generator: torch.Generator | None = None) -> None:
        super().__init__()
        config = replace(VIT, pooling="mean", d_ff=D_FF)
        self.reader = ViT(config, generator=generator)
        self.reader.head = nn.Identity()  # not used
        self.head = undrawn_linear(config.n_patches * config.d_model, config.n_classes)
        draw_glorot_weights(self.head, generator)

    def forward(self, images: Tensor) -> Tensor:
        """Return the logits of the classes.

        Parameters
        ----------
        images : Tensor, shape (batch, 1, 28, 28)

        Returns
        -------
        Tensor, shape (batch, 10)
        """
        tokens = self.reader.encoder(self.reader.tokens(images))  # (batch, n_patches, d_model)
        logits: Tensor = self.head(tokens.flatten(1))
        return logits


def build(kind: str, seed: int) -> nn.Module:
    """Return a new network.

    Parameters
    ----------
    kind : {"linear", "ViT, all places", "CNN, mean of places", "ViT, no positions"}
    seed : int
        Of its first weights.

    Returns
    -------
    torch.nn.Module
        From (batch, 1, 28, 28) to logits of shape (batch, 10).

    Notes
    -----
    "linear" has a weight for each pixel and class and nothing else.
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.summing_up import KINDS, build
    >>> from lib.vision import count_parameters
    >>> [count_parameters(build(kind, 0)) for kind in KINDS]
    [7850, 41696, 42098, 40954]
    """
    generator = torch.Generator().manual_seed(seed)
    if kind == "ViT, no positions":
        return ViT(replace(VIT, positions="none"), generator=generator)
    if kind == "ViT, all places":
        return AllPlaces(generator)
    if kind == "linear":
        model = nn.Sequential(nn.Flatten(), undrawn_linear(28 * 28, 10))
        draw_glorot_weights(model, generator)
        return model
    features = LeNet(replace(CNN, channels=CHANNELS), generator=generator).features
    head = nn.Sequential(undrawn_linear(CHANNELS[1], HIDDEN), nn.ReLU(), undrawn_linear(HIDDEN, 10))
    draw_he_weights(head, generator)
    return nn.Sequential(features, nn.AdaptiveAvgPool2d(1), nn.Flatten(), head)


def train_and_judge(
    kind: str,
    lr: float,
    seed: int,
    examples: tuple[Tensor, Tensor],
    judges: tuple[Tensor, Tensor],
    n_steps: int = N_STEPS,
) -> float:
    """Train one network as `vit_against_cnn` does, and return the share of other pictures that it names rightly.

    Parameters
    ----------
    kind : {"linear", "ViT, all places", "CNN, mean of places", "ViT, no positions"}
    lr : float
    seed : int
    examples, judges : tuple of Tensor, shapes (n_samples, 1, 28, 28) and (n_samples,)
    n_steps : int, default 240

    Returns
    -------
    float
        0 if the run diverged.

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer.experiments.summing_up import train_and_judge
    >>> y = torch.arange(40) % 10
    >>> X = torch.zeros(40, 1, 28, 28)
    >>> X[torch.arange(40), 0, 2 * y, 2 * y] = 3.0  # each class has a pixel of its own
    >>> train_and_judge("linear", 0.03, 0, (X, y), (X, y))
    1.0
    """
    model = build(kind, seed)
    settings = TrainConfig(
        n_steps=n_steps, batch_size=BATCH_SIZE, lr=lr, schedule="cosine", warmup_steps=n_steps // 10, seed=seed
    )
    try:
        fit(model, examples, functional.cross_entropy, settings, device="cpu")
    except DivergenceError:
        return 0.0
    with torch.no_grad():
        named = torch.cat([model(some).argmax(dim=1) for some in judges[0].split(500)])
    return float((named == judges[1]).double().mean())


def main() -> None:
    """Run everything and record it."""
    torch.set_num_threads(1)
    start = time.process_time()
    data = load_fashion_mnist()
    X, y = pictures(data.X_train), torch.from_numpy(data.y_train.astype(np.int64))
    test = pictures(data.X_test), torch.from_numpy(data.y_test.astype(np.int64))
    shown = {False: (X, test[0]), True: tuple(shuffled_patches(images, 1) for images in (X, test[0]))}
    largest = max(SIZES)

    def row(kind: str, n: int, shuffled: bool, n_steps: int) -> dict[str, Any]:
        """Tune and measure one net with n pictures."""
        images, test_images = shown[shuffled]
        examples, held_out = (images[:n], y[:n]), (images[largest:], y[largest:])
        lr, tried = best_rate(lambda rate: train_and_judge(kind, rate, TUNING_SEED, examples, held_out, n_steps))
        judges = test_images, test[1]
        shares = [train_and_judge(kind, lr, seed, examples, judges, n_steps) for seed in SEEDS]
        return {"lr": lr, "tried": tried, "accuracies": [round(share, 4) for share in shares]}

    rows = {
        name: {str(n): row(kind, n, shuffled, n_steps) for n in sizes}
        for name, (kind, sizes, shuffled, n_steps) in ROWS.items()
    }
    results = {
        "n_held_out": len(y) - largest,
        "n_test": len(test[1]),
        "n_steps": N_STEPS,
        "parameters": {kind: count_parameters(build(kind, 0)) for kind in KINDS},
        "rows": rows,
    }
    record(NAME, COMMAND, (TUNING_SEED, *SEEDS), time.process_time() - start, results)


if __name__ == "__main__":
    main()
