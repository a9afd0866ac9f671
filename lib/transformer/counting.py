"""What a Transformer costs, from its settings alone: parameters, floating-point operations, bytes of the cache."""

from __future__ import annotations

import torch

from lib.basics import check_integer
from lib.transformer.config import TransformerConfig
from lib.transformer.encoder_decoder_config import EncoderDecoderConfig
from lib.transformer.language_model_config import TransformerLMConfig


def _linear(n_in: int, n_out: int, bias: bool) -> int:
    return n_in * n_out + (n_out if bias else 0)


def _attention(config: TransformerConfig) -> int:
    """Parameters of one attention: W^Q and W^O are d x d, W^K and W^V d x (kv heads x head_dim)."""
    d, narrow = config.d_model, config.n_key_heads * config.head_dim
    return 2 * _linear(d, d, config.bias) + 2 * _linear(d, narrow, config.bias)


def _feed_forward(config: TransformerConfig) -> int:
    n_up = 2 if config.activation == "swiglu" else 1
    d, d_ff = config.d_model, config.d_ff
    return n_up * _linear(d, d_ff, config.bias) + _linear(d_ff, d, config.bias)


def _norm(config: TransformerConfig) -> int:
    return config.d_model * (2 if config.norm == "layer" and config.bias else 1)


def parameter_counts(config: TransformerLMConfig | EncoderDecoderConfig) -> dict[str, int]:
    r"""Count the parameters of a model by its parts, without making it.

    .. math:: \text{block} \approx \underbrace{4 d^2}_{\text{attention}} +
        \underbrace{2 d\, d_\mathrm{ff}}_{\text{feed-forward}} = 12 d^2 \text{ for } d_\mathrm{ff} = 4 d

    Parameters
    ----------
    config : TransformerLMConfig or EncoderDecoderConfig

    Returns
    -------
    dict of str to int
        Under ``"embedding"``, ``"positions"``, ``"attention"``, ``"feed_forward"``, ``"norms"`` and ``"head"``, biases
        included. A table that is tied counts once, as embedding. The sum is what the model holds.

    Raises
    ------
    TypeError
        If the config is of another kind.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Kaplan et al. (2020), *Scaling Laws for Neural Language Models*, Table 1.

    Examples
    --------
    >>> from lib.transformer import TRANSFORMER_LM_PRESETS, parameter_counts
    >>> counts = parameter_counts(TRANSFORMER_LM_PRESETS["gpt2"])
    >>> sum(counts.values()), counts["feed_forward"]
    (124439808, 56669184)
    """
    _check(config)
    n, d = config.n_layers, config.d_model
    if isinstance(config, EncoderDecoderConfig):
        n_attentions, n_feed_forwards, n_norms = 3 * n, 2 * n, 5 * n
        n_stacks = 2
        tables = [config.target_vocab_size] if config.tied == "all" else []
        tables = tables or [config.source_vocab_size, config.target_vocab_size]
        head = config.target_vocab_size if config.tied == "none" else 0
    else:
        n_attentions, n_feed_forwards, n_norms, n_stacks = n, n, 2 * n, 1
        tables, head = [config.vocab_size], 0 if config.tied else config.vocab_size
    if config.norm_first:
        n_norms += n_stacks
    learned = n_stacks * config.context_length if config.positions == "learned" else 0
    return {
        "embedding": sum(tables) * d,
        "positions": learned * d,
        "attention": n_attentions * _attention(config),
        "feed_forward": n_feed_forwards * _feed_forward(config),
        "norms": n_norms * _norm(config),
        "head": head * d,
    }


