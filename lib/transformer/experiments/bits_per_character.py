"""How well does a Transformer predict Austen's letters? Its row of the book's table of bits per character.

Run by ``python -m lib.transformer.experiments.bits_per_character``: about fifteen minutes on one core.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from lib.data import load_austen
from lib.sequence import TextStreams
from lib.sequence.experiments.bits_per_character import inner_best
from lib.sequence.experiments.char_models import N_STEPS, N_STREAMS, SEEDS, TUNING_SEED, WINDOW, bits, encoded
from lib.text import CharTokenizer
from lib.train import TrainConfig, fit, record_row
from lib.transformer.initialisation import draw_gpt_weights
from lib.transformer.language_model import TransformerLM
from lib.transformer.language_model_config import TransformerLMConfig

TABLE, ROW = "bits_per_character", "Transformer"
COMMAND = "python -m lib.transformer.experiments.bits_per_character"
RATES = (1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2, 3.2e-2)
START_RATE = 8e-3  # the first to be tried
# GPT-2's 0.02 belongs to 768 numbers a token; with 48, sums as large as there need 4 times that: width x std^2 = 0.3.
START_STD, GPT2_STD = 0.08, 0.02
STRIDE = 16  # a character of the held-out text is predicted from the 48 to 63 before it
# About 61,000 weights with 82 characters, as many as the recurrent networks of chapter 08 have.
CONFIG = TransformerLMConfig(
    vocab_size=82, d_model=48, n_heads=4, d_ff=192, n_layers=2, context_length=WINDOW, positions="rotary"
)


class Sliding:
    """Read a long text in windows that overlap, so that few characters are predicted from little.

    Parameters
    ----------
    model : TransformerLM
    stride : int, default 16
        How far each window is moved.

    Notes
    -----
    A recurrent network carries its state along; a Transformer sees one window. This makes `score` of both comparable.
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import TransformerLM, TransformerLMConfig
    >>> from lib.transformer.experiments.bits_per_character import Sliding
    >>> model = TransformerLM(TransformerLMConfig.from_preset("tiny", vocab_size=3))
    >>> Sliding(model).score(torch.zeros(2, 90, dtype=torch.int64)) > 0
    True
    """

    def __init__(self, model: TransformerLM, stride: int = STRIDE) -> None:
        self.model, self.stride = model, stride

    def score(self, ids: Tensor) -> float:
        """Return the nats per token of a text, its first token not counted.

        Parameters
        ----------
        ids : Tensor of int64, shape (batch, time)

        Returns
        -------
        float
        """
        return self.model.score(ids, self.stride)


def next_token_loss(model: nn.Module, ids: Tensor, target: Tensor, starts: Tensor) -> tuple[Tensor, int]:
    """Return the loss of a window and the number of tokens it is the mean of.

    Parameters
    ----------
    model : TransformerLM
    ids, target : Tensor of int64, shape (batch, time)
    starts : Tensor of bool, shape (batch,)
        Of `TextStreams`; a Transformer carries no state, so it does not matter.

    Returns
    -------
    loss : Tensor, shape ()
    count : int

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer.experiments.bits_per_character import next_token_loss
    >>> ids = torch.tensor([[0, 1, 2]])
    >>> loss, count = next_token_loss(lambda ids: torch.zeros(1, 3, 5), ids, ids, torch.tensor([True]))
    >>> round(loss.exp().item(), 4), count
    (5.0, 3)
    """
    return functional.cross_entropy(model(ids).flatten(0, 1), target.flatten()), target.numel()


def fitted(model: TransformerLM, ids: Tensor, lr: float, seed: int, n_steps: int) -> TransformerLM:
    """Train a model on a text, window by window, as chapter 08 trained its recurrent networks.

    Parameters
    ----------
    model : TransformerLM
    ids : Tensor of int64, shape (n_characters,)
    lr : float
        Largest rate; it falls to 0 along half a cosine.
    seed : int
    n_steps : int
        Updates, each from 32 windows of 64 characters.

    Returns
    -------
    TransformerLM
        The same object.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import TransformerLM, TransformerLMConfig
    >>> from lib.transformer.experiments.bits_per_character import fitted
    >>> model = TransformerLM(TransformerLMConfig.from_preset("tiny", vocab_size=3))
    >>> fitted(model, torch.arange(640) % 3, lr=0.01, seed=0, n_steps=20).score(torch.arange(60)[None] % 3) < 0.2
    True
    """
    settings = TrainConfig(
        n_steps=n_steps, optimizer="adam", lr=lr, schedule="cosine", warmup_steps=10, clip_norm=1.0, seed=seed
    )
    window = min(WINDOW, (len(ids) - 1) // N_STREAMS)
    fit(model, TextStreams(ids, N_STREAMS, window), next_token_loss, settings, device="cpu")
    return model


def drawn(config: TransformerLMConfig, seed: int, std: float = START_STD) -> TransformerLM:
    """Return a small Transformer with its first weights.

    Parameters
    ----------
    config : TransformerLMConfig
    seed : int
    std : float, default 0.08
        Standard deviation of the first weights.

    Returns
    -------
    TransformerLM

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.bits_per_character import CONFIG, drawn
    >>> round(drawn(CONFIG, seed=0).embedding.table.weight.std().item(), 2)
    0.08
    """
    draw = torch.Generator().manual_seed(seed)
    model = TransformerLM(config, generator=draw)
    draw_gpt_weights(model, config.n_layers, std, draw)
    return model


def trained(ids: Tensor, config: TransformerLMConfig, lr: float, seed: int, n_steps: int) -> TransformerLM:
    """Draw a Transformer's first weights and train it on a text.

    Parameters
    ----------
    ids : Tensor of int64, shape (n_characters,)
    config : TransformerLMConfig
    lr : float
    seed : int
        Of the first weights.
    n_steps : int

    Returns
    -------
    TransformerLM

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import TransformerLMConfig
    >>> from lib.transformer.experiments.bits_per_character import trained
    >>> config = TransformerLMConfig.from_preset("tiny", vocab_size=3)
    >>> trained(torch.arange(640) % 3, config, lr=0.01, seed=0, n_steps=20).config.vocab_size
    3
    """
    return fitted(drawn(config, seed), ids, lr, seed, n_steps)


def austen_parts() -> tuple[CharTokenizer, dict[str, Tensor]]:
    """Return the characters of the novels and their three parts as token numbers, cut as in chapter 08.

    Returns
    -------
    tokenizer : CharTokenizer
    parts : dict of str to Tensor of int64, shape (n_characters,)
        Under "train", "validation" and "test".

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.bits_per_character import austen_parts
    >>> sorted(austen_parts()[1])
    ['test', 'train', 'validation']
    """
    data = load_austen()
    tokenizer = CharTokenizer(["<unk>"]).train(data.train)
    return tokenizer, {name: encoded(tokenizer, getattr(data, name)) for name in ("train", "validation", "test")}


def row_bits(model: TransformerLM, ids: Tensor, first: int, n_rows: int = 32) -> NDArray[np.float64]:
    """Return the bits per character of each row of a text, as `char_models.bits` cuts it.

    Parameters
    ----------
    model : TransformerLM
    ids : Tensor of int64, shape (n_characters,)
    first : int
        The token put in front of each row and not counted.
    n_rows : int, default 32

    Returns
    -------
    ndarray, shape (n_rows,)
        Their mean is `char_models.bits` of `Sliding`.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer.experiments.bits_per_character import CONFIG, drawn, row_bits
    >>> row_bits(drawn(CONFIG, seed=0), torch.arange(640) % 4, first=3, n_rows=2).shape
    (2,)
    """
    rows = ids[: len(ids) // n_rows * n_rows].view(n_rows, -1)  # (n_rows, time)
    return np.array([bits(Sliding(model), row, first, n_rows=1) for row in rows])


def main() -> None:
    """Tune the rate and train from three starts, on chapter 08's part of the text and on all of it; add the row."""
    torch.set_num_threads(1)
    start = time.process_time()
    tokenizer, parts = austen_parts()
    config, space = replace(CONFIG, vocab_size=tokenizer.vocab_size), tokenizer.encode(" ")[0]

    def tuned(n_steps: int, std: float = START_STD) -> tuple[float, dict[str, float]]:
        """Return the best rate and the bits of the validation text for each that was tried."""

        def validation_bits(lr: float) -> float:
            model = fitted(drawn(config, TUNING_SEED, std), parts["train"], lr, TUNING_SEED, n_steps)
            return bits(Sliding(model), parts["validation"], space)

        return inner_best(RATES, RATES.index(START_RATE), validation_bits)

    def measured(n_steps: int) -> dict[str, Any]:
        """Return what three starts reach, each after reading the text for some updates."""
        lr, tuning = tuned(n_steps)
        by_row = [row_bits(trained(parts["train"], config, lr, seed, n_steps), parts["test"], space) for seed in SEEDS]
        return {
            "characters_seen": n_steps * N_STREAMS * WINDOW,
            "lr": lr,
            "tuning_bits": tuning,
            "bits": [round(float(each.mean()), 4) for each in by_row],
            "bits_by_row": np.mean(by_row, axis=0).round(4).tolist(),
        }

    all_of_it = (len(parts["train"]) - 1) // (N_STREAMS * WINDOW)
    results = {
        "n_parameters": sum(each.numel() for each in drawn(config, 0).parameters()),
        "context": WINDOW,
        "stride": STRIDE,
        **measured(N_STEPS),
        "tuning_bits_gpt2_std": tuned(N_STEPS, GPT2_STD)[1],
        "whole_text": measured(all_of_it),
    }
    record_row(TABLE, ROW, COMMAND, (TUNING_SEED, *SEEDS), time.process_time() - start, results)


if __name__ == "__main__":
    main()
