"""Encoding by byte pairs: apply learned merges to the bytes of a word, in the order in which they were learned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush
from operator import add

from lib.text.byte_alphabet import spelled
from lib.text.byte_pair_training import Merge

MOST_PIECES_KEPT = 2**16
LONGEST_PIECE_KEPT = 64  # characters


class PieceEncoder(dict[str, list[int]]):
    """Turn pieces of text into numbers, and keep what was worked out: most pieces of a text are words met before.

    Parameters
    ----------
    ids : mapping of str to int
        Number of each token, spelled in GPT-2's alphabet: the 256 bytes, and what the merges make.
    merges : sequence of Merge
        In the order of learning.

    Notes
    -----
    A dictionary whose missing entries compute themselves: ``encoder[piece]`` is the list of numbers. When it is full it
    is emptied and starts again; pieces of more than 64 characters are never kept.

    A piece that is a token as a whole is not taken apart. That is what the merges make of it: when a token was learned,
    they had joined its bytes, none of them with a neighbour outside, in the same way as they do where it stands alone.
    (Merges in an order that no training gives may differ; tiktoken does here as we do.)

    Cost of a new piece of n bytes: a heap knows the pair that was learned first, so n log n steps and one search
    through the piece for every different merge; a piece met before costs one look-up.
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.text import Merge
    >>> from lib.text.byte_pair_encoding import PieceEncoder
    >>> ids = {chr(byte): byte for byte in range(33, 127)} | {"th": 200, "the": 201}
    >>> PieceEncoder(ids, [Merge("t", "h"), Merge("th", "e")])["then"]
    [201, 110]
    """

    def __init__(self, ids: Mapping[str, int], merges: Sequence[Merge]) -> None:
        super().__init__()
        # Inside, a token is one character: a byte that of its number (Latin-1), the others from 256 on. Then a piece is
        # a string, a pair too, and `str.replace` merges.
        codes = {spelled(bytes([byte])): chr(byte) for byte in range(256)}
        for merge in merges:
            codes.setdefault(merge.token, chr(len(codes)))
        self._ids = {code: ids[token] for token, code in codes.items() if token in ids}
        self._whole = ids
        self._pairs = [codes[merge.left] + codes[merge.right] for merge in merges]
        self._made = [codes[merge.token] for merge in merges]
        self._ranks = {pair: rank for rank, pair in enumerate(self._pairs)}

    def __missing__(self, piece: str) -> list[int]:
        content = piece.encode()
        whole = self._whole.get(spelled(content))
        ids = [self._ids[code] for code in self._merged(content)] if whole is None else [whole]
        if len(piece) <= LONGEST_PIECE_KEPT:
            if len(self) >= MOST_PIECES_KEPT:
                self.clear()
            self[piece] = ids
        return ids

    def _merged(self, content: bytes) -> str:
        """Return the bytes of a piece after all merges, one character for each token."""
        text = content.decode("latin-1")
        rank_of = self._ranks.get
        waiting = [rank for pair in map(add, text, text[1:]) if (rank := rank_of(pair)) is not None]
        heapify(waiting)
        done = -1
        while waiting:
            rank = heappop(waiting)
            if rank == done:  # one replacement merges all places of a pair
                continue
            done = rank
            new = self._made[rank]
            text = text.replace(self._pairs[rank], new)
            place = text.find(new)
            while place >= 0:
                if place and (rank_before := rank_of(text[place - 1 : place + 1])) is not None:
                    heappush(waiting, rank_before)
                if (rank_after := rank_of(text[place : place + 2])) is not None:
                    heappush(waiting, rank_after)
                place = text.find(new, place + 1)
        return text
