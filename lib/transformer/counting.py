"""What a Transformer costs, from its settings alone: parameters, bytes, floating-point operations."""

from __future__ import annotations

import torch

from lib.basics import check_bool, check_integer
from lib.transformer.config import TransformerConfig
from lib.transformer.encoder_decoder_config import EncoderDecoderConfig
from lib.transformer.language_model_config import TransformerLMConfig
from lib.transformer.vit_config import ViTConfig

Counted = TransformerLMConfig | EncoderDecoderConfig | ViTConfig


def _linear(n_in: int, n_out: int, bias: bool) -> int:
    return n_in * n_out + (n_out if bias else 0)


def _attention(config: TransformerConfig) -> int:
    """Parameters of one attention: W^Q and W^O are d x d, W^K and W^V d x (kv heads x head_dim)."""
    d, narrow = config.d_model, config.n_key_heads * config.head_dim
    return 2 * _linear(d, d, config.bias) + 2 * _linear(d, narrow, config.bias)


def _feed_forward(config: TransformerConfig) -> int:
    """Parameters of one feed-forward network: of one expert where there are several."""
    n_up = 2 if config.activation == "swiglu" else 1
    d, d_ff = config.d_model, config.d_ff
    return n_up * _linear(d, d_ff, config.bias) + _linear(d_ff, d, config.bias)


def _norm(config: TransformerConfig) -> int:
    return config.d_model * (2 if config.norm == "layer" and config.bias else 1)


def _head(config: ViTConfig) -> int:
    d, n_hidden = config.d_model, 1 if config.head == "mlp" else 0
    return n_hidden * _linear(d, d, config.bias) + _linear(d, config.n_classes, config.bias)


def parameter_counts(config: Counted, *, active: bool = False) -> dict[str, int]:
    r"""Count the parameters of a model by its parts, without making it.

    .. math:: \text{block} \approx \underbrace{4 d^2}_{\text{attention}} +
        \underbrace{2 d\, d_\mathrm{ff}}_{\text{feed-forward}} = 12 d^2 \text{ for } d_\mathrm{ff} = 4 d

    Parameters
    ----------
    config : TransformerLMConfig, EncoderDecoderConfig or ViTConfig
    active : bool, default False
        Whether only those experts count that work for one token: ``top_k`` of ``n_experts``. Tables count whole.

    Returns
    -------
    dict of str to int
        Under ``"embedding"``, ``"positions"``, ``"attention"``, ``"feed_forward"``, ``"norms"`` and ``"head"``, biases
        included, and ``"router"`` where there are experts. A table that is tied counts once, as embedding; the
        embedding of a `ViT` is that of the patches and the class token. The sum is what the model holds.

    Raises
    ------
    TypeError
        If the config is of another kind, or ``active`` no bool.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Kaplan et al. (2020), *Scaling Laws for Neural Language Models*, Table 1; Jiang et al. (2024), *Mixtral of Experts*,
    abstract (47 billion parameters, of which a token uses 13).

    Examples
    --------
    >>> from lib.transformer import TRANSFORMER_LM_PRESETS, VIT_PRESETS, parameter_counts
    >>> counts = parameter_counts(TRANSFORMER_LM_PRESETS["gpt2"])
    >>> sum(counts.values()), counts["feed_forward"]
    (124439808, 56669184)
    >>> sum(parameter_counts(VIT_PRESETS["vit-b/16"]).values())
    86567656
    >>> mixtral = TRANSFORMER_LM_PRESETS["mixtral-8x7b"]
    >>> sum(parameter_counts(mixtral).values()), sum(parameter_counts(mixtral, active=True).values())
    (46702792704, 12879925248)
    """
    _check(config)
    n, d = config.n_layers, config.d_model
    n_attentions, n_feed_forwards, n_norms, n_stacks = n, n, 2 * n, 1
    if isinstance(config, EncoderDecoderConfig):
        n_attentions, n_feed_forwards, n_norms, n_stacks = 3 * n, 2 * n, 5 * n, 2
        tables = [config.target_vocab_size] if config.tied == "all" else []
        tables = tables or [config.source_vocab_size, config.target_vocab_size]
        embedding, head = sum(tables) * d, config.target_vocab_size * d if config.tied == "none" else 0
    elif isinstance(config, ViTConfig):
        class_token = d if config.pooling == "class" else 0
        embedding, head = _linear(config.patch_width, d, config.bias) + class_token, _head(config)
    else:
        embedding, head = config.vocab_size * d, 0 if config.tied else config.vocab_size * d
    n_experts = config.n_experts or 1
    n_counted = min(config.top_k, n_experts) if check_bool("active", active) else n_experts
    counts = {
        "embedding": embedding,
        "positions": n_stacks * config.context_length * d if config.positions == "learned" else 0,
        "attention": n_attentions * _attention(config),
        "feed_forward": n_feed_forwards * n_counted * _feed_forward(config),
        "norms": (n_norms + n_stacks * config.norm_first) * _norm(config),
        "head": head,
    }
    return counts if config.n_experts is None else {**counts, "router": n_feed_forwards * d * n_experts}


