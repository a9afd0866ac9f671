"""Attention by scaled dot products: the mean of the values, weighted by how well each key answers the query."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lib.basics import as_rng, check_real
from lib.grad.node import Gradients, Node
from lib.grad.recording import Recorded, operand, quiet, record, unbroadcast

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor

Arrays = tuple[np.ndarray, np.ndarray, np.ndarray]


class Attended(NamedTuple):
    """Hold what the forward pass of attention leaves for the backward pass.

    ``powers / totals`` are the weights; dividing the output's few columns by the totals spares a division of every
    weight. ``kept`` is the mask of dropout or None.
    """

    powers: np.ndarray
    totals: np.ndarray
    kept: np.ndarray | None


@lru_cache(32)
def causal_bias(n_queries: int, n_keys: int, dtype: np.dtype[Any]) -> np.ndarray:
    """Return what keeps a query from the keys after it: 0 up to its own place, minus infinity behind."""
    bias = np.where(np.tri(n_queries, n_keys, dtype=bool), 0, -np.inf).astype(dtype)
    bias.flags.writeable = False
    return bias


@quiet
def attend(
    query: np.ndarray,
    key: np.ndarray,
    value: np.ndarray,
    bias: np.ndarray | None,
    kept: np.ndarray | None,
    scale: float,
    out: np.ndarray | None = None,
) -> tuple[np.ndarray, Attended]:
    """Return the weighted means of the values, and what the backward pass needs.

    Parameters
    ----------
    query : ndarray, shape (..., n_queries, head_dim)
    key : ndarray, shape (..., n_keys, head_dim)
    value : ndarray, shape (..., n_keys, value_dim)
    bias : ndarray that broadcasts to (..., n_queries, n_keys), or None
        Added to the scores; minus infinity shuts a key out.
    kept : ndarray, shape (..., n_queries, n_keys), or None
        Factors of the weights: dropout.
    scale : float
        Factor of the scores.
    out : ndarray, shape (..., n_queries, value_dim), optional
        Where the result goes.

    Returns
    -------
    ndarray, shape (..., n_queries, value_dim)
    Attended
    """
    scores = np.matmul(query * scale, key.swapaxes(-1, -2))  # (..., n_queries, n_keys)
    if bias is not None:
        scores += bias
    highest = np.maximum.reduce(scores, axis=-1, keepdims=True, initial=-np.inf)
    highest[np.isneginf(highest)] = 0  # a query that may attend nowhere: its powers become 0, not nan
    scores -= highest
    powers = np.exp(scores, out=scores)
    totals = np.add.reduce(powers, axis=-1, keepdims=True)
    totals[totals == 0] = 1
    means = np.matmul(powers if kept is None else powers * kept, value, out=out)  # (..., n_queries, value_dim)
    means /= totals
    return means, Attended(powers, totals, kept)


def attend_backward(
    gradient: np.ndarray,
    arrays: Arrays,
    means: np.ndarray,
    attended: Attended,
    scale: float,
    out: tuple[np.ndarray | None, np.ndarray | None, np.ndarray | None] = (None, None, None),
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    r"""Return the gradients of query, key, value and scores.

    With :math:`O = PV` and :math:`P = \mathrm{softmax}(S)`: :math:`\bar V = P^\top \bar O`,
    :math:`\bar P = \bar O V^\top`, :math:`\bar S = P \odot (\bar P - \delta)` with
    :math:`\delta_i = \sum_j P_{ij}\bar P_{ij} = \sum_c O_{ic} \bar O_{ic}`, a sum over few columns instead of all keys.
    """
    query, key, value = arrays
    powers, totals, kept = attended
    upstream = gradient / totals  # P = powers / totals: the division goes to the smaller array
    shares = powers if kept is None else powers * kept
    grad_value = np.matmul(shares.swapaxes(-1, -2), upstream, out=out[2])
    slopes = np.matmul(upstream, value.swapaxes(-1, -2))  # (..., n_queries, n_keys)
    if kept is not None:
        slopes *= kept
    slopes -= np.add.reduce(upstream * means, axis=-1, keepdims=True)
    slopes *= powers
    grad_query = np.matmul(slopes, key, out=out[0])
    grad_query *= scale
    grad_key = np.matmul(slopes.swapaxes(-1, -2), query * scale, out=out[1])
    return grad_query, grad_key, grad_value, slopes


def _attention_backward(node: Node, gradient: np.ndarray) -> Gradients:
    query, key, value, *attended, means = node.saved
    (scale,) = node.options
    found = attend_backward(gradient, (query, key, value), means, Attended(*attended), scale)
    return tuple([unbroadcast(each, source.shape) for each, source in zip(found, node.inputs)])


def score_bias(attn_mask: Any, is_causal: bool, shape: tuple[int, ...], dtype: np.dtype[Any]) -> np.ndarray | None:
    """Return what a mask adds to the scores.

    Parameters
    ----------
    attn_mask : Tensor or array_like that broadcasts to ``shape``, or None
        Booleans, True = may attend, or floats, which are added.
    is_causal : bool
        Whether the causal mask is wanted instead.
    shape : tuple of int
        Shape of the scores, (..., n_queries, n_keys).
    dtype : dtype
        Of the result.

    Returns
    -------
    ndarray that broadcasts to ``shape``, or None

    Raises
    ------
    RuntimeError
        If the mask does not broadcast to the scores, or both masks are given.
    TypeError
        If the mask holds neither booleans nor floats.
    """
    if is_causal:
        if attn_mask is not None:
            raise RuntimeError(
                "attn_mask must be None when is_causal=True, got both: put the causal mask into the mask"
            )
        return causal_bias(*shape[-2:], dtype)
    if attn_mask is None:
        return None
    mask = np.asarray(operand(attn_mask))
    if len(mask.shape) > len(shape) or any(a not in (1, b) for a, b in zip(mask.shape[::-1], shape[::-1])):
        raise RuntimeError(f"attn_mask must broadcast to {shape}, got {mask.shape}")
    if mask.dtype == np.bool_:
        return np.where(mask, 0, -np.inf).astype(dtype)
    if mask.dtype.kind != "f":
        raise TypeError(f"attn_mask must hold booleans (True = may attend) or floats (added), got {mask.dtype}")
    return mask.astype(dtype, copy=False)


def kept_of(shape: tuple[int, ...], dropout_p: float, rng: Any, dtype: np.dtype[Any]) -> np.ndarray | None:
    """Return factors of the weights that drop each with a probability and scale up the others, None for 0."""
    check_real("dropout_p", dropout_p, low=0, high=1)
    if not dropout_p:
        return None
    factor = 0.0 if dropout_p == 1 else 1 / (1 - dropout_p)
    kept: np.ndarray = (as_rng(rng).random(shape) >= dropout_p) * dtype.type(factor)
    return kept


def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Any = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    *,
    rng: Any = None,
) -> Tensor:
    r"""Compute :math:`\mathrm{softmax}(QK^\top/\sqrt{d} + M)\,V`.

    Parameters
    ----------
    query : Tensor, shape (..., n_queries, head_dim)
    key : Tensor, shape (..., n_keys, head_dim)
    value : Tensor, shape (..., n_keys, value_dim)
        Leading axes broadcast; mostly they are (batch, heads).
    attn_mask : Tensor or array_like that broadcasts to (..., n_queries, n_keys), optional
        Booleans: **True = may attend**, the opposite of `lib.layers.MultiheadAttention`'s masks. Floats :math:`M` are
        added to the scores, and earn a gradient if asked.
    dropout_p : float, default 0.0
        Probability to drop a weight. The function does not know about training: give 0 in evaluation.
    is_causal : bool, default False
        Let query i attend to the keys 0 to i only.
    scale : float, optional
        Factor of the scores; :math:`1/\sqrt{d}` by default, with :math:`d` = head_dim.
    rng : None, int or numpy.random.Generator
        Draws what is dropped. (torch uses its global generator.)

    Returns
    -------
    Tensor, shape (..., n_queries, value_dim)
        0 for a query that may attend nowhere.

    Raises
    ------
    RuntimeError
        If shapes do not belong together, or both ``attn_mask`` and ``is_causal`` are given.
    TypeError
        If ``attn_mask`` holds neither booleans nor floats, or one of the others no floats.
    ValueError
        If ``dropout_p`` is not between 0 and 1.

    Notes
    -----
    One node with its own backward pass, which keeps one array of n_queries * n_keys numbers and makes one more. Costs
    ``2 * n_queries * n_keys * (head_dim + value_dim)`` operations forward, and two and a half times that backward.
    torch's ``enable_gqa`` is left out.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Vaswani et al. (2017), *Attention Is All You Need*, equation 1; Dao et al. (2022), *FlashAttention*, appendix B.2,
    on the sum over the columns in the backward pass.

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import scaled_dot_product_attention
    >>> query, value = Tensor([[0.0], [0.0], [0.0]]), Tensor([[3.0], [5.0], [10.0]])
    >>> scaled_dot_product_attention(query, query, value, is_causal=True).tolist()  # the mean of what has come so far
    [[3.0], [4.0], [6.0]]
    """
    q, k, v = operand(query), operand(key), operand(value)
    shape = scores_shape(q, k, v)
    kept = kept_of(shape, dropout_p, rng, q.dtype)
    factor = 1 / math.sqrt(q.shape[-1]) if scale is None else float(scale)
    inputs: tuple[Any, ...] = (query, key, value)
    bias = score_bias(attn_mask, is_causal, shape, q.dtype)
    if isinstance(attn_mask, Recorded) and attn_mask._requires_grad:
        inputs = (*inputs, attn_mask)
    means, attended = attend(q, k, v, bias, kept, factor)
    return record(
        "scaled_dot_product_attention",
        means,
        inputs,
        _attention_backward,
        (q, k, v, *attended),
        inputs[:3],
        (factor,),
        keep=True,
    )


def scores_shape(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> tuple[int, ...]:
    """Return the shape of the scores; raise TypeError for other numbers than floats, RuntimeError for other shapes."""
    if any(each.dtype.kind != "f" for each in (q, k, v)):
        raise TypeError(f"query, key and value must hold floats, got {q.dtype}, {k.dtype} and {v.dtype}")
    shapes = f"got {q.shape}, {k.shape} and {v.shape}"
    if min(q.ndim, k.ndim, v.ndim) < 2:
        raise RuntimeError(f"query, key and value must have shape (..., time, head_dim), {shapes}")
    if q.shape[-1] != k.shape[-1]:
        raise RuntimeError(f"query and key must have the same head_dim, {shapes}")
    if k.shape[-2] != v.shape[-2]:
        raise RuntimeError(f"key and value must have the same number of keys, {shapes}")
    try:
        lead = np.broadcast_shapes(q.shape[:-2], k.shape[:-2], v.shape[:-2])
    except ValueError:
        raise RuntimeError(f"leading axes of query, key and value must broadcast, {shapes}") from None
    return (*lead, q.shape[-2], k.shape[-2])
