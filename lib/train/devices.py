"""Choose a device, and bring the tensors of a batch to it."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor


def choose_device(device: str | torch.device | None = None) -> torch.device:
    """Return the device asked for, or the fastest one there is: a CUDA card, Apple's GPU, else the processor.

    Parameters
    ----------
    device : str or torch.device, optional
        Such as ``"cpu"`` or ``"cuda:1"``.

    Returns
    -------
    torch.device

    Raises
    ------
    ValueError
        If the name is unknown or this machine has no such device.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.train import choose_device
    >>> choose_device("cpu")
    device(type='cpu')
    """
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if device is None:
        return torch.device(next(name for name, available in there.items() if available))
    names = ", ".join(repr(name) for name, available in there.items() if available)
    try:
        chosen = torch.device(device)
    except RuntimeError as error:
        raise ValueError(f"device must be one of {names}, got {device!r}") from error
    count = torch.cuda.device_count() if chosen.type == "cuda" else 1
    if not there.get(chosen.type, False) or (chosen.index or 0) >= count:
        raise ValueError(f"device must be one that this machine has ({names}), got {str(device)!r}")
    return chosen


def to_device(tensors: Iterable[Tensor], device: torch.device) -> tuple[Tensor, ...]:
    """Return the tensors of a batch on a device.

    Parameters
    ----------
    tensors : iterable of Tensor of any shape
    device : torch.device

    Returns
    -------
    tuple of Tensor of the same shapes

    Notes
    -----
    A tensor that is there already is not copied.
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.train import to_device
    >>> to_device([torch.zeros(2), torch.ones(1)], torch.device("cpu"))
    (tensor([0., 0.]), tensor([1.]))
    """
    # Subtle: a copy from ordinary memory blocks anyway; only pinned memory, which we do not use, gains by non_blocking.
    return tuple(tensor.to(device) for tensor in tensors)
