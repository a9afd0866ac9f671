"""A model that reads a sequence to its end and then answers once."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.basics import check_integer
from lib.sequence.drawing import drawn_embedding, drawn_linear
from lib.sequence.model_config import ModelConfig
from lib.sequence.recurrent import Recurrent
from lib.train import check_ids, own_generator, preset_named


@dataclass(frozen=True, kw_only=True)
class ReaderConfig(ModelConfig):
    """Settings of `Reader`.

    Parameters
    ----------
    n_outputs : int
        Numbers in the answer: classes, or 1 for a regression.
    vocab_size : int, optional
        Number of different tokens, if sequences are of tokens. Exactly one of this and ``n_features`` is given.
    n_features : int, optional
        Numbers at each step, if sequences are of vectors; ``d_embedding`` is not used then.
    cell : {"rnn", "gru", "lstm"}, default "gru"
    d_embedding, hidden_size, n_layers : int
    dropout : float, default 0.0
    forget_bias : float, optional
        Of the LSTM only.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range, or the kind of the sequences is not clear.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence import ReaderConfig
    >>> ReaderConfig.from_preset("adding").n_features
    2
    """

    n_outputs: int  # numbers in the answer
    vocab_size: int | None = None  # tokens
    n_features: int | None = None  # numbers at each step

    def __post_init__(self) -> None:
        super().__post_init__()
        check_integer("n_outputs", self.n_outputs, low=1)
        if (self.vocab_size is None) == (self.n_features is None):
            raise ValueError(
                f"exactly one of vocab_size and n_features must be given, got {self.vocab_size} and {self.n_features}"
            )
        for name in ("vocab_size", "n_features"):
            if getattr(self, name) is not None:
                check_integer(name, getattr(self, name), low=1)

    @classmethod
    def from_preset(cls, name: str, cell: str | None = None) -> ReaderConfig:
        """Return a preset, with another cell if wanted.

        Parameters
        ----------
        name : str
            A key of `READER_PRESETS`.
        cell : {"rnn", "gru", "lstm"}, optional

        Returns
        -------
        ReaderConfig

        Raises
        ------
        ValueError
            If there is no such preset.
        """
        preset = preset_named(name, READER_PRESETS)
        return preset if cell is None else dataclasses.replace(preset, cell=cell)


# For `adding_task` and `order_task` at lengths of some tens of steps: seconds to a minute on one core.
READER_PRESETS = {
    "adding": ReaderConfig(n_outputs=1, n_features=2, hidden_size=64),
    "order": ReaderConfig(n_outputs=2, vocab_size=8, d_embedding=16, hidden_size=32),
}


class Reader(nn.Module):
    r"""Predict one answer from the state after the last step.

    .. math:: y = V h_T + b

    Parameters
    ----------
    config : ReaderConfig
    generator : torch.Generator, optional
        Draws the initial weights; a new one with fresh entropy if not given.

    Notes
    -----
    All that the answer can depend on has to fit into one vector of ``hidden_size`` numbers.
    Dropout in training draws from torch's global generator, as ``torch.nn`` does.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Hochreiter and Schmidhuber (1997), *Long Short-Term Memory*, section 5 (tasks answered at the last step).

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import Reader, ReaderConfig
    >>> Reader(ReaderConfig(n_outputs=1, n_features=2))(torch.zeros(4, 10, 2)).shape
    torch.Size([4, 1])
    >>> Reader(ReaderConfig(n_outputs=3, vocab_size=5))(torch.zeros(4, 10, dtype=torch.int64)).shape
    torch.Size([4, 3])
    """

    def __init__(self, config: ReaderConfig, *, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.config = config
        source, size = own_generator(generator), config.vocab_size
        self.embedding = None if size is None else drawn_embedding(size, config.d_embedding, source)
        self.recurrent = Recurrent(config.recurrent(input_size=config.n_features), generator=source)
        self.head = drawn_linear(config.hidden_size, config.n_outputs, source)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return the answer to each sequence.

        Parameters
        ----------
        x : Tensor, shape (batch, time, n_features), or of int64 and shape (batch, time) if the sequences are of tokens
        mask : Tensor of bool, shape (batch, time), optional
            True = real step; all are real if not given.

        Returns
        -------
        Tensor, shape (batch, n_outputs)

        Raises
        ------
        TypeError, ValueError
            If ``x`` has another shape or holds tokens outside the vocabulary, or the mask does not fit.
        """
        config = self.config
        if self.embedding is not None and config.vocab_size is not None:
            x = self.embedding(check_ids("x", x, config.vocab_size))  # (batch, time, d_embedding)
            x = functional.dropout(x, config.dropout, self.training)
        _, state = self.recurrent(x, mask=mask)
        h = (state[0] if isinstance(state, tuple) else state)[-1]  # (batch, hidden_size)
        return self.head(functional.dropout(h, config.dropout, self.training))  # (batch, n_outputs)
