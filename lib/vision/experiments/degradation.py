"""Plain and residual networks of growing depth: which of them can be trained at all? Recorded.

Run by ``python -m lib.vision.experiments.degradation``: about twelve minutes on one core.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.data import load_fashion_mnist
from lib.train import Batches, TrainConfig, accuracy, evaluate, fit, record
from lib.vision.residual_blocks import ResidualBlock
from lib.vision.resnet import ResNet, cifar_resnet_config

NAME = "degradation"
COMMAND = "python -m lib.vision.experiments.degradation"
IDENTITY = "plain, begun at the identity"
KINDS = ("plain", "residual", IDENTITY)
DEPTHS = (8, 20, 32, 56)
RATES = (1e-3, 3e-3, 1e-2, 3e-2, 1e-1)
NOISES = (0.03, 0.1, 0.3)  # share of He's weights that is left at the identity, chosen together with the rate
TUNING_SEED, SEEDS = 0, (1, 2, 3)
N_PICTURES, N_STEPS, BATCH_SIZE = 2048, 100, 64
LONGER = 4  # times as many steps


def shrunk(pictures: np.ndarray) -> Tensor:
    """Halve pictures to 14 x 14 pixels by means and bring them to mean 0 and deviation 1, roughly.

    Parameters
    ----------
    pictures : ndarray of uint8, shape (n_samples, 28, 28)

    Returns
    -------
    Tensor of float32, shape (n_samples, 1, 14, 14)

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.vision.experiments.degradation import shrunk
    >>> shrunk(np.zeros((2, 28, 28), dtype=np.uint8)).shape
    torch.Size([2, 1, 14, 14])
    """
    small = pictures.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4))
    return torch.from_numpy(((small - 72) / 90).astype(np.float32))[:, None]


def begin_at_identity(model: nn.Module, noise: float = 0.1) -> None:
    """Let every 3 x 3 convolution of the blocks begin as "pass on what comes in", with a share of its old weights.

    Parameters
    ----------
    model : ResNet
        Changed in place; no parameter is added.
    noise : float, default 0.1
        Share of the old weights that is kept.

    Notes
    -----
    Where a layer has more maps than come in, the new ones begin with the old weights alone.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Zagoruyko and Komodakis (2017), *DiracNets: Training Very Deep Neural Networks Without Skip-Connections*.

    Examples
    --------
    >>> import torch
    >>> from lib.vision import ResidualBlock
    >>> from lib.vision.experiments.degradation import begin_at_identity
    >>> block = ResidualBlock(2, 2, residual=False).eval()
    >>> begin_at_identity(torch.nn.Sequential(block), noise=0.0)
    >>> x = torch.tensor([1.0, 3.0])[None, :, None, None].expand(1, 2, 4, 4)
    >>> torch.allclose(block(x), x, atol=1e-4)
    True
    """
    with torch.no_grad():
        for block in model.modules():
            if isinstance(block, ResidualBlock):
                for layer in block.layers:
                    if isinstance(layer, nn.Conv2d):
                        layer.weight *= noise
                        shared = range(min(layer.in_channels, layer.out_channels))
                        layer.weight[shared, shared, 1, 1] += 1.0


def build(kind: str, depth: int, seed: int, noise: float = 0.1) -> ResNet:
    """Return a new network of 8, 16 and 32 maps.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    depth : int
    seed : int
        Of its first weights.
    noise : float, default 0.1
        As in `begin_at_identity`, for the kind that begins there.

    Returns
    -------
    ResNet

    Notes
    -----
    All kinds have the same parameters and the same batch norms. Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.vision import count_parameters
    >>> from lib.vision.experiments.degradation import KINDS, build
    >>> {count_parameters(build(kind, 8, seed=0)) for kind in KINDS}
    {19074}
    """
    config = cifar_resnet_config(depth, 8, in_channels=1, image_size=14, residual=kind == "residual")
    model = ResNet(config, generator=torch.Generator().manual_seed(seed))
    if kind == IDENTITY:
        begin_at_identity(model, noise)
    return model


def train_and_judge(
    kind: str, depth: int, lr: float, seed: int, n_steps: int, examples: tuple[Tensor, Tensor], noise: float = 0.1
) -> dict[str, Any]:
    """Train one network and judge it on the pictures it was trained on.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    depth : int
    lr : float
        Largest rate of AdamW; the schedule is a cosine with warm-up.
    seed : int
    n_steps : int
    examples : tuple of Tensor, shapes (n_samples, 1, 14, 14) and (n_samples,)
    noise : float, default 0.1
        As in `build`.

    Returns
    -------
    dict
        ``loss`` in nats and ``error`` as a share, both of all pictures; ``curve``, mean losses of ten equal parts of
        the run.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.vision.experiments.degradation import train_and_judge
    >>> draw = torch.Generator().manual_seed(0)
    >>> examples = torch.randn(40, 1, 14, 14, generator=draw), torch.arange(40) % 10
    >>> found = train_and_judge("residual", 8, 0.01, 0, 10, examples)
    >>> sorted(found), len(found["curve"])
    (['curve', 'error', 'loss'], 10)
    """
    model = build(kind, depth, seed, noise)
    config = TrainConfig(
        n_steps=n_steps, batch_size=BATCH_SIZE, lr=lr, schedule="cosine", warmup_steps=n_steps // 10, seed=seed
    )
    history = fit(model, examples, functional.cross_entropy, config, device="cpu")
    after = evaluate(model, Batches(examples, 256, shuffle=False), functional.cross_entropy, {"accuracy": accuracy})
    curve = [round(float(part.mean()), 3) for part in np.array_split(np.array(history.loss), 10)]
    return {"loss": round(after["loss"], 3), "error": round(1 - after["accuracy"], 3), "curve": curve}


def main() -> None:
    """Run everything and record it."""
    torch.set_num_threads(1)
    start = time.process_time()
    data = load_fashion_mnist()
    examples = shrunk(data.X_train[:N_PICTURES]), torch.from_numpy(data.y_train[:N_PICTURES].astype(np.int64))
    results: dict[str, Any] = {
        "n_pictures": N_PICTURES,
        "n_steps": N_STEPS,
        "batch_size": BATCH_SIZE,
        "rates": list(RATES),
        "noises": list(NOISES),
        "depths": list(DEPTHS),
        "kinds": {},
    }
    rates = {}
    for kind in KINDS:
        rows = []
        noises = NOISES if kind == IDENTITY else NOISES[:1]  # for the others the noise means nothing
        for depth in DEPTHS:
            tried = [
                [train_and_judge(kind, depth, rate, TUNING_SEED, N_STEPS, examples, noise)["loss"] for rate in RATES]
                for noise in noises
            ]
            row, column = np.unravel_index(np.nanargmin(tried), (len(noises), len(RATES)))
            rates[kind, depth] = lr = RATES[column]
            runs = [train_and_judge(kind, depth, lr, seed, N_STEPS, examples, noises[row]) for seed in SEEDS]
            rows.append({"lr": lr, "noise": noises[row] if kind == IDENTITY else None, "tried": tried, "runs": runs})
        results["kinds"][kind] = rows
    longer = {}
    for depth in (DEPTHS[0], DEPTHS[2]):
        lr = rates["plain", depth]
        runs = [train_and_judge("plain", depth, lr, seed, LONGER * N_STEPS, examples) for seed in SEEDS]
        longer[str(depth)] = [{"loss": run["loss"], "error": run["error"]} for run in runs]
    results["plain, longer"] = {"n_steps": LONGER * N_STEPS, "depths": longer}
    record(NAME, COMMAND, (TUNING_SEED, *SEEDS), time.process_time() - start, results)


if __name__ == "__main__":
    main()
