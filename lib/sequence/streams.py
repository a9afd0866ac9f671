"""Cut one long text into windows that follow on one another, so that a state can be handed from each to the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from lib.basics import check_integer


class TextStreams:
    """Read a long text as several streams side by side, window by window, pass after pass.

    Parameters
    ----------
    ids : Tensor of int64, shape (n_tokens,)
        The text. It is cut into ``batch_size`` streams of equal length; up to ``batch_size`` tokens at its end are left
        over.
    batch_size : int
        Rows of a window: row b of each window goes on where row b of the window before stopped.
    context_length : int
        Tokens in a row; the last window of a pass may be shorter.

    Attributes
    ----------
    epoch : int
        Passes completed by `next_batch`.
    position : int
        Windows that `next_batch` has given in the present pass.

    Raises
    ------
    TypeError, ValueError
        If the text is no row of integers, or too short for one token and its target in each stream.

    Notes
    -----
    Windows come in the order of the text: nothing is drawn. `lib.train.fit` takes an object of this class for its
    batches, with `CarriedLoss` as the loss; that is truncated backpropagation through time with a cut after every
    ``context_length`` tokens. ``for window in streams`` is one pass and leaves the place of `next_batch` alone.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Williams and Peng (1990), *An Efficient Gradient-Based Algorithm for On-Line Training of Recurrent Network
    Trajectories*.

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import TextStreams
    >>> for ids, target, starts in TextStreams(torch.arange(11), batch_size=2, context_length=3):
    ...     print(ids.tolist(), target.tolist(), starts.tolist())
    [[0, 1, 2], [5, 6, 7]] [[1, 2, 3], [6, 7, 8]] [True, True]
    [[3, 4], [8, 9]] [[4, 5], [9, 10]] [False, False]
    """

    def __init__(self, ids: Tensor, batch_size: int, context_length: int) -> None:
        self.batch_size = check_integer("batch_size", batch_size, low=1)
        self.context_length = check_integer("context_length", context_length, low=1)
        if ids.dtype != torch.int64:
            raise TypeError(f"ids must be int64, got {ids.dtype}")
        if ids.ndim != 1 or len(ids) <= batch_size:
            raise ValueError(f"ids must have shape (n_tokens,) with n_tokens > {batch_size}, got {tuple(ids.shape)}")
        self.n_tokens = len(ids)
        self._length = (len(ids) - 1) // batch_size
        n_used = self._length * batch_size
        self._ids = ids[:n_used].view(batch_size, -1)  # (batch, length)
        self._target = ids[1 : n_used + 1].view(batch_size, -1)
        self.epoch = 0
        self.position = 0

    def __len__(self) -> int:
        """Return the number of windows in one pass."""
        return -(-self._length // self.context_length)

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        """Yield the windows of one pass, each as `next_batch` returns it."""
        return (self._window(number) for number in range(len(self)))

    def next_batch(self) -> tuple[Tensor, Tensor, Tensor]:
        """Return the next window; behind the last one the text begins again.

        Returns
        -------
        ids : Tensor of int64, shape (batch_size, context_length)
        target : Tensor of int64, shape (batch_size, context_length)
            The token after each token.
        starts : Tensor of bool, shape (batch_size,)
            True in the first window of a pass: what was read before has nothing to do with it.
        """
        window = self._window(self.position)
        self.position += 1
        if self.position == len(self):
            self.epoch, self.position = self.epoch + 1, 0
        return window

    def state_dict(self) -> dict[str, Any]:
        """Return the place of `next_batch`.

        Returns
        -------
        dict
        """
        names = ("epoch", "position", "n_tokens", "batch_size", "context_length")
        return {name: getattr(self, name) for name in names}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go to a place that `state_dict` returned.

        Parameters
        ----------
        state_dict : dict

        Raises
        ------
        ValueError
            If it comes from a text of another length, or from windows of another size.
        """
        for name in ("n_tokens", "batch_size", "context_length"):
            if state_dict[name] != getattr(self, name):
                raise ValueError(f"state_dict must come from {name}={getattr(self, name)}, got {state_dict[name]}")
        self.epoch, self.position = int(state_dict["epoch"]), int(state_dict["position"])

    def _window(self, number: int) -> tuple[Tensor, Tensor, Tensor]:
        columns = slice(number * self.context_length, (number + 1) * self.context_length)
        starts = torch.full((self.batch_size,), number == 0)
        return self._ids[:, columns].contiguous(), self._target[:, columns].contiguous(), starts
