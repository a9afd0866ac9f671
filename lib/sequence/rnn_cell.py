"""The plain recurrent cell: the new state is a squashed sum of what comes in and what was."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor
from torch.nn import functional

from lib.basics import check_choice
from lib.sequence.cell import Cell


class RNNCell(Cell):
    r"""Compute one step of the plain recurrent network.

    .. math:: h' = \tanh(W_{ih} x + b_{ih} + W_{hh} h + b_{hh})

    Parameters
    ----------
    input_size, hidden_size : int
        Lengths of x and h.
    bias : bool, default True
        Whether the two biases exist.
    nonlinearity : {"tanh", "relu"}, default "tanh"
    generator : torch.Generator, optional
        Draws the initial weights; a new one with fresh entropy if not given.

    Attributes
    ----------
    weight_ih : Parameter, shape (hidden_size, input_size)
        U of Elman's and most textbooks' notation.
    weight_hh : Parameter, shape (hidden_size, hidden_size)
        W of the same notation.
    bias_ih, bias_hh : Parameter, shape (hidden_size,), or None
        One would do; torch keeps two, because its kernels compute two affine maps.

    Raises
    ------
    TypeError, ValueError
        If a size is no positive integer or the nonlinearity is unknown.

    Notes
    -----
    The same weights serve at every step. Costs ``hidden_size * (input_size + hidden_size)`` multiply-adds a step. The
    rectified form whose ``weight_hh`` starts as the identity is the IRNN of Le, Jaitly and Hinton (2015).
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Elman (1990), *Finding Structure in Time*.

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import RNNCell
    >>> cell = RNNCell(1, 1)
    >>> with torch.no_grad():
    ...     for parameter in cell.parameters():
    ...         _ = parameter.fill_(0.25)
    >>> h = cell(torch.ones(1, 1))  # tanh(0.25 + 0.25 + 0 + 0.25)
    >>> round(h.item(), 4), round(cell(torch.ones(1, 1), h).item(), 4)
    (0.6351, 0.7205)
    """

    n_blocks: ClassVar[int] = 1

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        *,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, generator=generator)
        self.nonlinearity = check_choice("nonlinearity", nonlinearity, ("tanh", "relu"))

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        """Return the next state.

        Parameters
        ----------
        input : Tensor, shape (batch, input_size) or (input_size,)
        hx : Tensor, shape (batch, hidden_size) or (hidden_size,), optional
            The state so far; zeros if not given.

        Returns
        -------
        Tensor, shape (batch, hidden_size) or (hidden_size,)
        """
        x = self.from_input(input)  # (batch, hidden_size)
        h = self.zero_state(input) if hx is None else self.checked("hx", hx, input)
        a = x + functional.linear(h, self.weight_hh, self.bias_hh)
        return self.note("h", torch.tanh(a) if self.nonlinearity == "tanh" else torch.relu(a))
