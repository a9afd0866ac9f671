"""Look at the routings of a model while it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from torch import nn

from lib.transformer.mixture_of_experts import MixtureOfExperts
from lib.transformer.routing import Routing


@contextmanager
def record_routing(model: nn.Module) -> Iterator[dict[str, list[Routing]]]:
    """Gather the routings of every `MixtureOfExperts` inside a model.

    Parameters
    ----------
    model : torch.nn.Module

    Yields
    ------
    dict of str to list of Routing
        Under the name of each `MixtureOfExperts` in the model, one entry for each call.

    Raises
    ------
    ValueError
        If the model holds no `MixtureOfExperts`.

    Notes
    -----
    The routings are those that the calls used, with their gradients: `routing_loss` of them can be added to the loss
    of the task. What the model returns does not change. When the block ends nothing more is gathered.
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import MixtureOfExperts, record_routing
    >>> model = torch.nn.Sequential(MixtureOfExperts(8, 16, n_experts=4))
    >>> with record_routing(model) as routings:
    ...     y = model(torch.zeros(1, 3, 8))
    >>> routings["0"][0].weights.shape
    torch.Size([1, 3, 2])
    """
    layers = {name: each for name, each in model.named_modules() if isinstance(each, MixtureOfExperts)}
    if not layers:
        raise ValueError(f"model must hold a MixtureOfExperts, got a {type(model).__name__} without one")
    before = {name: layer._routings for name, layer in layers.items()}
    routings: dict[str, list[Routing]] = {name: [] for name in layers}
    for name, layer in layers.items():
        layer._routings = routings[name]
    try:
        yield routings
    finally:
        for name, layer in layers.items():
            layer._routings = before[name]
