"""A language model that reads one character after another and carries what it has read in its state."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.basics import check_bool, check_integer
from lib.sequence.cell import State
from lib.sequence.drawing import drawn_embedding, drawn_linear
from lib.sequence.model_config import ModelConfig
from lib.sequence.recurrent import Recurrent
from lib.sequence.sampling import sample_ids
from lib.sequence.token_loss import token_loss
from lib.train import check_ids, evaluation_mode, own_generator, preset_named


@dataclass(frozen=True, kw_only=True)
class CharLMConfig(ModelConfig):
    """Settings of `CharLM`.

    Parameters
    ----------
    vocab_size : int, default 256
        Number of different characters (or of bytes, or of tokens of any kind).
    tied : bool, default False
        Whether the output layer uses the embedding's weights; needs ``d_embedding == hidden_size``.
    cell : {"rnn", "gru", "lstm"}, default "gru"
    d_embedding, hidden_size, n_layers : int
    dropout : float, default 0.0
    forget_bias : float, optional
        Of the LSTM only.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range, or ``tied`` meets two widths.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence import CharLMConfig
    >>> CharLMConfig.from_preset("small", vocab_size=60).cell
    'gru'
    """

    vocab_size: int = 256  # tokens
    tied: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        check_integer("vocab_size", self.vocab_size, low=1)
        if check_bool("tied", self.tied) and self.d_embedding != self.hidden_size:
            raise ValueError(
                f"tied must be False unless d_embedding is hidden_size, got True with {self.d_embedding} and"
                f" {self.hidden_size}"
            )

    @classmethod
    def from_preset(cls, name: str, vocab_size: int) -> CharLMConfig:
        """Return a preset for an alphabet.

        Parameters
        ----------
        name : str
            A key of `CHAR_LM_PRESETS`.
        vocab_size : int

        Returns
        -------
        CharLMConfig

        Raises
        ------
        ValueError
            If there is no such preset.
        """
        return dataclasses.replace(preset_named(name, CHAR_LM_PRESETS), vocab_size=vocab_size)


# Each trains in under a minute on one core: see the docstring of CharLM for what that is.
CHAR_LM_PRESETS = {
    "tiny": CharLMConfig(cell="gru", d_embedding=16, hidden_size=64),
    "small": CharLMConfig(cell="gru", d_embedding=32, hidden_size=128),
    "medium": CharLMConfig(cell="lstm", d_embedding=64, hidden_size=192, forget_bias=1.0),
    "deep": CharLMConfig(cell="gru", d_embedding=64, hidden_size=128, n_layers=2, dropout=0.1),
}


class CharLM(nn.Module):
    r"""Predict each next token from the tokens before it.

    .. math:: p(x_{t+1} \mid x_1 \dots x_t) = \mathrm{softmax}(V h_t + b)

    Parameters
    ----------
    config : CharLMConfig
    generator : torch.Generator, optional
        Draws the initial weights; a new one with fresh entropy if not given.

    Notes
    -----
    Trained on windows of a long text with the state handed on (`TextStreams`, `CarriedLoss`), the model sees
    further back than a window is long, though its gradient does not. Every preset takes 300 steps of 32 windows of 64
    characters in less than a minute on one core.
    Dropout in training draws from torch's global generator, as ``torch.nn`` does.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Mikolov, Karafiát, Burget, Cernocký and Khudanpur (2010), *Recurrent Neural Network Based Language Model*; Press and
    Wolf (2017), *Using the Output Embedding to Improve Language Models* (tied weights).

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import CharLM, CharLMConfig
    >>> model = CharLM(CharLMConfig(vocab_size=50, hidden_size=16))
    >>> logits, state = model(torch.zeros(2, 7, dtype=torch.int64))
    >>> logits.shape, state.shape
    (torch.Size([2, 7, 50]), torch.Size([1, 2, 16]))
    >>> model.generate(torch.zeros(2, 7, dtype=torch.int64), 3).shape
    torch.Size([2, 10])
    """

    def __init__(self, config: CharLMConfig, *, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.config = config
        source, width = own_generator(generator), config.d_embedding
        # A tied table is the output layer too, where rows of length 1 would make too large logits.
        std = width**-0.5 if config.tied else 1.0
        self.embedding = drawn_embedding(config.vocab_size, width, source, std)
        self.recurrent = Recurrent(config.recurrent(), generator=source)
        self.head = drawn_linear(config.hidden_size, config.vocab_size, source)
        if config.tied:
            self.head.weight = self.embedding.weight

    def forward(self, ids: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Return the logits of the token after each token, and the state after the last one.

        Parameters
        ----------
        ids : Tensor of int64, shape (batch, time)
        state : Tensor, shape (n_layers, batch, hidden_size), optional
            Where the text before left off: a Tensor, or for the LSTM a tuple of two. Zeros if not given.

        Returns
        -------
        logits : Tensor, shape (batch, time, vocab_size)
        state : Tensor or tuple of two Tensors, shape (n_layers, batch, hidden_size)

        Raises
        ------
        TypeError, ValueError
            If ``ids`` are no batch of tokens of the vocabulary, or the state has another shape.
        """
        check_ids("ids", ids, self.config.vocab_size)
        x = functional.dropout(self.embedding(ids), self.config.dropout, self.training)  # (batch, time, d_embedding)
        h, state = self.recurrent(x, state)  # (batch, time, hidden_size)
        return self.head(functional.dropout(h, self.config.dropout, self.training)), state  # (batch, time, vocab_size)

    @torch.no_grad()
    def score(self, ids: Tensor, context_length: int = 256) -> float:
        """Return the loss on a text that is read from start to end with the state handed on.

        Parameters
        ----------
        ids : Tensor of int64, shape (batch, time)
        context_length : int, default 256
            Tokens that go through the model at once; bounds the memory, changes nothing else.

        Returns
        -------
        float
            Nats per token, over all tokens but the first of each row.

        Raises
        ------
        ValueError
            If the rows hold fewer than two tokens.
        """
        check_integer("context_length", context_length, low=1)
        n_predicted = check_ids("ids", ids, self.config.vocab_size).shape[1] - 1
        if n_predicted == 0:
            raise ValueError(f"ids must hold at least 2 tokens a row, got shape {tuple(ids.shape)}")
        total, state = 0.0, None
        with evaluation_mode(self):
            for start in range(0, n_predicted, context_length):
                end = min(start + context_length, n_predicted)
                logits, state = self(ids[:, start:end], state)
                total += token_loss(logits, ids[:, start + 1 : end + 1]).item() * (end - start)
        return total / n_predicted

    @torch.no_grad()
    def generate(
        self,
        ids: Tensor,
        n: int,
        temperature: float = 1.0,
        top_k: int | None = None,
        generator: torch.Generator | None = None,
    ) -> Tensor:
        """Write on: draw a token, read it, draw the next.

        Parameters
        ----------
        ids : Tensor of int64, shape (batch, time)
            What the text starts with, at least one token.
        n : int
            Number of tokens to draw.
        temperature, top_k, generator
            As in `sample_ids`.

        Returns
        -------
        Tensor of int64, shape (batch, time + n)
            ``ids`` and the tokens drawn.

        Raises
        ------
        TypeError, ValueError
            If an argument is out of range.

        Notes
        -----
        Dropout is off. Each token costs one step whatever stands before it, as the state is all the model remembers.
        """
        check_integer("n", n, low=0)
        source, state, last = own_generator(generator), None, ids
        with evaluation_mode(self):
            for _ in range(n):
                logits, state = self(last, state)
                last = sample_ids(logits[:, -1], temperature, top_k, source)[:, None]  # (batch, 1)
                ids = torch.cat([ids, last], dim=1)
        return ids
