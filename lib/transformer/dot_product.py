"""Scaled dot-product attention: a soft look-up, by hand and by torch's fused kernel."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

from lib.transformer.masks import causal_mask


def attention_weights(
    query: Tensor,
    key: Tensor,
    attn_mask: Tensor | None = None,
    is_causal: bool = False,
    *,
    scale: float | None = None,
) -> Tensor:
    r"""Return how much each query attends to each key.

    .. math:: A = \mathrm{softmax}\!\left(\frac{Q K^\top}{\sqrt{d_k}} + M\right), \qquad
        M_{ij} = 0 \text{ if } i \text{ may attend to } j, \text{ else } -\infty

    Parameters
    ----------
    query : Tensor, shape (..., heads, n_query, head_dim)
    key : Tensor, shape (..., kv_heads, n_key, head_dim)
        With fewer heads than the query, each serves ``heads / kv_heads`` neighbouring query heads.
    attn_mask : Tensor of bool, shape (..., n_query, n_key), optional
        Broadcast to the shape of the result; True = may attend.
    is_causal : bool, default False
        Whether a query may not see later keys; then there must be as many keys as queries.
    scale : float, optional
        What the scores are multiplied by; :math:`1/\sqrt{d_k}` if not given.

    Returns
    -------
    Tensor, shape (..., heads, n_query, n_key)
        Each row is not negative and adds up to 1, or is all 0 where a query may attend to nothing.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit or the mask is not boolean.

    Notes
    -----
    For independent components of unit variance a score has variance :math:`d_k`; the scale takes it back to 1, where
    the softmax is not saturated. Time and memory grow with ``n_query * n_key``.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Vaswani et al. (2017), *Attention Is All You Need*, eq. 1; Ainslie et al. (2023), *GQA*, for shared key heads.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import attention_weights
    >>> query, key = torch.tensor([[[8.0, 0.0]]]), torch.tensor([[[1.0, 0.0], [0.0, 1.0]]])
    >>> attention_weights(query, key).round(decimals=3)
    tensor([[[0.9970, 0.0030]]])
    """
    _check(query, key, key, attn_mask, is_causal)
    scale = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    scores = query @ _for_each_head(key, query).transpose(-2, -1) * scale  # (..., heads, n_query, n_key)
    if is_causal:
        order = causal_mask(query.shape[-2], device=query.device)  # (n_query, n_key)
        attn_mask = order if attn_mask is None else attn_mask & order
    if attn_mask is None:
        return scores.softmax(dim=-1)
    scores = scores.masked_fill(~attn_mask, -torch.inf)
    # Subtle: a softmax over minus infinities alone is 0/0, in the gradient too; such rows are given weights of 0.
    sees_nothing = ~attn_mask.any(dim=-1, keepdim=True)  # (..., n_query, 1)
    return scores.masked_fill(sees_nothing, 0.0).softmax(dim=-1).masked_fill(sees_nothing, 0.0)


def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    *,
    scale: float | None = None,
    fused: bool = False,
) -> Tensor:
    r"""Return, for each query, the mean of the values weighted by how well their keys match.

    .. math:: O = \mathrm{softmax}\!\left(\frac{Q K^\top}{\sqrt{d_k}} + M\right) V

    Parameters
    ----------
    query : Tensor, shape (..., heads, n_query, head_dim)
    key : Tensor, shape (..., kv_heads, n_key, head_dim)
    value : Tensor, shape (..., kv_heads, n_key, value_dim)
        As many rows as the keys; their width is free.
    attn_mask, is_causal, scale
        As in `attention_weights`.
    dropout_p : float, default 0.0
        Share of the weights that is dropped. Drawn from torch's global generator, as ``torch.nn`` does.
    fused : bool, default False
        Whether torch's kernel of the same name computes it: the same numbers, and on long sequences without a matrix of
        all weights in memory.

    Returns
    -------
    Tensor, shape (..., heads, n_query, value_dim)

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit or the mask is not boolean.

    Notes
    -----
    Names and meanings are those of ``torch.nn.functional.scaled_dot_product_attention``, with two differences: key
    heads are shared without asking (``enable_gqa``), and ``is_causal`` wants as many keys as queries, since torch then
    aligns the first of both, and a cache wants the last.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Vaswani et al. (2017), *Attention Is All You Need*, eq. 1; Dao et al. (2022), *FlashAttention* (the fused kernel).

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import scaled_dot_product_attention
    >>> query, key = torch.tensor([[[0.0, 0.0]]]), torch.tensor([[[1.0, 0.0], [0.0, 1.0]]])
    >>> scaled_dot_product_attention(query, key, torch.tensor([[[2.0], [4.0]]]))  # no preference: the plain mean
    tensor([[[3.]]])
    """
    _check(query, key, value, attn_mask, is_causal)
    if fused:
        if is_causal and attn_mask is not None:  # torch takes one of the two
            attn_mask, is_causal = attn_mask & causal_mask(query.shape[-2], device=query.device), False
        shared = key.shape[-3:-2] != query.shape[-3:-2]
        return functional.scaled_dot_product_attention(
            query, key, value, attn_mask, dropout_p, is_causal, scale=scale, enable_gqa=shared
        )
    weights = attention_weights(query, key, attn_mask, is_causal, scale=scale)
    return functional.dropout(weights, dropout_p) @ _for_each_head(value, query)  # (..., heads, n_query, value_dim)


def _for_each_head(shared: Tensor, query: Tensor) -> Tensor:
    """Repeat key or value heads so that each query head has one."""
    if shared.ndim < 3 or shared.shape[-3] == query.shape[-3]:
        return shared
    return shared.repeat_interleave(query.shape[-3] // shared.shape[-3], dim=-3)


def _check(query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None, is_causal: bool) -> None:
    if not 3 <= query.ndim == key.ndim == value.ndim or query.shape[-1] != key.shape[-1]:
        raise ValueError(
            "query and key must have shapes (..., heads, n_query, head_dim) and (..., kv_heads, n_key, head_dim),"
            f" got {tuple(query.shape)} and {tuple(key.shape)}"
        )
    if key.shape[:-1] != value.shape[:-1]:
        raise ValueError(f"value must have a row for each key, got shapes {tuple(value.shape)} and {tuple(key.shape)}")
    if query.shape[-3] % key.shape[-3]:
        raise ValueError(f"heads must be a multiple of kv_heads, got {query.shape[-3]} and {key.shape[-3]}")
    if attn_mask is not None and attn_mask.dtype != torch.bool:
        raise TypeError(f"attn_mask must be boolean, True = may attend, got {attn_mask.dtype}")
    if is_causal and query.shape[-2] != key.shape[-2]:
        raise ValueError(f"is_causal must have as many keys as queries, got {key.shape[-2]} and {query.shape[-2]}")
