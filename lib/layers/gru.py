"""The gated recurrent unit: gates decide how much of the old state enters the candidate, and how much is kept."""

from __future__ import annotations

from typing import Any, ClassVar

from lib.grad import Tensor, functional
from lib.layers.recurrent import Recurrent, RecurrentCell


class GRUCell(RecurrentCell):
    r"""Apply one step of a gated recurrent unit.

    .. math::

        r_t &= \sigma(W_{ir} x_t + b_{ir} + W_{hr} h_{t-1} + b_{hr}) \\
        z_t &= \sigma(W_{iz} x_t + b_{iz} + W_{hz} h_{t-1} + b_{hz}) \\
        \tilde h_t &= \tanh(W_{in} x_t + b_{in} + r_t \odot (W_{hn} h_{t-1} + b_{hn})) \\
        h_t &= (1 - z_t) \odot \tilde h_t + z_t \odot h_{t-1}

    Parameters
    ----------
    input_size, hidden_size : int
        Lengths of an input and of a state.
    bias : bool, default True
        Whether there are biases.
    rng : None, int or numpy.random.Generator, default None
        Draws the initial parameters, uniformly in :math:`\pm 1/\sqrt{n_\mathrm{hidden}}`.
    dtype : dtype, default float64

    Attributes
    ----------
    weight_ih : Parameter, shape (3 * hidden_size, input_size)
        Of the gates r and z and of the candidate n, one below the other, as in what follows.
    weight_hh : Parameter, shape (3 * hidden_size, hidden_size)
    bias_ih, bias_hh : Parameter, shape (3 * hidden_size,), or None

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.

    Notes
    -----
    The reset gate acts after the product with :math:`W_{hn}`, as in torch; in the paper, before. z = 1 keeps the old
    state, as in the paper; many texts have it the other way round.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Cho et al. (2014), *Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine Translation*,
    equations 5 to 8; Chung, Gulcehre, Cho and Bengio (2014), *Empirical Evaluation of Gated Recurrent Neural Networks
    on Sequence Modeling*, has z and 1 - z swapped.

    Examples
    --------
    >>> from lib.layers import GRUCell
    >>> cell = GRUCell(3, 2, rng=0)
    >>> cell.bias_ih.data[2:4] = 1000  # z = 1
    >>> cell([[1.0, 2.0, 3.0]], [[0.25, -0.5]]).data
    array([[ 0.25, -0.5 ]])
    """

    _n_gates: ClassVar[int] = 3

    def forward(self, input: Any, hx: Any = None) -> Tensor:
        """Return the new state, a Tensor of shape (batch, hidden_size) or (hidden_size,); ``hx`` is the old one."""
        x = self._input(input)
        return functional.gru_cell(x, self._state("hx", hx, x), *self._weights())


class GRU(Recurrent):
    r"""Run gated recurrent units over sequences: one layer or several, in one direction or in both.

    Each layer applies `GRUCell` to every step, with the same parameters at every step.

    Parameters
    ----------
    input_size, hidden_size : int
        Lengths of an input and of a state.
    num_layers : int, default 1
        Layers on top of each other; each reads the states of the one below.
    bias : bool, default True
        Whether there are biases.
    batch_first : bool, default False
        Whether input and output are (batch, time, ...) instead of (time, batch, ...). States never are.
    dropout : float, default 0.0
        Probability of dropping each number that one layer hands to the next, in training.
    bidirectional : bool, default False
        Whether a second network reads each layer's input backwards; outputs are then twice as long.
    rng : None, int or numpy.random.Generator, default None
        Draws the initial parameters, uniformly in :math:`\pm 1/\sqrt{n_\mathrm{hidden}}`, and the dropout masks.
    dtype : dtype, default float64

    Attributes
    ----------
    weight_ih_l0 : Parameter, shape (3 * hidden_size, input_size)
        Of the lowest layer; ``weight_ih_l1``, ... above it, shape (3 * hidden_size, directions * hidden_size), and the
        same with ``_reverse`` for the backward direction.
    weight_hh_l0 : Parameter, shape (3 * hidden_size, hidden_size)
    bias_ih_l0, bias_hh_l0 : Parameter, shape (3 * hidden_size,), if ``bias``

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.

    Warns
    -----
    UserWarning
        If there is dropout but only one layer.

    Notes
    -----
    To cut backpropagation through time short, hand ``h_n.detach()`` to the next call. Padding is told by ``lengths``,
    where torch wants a packed sequence. Costs ``3 * hidden_size * (input_size + hidden_size)`` multiply-adds for each
    token and layer, one step after the other.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Cho et al. (2014), *Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine Translation*,
    equations 5 to 8.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.layers import GRU
    >>> output, h_n = GRU(3, 4, batch_first=True, rng=0)(np.ones((2, 5, 3)))
    >>> output.shape, h_n.shape
    ((2, 5, 4), (1, 2, 4))
    """

    _n_gates: ClassVar[int] = 3

    def _sweep(self, x: Tensor, states: list[Tensor], weights: list[Any], lengths: Any, reverse: bool) -> Any:
        return functional.gru_layer(x, states[0], *weights, lengths=lengths, reverse=reverse)
