"""Lay a batch of sequences out for a loop over time, in either direction and without a step for padding."""

from __future__ import annotations

from typing import Any

import numpy as np

from lib.grad.recording import operand


class TimeLayout:
    """Put the rows of a batch in such an order that at each step those with a token are the first ``rows[step]`` ones.

    Parameters
    ----------
    shape : tuple of int
        Number of steps and of rows, (time, batch).
    lengths : array_like of int, shape (batch,), optional
        Number of real tokens at the start of each row; all by default.
    reverse : bool
        Whether to go from the last step to the first.

    Attributes
    ----------
    rows : list of int
        Number of rows that have a token, for each step of the loop.
    full : bool
        Whether every row has a token at every step.

    Raises
    ------
    RuntimeError
        If ``lengths`` are not one integer from 1 to ``time`` for each row.

    Notes
    -----
    This is what torch's ``pack_padded_sequence`` does: the longest row comes first, so a step works on a block from the
    top and padding costs nothing. Going backwards, a row joins at its last real token.
    """

    def __init__(self, shape: tuple[int, ...], lengths: Any, reverse: bool) -> None:
        n_steps, n_rows = shape
        self.reverse = reverse
        self.order: np.ndarray | None = None
        self.lengths: np.ndarray | None = None
        self.rows = [n_rows] * n_steps
        if lengths is not None:
            lengths = np.asarray(operand(lengths))
            if lengths.shape != (n_rows,) or lengths.dtype.kind not in "iu":
                raise RuntimeError(
                    f"lengths must be integers of shape ({n_rows},), got {lengths.dtype} of shape {lengths.shape}"
                )
            if n_rows and not 1 <= lengths.min() <= lengths.max() <= n_steps:
                raise RuntimeError(f"lengths must lie in 1..{n_steps}, got {lengths.min()}..{lengths.max()}")
            if (lengths < n_steps).any():
                self.order, self.lengths = np.argsort(-lengths, kind="stable"), lengths
                rows = (lengths[:, None] > np.arange(n_steps)).sum(axis=0).tolist()
                self.rows = rows[::-1] if reverse else rows
        self.full = self.order is None

    def arrange(self, steps: np.ndarray) -> np.ndarray:
        """Return what each step of the loop reads, shape (time, batch, n), from the same in the caller's order.

        Whatever stands in the padding, even nan, becomes 0: 0 times nan would be nan.
        """
        if self.order is not None and self.lengths is not None:
            steps = steps[:, self.order]
            steps[np.arange(len(steps))[:, None] >= self.lengths[self.order]] = 0
        return steps[::-1] if self.reverse else steps

    def restore(self, steps: np.ndarray) -> np.ndarray:
        """Return what each step of the loop wrote, shape (time, batch, n), in the caller's order; 0 for padding."""
        if self.reverse:
            steps = steps[::-1]
        if self.order is None or self.lengths is None:
            return steps
        out = np.empty(steps.shape, steps.dtype)
        out[:, self.order] = steps
        out[np.arange(len(steps))[:, None] >= self.lengths] = 0
        return out

    def arrange_rows(self, state: np.ndarray) -> np.ndarray:
        """Return a state, shape (batch, n), with its rows in the order of the loop."""
        return state if self.order is None else state[self.order]

    def restore_rows(self, state: np.ndarray) -> np.ndarray:
        """Return a state, shape (batch, n), with its rows in the caller's order."""
        if self.order is None:
            return state
        out = np.empty_like(state)
        out[self.order] = state
        return out

    def final(self, states: np.ndarray) -> np.ndarray:
        """Return each row's state after its last step, shape (batch, n), from all states, (time + 1, batch, n)."""
        if self.order is None or self.lengths is None or self.reverse:
            return self.restore_rows(states[-1])
        return self.restore_rows(states[self.lengths[self.order], np.arange(len(self.order))])

    def last(self) -> tuple[Any, ...]:
        """Return the index into (time, batch) of each row's last step: its first token if the loop goes backwards."""
        if self.reverse or self.lengths is None:
            return (0 if self.reverse else len(self.rows) - 1,)
        return self.lengths - 1, np.arange(len(self.lengths))
