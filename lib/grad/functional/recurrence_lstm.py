"""A layer of long short-term memories over all steps of a sequence, as one operation with its own rule backwards."""

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


def _lstm_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Go back through time: from the last step to the first, the gradients of state and memory are carried along."""
    x, gates, candidates, tanh_memories, hidden, memory, w_ih, w_hh = node.saved
    (layout,) = node.options
    size = w_hh.shape[1]
    of_output = layout.arrange(gradient[:-1])
    of_gates = room_for_gates(gates.shape, gates.dtype, layout)
    of_hidden = np.zeros(hidden.shape[1:], hidden.dtype)
    of_memory = layout.arrange_rows(gradient[-1]).astype(hidden.dtype)
    room = [np.empty_like(of_hidden) for _ in range(4)]
    for t in range(len(gates) - 1, -1, -1):
        n = layout.rows[t]
        take, forget, show = (gates[t, :n, k * size : (k + 1) * size] for k in (0, 1, 3))
        of_take, of_forget, of_candidate, of_show = (of_gates[t, :n, k * size : (k + 1) * size] for k in range(4))
        candidate, dh, dc = candidates[t, :n], of_hidden[:n], of_memory[:n]
        kept, seen, part, other = (each[:n] for each in room)
        dh += of_output[t, :n]
        # h = o tanh(c): dc += dh o (1 - tanh(c)^2), and for the gate dh tanh(c) o (1 - o).
        np.multiply(dh, hidden[t + 1, :n], out=seen)  # dh o tanh(c)
        np.multiply(seen, show, out=of_show)
        np.subtract(seen, of_show, out=of_show)
        np.multiply(dh, show, out=part)
        seen *= tanh_memories[t, :n]
        part -= seen
        dc += part
        # c = f c_before + i g: for i, dc g i (1 - i); for g, dc i (1 - g^2).
        np.multiply(dc, take, out=part)
        np.multiply(part, candidate, out=other)
        np.multiply(other, take, out=of_take)
        np.subtract(other, of_take, out=of_take)
        other *= candidate
        np.subtract(part, other, out=of_candidate)
        # For f, dc c_before f (1 - f); dc f goes on to the step before.
        np.multiply(dc, forget, out=kept)
        np.multiply(kept, memory[t, :n], out=part)
        np.multiply(part, forget, out=of_forget)
        np.subtract(part, of_forget, out=of_forget)
        dc[...] = kept
        np.dot(of_gates[t, :n], w_hh, out=dh)
    of_x, *of_weights = gradients_of_products(node, layout, x, hidden[:-1], w_ih, of_gates, of_gates)
    return of_x, layout.restore_rows(of_hidden), layout.restore_rows(of_memory), *of_weights


def lstm_layer(
    input: Any,
    hx: tuple[Any, Any],
    w_ih: Any,
    w_hh: Any,
    b_ih: Any = None,
    b_hh: Any = None,
    *,
    lengths: Any = None,
    reverse: bool = False,
) -> tuple[Tensor, Tensor, Tensor]:
    r"""Apply `lstm_cell` to every step of a batch of sequences.

    Parameters
    ----------
    input : Tensor, shape (time, batch, input_size)
    hx : tuple of two Tensors, each of shape (batch, hidden_size)
        State :math:`h` and memory :math:`c` before the first step.
    w_ih : Tensor, shape (4 * hidden_size, input_size)
    w_hh : Tensor, shape (4 * hidden_size, hidden_size)
    b_ih, b_hh : Tensor, shape (4 * hidden_size,), optional
    lengths : array_like of int, shape (batch,), optional
        Number of real tokens at the start of each row; what follows is neither read nor written.
    reverse : bool, default False
        Whether to go from each row's last real token to its first.

    Returns
    -------
    output : Tensor, shape (time, batch, hidden_size)
        The state after each step; 0 for padding.
    h_n, c_n : Tensors, shape (batch, hidden_size)
        State and memory after each row's last step.

    Raises
    ------
    RuntimeError
        If the shapes do not belong together, or a length is not from 1 to ``time``.

    Notes
    -----
    Computes what the graph of cells computes, with one node and three views instead of some twenty nodes for each step.
    Costs, for each token, ``8 * hidden_size * (input_size + hidden_size)`` operations forward and twice that backward;
    keeps ``8 * hidden_size`` numbers until backward.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Werbos (1990), *Backpropagation Through Time: What It Does and How to Do It*; Gers, Schmidhuber and Cummins (2000),
    *Learning to Forget*.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.grad.functional import lstm_layer
    >>> zeros = np.zeros((1, 1))
    >>> adds = np.array([[0.0], [0.0], [1.0], [0.0]]), np.zeros((4, 1)), np.array([1000.0, 1000.0, 0.0, 1000.0])
    >>> output, h_n, c_n = lstm_layer(np.full((3, 1, 1), 0.5), (zeros, zeros), *adds)
    >>> c_n.data / np.tanh(0.5)  # with all gates open, the memory counts
    array([[3.]])
    """
    h_0, c_0 = hx
    sources = {"input": input, "h_0": h_0, "c_0": c_0, "w_ih": w_ih, "w_hh": w_hh, "b_ih": b_ih, "b_hh": b_hh}
    x, h_0, c_0, weight, recurrent, *biases = checked_arrays(sources, 4)
    layout = TimeLayout(x.shape[:2], lengths, reverse)
    x, size = layout.arrange(x), h_0.shape[1]
    # sigmoid(z) = (1 + tanh(z / 2)) / 2, so one call of tanh serves all gates; the halves go into the weights. The
    # copy is in the order in which the product reads it, which makes that product half as expensive again.
    half = np.full(4 * size, 0.5, x.dtype)
    half[2 * size : 3 * size] = 1
    gates = drive_of(x, weight.T * half, *(None if bias is None else bias * half for bias in biases))
    recurrent_half = np.multiply(recurrent.T, half, order="C")
    hidden, memory = (states_from(layout.arrange_rows(start), layout) for start in (h_0, c_0))
    candidates, tanh_memories = np.empty_like(hidden[1:]), np.empty_like(hidden[1:])
    product, taken = np.empty(gates.shape[1:], x.dtype), np.empty_like(h_0)
    for t, n in enumerate(layout.rows):
        gate, now = gates[t, :n], memory[t + 1, :n]
        gate += np.dot(hidden[t, :n], recurrent_half, out=product[:n])
        np.tanh(gate, out=gate)
        candidates[t, :n] = gate[:, 2 * size : 3 * size]
        gate *= 0.5
        gate += 0.5
        np.multiply(gate[:, size : 2 * size], memory[t, :n], out=now)  # c = f c_before
        now += np.multiply(gate[:, :size], candidates[t, :n], out=taken[:n])  # ... + i g
        np.tanh(now, out=tanh_memories[t, :n])
        np.multiply(gate[:, 3 * size :], tanh_memories[t, :n], out=hidden[t + 1, :n])  # h = o tanh(c)
    saved = (x, gates, candidates, tanh_memories, hidden, memory, weight, recurrent)
    both = np.concatenate([layout.restore(hidden[1:]), layout.final(memory)[None]])
    out = record("lstm_layer", both, givers(sources), _lstm_backward, saved, (input, w_ih, w_hh), (layout,))
    return out[:-1], out[layout.last()], out[-1]
