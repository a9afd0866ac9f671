"""Check the numbers that stand for tokens before a model reads them."""

from __future__ import annotations

import torch
from torch import Tensor


def check_ids(name: str, ids: Tensor, vocab_size: int) -> Tensor:
    """Return ``ids`` if they are a batch of tokens of the vocabulary.

    Parameters
    ----------
    name : str
        Name of the argument in the message.
    ids : Tensor of int64, shape (batch, time)
    vocab_size : int

    Returns
    -------
    Tensor of int64, shape (batch, time)

    Raises
    ------
    TypeError
        If they are no integers.
    ValueError
        If they have another shape, are empty, or hold a number outside the vocabulary.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.train import check_ids
    >>> check_ids("ids", torch.tensor([[0, 4]]), vocab_size=4)
    Traceback (most recent call last):
        ...
    ValueError: ids must lie in [0, 4), got 4
    """
    if ids.dtype != torch.int64:
        raise TypeError(f"{name} must be int64, got {ids.dtype}")
    if ids.ndim != 2 or not ids.numel():
        raise ValueError(f"{name} must have shape (batch, time) with at least one token, got {tuple(ids.shape)}")
    # Subtle: to look at numbers that lie on an accelerator would make the program wait for it at every step.
    if ids.device.type == "cpu":
        outside = ids[(ids < 0) | (ids >= vocab_size)]
        if outside.numel():
            raise ValueError(f"{name} must lie in [0, {vocab_size}), got {int(outside[0])}")
    return ids
