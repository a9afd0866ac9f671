"""The encoder: a stack of blocks in which every token sees every other."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from lib.train import own_generator
from lib.transformer.block import Block, make_rotary
from lib.transformer.config import TransformerConfig
from lib.transformer.masks import attention_mask, check_padding_mask
from lib.transformer.norms import make_norm


class Encoder(nn.Module):
    """Read vectors that know nothing of each other, and return vectors that do.

    Parameters
    ----------
    config : TransformerConfig
    generator : torch.Generator, optional
        Draws the weights; a new one with fresh entropy if not given.

    Notes
    -----
    Takes vectors, so tokens, patches of an image or anything else can be read; `TokenEmbedding` makes vectors of
    tokens. Without positions a change of the order of the tokens changes the order of the results and nothing else.
    A pre-norm stack has one more norm at its end, as nothing else would bound the sum.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Vaswani et al. (2017), *Attention Is All You Need*, section 3.1.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import Encoder, TransformerConfig
    >>> encoder = Encoder(TransformerConfig(d_model=16, n_heads=2, d_ff=32, n_layers=2))
    >>> encoder(torch.zeros(3, 7, 16)).shape
    torch.Size([3, 7, 16])
    """

    def __init__(self, config: TransformerConfig, *, generator: torch.Generator | None = None) -> None:
        super().__init__()
        draw, rotary = own_generator(generator), make_rotary(config)
        self.blocks = nn.ModuleList(Block(config, rotary=rotary, generator=draw) for _ in range(config.n_layers))
        self.norm = (
            make_norm(config.norm, config.d_model, config.norm_eps, bias=config.bias, fused=config.fused)
            if config.norm_first
            else None
        )

    def forward(self, x: Tensor, padding_mask: Tensor | None = None) -> Tensor:
        """Pass vectors through all blocks.

        Parameters
        ----------
        x : Tensor, shape (batch, time, d_model)
        padding_mask : Tensor of bool, shape (batch, time), optional
            True = real token; all are real if not given. Results at padding mean nothing.

        Returns
        -------
        Tensor, shape (batch, time, d_model)

        Raises
        ------
        TypeError, ValueError
            If a shape does not fit or the mask is not boolean.
        """
        mask = None
        if padding_mask is not None:
            mask = attention_mask(check_padding_mask("padding_mask", padding_mask, (x.shape[0], x.shape[1])))
        for block in self.blocks:
            x = block(x, mask=mask)
        return x if self.norm is None else self.norm(x)
