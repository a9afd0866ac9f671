"""The adding problem: two marked numbers, far apart, are to be added at the end."""

from __future__ import annotations

import torch
from torch import Tensor

from lib.basics import check_integer
from lib.train import own_generator


def adding_task(n_samples: int, length: int, generator: torch.Generator | None = None) -> tuple[Tensor, Tensor]:
    """Draw sequences of the adding problem.

    Parameters
    ----------
    n_samples : int
    length : int
        Steps of each sequence, at least 2.
    generator : torch.Generator, optional
        A new one with fresh entropy if not given.

    Returns
    -------
    x : Tensor, shape (n_samples, length, 2)
        At each step a number from U(0, 1), and a mark: 1 at one step of the first half and at one of the second half,
        else 0.
    y : Tensor, shape (n_samples, 1)
        The sum of the two marked numbers.

    Raises
    ------
    TypeError, ValueError
        If a number is too small or no integer.

    Notes
    -----
    Always saying 1 has a mean squared error of 1/6: what is below that was remembered. This is the form of Le, Jaitly
    and Hinton; Hochreiter and Schmidhuber's draws from U(-1, 1) and varies the length.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Hochreiter and Schmidhuber (1997), *Long Short-Term Memory*, section 5.4; Le, Jaitly and Hinton (2015), *A Simple
    Way to Initialize Recurrent Networks of Rectified Linear Units*, section 4.1.

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import adding_task
    >>> x, y = adding_task(5, 20, torch.Generator().manual_seed(0))
    >>> x[:, :, 1].sum(dim=1)
    tensor([2., 2., 2., 2., 2.])
    >>> bool(torch.allclose((x[:, :, 0] * x[:, :, 1]).sum(dim=1, keepdim=True), y))
    True
    """
    check_integer("n_samples", n_samples, low=1)
    check_integer("length", length, low=2)
    draw, half = own_generator(generator), length // 2
    numbers = torch.rand(n_samples, length, generator=draw)
    marks = torch.zeros(n_samples, length)
    for low, high in ((0, half), (half, length)):
        marks.scatter_(1, torch.randint(low, high, (n_samples, 1), generator=draw), 1.0)
    y = (numbers * marks).sum(dim=1, keepdim=True)
    return torch.stack([numbers, marks], dim=2), y  # (n_samples, length, 2), (n_samples, 1)
