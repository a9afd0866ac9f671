"""The settings of the encoder-decoder."""

from __future__ import annotations

from dataclasses import dataclass

from lib.basics import check_choice, check_integer
from lib.transformer.config import TransformerConfig, sized_preset

TIES = ("none", "target", "all")


@dataclass(frozen=True, kw_only=True)
class EncoderDecoderConfig(TransformerConfig):
    """Settings of `EncoderDecoder`; the defaults of Vaswani et al., smaller.

    Parameters
    ----------
    source_vocab_size, target_vocab_size : int
        Numbers of different tokens on the two sides.
    pad_id, bos_id, eos_id : int, default 0, 1, 2
        Tokens of the target vocabulary: padding, what the decoder reads first, what ends a target.
    tied : {"none", "target", "all"}, default "target"
        Which tables are one: none; the decoder's embedding and the output layer; or the encoder's embedding too, as in
        the paper, which wants one vocabulary for both sides.
    d_model, n_heads, n_kv_heads, d_ff, n_layers, context_length
        Sizes, as in `TransformerConfig`; ``n_layers`` is that of the encoder and of the decoder.
    positions, rotary_layout, position_base, activation, norm, norm_first, norm_eps, bias
        As in `TransformerConfig`.
    dropout, attention_dropout, feed_forward_dropout : float, default 0.0
    fused : bool, default True
    n_experts, top_k, softmax_over, router_noise, capacity_factor
        As in `TransformerConfig`.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range, sizes do not fit, or two of the special tokens are the same.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.transformer import EncoderDecoderConfig
    >>> EncoderDecoderConfig.from_preset("tiny", source_vocab_size=13, target_vocab_size=13).n_layers
    2
    """

    source_vocab_size: int  # tokens
    target_vocab_size: int  # tokens
    pad_id: int = 0
    bos_id: int = 1
    eos_id: int = 2
    tied: str = "target"

    def __post_init__(self) -> None:
        super().__post_init__()
        check_integer("source_vocab_size", self.source_vocab_size, low=1)
        check_integer("target_vocab_size", self.target_vocab_size, low=3)
        marks = {"pad_id": self.pad_id, "bos_id": self.bos_id, "eos_id": self.eos_id}
        for name, value in marks.items():
            check_integer(name, value, low=0, high=self.target_vocab_size - 1)
        if len(set(marks.values())) < len(marks):
            raise ValueError(f"pad_id, bos_id and eos_id must be three different tokens, got {[*marks.values()]}")
        check_choice("tied", self.tied, TIES)
        if self.tied == "all" and self.source_vocab_size != self.target_vocab_size:
            raise ValueError(
                "tied must not be 'all' for two vocabularies,"
                f" got sizes {self.source_vocab_size} and {self.target_vocab_size}"
            )

    @classmethod
    def from_preset(cls, name: str, source_vocab_size: int, target_vocab_size: int) -> EncoderDecoderConfig:
        """Return a preset for two vocabularies.

        Parameters
        ----------
        name : str
            A key of `ENCODER_DECODER_PRESETS`.
        source_vocab_size, target_vocab_size : int

        Returns
        -------
        EncoderDecoderConfig

        Raises
        ------
        ValueError
            If there is no such preset, or it has one table for both sides and the sizes differ.
        """
        sizes = {"source_vocab_size": source_vocab_size, "target_vocab_size": target_vocab_size}
        return sized_preset(name, ENCODER_DECODER_PRESETS, **sizes)


# "tiny" learns toy tasks in seconds on one core, "small" short sentences in minutes; both are pre-norm.
# "base" and "big" are rows of Table 3 of Vaswani et al. (2017), with its one vocabulary of about 37,000 tokens.
ENCODER_DECODER_PRESETS = {
    "tiny": EncoderDecoderConfig(
        source_vocab_size=16,
        target_vocab_size=16,
        d_model=64,
        n_heads=4,
        d_ff=128,
        n_layers=2,
        context_length=64,
        norm_first=True,
    ),
    "small": EncoderDecoderConfig(
        source_vocab_size=4000,
        target_vocab_size=4000,
        d_model=128,
        n_heads=4,
        d_ff=512,
        n_layers=3,
        context_length=128,
        norm_first=True,
        dropout=0.1,
    ),
    "base": EncoderDecoderConfig(
        source_vocab_size=37000,
        target_vocab_size=37000,
        d_model=512,
        n_heads=8,
        d_ff=2048,
        n_layers=6,
        context_length=1024,
        dropout=0.1,
        tied="all",
    ),
    "big": EncoderDecoderConfig(
        source_vocab_size=37000,
        target_vocab_size=37000,
        d_model=1024,
        n_heads=16,
        d_ff=4096,
        n_layers=6,
        context_length=1024,
        dropout=0.3,
        tied="all",
    ),
}
