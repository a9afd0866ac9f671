"""Positions that are added to the embeddings: sinusoidal and learned."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from lib.basics import check_integer, check_real
from lib.train import own_generator
from lib.transformer.position_table import PositionTable, angles


class SinusoidalPositions(nn.Module):
    r"""Add to each token a vector of sines and cosines of its position.

    .. math::
        P_{p,2k} = \sin\!\left(p / 10000^{2k/d}\right), \qquad P_{p,2k+1} = \cos\!\left(p / 10000^{2k/d}\right)

    Parameters
    ----------
    d_model : int
        d, even.
    context_length : int, default 1024
        Number of positions in the table. It has no weights: a model can be given a longer one after training.
    base : float, default 10000.0

    Raises
    ------
    TypeError, ValueError
        If a number is out of range.

    Notes
    -----
    Even and odd *features* hold sine and cosine; every position has both. A shift by a fixed number of positions turns
    each pair of features by a fixed angle, so it is a linear map that does not depend on the position.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Vaswani et al. (2017), *Attention Is All You Need*, section 3.5.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import SinusoidalPositions
    >>> SinusoidalPositions(4)(torch.zeros(1, 2, 4)).round(decimals=4)
    tensor([[[0.0000, 1.0000, 0.0000, 1.0000],
             [0.8415, 0.5403, 0.0100, 1.0000]]])
    """

    def __init__(self, d_model: int, context_length: int = 1024, base: float = 10000.0) -> None:
        super().__init__()
        check_integer("context_length", context_length, low=1)
        check_real("base", base, low=1, closed="neither")
        if check_integer("d_model", d_model, low=2) % 2:
            raise ValueError(f"d_model must be even, got {d_model}")
        self.d_model, self.context_length, self.base = d_model, context_length, base
        turns = angles(context_length, d_model, base)  # (context_length, d_model / 2)
        self._table = PositionTable(torch.stack([turns.sin(), turns.cos()], dim=2).flatten(1))

    def forward(self, x: Tensor, offset: int = 0) -> Tensor:
        """Add the vectors of positions ``offset``, ``offset + 1`` and so on.

        Parameters
        ----------
        x : Tensor, shape (batch, time, d_model)
        offset : int, default 0
            Position of the first token.

        Returns
        -------
        Tensor, shape (batch, time, d_model)

        Raises
        ------
        ValueError
            If the shape is another, or the table too short.
        """
        _check_width(x, self.d_model)
        return x + self._table.rows(offset, x.shape[1], x).to(x.dtype)

    def extra_repr(self) -> str:
        """Return the settings, as torch's modules show them."""
        return f"{self.d_model}, context_length={self.context_length}, base={self.base:g}"


class LearnedPositions(nn.Module):
    """Add to each token a vector that is learned for its position.

    Parameters
    ----------
    d_model : int
    context_length : int
        Number of positions; beyond it the model has learned nothing and raises.
    std : float, default 0.02
        Standard deviation of the start.
    generator : torch.Generator, optional
        Draws the start; a new one with fresh entropy if not given.

    Raises
    ------
    TypeError, ValueError
        If a number is out of range.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Gehring et al. (2017), *Convolutional Sequence to Sequence Learning*, section 3.1; Vaswani et al. (2017), *Attention
    Is All You Need*, Table 3, row E; Radford et al. (2019), GPT-2 (the start).

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import LearnedPositions
    >>> LearnedPositions(8, context_length=16)(torch.zeros(2, 5, 8)).shape
    torch.Size([2, 5, 8])
    """

    def __init__(
        self, d_model: int, context_length: int, *, std: float = 0.02, generator: torch.Generator | None = None
    ) -> None:
        super().__init__()
        self.context_length = check_integer("context_length", context_length, low=1)
        self.d_model = check_integer("d_model", d_model, low=1)
        self.std = check_real("std", std, low=0)
        self.weight = nn.Parameter(torch.empty(context_length, d_model))
        self.reset_parameters(generator)

    def reset_parameters(self, generator: torch.Generator | None = None) -> None:
        """Draw the vectors from N(0, std^2).

        Parameters
        ----------
        generator : torch.Generator, optional
            A new one with fresh entropy if not given.
        """
        nn.init.normal_(self.weight, 0.0, self.std, generator=own_generator(generator))

    def forward(self, x: Tensor, offset: int = 0) -> Tensor:
        """Add the vectors of positions ``offset``, ``offset + 1`` and so on.

        Parameters
        ----------
        x : Tensor, shape (batch, time, d_model)
        offset : int, default 0
            Position of the first token.

        Returns
        -------
        Tensor, shape (batch, time, d_model)

        Raises
        ------
        ValueError
            If the shape is another, or there are not so many positions.
        """
        _check_width(x, self.d_model)
        end = check_integer("offset", offset, low=0) + x.shape[1]
        if end > self.context_length:
            raise ValueError(f"time must be at most context_length, {self.context_length} tokens, got {end}")
        return x + self.weight[offset:end]

    def extra_repr(self) -> str:
        """Return the settings, as torch's modules show them."""
        return f"{self.d_model}, context_length={self.context_length}"


def _check_width(x: Tensor, d_model: int) -> None:
    if x.ndim != 3 or x.shape[2] != d_model:
        raise ValueError(f"x must have shape (batch, time, {d_model}), got {tuple(x.shape)}")
