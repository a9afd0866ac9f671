"""Layers of torch whose initial weights are drawn from a given generator, never from torch's global one."""

from __future__ import annotations

import math

import torch
from torch import nn


def drawn_linear(n_in: int, n_out: int, generator: torch.Generator, *, bias: bool = True) -> nn.Linear:
    """Return torch's ``Linear`` with its usual start, U(-1/sqrt(n_in), 1/sqrt(n_in)), drawn from ``generator``."""
    # Subtle: nn.Linear draws its start from the global generator; skip_init builds the layer without that draw.
    layer = nn.utils.skip_init(nn.Linear, n_in, n_out, bias=bias)
    bound = 1 / math.sqrt(n_in)
    for parameter in layer.parameters():
        nn.init.uniform_(parameter, -bound, bound, generator=generator)
    return layer


def drawn_embedding(n_rows: int, width: int, generator: torch.Generator, std: float = 1.0) -> nn.Embedding:
    """Return torch's ``Embedding`` with rows from N(0, std^2), drawn from ``generator``."""
    layer = nn.utils.skip_init(nn.Embedding, n_rows, width)
    nn.init.normal_(layer.weight, 0.0, std, generator=generator)
    return layer
