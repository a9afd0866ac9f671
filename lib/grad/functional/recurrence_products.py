"""The products that all recurrent layers share: one for all inputs, and one for each gradient over all steps."""

from __future__ import annotations

from typing import Any

import numpy as np

from lib.grad.functional.affine import ones
from lib.grad.functional.time_layout import TimeLayout
from lib.grad.node import Gradients, Node
from lib.grad.recording import operand


def checked_arrays(arguments: dict[str, Any], n_gates: int) -> list[Any]:
    """Return the arrays of a layer's arguments in one type, after a check of their shapes.

    Parameters
    ----------
    arguments : dict of str to Tensor or array_like
        ``input`` of shape (time, batch, input_size); ``h_0`` (and ``c_0``) of shape (batch, hidden_size); ``w_ih`` and
        ``w_hh`` with ``n_gates * hidden_size`` rows; ``b_ih`` and ``b_hh``, which may be None.
    n_gates : int
        Number of blocks of rows in the weights.

    Returns
    -------
    list of ndarray or None, shapes as above

    Raises
    ------
    RuntimeError
        If the shapes do not belong together.
    """
    arrays = {name: np.asarray(operand(value)) for name, value in arguments.items() if value is not None}
    x, state = arrays["input"], arrays["h_0"]
    if x.ndim != 3 or not len(x):
        raise RuntimeError(f"input must have shape (time, batch, input_size) with time >= 1, got {x.shape}")
    if state.ndim != 2:
        raise RuntimeError(f"h_0 must have shape (batch, hidden_size), got {state.shape}")
    size = state.shape[1]
    n_rows = n_gates * size
    wanted: dict[str, tuple[int, ...]] = {"h_0": (x.shape[1], size), "c_0": (x.shape[1], size)}
    wanted |= {"w_ih": (n_rows, x.shape[2]), "w_hh": (n_rows, size), "b_ih": (n_rows,), "b_hh": (n_rows,)}
    for name, array in arrays.items():
        if name in wanted and array.shape != wanted[name]:
            raise RuntimeError(f"{name} must have shape {wanted[name]}, got {array.shape}")
    dtype = np.result_type(*arrays.values())
    return [arrays[name].astype(dtype, copy=False) if name in arrays else None for name in arguments]


def givers(arguments: dict[str, Any]) -> tuple[Any, ...]:
    """Return the arguments through which a gradient can flow; a bias that is not there counts as the number 0."""
    return tuple([0.0 if value is None else value for value in arguments.values()])


def drive_of(x: np.ndarray, weight: np.ndarray, *biases: np.ndarray | None) -> np.ndarray:
    """Return what the inputs of all steps contribute to the gates, in one product.

    Parameters
    ----------
    x : ndarray, shape (time, batch, input_size)
    weight : ndarray, shape (input_size, n_rows)
    *biases : ndarray, shape (n_rows,), or None
        Summed before they are added to the large array.

    Returns
    -------
    ndarray, shape (time, batch, n_rows)
    """
    drive = np.dot(x.reshape(-1, x.shape[2]), weight)
    given = [bias for bias in biases if bias is not None]
    if given:
        drive += sum(given[1:], start=given[0])
    return drive.reshape(*x.shape[:2], -1)


def states_from(start: np.ndarray, layout: TimeLayout) -> np.ndarray:
    """Return room for the state before the first step and after each, shape (time + 1, batch, n), the start filled in.

    A row that joins late, or has left, holds the start too, so the state before its first step is always there.
    """
    states = np.empty((len(layout.rows) + 1, *start.shape), start.dtype)
    states[slice(None) if not layout.full else 0] = start
    return states


def room_for_gates(shape: tuple[int, ...], dtype: Any, layout: TimeLayout) -> np.ndarray:
    """Return an array to write gradients of gates to; those of padding, which nobody writes, are 0."""
    return np.empty(shape, dtype) if layout.full else np.zeros(shape, dtype)


def gradients_of_products(
    node: Node,
    layout: TimeLayout,
    x: np.ndarray,
    before: np.ndarray,
    w_ih: np.ndarray,
    of_input: np.ndarray,
    of_state: np.ndarray,
) -> Gradients:
    r"""Return the gradients of input, weights and biases, each summed over all steps in one product.

    With :math:`A_t = W_{ih} x_t + b_{ih}` and :math:`R_t = W_{hh} h_{t-1} + b_{hh}`:
    :math:`\bar W_{ih} = \sum_t \bar A_t x_t^\top`, :math:`\bar W_{hh} = \sum_t \bar R_t h_{t-1}^\top`.

    Parameters
    ----------
    node : Node
        Its ``needs`` are those of the input, then the initial states, then weights and biases.
    layout : TimeLayout
    x : ndarray, shape (time, batch, input_size)
    before : ndarray, shape (time, batch, hidden_size)
        The state before each step.
    w_ih : ndarray, shape (n_rows, input_size)
    of_input, of_state : ndarray, shape (time, batch, n_rows)
        :math:`\bar A` and :math:`\bar R`.

    Returns
    -------
    tuple of ndarray or None
        Of the input, shape (time, batch, input_size) in the caller's order; of both weights and both biases.
    """
    needs = (node.needs[0], *node.needs[-4:])
    inputs, states = (each.reshape(-1, each.shape[2]) for each in (of_input, of_state))
    one = ones(len(inputs), inputs.dtype)
    return (
        layout.restore(np.dot(inputs, w_ih).reshape(x.shape)) if needs[0] else None,
        np.dot(inputs.T, x.reshape(-1, x.shape[2])) if needs[1] else None,
        np.dot(states.T, before.reshape(-1, before.shape[2])) if needs[2] else None,
        np.dot(one, inputs) if needs[3] else None,
        np.dot(one, states) if needs[4] else None,
    )
