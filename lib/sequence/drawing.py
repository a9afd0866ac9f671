"""Where initial weights come from: a generator of their own, so that the program's global seed is never moved."""

from __future__ import annotations

import math

import torch
from torch import nn


def own_generator(generator: torch.Generator | None = None) -> torch.Generator:
    """Return the generator that was given, or a new one seeded by the system.

    Parameters
    ----------
    generator : torch.Generator, optional

    Returns
    -------
    torch.Generator
        torch's global generator is neither read nor changed.

    Raises
    ------
    TypeError
        If ``generator`` is of another kind.
    """
    if generator is None:
        generator = torch.Generator()
        generator.seed()  # from the system's own entropy; 0 stays free for readers who ask for it
    if not isinstance(generator, torch.Generator):
        raise TypeError(f"generator must be a torch.Generator or None, got {type(generator).__name__}")
    return generator


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
