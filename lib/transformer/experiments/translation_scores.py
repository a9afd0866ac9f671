"""How a translation is scored and looked into: BLEU by length, words copied, where the decoder looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from lib.sequence.experiments.nearest_sentence import Pair
from lib.sequence.experiments.translation import LENGTHS, Block
from lib.text import WordTokenizer, bleu_from_statistics, bleu_statistics
from lib.transformer.attention_maps import record_attention
from lib.transformer.encoder_decoder import EncoderDecoder

CROSS = "decoder.blocks.0.cross_attention"


def bleu_rows(said: Sequence[str], pairs: Sequence[Pair]) -> np.ndarray:
    """Return what BLEU needs of each sentence.

    Parameters
    ----------
    said : sequence of str
    pairs : sequence of (str, str)
        English and the French that is wanted.

    Returns
    -------
    ndarray of int64, shape (n_sentences, 10)

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.translation_scores import bleu_rows
    >>> bleu_rows(["Batterie faible"], [("Low battery", "Batterie faible")])
    array([[2, 2, 2, 1, 0, 0, 2, 1, 0, 0]])
    """
    return bleu_statistics(said, [[french for _, french in pairs]])


def bleu_of(rows: np.ndarray) -> float:
    """Return the BLEU of some sentences.

    Parameters
    ----------
    rows : ndarray of int64, shape (n_sentences, 10)
        Of `bleu_rows`.

    Returns
    -------
    float

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.translation_scores import bleu_of, bleu_rows
    >>> said = "Nom de la batterie"
    >>> round(bleu_of(bleu_rows([said], [("Battery name", said)])), 6)
    100.0
    """
    return float(bleu_from_statistics(rows.sum(axis=0)).score)


def groups(pairs: Sequence[Pair], english: WordTokenizer) -> list[np.ndarray]:
    """Return which pairs belong to all lengths of the source, and to each of the ranges of chapter 08.

    Parameters
    ----------
    pairs : sequence of (str, str)
    english : WordTokenizer

    Returns
    -------
    list of ndarray of bool, shape (n_pairs,)
        All of them first.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.translation import tokenizers
    >>> from lib.transformer.experiments.translation_scores import groups
    >>> pairs = [("Low battery", "Batterie faible"), ("Low low battery", "Batterie")]
    >>> [each.tolist() for each in groups(pairs, tokenizers(pairs, 1)[0])][:3]
    [[True, True], [True, False], [False, True]]
    """
    lengths = np.array([len(english.tokenize(source)) for source, _ in pairs])
    return [lengths > 0, *((low <= lengths) & (lengths <= high) for low, high in LENGTHS)]


def same_words(english: WordTokenizer, french: WordTokenizer) -> dict[int, set[int]]:
    """Return which words of both vocabularies are written alike: names, numbers, some others.

    Parameters
    ----------
    english, french : WordTokenizer

    Returns
    -------
    dict of int to set of int
        For the numbers of such French tokens the numbers of the English ones, with a space in front or without.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.translation import tokenizers
    >>> from lib.transformer.experiments.translation_scores import same_words
    >>> sides = tokenizers([("Zone 2 on", "Zone 2")], 1)
    >>> [(sides[1].vocab[k], sides[0].vocab[j]) for k, (j,) in same_words(*sides).items()]
    [(' 2', ' 2'), ('Zone', 'Zone')]
    """
    numbers: dict[str, set[int]] = {}
    for number, token in enumerate(english.vocab):
        if number > 3 and any(letter.isalnum() for letter in token):
            numbers.setdefault(token.strip(), set()).add(number)
    words = [token.strip() for token in french.vocab]
    return {k: numbers[word] for k, word in enumerate(words) if k > 3 and word in numbers}


@torch.no_grad()
def copied_words(model: EncoderDecoder, blocks: Sequence[Block], same: dict[int, set[int]]) -> dict[str, float]:
    """Return how often a word that is the same in both languages is looked for where it stands.

    Parameters
    ----------
    model : EncoderDecoder
        With one layer.
    blocks : sequence of tuple
        From `blocks_of`, the true French being read.
    same : dict of int to set of int
        Of `same_words`.

    Returns
    -------
    dict
        ``n`` such words that stand once in a source of three tokens or more; ``found``, the share for which the source
        token with the most cross-attention, its heads averaged, is the word itself; ``by_chance``, the mean of 1 over
        the length of the source; ``before``, the share for which it is the token that attention took a step earlier.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.translation import blocks_of, tokenizers
    >>> from lib.transformer.experiments.translation import small_config, trained
    >>> from lib.transformer.experiments.translation_scores import copied_words, same_words
    >>> pairs = [("Zone 2 on", "Zone 2")]
    >>> sides = tokenizers(pairs, 1)
    >>> blocks = blocks_of(pairs, *sides)
    >>> copied_words(trained(blocks, small_config(7, 6, 8), 0.01, 0, 1), blocks, same_words(*sides))["n"]
    1
    """
    n, found, before, chance = 0, 0, 0, 0.0
    for source, target, mask in blocks:
        with record_attention(model) as maps:
            model(source, target, mask)
        best = maps[CROSS][0].mean(dim=1).argmax(dim=-1)  # (batch, time)
        for row, t in (target > 3).nonzero().tolist():
            wanted = same.get(int(target[row, t]), set())
            there = [place for place, k in enumerate(source[row].tolist()) if k in wanted]
            length = int(mask[row].sum())
            if len(there) == 1 and length >= 3 and t > 0:
                n += 1
                found += int(best[row, t]) == there[0]
                before += int(best[row, t - 1]) == there[0]
                chance += 1 / length
    share = {"found": found, "before": before, "by_chance": chance}
    return {"n": n, **{name: round(value / max(n, 1), 3) for name, value in share.items()}}


@torch.no_grad()
def alignment(model: EncoderDecoder, pair: Pair, english: WordTokenizer, french: WordTokenizer) -> dict[str, Any]:
    """Return where the decoder looks while it writes.

    Parameters
    ----------
    model : EncoderDecoder
        With one layer.
    pair : (str, str)
        English; the French is not used.
    english, french : WordTokenizer

    Returns
    -------
    dict
        ``source`` and ``written``, lists of tokens, and ``weights``, a list for each token written, heads averaged.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.translation import blocks_of, tokenizers
    >>> from lib.transformer.experiments.translation import small_config, trained
    >>> from lib.transformer.experiments.translation_scores import alignment
    >>> pairs = [("Low battery", "Batterie faible")]
    >>> sides = tokenizers(pairs, 1)
    >>> model = trained(blocks_of(pairs, *sides), small_config(6, 6, 16), 0.02, 0, 30)
    >>> alignment(model, pairs[0], *sides)["written"]
    ['Batterie', ' faible', '<eos>']
    """
    source = torch.tensor([english.encode(pair[0])])
    written = model.generate(source, n=35)
    with record_attention(model) as maps:
        model(source, written)
    weights = maps[CROSS][0][0].mean(dim=0)  # (time, source_time)
    return {
        "source": [english.vocab[int(k)] for k in source[0]],
        "written": [french.vocab[int(k)] for k in written[0]],
        "weights": weights.double().numpy().round(2).tolist(),
    }
