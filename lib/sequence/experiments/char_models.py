"""Which cell writes best? Character models of Austen's novels at equal size, recorded.

Run by ``python -m lib.sequence.experiments.char_models``: about six minutes on one core.
"""

from __future__ import annotations

import itertools
import time
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from lib.data import load_austen
from lib.sequence.carried_loss import CarriedLoss
from lib.sequence.char_lm import CharLM, CharLMConfig
from lib.sequence.streams import TextStreams
from lib.sequence.token_loss import bits_per_character
from lib.text import CharTokenizer
from lib.train import TrainConfig, fit, record

NAME = "char_models"
COMMAND = "python -m lib.sequence.experiments.char_models"
RATES = (5e-3, 1e-2, 2e-2, 4e-2, 8e-2)
TUNING_SEED, SEEDS = 0, (1, 2, 3)
SIZES = {"rnn": 192, "gru": 112, "lstm": 96}  # about 61,000 weights each with 82 characters
N_STREAMS, WINDOW, N_STEPS = 32, 64, 600
ORDERS = range(1, 9)
LOST = 12.0  # bits a character, twice those of an alphabet without any model: the state has gone astray
TEMPERATURES = (0.0, 0.5, 1.0, 1.5)


def encoded(tokenizer: CharTokenizer, text: str) -> Tensor:
    """Return a text as a row of token numbers.

    Parameters
    ----------
    tokenizer : CharTokenizer
    text : str

    Returns
    -------
    Tensor of int64, shape (n_characters,)

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.char_models import encoded
    >>> from lib.text import CharTokenizer
    >>> encoded(CharTokenizer().train("abc"), "cab")
    tensor([2, 0, 1])
    """
    return torch.tensor(tokenizer.encode(text), dtype=torch.int64)


