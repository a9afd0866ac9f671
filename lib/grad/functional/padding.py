"""Add elements before and after, along the last axes: of one value, or continued from those that are there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lib.basics import check_choice
from lib.grad.node import Gradients, Node
from lib.grad.recording import operand, record

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor

# Each mode under NumPy's name for it.
CONTINUED = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def _constant_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Cut out what was there before; what was added is constant."""
    inner, cut = node.options
    out = np.zeros(node.inputs[0].shape, gradient.dtype)
    out[cut] = gradient[inner]
    return (out,)


def _continued_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Give each element the gradient of its own place and of every copy."""
    for axis, length, before, sources in node.options:
        spread = np.moveaxis(gradient, axis, 0)
        own = spread[before : before + length].copy()
        for place, source in enumerate(sources):
            if not before <= place < before + length:  # a copy
                own[source] += spread[place]
        gradient = np.moveaxis(own, 0, axis)
    return (gradient,)


def _continued(input: Any, x: np.ndarray, pairs: list[tuple[int, int]], mode: str) -> Tensor:
    """Continue the last axes with elements that are there, each picked by its index."""
    out, options = x, []
    for axis, (before, after) in enumerate(pairs):
        if before == after == 0:
            continue
        length = x.shape[axis]
        longest = {"reflect": length - 1, "circular": length, "replicate": max(before, after, 0)}[mode]
        if not (length and 0 <= before <= longest and 0 <= after <= longest):
            room = f" to {longest}" if mode != "replicate" else " up"
            raise RuntimeError(f"pad must be from 0{room} for {mode!r} and length {length}, got {(before, after)}")
        sources = np.pad(np.arange(length), (before, after), CONTINUED[mode])  # type: ignore[call-overload]
        out = np.take(out, sources, axis)
        options.append((axis, length, before, sources.tolist()))
    out = out.copy() if out is x else out
    return record("pad", out, (input,), _continued_backward, options=tuple(options))


def pad(input: Tensor, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Tensor:
    """Add elements before and after, along the last axes.

    Parameters
    ----------
    input : Tensor of any shape
    pad : sequence of int
        How many before and after: first for the last axis, then for the one before it, and so on. In the mode
        "constant" a negative number cuts off.
    mode : {"constant", "reflect", "replicate", "circular"}, default "constant"
        One value; or the elements mirrored at the edge (which is not repeated), the edge repeated, or the axis closed
        to a ring.
    value : float, default 0
        For the mode "constant".

    Returns
    -------
    Tensor, longer along the padded axes; its shape grows by ``pad``

    Raises
    ------
    ValueError
        If ``mode`` is another, or a value is given to one that has no use for it.
    RuntimeError
        If ``pad`` does not hold pairs, holds more of them than there are axes, cuts off more than there is, or wants
        more elements than an axis can give: its length for "circular", one less for "reflect".

    Notes
    -----
    torch pads in the modes that continue only pictures, rows and volumes; here any axes will do.
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import pad
    >>> pad(Tensor([[1.0, 2.0]]), (1, 2))
    tensor([[0., 1., 2., 0., 0.]])
    >>> row = Tensor([1.0, 2.0, 3.0])
    >>> for mode in ("reflect", "replicate", "circular"):
    ...     print(pad(row, (2, 2), mode))
    tensor([3., 2., 1., 2., 3., 2., 1.])
    tensor([1., 1., 1., 2., 3., 3., 3.])
    tensor([2., 3., 1., 2., 3., 1., 2.])
    """
    check_choice("mode", mode, ("constant", *CONTINUED))
    x = operand(input)
    if len(pad) % 2 or len(pad) > 2 * x.ndim:
        raise RuntimeError(f"pad must hold at most {x.ndim} pairs, got {len(pad)} numbers")
    pairs = [(0, 0)] * (x.ndim - len(pad) // 2) + list(zip(pad[::2], pad[1::2]))[::-1]
    if mode != "constant":
        if value is not None:
            raise ValueError(f"value must not be given for mode={mode!r}, got {value!r}")
        return _continued(input, x, pairs, mode)
    shape = [length + before + after for length, (before, after) in zip(x.shape, pairs)]
    if min(shape, default=0) < 0:
        raise RuntimeError(f"pad must not cut off more than there is, got {tuple(pad)} for shape {x.shape}")
    inner = tuple([slice(max(before, 0), n - max(after, 0)) for n, (before, after) in zip(shape, pairs)])
    cut = tuple([slice(max(-before, 0), n - max(-after, 0)) for n, (before, after) in zip(x.shape, pairs)])
    out = np.full(shape, 0 if value is None else value, x.dtype)
    out[inner] = x[cut]
    return record("pad", out, (input,), _constant_backward, options=(inner, cut))
