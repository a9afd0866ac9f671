"""Which cell writes best? Character models of Austen's novels at equal size, and one of Tang quatrains, recorded.

Run by ``python -m lib.sequence.experiments.char_models``: about four minutes on one core.
"""

from __future__ import annotations

import itertools
import re
import time
from collections import Counter
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from lib.data import load_austen, load_tang_quatrains
from lib.sequence.carried_loss import CarriedLoss
from lib.sequence.char_lm import CharLM, CharLMConfig
from lib.sequence.streams import TextStreams
from lib.sequence.token_loss import bits_per_character
from lib.text import CharTokenizer
from lib.train import TrainConfig, fit, record

NAME = "char_models"
COMMAND = "python -m lib.sequence.experiments.char_models"
RATES = (5e-3, 1e-2, 2e-2)
TUNING_SEED, SEEDS = 0, (1, 2, 3)
SIZES = {"rnn": 192, "gru": 112, "lstm": 96}  # about 61,000 weights each with 82 characters
N_STREAMS, WINDOW, N_STEPS = 32, 64, 600
RAREST = 40  # occurrences below which a character of the quatrains is written □
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


def bits(model: CharLM, ids: Tensor, n_rows: int = 32) -> float:
    """Return the bits per character of a text that is read as several rows side by side.

    Parameters
    ----------
    model : CharLM
    ids : Tensor of int64, shape (n_characters,)
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
    >>> bits(CharLM(CharLMConfig(vocab_size=4, hidden_size=8)), torch.arange(640) % 4) > 1
    True
    """
    rows = ids[: len(ids) // n_rows * n_rows].view(n_rows, -1)  # (n_rows, time)
    return bits_per_character(model.score(rows))


@torch.no_grad()
def bits_by_context(model: CharLM, ids: Tensor, longest: int = 128, stride: int = 32) -> list[float]:
    """Return the bits per character by how many characters the model has seen.

    Parameters
    ----------
    model : CharLM
    ids : Tensor of int64, shape (n_characters,)
    longest : int, default 128
        A power of two.
    stride : int, default 32
        Characters between the starts of two windows.

    Returns
    -------
    list of float
        With 1 character seen, with 2 to 3, with 4 to 7, ...

    Notes
    -----
    Each window is read from an empty state. Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import CharLM, CharLMConfig
    >>> from lib.sequence.experiments.char_models import bits_by_context
    >>> len(bits_by_context(CharLM(CharLMConfig(vocab_size=4, hidden_size=8)), torch.arange(99) % 4, longest=16))
    4
    """
    windows = ids.unfold(0, longest, stride)  # (n_windows, longest)
    total = torch.zeros(longest - 1, dtype=torch.float64)
    for some in windows.split(256):
        logits, _ = model(some[:, :-1])
        losses = functional.cross_entropy(logits.transpose(1, 2), some[:, 1:], reduction="none")
        total += losses.double().sum(dim=0)
    by_place = total / len(windows)  # (longest - 1,)
    cuts = [2**power - 1 for power in range(longest.bit_length())]
    return [bits_per_character(float(by_place[low:high].mean())) for low, high in itertools.pairwise(cuts)]


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
    size = tokenizer.vocab_size
    train, validation, test = (encoded(tokenizer, part) for part in (data.train, data.validation, data.test))
    found: dict[str, Any] = {"n_steps": N_STEPS, "characters_seen": N_STEPS * N_STREAMS * WINDOW, "cells": {}}
    for cell, hidden_size in SIZES.items():
        tuning = [bits(trained(train, size, cell, hidden_size, lr, TUNING_SEED, N_STEPS), validation) for lr in RATES]
        lr = RATES[int(np.argmin(tuning))]
        models = [trained(train, size, cell, hidden_size, lr, seed, N_STEPS) for seed in SEEDS]
        start = encoded(tokenizer, "It is a truth ")[None]
        found["cells"][cell] = {
            "hidden_size": hidden_size,
            "n_parameters": sum(parameter.numel() for parameter in models[0].parameters()),
            "tuning_bits": [round(value, 3) for value in tuning],
            "lr": lr,
            "bits": [round(bits(model, test), 4) for model in models],
            "bits_by_context": np.mean([bits_by_context(model, test) for model in models], axis=0).round(3).tolist(),
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
    for name, text in (("counts_same_text", same), ("counts_whole_text", train.numpy())):
        found[name] = {
            str(order): round(count_model_bits(text, test.numpy(), order, size), 4) for order in (1, 2, 3, 4, 5, 6, 7)
        }
    return found


def form_of(poem: str) -> str:
    """Return the form that a text has: "五", "七", or "" if it is no quatrain.

    Parameters
    ----------
    poem : str

    Returns
    -------
    str

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.char_models import form_of
    >>> form_of("白日依山盡，黃河入海流。欲窮千里目，更上一層樓。")
    '五'
    >>> form_of("白日依山，黃河入海流。")
    ''
    """
    for name, length in (("五", 5), ("七", 7)):
        if re.fullmatch("[^，。]{n}，[^，。]{n}。[^，。]{n}，[^，。]{n}。".replace("n", str(length)), poem):
            return name
    return ""


def tang() -> dict[str, Any]:
    """Return what a model of the quatrains reaches; the first character of each text names its form.

    Returns
    -------
    dict

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.char_models import tang
    >>> callable(tang)  # takes a minute
    True
    """
    data = load_tang_quatrains()
    counts = Counter("".join(poem.text for poem in data.train))

    def text_of(poems: Any) -> str:
        texts = [poem.form[0] + "".join(c if counts[c] >= RAREST else "□" for c in poem.text) + "\n" for poem in poems]
        return "".join(texts)

    shuffled = [data.train[k] for k in torch.randperm(len(data.train), generator=torch.Generator().manual_seed(0))]
    text = text_of(shuffled)
    tokenizer = CharTokenizer(["<unk>"]).train(text)
    ids, test = encoded(tokenizer, text), encoded(tokenizer, text_of(data.test))
    model = trained(ids, tokenizer.vocab_size, "gru", 128, 1e-2, 1, 900, d_embedding=64)
    lines = {line for poem in data.train for line in re.split("[，。]", poem.text)}
    found: dict[str, Any] = {
        "vocab_size": tokenizer.vocab_size,
        "perplexity": round(2 ** bits(model, test, 8), 1),
        "perplexity_unigram": round(2 ** count_model_bits(ids.numpy(), test.numpy(), 1, tokenizer.vocab_size), 1),
        "perplexity_bigram": round(2 ** count_model_bits(ids.numpy(), test.numpy(), 2, tokenizer.vocab_size), 1),
        "forms": {},
    }
    newline = tokenizer.encode("\n")[0]
    for form in ("五", "七"):
        before = text_of(data.validation[:1])  # a state from zero would be new to the model
        start = torch.tensor([tokenizer.encode(before + form)]).expand(200, -1)
        drawn = model.generate(start, 40, 0.8, generator=torch.Generator().manual_seed(0))
        poems = []
        for row in drawn[:, start.shape[1] :].tolist():
            end = row.index(newline) if newline in row else len(row)
            poems.append(tokenizer.decode(row[:end]))
        right = [poem for poem in poems if form_of(poem) == form]
        length = {"五": 5, "七": 7}[form]
        written = [line for poem in poems for line in re.split("[，。]", poem) if line]
        found["forms"][form] = {
            "right_lines": round(sum(len(line) == length for line in written) / len(written), 3),
            "right_form": len(right) / len(poems),
            "lines_copied": round(sum(line in lines for line in written) / len(written), 4),
            "samples": sorted(right, key=lambda poem: poem.count("□"))[:3],
        }
    return found


def main() -> None:
    """Run everything and record it."""
    torch.set_num_threads(1)
    start = time.process_time()
    results = {"rates": list(RATES), "austen": austen(), "tang": tang()}
    record(NAME, COMMAND, (TUNING_SEED, *SEEDS), time.process_time() - start, results)


if __name__ == "__main__":
    main()
