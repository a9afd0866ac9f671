"""The settings that all models of this room share."""

from __future__ import annotations

from dataclasses import dataclass

from lib.basics import check_integer
from lib.sequence.recurrent_config import RecurrentConfig


@dataclass(frozen=True, kw_only=True)
class ModelConfig:
    """Hold the settings of the recurrent layers inside a model, and check them as `RecurrentConfig` does."""

    cell: str = "gru"  # "rnn", "gru" or "lstm"
    d_embedding: int = 32  # numbers per token that go into the first layer
    hidden_size: int = 128  # numbers per token and direction that come out of each layer
    n_layers: int = 1  # recurrent layers, one on top of the other
    dropout: float = 0.0  # share of the values that are dropped after the embedding and after each layer, in [0, 1)
    forget_bias: float | None = None  # start of the LSTM's forget bias; no unit

    def __post_init__(self) -> None:
        check_integer("d_embedding", self.d_embedding, low=1)
        self.recurrent()

    def recurrent(self, *, input_size: int | None = None, bidirectional: bool = False) -> RecurrentConfig:
        """Return the settings of the recurrent layers, for inputs of ``d_embedding`` numbers unless told otherwise."""
        return RecurrentConfig(
            cell=self.cell,
            input_size=self.d_embedding if input_size is None else input_size,
            hidden_size=self.hidden_size,
            n_layers=self.n_layers,
            dropout=self.dropout,
            forget_bias=self.forget_bias,
            bidirectional=bidirectional,
        )
