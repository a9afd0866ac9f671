"""Training of byte-pair encoding: merge the most frequent pair of neighbours into a new token, again and again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from heapq import heapify, heappop, heappush
from operator import add
from typing import NamedTuple

from lib.basics import check_integer
from lib.text.byte_alphabet import BYTE_ORDER, PLACE_OF_BYTE, spelled


class Merge(NamedTuple):
    """Hold one merge of byte-pair encoding, its tokens spelled in GPT-2's alphabet of bytes.

    Attributes
    ----------
    left, right : str
        The two neighbours that become one token.
    frequency : int or None
        How often they stood side by side in the training text when they were merged; None where a file does not say.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.text import Merge
    >>> Merge("Ġth", "e", 520).token
    'Ġthe'
    """

    left: str
    right: str
    frequency: int | None = None

    @property
    def token(self) -> str:
        """Return the token that the merge makes.

        Returns
        -------
        str
        """
        return self.left + self.right


def learn_merges(words: Mapping[bytes, int], n_merges: int | None = None, min_count: int = 1) -> list[Merge]:
    """Learn merges from words and their counts.

    Every word starts as a sequence of bytes. The pair of neighbouring tokens with the largest count, summed over all
    words, becomes a token of its own wherever it stands, from left to right; then the next, in the words as they are
    now.

    Parameters
    ----------
    words : mapping of bytes to int
        How often each word occurs. No merge crosses the border of a word.
    n_merges : int, optional
        How many merges to learn at most; default: as many as there are.
    min_count : int, default 1
        Stop when the most frequent pair occurs less often.

    Returns
    -------
    list of Merge
        In the order in which they were made.

    Raises
    ------
    ValueError
        If ``n_merges`` is negative or ``min_count`` below 1.

    Notes
    -----
    Ties: of equally frequent pairs the one whose left token has the smaller number is merged, then the one whose right
    token has; bytes are numbered in GPT-2's order, the visible ones first, and new tokens as they come. Neighbours in
    ``aaa`` count twice.

    Counts change only where a merge happens. For each pair the words that hold it are known, and a heap knows the most
    frequent pair, so all merges together cost about as many steps as there are places where tokens are merged, times
    the logarithm of the number of pairs; counting anew for each merge would read the whole text each time.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Gage (1994), *A new algorithm for data compression*, C Users Journal 12(2). Sennrich, Haddow & Birch (2016), *Neural
    machine translation of rare words with subword units*, ACL, algorithm 1.

    Examples
    --------
    The dictionary of Sennrich, Haddow & Birch. Three pairs have the count 9 at first: ``es``, ``st`` and ``t.``.

    >>> from lib.text import learn_merges
    >>> words = {b"low.": 5, b"lower.": 2, b"newest.": 6, b"widest.": 3}
    >>> [merge.token for merge in learn_merges(words, 6)]
    ['es', 't.', 'est.', 'lo', 'low', 'ew']
    """
    check_integer("min_count", min_count, low=1)
    if n_merges is not None:
        check_integer("n_merges", n_merges, low=0)
    # A token is the character of its number: a word is a string, a pair too, and `str.replace` merges.
    rows = [word.translate(PLACE_OF_BYTE).decode("latin-1") for word in words]
    weights = list(words.values())
    counts: defaultdict[str, int] = defaultdict(int)
    places: defaultdict[str, set[int]] = defaultdict(set)  # pair -> rows that hold it, or did
    for row, text in enumerate(rows):
        for pair in map(add, text, text[1:]):
            counts[pair] += weights[row]
            places[pair].add(row)
    # Strings compare as the numbers of their characters do: the heap settles ties as documented.
    heap = [(-count, pair) for pair, count in counts.items()]
    heapify(heap)
    tokens = [spelled(bytes([byte])) for byte in BYTE_ORDER]
    merges: list[Merge] = []
    while heap and (n_merges is None or len(merges) < n_merges):
        count, pair = heappop(heap)
        count = -count
        if counts.get(pair, 0) != count:  # the entry is older than other merges
            if counts.get(pair, 0) > 0:
                heappush(heap, (-counts[pair], pair))
            continue
        if count < min_count:
            break
        merges.append(Merge(tokens[ord(pair[0])], tokens[ord(pair[1])], count))
        new = chr(len(tokens))
        tokens.append(merges[-1].token)
        lost, gained = _replace(pair, new, rows, weights, places)
        for old, loss in lost.items():
            counts[old] -= loss
        del counts[pair]
        counts.update(gained)  # pairs with the new token: none had a count before
        for fresh, gain in gained.items():
            heappush(heap, (-gain, fresh))
    return merges


def _replace(
    pair: str, new: str, rows: list[str], weights: list[int], places: defaultdict[str, set[int]]
) -> tuple[dict[str, int], dict[str, int]]:
    """Merge ``pair`` into ``new`` in all rows that hold it; return the counts that other pairs lose and gain."""
    left, right = pair[0], pair[1]
    lost: defaultdict[str, int] = defaultdict(int)
    gained: defaultdict[str, int] = defaultdict(int)
    for row in places.pop(pair):
        text = rows[row] = rows[row].replace(pair, new)
        weight, last = weights[row], len(text) - 1
        place = text.find(new)
        while place >= 0:
            if place:
                before = text[place - 1]
                # Two merges side by side: what stood before was the right half of the other.
                lost[(right if before == new else before) + left] += weight
                gained[before + new] += weight
                places[before + new].add(row)
            if place < last and (after := text[place + 1]) != new:  # else counted as the other's `before`
                lost[right + after] += weight
                gained[new + after] += weight
                places[new + after].add(row)
            place = text.find(new, place + 1)
    return lost, gained
