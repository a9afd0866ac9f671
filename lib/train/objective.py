"""What is minimised: a function of the model and a batch, with the number of things it is the mean of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

Criterion = Callable[..., Any]


class Supervised:
    """Compare a model's output with a target: ``criterion(model(X), y)`` for batches ``(X, ..., y)``.

    Parameters
    ----------
    criterion : callable
        Of the output and the target; returns the mean over the batch, or ``(mean, count)`` where the mean is over
        another number of things than the batch has examples (such as real tokens).

    Raises
    ------
    TypeError
        If `criterion` cannot be called.

    Notes
    -----
    All tensors of a batch but the last go to the model. Functions and classes of ``torch.nn`` need not be wrapped:
    ``lib.train.fit`` does it. Your own function of (output, target) does.
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.train import Supervised
    >>> absolute = Supervised(lambda output, y: (output - y).abs().mean())
    >>> absolute(torch.nn.Identity(), torch.tensor([1.0, 2.0]), torch.tensor([1.0, 4.0]))
    tensor(1.)
    """

    def __init__(self, criterion: Criterion) -> None:
        if not callable(criterion):
            raise TypeError(f"criterion must be callable, got {type(criterion).__name__}")
        self.criterion = criterion

    def __call__(self, model: nn.Module, *tensors: Tensor) -> Any:
        """Return the criterion of the output and the last tensor."""
        *X, y = tensors
        return self.criterion(model(*X), y)

    def measure(
        self, model: nn.Module, tensors: tuple[Tensor, ...], metrics: Mapping[str, Criterion]
    ) -> dict[str, Any]:
        """Return the loss and all metrics of one batch from one forward pass.

        Parameters
        ----------
        model : nn.Module
        tensors : tuple of Tensor, shapes (batch, ...)
        metrics : mapping of str to callable
            Each of the output and the target.

        Returns
        -------
        dict
            Under ``"loss"`` and the names of the metrics.
        """
        *X, y = tensors
        output = model(*X)
        return {"loss": self.criterion(output, y), **{name: metric(output, y) for name, metric in metrics.items()}}


def as_objective(loss: Any) -> Callable[..., Any]:
    """Return a loss as a function of (model, tensors of a batch): torch's own losses are wrapped in `Supervised`.

    Parameters
    ----------
    loss : callable
        A loss of ``torch.nn`` or ``torch.nn.functional``, or a function of the model and the tensors of a batch.

    Returns
    -------
    callable

    Raises
    ------
    TypeError
        If `loss` cannot be called.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from torch.nn import functional as F
    >>> from lib.train.objective import as_objective
    >>> type(as_objective(F.cross_entropy)).__name__
    'Supervised'
    """
    if not callable(loss):
        raise TypeError(f"loss must be callable, got {type(loss).__name__}")
    module = getattr(loss, "__module__", None) or type(loss).__module__
    return Supervised(loss) if module.startswith("torch.nn") else loss


def mean_and_count(name: str, value: Any, n_examples: int) -> tuple[Any, int]:
    """Return what a loss or metric gave as a mean and the number of things it is the mean of.

    Parameters
    ----------
    name : str
        Of the loss or metric, for messages.
    value : float, Tensor of shape (), or a pair of one of these and a number
    n_examples : int
        The number if none is given.

    Returns
    -------
    mean : float or Tensor, shape ()
    count : int

    Raises
    ------
    ValueError
        If the value is no single number, or the count is not above 0.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.train.objective import mean_and_count
    >>> mean_and_count("loss", 0.5, 32), mean_and_count("loss", (0.5, 7), 32)
    ((0.5, 32), (0.5, 7))
    """
    count: Any = n_examples
    if isinstance(value, tuple | list):
        if len(value) != 2:
            raise ValueError(f"{name} must return a mean, or a mean and a count, got {len(value)} values")
        value, count = value
    if isinstance(value, Tensor) and value.numel() != 1:
        raise ValueError(f"{name} must be a mean over the batch, shape (), got shape {tuple(value.shape)}")
    count = int(count)
    if count < 1:
        raise ValueError(f"{name} must be the mean of at least 1 thing, got a count of {count}")
    return (value.reshape(()) if isinstance(value, Tensor) else value), count


def accuracy(output: Tensor, y: Tensor) -> tuple[Tensor, int]:
    """Return the share of right classes, and of how many predictions it is the share.

    Parameters
    ----------
    output : Tensor, shape (batch, n_classes) or (batch, n_classes, ...)
        Logits; the largest wins.
    y : Tensor of int64, shape (batch,) or (batch, ...)
        Class numbers; negative ones, such as the -100 that torch's losses ignore, do not count.

    Returns
    -------
    share : Tensor, shape ()
    count : int

    Raises
    ------
    ValueError
        If the shapes do not fit.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.train import accuracy
    >>> accuracy(torch.tensor([[2.0, 1.0], [0.0, 3.0], [1.0, 0.0]]), torch.tensor([0, 1, 1]))
    (tensor(0.6667), 3)
    """
    if output.ndim < 2 or output.shape[:1] + output.shape[2:] != y.shape:
        raise ValueError(
            f"y must have the shape of output without its axis 1, got {tuple(y.shape)} for {tuple(output.shape)}"
        )
    counts = y >= 0
    right = ((output.argmax(1) == y) & counts).sum()
    n = int(counts.sum())
    return right.to(torch.float32) / max(n, 1), n
