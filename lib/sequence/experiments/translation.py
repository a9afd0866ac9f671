"""English to French through one vector: an encoder-decoder against looking up the nearest sentence, recorded.

Run by ``python -m lib.sequence.experiments.translation``: about five minutes on one core.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from lib.data import load_english_french
from lib.sequence.experiments.nearest_sentence import Pair, nearest, overlap
from lib.sequence.seq2seq import Seq2Seq
from lib.sequence.seq2seq_config import Seq2SeqConfig
from lib.sequence.token_loss import token_loss
from lib.text import WordTokenizer
from lib.train import Batches, TrainConfig, fit, pad_sequences, record

NAME = "translation"
COMMAND = "python -m lib.sequence.experiments.translation"
WIDTH = 128
RATES = (5e-3, 1e-2, 2e-2, 4e-2)
TUNING_SEED, SEEDS = 0, (1, 2)
N_TUNING_EPOCHS, N_EPOCHS = 2, 8
BATCH = 64
LENGTHS = ((1, 2), (3, 4), (5, 8), (9, 99))  # tokens of the English side
Block = tuple[Tensor, Tensor, Tensor]


def tokenizers(pairs: Sequence[Pair], min_count: int = 4) -> tuple[WordTokenizer, WordTokenizer]:
    """Return the vocabularies of both sides.

    Parameters
    ----------
    pairs : sequence of (str, str)
    min_count : int, default 4
        Rarer words become ``<unk>``.

    Returns
    -------
    english, french : WordTokenizer

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.translation import tokenizers
    >>> tokenizers([("Low battery", "Batterie faible")], min_count=1)[1].encode("Batterie faible")
    [5, 4]
    """
    special = ["<pad>", "<bos>", "<eos>", "<unk>"]  # the numbers 0, 1, 2 that Seq2SeqConfig expects
    english, french = (
        WordTokenizer(special).train([pair[side] for pair in pairs], min_count=min_count) for side in (0, 1)
    )
    return english, french


def blocks_of(pairs: Sequence[Pair], english: WordTokenizer, french: WordTokenizer, size: int = BATCH) -> list[Block]:
    """Return batches of pairs of about the same length, so that little is padded.

    Parameters
    ----------
    pairs : sequence of (str, str)
    english, french : WordTokenizer
    size : int, default 64
        Pairs in a batch.

    Returns
    -------
    list of tuple
        Source and target, each of shape (batch, time), and the source's mask, True = real.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.translation import blocks_of, tokenizers
    >>> pairs = [("Low battery", "Batterie faible"), ("Battery", "Batterie")]
    >>> source, target, mask = blocks_of(pairs, *tokenizers(pairs, 1))[0]
    >>> target.tolist()[0]
    [4, 2, 0]
    """
    encoded = [
        (torch.tensor(english.encode(one)), torch.tensor(french.encode(other, add_eos=True))) for one, other in pairs
    ]
    encoded.sort(key=lambda pair: (len(pair[1]), len(pair[0])))
    blocks = []
    for start in range(0, len(encoded), size):
        sources, targets = zip(*encoded[start : start + size])
        source, mask = pad_sequences(sources)
        blocks.append((source, pad_sequences(targets)[0], mask))
    return blocks


def first_of(blocks: Sequence[Block]) -> Block:
    """Return the only block of a list: to `Batches`, a whole block is one example.

    Parameters
    ----------
    blocks : sequence of one tuple

    Returns
    -------
    tuple

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.translation import first_of
    >>> first_of([("source", "target", "mask")])
    ('source', 'target', 'mask')
    """
    return blocks[0]


def translation_loss(model: nn.Module, source: Tensor, target: Tensor, mask: Tensor) -> tuple[Tensor, int]:
    """Return the loss with teacher forcing, and the number of target tokens.

    Parameters
    ----------
    model : Seq2Seq
    source, target : Tensor of int64, shape (batch, time)
    mask : Tensor of bool, shape (batch, source_time)
        True = real.

    Returns
    -------
    loss : Tensor, shape ()
    count : int

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.sequence.experiments.translation import translation_loss
    >>> ids = torch.tensor([[4, 2, 0]])
    >>> translation_loss(lambda source, target, mask: torch.zeros(1, 3, 5), ids, ids, ids != 0)[1]
    2
    """
    real = target != 0
    return token_loss(model(source, target, mask), target, real), int(real.sum())


def trained(
    blocks: list[Block], n_english: int, n_french: int, hidden_size: int, lr: float, seed: int, n_epochs: int
) -> Seq2Seq:
    """Train an encoder-decoder of GRUs.

    Parameters
    ----------
    blocks : list of tuple
        From `blocks_of`.
    n_english, n_french : int
        Sizes of the vocabularies.
    hidden_size : int
        Numbers in the vector between the two.
    lr : float
        Largest rate; it falls to 0 along half a cosine.
    seed : int
    n_epochs : int

    Returns
    -------
    Seq2Seq

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.translation import blocks_of, tokenizers, trained
    >>> pairs = [("Low battery", "Batterie faible"), ("Battery", "Batterie")]
    >>> model = trained(blocks_of(pairs, *tokenizers(pairs, 1)), 7, 6, 8, lr=0.01, seed=0, n_epochs=2)
    >>> model.config.hidden_size
    8
    """
    config = Seq2SeqConfig(
        source_vocab_size=n_english,
        target_vocab_size=n_french,
        d_embedding=64,
        hidden_size=hidden_size,
        reverse_source=True,
    )
    model = Seq2Seq(config, generator=torch.Generator().manual_seed(seed))
    settings = TrainConfig(
        n_epochs=n_epochs, optimizer="adam", lr=lr, schedule="cosine", warmup_steps=20, clip_norm=1.0, seed=seed
    )
    batches = Batches(blocks, 1, collate=first_of, generator=torch.Generator().manual_seed(seed))
    fit(model, batches, translation_loss, settings, device="cpu")
    return model


@torch.no_grad()
def token_accuracy(model: Callable[..., Tensor], blocks: Sequence[Block], shift: int = 0) -> float:
    """Return the share of target tokens that are right when all tokens before are given.

    Parameters
    ----------
    model : callable
        A `Seq2Seq`, or whatever gives logits for a source, a target and the source's mask.
    blocks : sequence of tuple
    shift : int, default 0
        Rows by which the sources are shifted: with 1 each target meets the source of another.

    Returns
    -------
    float

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.translation import blocks_of, token_accuracy, tokenizers, trained
    >>> pairs = [("Low battery", "Batterie faible"), ("Battery", "Batterie")]
    >>> blocks = blocks_of(pairs, *tokenizers(pairs, 1))
    >>> token_accuracy(trained(blocks, 7, 6, 16, lr=0.03, seed=0, n_epochs=40), blocks)
    1.0
    """
    right = n = 0
    for source, target, mask in blocks:
        best = model(source.roll(shift, 0), target, mask.roll(shift, 0)).argmax(dim=-1)
        real = target != 0
        right += int((best == target)[real].sum())
        n += int(real.sum())
    return right / n


def translations(
    model: Seq2Seq, sentences: Sequence[str], english: WordTokenizer, french: WordTokenizer, n: int = 35
) -> list[str]:
    """Return the greedy translation of each sentence.

    Parameters
    ----------
    model : Seq2Seq
    sentences : sequence of str
    english, french : WordTokenizer
    n : int, default 35
        Most tokens of a translation.

    Returns
    -------
    list of str

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.translation import blocks_of, tokenizers, trained, translations
    >>> pairs = [("Low battery", "Batterie faible"), ("Battery", "Batterie")]
    >>> sides = tokenizers(pairs, 1)
    >>> model = trained(blocks_of(pairs, *sides), 7, 6, 16, lr=0.03, seed=0, n_epochs=40)
    >>> translations(model, ["Low battery"], *sides)
    ['Batterie faible']
    """
    found = []
    for start in range(0, len(sentences), 250):
        some = [torch.tensor(english.encode(sentence)) for sentence in sentences[start : start + 250]]
        source, mask = pad_sequences(some)
        for row in model.generate(source, mask, n=n).tolist():
            end = row.index(2) if 2 in row else len(row)
            found.append(french.decode(row[:end]))
    return found


def scores(said: Sequence[str], pairs: Sequence[Pair], english: WordTokenizer) -> dict[str, Any]:
    """Return the shares of exact translations and the mean overlap, over all pairs and by length of the source.

    Parameters
    ----------
    said : sequence of str
    pairs : sequence of (str, str)
    english : WordTokenizer

    Returns
    -------
    dict
        ``exact``, ``overlap``, and lists of both ``by_length``.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.translation import scores, tokenizers
    >>> pairs = [("Low battery", "Batterie faible")]
    >>> scores(["Batterie faible"], pairs, tokenizers(pairs, 1)[0])["exact"]
    1.0
    """
    exact = np.array([one == wanted for one, (_, wanted) in zip(said, pairs)])
    shared = np.array([overlap(one, wanted) for one, (_, wanted) in zip(said, pairs)])
    lengths = np.array([len(english.tokenize(source)) for source, _ in pairs])
    inside = [(low <= lengths) & (lengths <= high) for low, high in LENGTHS]
    filled = [group for group in inside if group.any()]
    return {
        "exact": round(float(exact.mean()), 3),
        "overlap": round(float(shared.mean()), 3),
        "exact_by_length": [round(float(exact[group].mean()), 3) for group in filled],
        "overlap_by_length": [round(float(shared[group].mean()), 3) for group in filled],
    }


def main() -> None:
    """Run everything and record it."""
    torch.set_num_threads(1)
    start = time.process_time()
    data = load_english_french()
    english, french = tokenizers(data.train)
    sizes = english.vocab_size, french.vocab_size
    train, validation, test = (blocks_of(part, english, french) for part in (data.train, data.validation, data.test))
    sources = [source for source, _ in data.test]
    lengths = [len(english.tokenize(source)) for source in sources]
    results: dict[str, Any] = {
        "vocab_sizes": list(sizes),
        "n_epochs": N_EPOCHS,
        "rates": list(RATES),
        "lengths": [list(each) for each in LENGTHS],
        "n_by_length": [sum(low <= n <= high for n in lengths) for low, high in LENGTHS],
        "nearest": scores(nearest(sources, data.train), data.test, english),
        "hidden_size": WIDTH,
    }
    tuning = [
        token_accuracy(trained(train, *sizes, WIDTH, lr, TUNING_SEED, N_TUNING_EPOCHS), validation) for lr in RATES
    ]
    results["lr"] = lr = RATES[int(np.argmax(tuning))]
    results["tuning"] = [round(value, 3) for value in tuning]
    results["runs"] = []
    for seed in SEEDS:
        model = trained(train, *sizes, WIDTH, lr, seed, N_EPOCHS)
        said = translations(model, sources, english, french)
        run = scores(said, data.test, english)
        run["token_accuracy"] = round(token_accuracy(model, test), 3)
        run["token_accuracy_wrong_source"] = round(token_accuracy(model, test, shift=1), 3)
        results["runs"].append(run)
    results["samples"] = [
        [*pair, words.replace("<unk>", " <unk> ").strip()] for pair, words in zip(data.test[::8], said[::8])
    ]
    record(NAME, COMMAND, (TUNING_SEED, *SEEDS), time.process_time() - start, results)


if __name__ == "__main__":
    main()
