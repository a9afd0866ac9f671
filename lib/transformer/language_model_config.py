"""The settings of the decoder-only language model."""

from __future__ import annotations

from dataclasses import dataclass

from lib.basics import check_bool, check_integer
from lib.transformer.config import TransformerConfig, sized_preset


@dataclass(frozen=True, kw_only=True)
class TransformerLMConfig(TransformerConfig):
    """Settings of `TransformerLM`; the defaults of GPT-2, smaller.

    Parameters
    ----------
    vocab_size : int, default 256
        Number of different tokens.
    tied : bool, default True
        Whether the output layer uses the embedding's table.
    d_model, n_heads, n_kv_heads, d_ff, n_layers, context_length
        Sizes, as in `TransformerConfig`; ``context_length`` is the longest text the model can read.
    positions, rotary_layout, position_base, activation, norm, norm_first, norm_eps, bias
        As in `TransformerConfig`; positions are learned, norms come first and the activation is GELU if not given.
    dropout, attention_dropout, feed_forward_dropout : float, default 0.0
    fused : bool, default True
    n_experts, top_k, softmax_over, router_noise, capacity_factor
        As in `TransformerConfig`.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range, or sizes do not fit.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.transformer import TransformerLMConfig
    >>> TransformerLMConfig.from_preset("small", vocab_size=65).d_model
    128
    """

    vocab_size: int = 256  # tokens
    tied: bool = True
    positions: str = "learned"
    activation: str = "gelu"
    norm_first: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        check_integer("vocab_size", self.vocab_size, low=1)
        check_bool("tied", self.tied)

    @classmethod
    def from_preset(cls, name: str, vocab_size: int) -> TransformerLMConfig:
        """Return a preset for a vocabulary.

        Parameters
        ----------
        name : str
            A key of `TRANSFORMER_LM_PRESETS`.
        vocab_size : int

        Returns
        -------
        TransformerLMConfig

        Raises
        ------
        ValueError
            If there is no such preset.
        """
        return sized_preset(name, TRANSFORMER_LM_PRESETS, vocab_size=vocab_size)


# "tiny" and "small" learn characters on one core; "small" is the size that the book's benchmark trains. "modern" has
# the parts of Llama (rotary positions, RMSNorm, SwiGLU, shared key heads) and about as many parameters as "small".
# "gpt2" is the smallest of the published sizes (Radford et al., 2019). "tiny-moe" is "tiny" with 8 experts of half its
# d_ff, so that the two experts of a token are as large as the one network of "tiny". "mixtral-8x7b" is Table 1 of Jiang
# et al. (2024), with the settings of its published weights.
TRANSFORMER_LM_PRESETS = {
    "tiny": TransformerLMConfig(d_model=64, n_heads=4, d_ff=256, n_layers=2, context_length=64),
    "small": TransformerLMConfig(d_model=128, n_heads=4, d_ff=512, n_layers=4, context_length=128),
    "modern": TransformerLMConfig(
        d_model=128,
        n_heads=4,
        n_kv_heads=2,
        d_ff=384,
        n_layers=4,
        context_length=128,
        positions="rotary",
        activation="swiglu",
        norm="rms",
        bias=False,
    ),
    "gpt2": TransformerLMConfig(
        vocab_size=50257,
        d_model=768,
        n_heads=12,
        d_ff=3072,
        n_layers=12,
        context_length=1024,
        activation="gelu_tanh",
        dropout=0.1,
        attention_dropout=0.1,
    ),
    "tiny-moe": TransformerLMConfig(
        d_model=64, n_heads=4, d_ff=128, n_layers=2, context_length=64, n_experts=8, top_k=2
    ),
    "mixtral-8x7b": TransformerLMConfig(
        vocab_size=32000,
        tied=False,
        d_model=4096,
        n_heads=32,
        n_kv_heads=8,
        d_ff=14336,
        n_layers=32,
        context_length=32768,
        positions="rotary",
        position_base=1e6,
        activation="swiglu",
        norm="rms",
        bias=False,
        n_experts=8,
        top_k=2,
    ),
}
