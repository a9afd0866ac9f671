"""What is each part of a Transformer worth? One is taken away at a time, recorded.

Run by ``python -m lib.transformer.experiments.parts``: about seven minutes on one core.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from lib.sequence.experiments.bits_per_character import inner_best
from lib.sequence.experiments.char_models import N_STREAMS, WINDOW, bits
from lib.train import record
from lib.transformer.attention import Attention
from lib.transformer.experiments.bits_per_character import (
    CONFIG,
    RATES,
    START_RATE,
    Sliding,
    austen_parts,
    drawn,
    fitted,
)
from lib.transformer.language_model import TransformerLM
from lib.transformer.language_model_config import TransformerLMConfig

NAME = "transformer_parts"
COMMAND = "python -m lib.transformer.experiments.parts"
TUNING_SEED, SEEDS = 0, (1, 2, 3)
N_STEPS = 300
HELD_OUT = 96_000  # characters of the test part
# One layer with as many weights as two of width 48 have.
FLAT = replace(CONFIG, d_model=64, d_ff=304, n_layers=1)


def look_at_itself_only(model: TransformerLM) -> None:
    """Let each token of a model attend to itself alone, its weights being as many as before.

    Parameters
    ----------
    model : TransformerLM
        Changed in place.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import TransformerLM, TransformerLMConfig
    >>> from lib.transformer.experiments.parts import look_at_itself_only
    >>> model = TransformerLM(TransformerLMConfig.from_preset("tiny", vocab_size=5))
    >>> look_at_itself_only(model)
    >>> logits = [model(torch.tensor([ids]))[0, 1:] for ids in ([0, 1, 2], [4, 1, 2])]
    >>> model.embedding.positions = None
    >>> torch.equal(*logits)
    True
    """
    for layer in _attentions(model):
        layer.query.requires_grad_(False)  # not used any more
        layer.key.requires_grad_(False)
        layer.forward = partial(_own_value, layer)  # type: ignore[method-assign]


def _own_value(attention: Attention, x: Tensor, *_: object, **__: object) -> Tensor:
    """Return what attention gives if all weight lies on the token that asks."""
    own: Tensor = attention.out(attention.value(x))
    return own


def look_at_all_alike(model: TransformerLM) -> None:
    """Let each token of a model attend to all tokens up to itself with equal weights, whatever they are.

    Parameters
    ----------
    model : TransformerLM
        Changed in place.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import TransformerLM, TransformerLMConfig, record_attention
    >>> from lib.transformer.experiments.parts import look_at_all_alike
    >>> model = TransformerLM(TransformerLMConfig.from_preset("tiny", vocab_size=5))
    >>> look_at_all_alike(model)
    >>> with record_attention(model) as maps:
    ...     logits = model(torch.tensor([[3, 1, 4, 1]]))
    >>> maps["decoder.blocks.0.attention"][0][0, 0, 3].tolist()
    [0.25, 0.25, 0.25, 0.25]
    """
    for layer in _attentions(model):
        for parameter in layer.query.parameters():
            nn.init.zeros_(parameter)
        layer.query.requires_grad_(False)
        layer.key.requires_grad_(False)  # a query of zeros asks none of them


def look_by_place_alone(model: TransformerLM) -> None:
    """Let each token of a model look by distances alone, whatever stands there: all tokens ask and answer alike.

    Parameters
    ----------
    model : TransformerLM
        With rotary positions; changed in place.

    Notes
    -----
    Each head keeps one query and one key, the biases of its projections, which it learns; they start as those of a
    token whose features are all 1. What a token passes on, its value, still depends on what it is.
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import record_attention
    >>> from lib.transformer.experiments.bits_per_character import CONFIG, drawn
    >>> from lib.transformer.experiments.parts import look_by_place_alone
    >>> model = drawn(CONFIG, seed=0)
    >>> look_by_place_alone(model)
    >>> found = []
    >>> for ids in ([0, 1, 2, 3], [4, 4, 0, 1]):
    ...     with record_attention(model) as maps:
    ...         logits = model(torch.tensor([ids]))
    ...     found.append(maps["decoder.blocks.0.attention"][0])
    >>> torch.allclose(*found)
    True
    """
    with torch.no_grad():
        for layer in _attentions(model):
            for projection in (layer.query, layer.key):
                projection.bias.copy_(projection.weight.sum(dim=1))
                projection.weight.zero_()
                projection.weight.requires_grad_(False)


def _attentions(model: TransformerLM) -> list[Attention]:
    return [layer for layer in model.modules() if isinstance(layer, Attention)]


def _unchanged(model: TransformerLM) -> None:
    """Leave a model as it is."""


# What is taken away: the settings, what is done to the model, and the share of the text that is read again and again.
PARTS: dict[str, tuple[TransformerLMConfig, Callable[[TransformerLM], None], int]] = {
    "nothing": (CONFIG, _unchanged, 1),
    "attention": (CONFIG, look_at_itself_only, 1),
    "what and where": (CONFIG, look_at_all_alike, 1),
    "what": (CONFIG, look_by_place_alone, 1),
    "where": (replace(CONFIG, positions="none"), _unchanged, 1),
    "depth": (FLAT, _unchanged, 1),
    "data": (CONFIG, _unchanged, 10),
}


def without(part: str, vocab_size: int, seed: int) -> TransformerLM:
    """Return a Transformer that lacks one part, with its first weights.

    Parameters
    ----------
    part : {"nothing", "attention", "what and where", "what", "where", "depth", "data"}
    vocab_size : int
    seed : int

    Returns
    -------
    TransformerLM
        Weights that are not used any more do not ask for a gradient.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.parts import without
    >>> [sum(p.numel() for p in without(part, 82, 0).parameters() if p.requires_grad) for part in ("nothing", "what")]
    [60576, 51360]
    """
    config, change, _ = PARTS[part]
    model = drawn(replace(config, vocab_size=vocab_size), seed)
    change(model)
    return model


def trained_without(
    part: str,
    ids: Tensor,
    vocab_size: int,
    lr: float,
    seed: int,
    n_steps: int = N_STEPS,
    dtype: torch.dtype = torch.float32,
) -> TransformerLM:
    """Train a Transformer that lacks one part.

    Parameters
    ----------
    part : {"nothing", "attention", "what and where", "what", "where", "depth", "data"}
    ids : Tensor of int64, shape (n_characters,)
    vocab_size : int
    lr : float
    seed : int
    n_steps : int, default 300
    dtype : torch.dtype, default torch.float32
        Of the weights; in double precision other processors find the same ones.

    Returns
    -------
    TransformerLM

    Notes
    -----
    All take as many steps on as many characters; without "data" these are a tenth of the text, ten times.
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer.experiments.parts import trained_without
    >>> model = trained_without("where", torch.arange(700) % 3, 3, lr=0.01, seed=0, n_steps=2)
    >>> model.config.positions
    'none'
    """
    model = without(part, vocab_size, seed).to(dtype)
    passes = PARTS[part][2]
    if passes > 1:  # whole windows, so that a pass ends with a full one
        ids = ids[: max(n_steps // passes, 1) * N_STREAMS * WINDOW + 1]
    return fitted(model, ids, lr, seed, n_steps)


def main() -> None:
    """Tune and train without each part, and record it."""
    torch.set_num_threads(1)
    start = time.process_time()
    tokenizer, texts = austen_parts()
    size, space = tokenizer.vocab_size, tokenizer.encode(" ")[0]

    def measured(part: str, lr: float, seed: int, where: str) -> float:
        model = trained_without(part, texts["train"], size, lr, seed)
        return bits(Sliding(model, WINDOW // 2), texts[where][:HELD_OUT], space)

    results: dict[str, Any] = {"n_steps": N_STEPS, "characters_seen": N_STEPS * N_STREAMS * WINDOW, "parts": {}}
    for part in PARTS:
        validated = functools.partial(measured, part, seed=TUNING_SEED, where="validation")
        lr, tuning = inner_best(RATES, RATES.index(START_RATE), validated)
        found = [measured(part, lr, seed, "test") for seed in SEEDS]
        weights = without(part, size, 0).parameters()
        results["parts"][part] = {
            "n_parameters": sum(each.numel() for each in weights if each.requires_grad),
            "lr": lr,
            "tuning_bits": tuning,
            "bits": [round(value, 3) for value in found],
            "mean": round(float(np.mean(found)), 3),
        }
    record(NAME, COMMAND, (TUNING_SEED, *SEEDS), time.process_time() - start, results)


if __name__ == "__main__":
    main()
