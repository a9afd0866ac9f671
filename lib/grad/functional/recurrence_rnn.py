"""A layer of plain recurrent units over all steps of a sequence, as one operation with its own rule backwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lib.basics import check_choice
from lib.grad.functional.recurrence_products import (
    checked_arrays,
    drive_of,
    givers,
    gradients_of_products,
    room_for_gates,
    states_from,
)
from lib.grad.functional.time_layout import TimeLayout
from lib.grad.node import Gradients, Node
from lib.grad.recording import record

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor


def _rnn_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Go back through time: each step multiplies the gradient by the slope there and by the transposed weights."""
    x, hidden, w_ih, w_hh = node.saved
    layout, nonlinearity = node.options
    of_output = layout.arrange(gradient)
    of_drive = room_for_gates(hidden[1:].shape, hidden.dtype, layout)
    of_hidden = np.zeros(hidden.shape[1:], hidden.dtype)
    for t in range(len(of_drive) - 1, -1, -1):
        n = layout.rows[t]
        dh, dz, h = of_hidden[:n], of_drive[t, :n], hidden[t + 1, :n]
        dh += of_output[t, :n]
        if nonlinearity == "tanh":
            np.multiply(h, h, out=dz)
            np.subtract(1, dz, out=dz)
            dz *= dh
        else:
            np.multiply(dh, h > 0, out=dz)
        np.dot(dz, w_hh, out=dh)
    of_x, *of_weights = gradients_of_products(node, layout, x, hidden[:-1], w_ih, of_drive, of_drive)
    return of_x, layout.restore_rows(of_hidden), *of_weights


def rnn_layer(
    input: Any,
    hx: Any,
    w_ih: Any,
    w_hh: Any,
    b_ih: Any = None,
    b_hh: Any = None,
    nonlinearity: str = "tanh",
    *,
    lengths: Any = None,
    reverse: bool = False,
) -> tuple[Tensor, Tensor]:
    r"""Apply `rnn_cell` to every step of a batch of sequences.

    Parameters
    ----------
    input : Tensor, shape (time, batch, input_size)
    hx : Tensor, shape (batch, hidden_size)
        State before the first step.
    w_ih : Tensor, shape (hidden_size, input_size)
    w_hh : Tensor, shape (hidden_size, hidden_size)
    b_ih, b_hh : Tensor, shape (hidden_size,), optional
    nonlinearity : {"tanh", "relu"}, default "tanh"
    lengths : array_like of int, shape (batch,), optional
        Number of real tokens at the start of each row; what follows is neither read nor written.
    reverse : bool, default False
        Whether to go from each row's last real token to its first.

    Returns
    -------
    output : Tensor, shape (time, batch, hidden_size)
        The state after each step; 0 for padding.
    h_n : Tensor, shape (batch, hidden_size)
        The state after each row's last step.

    Raises
    ------
    RuntimeError
        If the shapes do not belong together, or a length is not from 1 to ``time``.
    ValueError
        If ``nonlinearity`` is neither.

    Notes
    -----
    Computes what the graph of cells computes, with one node and one view instead of four nodes for each step. Costs,
    for each token, ``2 * hidden_size * (input_size + hidden_size)`` operations forward and twice that backward; keeps
    ``hidden_size`` numbers until backward.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Elman (1990), *Finding Structure in Time*; Werbos (1990), *Backpropagation Through Time: What It Does and How to Do
    It*; Goodfellow, Bengio and Courville (2016), *Deep Learning*, equations 10.17 to 10.28.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.grad.functional import rnn_layer
    >>> x = np.array([1.0, 2.0, 3.0]).reshape(3, 1, 1)
    >>> output, h_n = rnn_layer(x, [[0.0]], [[1.0]], [[1.0]], nonlinearity="relu")  # running sums
    >>> output.data.ravel(), h_n.data
    (array([1., 3., 6.]), array([[6.]]))
    """
    check_choice("nonlinearity", nonlinearity, ("tanh", "relu"))
    sources = {"input": input, "h_0": hx, "w_ih": w_ih, "w_hh": w_hh, "b_ih": b_ih, "b_hh": b_hh}
    x, h_0, weight, recurrent, *biases = checked_arrays(sources, 1)
    layout = TimeLayout(x.shape[:2], lengths, reverse)
    x = layout.arrange(x)
    drive = drive_of(x, weight.T, *biases)
    hidden, from_state = states_from(layout.arrange_rows(h_0), layout), np.ascontiguousarray(recurrent.T)
    for t, n in enumerate(layout.rows):
        h = np.dot(hidden[t, :n], from_state, out=hidden[t + 1, :n])
        h += drive[t, :n]
        if nonlinearity == "tanh":
            np.tanh(h, out=h)
        else:
            np.maximum(h, 0, out=h)
    saved, options = (x, hidden, weight, recurrent), (layout, nonlinearity)
    output = layout.restore(hidden[1:]).copy()
    out = record("rnn_layer", output, givers(sources), _rnn_backward, saved, (input, w_ih, w_hh), options)
    return out, out[layout.last()]