def flop_counts(
    config: TransformerLMConfig | EncoderDecoderConfig, time: int, source_time: int | None = None
) -> dict[str, int]:
    r"""Count the floating-point operations of one forward pass of one sequence by its parts.

    .. math:: \text{block} = \underbrace{8 T d^2}_{\text{projections}} + \underbrace{4 T^2 d}_{\text{scores and sums}}
        + \underbrace{4 T d\, d_\mathrm{ff}}_{\text{feed-forward}}

    Parameters
    ----------
    config : TransformerLMConfig or EncoderDecoderConfig
    time : int
        T, tokens of the text, or of the target.
    source_time : int, optional
        Tokens of the source; wanted for an `EncoderDecoder` only.

    Returns
    -------
    dict of str to int
        Under ``"projections"``, ``"attention"``, ``"feed_forward"`` and ``"head"``; a multiply-add counts as two. The
        backward pass costs about twice as much again.

    Raises
    ------
    TypeError, ValueError
        If the config is of another kind, a length is no positive integer, or ``source_time`` is missing or not wanted.

    Notes
    -----
    Matrix products only, as is the custom; all pairs of tokens count, also those that the causal mask hides. The
    projections grow with T, attention with T^2: they are equal at T = 2 d.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Kaplan et al. (2020), *Scaling Laws for Neural Language Models*, Table 1.

    Examples
    --------
    >>> from lib.transformer import TRANSFORMER_LM_PRESETS, flop_counts
    >>> counts = flop_counts(TRANSFORMER_LM_PRESETS["small"], time=256)
    >>> counts["projections"] == counts["attention"]  # 256 = 2 x 128
    True
    """
    _check(config)
    check_integer("time", time, low=1)
    d, narrow, n = config.d_model, config.n_key_heads * config.head_dim, config.n_layers
    n_up = 2 if config.activation == "swiglu" else 1

    def attention(n_query: int, n_key: int) -> tuple[int, int]:
        """Return the cost of the four projections, and of scores and weighted sums."""
        return 4 * n_query * d * d + 4 * n_key * d * narrow, 4 * n_query * n_key * d

    if isinstance(config, EncoderDecoderConfig):
        if source_time is None:
            raise ValueError("source_time must be given for an encoder-decoder, got None")
        check_integer("source_time", source_time, low=1)
        pairs = [(source_time, source_time), (time, time), (time, source_time)]
        tokens, vocab_size = time + source_time, config.target_vocab_size
    else:
        if source_time is not None:
            raise ValueError(f"source_time must be None for a decoder-only model, got {source_time}")
        pairs, tokens, vocab_size = [(time, time)], time, config.vocab_size
    costs = [attention(*pair) for pair in pairs]
    return {
        "projections": n * sum(cost[0] for cost in costs),
        "attention": n * sum(cost[1] for cost in costs),
        "feed_forward": n * 2 * (n_up + 1) * tokens * d * config.d_ff,
        "head": 2 * time * d * vocab_size,
    }


def cache_bytes(
    config: TransformerConfig, batch_size: int = 1, time: int | None = None, dtype: torch.dtype | None = None
) -> int:
    r"""Count the bytes of a key-value cache.

    .. math:: 2 \cdot n_\mathrm{layers} \cdot \mathrm{batch} \cdot T \cdot n_\mathrm{kv\,heads} \cdot d_\mathrm{head}
        \cdot \text{bytes per number}

    Parameters
    ----------
    config : TransformerConfig
    batch_size : int, default 1
    time : int, optional
        T; the config's ``context_length`` if not given.
    dtype : torch.dtype, optional
        torch's default if not given.

    Returns
    -------
    int
        Bytes.

    Raises
    ------
    TypeError, ValueError
        If a number is no positive integer.

    Notes
    -----
    What a decoder keeps of an encoder's result is not counted: as much again, for the source's length.
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import TRANSFORMER_LM_PRESETS, cache_bytes
    >>> cache_bytes(TRANSFORMER_LM_PRESETS["gpt2"], dtype=torch.float16)  # 36 MiB for one text of 1,024 tokens
    37748736
    """
    check_integer("batch_size", batch_size, low=1)
    time = check_integer("time", config.context_length if time is None else time, low=1)
    width = config.n_key_heads * config.head_dim
    return 2 * config.n_layers * batch_size * time * width * (dtype or torch.get_default_dtype()).itemsize


def _check(config: object) -> None:
    if not isinstance(config, TransformerLMConfig | EncoderDecoderConfig):
        kind = type(config).__name__
        raise TypeError(f"config must be a TransformerLMConfig or EncoderDecoderConfig, got {kind}")
