"""From token numbers to vectors: a learned table, the positions, dropout."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.basics import check_bool, check_integer
from lib.train import check_ids, own_generator
from lib.transformer.config import TransformerConfig
from lib.transformer.positions import LearnedPositions, SinusoidalPositions


class TokenEmbedding(nn.Module):
    r"""Look up a vector for each token and add its position.

    .. math:: x_t = s\, E_{\mathrm{id}_t} + P_t, \qquad s = \sqrt{d_\mathrm{model}} \text{ or } 1

    Parameters
    ----------
    vocab_size : int
        Rows of the table E.
    config : TransformerConfig
        Says the width, the positions and the dropout. Rotary positions are no business of the embedding.
    scaled : bool, default True
        Whether s is :math:`\sqrt{d_\mathrm{model}}`, as in the paper, or 1.
    generator : torch.Generator, optional
        Draws the table from N(0, 1/d_model); a new one with fresh entropy if not given.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.

    Notes
    -----
    A table that is the output layer too needs rows of length about 1, else its first logits are too large; the factor
    brings the vectors back to the size of the positions.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Vaswani et al. (2017), *Attention Is All You Need*, sections 3.4 and 5.4 (dropout on the sum).

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import TokenEmbedding, TransformerConfig
    >>> TokenEmbedding(100, TransformerConfig(d_model=16))(torch.tensor([[4, 8, 4]])).shape
    torch.Size([1, 3, 16])
    """

    def __init__(
        self,
        vocab_size: int,
        config: TransformerConfig,
        *,
        scaled: bool = True,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        self.vocab_size = check_integer("vocab_size", vocab_size, low=1)
        self.scale = math.sqrt(config.d_model) if check_bool("scaled", scaled) else 1.0
        self.dropout = config.dropout
        draw = own_generator(generator)
        # Given its weights, the table draws none of its own from torch's global generator.
        start = torch.empty(vocab_size, config.d_model).normal_(0.0, config.d_model**-0.5, generator=draw)
        self.table = nn.Embedding(vocab_size, config.d_model, _weight=start)
        self.positions: nn.Module | None = None
        if config.positions == "sinusoidal":
            self.positions = SinusoidalPositions(config.d_model, config.context_length, config.position_base)
        elif config.positions == "learned":
            self.positions = LearnedPositions(config.d_model, config.context_length, generator=draw)

    def forward(self, ids: Tensor, offset: int = 0) -> Tensor:
        """Turn tokens into vectors.

        Parameters
        ----------
        ids : Tensor of int64, shape (batch, time)
        offset : int, default 0
            Position of the first token.

        Returns
        -------
        Tensor, shape (batch, time, d_model)

        Raises
        ------
        TypeError, ValueError
            If these are no tokens of the vocabulary, or more than there are positions.
        """
        x = self.table(check_ids("ids", ids, self.vocab_size)) * self.scale  # (batch, time, d_model)
        if self.positions is not None:
            x = self.positions(x, offset)
        return functional.dropout(x, self.dropout, self.training)
