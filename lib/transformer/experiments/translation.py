"""English to French without the bottleneck: a Transformer against chapter 08's recurrent encoder-decoder, recorded.

Run by ``python -m lib.transformer.experiments.translation``: about sixteen minutes on one core.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from lib.data import load_english_french
from lib.sequence.experiments import translation as recurrent
from lib.sequence.experiments.bits_per_character import inner_best
from lib.sequence.experiments.nearest_sentence import Pair
from lib.sequence.experiments.translation import (
    LENGTHS,
    N_EPOCHS,
    N_TUNING_EPOCHS,
    SEEDS,
    TUNING_SEED,
    Block,
    blocks_of,
    first_of,
    tokenizers,
    translation_loss,
    translations,
)
from lib.text import PairedComparison, WordTokenizer, paired_bootstrap
from lib.train import Batches, TrainConfig, fit, load_recording, record
from lib.transformer.cache import KeyValueCache
from lib.transformer.encoder_decoder import EncoderDecoder
from lib.transformer.encoder_decoder_config import EncoderDecoderConfig
from lib.transformer.experiments.translation_scores import (
    alignment,
    bleu_of,
    bleu_rows,
    copied_words,
    groups,
    same_words,
)
from lib.transformer.generation import beam_generate

NAME = "transformer_translation"
COMMAND = "python -m lib.transformer.experiments.translation"
RATES = (1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2, 3.2e-2)
N_BEAM = 250  # test sentences that are also translated by beam search
BEAM_WIDTH, PENALTIES = 4, (0.0, 1.0)


class OneVector(EncoderDecoder):
    """A Transformer whose decoder sees the mean of the encoder's vectors and nothing else of the source.

    Notes
    -----
    The control: the same weights, the same sums, but the bottleneck of chapter 08 put back.
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import EncoderDecoderConfig
    >>> from lib.transformer.experiments.translation import OneVector
    >>> model = OneVector(EncoderDecoderConfig.from_preset("tiny", 9, 7))
    >>> model.encode(torch.tensor([[3, 4, 5]])).shape
    torch.Size([1, 1, 64])
    """

    def encode(self, source: Tensor, source_mask: Tensor | None = None) -> Tensor:
        """Read the source and return one vector, the mean over its real tokens.

        Parameters
        ----------
        source, source_mask
            As in `EncoderDecoder`.

        Returns
        -------
        Tensor, shape (batch, 1, d_model)
        """
        memory = super().encode(source, source_mask)  # (batch, source_time, d_model)
        real = torch.ones_like(source) if source_mask is None else source_mask
        weights = real.to(memory.dtype)[..., None]  # (batch, source_time, 1)
        return (memory * weights).sum(dim=1, keepdim=True) / weights.sum(dim=1, keepdim=True)

    def decode(
        self,
        ids: Tensor,
        memory: Tensor,
        source_mask: Tensor | None = None,
        cache: KeyValueCache | None = None,
        *,
        last_only: bool = False,
    ) -> Tensor:
        """Read target tokens; the one vector of the source needs no mask.

        Parameters
        ----------
        ids, memory, source_mask, cache, last_only
            As in `EncoderDecoder`.

        Returns
        -------
        Tensor, shape (batch, time, target_vocab_size)
        """
        return super().decode(ids, memory, None, cache, last_only=last_only)


def small_config(n_english: int, n_french: int, d_model: int = 104) -> EncoderDecoderConfig:
    """Return the settings of the Transformer: with 104 numbers a token it has as many weights as chapter 08's network.

    Parameters
    ----------
    n_english, n_french : int
        Sizes of the vocabularies.
    d_model : int, default 104

    Returns
    -------
    EncoderDecoderConfig

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.transformer import parameter_counts
    >>> from lib.transformer.experiments.translation import small_config
    >>> sum(parameter_counts(small_config(3393, 3565)).values())
    1030224
    """
    return EncoderDecoderConfig(
        source_vocab_size=n_english,
        target_vocab_size=n_french,
        d_model=d_model,
        n_heads=4,
        d_ff=4 * d_model,
        n_layers=1,
        context_length=64,
        positions="rotary",
        norm_first=True,
    )


def trained(
    blocks: list[Block],
    config: EncoderDecoderConfig,
    lr: float,
    seed: int,
    n_epochs: int,
    kind: type[EncoderDecoder] = EncoderDecoder,
    dtype: torch.dtype = torch.float32,
) -> EncoderDecoder:
    """Train a Transformer as chapter 08 trained its encoder-decoder: the same batches, steps and schedule.

    Parameters
    ----------
    blocks : list of tuple
        From `blocks_of` of chapter 08.
    config : EncoderDecoderConfig
    lr : float
        Largest rate; it falls to 0 along half a cosine.
    seed : int
    n_epochs : int
    kind : type, default EncoderDecoder
        `OneVector` puts the bottleneck back.
    dtype : torch.dtype, default torch.float32
        Of the weights; in double precision other processors find the same ones.

    Returns
    -------
    EncoderDecoder

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.translation import blocks_of, token_accuracy, tokenizers
    >>> from lib.transformer.experiments.translation import small_config, trained
    >>> pairs = [("Low battery", "Batterie faible"), ("Battery", "Batterie")]
    >>> blocks = blocks_of(pairs, *tokenizers(pairs, 1))
    >>> token_accuracy(trained(blocks, small_config(7, 6, 16), lr=0.01, seed=0, n_epochs=40), blocks)
    1.0
    """
    model = kind(config, generator=torch.Generator().manual_seed(seed)).to(dtype)
    settings = TrainConfig(
        n_epochs=n_epochs, optimizer="adam", lr=lr, schedule="cosine", warmup_steps=20, clip_norm=1.0, seed=seed
    )
    batches = Batches(blocks, 1, collate=first_of, generator=torch.Generator().manual_seed(seed))
    fit(model, batches, translation_loss, settings, device="cpu")
    return model


def parameter_count(model: nn.Module) -> int:
    """Return the number of weights of a model, tied ones counted once.

    Parameters
    ----------
    model : nn.Module

    Returns
    -------
    int

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer.experiments.translation import parameter_count
    >>> parameter_count(torch.nn.Linear(2, 3))
    9
    """
    return sum(parameter.numel() for parameter in model.parameters())


def _rounded(found: PairedComparison) -> list[float]:
    interval = found.difference
    return [round(value, 1) for value in (interval.estimate, interval.low, interval.high)]


def beam_results(
    model: EncoderDecoder, pairs: Sequence[Pair], english: WordTokenizer, french: WordTokenizer
) -> dict[str, Any]:
    """Return BLEU, length and log-probability of greedy and of beam search.

    Parameters
    ----------
    model : EncoderDecoder
    pairs : sequence of (str, str)
    english, french : WordTokenizer

    Returns
    -------
    dict
        For greedy (a beam of width 1) and each length penalty: ``bleu``, ``ratio`` (tokens written over tokens
        wanted) and ``log_prob``, the mean log-probability of what was written; and the paired difference of each beam
        search and greedy, with its interval. For "greedy, cut", each greedy text cut off where the text of the first
        beam search has ended, the same but ``log_prob``.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.translation import blocks_of, tokenizers
    >>> from lib.transformer.experiments.translation import beam_results, small_config, trained
    >>> pairs = [("Low battery", "Batterie faible"), ("Battery", "Batterie")]
    >>> sides = tokenizers(pairs, 1)
    >>> model = trained(blocks_of(pairs, *sides), small_config(7, 6, 16), 0.02, 0, 40)
    >>> beam_results(model, pairs, *sides)["greedy"]["ratio"]
    1.0
    """
    settings = {"greedy": (1, 0.0), **{f"beam, penalty {each:g}": (BEAM_WIDTH, each) for each in PENALTIES}}
    found: dict[str, Any] = {"n": len(pairs), "width": BEAM_WIDTH}
    rows: dict[str, np.ndarray] = {}
    written: dict[str, list[list[int]]] = {}
    for name, (width, penalty) in settings.items():
        written[name], log_probs = [], []
        for source, _ in pairs:
            ids = torch.tensor([english.encode(source)])
            start = torch.tensor([[model.config.bos_id]])
            best = beam_generate(
                model, start, 35, source=ids, width=width, length_penalty=penalty, eos_id=model.config.eos_id
            )[0][0]
            written[name].append([k for k in best.ids if k not in (model.config.bos_id, model.config.eos_id)])
            log_probs.append(best.log_prob)
        found[name] = {"log_prob": round(float(np.mean(log_probs)), 2)}
    first_beam = written[f"beam, penalty {PENALTIES[0]:g}"]
    written["greedy, cut"] = [one[: len(other)] for one, other in zip(written["greedy"], first_beam)]
    for name, texts in written.items():
        rows[name] = bleu_rows([french.decode(words) for words in texts], pairs)
        length, wanted = rows[name][:, :2].sum(axis=0)
        scores = {"bleu": round(bleu_of(rows[name]), 1), "ratio": round(float(length / wanted), 2)}
        found[name] = {**scores, **found.get(name, {})}
        if name != "greedy":
            compared = paired_bootstrap(rows[name], rows["greedy"], bleu_of, n_resamples=500, rng=0)
            found[name]["over_greedy"] = _rounded(compared)
    return found


def main() -> None:
    """Run everything and record it."""
    torch.set_num_threads(1)
    start = time.process_time()
    data = load_english_french()
    english, french = tokenizers(data.train)
    sizes = english.vocab_size, french.vocab_size
    config = small_config(*sizes)
    train, validation, test = (blocks_of(part, english, french) for part in (data.train, data.validation, data.test))
    sources = [source for source, _ in data.test]
    chosen = groups(data.test, english)
    gru_lr = load_recording(recurrent.NAME).results["lr"]  # tuned there, with as many epochs

    def tuned(kind: type[EncoderDecoder]) -> tuple[float, dict[str, float]]:
        """Return the best rate and the share of right tokens of each that was tried."""

        def wrong(rate: float) -> float:
            model = trained(train, config, rate, TUNING_SEED, N_TUNING_EPOCHS, kind)
            return -recurrent.token_accuracy(model, validation)

        lr, tried = inner_best(RATES, RATES.index(4e-3), wrong)
        return lr, {rate: -value for rate, value in tried.items()}

    (lr, tuning), (blind_lr, blind_tuning) = tuned(EncoderDecoder), tuned(OneVector)

    def gru(seed: int) -> Any:
        return recurrent.trained(train, *sizes, recurrent.WIDTH, gru_lr, seed, N_EPOCHS)

    def transformer(seed: int) -> Any:
        return trained(train, config, lr, seed, N_EPOCHS)

    def one_vector(seed: int) -> Any:
        return trained(train, config, blind_lr, seed, N_EPOCHS, OneVector)

    rows: dict[str, list[np.ndarray]] = {}
    systems: dict[str, dict[str, Any]] = {}
    models: dict[str, Any] = {}
    plans = {"GRU": (gru, SEEDS), "Transformer": (transformer, SEEDS), "one vector": (one_vector, SEEDS)}
    said: dict[str, list[list[str]]] = {}
    for name, (make, seeds) in plans.items():
        runs, rows[name], said[name] = [], [], []
        for seed in seeds:
            before = time.process_time()
            model = make(seed)
            seconds = time.process_time() - before
            words = translations(model, sources, english, french)
            said[name].append(words)
            rows[name].append(bleu_rows(words, data.test))
            runs.append(
                {
                    "seconds": round(seconds),
                    "bleu": [round(bleu_of(rows[name][-1][group]), 1) for group in chosen],
                    "overlap": recurrent.scores(words, data.test, english)["overlap"],
                    "exact": recurrent.scores(words, data.test, english)["exact"],
                    "token_accuracy": round(recurrent.token_accuracy(model, test), 3),
                }
            )
            models.setdefault(name, model)
        systems[name] = {"n_parameters": parameter_count(models[name]), "runs": runs}

    def compared(first: np.ndarray, second: np.ndarray) -> list[list[float]]:
        """Return difference, low and high for all lengths and each range of lengths."""
        pairs = [paired_bootstrap(first[group], second[group], bleu_of, n_resamples=500, rng=0) for group in chosen]
        return [_rounded(each) for each in pairs]

    best = models["Transformer"]
    results: dict[str, Any] = {
        "n_epochs": N_EPOCHS,
        "tuning": tuning,
        "lr": lr,
        "one_vector_tuning": blind_tuning,
        "one_vector_lr": blind_lr,
        "gru_lr": gru_lr,
        "lengths": [list(each) for each in LENGTHS],
        "n_by_length": [int(group.sum()) for group in chosen],
        "systems": systems,
        "over_gru": [compared(one, other) for one, other in zip(rows["Transformer"], rows["GRU"])],
        "over_one_vector": [compared(one, other) for one, other in zip(rows["Transformer"], rows["one vector"])],
        "copied": copied_words(best, test, same_words(english, french)),
        "beam": beam_results(best, data.test[:: len(data.test) // N_BEAM], english, french),
        "alignments": [alignment(best, pair, english, french) for pair in data.test if 5 <= len(pair[0].split()) <= 7][
            :12
        ],
        "samples": [
            [*pair, *(said[name][0][k].replace("<unk>", " <unk> ").strip() for name in plans)]
            for k, pair in list(enumerate(data.test))[::16]
        ],
    }
    record(NAME, COMMAND, (TUNING_SEED, *SEEDS), time.process_time() - start, results)


if __name__ == "__main__":
    main()
