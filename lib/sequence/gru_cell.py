"""The gated recurrent unit: one gate says how much of the state to keep, one how much of it the candidate may see."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor
from torch.nn import functional

from lib.basics import check_choice
from lib.sequence.cell import Cell

CONVENTIONS = ("torch", "cho2014")


class GRUCell(Cell):
    r"""Compute one step of the gated recurrent unit.

    .. math::
        r &= \sigma(W_{ir} x + b_{ir} + W_{hr} h + b_{hr}) \\
        z &= \sigma(W_{iz} x + b_{iz} + W_{hz} h + b_{hz}) \\
        n &= \tanh(W_{in} x + b_{in} + r \odot (W_{hn} h + b_{hn})) \\
        h' &= (1 - z) \odot n + z \odot h

    Parameters
    ----------
    input_size, hidden_size : int
        Lengths of x and h.
    bias : bool, default True
        Whether the two biases exist.
    convention : {"torch", "cho2014"}, default "torch"
        Where the reset gate r acts: after the matrix product, as above, or before it, as in the paper:
        :math:`n = \tanh(W_{in} x + b_{in} + W_{hn} (r \odot h) + b_{hn})`.
    generator : torch.Generator, optional
        Draws the initial weights; a new one with fresh entropy if not given.

    Attributes
    ----------
    weight_ih : Parameter, shape (3 * hidden_size, input_size)
        The blocks r, z, n.
    weight_hh : Parameter, shape (3 * hidden_size, hidden_size)
    bias_ih, bias_hh : Parameter, shape (3 * hidden_size,), or None

    Raises
    ------
    TypeError, ValueError
        If a size is no positive integer or the convention is unknown.

    Notes
    -----
    z = 1 copies the old state, z = 0 takes the candidate n; r = 0 hides the old state from the candidate. Chung et al.
    (2014) and many texts swap z and 1 - z. With the same weights the two conventions give different numbers; torch's
    computes all products with h at once. The paper has no biases. Three times the cost of an `RNNCell`.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Cho et al. (2014), *Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine Translation*,
    equations 5 to 8; Chung, Gulcehre, Cho and Bengio (2014), *Empirical Evaluation of Gated Recurrent Neural Networks
    on Sequence Modeling*, section 3.2.

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import GRUCell, forced_gates
    >>> cell, x, h = GRUCell(2, 3), torch.ones(1, 2), torch.rand(1, 3)
    >>> with forced_gates(cell, z=1.0):
    ...     torch.equal(cell(x, h), h)
    True
    """

    n_blocks: ClassVar[int] = 3
    gates: ClassVar[tuple[str, ...]] = ("r", "z")

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        *,
        convention: str = "torch",
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, generator=generator)
        self.convention = check_choice("convention", convention, CONVENTIONS)

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
        x_r, x_z, x_n = self.from_input(input).chunk(3, dim=-1)  # 3 x (batch, hidden_size)
        h = self.zero_state(input) if hx is None else self.checked("hx", hx, input)
        if self.convention == "torch":
            h_r, h_z, h_n = functional.linear(h, self.weight_hh, self.bias_hh).chunk(3, dim=-1)
            r = self.gate("r", torch.sigmoid(x_r + h_r))  # Eq. 5
            n = torch.tanh(x_n + r * h_n)
        else:
            # The candidate's product has to wait for r, so the blocks are taken apart.
            n_gates = 2 * self.hidden_size
            b_gates, b_n = (None, None) if self.bias_hh is None else (self.bias_hh[:n_gates], self.bias_hh[n_gates:])
            h_r, h_z = functional.linear(h, self.weight_hh[:n_gates], b_gates).chunk(2, dim=-1)
            r = self.gate("r", torch.sigmoid(x_r + h_r))  # Eq. 5
            n = torch.tanh(x_n + functional.linear(r * h, self.weight_hh[n_gates:], b_n))  # Eq. 8
        z = self.gate("z", torch.sigmoid(x_z + h_z))  # Eq. 6
        return self.note("h", (1 - z) * self.note("n", n) + z * h)  # Eq. 7
