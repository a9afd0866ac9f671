"""A Vision Transformer against a convolutional network of equal size, at growing data. Recorded.

Run by ``python -m lib.transformer.experiments.vit_against_cnn``: about eleven minutes on one core.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.data import load_fashion_mnist
from lib.train import Batches, DivergenceError, TrainConfig, accuracy, evaluate, fit, record
from lib.transformer.counting import flop_counts
from lib.transformer.patches import image_to_patches, patches_to_image
from lib.transformer.vit import ViT
from lib.transformer.vit_config import ViTConfig
from lib.vision.counting import count_multiply_adds, count_parameters
from lib.vision.lenet import LeNet, LeNetConfig

NAME = "vit_against_cnn"
COMMAND = "python -m lib.transformer.experiments.vit_against_cnn"
RATES = (1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1)
FIRST_TRIED = (3e-3, 1e-2, 3e-2)  # and on, down or up, while the best is the lowest or the highest tried
TUNING_SEED, SEEDS, SHUFFLING_SEED = 0, (1, 2, 3), 9
SIZES = (125, 500, 2000, 8000)
ENDS = (SIZES[0], SIZES[-1])
N_STEPS, LONGER, BATCH_SIZE = 240, 3, 64
MOVE = 2  # pixels of 28, in augmentation

VIT = ViTConfig(patch_size=7, d_model=48, n_heads=4, d_ff=96, n_layers=2)
CNN = LeNetConfig(hidden=(88, 40))  # about as many weights
PATCH_SIZES = (4, 7, 14, 28)


def pictures(images: np.ndarray) -> Tensor:
    """Bring pictures to mean 0 and deviation 1, roughly.

    Parameters
    ----------
    images : ndarray of uint8, shape (n_samples, 28, 28)

    Returns
    -------
    Tensor of float32, shape (n_samples, 1, 28, 28)

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.transformer.experiments.vit_against_cnn import pictures
    >>> pictures(np.full((2, 28, 28), 72, dtype=np.uint8)).abs().max().item()
    0.0
    """
    return torch.from_numpy((images.astype(np.float32) - 72) / 90)[:, None]


def shuffled_patches(images: Tensor, patch_size: int, seed: int = SHUFFLING_SEED) -> Tensor:
    """Let the patches of all pictures change places, in all pictures alike.

    Parameters
    ----------
    images : Tensor, shape (n_samples, channels, height, width)
    patch_size : int
        Side in pixels; 1 shuffles single pixels.
    seed : int, default 9
        Of the new order.

    Returns
    -------
    Tensor, shape (n_samples, channels, height, width)

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer.experiments.vit_against_cnn import shuffled_patches
    >>> shuffled_patches(torch.arange(16).view(1, 1, 4, 4), 2, seed=0)[0, 0]
    tensor([[ 0,  1,  2,  3],
            [ 4,  5,  6,  7],
            [10, 11,  8,  9],
            [14, 15, 12, 13]])
    """
    patches = image_to_patches(images, patch_size)  # (n_samples, n_patches, patch_width)
    order = torch.randperm(patches.shape[1], generator=torch.Generator().manual_seed(seed))
    return patches_to_image(patches[:, order], patch_size, *images.shape[2:])


def moved_and_mirrored(X: Tensor, y: Tensor, *, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Move each picture by up to two pixels each way and mirror every second one, by chance.

    Parameters
    ----------
    X : Tensor, shape (batch, 1, height, width)
    y : Tensor, shape (batch,)
        Returned as it is: a shoe that points to the right is a shoe.
    generator : torch.Generator

    Returns
    -------
    X : Tensor, shape (batch, 1, height, width)
        What enters is as dark as the darkest pixel of the batch.
    y : Tensor, shape (batch,)

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer.experiments.vit_against_cnn import moved_and_mirrored
    >>> X = torch.zeros(3, 1, 9, 9)
    >>> X[:, :, 4, 4] = 1.0
    >>> moved, y = moved_and_mirrored(X, torch.arange(3), generator=torch.Generator().manual_seed(0))
    >>> moved.sum(dim=(1, 2, 3)).tolist(), torch.equal(moved, X)
    ([1.0, 1.0, 1.0], False)
    """
    height, width = X.shape[2:]
    framed = functional.pad(X, (MOVE,) * 4, value=float(X.min()))
    down, right = (torch.randint(0, 2 * MOVE + 1, (len(X), 1), generator=generator) for _ in range(2))
    mirror = torch.rand(len(X), 1, generator=generator) < 0.5
    rows = down + torch.arange(height)  # (batch, height)
    columns = right + torch.where(mirror, torch.arange(width).flip(0), torch.arange(width))  # (batch, width)
    picture = torch.arange(len(X))[:, None, None]
    return framed[picture, 0, rows[:, :, None], columns[:, None, :]][:, None], y


