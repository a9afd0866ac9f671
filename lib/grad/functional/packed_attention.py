"""Attention of a sequence to itself, from one array that holds queries, keys and values of all heads."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from lib.basics import check_integer
from lib.grad.functional.attention import Attended, attend, attend_backward, kept_of, score_bias
from lib.grad.node import Gradients, Node
from lib.grad.recording import operand, record

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor


def _parts(packed: np.ndarray, n_heads: int) -> np.ndarray:
    """Return views of queries, keys and values, each of shape (batch, heads, time, head_dim)."""
    n, time, width = packed.shape
    heads = packed.reshape(n, time, 3, n_heads, width // (3 * n_heads))
    return heads.transpose(2, 0, 3, 1, 4)


def _heads(joined: np.ndarray, n_heads: int) -> np.ndarray:
    """Return a view of (batch, time, width) as (batch, heads, time, head_dim)."""
    return joined.reshape(*joined.shape[:2], n_heads, -1).transpose(0, 2, 1, 3)


def _packed_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Write the three gradients side by side, as queries, keys and values stood."""
    packed, *attended, means = node.saved
    n_heads, scale = node.options
    out = np.empty(packed.shape, gradient.dtype)
    query, key, value = _parts(packed, n_heads)
    attend_backward(
        _heads(gradient, n_heads),
        (query, key, value),
        _heads(means, n_heads),
        Attended(*attended),
        scale,
        tuple(_parts(out, n_heads)),
    )
    return (out,)


def packed_attention(
    input: Tensor,
    n_heads: int,
    attn_mask: Any = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    *,
    rng: Any = None,
) -> Tensor:
    r"""Compute :math:`\mathrm{softmax}(Q_h K_h^\top/\sqrt{d} + M)\,V_h` for each head and put the heads side by side.

    Parameters
    ----------
    input : Tensor, shape (batch, time, 3 * width)
        Queries, keys and values, one after the other, each with its heads side by side: what a single `linear` with
        stacked weights returns.
    n_heads : int
        Divides the width.
    attn_mask : array_like that broadcasts to (batch, n_heads, time, time), optional
        Booleans, **True = may attend**, or floats, which are added to the scores; it earns no gradient.
    dropout_p : float, default 0.0
        Probability to drop a weight.
    is_causal : bool, default False
        Let each place attend to itself and what came before only.
    rng : None, int or numpy.random.Generator
        Draws what is dropped.

    Returns
    -------
    Tensor, shape (batch, time, width)

    Raises
    ------
    RuntimeError
        If shapes do not belong together, or both ``attn_mask`` and ``is_causal`` are given.
    TypeError
        If ``attn_mask`` holds neither booleans nor floats, ``input`` no floats, or ``n_heads`` is no integer.
    ValueError
        If ``n_heads`` or ``dropout_p`` is out of range.

    Notes
    -----
    Equal to `scaled_dot_product_attention` on the three parts. There is no copy of a part: products read from and write
    to views.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Vaswani et al. (2017), *Attention Is All You Need*, section 3.2.2.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.grad.functional import packed_attention
    >>> values = np.arange(8.0).reshape(1, 2, 4)
    >>> packed = np.concatenate([np.zeros((1, 2, 8)), values], axis=-1)  # all scores are 0
    >>> packed_attention(packed, n_heads=2).tolist()
    [[[2.0, 3.0, 4.0, 5.0], [2.0, 3.0, 4.0, 5.0]]]
    """
    packed = operand(input)
    check_integer("n_heads", n_heads, low=1)
    if packed.ndim != 3 or packed.shape[-1] % (3 * n_heads):
        raise RuntimeError(
            f"input must have shape (batch, time, 3 * width) with a width of {n_heads} equal heads, got {packed.shape}"
        )
    if packed.dtype.kind != "f":
        raise TypeError(f"input must hold floats, got {packed.dtype}")
    n, time, width = packed.shape
    shape = (n, n_heads, time, time)
    scale = 1 / math.sqrt(width // (3 * n_heads))
    bias = score_bias(attn_mask, is_causal, shape, packed.dtype)
    kept = kept_of(shape, dropout_p, rng, packed.dtype)
    query, key, value = _parts(packed, n_heads)
    joined = np.empty((n, time, width // 3), packed.dtype)
    _, attended = attend(query, key, value, bias, kept, scale, out=_heads(joined, n_heads))
    return record(
        "packed_attention",
        joined,
        (input,),
        _packed_backward,
        (packed, *attended),
        (input,),
        (n_heads, scale),
        keep=True,
    )
