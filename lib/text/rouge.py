"""ROUGE: how much of a reference a summary holds, by n-grams and by longest common subsequences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from lib.basics import check_integer

Tokenize = Callable[[str], Sequence[Hashable]]
_WORD = re.compile(r"[a-z0-9]+")


class RougeScore(NamedTuple):
    """Hold three ways to divide the number of matches.

    Parameters
    ----------
    precision : float
        Share of the summary that stands in the reference.
    recall : float
        Share of the reference that stands in the summary.
    fmeasure : float
        Harmonic mean of the two.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.text import RougeScore
    >>> RougeScore(0.5, 1.0, 2 / 3).recall
    1.0
    """

    precision: float
    recall: float
    fmeasure: float


def rouge_n(prediction: str, reference: str, n: int = 1, tokenize: Tokenize | None = None) -> RougeScore:
    r"""Compare the n-grams of a summary with those of a reference.

    .. math:: \text{recall} = \frac{\sum_g \min(N_{pred}(g), N_{ref}(g))}{\sum_g N_{ref}(g)}

    Parameters
    ----------
    prediction, reference : str
    n : int, default 1
    tokenize : callable, optional
        Cuts a string into tokens; lower-case runs of the letters a to z and digits if not given, as ROUGE does.

    Returns
    -------
    RougeScore
        The same as rouge-score's without stemming.

    Raises
    ------
    TypeError, ValueError
        If ``n`` is no positive integer.

    Notes
    -----
    The standard tokens are English ones: accented letters are cut out, and a Chinese text has none at all; take
    ``tokenize=list`` for characters.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Lin (2004), *ROUGE: A Package for Automatic Evaluation of Summaries*, section 2.

    Examples
    --------
    >>> from lib.text import rouge_n
    >>> rouge_n("police kill the gunman", "police killed the gunman", n=2)  # one of three pairs
    RougeScore(precision=0.3333333333333333, recall=0.3333333333333333, fmeasure=0.3333333333333333)
    """
    check_integer("n", n, low=1)
    cut = tokenize or _words
    ours, theirs = (_ngrams(cut(text), n) for text in (prediction, reference))
    return _score((ours & theirs).total(), ours.total(), theirs.total())


def rouge_l(prediction: str, reference: str, tokenize: Tokenize | None = None) -> RougeScore:
    """Compare by the longest list of tokens that both texts hold in the same order, with gaps allowed.

    Parameters
    ----------
    prediction, reference : str
    tokenize : callable, optional
        As in `rouge_n`.

    Returns
    -------
    RougeScore
        The same as rouge-score's without stemming.

    Notes
    -----
    Time and memory grow with the product of the lengths.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Lin (2004), section 3.1.

    Examples
    --------
    Lin's example: both have two words of the reference, but only one has them in its order beside "police".

    >>> from lib.text import rouge_l
    >>> rouge_l("police kill the gunman", "police killed the gunman").recall
    0.75
    >>> rouge_l("the gunman kill police", "police killed the gunman").recall
    0.5
    """
    cut = tokenize or _words
    ours, theirs = cut(prediction), cut(reference)
    return _score(_lengths(theirs, ours)[-1][-1], len(ours), len(theirs))


def rouge_lsum(prediction: str, reference: str, tokenize: Tokenize | None = None) -> RougeScore:
    r"""Compare summaries of several sentences, one on each line.

    For each sentence of the reference, the tokens count that a longest common subsequence with any sentence of the
    prediction covers; no token counts more often than it occurs.

    Parameters
    ----------
    prediction, reference : str
        Sentences divided by line breaks.
    tokenize : callable, optional
        As in `rouge_n`.

    Returns
    -------
    RougeScore
        The same as rouge-score's ``rougeLsum`` without stemming.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Lin (2004), section 3.2.

    Examples
    --------
    Lin's example: "w1 w2" of the first sentence and "w1 w3 w5" of the second cover four of five words.

    >>> from lib.text import rouge_lsum
    >>> rouge_lsum("w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5", "w1 w2 w3 w4 w5").recall
    0.8
    """
    cut = tokenize or _words
    ours, theirs = ([cut(line) for line in text.split("\n") if line] for text in (prediction, reference))
    left, left_too = (Counter(token for tokens in lines for token in tokens) for lines in (ours, theirs))
    n_ours, n_theirs = left.total(), left_too.total()
    matches = 0
    for tokens in theirs:
        for place in sorted(set().union(*(_common_places(tokens, others) for others in ours))):
            token = tokens[place]
            if left[token] > 0 and left_too[token] > 0:
                matches += 1
                left[token] -= 1
                left_too[token] -= 1
    return _score(matches, n_ours, n_theirs)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _ngrams(tokens: Sequence[Hashable], n: int) -> Counter[tuple[Hashable, ...]]:
    return Counter(zip(*(tokens[start:] for start in range(n))))


def _score(matches: int, n_ours: int, n_theirs: int) -> RougeScore:
    precision, recall = matches / max(n_ours, 1), matches / max(n_theirs, 1)
    return RougeScore(precision, recall, 2 * precision * recall / (precision + recall) if matches else 0.0)


def _lengths(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[list[int]]:
    """Return the table of the lengths of longest common subsequences of all beginnings of two lists."""
    table = [[0] * (len(second) + 1)]
    for token in first:
        above, row = table[-1], [0]
        for place, other in enumerate(second):
            row.append(above[place] + 1 if token == other else max(above[place + 1], row[place]))
        table.append(row)
    return table


def _common_places(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[int]:
    """Return the places in the first list of one longest common subsequence."""
    table, places = _lengths(first, second), []
    i, j = len(first), len(second)
    while i > 0 and j > 0:
        if first[i - 1] == second[j - 1]:
            i, j = i - 1, j - 1
            places.append(i)
        elif table[i][j - 1] > table[i - 1][j]:
            j -= 1
        else:
            i -= 1
    return places
