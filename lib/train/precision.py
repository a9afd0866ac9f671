"""Number types of the forward pass: autocast, and the scaler that float16 gradients need."""

from __future__ import annotations

import contextlib
from contextlib import AbstractContextManager

import torch
from torch.amp import GradScaler

from lib.basics import check_choice
from lib.train.config import PRECISIONS


def autocast(precision: str, device: torch.device) -> AbstractContextManager[None]:
    """Return a context in which matrix products run in the chosen number type; sums and losses stay in float32.

    Parameters
    ----------
    precision : {"float32", "bfloat16", "float16"}
    device : torch.device

    Returns
    -------
    context manager

    Raises
    ------
    ValueError
        If the name is unknown.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Micikevicius et al. (2018), *Mixed Precision Training*, section 3.

    Examples
    --------
    >>> import torch
    >>> from lib.train import autocast
    >>> with autocast("bfloat16", torch.device("cpu")):
    ...     (torch.ones(1, 2) @ torch.ones(2, 1)).dtype
    torch.bfloat16
    """
    check_choice("precision", precision, PRECISIONS)
    if precision == "float32":
        return contextlib.nullcontext()
    return torch.autocast(device.type, dtype=getattr(torch, precision))


def gradient_scaler(precision: str, device: torch.device) -> GradScaler:
    """Return torch's scaler: at work for float16 alone, whose smallest gradients would be 0; it passes others through.

    Parameters
    ----------
    precision : {"float32", "bfloat16", "float16"}
    device : torch.device

    Returns
    -------
    torch.amp.GradScaler

    Raises
    ------
    ValueError
        If the name is unknown.

    Notes
    -----
    It multiplies the loss by a large number and the gradients by its inverse. An update whose gradients overflow is
    left out and the number halved, so the first updates of a run may change nothing.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Micikevicius et al. (2018), *Mixed Precision Training*, section 3.2.

    Examples
    --------
    >>> import torch
    >>> from lib.train import gradient_scaler
    >>> [gradient_scaler(name, torch.device("cpu")).is_enabled() for name in ("float32", "bfloat16", "float16")]
    [False, False, True]
    """
    check_choice("precision", precision, PRECISIONS)
    return GradScaler(device.type, enabled=precision == "float16")
