"""Every setting of a training run in one frozen record."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Any

from lib.basics import check_bool, check_choice, check_integer, check_real

OPTIMIZERS = ("adagrad", "adam", "adamw", "rmsprop", "sgd")
SCHEDULES = ("constant", "cosine", "inverse_square_root", "linear")
PRECISIONS = ("float32", "bfloat16", "float16")


@dataclass(frozen=True)
class TrainConfig:
    """Hold every setting of a training run; two runs with equal settings and data give equal weights, bit for bit.

    Parameters
    ----------
    n_steps : int, optional
        Updates of the weights. Give this or `n_epochs`.
    n_epochs : int, optional
        Passes over the data.
    batch_size : int, default 32
        Examples in one forward pass; each process has its own where there are several.
    accumulation_steps : int, default 1
        Forward passes whose gradients make one update: as good as a batch so many times larger, in the memory of one.
    optimizer : {"adagrad", "adam", "adamw", "rmsprop", "sgd"}, default "adamw"
    lr : float, default 1e-3
        Largest learning rate of the schedule.
    momentum : float, default 0.0
        For "sgd" and "rmsprop".
    betas : tuple of two floats, default (0.9, 0.999)
        For "adam" and "adamw".
    weight_decay : float, default 0.0
        As torch's optimizer of that name applies it.
    decay_vectors : bool, default True
        Whether `weight_decay` also pulls parameters with fewer than two axes: biases, gains of norms.
    schedule : {"constant", "cosine", "inverse_square_root", "linear"}, default "constant"
    warmup_steps : int, default 0
        Updates over which the rate rises from 0 along a line.
    lr_floor : float, default 0.0
        Share of `lr` at which "cosine" and "linear" end.
    clip_norm : float, optional
        Largest length of the gradient; not clipped if not given.
    precision : {"float32", "bfloat16", "float16"}, default "float32"
        Number type of the forward pass under autocast; weights stay as they are.
    evaluate_every : int, optional
        Updates between two evaluations; once an epoch if not given.
    patience : int, optional
        Evaluations without a new lowest validation loss after which to stop and to take the best weights back.
    save_every : int, optional
        Updates between two checkpoints; once an epoch if not given.
    seed : int, default 0
        Of the order of the examples and of everything random inside the model, such as dropout.

    Raises
    ------
    TypeError
        If a setting is of the wrong kind.
    ValueError
        If a setting is out of range, or not exactly one of `n_steps` and `n_epochs` is given.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.train import TrainConfig
    >>> config = TrainConfig(n_steps=100, lr=0.01, schedule="cosine", warmup_steps=10)
    >>> config.optimizer, config.lr
    ('adamw', 0.01)
    >>> TrainConfig(n_steps=100, lr=-1)
    Traceback (most recent call last):
        ...
    ValueError: lr must be > 0, got -1
    """

    n_steps: int | None = None  # updates
    n_epochs: int | None = None  # passes over the data
    batch_size: int = 32  # examples a forward pass
    accumulation_steps: int = 1  # forward passes an update
    optimizer: str = "adamw"
    lr: float = 1e-3  # per update
    momentum: float = 0.0  # share of the last direction that is kept
    betas: tuple[float, float] = (0.9, 0.999)  # shares of the running averages that are kept
    weight_decay: float = 0.0  # per update, times lr for adamw
    decay_vectors: bool = True
    schedule: str = "constant"
    warmup_steps: int = 0  # updates
    lr_floor: float = 0.0  # share of lr
    clip_norm: float | None = None  # length of the gradient, unit of the loss per unit of weight
    precision: str = "float32"
    evaluate_every: int | None = None  # updates
    patience: int | None = None  # evaluations
    save_every: int | None = None  # updates
    seed: int = 0

    def __post_init__(self) -> None:
        if (self.n_steps is None) == (self.n_epochs is None):
            raise ValueError(
                f"exactly one of n_steps and n_epochs must be given, got n_steps={self.n_steps} and "
                f"n_epochs={self.n_epochs}"
            )
        for name in ("n_steps", "n_epochs", "evaluate_every", "patience", "save_every"):
            if getattr(self, name) is not None:
                check_integer(name, getattr(self, name), low=1)
        check_integer("batch_size", self.batch_size, low=1)
        check_integer("accumulation_steps", self.accumulation_steps, low=1)
        check_integer("seed", self.seed, low=0, high=2**63 - 1)
        check_integer("warmup_steps", self.warmup_steps, low=0)
        check_choice("optimizer", self.optimizer, OPTIMIZERS)
        check_choice("schedule", self.schedule, SCHEDULES)
        check_choice("precision", self.precision, PRECISIONS)
        check_bool("decay_vectors", self.decay_vectors)
        check_real("lr", self.lr, low=0, closed="neither")
        check_real("momentum", self.momentum, low=0, high=1, closed="left")
        check_real("weight_decay", self.weight_decay, low=0)
        check_real("lr_floor", self.lr_floor, low=0, high=1)
        if self.clip_norm is not None:
            check_real("clip_norm", self.clip_norm, low=0, closed="neither")
        if not isinstance(self.betas, tuple | list) or len(self.betas) != 2:
            raise ValueError(f"betas must be two numbers, got {self.betas!r}")
        for beta in self.betas:
            check_real("betas", beta, low=0, high=1, closed="left")
        object.__setattr__(self, "betas", tuple(self.betas))  # a list comes from JSON
        if self.schedule == "inverse_square_root" and self.warmup_steps == 0:
            raise ValueError("warmup_steps must be at least 1 for the schedule 'inverse_square_root', got 0")

    def total_steps(self, n_batches: int) -> int:
        """Return the number of updates of the whole run.

        Parameters
        ----------
        n_batches : int
            Batches in one pass over the data.

        Returns
        -------
        int

        Notes
        -----
        The last update of an epoch uses the batches that are left, so no update mixes two epochs.
        """
        if self.n_steps is not None:
            return self.n_steps
        return int(self.n_epochs or 0) * self.steps_per_epoch(n_batches)

    def steps_per_epoch(self, n_batches: int) -> int:
        """Return the number of updates in one pass over the data.

        Parameters
        ----------
        n_batches : int
            Batches in one pass over the data.

        Returns
        -------
        int
        """
        return math.ceil(n_batches / self.accumulation_steps)

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as a dictionary that JSON can hold.

        Returns
        -------
        dict
        """
        return {**dataclasses.asdict(self), "betas": list(self.betas)}
