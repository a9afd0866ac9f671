"""What does a long way cost? The adding problem for nets with a long and with a short path to each input, recorded.

Run by ``python -m lib.transformer.experiments.path_length``: about eight minutes on one core.
"""

from __future__ import annotations

import math
import statistics
import time
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.sequence import adding_task
from lib.sequence.experiments.bits_per_character import inner_best
from lib.train import TrainConfig, fit, record

NAME = "path_length"
COMMAND = "python -m lib.transformer.experiments.path_length"
RATES = (1e-3, 3e-3, 1e-2, 3e-2, 6e-2, 1e-1, 3e-1, 1.0)
START_RATE = 3e-2  # the first to be tried
TUNING_SEEDS, SEEDS = (11, 12, 13), (1, 2, 3)  # one start alone tells little here
LENGTHS, BUDGETS, WIDTH = (20, 50, 100), (100, 300), 32
NETS = ("GRU, last state", "GRU, mean of its states", "attention", "mean, no weights", "sum, no weights")


class Adder(nn.Module):
    """Read a sequence of pairs of numbers and return one number.

    Parameters
    ----------
    kind : {"GRU, last state", "GRU, mean of its states", "attention", "mean, no weights", "sum, no weights"}
        The first is chapter 08's, the second asks all of its states alike. The others turn each input into a vector by
        itself, the value, and take a mean of them, weighted by a learned query or plain, or their sum.
    seed : int
        Of the first weights.

    Raises
    ------
    ValueError
        If there is no such kind.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer.experiments.path_length import Adder
    >>> Adder("attention", seed=0)(torch.zeros(3, 7, 2)).shape
    torch.Size([3, 1])
    """

    def __init__(self, kind: str, seed: int) -> None:
        super().__init__()
        if kind not in NETS:
            raise ValueError(f"kind must be one of {NETS}, got {kind!r}")
        self.kind = kind
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.read: nn.Module = (
                nn.GRU(2, WIDTH, batch_first=True)
                if kind.startswith("GRU")
                else nn.Sequential(nn.Linear(2, WIDTH), nn.ReLU())
            )
            self.query = nn.Parameter(torch.randn(WIDTH))
            self.key, self.value = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
            self.answer = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.ReLU(), nn.Linear(WIDTH, 1))

    def forward(self, x: Tensor) -> Tensor:
        """Return one number for each sequence.

        Parameters
        ----------
        x : Tensor, shape (batch, time, 2)

        Returns
        -------
        Tensor, shape (batch, 1)
        """
        if self.kind.startswith("GRU"):
            states = self.read(x)[0]  # (batch, time, WIDTH)
            found = states[:, -1] if self.kind == "GRU, last state" else states.mean(dim=1)
        else:
            seen = self.read(x)  # (batch, time, WIDTH)
            values = self.value(seen)  # for mean and sum too: from attention they differ by its weights alone
            if self.kind == "attention":
                weights = (self.key(seen) @ self.query / math.sqrt(WIDTH)).softmax(dim=1)  # (batch, time)
                found = (weights[:, None] @ values)[:, 0]
            else:
                found = values.sum(dim=1) if self.kind == "sum, no weights" else values.mean(dim=1)
        answer: Tensor = self.answer(found)
        return answer


def error_of(kind: str, length: int, lr: float, seed: int, n_steps: int) -> float:
    """Train one net on the adding problem and return its error on new sequences as a share of guessing's.

    Parameters
    ----------
    kind : str
        One of `NETS`.
    length : int
        Pairs in a sequence.
    lr : float
        Largest rate; it falls along a line.
    seed : int
    n_steps : int
        Updates, each from 32 new sequences.

    Returns
    -------
    float
        Mean squared error over 1/6: 1 is guessing, 0 perfect.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.path_length import error_of
    >>> error_of("attention", 10, lr=0.01, seed=1, n_steps=150) < 0.1
    True
    """
    draw = torch.Generator().manual_seed(1000 + seed)
    config = TrainConfig(
        n_steps=n_steps, batch_size=32, optimizer="adam", lr=lr, schedule="linear", clip_norm=1.0, seed=seed
    )
    model = Adder(kind, seed)
    fit(model, adding_task(32 * n_steps, length, draw), functional.mse_loss, config, device="cpu")
    x, y = adding_task(1000, length, draw)
    with torch.no_grad():
        return float(functional.mse_loss(model(x), y)) * 6


def tuned(kind: str, length: int, n_steps: int) -> dict[str, Any]:
    """Choose the rate by the median of three runs, then return what other seeds give at that rate.

    Parameters
    ----------
    kind : str
    length : int
    n_steps : int

    Returns
    -------
    dict
        ``tuning``, the median error of each rate that was tried, ``lr`` and ``errors``.

    Raises
    ------
    ValueError
        If the best rate is the first or the last of `RATES`.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.path_length import tuned
    >>> found = tuned("attention", 5, n_steps=60)
    >>> min(found["tuning"].values()) == found["tuning"][f"{found['lr']:g}"]
    True
    """
    lr, tuning = inner_best(
        RATES,
        RATES.index(START_RATE),
        lambda rate: statistics.median(error_of(kind, length, rate, seed, n_steps) for seed in TUNING_SEEDS),
    )
    errors = [round(error_of(kind, length, lr, seed, n_steps), 3) for seed in SEEDS]
    return {"tuning": tuning, "lr": lr, "errors": errors}


def main() -> None:
    """Run everything and record it."""
    torch.set_num_threads(1)
    start = time.process_time()
    results: dict[str, Any] = {"lengths": list(LENGTHS), "rates": list(RATES), "width": WIDTH}
    results["nets"] = {
        str(n_steps): {kind: [tuned(kind, length, n_steps) for length in LENGTHS] for kind in NETS}
        for n_steps in BUDGETS
    }
    record(NAME, COMMAND, (*TUNING_SEEDS, *SEEDS), time.process_time() - start, results)


if __name__ == "__main__":
    main()
