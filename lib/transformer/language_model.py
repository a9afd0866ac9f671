"""A decoder-only Transformer that predicts each next token."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.basics import check_integer
from lib.train import check_ids, evaluation_mode, own_generator
from lib.transformer.cache import KeyValueCache
from lib.transformer.decoder import Decoder
from lib.transformer.embedding import TokenEmbedding
from lib.transformer.generation import generate
from lib.transformer.initialisation import draw_gpt_weights, undrawn_linear
from lib.transformer.language_model_config import TransformerLMConfig


class TransformerLM(nn.Module):
    r"""Predict each next token from all tokens before it.

    .. math:: p(x_{t+1} \mid x_1 \dots x_t) = \mathrm{softmax}(E\, h_t)

    Parameters
    ----------
    config : TransformerLMConfig
    generator : torch.Generator, optional
        Draws the weights as `draw_gpt_weights` does; a new one with fresh entropy if not given.

    Notes
    -----
    Embedding, blocks under the causal mask, last norm, output layer; with tied weights the output layer is the
    embedding's table. Left out of GPT-2: nothing but its tokenizer and its data.
    Dropout in training draws from torch's global generator, as ``torch.nn`` does.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Radford et al. (2018), *Improving Language Understanding by Generative Pre-Training*; Radford et al. (2019),
    *Language Models are Unsupervised Multitask Learners*, section 2.3; Press and Wolf (2017), *Using the Output
    Embedding to Improve Language Models* (tied weights).

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import TransformerLM, TransformerLMConfig
    >>> model = TransformerLM(TransformerLMConfig.from_preset("tiny", vocab_size=50))
    >>> model(torch.zeros(2, 7, dtype=torch.int64)).shape
    torch.Size([2, 7, 50])
    >>> model.generate(torch.zeros(2, 7, dtype=torch.int64), 3).shape
    torch.Size([2, 10])
    """

    def __init__(self, config: TransformerLMConfig, *, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.config = config
        draw = own_generator(generator)
        self.embedding = TokenEmbedding(config.vocab_size, config, scaled=False, generator=draw)
        self.decoder = Decoder(config, cross=False, generator=draw)
        self.head = undrawn_linear(config.d_model, config.vocab_size, bias=False)
        draw_gpt_weights(self, config.n_layers, generator=draw)
        if config.tied:
            self.head.weight = self.embedding.table.weight

    def new_cache(self, batch_size: int, context_length: int | None = None) -> KeyValueCache:
        """Return an empty cache for this model.

        Parameters
        ----------
        batch_size : int
        context_length : int, optional
            Tokens there is room for; the model's if not given.

        Returns
        -------
        KeyValueCache

        Raises
        ------
        TypeError, ValueError
            If a number is no positive integer.
        """
        return self.decoder.new_cache(batch_size, context_length)

    def forward(self, ids: Tensor, cache: KeyValueCache | None = None, *, last_only: bool = False) -> Tensor:
        """Return the logits of the token after each token.

        Parameters
        ----------
        ids : Tensor of int64, shape (batch, time)
        cache : KeyValueCache, optional
            Holds the tokens before ``ids``, and gets those of ``ids``.
        last_only : bool, default False
            Whether only the last token's logits are wanted: the output layer is as large as several blocks.

        Returns
        -------
        Tensor, shape (batch, time, vocab_size)
            With time 1 if ``last_only``.

        Raises
        ------
        TypeError, ValueError
            If these are no tokens of the vocabulary, or more than there are positions.
        """
        x = self.embedding(ids, 0 if cache is None else cache.length)  # (batch, time, d_model)
        x = self.decoder(x, cache=cache)
        return self.head(x[:, -1:] if last_only else x)  # (batch, time, vocab_size)

    @torch.no_grad()
    def score(self, ids: Tensor, stride: int | None = None) -> float:
        """Return the loss on a text of any length, read in windows of ``context_length`` tokens.

        Parameters
        ----------
        ids : Tensor of int64, shape (batch, time)
        stride : int, optional
            How far one window is moved to the next, from 1 to ``context_length`` (the default). All but the first
            window score their last ``stride`` tokens only: a smaller stride gives each token more context, and costs
            more.

        Returns
        -------
        float
            Nats per token, over all tokens but the first of each row.

        Raises
        ------
        TypeError, ValueError
            If the rows hold fewer than two tokens, or an argument is out of range.
        """
        length = self.config.context_length
        step = length if stride is None else check_integer("stride", stride, low=1, high=length)
        n_predicted = check_ids("ids", ids, self.config.vocab_size).shape[1] - 1
        if n_predicted == 0:
            raise ValueError(f"ids must hold at least 2 tokens a row, got shape {tuple(ids.shape)}")
        total, done = 0.0, 0
        with evaluation_mode(self):
            while done < n_predicted:
                end = min(done + (step if done else length), n_predicted)
                start = max(0, end - length)
                logits = self(ids[:, start:end])[:, done - start :]  # (batch, end - done, vocab_size)
                target = ids[:, done + 1 : end + 1]
                total += functional.cross_entropy(logits.flatten(0, 1), target.flatten(), reduction="sum").item()
                done = end
        return total / (n_predicted * len(ids))

    def generate(
        self,
        ids: Tensor,
        n: int,
        temperature: float = 1.0,
        top_k: int | None = None,
        generator: torch.Generator | None = None,
        *,
        top_p: float | None = None,
        use_cache: bool = True,
        engine: str = "torch",
    ) -> Tensor:
        """Write on: draw a token, read it, draw the next.

        Parameters
        ----------
        ids : Tensor of int64, shape (batch, time)
            What the text starts with, at least one token.
        n : int
            Number of tokens to draw.
        temperature, top_k, generator, top_p, use_cache, engine
            As in `generate`.

        Returns
        -------
        Tensor of int64, shape (batch, time + n)
            ``ids`` and the tokens drawn.

        Raises
        ------
        TypeError, ValueError
            If an argument is out of range, or the cache would be longer than ``context_length``.
        """
        return generate(
            self,
            ids,
            n,
            temperature=temperature,
            top_k=top_k,
            top_p=top_p,
            use_cache=use_cache,
            engine=engine,
            generator=generator,
        )
