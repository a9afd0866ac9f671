"""torch's optimizers by name, with weight decay where the settings want it."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from lib.train.config import TrainConfig


def parameter_groups(model: nn.Module, weight_decay: float, decay_vectors: bool = True) -> list[dict[str, Any]]:
    """Return the parameters that learn, in groups for an optimizer: with weight decay, and without.

    Parameters
    ----------
    model : nn.Module
        Parameters with ``requires_grad=False`` are left out.
    weight_decay : float
    decay_vectors : bool, default True
        Whether parameters with fewer than two axes (biases, gains of norms) decay too.

    Returns
    -------
    list of dict
        As torch's optimizers take them; a group without parameters is left out.

    Raises
    ------
    ValueError
        If no parameter learns.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from torch import nn
    >>> from lib.train import parameter_groups
    >>> groups = parameter_groups(nn.Linear(3, 2), weight_decay=0.1, decay_vectors=False)
    >>> [(len(group["params"]), group["weight_decay"]) for group in groups]
    [(1, 0.1), (1, 0.0)]
    """
    learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
    if not learning:
        raise ValueError("model must have a parameter with requires_grad=True, got none")
    decaying = [p for p in learning if decay_vectors or p.ndim >= 2]
    others = [p for p in learning if not (decay_vectors or p.ndim >= 2)]
    groups = [{"params": decaying, "weight_decay": weight_decay}, {"params": others, "weight_decay": 0.0}]
    return [group for group in groups if group["params"]]


def make_optimizer(model: nn.Module, config: TrainConfig) -> torch.optim.Optimizer:
    """Return the optimizer that the settings name, over the parameters that learn.

    Parameters
    ----------
    model : nn.Module
    config : TrainConfig
        Uses ``optimizer, lr, momentum, betas, weight_decay, decay_vectors``; all else is torch's default.

    Returns
    -------
    torch.optim.Optimizer

    Raises
    ------
    ValueError
        If no parameter learns.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from torch import nn
    >>> from lib.train import TrainConfig, make_optimizer
    >>> type(make_optimizer(nn.Linear(3, 2), TrainConfig(n_steps=1, optimizer="sgd"))).__name__
    'SGD'
    """
    groups = parameter_groups(model, config.weight_decay, config.decay_vectors)
    if config.optimizer == "sgd":
        return torch.optim.SGD(groups, lr=config.lr, momentum=config.momentum)
    if config.optimizer == "rmsprop":
        return torch.optim.RMSprop(groups, lr=config.lr, momentum=config.momentum)
    if config.optimizer == "adagrad":
        return torch.optim.Adagrad(groups, lr=config.lr)
    kind = torch.optim.Adam if config.optimizer == "adam" else torch.optim.AdamW
    return kind(groups, lr=config.lr, betas=config.betas)
