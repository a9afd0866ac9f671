"""Tables over positions that are computed, not learned, and kept exact whatever the model is cast to."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from lib.basics import check_integer


def angles(n_positions: int, width: int, base: float) -> Tensor:
    r"""Return the angle of each position at each frequency.

    .. math:: \theta_{pk} = p \cdot \mathrm{base}^{-2k/d}

    Parameters
    ----------
    n_positions : int
    width : int
        d, even.
    base : float

    Returns
    -------
    Tensor of float64, shape (n_positions, width / 2)
        Radians.
    """
    frequencies = torch.exp(torch.arange(0, width, 2, dtype=torch.float64, device="cpu") * (-math.log(base) / width))
    return torch.arange(n_positions, dtype=torch.float64, device="cpu")[:, None] * frequencies


class PositionTable:
    """Hold a table in float64 and hand out its rows on any device and in any type.

    No buffer of a module: ``model.double()`` would then keep the digits of float32, and ``model.bfloat16()`` would
    leave neighbouring positions the same angle.

    Parameters
    ----------
    table : Tensor of float64, shape (n_positions, width)
    """

    def __init__(self, table: Tensor) -> None:
        self._exact = table
        self._copies: dict[tuple[torch.device, torch.dtype], Tensor] = {}

    def rows(self, start: int, n: int, like: Tensor) -> Tensor:
        """Return rows ``start`` to ``start + n``, in float32 or the type of ``like`` if that is wider.

        Parameters
        ----------
        start, n : int
        like : Tensor, shape (...)
            Its device is used.

        Returns
        -------
        Tensor, shape (n, width)

        Raises
        ------
        TypeError, ValueError
            If there are no such positions.
        """
        check_integer("offset", start, low=0)
        if start + n > len(self._exact):
            raise ValueError(f"time must be at most context_length, {len(self._exact)} tokens, got {start + n}")
        dtype = torch.float64 if like.dtype == torch.float64 else torch.float32
        if (like.device, dtype) not in self._copies:
            self._copies[like.device, dtype] = self._exact.to(like.device, dtype)
        return self._copies[like.device, dtype][start : start + n]