def build(config: ViTConfig | LeNetConfig, seed: int) -> nn.Module:
    """Return a new network.

    Parameters
    ----------
    config : ViTConfig or LeNetConfig
    seed : int
        Of its first weights.

    Returns
    -------
    torch.nn.Module
        From (batch, 1, 28, 28) to logits of shape (batch, 10).

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.vit_against_cnn import CNN, VIT, build, costs
    >>> costs(VIT, build(VIT, 0))[0], costs(CNN, build(CNN, 0))[0]
    (41770, 41830)
    """
    generator = torch.Generator().manual_seed(seed)
    return ViT(config, generator=generator) if isinstance(config, ViTConfig) else LeNet(config, generator=generator)


def costs(config: ViTConfig | LeNetConfig, model: nn.Module) -> tuple[int, int]:
    """Return parameters and multiply-adds for one picture.

    Parameters
    ----------
    config : ViTConfig or LeNetConfig
    model : torch.nn.Module

    Returns
    -------
    n_parameters, n_multiply_adds : int

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.vit_against_cnn import CNN, VIT, build, costs
    >>> costs(VIT, build(VIT, 0))[1] > costs(CNN, build(CNN, 0))[1]
    True
    """
    if isinstance(config, ViTConfig):
        return count_parameters(model), sum(flop_counts(config).values()) // 2
    return count_parameters(model), count_multiply_adds(model, (1, 28, 28))


def train_and_judge(
    config: ViTConfig | LeNetConfig,
    lr: float,
    seed: int,
    examples: tuple[Tensor, Tensor],
    judges: tuple[Tensor, Tensor],
    *,
    n_steps: int = N_STEPS,
    augmented: bool = False,
) -> float:
    """Train one network and return the share of other pictures that it names rightly.

    Parameters
    ----------
    config : ViTConfig or LeNetConfig
    lr : float
        Largest rate of AdamW; the schedule is a cosine with warm-up.
    seed : int
    examples, judges : tuple of Tensor, shapes (n_samples, 1, 28, 28) and (n_samples,)
    n_steps : int, default 240
    augmented : bool, default False
        Whether the pictures are moved and mirrored by chance while training.

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
    >>> from lib.transformer.experiments.vit_against_cnn import VIT, train_and_judge
    >>> y = torch.arange(40) % 10
    >>> X = torch.zeros(40, 1, 28, 28)
    >>> X[torch.arange(40), 0, 2 * y, 2 * y] = 3.0  # each class has a pixel of its own
    >>> train_and_judge(VIT, 0.01, 0, (X, y), (X, y), n_steps=60)
    1.0
    """
    model = build(config, seed)
    settings = TrainConfig(
        n_steps=n_steps, batch_size=BATCH_SIZE, lr=lr, schedule="cosine", warmup_steps=n_steps // 10, seed=seed
    )
    batches = Batches(
        examples,
        BATCH_SIZE,
        transform=moved_and_mirrored if augmented else None,
        generator=torch.Generator().manual_seed(seed),
    )
    try:
        fit(model, batches, functional.cross_entropy, settings, device="cpu")
    except DivergenceError:
        return 0.0
    return evaluate(model, Batches(judges, 500, shuffle=False), functional.cross_entropy, {"accuracy": accuracy})[
        "accuracy"
    ]


def best_rate(judge: Callable[[float], float]) -> tuple[float, dict[str, float]]:
    """Return the rate of the list with the highest score, after trying its neighbours on both sides.

    Parameters
    ----------
    judge : callable
        From a rate to a score.

    Returns
    -------
    lr : float
    tried : dict of str to float
        The scores by rate, in the order of the rates.

    Raises
    ------
    ValueError
        If the best is an end of the whole list.

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.vit_against_cnn import best_rate
    >>> best_rate(lambda lr: 1 - lr)
    Traceback (most recent call last):
        ...
    ValueError: rates below 0.0001 or above 0.3 are needed, got scores that are best at 0.0001
    >>> lr, tried = best_rate(lambda lr: -abs(lr - 0.001))
    >>> lr, list(tried)
    (0.001, ['0.0003', '0.001', '0.003', '0.01', '0.03'])
    """
    tried = {rate: judge(rate) for rate in FIRST_TRIED}
    while True:
        best = max(tried, key=lambda rate: tried[rate])
        place = RATES.index(best)
        if place in (0, len(RATES) - 1):
            raise ValueError(
                f"rates below {RATES[0]} or above {RATES[-1]} are needed, got scores that are best at {best}"
            )
        missing = [rate for rate in RATES[place - 1 : place + 2] if rate not in tried]
        if not missing:
            return best, {str(rate): round(tried[rate], 4) for rate in sorted(tried)}
        tried |= {rate: judge(rate) for rate in missing}


