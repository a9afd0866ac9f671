"""The recurrent network of Elman: the new state is one nonlinear function of the input and the old state."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from lib.basics import check_choice
from lib.grad import Tensor, functional
from lib.layers.recurrent import Recurrent, RecurrentCell


class RNNCell(RecurrentCell):
    r"""Apply one step of a recurrent network.

    .. math:: h_t = \phi(W_{ih} x_t + b_{ih} + W_{hh} h_{t-1} + b_{hh})

    Parameters
    ----------
    input_size, hidden_size : int
        Lengths of an input and of a state.
    bias : bool, default True
        Whether there are biases.
    nonlinearity : {"tanh", "relu"}, default "tanh"
        :math:`\phi`.
    rng : None, int or numpy.random.Generator, default None
        Draws the initial parameters, uniformly in :math:`\pm 1/\sqrt{n_\mathrm{hidden}}`.
    dtype : dtype, default float64

    Attributes
    ----------
    weight_ih : Parameter, shape (hidden_size, input_size)
    weight_hh : Parameter, shape (hidden_size, hidden_size)
    bias_ih, bias_hh : Parameter, shape (hidden_size,), or None

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.

    Notes
    -----
    The two biases act as one; torch keeps both because cuDNN does.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Elman (1990), *Finding Structure in Time*.

    Examples
    --------
    >>> from lib.layers import RNNCell
    >>> cell = RNNCell(3, 2, rng=0)
    >>> h = None
    >>> for x in ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0]):
    ...     h = cell(x, h)
    >>> h.shape
    (2,)
    """

    _n_gates: ClassVar[int] = 1

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        *,
        rng: Any = None,
        dtype: Any = np.float64,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, rng=rng, dtype=dtype)
        self.nonlinearity = check_choice("nonlinearity", nonlinearity, ("tanh", "relu"))

    def forward(self, input: Any, hx: Any = None) -> Tensor:
        """Return the new state, a Tensor of shape (batch, hidden_size) or (hidden_size,); ``hx`` is the old one."""
        x = self._input(input)
        return functional.rnn_cell(x, self._state("hx", hx, x), *self._weights(), self.nonlinearity)

    def extra_repr(self) -> str:
        """Return the cell's settings."""
        return super().extra_repr() + (f", nonlinearity={self.nonlinearity}" if self.nonlinearity != "tanh" else "")


class RNN(Recurrent):
    r"""Run a recurrent network over sequences: one layer or several, in one direction or in both.

    .. math:: h_t = \phi(W_{ih} x_t + b_{ih} + W_{hh} h_{t-1} + b_{hh})

    Parameters
    ----------
    input_size, hidden_size : int
        Lengths of an input and of a state.
    num_layers : int, default 1
        Layers on top of each other; each reads the states of the one below.
    nonlinearity : {"tanh", "relu"}, default "tanh"
        :math:`\phi`.
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
    weight_ih_l0 : Parameter, shape (hidden_size, input_size)
        Of the lowest layer; ``weight_ih_l1``, ... above it, shape (hidden_size, directions * hidden_size), and the same
        with ``_reverse`` for the backward direction.
    weight_hh_l0 : Parameter, shape (hidden_size, hidden_size)
    bias_ih_l0, bias_hh_l0 : Parameter, shape (hidden_size,), if ``bias``

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
    where torch wants a packed sequence. Costs ``hidden_size * (input_size + hidden_size)`` multiply-adds for each token
    and layer, one step after the other.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Elman (1990), *Finding Structure in Time*; Schuster and Paliwal (1997), *Bidirectional Recurrent Neural Networks*.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.layers import RNN
    >>> layer = RNN(3, 4, num_layers=2, bidirectional=True, rng=0)
    >>> output, h_n = layer(np.ones((5, 2, 3)), lengths=[5, 2])
    >>> output.shape, h_n.shape  # (time, batch, directions * hidden_size), (layers * directions, batch, hidden_size)
    ((5, 2, 8), (4, 2, 4))
    >>> layer
    RNN(3, 4, num_layers=2, bidirectional=True)
    """

    _n_gates: ClassVar[int] = 1

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        *,
        rng: Any = None,
        dtype: Any = np.float64,
    ) -> None:
        sizes = (input_size, hidden_size, num_layers)
        super().__init__(*sizes, bias, batch_first, dropout, bidirectional, rng=rng, dtype=dtype)
        self.nonlinearity = check_choice("nonlinearity", nonlinearity, ("tanh", "relu"))

    def _sweep(self, x: Tensor, states: list[Tensor], weights: list[Any], lengths: Any, reverse: bool) -> Any:
        w_ih, w_hh, b_ih, b_hh = weights
        phi = self.nonlinearity
        return functional.rnn_layer(x, states[0], w_ih, w_hh, b_ih, b_hh, phi, lengths=lengths, reverse=reverse)
