"""One block of a Transformer: attention and feed-forward, each with a residual connection and a norm."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.basics import check_bool
from lib.train import own_generator
from lib.transformer.attention import Attention
from lib.transformer.cache import KeyValueCache
from lib.transformer.config import TransformerConfig
from lib.transformer.feed_forward import FeedForward
from lib.transformer.mixture_of_experts import MixtureOfExperts
from lib.transformer.norms import LayerNorm, RMSNorm, make_norm
from lib.transformer.rotary import RotaryPositions


def make_rotary(config: TransformerConfig) -> RotaryPositions | None:
    """Return the rotary positions of a config, to be shared by its blocks, or None if it wants others."""
    if config.positions != "rotary":
        return None
    return RotaryPositions(
        config.head_dim, config.context_length, base=config.position_base, layout=config.rotary_layout
    )


def make_feed_forward(
    config: TransformerConfig, generator: torch.Generator | None = None
) -> FeedForward | MixtureOfExperts:
    """Return the feed-forward layer that a config wants: one network, or a choice of experts."""
    if config.n_experts is None:
        return FeedForward(
            config.d_model,
            config.d_ff,
            config.activation,
            bias=config.bias,
            dropout=config.feed_forward_dropout,
            generator=generator,
        )
    return MixtureOfExperts(
        config.d_model,
        config.d_ff,
        config.n_experts,
        config.top_k,
        config.activation,
        bias=config.bias,
        dropout=config.feed_forward_dropout,
        softmax_over=config.softmax_over,
        noise=config.router_noise,
        capacity_factor=config.capacity_factor,
        generator=generator,
    )


class Block(nn.Module):
    r"""Let tokens ask each other, perhaps ask a source, then think each by itself.

    .. math::
        \text{post-norm: } x \leftarrow \mathrm{LN}(x + f(x)), \qquad
        \text{pre-norm: } x \leftarrow x + f(\mathrm{LN}(x))

    with f self-attention, then cross-attention if wanted, then the feed-forward network, or the experts in its place.

    Parameters
    ----------
    config : TransformerConfig
    cross : bool, default False
        Whether there is a sublayer that asks a source: True in the decoder of an encoder-decoder.
    rotary : RotaryPositions, optional
        Shared by all blocks of a model; made from the config if not given.
    generator : torch.Generator, optional
        Draws the weights; a new one with fresh entropy if not given.

    Raises
    ------
    TypeError
        If ``cross`` is no bool.

    Notes
    -----
    The sum x + f(x) lets gradients pass unchanged. In post-norm each norm stands in that way, so deep stacks need a
    warm-up; in pre-norm it does not. Dropout draws from torch's global generator, as ``torch.nn`` does.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Vaswani et al. (2017), *Attention Is All You Need*, section 3.1; Xiong et al. (2020), *On Layer Normalization in the
    Transformer Architecture*, Table 1.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import Block, TransformerConfig
    >>> block = Block(TransformerConfig(d_model=16, n_heads=2, d_ff=32), cross=True)
    >>> block(torch.zeros(2, 5, 16), torch.zeros(2, 7, 16), causal=True).shape
    torch.Size([2, 5, 16])
    """

    def __init__(
        self,
        config: TransformerConfig,
        *,
        cross: bool = False,
        rotary: RotaryPositions | None = None,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        self.norm_first, self.dropout = config.norm_first, config.dropout
        draw = own_generator(generator)
        rotary = make_rotary(config) if rotary is None else rotary

        def attention(rotary: RotaryPositions | None) -> Attention:
            return Attention(
                config.d_model,
                config.n_heads,
                config.n_kv_heads,
                bias=config.bias,
                dropout=config.attention_dropout,
                rotary=rotary,
                fused=config.fused,
                generator=draw,
            )

        def norm() -> LayerNorm | RMSNorm:
            return make_norm(config.norm, config.d_model, config.norm_eps, bias=config.bias, fused=config.fused)

        self.attention, self.attention_norm = attention(rotary), norm()
        # Positions of two different texts have no distance, so cross-attention is never rotary.
        self.cross_attention = attention(None) if check_bool("cross", cross) else None
        self.cross_norm = norm() if cross else None
        self.feed_forward = make_feed_forward(config, draw)
        self.feed_forward_norm = norm()

    def _add(self, x: Tensor, norm: nn.Module, sublayer: Callable[[Tensor], Tensor]) -> Tensor:
        """Add what a sublayer makes of x, and normalise before it or after the sum."""
        if self.norm_first:
            return x + functional.dropout(sublayer(norm(x)), self.dropout, self.training)
        summed: Tensor = norm(x + functional.dropout(sublayer(x), self.dropout, self.training))
        return summed

    def forward(
        self,
        x: Tensor,
        memory: Tensor | None = None,
        *,
        mask: Tensor | None = None,
        causal: bool = False,
        memory_mask: Tensor | None = None,
        cache: KeyValueCache | None = None,
        layer: int = 0,
    ) -> Tensor:
        """Pass tokens through the sublayers.

        Parameters
        ----------
        x : Tensor, shape (batch, time, d_model)
        memory : Tensor, shape (batch, source_time, d_model), optional
            What an encoder made of a source; wanted if and only if the block has cross-attention.
        mask : Tensor of bool, shape (batch, heads, time, time), optional
            Of self-attention; True = may attend; axes of length 1 are repeated.
        causal : bool, default False
            Whether a token may not see later ones.
        memory_mask : Tensor of bool, shape (batch, heads, time, source_time), optional
            Of cross-attention.
        cache : KeyValueCache, optional
            Holds the tokens before ``x`` and what cross-attention reads of ``memory``.
        layer : int, default 0
            Which layer's part of the cache.

        Returns
        -------
        Tensor, shape (batch, time, d_model)

        Raises
        ------
        TypeError, ValueError
            If a shape does not fit, a mask is not boolean, or ``memory`` is missing or not wanted.
        """
        if (memory is None) != (self.cross_attention is None):
            wanted = "given to a block with" if memory is None else "None for a block without"
            raise ValueError(f"memory must be {wanted} cross-attention, got {'None' if memory is None else 'one'}")
        x = self._add(
            x,
            self.attention_norm,
            lambda x: self.attention(x, mask=mask, causal=causal, cache=cache, layer=layer),
        )
        if self.cross_attention is not None and self.cross_norm is not None and memory is not None:
            ask, source = self.cross_attention, memory
            if cache is None:
                key, value = ask.keys_values(source)
            else:
                key, value = cache.memory(layer, lambda: ask.keys_values(source))
            x = self._add(x, self.cross_norm, lambda x: ask.attend(x, key, value, mask=memory_mask))
        return self._add(x, self.feed_forward_norm, self.feed_forward)