def trained(
    ids: Tensor, vocab_size: int, cell: str, hidden_size: int, lr: float, seed: int, n_steps: int, d_embedding: int = 32
) -> CharLM:
    """Train a character model on a text with the state handed on from window to window.

    Parameters
    ----------
    ids : Tensor of int64, shape (n_characters,)
    vocab_size : int
    cell : {"rnn", "gru", "lstm"}
    hidden_size : int
    lr : float
        Largest rate; it falls to 0 along half a cosine.
    seed : int
        Of the first weights.
    n_steps : int
        Updates, each from 32 windows of 64 characters.
    d_embedding : int, default 32

    Returns
    -------
    CharLM

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.sequence.experiments.char_models import trained
    >>> model = trained(torch.arange(640) % 3, 3, "rnn", 8, lr=0.05, seed=0, n_steps=30)
    >>> model.score(torch.arange(90)[None] % 3) < 0.2
    True
    """
    config = CharLMConfig(
        vocab_size=vocab_size,
        cell=cell,
        d_embedding=d_embedding,
        hidden_size=hidden_size,
        forget_bias=1.0 if cell == "lstm" else None,
    )
    model = CharLM(config, generator=torch.Generator().manual_seed(seed))
    settings = TrainConfig(
        n_steps=n_steps, optimizer="adam", lr=lr, schedule="cosine", warmup_steps=10, clip_norm=1.0, seed=seed
    )
    context_length = min(WINDOW, (len(ids) - 1) // N_STREAMS)
    fit(model, TextStreams(ids, N_STREAMS, context_length), CarriedLoss(), settings, device="cpu")
    return model


class Scorer(Protocol):
    """What tells the loss of a text: a `CharLM`, or any other model with such a method.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence import CharLM
    >>> callable(CharLM.score)
    True
    """

    def score(self, ids: Tensor) -> float:
        """Return the mean loss in nats per token of ids of shape (batch, time)."""


def bits(model: Scorer, ids: Tensor, first: int, n_rows: int = 32) -> float:
    """Return the bits per character of a text that is read as several rows side by side.

    Parameters
    ----------
    model : CharLM, or another `Scorer`
    ids : Tensor of int64, shape (n_characters,)
    first : int
        The token put in front of each row, read from an empty state and not counted: a model that was always handed a
        state may go astray where it has to begin with any character.
    n_rows : int, default 32

    Returns
    -------
    float

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import CharLM, CharLMConfig
    >>> from lib.sequence.experiments.char_models import bits
    >>> bits(CharLM(CharLMConfig(vocab_size=4, hidden_size=8)), torch.arange(640) % 4, first=3) > 1
    True
    """
    rows = ids[: len(ids) // n_rows * n_rows].view(n_rows, -1)  # (n_rows, time)
    return bits_per_character(model.score(functional.pad(rows, (1, 0), value=first)))


@torch.no_grad()
def window_bits(
    model: CharLM, ids: Tensor, first: int | None = None, longest: int = 128, stride: int = 32
) -> np.ndarray:
    """Return the bits of each character of many short windows, each read from an empty state.

    Parameters
    ----------
    model : CharLM
    ids : Tensor of int64, shape (n_characters,)
    first : int, optional
        A token to read before each window, not counted.
    longest : int, default 128
        Characters in a window.
    stride : int, default 32
        Characters between the starts of two windows.

    Returns
    -------
    ndarray, shape (n_windows, longest - 1)
        Of the second character to the last.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import CharLM, CharLMConfig
    >>> from lib.sequence.experiments.char_models import window_bits
    >>> window_bits(CharLM(CharLMConfig(vocab_size=4, hidden_size=8)), torch.arange(99) % 4, longest=16).shape
    (3, 15)
    """
    found = []
    for some in ids.unfold(0, longest, stride).split(256):  # (n_windows, longest)
        read = some if first is None else functional.pad(some, (1, 0), value=first)
        logits = model(read[:, :-1])[0][:, 1 - longest :]  # (n_windows, longest - 1, vocab_size)
        found.append(functional.cross_entropy(logits.transpose(1, 2), some[:, 1:], reduction="none"))
    return np.asarray(torch.cat(found).double()) / np.log(2)


def by_context(bits_of_windows: np.ndarray) -> list[float]:
    """Return the bits per character by how many characters of a window were read before it.

    Parameters
    ----------
    bits_of_windows : ndarray, shape (n_windows, longest - 1)
        Of `window_bits`.

    Returns
    -------
    list of float
        With 1 character read, with 2 to 3, with 4 to 7, ...

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.sequence.experiments.char_models import by_context
    >>> by_context(np.array([[4.0, 2.0, 3.0, 1.0, 1.0, 1.0, 1.0]]))
    [4.0, 2.5, 1.0]
    """
    by_place = bits_of_windows.mean(axis=0)
    cuts = [2**power - 1 for power in range((len(by_place) + 1).bit_length())]
    return [float(by_place[low:high].mean()) for low, high in itertools.pairwise(cuts)]


def lost_windows(bits_of_windows: np.ndarray) -> np.ndarray:
    """Return which windows are still far above any sensible loss in their second half.

    Parameters
    ----------
    bits_of_windows : ndarray, shape (n_windows, longest - 1)
        Of `window_bits`.

    Returns
    -------
    ndarray of bool, shape (n_windows,)

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.sequence.experiments.char_models import lost_windows
    >>> lost_windows(np.array([[9.0, 2.0, 2.0], [9.0, 25.0, 25.0]]))
    array([False,  True])
    """
    return bits_of_windows[:, bits_of_windows.shape[1] // 2 :].mean(axis=1) > LOST


def count_model_bits(ids: np.ndarray, held_out: np.ndarray, order: int, vocab_size: int) -> float:
    r"""Return the bits per character of a table of counts, mixed with the tables of all shorter contexts.

    .. math:: p_k(x \mid c) = \frac{n(cx) + t(c)\, p_{k-1}(x \mid c')}{n(c) + t(c)}

    Parameters
    ----------
    ids, held_out : ndarray of int64, shape (n_characters,)
        The text that is counted, and the text that is predicted.
    order : int
        Characters a table looks at, the predicted one included: 1 counts characters, 2 pairs.
    vocab_size : int

    Returns
    -------
    float
        Over the characters of the text but the first ``order - 1``.

    Notes
    -----
    n counts, t(c) is the number of different characters seen after the context c, c' is c without its first character;
    below all tables lies the equal chance of every character. Rule of Witten and Bell.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Witten and Bell (1991), *The Zero-Frequency Problem: Estimating the Probabilities of Novel Events in Adaptive Text
    Compression*.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.sequence.experiments.char_models import count_model_bits
    >>> text = np.arange(3000) % 3
    >>> count_model_bits(text, text, order=2, vocab_size=3) < 0.01
    True
    """
    n = len(held_out) - order + 1
    chances = np.full(n, 1 / vocab_size)
    for k in range(1, order + 1):
        grams, counts = np.unique(_codes(ids, k, vocab_size), return_counts=True)
        contexts, first = np.unique(grams // vocab_size, return_index=True)
        totals = np.add.reduceat(counts, first)
        kinds = np.diff(np.append(first, len(grams)))
        wanted = _codes(held_out, k, vocab_size)[order - k :]
        seen = _looked_up(grams, counts, wanted)
        total = _looked_up(contexts, totals, wanted // vocab_size)
        kind = _looked_up(contexts, kinds, wanted // vocab_size)
        known = total > 0
        mixed = (seen + kind * chances) / np.maximum(total + kind, 1)
        chances = np.where(known, mixed, chances)
    return float(-np.log2(chances).mean())


def _codes(ids: np.ndarray, k: int, vocab_size: int) -> np.ndarray:
    """Return each run of k characters as one number."""
    code = np.zeros(len(ids) - k + 1, dtype=np.int64)
    for offset in range(k):
        code = code * vocab_size + ids[offset : offset + len(code)]
    return code


def _looked_up(keys: np.ndarray, values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return the values of sorted keys, 0 for what is not among them."""
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[places] == wanted, values[places], 0)


def austen() -> dict[str, Any]:
    """Return what the models of the novels reach.

    Returns
    -------
    dict

    Notes
    -----
    Rates are chosen on the validation part, everything else is measured on the test part.
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.char_models import austen
    >>> callable(austen)  # takes minutes
    True
    """
    data = load_austen()
    tokenizer = CharTokenizer(["<unk>"]).train(data.train)
    size, space = tokenizer.vocab_size, tokenizer.encode(" ")[0]
    train, validation, test = (encoded(tokenizer, part) for part in (data.train, data.validation, data.test))
    found: dict[str, Any] = {"n_steps": N_STEPS, "characters_seen": N_STEPS * N_STREAMS * WINDOW, "cells": {}}
    for cell, hidden_size in SIZES.items():
        tuning = [
            bits(trained(train, size, cell, hidden_size, lr, TUNING_SEED, N_STEPS), validation, space) for lr in RATES
        ]
        lr = RATES[int(np.nanargmin(tuning))]
        models = [trained(train, size, cell, hidden_size, lr, seed, N_STEPS) for seed in SEEDS]
        alone, spaced = ([window_bits(model, test, first) for model in models] for first in (None, space))
        start = encoded(tokenizer, "It is a truth ")[None]
        found["cells"][cell] = {
            "hidden_size": hidden_size,
            "n_parameters": sum(parameter.numel() for parameter in models[0].parameters()),
            "tuning_bits": [round(value, 3) for value in tuning],
            "lr": lr,
            "bits": [round(bits(model, test, space), 4) for model in models],
            "lost": [round(float(lost_windows(each).mean()), 4) for each in alone],
            "bits_by_context": _mean([by_context(each[~lost_windows(each)]) for each in alone]),
            "bits_by_context_with_lost": _mean([by_context(each) for each in alone]),
            "bits_by_context_spaced": _mean([by_context(each) for each in spaced]),
            "samples": {
                str(heat): tokenizer.decode(
                    models[0].generate(start, 160, heat, generator=torch.Generator().manual_seed(0))[0]
                )
                for heat in TEMPERATURES
            },
        }
    length = (len(train) - 1) // N_STREAMS
    rows = train[: length * N_STREAMS].view(N_STREAMS, length)
    same = rows[:, : N_STEPS * WINDOW].flatten().numpy()  # the characters that the networks have seen
    tuning = [count_model_bits(same, validation.numpy(), order, size) for order in ORDERS]
    found["best_order"] = str(ORDERS[int(np.argmin(tuning))])
    for name, text in (("counts_same_text", same), ("counts_whole_text", train.numpy())):
        found[name] = {str(order): round(count_model_bits(text, test.numpy(), order, size), 4) for order in ORDERS}
    return found


def _mean(curves: list[list[float]]) -> list[float]:
    return np.mean(curves, axis=0).round(3).tolist()


def main() -> None:
    """Run everything and record it."""
    torch.set_num_threads(1)
    start = time.process_time()
    results = {"rates": list(RATES), "austen": austen()}
    record(NAME, COMMAND, (TUNING_SEED, *SEEDS), time.process_time() - start, results)


if __name__ == "__main__":
    main()
