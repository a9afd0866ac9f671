"""A task that only the order of the tokens decides: which of two signs comes first."""

from __future__ import annotations

import torch
from torch import Tensor

from lib.basics import check_integer
from lib.train import own_generator


def order_task(
    n_samples: int, length: int, n_fillers: int = 6, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    """Draw pairs of sequences that hold the same tokens and differ in their class.

    Parameters
    ----------
    n_samples : int
        Even: sequences come in pairs, 0 and 1, 2 and 3, and so on.
    length : int
        Tokens of each sequence, at least 2.
    n_fillers : int, default 6
        Number of different tokens without meaning, with the ids 2, 3, ...; the two signs are 0 and 1.
    generator : torch.Generator, optional
        A new one with fresh entropy if not given.

    Returns
    -------
    ids : Tensor of int64, shape (n_samples, length)
        Each sequence holds each sign once, at any two places. The second of a pair has the signs swapped.
    y : Tensor of int64, shape (n_samples,)
        1 if sign 0 comes before sign 1, else 0.

    Raises
    ------
    TypeError, ValueError
        If a number is too small or no integer, or ``n_samples`` is odd.

    Notes
    -----
    The two of a pair are equal as bags of tokens, so no model of counts can be right about more than half of them.
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import order_task
    >>> ids, y = order_task(2, 6, generator=torch.Generator().manual_seed(0))
    >>> torch.equal(ids[0].sort().values, ids[1].sort().values), sorted(y.tolist())
    (True, [0, 1])
    """
    check_integer("n_samples", n_samples, low=2)
    if n_samples % 2:
        raise ValueError(f"n_samples must be even, got {n_samples}")
    check_integer("length", length, low=2)
    check_integer("n_fillers", n_fillers, low=1)
    draw, n_pairs = own_generator(generator), n_samples // 2
    ids = torch.randint(2, 2 + n_fillers, (n_pairs, length), generator=draw)
    # The first two of a random order of all places.
    places = torch.rand(n_pairs, length, generator=draw).argsort(dim=1)[:, :2]
    signs = torch.tensor([[0, 1]]).expand(n_pairs, 2)
    first, second = ids.scatter(1, places, signs), ids.scatter(1, places, signs.flip(1))
    y = (places[:, 0] < places[:, 1]).long()
    pairs = torch.stack([first, second], dim=1)  # (n_pairs, 2, length)
    return pairs.flatten(0, 1), torch.stack([y, 1 - y], dim=1).flatten()
