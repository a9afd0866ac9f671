"""Attention with several heads: each place reads from all others, in several ways at once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from lib.basics import as_rng, check_bool, check_integer, check_real
from lib.grad import Tensor, functional
from lib.layers import init
from lib.layers.attention_masks import added, check_causal_hint, score_mask
from lib.layers.linear import Linear
from lib.layers.module import Module
from lib.layers.parameter import Parameter


class MultiheadAttention(Module):
    r"""Let queries read from keys and values, in ``num_heads`` subspaces side by side.

    .. math::

        \mathrm{head}_h &= \mathrm{softmax}\!\left(\frac{(QW^Q_h)(KW^K_h)^\top}{\sqrt{d}} + M\right) VW^V_h \\
        y &= [\mathrm{head}_1, \dots, \mathrm{head}_H]\,W^O + b

    **Masks are torch.nn.MultiheadAttention's: True = may NOT attend.** Everywhere else in this book, and in torch's own
    ``scaled_dot_product_attention``, True = may attend.

    Parameters
    ----------
    embed_dim : int
        Length of a query and of an output; a multiple of ``num_heads``.
    num_heads : int
        Number of heads, each of ``embed_dim // num_heads`` numbers.
    dropout : float, default 0.0
        Probability to drop a weight, in training.
    bias : bool, default True
        Whether the projections have biases.
    add_bias_kv, add_zero_attn : bool, default False
        Left out: True is an error.
    kdim, vdim : int, optional
        Lengths of a key and of a value; ``embed_dim`` by default.
    batch_first : bool, default False
        Whether arrays are (batch, time, ...) instead of (time, batch, ...).
    rng : None, int or numpy.random.Generator, default None
        Draws the initial weights and what is dropped.
    dtype : dtype, default float64

    Attributes
    ----------
    in_proj_weight : Parameter, shape (3 * embed_dim, embed_dim), or None
        Of queries, keys and values, one below the other, if all have the same length; else None, and
    q_proj_weight, k_proj_weight, v_proj_weight : Parameter, shape (embed_dim, embed_dim | kdim | vdim), or None
        take its place.
    in_proj_bias : Parameter, shape (3 * embed_dim,), or None
    out_proj : Linear
        From the heads side by side to the output.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind, out of range or left out.

    Notes
    -----
    The weights start by Xavier's rule, those of ``out_proj`` as in `Linear`; biases start at 0. A sequence of ``n``
    vectors of length ``d`` costs ``4 * n * d * d`` multiply-adds for the projections and ``2 * n * n * d`` for the
    heads, together as many as one head of full length. Without ``need_weights`` the ``n * n`` weights of all heads are
    one node, and self-attention is three.
    Left out of torch's: ``add_bias_kv``, ``add_zero_attn``, nested tensors.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Vaswani et al. (2017), *Attention Is All You Need*, section 3.2.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.layers import MultiheadAttention
    >>> layer, x = MultiheadAttention(6, 2, batch_first=True, rng=0), np.ones((4, 3, 6))
    >>> later = np.triu(np.ones((3, 3), dtype=bool), 1)  # True = may not attend
    >>> y, weights = layer(x, x, x, attn_mask=later)
    >>> y.shape
    (4, 3, 6)
    >>> weights.data[0].round(2)  # equal words share their attention equally
    array([[1.  , 0.  , 0.  ],
           [0.5 , 0.5 , 0.  ],
           [0.33, 0.33, 0.33]])
    """

    in_proj_weight: Parameter | None
    q_proj_weight: Parameter | None
    k_proj_weight: Parameter | None
    v_proj_weight: Parameter | None
    in_proj_bias: Parameter | None

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        *,
        rng: Any = None,
        dtype: Any = np.float64,
    ) -> None:
        super().__init__()
        for name, wanted in (("add_bias_kv", add_bias_kv), ("add_zero_attn", add_zero_attn)):
            if wanted:
                raise ValueError(f"{name} must be False, got {wanted!r}: it is left out here")
        self.embed_dim = check_integer("embed_dim", embed_dim, low=1)
        self.num_heads = check_integer("num_heads", num_heads, low=1)
        if embed_dim % num_heads:
            raise ValueError(f"embed_dim must be divisible by num_heads, got {embed_dim} and {num_heads}")
        self.kdim = embed_dim if kdim is None else check_integer("kdim", kdim, low=1)
        self.vdim = embed_dim if vdim is None else check_integer("vdim", vdim, low=1)
        self.head_dim = embed_dim // num_heads
        self.dropout = check_real("dropout", dropout, low=0, high=1)
        self.batch_first = check_bool("batch_first", batch_first)
        self.rng = as_rng(rng)
        packed = self.kdim == self.vdim == embed_dim
        shapes = {
            "in_proj_weight": (3 * embed_dim, embed_dim) if packed else None,
            "q_proj_weight": None if packed else (embed_dim, embed_dim),
            "k_proj_weight": None if packed else (embed_dim, self.kdim),
            "v_proj_weight": None if packed else (embed_dim, self.vdim),
            "in_proj_bias": (3 * embed_dim,) if bias else None,
        }
        for name, shape in shapes.items():
            self.register_parameter(name, None if shape is None else Parameter(np.empty(shape, dtype)))
        self.out_proj = Linear(embed_dim, embed_dim, bias, rng=self.rng, dtype=dtype)
        self.reset_parameters(rng=self.rng)

    def reset_parameters(self, *, rng: Any = None) -> None:
        """Draw the weights anew, as when the layer was made, and set the biases to 0.

        Parameters
        ----------
        rng : None, int or numpy.random.Generator, default None
        """
        source = as_rng(rng)
        self.out_proj.reset_parameters(rng=source)
        for weight in (self.in_proj_weight, self.q_proj_weight, self.k_proj_weight, self.v_proj_weight):
            if weight is not None:
                init.xavier_uniform_(weight, rng=source)
        for bias in (self.in_proj_bias, self.out_proj.bias):
            if bias is not None:
                bias.data.fill(0)

    def forward(
        self,
        query: Any,
        key: Any,
        value: Any,
        key_padding_mask: Any = None,
        need_weights: bool = True,
        attn_mask: Any = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """Return what each query has read, and how it weighed the keys.

        Parameters
        ----------
        query : Tensor or array_like, shape (n_queries, batch, embed_dim) or (n_queries, embed_dim)
            (batch, n_queries, embed_dim) if ``batch_first``; the same for the other two.
        key : Tensor or array_like, shape (n_keys, batch, kdim) or (n_keys, kdim)
        value : Tensor or array_like, shape (n_keys, batch, vdim) or (n_keys, vdim)
        key_padding_mask : Tensor or array_like, shape (batch, n_keys) or (n_keys,), optional
            Booleans, **True = padding, may NOT be attended to**, or floats, which are added to the scores.
        need_weights : bool, default True
            Whether the weights are returned; without them it is faster.
        attn_mask : Tensor or array_like, shape (n_queries, n_keys) or (batch * num_heads, n_queries, n_keys), optional
            Booleans, **True = may NOT attend**, or floats, which are added to the scores.
        average_attn_weights : bool, default True
            Whether the returned weights are the mean over the heads.
        is_causal : bool, default False
            A promise that ``attn_mask`` is the causal mask, which must be given all the same. It is checked here; torch
            takes the promise for granted and may compute something else than the mask says.

        Returns
        -------
        output : Tensor, shape (n_queries, batch, embed_dim) or (n_queries, embed_dim)
            (batch, n_queries, embed_dim) if ``batch_first``.
        weights : Tensor, shape (batch, n_queries, n_keys), or None
            (batch, num_heads, n_queries, n_keys) if not averaged; without the batch axis if the input has none. With
            dropout they are what is left after it, as in torch.

        Raises
        ------
        ValueError
            If shapes do not belong together, or ``is_causal`` comes without a mask or with another mask.
        TypeError
            If a mask holds neither booleans nor floats.

        Notes
        -----
        A query that may attend nowhere gets nan with ``need_weights`` and 0 without, as in torch.
        """
        alone = key is query and value is query
        query, key, value = (each if isinstance(each, Tensor) else Tensor(each) for each in (query, key, value))
        batched = query.ndim == 3
        self._check_shapes(query, key, value)
        if not batched:
            query, key, value = query.unsqueeze(0), key.unsqueeze(0), value.unsqueeze(0)
        elif not self.batch_first:
            query, key, value = query.transpose(0, 1), key.transpose(0, 1), value.transpose(0, 1)
        shape = (query.shape[0], self.num_heads, query.shape[1], key.shape[1])
        check_causal_hint(is_causal, attn_mask)
        mask = score_mask(attn_mask, key_padding_mask, shape, batched)
        weights = None
        if alone and not need_weights and self.in_proj_weight is not None and not isinstance(mask, Tensor):
            packed = functional.linear(query, self.in_proj_weight, self.in_proj_bias)
            dropout_p = self.dropout if self.training else 0.0
            heads = functional.packed_attention(packed, self.num_heads, mask, dropout_p, rng=self.rng)
        else:
            heads, weights = self._attend((query, key, value), mask, need_weights)
        output = self.out_proj(heads)
        if weights is not None and average_attn_weights:
            weights = weights.mean(dim=1)
        if not batched:
            return output.squeeze(0), None if weights is None else weights.squeeze(0)
        return output if self.batch_first else output.transpose(0, 1), weights

    def _check_shapes(self, query: Tensor, key: Tensor, value: Tensor) -> None:
        """Raise ValueError if query, key and value do not belong together."""
        axes = "batch, time" if self.batch_first else "time, batch"
        lengths = {"query": self.embed_dim, "key": self.kdim, "value": self.vdim}
        for (name, length), tensor in zip(lengths.items(), (query, key, value)):
            if tensor.ndim not in (2, 3) or tensor.shape[-1] != length:
                raise ValueError(f"{name} must have shape ({axes}, {length}) or (time, {length}), got {tensor.shape}")
        if key.shape[:-1] != value.shape[:-1]:
            raise ValueError(f"key and value must be equally many, got shapes {key.shape} and {value.shape}")
        batch_axis = 0 if self.batch_first else 1
        if query.ndim != key.ndim or (query.ndim == 3 and query.shape[batch_axis] != key.shape[batch_axis]):
            raise ValueError(f"query and key must have the same batch axis, got shapes {query.shape} and {key.shape}")

    def _projected(self, inputs: tuple[Tensor, Tensor, Tensor]) -> list[Tensor]:
        """Return queries, keys and values of all heads, each of shape (batch, num_heads, time, head_dim)."""
        weights: list[Any] = [self.q_proj_weight, self.k_proj_weight, self.v_proj_weight]
        found = []
        for place, x in enumerate(inputs):
            rows = slice(place * self.embed_dim, (place + 1) * self.embed_dim)
            weight = weights[place] if self.in_proj_weight is None else self.in_proj_weight[rows]
            y = functional.linear(x, weight, None if self.in_proj_bias is None else self.in_proj_bias[rows])
            heads = y.reshape(*y.shape[:2], self.num_heads, self.head_dim)
            found.append(heads.transpose(1, 2))  # (batch, num_heads, time, head_dim)
        return found

    def _attend(
        self, inputs: tuple[Tensor, Tensor, Tensor], mask: Any, need_weights: bool
    ) -> tuple[Tensor, Tensor | None]:
        """Return what the heads have read, side by side, and the weights of each head if they are needed."""
        dropout_p = self.dropout if self.training else 0.0
        query, key, value = self._projected(inputs)
        weights = None
        if need_weights:
            scores = (query / math.sqrt(self.head_dim)) @ key.mT
            if mask is not None:
                scores = scores + added(mask, scores.dtype)
            weights = functional.dropout(functional.softmax(scores, dim=-1), dropout_p, rng=self.rng)
            heads = weights @ value
        else:
            heads = functional.scaled_dot_product_attention(query, key, value, mask, dropout_p, rng=self.rng)
        n, _, time, _ = heads.shape
        return heads.transpose(1, 2).reshape(n, time, self.embed_dim), weights
