"""Reversal: the target is the source read backwards; sequences are of different lengths."""

from __future__ import annotations

import torch
from torch import Tensor

from lib.basics import check_integer
from lib.train import own_generator


def reversal_task(
    n_samples: int,
    shortest: int,
    longest: int,
    n_symbols: int = 10,
    generator: torch.Generator | None = None,
) -> tuple[Tensor, Tensor]:
    """Draw pairs of a sequence and its reverse.

    Parameters
    ----------
    n_samples : int
    shortest, longest : int
        The lengths of the sources, both included, all equally likely.
    n_symbols : int, default 10
        Number of different symbols; they have the ids 3, 4, ... Padding is 0, the start token 1, the end token 2, as in
        `Seq2SeqConfig`; so both vocabularies hold ``n_symbols + 3`` tokens.
    generator : torch.Generator, optional
        A new one with fresh entropy if not given.

    Returns
    -------
    source : Tensor of int64, shape (n_samples, longest)
        Symbols, then padding: ``source != 0`` is its mask.
    target : Tensor of int64, shape (n_samples, longest + 1)
        The symbols from last to first, the end token, then padding.

    Raises
    ------
    TypeError, ValueError
        If a number is too small or no integer, or ``longest`` is below ``shortest``.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import reversal_task
    >>> source, target = reversal_task(2, 2, 4, generator=torch.Generator().manual_seed(1))
    >>> source
    tensor([[ 7, 11,  6,  0],
            [ 4,  4, 12,  5]])
    >>> target
    tensor([[ 6, 11,  7,  2,  0],
            [ 5, 12,  4,  4,  2]])
    """
    check_integer("n_samples", n_samples, low=1)
    check_integer("shortest", shortest, low=1)
    check_integer("longest", longest, low=shortest)
    check_integer("n_symbols", n_symbols, low=1)
    draw = own_generator(generator)
    lengths = torch.randint(shortest, longest + 1, (n_samples, 1), generator=draw)
    symbols = torch.randint(3, 3 + n_symbols, (n_samples, longest), generator=draw)
    positions = torch.arange(longest)  # (longest,)
    source = symbols * (positions < lengths)
    backwards = source.gather(1, (lengths - 1 - positions).clamp(min=0)) * (positions < lengths)
    target = torch.cat([backwards, torch.zeros_like(lengths)], dim=1)  # (n_samples, longest + 1)
    return source, target.scatter(1, lengths, 2)
