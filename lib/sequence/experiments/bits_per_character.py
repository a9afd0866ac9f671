"""One table of bits per character: tables of counts against recurrent networks on the same novels, recorded.

Run by ``python -m lib.sequence.experiments.bits_per_character``: about eight minutes on one core. The networks' rows on
the shorter text are those of `lib.sequence.experiments.char_models`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from lib.data import load_austen
from lib.sequence.char_lm import CharLM
from lib.sequence.experiments import char_models
from lib.text import CharTokenizer, LanguageModel, NGramModel
from lib.train import load_recording, record_row

TABLE = "bits_per_character"
COMMAND = "python -m lib.sequence.experiments.bits_per_character"
SMOOTHINGS = ("add-k", "back-off", "Witten-Bell", "Kneser-Ney", "modified Kneser-Ney")
ORDERS = range(3, 10)
SMALL = "n-gram, small modified Kneser-Ney"  # about as many numbers as the networks have weights
SMALL_ORDER = 4
ADDED_ORDERS, ADDED = range(2, 7), (0.001, 0.01, 0.1, 1.0)
RATES = (1.25e-3, 2.5e-3, 5e-3, 1e-2, 2e-2, 4e-2, 8e-2, 0.16)
SPAN = 512  # characters that a network reads at once


def count_row_bits(model: LanguageModel, ids: Any, first: int, n_rows: int = 32) -> NDArray[np.float64]:
    """Return the bits per character of each row of a text, as `char_models.bits` cuts it, for a model of NumPy.

    Parameters
    ----------
    model : LanguageModel
    ids : array_like of int64, shape (n_characters,)
    first : int
        The token put in front of each row and not counted.
    n_rows : int, default 32

    Returns
    -------
    ndarray, shape (n_rows,)
        Their mean is what stands in the table.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.sequence.experiments.bits_per_character import count_row_bits
    >>> from lib.text import NGramModel
    >>> ids = np.arange(640) % 4
    >>> count_row_bits(NGramModel(2, 4).train(ids), ids, first=3, n_rows=2).round(2)
    array([0., 0.])
    """
    rows = np.asarray(ids)[: len(ids) // n_rows * n_rows].reshape(n_rows, -1)
    return np.array([model.score(row, [first]) for row in rows]) / np.log(2)


@torch.no_grad()
def network_row_bits(model: CharLM, ids: Tensor, first: int, n_rows: int = 32) -> NDArray[np.float64]:
    """Return the bits per character of each row of a text for a recurrent network.

    Parameters
    ----------
    model : CharLM
    ids : Tensor of int64, shape (n_characters,)
    first : int
    n_rows : int, default 32

    Returns
    -------
    ndarray, shape (n_rows,)
        Their mean is `char_models.bits`.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import CharLM, CharLMConfig
    >>> from lib.sequence.experiments.bits_per_character import network_row_bits
    >>> network_row_bits(CharLM(CharLMConfig(vocab_size=4, hidden_size=8)), torch.arange(640) % 4, 3, n_rows=2).shape
    (2,)
    """
    rows = functional.pad(ids[: len(ids) // n_rows * n_rows].view(n_rows, -1), (1, 0), value=first)
    total, state = torch.zeros(n_rows, dtype=torch.float64), None
    for start in range(0, rows.shape[1] - 1, SPAN):
        part = rows[:, start : start + SPAN + 1]  # (n_rows, time + 1)
        logits, state = model(part[:, :-1], state)
        nats = functional.cross_entropy(logits.transpose(1, 2), part[:, 1:], reduction="none")  # (n_rows, time)
        total += nats.double().sum(dim=1)
    return total.numpy() / (rows.shape[1] - 1) / np.log(2)


def inner_best(
    candidates: Sequence[float], start: int, loss: Callable[[float], float]
) -> tuple[float, dict[str, float]]:
    """Return the candidate with the smallest loss, trying its neighbours until both are worse.

    Parameters
    ----------
    candidates : sequence of float
        In order.
    start : int
        Place of the first one to try.
    loss : callable

    Returns
    -------
    best : float
    tried : dict of str to float
        The losses of all that were tried, in order.

    Raises
    ------
    ValueError
        If the best is the first or the last candidate: then the list is too short.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.bits_per_character import inner_best
    >>> inner_best([1.0, 2.0, 3.0, 4.0, 5.0], 1, lambda x: (x - 3.2) ** 2)[0]
    3.0
    """
    found: dict[int, float] = {}
    best = start
    while True:
        for place in (best - 1, best, best + 1):
            if 0 <= place < len(candidates) and place not in found:
                value = loss(candidates[place])
                found[place] = value if np.isfinite(value) else np.inf
        lowest = min(found, key=lambda place: found[place])
        if lowest == best:
            break
        best = lowest
    if best in (0, len(candidates) - 1):
        raise ValueError(f"candidates must reach past the best, which is at their end, got {candidates[best]}")
    return candidates[best], {f"{candidates[place]:g}": round(found[place], 3) for place in sorted(found)}


def count_model(
    train: Any, validation: Any, vocab_size: int, smoothing: str, first: int
) -> tuple[NGramModel, dict[str, Any]]:
    """Count a text, with the order (and k) that predict other text best.

    Parameters
    ----------
    train, validation : array_like of int64, shape (n_characters,)
    vocab_size : int
    smoothing : str
        As in `NGramModel`.
    first : int

    Returns
    -------
    model : NGramModel
    settings : dict
        ``order``, for add-k ``k``, and ``tuning_bits`` of all that was tried.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.sequence.experiments.bits_per_character import count_model
    >>> text = np.array(([0, 0, 1] + [1, 2, 0]) * 200)
    >>> count_model(text, text, 3, "Witten-Bell", first=0)[1]["order"] > 2
    True
    """
    adds = smoothing == "add-k"
    tried = {}
    for order in ADDED_ORDERS if adds else ORDERS:
        for k in ADDED if adds else (1.0,):
            model = NGramModel(order, vocab_size, smoothing, k=k).train(train)
            tried[order, k] = float(count_row_bits(model, validation, first).mean())
    order, k = min(tried, key=lambda choice: tried[choice])
    named = {f"{n}, k = {added:g}" if adds else f"{n}": round(value, 3) for (n, added), value in tried.items()}
    chosen = {"order": order, **({"k": k} if adds else {}), "tuning_bits": named}
    return NGramModel(order, vocab_size, smoothing, k=k).train(train), chosen


def count_rows(parts: dict[str, NDArray[np.int64]], vocab_size: int, first: int) -> None:
    """Record a row for each rule of smoothing.

    Parameters
    ----------
    parts : dict of str to ndarray
        ``same``, the characters that the networks of chapter 08 have seen, ``train``, ``validation`` and ``test``.
    vocab_size : int
    first : int

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.bits_per_character import count_rows
    >>> callable(count_rows)  # takes minutes and writes a file
    True
    """
    for smoothing in SMOOTHINGS:
        start, results = time.process_time(), []
        for text in (parts["same"], parts["train"]):
            model, settings = count_model(text, parts["validation"], vocab_size, smoothing, first)
            by_row = count_row_bits(model, parts["test"], first)
            results.append(
                {
                    "n_parameters": sum(model.n_ngrams),
                    "characters_seen": len(text),
                    "bits": [round(float(by_row.mean()), 4)],
                    "bits_by_row": by_row.round(4).tolist(),
                    **settings,
                }
            )
        seconds = time.process_time() - start
        record_row(TABLE, f"n-gram, {smoothing}", COMMAND, (), seconds, {**results[0], "whole_text": results[1]})


def small_count_row(parts: dict[str, NDArray[np.int64]], vocab_size: int, first: int) -> None:
    """Record a row for a table of counts that needs no more memory than the networks.

    Parameters
    ----------
    parts, vocab_size, first
        As in `count_rows`; nothing is chosen, so the validation text is not used.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.bits_per_character import small_count_row
    >>> callable(small_count_row)  # takes seconds and writes a file
    True
    """
    start, results = time.process_time(), []
    for text in (parts["same"], parts["train"]):
        model = NGramModel(SMALL_ORDER, vocab_size, "modified Kneser-Ney").train(text)
        by_row = count_row_bits(model, parts["test"], first)
        results.append(
            {
                "n_parameters": sum(model.n_ngrams),
                "characters_seen": len(text),
                "bits": [round(float(by_row.mean()), 4)],
                "bits_by_row": by_row.round(4).tolist(),
                "order": SMALL_ORDER,
            }
        )
    seconds = time.process_time() - start
    record_row(TABLE, SMALL, COMMAND, (), seconds, {**results[0], "whole_text": results[1]})


def network_row(cell: str, train: Tensor, validation: Tensor, test: Tensor, vocab_size: int, first: int) -> None:
    """Record the row of a recurrent network, which chapter 08 trained on part of the text, and here on all of it.

    Parameters
    ----------
    cell : {"rnn", "gru", "lstm"}
    train, validation, test : Tensor of int64, shape (n_characters,)
    vocab_size : int
    first : int

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.bits_per_character import network_row
    >>> callable(network_row)  # takes minutes and writes a file
    True
    """
    start, before = time.process_time(), load_recording(char_models.NAME).results["austen"]
    short, hidden_size = before["cells"][cell], char_models.SIZES[cell]
    n_steps = (len(train) - 1) // (char_models.N_STREAMS * char_models.WINDOW)  # all of the text, once

    def trained(lr: float, seed: int) -> CharLM:
        return char_models.trained(train, vocab_size, cell, hidden_size, lr, seed, n_steps)

    lr, tried = inner_best(
        RATES,
        RATES.index(short["lr"]),
        lambda rate: char_models.bits(trained(rate, char_models.TUNING_SEED), validation, first),
    )
    by_row = [network_row_bits(trained(lr, seed), test, first) for seed in char_models.SEEDS]
    whole = {
        "characters_seen": n_steps * char_models.N_STREAMS * char_models.WINDOW,
        "bits": [round(float(each.mean()), 4) for each in by_row],
        "bits_by_row": np.mean(by_row, axis=0).round(4).tolist(),
        "lr": lr,
        "tuning_bits": tried,
    }
    kept = {name: short[name] for name in ("n_parameters", "hidden_size", "bits", "lr")}
    tuning = {f"{rate:g}": value for rate, value in zip(char_models.RATES, short["tuning_bits"])}
    results = {**kept, "tuning_bits": tuning, "characters_seen": before["characters_seen"], "whole_text": whole}
    seeds = (char_models.TUNING_SEED, *char_models.SEEDS)
    record_row(TABLE, cell.upper(), COMMAND, seeds, time.process_time() - start, results)


def parts_of_austen() -> tuple[dict[str, NDArray[np.int64]], int, int]:
    """Return the texts in numbers, the size of the alphabet and the number of the space.

    Returns
    -------
    parts : dict of str to ndarray of int64, shape (n_characters,)
        ``same``, the characters that the networks of chapter 08 have seen, ``train``, ``validation`` and ``test``.
    vocab_size, space : int

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.bits_per_character import parts_of_austen
    >>> parts, vocab_size, space = parts_of_austen()
    >>> len(parts["same"]), vocab_size
    (1228800, 81)
    """
    data = load_austen()
    tokenizer = CharTokenizer(["<unk>"]).train(data.train)
    parts = {
        name: np.array(tokenizer.encode(text), dtype=np.int64)
        for name, text in (("train", data.train), ("validation", data.validation), ("test", data.test))
    }
    length = (len(parts["train"]) - 1) // char_models.N_STREAMS
    streams = parts["train"][: length * char_models.N_STREAMS].reshape(char_models.N_STREAMS, length)
    parts["same"] = streams[:, : char_models.N_STEPS * char_models.WINDOW].ravel()
    return parts, tokenizer.vocab_size, tokenizer.encode(" ")[0]


def main() -> None:
    """Measure all rows of chapter 09 and record them."""
    torch.set_num_threads(1)
    parts, size, space = parts_of_austen()
    count_rows(parts, size, space)
    train, validation, test = (torch.from_numpy(parts[name]) for name in ("train", "validation", "test"))
    for cell in char_models.SIZES:
        network_row(cell, train, validation, test, size, space)
    small_count_row(parts, size, space)


if __name__ == "__main__":
    main()
