"""Measure a loss and scores over a whole set, without learning from it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from lib.train.devices import to_device
from lib.train.objective import Supervised, as_objective, mean_and_count
from lib.train.precision import autocast


def evaluate(
    model: nn.Module,
    batches: Iterable[tuple[Tensor, ...]],
    loss: Callable[..., Any],
    metrics: Mapping[str, Callable[..., Any]] | None = None,
    *,
    precision: str = "float32",
    device: torch.device | None = None,
) -> dict[str, float]:
    """Return the mean loss and the mean of each metric over all batches, each batch by the things it counts.

    Parameters
    ----------
    model : nn.Module
        Runs in evaluation mode and without gradients; each of its modules is put back into its own mode after.
    batches : iterable of tuple of Tensor, shapes (batch, ...)
        Such as ``Batches``.
    loss : callable
        As in ``fit``.
    metrics : mapping of str to callable, optional
        As in ``fit``.
    precision : {"float32", "bfloat16", "float16"}, default "float32"
    device : torch.device, optional
        Where the model is; found from its first parameter if not given.

    Returns
    -------
    dict of str to float
        Under ``"loss"`` and the names of the metrics.

    Raises
    ------
    ValueError
        If there is no batch, or a metric is called ``"loss"``.

    Notes
    -----
    A mean of the batches' means would give a smaller last batch too much weight.
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from torch.nn import functional as F
    >>> from lib.train import Batches, accuracy, evaluate
    >>> logits, y = torch.tensor([[9.0, 0.0], [0.0, 9.0], [9.0, 0.0]]), torch.tensor([0, 1, 1])
    >>> result = evaluate(torch.nn.Identity(), Batches((logits, y), 2), F.cross_entropy, {"accuracy": accuracy})
    >>> {name: round(value, 3) for name, value in result.items()}
    {'loss': 3.0, 'accuracy': 0.667}
    """
    metrics = dict(metrics or {})
    if "loss" in metrics:
        raise ValueError("metrics must not hold the name 'loss', which the loss itself has")
    objective = as_objective(loss)
    if device is None:
        device = next((parameter.device for parameter in model.parameters()), torch.device("cpu"))
    products: dict[str, list[float]] = {name: [] for name in ("loss", *metrics)}
    counts: dict[str, int] = dict.fromkeys(products, 0)
    # Subtle: not inference_mode, whose tensors a model that keeps some (a cache of positions) could not train with.
    with evaluation_mode(model), torch.no_grad(), autocast(precision, device):
        for batch in batches:
            batch = to_device(batch, device)
            for name, value in _measured(objective, model, batch, metrics).items():
                mean, count = mean_and_count(name, value, len(batch[0]))
                products[name].append(float(mean) * count)
                counts[name] += count
    if not counts["loss"]:
        raise ValueError("batches must hold at least one batch, got none")
    # fsum rounds once, so the result does not depend on how the set was cut.
    return {name: _sum(values) / counts[name] for name, values in products.items()}


def _measured(
    objective: Any, model: nn.Module, batch: tuple[Tensor, ...], metrics: Mapping[str, Any]
) -> dict[str, Any]:
    if isinstance(objective, Supervised):
        return objective.measure(model, batch, metrics)
    return {"loss": objective(model, *batch), **{name: metric(model, *batch) for name, metric in metrics.items()}}


def _sum(values: list[float]) -> float:
    # fsum refuses to add inf to -inf; a plain sum gives NaN.
    return math.fsum(values) if all(map(math.isfinite, values)) else sum(values)


@contextmanager
def evaluation_mode(model: nn.Module) -> Iterator[None]:
    """Run a block with the model in evaluation mode, then put each of its modules back into its own mode.

    Parameters
    ----------
    model : nn.Module

    Yields
    ------
    None

    Notes
    -----
    ``model.train()`` at the end would wake parts that were frozen, such as a batch norm in evaluation mode.
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from torch import nn
    >>> from lib.train import evaluation_mode
    >>> model = nn.Sequential(nn.Dropout(), nn.BatchNorm1d(2).eval())
    >>> with evaluation_mode(model):
    ...     model[0].training
    False
    >>> model[0].training, model[1].training
    (True, False)
    """
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield
    finally:
        for module, mode in modes:
            module.training = mode
