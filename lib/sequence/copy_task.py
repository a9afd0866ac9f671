"""The copy problem: symbols are to be repeated after a long wait."""

from __future__ import annotations

import torch
from torch import Tensor

from lib.basics import check_integer
from lib.train import own_generator


def copy_task(
    n_samples: int, n_copied: int, lag: int, n_symbols: int = 8, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    """Draw sequences of the copy problem.

    Parameters
    ----------
    n_samples : int
    n_copied : int
        Symbols to remember.
    lag : int
        Blanks between the last symbol and the sign to repeat, at least 0.
    n_symbols : int, default 8
        Number of different symbols; they have the ids 2, 3, ... The blank is 0, the sign to repeat is 1.
    generator : torch.Generator, optional
        A new one with fresh entropy if not given.

    Returns
    -------
    ids : Tensor of int64, shape (n_samples, 2 * n_copied + lag)
        The symbols, ``lag`` blanks, the sign, and blanks while the rest of the answer is given: the first symbol of it
        is due at the sign.
    target : Tensor of int64, shape (n_samples, 2 * n_copied + lag)
        Blanks, and the symbols in the last ``n_copied`` places.
    mask : Tensor of bool, shape (n_samples, 2 * n_copied + lag)
        True at these last places, the ones that count.

    Raises
    ------
    TypeError, ValueError
        If a number is too small or no integer.

    Notes
    -----
    Each symbol is asked for ``n_copied + lag`` steps after it was shown. Guessing has a loss of log(n_symbols) nats on
    the places that count.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Hochreiter and Schmidhuber (1997), *Long Short-Term Memory*, section 5; Arjovsky, Shah and Bengio (2016), *Unitary
    Evolution Recurrent Neural Networks*, section 4.1 (whose answer begins one step after the sign).

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import copy_task
    >>> ids, target, mask = copy_task(1, 3, lag=2, generator=torch.Generator().manual_seed(0))
    >>> ids
    tensor([[6, 9, 7, 0, 0, 1, 0, 0]])
    >>> target
    tensor([[0, 0, 0, 0, 0, 6, 9, 7]])
    """
    check_integer("n_samples", n_samples, low=1)
    check_integer("n_copied", n_copied, low=1)
    check_integer("lag", lag, low=0)
    check_integer("n_symbols", n_symbols, low=1)
    symbols = torch.randint(2, 2 + n_symbols, (n_samples, n_copied), generator=own_generator(generator))
    ids = torch.zeros(n_samples, 2 * n_copied + lag, dtype=torch.int64)
    ids[:, :n_copied] = symbols
    ids[:, n_copied + lag] = 1
    target = torch.zeros_like(ids)
    target[:, -n_copied:] = symbols
    mask = torch.zeros_like(ids, dtype=torch.bool)
    mask[:, -n_copied:] = True
    return ids, target, mask
