"""Drop elements at random, and pad with a constant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lib.basics import as_rng, check_real
from lib.grad.functional.activations import _into, _slope_backward, tensor_of
from lib.grad.node import Gradients, Node
from lib.grad.recording import operand, record

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False, *, rng: Any = None) -> Tensor:
    r"""Set each element to 0 with probability :math:`p`, and divide the others by :math:`1 - p`.

    Parameters
    ----------
    input : Tensor of any shape
    p : float, default 0.5
        Probability to *drop*.
    training : bool, default True
        False returns ``input`` as it is.
    inplace : bool, default False
        Overwrite ``input``.
    rng : None, int or numpy.random.Generator
        Draws what is dropped. (torch uses its global generator.)

    Returns
    -------
    Tensor of the shape of ``input``
        Its expectation is ``input``, so nothing has to be rescaled in evaluation.

    Raises
    ------
    ValueError
        If ``p`` is not between 0 and 1.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Srivastava et al. (2014), *Dropout: A Simple Way to Prevent Neural Networks from Overfitting*, section 10 (the
    rescaling in training).

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import dropout
    >>> dropout(Tensor([1.0, 1.0, 1.0, 1.0]), p=0.5, rng=0)
    tensor([2., 0., 0., 0.])
    """
    check_real("p", p, low=0, high=1)
    if not training or p == 0:
        return tensor_of(input)
    x = operand(input)
    scale = 0.0 if p == 1 else 1 / (1 - p)
    mask = (as_rng(rng).random(x.shape) >= p) * x.dtype.type(scale)
    out = record("dropout", x * mask, (input,), _slope_backward, (mask,))
    return _into(input, out) if inplace else out


def _pad_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Cut out what was there before; what was added is constant."""
    inner, cut = node.options
    out = np.zeros(node.inputs[0].shape, gradient.dtype)
    out[cut] = gradient[inner]
    return (out,)


def pad(input: Tensor, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Tensor:
    """Add elements of one value before and after, along the last axes.

    Parameters
    ----------
    input : Tensor of any shape
    pad : sequence of int
        How many before and after: first for the last axis, then for the one before it, and so on. A negative number
        cuts off.
    mode : {"constant"}, default "constant"
        torch's other modes are left out.
    value : float, default 0

    Returns
    -------
    Tensor, longer along the padded axes; its shape grows by ``pad``

    Raises
    ------
    ValueError
        If ``mode`` is another.
    RuntimeError
        If ``pad`` does not hold pairs, holds more of them than there are axes, or cuts off more than there is.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import pad
    >>> pad(Tensor([[1.0, 2.0]]), (1, 2))
    tensor([[0., 1., 2., 0., 0.]])
    """
    if mode != "constant":
        raise ValueError(f"mode must be 'constant', got {mode!r}")
    x = operand(input)
    if len(pad) % 2 or len(pad) > 2 * x.ndim:
        raise RuntimeError(f"pad must hold at most {x.ndim} pairs, got {len(pad)} numbers")
    pairs = [(0, 0)] * (x.ndim - len(pad) // 2) + list(zip(pad[::2], pad[1::2]))[::-1]
    shape = [length + before + after for length, (before, after) in zip(x.shape, pairs)]
    if min(shape, default=0) < 0:
        raise RuntimeError(f"pad must not cut off more than there is, got {tuple(pad)} for shape {x.shape}")
    inner = tuple([slice(max(before, 0), n - max(after, 0)) for n, (before, after) in zip(shape, pairs)])
    cut = tuple([slice(max(-before, 0), n - max(-after, 0)) for n, (before, after) in zip(x.shape, pairs)])
    out = np.full(shape, 0 if value is None else value, x.dtype)
    out[inner] = x[cut]
    return record("pad", out, (input,), _pad_backward, options=(inner, cut))
