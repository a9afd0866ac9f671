"""Lengths of sequences that were padded to a common one."""

from __future__ import annotations

import torch
from torch import Tensor


def lengths_of(mask: Tensor, shape: tuple[int, int]) -> Tensor:
    """Return the number of real tokens in each row of a mask.

    Parameters
    ----------
    mask : Tensor of bool, shape (batch, time)
        True = real token. The real tokens of a row stand first, its padding last, and there is at least one.
    shape : tuple of int
        The (batch, time) of what is masked.

    Returns
    -------
    Tensor of int64, shape (batch,)

    Raises
    ------
    TypeError
        If the mask is not boolean.
    ValueError
        If it has another shape, or a row is empty or has padding before a real token.
    """
    if mask.dtype != torch.bool:
        raise TypeError(f"mask must be boolean, True = real token, got {mask.dtype}")
    if tuple(mask.shape) != shape:
        raise ValueError(f"mask must have shape {shape}, got {tuple(mask.shape)}")
    if not mask[:, 0].all():
        row = int((~mask[:, 0]).nonzero()[0])
        raise ValueError(f"mask must be True at the first token of each row, got False in row {row}")
    if (mask[:, 1:] > mask[:, :-1]).any():
        row = int((mask[:, 1:] > mask[:, :-1]).any(dim=1).nonzero()[0])
        raise ValueError(f"mask must have all padding of a row at its end, got a real token after padding in row {row}")
    return mask.sum(dim=1)
