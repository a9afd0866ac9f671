"""Eight kinds of network with equally many parameters, then with equal work: which names most pictures? Recorded.

Run by ``python -m lib.vision.experiments.same_budget``: about seven minutes on one core.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.data import load_fashion_mnist
from lib.train import Batches, TrainConfig, accuracy, evaluate, fit, record
from lib.vision.classifier import ImageClassifier
from lib.vision.counting import count_multiply_adds, count_parameters
from lib.vision.experiments.degradation import shrunk
from lib.vision.googlenet import GoogLeNetConfig
from lib.vision.inception import InceptionWidths
from lib.vision.initialisation import draw_he_weights
from lib.vision.lenet import LeNetConfig
from lib.vision.nin import NiNBlock, NiNConfig
from lib.vision.presets import create_model
from lib.vision.resnet import ResNetConfig
from lib.vision.separable import SeparableNetConfig
from lib.vision.vgg import VGGConfig

NAME = "same_budget"
COMMAND = "python -m lib.vision.experiments.same_budget"
RATES = (1e-3, 3e-3, 1e-2, 3e-2, 1e-1)
TUNING_SEED, SEEDS = 0, (1, 2, 3)
N_TRAIN, N_STEPS, BATCH_SIZE = 8000, 300, 64
MOVE = 2  # pixels of 14


@dataclass(frozen=True)
class DenseConfig:
    """Describe a network of linear layers for pictures of 14 x 14 pixels.

    Parameters
    ----------
    hidden : tuple of int
        Widths of the hidden layers.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.vision.experiments.same_budget import DenseConfig
    >>> DenseConfig((82, 41)).hidden
    (82, 41)
    """

    hidden: tuple[int, ...]  # units


def _inception(stem: int, unit: int) -> GoogLeNetConfig:
    """Return three Inception blocks in two stages, all widths in the same proportions."""

    def widths(size: int) -> InceptionWidths:
        third, half = max(2, size // 3), max(2, size // 2)
        return InceptionWidths(size, round(0.75 * size), round(1.5 * size), third, half, half)

    return GoogLeNetConfig(
        1, 14, 10, (stem,), ((widths(stem),), (widths(unit), widths(round(1.4 * unit)))), dropout=0.0
    )


def _residual(width: int, last: int, residual: bool = True) -> ResNetConfig:
    sizes: dict[str, Any] = {"n_blocks": (1, 1, 1), "channels": (width, 2 * width, last)}
    return ResNetConfig(1, 14, 10, large_stem=False, shortcut="A", residual=residual, **sizes)


def _nin(wide: int, wider: int) -> NiNConfig:
    blocks = (NiNBlock((wide,) * 3, 5, 1, 2), NiNBlock((wider,) * 3), NiNBlock((wider,) * 2))
    return NiNConfig(1, 14, 10, blocks, False, 0.0)


def _separable(width: int, last: int) -> SeparableNetConfig:
    return SeparableNetConfig(1, 14, 10, (width, 1), ((2 * width, 1), (2 * width, 2), (last, 1), (last, 2)))


# About 20,000 parameters each, and about 400,000 multiply-adds each.
NETS: dict[str, dict[str, Any]] = {
    "fully connected": {"parameters": DenseConfig((82, 41)), "multiply-adds": DenseConfig((640, 420))},
    "LeNet": {
        "parameters": LeNetConfig(1, 14, 10, (14, 38), (72, 40)),
        "multiply-adds": LeNetConfig(1, 14, 10, (22, 58), (72, 40)),
    },
    "VGG": {
        "parameters": VGGConfig(1, 14, 10, ((12, 12), (24, 24)), d_hidden=40, dropout=0.0),
        "multiply-adds": VGGConfig(1, 14, 10, ((8, 8), (16, 16), (28, 28)), d_hidden=48, dropout=0.0),
    },
    "NiN": {"parameters": _nin(16, 34), "multiply-adds": _nin(14, 24)},
    "Inception": {"parameters": _inception(15, 16), "multiply-adds": _inception(17, 15)},
    "separable": {"parameters": _separable(29, 78), "multiply-adds": _separable(14, 78)},
    "residual": {"parameters": _residual(8, 33), "multiply-adds": _residual(7, 18)},
    "residual, shortcuts cut": {"parameters": _residual(8, 33, False), "multiply-adds": _residual(7, 18, False)},
}
BUDGETS = {"parameters": 20_000, "multiply-adds": 400_000}


def build(config: Any, seed: int) -> nn.Module:
    """Return a new network.

    Parameters
    ----------
    config : DenseConfig or a configuration of lib.vision
    seed : int
        Of its first weights.

    Returns
    -------
    torch.nn.Module
        From (batch, 1, 14, 14) to logits of shape (batch, 10).

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.vision.experiments.same_budget import NETS, build, costs
    >>> costs(build(NETS["fully connected"]["parameters"], seed=0))
    (19977, 19844)
    """
    generator = torch.Generator().manual_seed(seed)
    if not isinstance(config, DenseConfig):
        model: ImageClassifier = create_model(config, generator=generator)
        return model
    layers: list[nn.Module] = [nn.Flatten()]
    widths = (14 * 14, *config.hidden, 10)
    for before, after in pairwise(widths):
        layers += [nn.Linear(before, after), nn.ReLU()]
    dense = nn.Sequential(*layers[:-1])
    draw_he_weights(dense, generator)
    return dense


def costs(model: nn.Module) -> tuple[int, int]:
    """Return parameters and multiply-adds for one picture of 14 x 14 pixels.

    Parameters
    ----------
    model : torch.nn.Module

    Returns
    -------
    n_parameters, n_multiply_adds : int

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.vision.experiments.same_budget import BUDGETS, NETS, build, costs
    >>> for place, (budget, wanted) in enumerate(BUDGETS.items()):
    ...     print(all(abs(costs(build(net[budget], 0))[place] / wanted - 1) < 0.02 for net in NETS.values()))
    True
    True
    """
    return count_parameters(model), count_multiply_adds(model, (1, 14, 14))


def moved(pictures: Tensor, pixels: int = MOVE) -> Tensor:
    """Move pictures up, down, left and right; what enters is as dark as the darkest pixel, what leaves is lost.

    Parameters
    ----------
    pictures : Tensor, shape (n_samples, 1, height, width)
    pixels : int, default 2

    Returns
    -------
    Tensor, shape (4 n_samples, 1, height, width)
        All pictures moved up first, then all moved down, left and right.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.vision.experiments.same_budget import moved
    >>> moved(torch.eye(3)[None, None], pixels=1)[:, 0].sum(dim=(1, 2)).tolist()
    [2.0, 2.0, 2.0, 2.0]
    """
    height, width = pictures.shape[2:]
    framed = functional.pad(pictures, (pixels,) * 4, value=float(pictures.min()))
    corners = ((2 * pixels, pixels), (0, pixels), (pixels, 2 * pixels), (pixels, 0))
    return torch.cat([framed[:, :, top : top + height, left : left + width] for top, left in corners])


def train_and_judge(
    config: Any, lr: float, seed: int, n_steps: int, examples: tuple[Tensor, Tensor], judges: tuple[Tensor, Tensor]
) -> tuple[float, float]:
    """Train one network and return the shares of other pictures, as they are and moved, that it names rightly.

    Parameters
    ----------
    config : DenseConfig or a configuration of lib.vision
    lr : float
        Largest rate of AdamW; the schedule is a cosine with warm-up.
    seed, n_steps : int
    examples, judges : tuple of Tensor, shapes (n_samples, 1, 14, 14) and (n_samples,)

    Returns
    -------
    share, share_moved : float

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.vision.experiments.same_budget import DenseConfig, train_and_judge
    >>> y = torch.arange(100) % 10
    >>> X = torch.zeros(100, 1, 14, 14)
    >>> X[torch.arange(100), 0, y, y] = 3.0  # each class has a pixel of its own
    >>> share, share_moved = train_and_judge(DenseConfig((20,)), 0.01, 0, 60, (X, y), (X, y))
    >>> share, share_moved < 0.5
    (1.0, True)
    """
    model = build(config, seed)
    settings = TrainConfig(
        n_steps=n_steps, batch_size=BATCH_SIZE, lr=lr, schedule="cosine", warmup_steps=n_steps // 10, seed=seed
    )
    fit(model, examples, functional.cross_entropy, settings, device="cpu")
    shares = []
    for pictures, copies in ((judges[0], 1), (moved(judges[0]), 4)):
        batches = Batches((pictures, judges[1].repeat(copies)), 500, shuffle=False)
        shares.append(evaluate(model, batches, functional.cross_entropy, {"accuracy": accuracy})["accuracy"])
    return shares[0], shares[1]


def main() -> None:
    """Run everything and record it."""
    torch.set_num_threads(1)
    start = time.process_time()
    data = load_fashion_mnist()
    X, y = shrunk(data.X_train), torch.from_numpy(data.y_train.astype(np.int64))
    test = shrunk(data.X_test), torch.from_numpy(data.y_test.astype(np.int64))
    examples, held_out = (X[:N_TRAIN], y[:N_TRAIN]), (X[N_TRAIN:], y[N_TRAIN:])
    results: dict[str, Any] = {
        "n_train": N_TRAIN,
        "n_held_out": len(held_out[1]),
        "n_test": len(test[1]),
        "n_steps": N_STEPS,
        "move": MOVE,
        "batch_size": BATCH_SIZE,
        "rates": list(RATES),
        "budgets": {},
    }
    for budget in BUDGETS:
        rows = {}
        for name, configs in NETS.items():
            config = configs[budget]
            tried = [train_and_judge(config, rate, TUNING_SEED, N_STEPS, examples, held_out)[0] for rate in RATES]
            lr = RATES[int(np.argmax(tried))]
            scores = [train_and_judge(config, lr, seed, N_STEPS, examples, test) for seed in SEEDS]
            parameters, multiply_adds = costs(build(config, 0))
            rows[name] = {
                "parameters": parameters,
                "multiply_adds": multiply_adds,
                "lr": lr,
                "tried": [round(score, 4) for score in tried],
                "accuracies": [round(share, 4) for share, _ in scores],
                "moved": [round(share, 4) for _, share in scores],
            }
        results["budgets"][budget] = rows
    record(NAME, COMMAND, (TUNING_SEED, *SEEDS), time.process_time() - start, results)


if __name__ == "__main__":
    main()
