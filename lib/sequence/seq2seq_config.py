"""The settings of the encoder-decoder."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from lib.basics import check_bool, check_choice, check_integer
from lib.sequence.model_config import ModelConfig
from lib.train import preset_named

CONTEXTS = ("first_state", "every_step")


@dataclass(frozen=True, kw_only=True)
class Seq2SeqConfig(ModelConfig):
    """Settings of `Seq2Seq`.

    Parameters
    ----------
    source_vocab_size, target_vocab_size : int
        Numbers of different tokens on the two sides.
    pad_id, bos_id, eos_id : int, default 0, 1, 2
        Tokens of the target vocabulary: padding, what the decoder reads first, what ends a target.
    context : {"first_state", "every_step"}, default "first_state"
        How the decoder gets the source: its layers start where the encoder's layers ended (Sutskever et al.), or the
        encoder's last h, called C, sets the first state and is read again at every step (Cho et al.).
    reverse_source : bool, default False
        Whether the encoder reads the source from its end (Sutskever et al.).
    cell : {"rnn", "gru", "lstm"}, default "gru"
    d_embedding, hidden_size, n_layers : int
    dropout : float, default 0.0
    forget_bias : float, optional
        Of the LSTM only.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range, or two of the special tokens are the same.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence import Seq2SeqConfig
    >>> Seq2SeqConfig.from_preset("toy", source_vocab_size=13, target_vocab_size=13).context
    'first_state'
    """

    source_vocab_size: int  # tokens
    target_vocab_size: int  # tokens
    pad_id: int = 0
    bos_id: int = 1
    eos_id: int = 2
    context: str = "first_state"
    reverse_source: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        check_integer("source_vocab_size", self.source_vocab_size, low=1)
        size = check_integer("target_vocab_size", self.target_vocab_size, low=3)
        special = [self.pad_id, self.bos_id, self.eos_id]
        for name, value in zip(("pad_id", "bos_id", "eos_id"), special):
            check_integer(name, value, low=0, high=size - 1)
        if len(set(special)) < 3:
            raise ValueError(f"pad_id, bos_id and eos_id must be three different tokens, got {special}")
        check_choice("context", self.context, CONTEXTS)
        check_bool("reverse_source", self.reverse_source)

    @classmethod
    def from_preset(cls, name: str, source_vocab_size: int, target_vocab_size: int) -> Seq2SeqConfig:
        """Return a preset for two vocabularies.

        Parameters
        ----------
        name : str
            A key of `SEQ2SEQ_PRESETS`.
        source_vocab_size, target_vocab_size : int

        Returns
        -------
        Seq2SeqConfig

        Raises
        ------
        ValueError
            If there is no such preset.
        """
        sizes = {"source_vocab_size": source_vocab_size, "target_vocab_size": target_vocab_size}
        return dataclasses.replace(preset_named(name, SEQ2SEQ_PRESETS), **sizes)  # type: ignore[arg-type]


# "toy" learns `reversal_task` in under a minute on one core; "words" is meant for short sentences.
SEQ2SEQ_PRESETS = {
    "toy": Seq2SeqConfig(source_vocab_size=16, target_vocab_size=16, d_embedding=16, hidden_size=64),
    "toy-every-step": Seq2SeqConfig(
        source_vocab_size=16, target_vocab_size=16, d_embedding=16, hidden_size=64, context="every_step"
    ),
    "words": Seq2SeqConfig(
        source_vocab_size=2000, target_vocab_size=2000, d_embedding=64, hidden_size=128, reverse_source=True
    ),
}