def tuned(
    config: ViTConfig | LeNetConfig,
    examples: tuple[Tensor, Tensor],
    held_out: tuple[Tensor, Tensor],
    test: tuple[Tensor, Tensor],
    **settings: Any,
) -> dict[str, Any]:
    """Choose a rate on held-out pictures with one seed, then measure fresh seeds on the test pictures.

    Parameters
    ----------
    config : ViTConfig or LeNetConfig
    examples, held_out, test : tuple of Tensor, shapes (n_samples, 1, 28, 28) and (n_samples,)
    **settings
        Of `train_and_judge`.

    Returns
    -------
    dict
        ``"lr"``, ``"tried"`` (the held-out share of each rate tried) and ``"accuracies"`` (one for each seed).

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.vit_against_cnn import tuned
    >>> callable(tuned)  # takes half a minute
    True
    """
    lr, tried = best_rate(lambda rate: train_and_judge(config, rate, TUNING_SEED, examples, held_out, **settings))
    shares = [train_and_judge(config, lr, seed, examples, test, **settings) for seed in SEEDS]
    return {"lr": lr, "tried": tried, "accuracies": [round(share, 4) for share in shares]}


def main() -> None:
    """Run everything and record it."""
    torch.set_num_threads(1)
    start = time.process_time()
    data = load_fashion_mnist()
    X, y = pictures(data.X_train), torch.from_numpy(data.y_train.astype(np.int64))
    X_test, y_test = pictures(data.X_test), torch.from_numpy(data.y_test.astype(np.int64))
    largest = max(SIZES)

    def row(config: ViTConfig | LeNetConfig, n: int, shuffled: int | None = None, **settings: Any) -> dict[str, Any]:
        """Tune and measure with n pictures, perhaps with patches of a size shuffled in all pictures."""
        parts = [(X[:n], y[:n]), (X[largest:], y[largest:]), (X_test, y_test)]
        if shuffled is not None:
            parts = [(shuffled_patches(images, shuffled), labels) for images, labels in parts]
        return tuned(config, *parts, **settings)

    nets: dict[str, ViTConfig | LeNetConfig] = {"CNN": CNN, "ViT": VIT}
    rows: dict[str, dict[str, Any]] = {name: {str(n): row(config, n) for n in SIZES} for name, config in nets.items()}
    rows["CNN, patches shuffled"] = {str(n): row(CNN, n, shuffled=VIT.patch_size) for n in ENDS}
    for name, config in nets.items():
        rows[f"{name}, pixels shuffled"] = {str(ENDS[0]): row(config, ENDS[0], shuffled=1)}
        rows[f"{name}, augmented"] = {str(n): row(config, n, augmented=True) for n in ENDS}
        rows[f"{name}, longer"] = {str(largest): row(config, largest, n_steps=LONGER * N_STEPS)}
    variants = {"ViT, no positions": replace(VIT, positions="none"), "ViT, mean": replace(VIT, pooling="mean")}
    for name, config in variants.items():
        rows[name] = {str(n): row(config, n) for n in ENDS}
    patch_sizes: dict[str, dict[str, Any]] = {}
    for size in PATCH_SIZES:
        config = replace(VIT, patch_size=size)
        n_parameters, n_multiply_adds = costs(config, build(config, 0))
        measured = rows["ViT"][str(largest)] if size == VIT.patch_size else row(config, largest)
        patch_sizes[str(size)] = {"parameters": n_parameters, "multiply_adds": n_multiply_adds, **measured}
    results = {
        "n_held_out": len(y) - largest,
        "n_test": len(y_test),
        "n_steps": N_STEPS,
        "longer": LONGER,
        "batch_size": BATCH_SIZE,
        "rates": list(RATES),
        "rates_tried_first": list(FIRST_TRIED),
        "costs": {name: list(costs(config, build(config, 0))) for name, config in nets.items()},
        "rows": rows,
        "patch_sizes": patch_sizes,
    }
    record(NAME, COMMAND, (TUNING_SEED, *SEEDS), time.process_time() - start, results)


if __name__ == "__main__":
    main()
