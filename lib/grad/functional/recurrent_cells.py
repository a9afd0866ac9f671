"""One step of a recurrent network as a graph of plain operations: each line is an equation of the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lib.basics import check_choice
from lib.grad.functional.activations import tensor_of
from lib.grad.functional.affine import linear

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor


def rnn_cell(
    input: Any, hx: Any, w_ih: Any, w_hh: Any, b_ih: Any = None, b_hh: Any = None, nonlinearity: str = "tanh"
) -> Tensor:
    r"""Compute :math:`h_t = \phi(W_{ih} x_t + b_{ih} + W_{hh} h_{t-1} + b_{hh})`.

    Parameters
    ----------
    input : Tensor, shape (batch, input_size) or (input_size,)
        :math:`x_t`.
    hx : Tensor, shape (batch, hidden_size) or (hidden_size,)
        :math:`h_{t-1}`.
    w_ih : Tensor, shape (hidden_size, input_size)
    w_hh : Tensor, shape (hidden_size, hidden_size)
    b_ih, b_hh : Tensor, shape (hidden_size,), optional
    nonlinearity : {"tanh", "relu"}, default "tanh"
        :math:`\phi`.

    Returns
    -------
    Tensor of the shape of ``hx``

    Raises
    ------
    ValueError
        If ``nonlinearity`` is neither.
    RuntimeError
        If the shapes do not belong together.

    Notes
    -----
    torch has it as ``torch.rnn_tanh_cell`` and ``torch.rnn_relu_cell``.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Elman (1990), *Finding Structure in Time*; Goodfellow, Bengio and Courville (2016), *Deep Learning*, equations 10.8
    and 10.9.

    Examples
    --------
    >>> from lib.grad.functional import rnn_cell
    >>> rnn_cell([[2.0]], [[3.0]], [[1.0]], [[-0.5]], [1.0], [0.0], nonlinearity="relu")
    tensor([[1.5]])
    """
    check_choice("nonlinearity", nonlinearity, ("tanh", "relu"))
    drive = linear(input, w_ih, b_ih) + linear(hx, w_hh, b_hh)
    return drive.tanh() if nonlinearity == "tanh" else drive.relu()


def gru_cell(input: Any, hx: Any, w_ih: Any, w_hh: Any, b_ih: Any = None, b_hh: Any = None) -> Tensor:
    r"""Compute one step of a gated recurrent unit.

    .. math::

        r_t &= \sigma(W_{ir} x_t + b_{ir} + W_{hr} h_{t-1} + b_{hr}) \\
        z_t &= \sigma(W_{iz} x_t + b_{iz} + W_{hz} h_{t-1} + b_{hz}) \\
        \tilde h_t &= \tanh(W_{in} x_t + b_{in} + r_t \odot (W_{hn} h_{t-1} + b_{hn})) \\
        h_t &= (1 - z_t) \odot \tilde h_t + z_t \odot h_{t-1}

    Parameters
    ----------
    input : Tensor, shape (batch, input_size) or (input_size,)
        :math:`x_t`.
    hx : Tensor, shape (batch, hidden_size) or (hidden_size,)
        :math:`h_{t-1}`.
    w_ih : Tensor, shape (3 * hidden_size, input_size)
        :math:`W_{ir}, W_{iz}, W_{in}`, one below the other; in the same order in what follows.
    w_hh : Tensor, shape (3 * hidden_size, hidden_size)
    b_ih, b_hh : Tensor, shape (3 * hidden_size,), optional

    Returns
    -------
    Tensor of the shape of ``hx``

    Raises
    ------
    RuntimeError
        If the shapes do not belong together.

    Notes
    -----
    As in torch and cuDNN the reset gate acts **after** the product with :math:`W_{hn}`; in the paper it acts before,
    :math:`W_{hn}(r_t \odot h_{t-1})`, which is another network. :math:`z_t \to 1` keeps the old state, as in the paper;
    many texts swap :math:`z` and :math:`1 - z`.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Cho et al. (2014), *Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine Translation*,
    equations 5 to 8.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.grad.functional import gru_cell
    >>> closed = np.array([0.0, 1000.0, 0.0])  # z = 1: the old state is kept
    >>> gru_cell([[5.0]], [[0.25]], np.ones((3, 1)), np.ones((3, 1)), closed)
    tensor([[0.25]])
    """
    state = tensor_of(hx)
    size = state.shape[-1]
    from_input, from_state = linear(input, w_ih, b_ih), linear(state, w_hh, b_hh)
    if from_input.shape[-1] != 3 * size or from_state.shape[-1] != 3 * size:
        raise RuntimeError(
            f"w_ih and w_hh must have {3 * size} rows, got {from_input.shape[-1]} and {from_state.shape[-1]}"
        )
    first, second, third = (..., slice(size)), (..., slice(size, 2 * size)), (..., slice(2 * size, None))
    reset = (from_input[first] + from_state[first]).sigmoid()
    update = (from_input[second] + from_state[second]).sigmoid()
    candidate = (from_input[third] + reset * from_state[third]).tanh()
    return (1 - update) * candidate + update * state


def lstm_cell(
    input: Any, hx: tuple[Any, Any], w_ih: Any, w_hh: Any, b_ih: Any = None, b_hh: Any = None
) -> tuple[Tensor, Tensor]:
    r"""Compute one step of a long short-term memory.

    .. math::

        i_t &= \sigma(W_{ii} x_t + b_{ii} + W_{hi} h_{t-1} + b_{hi}) \\
        f_t &= \sigma(W_{if} x_t + b_{if} + W_{hf} h_{t-1} + b_{hf}) \\
        \tilde c_t &= \tanh(W_{ig} x_t + b_{ig} + W_{hg} h_{t-1} + b_{hg}) \\
        o_t &= \sigma(W_{io} x_t + b_{io} + W_{ho} h_{t-1} + b_{ho}) \\
        c_t &= f_t \odot c_{t-1} + i_t \odot \tilde c_t \\
        h_t &= o_t \odot \tanh(c_t)

    Parameters
    ----------
    input : Tensor, shape (batch, input_size) or (input_size,)
        :math:`x_t`.
    hx : tuple of two Tensors, each of shape (batch, hidden_size) or (hidden_size,)
        :math:`h_{t-1}` and :math:`c_{t-1}`.
    w_ih : Tensor, shape (4 * hidden_size, input_size)
        :math:`W_{ii}, W_{if}, W_{ig}, W_{io}`, one below the other; in the same order in what follows.
    w_hh : Tensor, shape (4 * hidden_size, hidden_size)
    b_ih, b_hh : Tensor, shape (4 * hidden_size,), optional

    Returns
    -------
    h, c : Tensors of the shapes of ``hx``

    Raises
    ------
    RuntimeError
        If the shapes do not belong together.

    Notes
    -----
    The forget gate came in 2000 (Gers et al.); the cell of 1997 has :math:`f_t = 1`. Peephole connections are left out.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Hochreiter and Schmidhuber (1997), *Long Short-Term Memory*; Gers, Schmidhuber and Cummins (2000), *Learning to
    Forget*.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.grad.functional import lstm_cell
    >>> gates = np.array([-1000.0, 1000.0, 0.0, 1000.0])  # i = 0, f = 1, o = 1: the memory is kept and shown
    >>> lstm_cell([[5.0]], ([[0.0]], [[0.5]]), np.ones((4, 1)), np.ones((4, 1)), gates)
    (tensor([[0.4621]]), tensor([[0.5]]))
    """
    state, memory = (tensor_of(each) for each in hx)
    size = state.shape[-1]
    gates = linear(input, w_ih, b_ih) + linear(state, w_hh, b_hh)
    if gates.shape[-1] != 4 * size:
        raise RuntimeError(f"w_ih and w_hh must have {4 * size} rows, got {gates.shape[-1]}")
    take, forget, candidate, show = (gates[..., k * size : (k + 1) * size] for k in range(4))
    memory = forget.sigmoid() * memory + take.sigmoid() * candidate.tanh()
    return show.sigmoid() * memory.tanh(), memory
