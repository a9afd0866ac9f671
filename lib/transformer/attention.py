"""Multi-head attention, its keys shared among heads or not, over the same tokens or over others."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from lib.basics import check_bool, check_integer, check_real
from lib.transformer.cache import KeyValueCache
from lib.transformer.dot_product import attention_weights, scaled_dot_product_attention
from lib.transformer.initialisation import draw_glorot_weights, undrawn_linear
from lib.transformer.masks import causal_mask
from lib.transformer.rotary import RotaryPositions


class Attention(nn.Module):
    r"""Attend with several heads side by side, each in its own part of the features.

    .. math::
        \mathrm{head}_i = \mathrm{softmax}\!\left(\frac{(X W^Q_i)(S W^K_i)^\top}{\sqrt{d_h}} + M\right) S W^V_i,
        \qquad \mathrm{output} = [\mathrm{head}_1, \dots, \mathrm{head}_h]\, W^O

    Parameters
    ----------
    d_model : int
        Width of the tokens, a multiple of ``n_heads``; the width of a head is ``d_model / n_heads``.
    n_heads : int
        h, number of query heads.
    n_kv_heads : int, optional
        Number of key and value heads, a divisor of ``n_heads``: all of them (multi-head attention, the default), 1
        (multi-query), or between (grouped-query).
    bias : bool, default True
        Of all four projections.
    dropout : float, default 0.0
        Share of the attention weights that is dropped in training.
    rotary : RotaryPositions, optional
        Turns queries and keys by their positions; for self-attention only.
    fused : bool, default True
        Whether torch's kernel computes the attention; the numbers are the same.
    generator : torch.Generator, optional
        Draws the weights; a new one with fresh entropy if not given.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range, or widths and heads do not fit.

    Notes
    -----
    One projection for queries, keys and values each makes those of all heads; the split into heads is a reshape. Takes
    ``2 time d_model (d_model + n_kv_heads head_dim) + 2 time^2 d_model`` multiply-adds. Dropout draws from torch's
    global generator, as ``torch.nn`` does. ``torch.nn.MultiheadAttention`` packs three of the matrices into one and
    its masks mean the opposite (True = may not); `copy_from_torch` takes its weights over.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Vaswani et al. (2017), *Attention Is All You Need*, section 3.2.2; Shazeer (2019), *Fast Transformer
    Decoding: One Write-Head is All You Need* (MQA); Ainslie et al. (2023), *GQA: Training Generalized Multi-Query
    Transformer Models from Multi-Head Checkpoints*.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import Attention
    >>> x, source = torch.zeros(2, 5, 16), torch.zeros(2, 9, 16)
    >>> Attention(16, n_heads=4)(x, causal=True).shape
    torch.Size([2, 5, 16])
    >>> Attention(16, n_heads=4, n_kv_heads=1)(x, source).shape  # cross-attention
    torch.Size([2, 5, 16])
    """

    def __init__(
        self,
        d_model: int,
        n_heads: int,
        n_kv_heads: int | None = None,
        *,
        bias: bool = True,
        dropout: float = 0.0,
        rotary: RotaryPositions | None = None,
        fused: bool = True,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        check_integer("d_model", d_model, low=1)
        self.n_heads = check_integer("n_heads", n_heads, low=1)
        self.n_kv_heads = check_integer("n_kv_heads", n_heads if n_kv_heads is None else n_kv_heads, low=1)
        if d_model % n_heads:
            raise ValueError(f"d_model must be a multiple of n_heads, got {d_model} and {n_heads}")
        if n_heads % self.n_kv_heads:
            raise ValueError(f"n_heads must be a multiple of n_kv_heads, got {n_heads} and {self.n_kv_heads}")
        self.d_model, self.head_dim = d_model, d_model // n_heads
        if rotary is not None and rotary.head_dim != self.head_dim:
            raise ValueError(f"rotary must have head_dim {self.head_dim}, got {rotary.head_dim}")
        self.dropout = check_real("dropout", dropout, low=0, high=1, closed="left")
        self.fused, self.rotary = check_bool("fused", fused), rotary
        self.query = undrawn_linear(d_model, d_model, bias=bias)
        self.key = undrawn_linear(d_model, self.n_kv_heads * self.head_dim, bias=bias)
        self.value = undrawn_linear(d_model, self.n_kv_heads * self.head_dim, bias=bias)
        self.out = undrawn_linear(d_model, d_model, bias=bias)
        draw_glorot_weights(self, generator)
        self._maps: list[Tensor] | None = None  # what `record_attention` gathers

    def _heads(self, x: Tensor, n_heads: int) -> Tensor:
        """Split the features into heads."""
        return x.view(x.shape[0], x.shape[1], n_heads, self.head_dim).transpose(1, 2)  # (batch, heads, time, head_dim)

    def keys_values(self, source: Tensor, offset: int = 0) -> tuple[Tensor, Tensor]:
        """Return what is asked: the keys and values of some tokens.

        Parameters
        ----------
        source : Tensor, shape (batch, source_time, d_model)
        offset : int, default 0
            Position of the first token, for rotary positions.

        Returns
        -------
        key, value : Tensor, shape (batch, n_kv_heads, source_time, head_dim)

        Raises
        ------
        ValueError
            If the shape is another.
        """
        self._check("source", source)
        key, value = (self._heads(part(source), self.n_kv_heads) for part in (self.key, self.value))
        return key if self.rotary is None else self.rotary(key, offset), value

    def attend(
        self,
        x: Tensor,
        key: Tensor,
        value: Tensor,
        *,
        mask: Tensor | None = None,
        causal: bool = False,
        offset: int = 0,
    ) -> Tensor:
        """Let tokens ask keys and values that are there already.

        Parameters
        ----------
        x : Tensor, shape (batch, time, d_model)
        key, value : Tensor, shape (batch, n_kv_heads, source_time, head_dim)
        mask : Tensor of bool, shape (batch, heads, time, source_time), optional
            True = may attend; axes of length 1 are repeated.
        causal : bool, default False
            Whether the tokens are the last of the source and may not see later ones.
        offset : int, default 0
            Position of the first token of ``x``, for rotary positions.

        Returns
        -------
        Tensor, shape (batch, time, d_model)

        Raises
        ------
        TypeError, ValueError
            If a shape does not fit or the mask is not boolean.
        """
        self._check("x", x)
        query = self._heads(self.query(x), self.n_heads)
        if self.rotary is not None:
            query = self.rotary(query, offset)
        n_query, n_key = x.shape[1], key.shape[2]
        if causal and n_query != n_key:  # the kernel knows the square mask only; a last token alone needs none
            if n_query > 1:
                order = causal_mask(n_query, n_key, device=x.device)  # (time, source_time)
                mask = order if mask is None else mask & order
            causal = False
        if self._maps is not None:
            self._maps.append(attention_weights(query, key, mask, causal).detach())
        dropout_p = self.dropout if self.training else 0.0
        heads = scaled_dot_product_attention(query, key, value, mask, dropout_p, causal, fused=self.fused)
        return self.out(heads.transpose(1, 2).flatten(2))  # (batch, time, d_model)

    def forward(
        self,
        x: Tensor,
        source: Tensor | None = None,
        *,
        mask: Tensor | None = None,
        causal: bool = False,
        cache: KeyValueCache | None = None,
        layer: int = 0,
    ) -> Tensor:
        """Attend to the same tokens, or to others.

        Parameters
        ----------
        x : Tensor, shape (batch, time, d_model)
            The tokens that ask.
        source : Tensor, shape (batch, source_time, d_model), optional
            The tokens that are asked (cross-attention); ``x`` itself if not given (self-attention).
        mask : Tensor of bool, shape (batch, heads, time, source_time), optional
            True = may attend; axes of length 1 are repeated. With a cache, ``source_time`` counts its tokens too.
        causal : bool, default False
            Whether a token may not see later ones.
        cache : KeyValueCache, optional
            Holds the tokens before ``x``, and gets those of ``x``; for self-attention only.
        layer : int, default 0
            Which layer's part of the cache.

        Returns
        -------
        Tensor, shape (batch, time, d_model)

        Raises
        ------
        TypeError, ValueError
            If a shape does not fit, the mask is not boolean, or what is for self-attention only meets a source.
        """
        if source is not None and (cache is not None or self.rotary is not None or causal):
            raise ValueError("source must be None with a cache, rotary positions or causal, got other tokens to ask")
        offset = 0 if cache is None else cache.length
        key, value = self.keys_values(x if source is None else source, offset)
        if cache is not None:
            key, value = cache.append(layer, key, value)  # (batch, n_kv_heads, source_time, head_dim)
        return self.attend(x, key, value, mask=mask, causal=causal, offset=offset)

    def _check(self, name: str, x: Tensor) -> None:
        if x.ndim != 3 or x.shape[2] != self.d_model:
            raise ValueError(f"{name} must have shape (batch, time, {self.d_model}), got {tuple(x.shape)}")

    def extra_repr(self) -> str:
        """Return the settings, as torch's modules show them."""
        return f"{self.d_model}, n_heads={self.n_heads}, n_kv_heads={self.n_kv_heads}"
