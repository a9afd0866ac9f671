"""A model that gives every token of a sequence a tag."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.basics import check_bool, check_integer
from lib.sequence.drawing import drawn_embedding, drawn_linear
from lib.sequence.model_config import ModelConfig
from lib.sequence.recurrent import Recurrent
from lib.train import check_ids, own_generator, preset_named


@dataclass(frozen=True, kw_only=True)
class TaggerConfig(ModelConfig):
    """Settings of `Tagger`.

    Parameters
    ----------
    vocab_size, n_tags : int
        Numbers of different tokens and of different tags.
    bidirectional : bool, default True
        Whether a tag may depend on the tokens to its right.
    cell : {"rnn", "gru", "lstm"}, default "gru"
    d_embedding, hidden_size, n_layers : int
    dropout : float, default 0.0
    forget_bias : float, optional
        Of the LSTM only.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence import TaggerConfig
    >>> TaggerConfig.from_preset("tiny", vocab_size=12, n_tags=3).bidirectional
    True
    """

    vocab_size: int  # tokens
    n_tags: int  # tags
    bidirectional: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        check_integer("vocab_size", self.vocab_size, low=1)
        check_integer("n_tags", self.n_tags, low=1)
        check_bool("bidirectional", self.bidirectional)

    @classmethod
    def from_preset(cls, name: str, vocab_size: int, n_tags: int) -> TaggerConfig:
        """Return a preset for a vocabulary and a set of tags.

        Parameters
        ----------
        name : str
            A key of `TAGGER_PRESETS`.
        vocab_size, n_tags : int

        Returns
        -------
        TaggerConfig

        Raises
        ------
        ValueError
            If there is no such preset.
        """
        return dataclasses.replace(preset_named(name, TAGGER_PRESETS), vocab_size=vocab_size, n_tags=n_tags)


# Sizes for toy tasks of some thousand short sequences: seconds on one core.
TAGGER_PRESETS = {
    "tiny": TaggerConfig(vocab_size=8, n_tags=8, d_embedding=16, hidden_size=32),
    "tiny-forward": TaggerConfig(vocab_size=8, n_tags=8, d_embedding=16, hidden_size=32, bidirectional=False),
    "small": TaggerConfig(vocab_size=8, n_tags=8, cell="lstm", d_embedding=32, hidden_size=128, forget_bias=1.0),
}


class Tagger(nn.Module):
    r"""Predict a tag for each token from the state at that token.

    .. math:: p(y_t \mid x) = \mathrm{softmax}(V [\overrightarrow{h}_t; \overleftarrow{h}_t] + b)

    Parameters
    ----------
    config : TaggerConfig
    generator : torch.Generator, optional
        Draws the initial weights; a new one with fresh entropy if not given.

    Notes
    -----
    Read in both directions, a tag depends on the whole sequence; read forwards only, it depends on the tokens up to its
    own. Each tag is predicted by itself: no transition scores between neighbouring tags.
    Dropout in training draws from torch's global generator, as ``torch.nn`` does.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Graves and Schmidhuber (2005), *Framewise Phoneme Classification with Bidirectional LSTM and Other Neural Network
    Architectures*.

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import Tagger, TaggerConfig
    >>> model = Tagger(TaggerConfig(vocab_size=9, n_tags=4, hidden_size=8))
    >>> model(torch.zeros(2, 5, dtype=torch.int64)).shape
    torch.Size([2, 5, 4])
    """

    def __init__(self, config: TaggerConfig, *, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.config = config
        source = own_generator(generator)
        self.embedding = drawn_embedding(config.vocab_size, config.d_embedding, source)
        layers = config.recurrent(bidirectional=config.bidirectional)
        self.recurrent = Recurrent(layers, generator=source)
        self.head = drawn_linear(layers.n_directions * config.hidden_size, config.n_tags, source)

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return the logits of each token's tag.

        Parameters
        ----------
        ids : Tensor of int64, shape (batch, time)
        mask : Tensor of bool, shape (batch, time), optional
            True = real token; all are real if not given.

        Returns
        -------
        Tensor, shape (batch, time, n_tags)

        Raises
        ------
        TypeError, ValueError
            If ``ids`` are no batch of tokens of the vocabulary, or the mask does not fit.
        """
        check_ids("ids", ids, self.config.vocab_size)
        x = functional.dropout(self.embedding(ids), self.config.dropout, self.training)  # (batch, time, d_embedding)
        h, _ = self.recurrent(x, mask=mask)  # (batch, time, n_directions * hidden_size)
        return self.head(functional.dropout(h, self.config.dropout, self.training))  # (batch, time, n_tags)