def parameter_bytes(config: Counted, dtype: torch.dtype | None = None, *, active: bool = False) -> int:
    """Count the bytes of a model's parameters.

    Parameters
    ----------
    config : TransformerLMConfig, EncoderDecoderConfig or ViTConfig
    dtype : torch.dtype, optional
        torch's default if not given.
    active : bool, default False
        Whether only what works for one token counts, as in `parameter_counts`: what must be read to write a token,
        while all must be held.

    Returns
    -------
    int
        Bytes.

    Raises
    ------
    TypeError
        If the config is of another kind, or ``active`` no bool.

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import TRANSFORMER_LM_PRESETS, parameter_bytes
    >>> parameter_bytes(TRANSFORMER_LM_PRESETS["mixtral-8x7b"], torch.bfloat16) // 10**9  # GB to hold it
    93
    """
    return sum(parameter_counts(config, active=active).values()) * (dtype or torch.get_default_dtype()).itemsize


def flop_counts(config: Counted, time: int | None = None, source_time: int | None = None) -> dict[str, int]:
    r"""Count the floating-point operations of one forward pass of one sequence by its parts.

    .. math:: \text{block} = \underbrace{8 T d^2}_{\text{projections}} + \underbrace{4 T^2 d}_{\text{scores and sums}}
        + \underbrace{4 T d\, d_\mathrm{ff}}_{\text{feed-forward}}

    Parameters
    ----------
    config : TransformerLMConfig, EncoderDecoderConfig or ViTConfig
    time : int, optional
        T, tokens of the text, or of the target; not wanted for a `ViT`, whose pictures have ``context_length``.
    source_time : int, optional
        Tokens of the source; wanted for an `EncoderDecoder` only.

    Returns
    -------
    dict of str to int
        Under ``"projections"``, ``"attention"``, ``"feed_forward"`` and ``"head"``; for a `ViT` also ``"embedding"``,
        with experts also ``"router"``. A multiply-add counts as two. The backward pass costs about twice as much again.

    Raises
    ------
    TypeError, ValueError
        If the config is of another kind, a length is no positive integer, or missing or not wanted.

    Notes
    -----
    Matrix products only, as is the custom; all pairs of tokens count, also those that the causal mask hides. The
    projections grow with T, attention with T^2: they are equal at T = 2 d. Of experts, ``top_k`` work for a token.
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
    if isinstance(config, ViTConfig) != (time is None):
        raise ValueError(f"time must be {'given for a text' if time is None else 'None for a ViT'}, got {time}")
    time = check_integer("time", config.context_length if time is None else time, low=1)
    d, narrow, n = config.d_model, config.n_key_heads * config.head_dim, config.n_layers
    n_up = 2 if config.activation == "swiglu" else 1

    def attention(n_query: int, n_key: int) -> tuple[int, int]:
        """Return the cost of the four projections, and of scores and weighted sums."""
        return 4 * n_query * d * d + 4 * n_key * d * narrow, 4 * n_query * n_key * d

    pairs, tokens = [(time, time)], time
    if isinstance(config, EncoderDecoderConfig):
        if source_time is None:
            raise ValueError("source_time must be given for an encoder-decoder, got None")
        check_integer("source_time", source_time, low=1)
        pairs, tokens = [(source_time, source_time), (time, time), (time, source_time)], time + source_time
        head = 2 * time * d * config.target_vocab_size
    else:
        if source_time is not None:
            raise ValueError(f"source_time must be None for a model with one stack, got {source_time}")
        if isinstance(config, ViTConfig):
            head = 2 * d * (config.n_classes + (d if config.head == "mlp" else 0))
        else:
            head = 2 * time * d * config.vocab_size
    costs = [attention(*pair) for pair in pairs]
    n_networks = 1 if config.n_experts is None else config.top_k
    counts = {
        "projections": n * sum(cost[0] for cost in costs),
        "attention": n * sum(cost[1] for cost in costs),
        "feed_forward": n * 2 * (n_up + 1) * tokens * d * config.d_ff * n_networks,
        "head": head,
    }
    if isinstance(config, ViTConfig):
        counts["embedding"] = 2 * config.n_patches * config.patch_width * d
    return counts if config.n_experts is None else {**counts, "router": n * 2 * tokens * d * config.n_experts}


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
    if not isinstance(config, Counted):
        kind = type(config).__name__
        raise TypeError(f"config must be a TransformerLMConfig, EncoderDecoderConfig or ViTConfig, got {kind}")
