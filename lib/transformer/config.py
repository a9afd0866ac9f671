"""The settings that all Transformers of this room share."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from lib.basics import check_bool, check_choice, check_integer, check_real
from lib.train import preset_named
from lib.transformer.feed_forward import ACTIVATIONS
from lib.transformer.norms import NORMS
from lib.transformer.rotary import LAYOUTS
from lib.transformer.router import SOFTMAXES

POSITIONS = ("sinusoidal", "learned", "rotary", "none")


@dataclass(frozen=True, kw_only=True)
class TransformerConfig:
    """Settings of a stack of blocks.

    Parameters
    ----------
    d_model, n_heads, n_kv_heads, d_ff, n_layers
        Sizes; ``n_kv_heads`` is ``n_heads`` if not given.
    context_length : int, default 256
    positions : {"sinusoidal", "learned", "rotary", "none"}, default "sinusoidal"
        How the model knows the order: by vectors added to the embeddings, or by turning queries and keys.
    rotary_layout : {"interleaved", "halves"}, default "interleaved"
        As in `RotaryPositions`.
    position_base : float, default 10000.0
        Of sinusoidal and rotary positions.
    activation : {"relu", "gelu", "gelu_tanh", "swiglu"}, default "relu"
    norm : {"layer", "rms"}, default "layer"
    norm_first : bool, default False
        False normalises after the sum, LN(x + f(x)) (post-norm, the paper); True inside the branch, x + f(LN(x))
        (pre-norm), with one more norm after the last block. torch's name.
    norm_eps : float, default 1e-5
    bias : bool, default True
        Whether linear layers and LayerNorms have one.
    dropout : float, default 0.0
        In training, on the embeddings and on what each sublayer adds.
    attention_dropout, feed_forward_dropout : float, default 0.0
        On the attention weights, and between the two layers of the feed-forward network.
    fused : bool, default True
        Whether torch's kernels compute attention and norms; the numbers are the same.
    n_experts : int, optional
        Feed-forward networks of width ``d_ff`` in each block, as in `MixtureOfExperts`; one that every token passes if
        not given, and the settings below mean nothing.
    top_k : int, default 2
        Experts for a token.
    softmax_over : {"chosen", "all"}, default "chosen"
    router_noise : float, default 0.0
    capacity_factor : float, optional
        As in `MixtureOfExperts`.

    Attributes
    ----------
    head_dim : int
        ``d_model / n_heads``.
    n_key_heads : int
        ``n_kv_heads``, or ``n_heads`` where that is None.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range, or sizes do not fit.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.transformer import TransformerConfig
    >>> TransformerConfig(d_model=64, n_heads=4, n_kv_heads=2).head_dim
    16
    """

    d_model: int = 128  # numbers per token
    n_heads: int = 4  # query heads
    n_kv_heads: int | None = None  # key and value heads
    d_ff: int = 512  # numbers per token between the two feed-forward layers
    n_layers: int = 4  # blocks, one on top of the other
    context_length: int = 256  # tokens
    positions: str = "sinusoidal"
    rotary_layout: str = "interleaved"
    position_base: float = 10000.0  # wavelengths go from 2 pi to 2 pi times this, in tokens
    activation: str = "relu"
    norm: str = "layer"
    norm_first: bool = False
    norm_eps: float = 1e-5  # added to a variance
    bias: bool = True
    dropout: float = 0.0  # share in [0, 1)
    attention_dropout: float = 0.0  # share in [0, 1)
    feed_forward_dropout: float = 0.0  # share in [0, 1)
    fused: bool = True
    n_experts: int | None = None  # feed-forward networks in a block
    top_k: int = 2  # experts for a token
    softmax_over: str = "chosen"
    router_noise: float = 0.0  # standard deviation, in logits
    capacity_factor: float | None = None  # times an even share

    def __post_init__(self) -> None:
        for name in ("d_model", "n_heads", "d_ff", "n_layers", "context_length"):
            check_integer(name, getattr(self, name), low=1)
        if self.n_kv_heads is not None:
            check_integer("n_kv_heads", self.n_kv_heads, low=1)
        if self.d_model % self.n_heads:
            raise ValueError(f"d_model must be a multiple of n_heads, got {self.d_model} and {self.n_heads}")
        if self.n_heads % self.n_key_heads:
            raise ValueError(f"n_heads must be a multiple of n_kv_heads, got {self.n_heads} and {self.n_kv_heads}")
        check_choice("positions", self.positions, POSITIONS)
        check_choice("rotary_layout", self.rotary_layout, LAYOUTS)
        check_choice("activation", self.activation, ACTIVATIONS)
        check_choice("norm", self.norm, NORMS)
        for name, width in (("sinusoidal", self.d_model), ("rotary", self.head_dim)):
            if self.positions == name and width % 2:
                raise ValueError(f"positions must not be {name!r} for an odd width, got width {width}")
        for name in ("norm_first", "bias", "fused"):
            check_bool(name, getattr(self, name))
        check_real("position_base", self.position_base, low=1, closed="neither")
        check_real("norm_eps", self.norm_eps, low=0)
        for name in ("dropout", "attention_dropout", "feed_forward_dropout"):
            check_real(name, getattr(self, name), low=0, high=1, closed="left")
        if self.n_experts is not None:
            check_integer("top_k", self.top_k, low=1, high=check_integer("n_experts", self.n_experts, low=1))
        check_choice("softmax_over", self.softmax_over, SOFTMAXES)
        check_real("router_noise", self.router_noise, low=0)
        if self.capacity_factor is not None:
            check_real("capacity_factor", self.capacity_factor, low=0, closed="neither")

    @property
    def head_dim(self) -> int:
        """Width of one head."""
        return self.d_model // self.n_heads

    @property
    def n_key_heads(self) -> int:
        """Number of key and value heads."""
        return self.n_heads if self.n_kv_heads is None else self.n_kv_heads


Config = TypeVar("Config", bound=TransformerConfig)


def sized_preset(name: str, presets: Mapping[str, Config], **sizes: int) -> Config:
    """Return the preset of that name with some of its sizes replaced.

    Parameters
    ----------
    name : str
    presets : mapping of str to config
    **sizes : int
        Fields of the config.

    Returns
    -------
    config

    Raises
    ------
    ValueError
        If there is no such preset; the message lists those there are.
    """
    return dataclasses.replace(preset_named(name, presets), **sizes)  # type: ignore[arg-type]
