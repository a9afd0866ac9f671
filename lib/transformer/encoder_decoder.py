"""The Transformer of 2017: an encoder reads the source, a decoder writes the target with an eye on all of it."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from lib.train import check_ids, own_generator
from lib.transformer.cache import KeyValueCache
from lib.transformer.decoder import Decoder
from lib.transformer.embedding import TokenEmbedding
from lib.transformer.encoder import Encoder
from lib.transformer.encoder_decoder_config import EncoderDecoderConfig
from lib.transformer.generation import generate
from lib.transformer.initialisation import undrawn_linear


class EncoderDecoder(nn.Module):
    r"""Write a target sequence while attending to a source sequence.

    .. math::
        M = \mathrm{Encoder}(x), \qquad
        p(y_t \mid y_{<t}, x) = \mathrm{softmax}(E\, \mathrm{Decoder}(y_{<t}, M)_t)

    Parameters
    ----------
    config : EncoderDecoderConfig
    generator : torch.Generator, optional
        Draws the weights as `draw_glorot_weights` and `TokenEmbedding` do; a new one with fresh entropy if not given.

    Notes
    -----
    Every step of the decoder sees every token of the source: nothing has to fit into a state of fixed size. Left out
    of Vaswani et al.: averaging of checkpoints, and label smoothing, which is a matter of the loss.
    Dropout in training draws from torch's global generator, as ``torch.nn`` does.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Vaswani et al. (2017), *Attention Is All You Need*, Figure 1.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import EncoderDecoder, EncoderDecoderConfig
    >>> model = EncoderDecoder(EncoderDecoderConfig.from_preset("tiny", 9, 7))
    >>> source, target = torch.tensor([[3, 4, 5]]), torch.tensor([[3, 6, 4, 2]])
    >>> model(source, target).shape
    torch.Size([1, 4, 7])
    """

    def __init__(self, config: EncoderDecoderConfig, *, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.config = config
        draw = own_generator(generator)
        self.source_embedding = TokenEmbedding(config.source_vocab_size, config, generator=draw)
        self.target_embedding = TokenEmbedding(config.target_vocab_size, config, generator=draw)
        self.encoder = Encoder(config, generator=draw)
        self.decoder = Decoder(config, generator=draw)
        self.head = undrawn_linear(config.d_model, config.target_vocab_size, bias=False)
        nn.init.normal_(self.head.weight, 0.0, config.d_model**-0.5, generator=draw)
        if config.tied != "none":
            self.head.weight = self.target_embedding.table.weight
        if config.tied == "all":
            self.source_embedding.table.weight = self.target_embedding.table.weight

    def encode(self, source: Tensor, source_mask: Tensor | None = None) -> Tensor:
        """Read the source.

        Parameters
        ----------
        source : Tensor of int64, shape (batch, source_time)
        source_mask : Tensor of bool, shape (batch, source_time), optional
            True = real token; all are real if not given.

        Returns
        -------
        Tensor, shape (batch, source_time, d_model)
            M, one vector for each token.

        Raises
        ------
        TypeError, ValueError
            If these are no tokens of the source vocabulary, or the mask does not fit.
        """
        check_ids("source", source, self.config.source_vocab_size)
        return self.encoder(self.source_embedding(source), source_mask)

    def decode(
        self,
        ids: Tensor,
        memory: Tensor,
        source_mask: Tensor | None = None,
        cache: KeyValueCache | None = None,
        *,
        last_only: bool = False,
    ) -> Tensor:
        """Read target tokens and return the logits of the token after each.

        Parameters
        ----------
        ids : Tensor of int64, shape (batch, time)
            What the decoder reads: the start token first.
        memory : Tensor, shape (batch, source_time, d_model)
            The result of `encode`.
        source_mask : Tensor of bool, shape (batch, source_time), optional
            The one that `encode` got.
        cache : KeyValueCache, optional
            Holds the tokens before ``ids``, and gets those of ``ids``; keeps what it reads of ``memory`` as well.
        last_only : bool, default False
            Whether only the last token's logits are wanted.

        Returns
        -------
        Tensor, shape (batch, time, target_vocab_size)
            With time 1 if ``last_only``.

        Raises
        ------
        TypeError, ValueError
            If these are no tokens of the target vocabulary, or a shape does not fit.
        """
        x = self.target_embedding(ids, 0 if cache is None else cache.length)  # (batch, time, d_model)
        x = self.decoder(x, memory, source_mask, cache)
        return self.head(x[:, -1:] if last_only else x)  # (batch, time, target_vocab_size)

    def new_cache(self, batch_size: int, context_length: int | None = None) -> KeyValueCache:
        """Return an empty cache for the decoder.

        Parameters
        ----------
        batch_size : int
        context_length : int, optional
            Target tokens there is room for; the model's if not given.

        Returns
        -------
        KeyValueCache

        Raises
        ------
        TypeError, ValueError
            If a number is no positive integer.
        """
        return self.decoder.new_cache(batch_size, context_length)

    def forward(self, source: Tensor, target: Tensor, source_mask: Tensor | None = None) -> Tensor:
        """Return the logits of each target token, the true ones before it given (teacher forcing).

        Parameters
        ----------
        source : Tensor of int64, shape (batch, source_time)
        target : Tensor of int64, shape (batch, time)
            Ends with ``eos_id``, then padding; without the start token, which is put before it here.
        source_mask : Tensor of bool, shape (batch, source_time), optional
            True = real token; all are real if not given.

        Returns
        -------
        Tensor, shape (batch, time, target_vocab_size)

        Raises
        ------
        TypeError, ValueError
            If an argument has a wrong shape or is out of range.
        """
        check_ids("target", target, self.config.target_vocab_size)
        if len(source) != len(target):
            raise ValueError(f"source and target must have the same batch size, got {len(source)} and {len(target)}")
        # What the decoder reads is the target one step late: there is nothing before the first token but the start.
        late = target.roll(1, dims=1)
        late[:, 0] = self.config.bos_id
        return self.decode(late, self.encode(source, source_mask), source_mask)

    def generate(
        self,
        source: Tensor,
        source_mask: Tensor | None = None,
        *,
        n: int,
        temperature: float = 0.0,
        top_k: int | None = None,
        top_p: float | None = None,
        use_cache: bool = True,
        generator: torch.Generator | None = None,
    ) -> Tensor:
        """Write a target, token by token, until every row has ended.

        Parameters
        ----------
        source : Tensor of int64, shape (batch, source_time)
        source_mask : Tensor of bool, shape (batch, source_time), optional
        n : int
            Most tokens to write.
        temperature : float, default 0.0
            0 takes the likeliest token at each step.
        top_k, top_p, use_cache, generator
            As in `generate`.

        Returns
        -------
        Tensor of int64, shape (batch, time)
            With time at most ``n``; each row ends with ``eos_id``, if it got that far, and then ``pad_id``.

        Raises
        ------
        TypeError, ValueError
            If an argument has a wrong shape or is out of range.
        """
        config = self.config
        start = source.new_full((len(source), 1), config.bos_id)
        written = generate(
            self,
            start,
            n,
            source=source,
            source_mask=source_mask,
            temperature=temperature,
            top_k=top_k,
            top_p=top_p,
            eos_id=config.eos_id,
            pad_id=config.pad_id,
            use_cache=use_cache,
            generator=generator,
        )
        return written[:, 1:]  # (batch, time)
