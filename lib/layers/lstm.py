"""Long short-term memory: a memory that is only added to and faded, beside the state that the network shows."""

from __future__ import annotations

from typing import Any, ClassVar

from lib.grad import Tensor, functional
from lib.layers.recurrent import Recurrent, RecurrentCell

States = tuple[Any, Any]


class LSTMCell(RecurrentCell):
    r"""Apply one step of a long short-term memory.

    .. math::

        i_t &= \sigma(W_{ii} x_t + b_{ii} + W_{hi} h_{t-1} + b_{hi}) \\
        f_t &= \sigma(W_{if} x_t + b_{if} + W_{hf} h_{t-1} + b_{hf}) \\
        \tilde c_t &= \tanh(W_{ig} x_t + b_{ig} + W_{hg} h_{t-1} + b_{hg}) \\
        o_t &= \sigma(W_{io} x_t + b_{io} + W_{ho} h_{t-1} + b_{ho}) \\
        c_t &= f_t \odot c_{t-1} + i_t \odot \tilde c_t \\
        h_t &= o_t \odot \tanh(c_t)

    Parameters
    ----------
    input_size, hidden_size : int
        Lengths of an input, and of state and memory.
    bias : bool, default True
        Whether there are biases.
    rng : None, int or numpy.random.Generator, default None
        Draws the initial parameters, uniformly in :math:`\pm 1/\sqrt{n_\mathrm{hidden}}`.
    dtype : dtype, default float64

    Attributes
    ----------
    weight_ih : Parameter, shape (4 * hidden_size, input_size)
        Of i, f, g and o, one below the other, as in what follows.
    weight_hh : Parameter, shape (4 * hidden_size, hidden_size)
    bias_ih, bias_hh : Parameter, shape (4 * hidden_size,), or None

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.

    Notes
    -----
    The forget gate is not that of 1997 but of 2000; with a large bias it starts open, so that the memory lasts. Left
    out: connections from the memory to the gates (peepholes), and projections of the state.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Hochreiter and Schmidhuber (1997), *Long Short-Term Memory*; Gers, Schmidhuber and Cummins (2000), *Learning to
    Forget*; Jozefowicz, Zaremba and Sutskever (2015), *An Empirical Exploration of Recurrent Network Architectures*, on
    the bias of the forget gate.

    Examples
    --------
    >>> from lib.layers import LSTMCell
    >>> cell = LSTMCell(3, 1, rng=0)
    >>> cell.bias_ih.data[:] = [-1000.0, 1000.0, 0.0, -1000.0]  # i = 0, f = 1, o = 0: the memory stays, hidden
    >>> h, c = cell([[1.0, 2.0, 3.0]], ([[0.5]], [[0.75]]))
    >>> h.data, c.data
    (array([[0.]]), array([[0.75]]))
    """

    _n_gates: ClassVar[int] = 4

    def forward(self, input: Any, hx: States | None = None) -> tuple[Tensor, Tensor]:
        """Return new state and memory, Tensors of shape (batch, hidden_size) or (hidden_size,); ``hx``: the old."""
        x = self._input(input)
        h, c = checked_pair("hx", hx)
        return functional.lstm_cell(x, (self._state("h_0", h, x), self._state("c_0", c, x)), *self._weights())


class LSTM(Recurrent):
    r"""Run long short-term memories over sequences: one layer or several, in one direction or in both.

    Each layer applies `LSTMCell` to every step, with the same parameters at every step.

    Parameters
    ----------
    input_size, hidden_size : int
        Lengths of an input, and of state and memory.
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
    weight_ih_l0 : Parameter, shape (4 * hidden_size, input_size)
        Of the lowest layer; ``weight_ih_l1``, ... above it, shape (4 * hidden_size, directions * hidden_size), and the
        same with ``_reverse`` for the backward direction.
    weight_hh_l0 : Parameter, shape (4 * hidden_size, hidden_size)
    bias_ih_l0, bias_hh_l0 : Parameter, shape (4 * hidden_size,), if ``bias``

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
    To cut backpropagation through time short, hand ``h_n.detach()`` and ``c_n.detach()`` to the next call. Padding is
    told by ``lengths``, where torch wants a packed sequence; torch's ``proj_size`` is left out. Costs
    ``4 * hidden_size * (input_size + hidden_size)`` multiply-adds for each token and layer, one step after the other.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Hochreiter and Schmidhuber (1997), *Long Short-Term Memory*; Gers, Schmidhuber and Cummins (2000), *Learning to
    Forget*.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.layers import LSTM
    >>> layer = LSTM(3, 4, num_layers=2, rng=0)
    >>> output, (h_n, c_n) = layer(np.ones((5, 2, 3)))
    >>> output.shape, h_n.shape, c_n.shape
    ((5, 2, 4), (2, 2, 4), (2, 2, 4))
    >>> bool(np.array_equal(output.data[-1], h_n.data[-1]))
    True
    """

    _n_gates: ClassVar[int] = 4

    def _sweep(self, x: Tensor, states: list[Tensor], weights: list[Any], lengths: Any, reverse: bool) -> Any:
        return functional.lstm_layer(x, (states[0], states[1]), *weights, lengths=lengths, reverse=reverse)

    def forward(
        self, input: Any, hx: States | None = None, *, lengths: Any = None
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """Return the last layer's states at all steps, and all layers' states and memories after the last.

        Parameters
        ----------
        input : Tensor or array_like, shape (time, batch, input_size) or (time, input_size)
            (batch, time, input_size) if ``batch_first``.
        hx : tuple of two Tensors, each of shape (num_layers * directions, batch, hidden_size), optional
            States and memories to start from; zeros by default. Without the batch axis if the input has none.
        lengths : array_like of int, shape (batch,), optional
            Number of real tokens at the start of each row.

        Returns
        -------
        output : Tensor, shape (time, batch, directions * hidden_size)
            0 for padding.
        (h_n, c_n) : tuple of two Tensors, each of shape (num_layers * directions, batch, hidden_size)
            After each row's last real token; backwards, after its first.
        """
        output, (h_n, c_n) = self._run(input, list(checked_pair("hx", hx)), lengths)
        return output, (h_n, c_n)


def checked_pair(name: str, pair: Any) -> States:
    """Return a pair as it is, or two times None if there is none."""
    if pair is None:
        return None, None
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        kind = type(pair).__name__
        raise TypeError(f"{name} must be a tuple of state and memory (h, c), got {kind} of length {len(pair)}")
    return pair[0], pair[1]
