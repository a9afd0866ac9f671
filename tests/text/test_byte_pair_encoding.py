"""Applying merges: the same tokens as the definition gives, few look-ups, no text too long."""

import random
import string
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.text import Merge, bytes_to_unicode, learn_merges, load_gpt2_tokenizer, merge_steps
from lib.text.byte_alphabet import spelled, unspelled
from lib.text.byte_pair_encoding import LONGEST_PIECE_KEPT, MOST_PIECES_KEPT, PieceEncoder

BYTES = {token: number for number, token in enumerate(bytes_to_unicode().values())}


def encoder(merges):
    tokens = dict(BYTES)
    for merge in merges:
        tokens.setdefault(merge.token, len(tokens))
    names = list(tokens)
    return PieceEncoder(tokens, merges), names


def test_the_first_learned_comes_first():
    # "abc" can be ab + c or a + bc; and the leftmost of equal pairs is merged first.
    merges = [Merge("b", "c"), Merge("a", "b")]
    pieces, names = encoder(merges)
    assert [names[number] for number in pieces["abc"]] == ["a", "bc"]
    pieces, names = encoder(merges[::-1])
    assert [names[number] for number in pieces["abc"]] == ["ab", "c"]
    pieces, names = encoder([Merge("a", "a")])
    assert [names[number] for number in pieces["aaa"]] == ["aa", "a"]


def test_a_merge_may_wait_for_a_later_one():
    # No training gives this order, a file may: abc is made of ab, which is made after it in the list.
    pieces, names = encoder([Merge("ab", "c"), Merge("a", "b")])
    assert [names[number] for number in pieces["abcab"]] == ["abc", "ab"]


def test_two_merges_may_make_one_token():
    merges = [Merge("a", "b"), Merge("b", "c"), Merge("ab", "c"), Merge("a", "bc")]
    pieces, names = encoder(merges)
    assert len(names) == 256 + 3
    assert [names[number] for number in pieces["abcz"]] == ["abc", "z"]


words = st.dictionaries(st.text("ab é", min_size=1, max_size=10), st.integers(1, 3), min_size=1, max_size=8)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(words, st.text("ab éz👩", max_size=24), st.randoms(use_true_random=False))
def test_any_piece_as_by_definition(counts, piece, order):
    merges = learn_merges({word.encode(): count for word, count in counts.items()})
    pieces, names = encoder(merges)
    for each in (piece, *counts):
        assert [names[number] for number in pieces[each]] == merge_steps([each], merges)[-1]
    order.shuffle(merges)  # an order that no training gives
    pieces, names = encoder(merges)
    wanted = [spelled(piece.encode())] if spelled(piece.encode()) in names else merge_steps([piece], merges)[-1]
    assert [names[number] for number in pieces[piece]] == wanted


def test_a_token_is_what_its_merges_make():
    # A piece that is a token is not taken apart; for GPT-2's 50,000 merges, and so for any that were learned, the
    # merges give the same.
    merges = load_gpt2_tokenizer().merges
    pieces, names = encoder(merges)
    for merge in merges:
        assert [names[pieces._ids[code]] for code in pieces._merged(unspelled(merge.token))] == [merge.token]


def test_pieces_are_kept():
    pieces, _ = encoder([Merge("t", "h")])
    assert pieces["the"] is pieces["the"]
    long = "x" * (LONGEST_PIECE_KEPT + 1)
    assert pieces[long] == [BYTES["x"]] * len(long)
    assert list(pieces) == ["the"]


def test_a_full_dictionary_starts_again():
    pieces, _ = encoder([])
    for number in range(MOST_PIECES_KEPT + 5):
        pieces[str(number)]
    assert list(pieces) == [str(MOST_PIECES_KEPT + number) for number in range(5)]


@pytest.mark.parametrize("kind", ["one letter", "all letters"])
def test_a_word_without_end_takes_no_quadratic_time(kind):
    draw = random.Random(4)
    n = 40_000
    long = "a" * n if kind == "one letter" else "".join(draw.choices(string.ascii_lowercase, k=n))
    merges = learn_merges({long[:5000].encode(): 1}, 300)
    pieces, names = encoder(merges)
    start = time.process_time()
    ids = pieces[long]
    assert time.process_time() - start < 5  # about 0.1; a search for the best pair before each merge takes minutes
    assert "".join(names[number] for number in ids) == long
