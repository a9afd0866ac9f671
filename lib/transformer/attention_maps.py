"""Look at the attention weights of a model while it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from torch import Tensor, nn

from lib.transformer.attention import Attention


@contextmanager
def record_attention(model: nn.Module) -> Iterator[dict[str, list[Tensor]]]:
    """Gather the attention weights of every `Attention` inside a model.

    Parameters
    ----------
    model : torch.nn.Module

    Yields
    ------
    dict of str to list of Tensor, shape (batch, n_heads, time, source_time)
        Under the name of each `Attention` in the model, one entry for each call, without gradient.

    Raises
    ------
    ValueError
        If the model holds no `Attention`.

    Notes
    -----
    The weights are computed besides, with the masks but before dropout; what the model returns does not change. When
    the block ends nothing more is gathered.
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import Attention, record_attention
    >>> model = torch.nn.Sequential(Attention(8, 2))
    >>> with record_attention(model) as maps:
    ...     y = model(torch.zeros(1, 3, 8))
    >>> maps["0"][0].shape
    torch.Size([1, 2, 3, 3])
    """
    layers = {name: each for name, each in model.named_modules() if isinstance(each, Attention)}
    if not layers:
        raise ValueError(f"model must hold an Attention, got a {type(model).__name__} without one")
    before = {name: layer._maps for name, layer in layers.items()}
    maps: dict[str, list[Tensor]] = {name: [] for name in layers}
    for name, layer in layers.items():
        layer._maps = maps[name]
    try:
        yield maps
    finally:
        for name, layer in layers.items():
            layer._maps = before[name]
