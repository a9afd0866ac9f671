"""Long short-term memory: a memory that is added to, with gates for what is written, kept and shown."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.basics import check_real
from lib.sequence.cell import Cell


class LSTMCell(Cell):
    r"""Compute one step of long short-term memory.

    .. math::
        i, f, o &= \sigma(W_{i\cdot} x + b_{i\cdot} + W_{h\cdot} h + b_{h\cdot}) \\
        g &= \tanh(W_{ig} x + b_{ig} + W_{hg} h + b_{hg}) \\
        c' &= f \odot c + i \odot g \\
        h' &= o \odot \tanh(c')

    Parameters
    ----------
    input_size, hidden_size : int
        Lengths of x, and of h and c.
    bias : bool, default True
        Whether the two biases exist.
    forget_bias : float, optional
        What the forget gate's two biases start with, together; 1 or more lets the memory live long from the first step.
        Torch's random start, near 0, if not given.
    generator : torch.Generator, optional
        Draws the initial weights; a new one with fresh entropy if not given.

    Attributes
    ----------
    weight_ih : Parameter, shape (4 * hidden_size, input_size)
        The blocks i, f, g, o.
    weight_hh : Parameter, shape (4 * hidden_size, hidden_size)
    bias_ih, bias_hh : Parameter, shape (4 * hidden_size,), or None

    Raises
    ------
    TypeError, ValueError
        If a size is no positive integer, or ``forget_bias`` is no number or comes without biases.

    Notes
    -----
    All products of gates and states are element by element. Along the memory alone the gradient is the product of the
    forget gates. The paper of 1997 had no forget gate (f = 1); Gers, Schmidhuber and Cummins (2000) added it. Left out:
    peephole connections, projections. Four times the cost of an `RNNCell`.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Hochreiter and Schmidhuber (1997), *Long Short-Term Memory*, section 4; Gers, Schmidhuber and Cummins (2000),
    *Learning to Forget*, equations 3 to 8; Jozefowicz, Zaremba and Sutskever (2015), *An Empirical Exploration of
    Recurrent Network Architectures* (the bias of 1).

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import LSTMCell, forced_gates
    >>> cell, x = LSTMCell(2, 3), torch.ones(1, 2)
    >>> h, c = torch.rand(1, 3), torch.rand(1, 3)
    >>> with forced_gates(cell, i=0.0, f=1.0):
    ...     torch.equal(cell(x, (h, c))[1], c)  # nothing is written, nothing forgotten
    True
    """

    n_blocks: ClassVar[int] = 4
    gates: ClassVar[tuple[str, ...]] = ("i", "f", "o")
    has_memory: ClassVar[bool] = True

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        *,
        forget_bias: float | None = None,
        generator: torch.Generator | None = None,
    ) -> None:
        if forget_bias is not None:
            check_real("forget_bias", forget_bias)
            if not bias:
                raise ValueError(f"forget_bias must be None without biases, got {forget_bias}")
        self.forget_bias = forget_bias  # before the weights are drawn
        super().__init__(input_size, hidden_size, bias, generator=generator)

    def reset_parameters(self, generator: torch.Generator | None = None) -> None:
        """Draw all weights anew, as torch does, then set the forget gate's biases if a value was asked for.

        Parameters
        ----------
        generator : torch.Generator, optional
            A new one with fresh entropy if not given.
        """
        super().reset_parameters(generator)
        if self.forget_bias is not None:
            forget = slice(self.hidden_size, 2 * self.hidden_size)
            for bias, value in ((self.bias_ih, self.forget_bias), (self.bias_hh, 0.0)):
                if bias is not None:
                    nn.init.constant_(bias[forget], value)

    def forward(self, input: Tensor, hx: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor]:
        """Return the next state.

        Parameters
        ----------
        input : Tensor, shape (batch, input_size) or (input_size,)
        hx : tuple of two Tensors, each of shape (batch, hidden_size) or (hidden_size,), optional
            h and c so far; zeros if not given.

        Returns
        -------
        h, c : Tensor, shape (batch, hidden_size) or (hidden_size,)
        """
        x = self.from_input(input)  # (batch, 4 * hidden_size)
        h, c = (self.zero_state(input),) * 2 if hx is None else hx
        self.checked("h of hx", h, input)
        self.checked("c of hx", c, input)
        a_i, a_f, a_g, a_o = (x + functional.linear(h, self.weight_hh, self.bias_hh)).chunk(
            4, dim=-1
        )  # 4 x (batch, hidden_size)
        i = self.gate("i", torch.sigmoid(a_i))
        f = self.gate("f", torch.sigmoid(a_f))
        g = self.note("g", torch.tanh(a_g))
        o = self.gate("o", torch.sigmoid(a_o))
        c = self.note("c", f * c + i * g)
        h = self.note("h", o * torch.tanh(c))
        return h, c
