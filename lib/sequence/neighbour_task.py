"""A tagging task that needs the token to the right."""

from __future__ import annotations

import torch
from torch import Tensor

from lib.basics import check_integer
from lib.train import own_generator


def neighbour_task(
    n_samples: int, length: int, vocab_size: int = 8, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    """Draw sequences in which the tag of each token is the token to its right.

    Parameters
    ----------
    n_samples : int
    length : int
    vocab_size : int, default 8
    generator : torch.Generator, optional
        A new one with fresh entropy if not given.

    Returns
    -------
    ids : Tensor of int64, shape (n_samples, length)
        Drawn one by one, all equally likely.
    tags : Tensor of int64, shape (n_samples, length)
        The token to the right; the last token has its own id as its tag.

    Raises
    ------
    TypeError, ValueError
        If a number is too small or no integer.

    Notes
    -----
    What was read up to a token says nothing of the next one: whoever reads forwards only is right about 1 in
    ``vocab_size``, at all places but the last.
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import neighbour_task
    >>> ids, tags = neighbour_task(1, 5, generator=torch.Generator().manual_seed(0))
    >>> ids, tags
    (tensor([[4, 7, 5, 0, 3]]), tensor([[7, 5, 0, 3, 3]]))
    """
    check_integer("n_samples", n_samples, low=1)
    check_integer("length", length, low=1)
    check_integer("vocab_size", vocab_size, low=1)
    ids = torch.randint(0, vocab_size, (n_samples, length), generator=own_generator(generator))
    return ids, torch.cat([ids[:, 1:], ids[:, -1:]], dim=1)
