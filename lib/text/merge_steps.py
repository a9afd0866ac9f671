"""Byte-pair encoding to look at: the tokens of a text after every single merge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from lib.text.byte_alphabet import spelled
from lib.text.byte_pair_training import Merge
from lib.text.encodable import check_encodable


def merge_steps(pieces: Iterable[str], merges: Sequence[Merge]) -> list[list[str]]:
    """Return how merges join the bytes of a text, one state after the other.

    Parameters
    ----------
    pieces : iterable of str
        Pieces of text whose borders no merge crosses.
    merges : sequence of Merge
        In the order of learning.

    Returns
    -------
    list of list of str
        The tokens of all pieces in GPT-2's alphabet: the single bytes, then after each merge that applies, everywhere
        at once, up to the tokens that encoding gives.

    Raises
    ------
    TypeError
        If a piece is no string.
    ValueError
        If a piece holds a lone surrogate.

    Notes
    -----
    The definition, step by step, to look at; `ByteBPETokenizer.encode` gives the last state in less time.
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.text import Merge, merge_steps
    >>> for state in merge_steps(["that", " that"], [Merge("a", "t"), Merge("t", "h"), Merge("th", "at")]):
    ...     print(*state)
    t h a t Ġ t h a t
    t h at Ġ t h at
    th at Ġ th at
    that Ġ that
    """
    ranks: dict[tuple[str, str], int] = {}
    for rank, merge in enumerate(merges):
        ranks[merge.left, merge.right] = rank
    words = []
    for piece in pieces:
        check_encodable("pieces", piece)
        words.append(list(spelled(piece.encode())))
    states = [[token for word in words for token in word]]
    while present := [ranks[pair] for word in words for pair in pairwise(word) if pair in ranks]:
        first = merges[min(present)]
        words = [_joined(word, first) for word in words]
        states.append([token for word in words for token in word])
    return states


def _joined(word: list[str], merge: Merge) -> list[str]:
    """Return a word with every place of one pair merged, from left to right."""
    tokens: list[str] = []
    place = 0
    while place < len(word):
        meets = word[place : place + 2] == [merge.left, merge.right]
        tokens.append(merge.token if meets else word[place])
        place += 2 if meets else 1
    return tokens
