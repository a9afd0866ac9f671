"""A layer of gated recurrent units over all steps of a sequence, as one operation with its own rule backwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

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


def _gru_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Go back through time; the share z of the gradient passes each step untouched."""
    x, gates, candidates, inner, hidden, w_ih, w_hh = node.saved
    (layout,) = node.options
    size = w_hh.shape[1]
    of_output = layout.arrange(gradient)
    of_input, of_state = (room_for_gates((*gates.shape[:2], 3 * size), gates.dtype, layout) for _ in range(2))
    of_hidden = np.zeros(hidden.shape[1:], hidden.dtype)
    room = [np.empty_like(of_hidden) for _ in range(3)]
    for t in range(len(gates) - 1, -1, -1):
        n = layout.rows[t]
        reset, update = gates[t, :n, :size], gates[t, :n, size:]
        of_reset, of_update, of_candidate = (of_input[t, :n, k * size : (k + 1) * size] for k in range(3))
        candidate, dh = candidates[t, :n], of_hidden[:n]
        kept, part, other = (each[:n] for each in room)
        dh += of_output[t, :n]
        # h = (1 - z) g + z h_before: for z, dh (h_before - g) z (1 - z); dh z passes on.
        np.multiply(dh, update, out=kept)
        np.subtract(hidden[t, :n], candidate, out=part)
        part *= kept
        np.multiply(part, update, out=of_update)
        np.subtract(part, of_update, out=of_update)
        # For g, dh (1 - z) (1 - g^2).
        np.subtract(dh, kept, out=part)
        np.multiply(candidate, candidate, out=other)
        other *= part
        np.subtract(part, other, out=of_candidate)
        # g = tanh(... + r q) with q = W h_before + b: for r, q r (1 - r) times that; for q, r times that.
        np.multiply(of_candidate, reset, out=part)
        of_state[t, :n, 2 * size :] = part
        part *= inner[t, :n]
        np.multiply(part, reset, out=of_reset)
        np.subtract(part, of_reset, out=of_reset)
        of_state[t, :n, : 2 * size] = of_input[t, :n, : 2 * size]
        np.dot(of_state[t, :n], w_hh, out=dh)
        dh += kept
    of_x, *of_weights = gradients_of_products(node, layout, x, hidden[:-1], w_ih, of_input, of_state)
    return of_x, layout.restore_rows(of_hidden), *of_weights


def gru_layer(
    input: Any,
    hx: Any,
    w_ih: Any,
    w_hh: Any,
    b_ih: Any = None,
    b_hh: Any = None,
    *,
    lengths: Any = None,
    reverse: bool = False,
) -> tuple[Tensor, Tensor]:
    r"""Apply `gru_cell` to every step of a batch of sequences.

    Parameters
    ----------
    input : Tensor, shape (time, batch, input_size)
    hx : Tensor, shape (batch, hidden_size)
        State before the first step.
    w_ih : Tensor, shape (3 * hidden_size, input_size)
    w_hh : Tensor, shape (3 * hidden_size, hidden_size)
    b_ih, b_hh : Tensor, shape (3 * hidden_size,), optional
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

    Notes
    -----
    Computes what the graph of cells computes, with one node and one view instead of some twenty nodes for each step.
    Costs, for each token, ``6 * hidden_size * (input_size + hidden_size)`` operations forward and twice that backward;
    keeps ``5 * hidden_size`` numbers until backward.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Cho et al. (2014), *Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine Translation*,
    equations 5 to 8.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.grad.functional import gru_layer
    >>> keep = np.array([0.0, 1000.0, 0.0])  # update gate 1: the state stays what it was
    >>> output, h_n = gru_layer(np.ones((4, 1, 1)), [[0.5]], np.ones((3, 1)), np.ones((3, 1)), keep)
    >>> output.data.ravel()
    array([0.5, 0.5, 0.5, 0.5])
    """
    sources = {"input": input, "h_0": hx, "w_ih": w_ih, "w_hh": w_hh, "b_ih": b_ih, "b_hh": b_hh}
    x, h_0, weight, recurrent, *biases = checked_arrays(sources, 3)
    layout = TimeLayout(x.shape[:2], lengths, reverse)
    x, size = layout.arrange(x), h_0.shape[1]
    # sigmoid(z) = (1 + tanh(z / 2)) / 2: the halves go into the weights of both gates.
    half = np.full(3 * size, 0.5, x.dtype)
    half[2 * size :] = 1
    drive = drive_of(x, weight.T * half, None if biases[0] is None else biases[0] * half)
    from_state = np.multiply(recurrent.T, half, order="C")
    offset = 0 if biases[1] is None else biases[1] * half
    hidden = states_from(layout.arrange_rows(h_0), layout)
    gates, candidates, inner = (
        np.empty((*x.shape[:2], 2 * size), x.dtype),
        np.empty_like(hidden[1:]),
        np.empty_like(hidden[1:]),
    )
    product, taken = np.empty(drive.shape[1:], x.dtype), np.empty_like(h_0)
    for t, n in enumerate(layout.rows):
        gate, candidate, h = gates[t, :n], candidates[t, :n], hidden[t + 1, :n]
        state = np.dot(hidden[t, :n], from_state, out=product[:n])
        state += offset
        np.add(drive[t, :n, : 2 * size], state[:, : 2 * size], out=gate)
        np.tanh(gate, out=gate)
        gate *= 0.5
        gate += 0.5
        inner[t, :n] = state[:, 2 * size :]
        np.multiply(gate[:, :size], inner[t, :n], out=candidate)
        candidate += drive[t, :n, 2 * size :]
        np.tanh(candidate, out=candidate)
        # h = z h_before + (g - z g): exact where z is 0 or 1.
        np.multiply(gate[:, size:], candidate, out=taken[:n])
        np.subtract(candidate, taken[:n], out=taken[:n])
        np.multiply(gate[:, size:], hidden[t, :n], out=h)
        h += taken[:n]
    saved = (x, gates, candidates, inner, hidden, weight, recurrent)
    output = layout.restore(hidden[1:]).copy()
    out = record("gru_layer", output, givers(sources), _gru_backward, saved, (input, w_ih, w_hh), (layout,))
    return out, out[layout.last()]
