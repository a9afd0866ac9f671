"""The decoder: a stack of blocks in which no token sees a later one."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from lib.basics import check_bool
from lib.train import own_generator
from lib.transformer.block import Block, make_rotary
from lib.transformer.cache import KeyValueCache
from lib.transformer.config import TransformerConfig
from lib.transformer.masks import attention_mask, check_padding_mask
from lib.transformer.norms import make_norm


class Decoder(nn.Module):
    """Read vectors from left to right, with an eye on an encoder's result if there is one.

    Parameters
    ----------
    config : TransformerConfig
    cross : bool, default True
        Whether the blocks ask an encoder's result; False for a decoder-only model.
    generator : torch.Generator, optional
        Draws the weights; a new one with fresh entropy if not given.

    Raises
    ------
    TypeError
        If ``cross`` is no bool.

    Notes
    -----
    The mask makes one pass over a whole target the same as reading it token by token: in training all positions are
    computed at once, when writing a cache keeps what earlier tokens gave. Padding belongs at the end of a target, where
    no real token can see it; so there is no padding mask for it.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Vaswani et al. (2017), *Attention Is All You Need*, section 3.1.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import Decoder, TransformerConfig
    >>> decoder = Decoder(TransformerConfig(d_model=16, n_heads=2, d_ff=32, n_layers=2))
    >>> decoder(torch.zeros(3, 4, 16), memory=torch.zeros(3, 7, 16)).shape
    torch.Size([3, 4, 16])
    """

    def __init__(
        self, config: TransformerConfig, *, cross: bool = True, generator: torch.Generator | None = None
    ) -> None:
        super().__init__()
        check_bool("cross", cross)
        self.config = config
        draw, rotary = own_generator(generator), make_rotary(config)
        self.blocks = nn.ModuleList(
            Block(config, cross=cross, rotary=rotary, generator=draw) for _ in range(config.n_layers)
        )
        self.norm = (
            make_norm(config.norm, config.d_model, config.norm_eps, bias=config.bias, fused=config.fused)
            if config.norm_first
            else None
        )

    def new_cache(self, batch_size: int, context_length: int | None = None) -> KeyValueCache:
        """Return an empty cache of the right sizes, on the decoder's device and in its type.

        Parameters
        ----------
        batch_size : int
        context_length : int, optional
            Tokens there is room for; the config's if not given.

        Returns
        -------
        KeyValueCache

        Raises
        ------
        TypeError, ValueError
            If a number is no positive integer.
        """
        config, weight = self.config, next(self.parameters())
        return KeyValueCache(
            config.n_layers,
            batch_size,
            config.n_key_heads,
            config.context_length if context_length is None else context_length,
            config.head_dim,
            dtype=weight.dtype,
            device=weight.device,
        )

    def forward(
        self,
        x: Tensor,
        memory: Tensor | None = None,
        memory_mask: Tensor | None = None,
        cache: KeyValueCache | None = None,
    ) -> Tensor:
        """Pass vectors through all blocks.

        Parameters
        ----------
        x : Tensor, shape (batch, time, d_model)
        memory : Tensor, shape (batch, source_time, d_model), optional
            The encoder's result; wanted if and only if the blocks have cross-attention.
        memory_mask : Tensor of bool, shape (batch, source_time), optional
            True = real token of the source; all are real if not given.
        cache : KeyValueCache, optional
            Holds the tokens before ``x``, and gets those of ``x``.

        Returns
        -------
        Tensor, shape (batch, time, d_model)

        Raises
        ------
        TypeError, ValueError
            If a shape does not fit, a mask is not boolean, or ``memory`` is missing or not wanted.
        """
        mask = None
        if memory_mask is not None:
            wanted = memory_mask.shape if memory is None else memory.shape
            mask = attention_mask(check_padding_mask("memory_mask", memory_mask, (wanted[0], wanted[1])))
        for layer, block in enumerate(self.blocks):
            x = block(x, memory, causal=True, memory_mask=mask, cache=cache, layer=layer)
        return x if self.norm is None else self.norm(x)
