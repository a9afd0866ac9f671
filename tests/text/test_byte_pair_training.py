"""Learning merges: a case from the paper, and a slow program that follows the definition word by word."""

import collections

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.data import load_austen
from lib.text import Merge, gpt2_split, learn_merges
from lib.text.byte_alphabet import BYTE_ORDER, spelled


def learn_by_definition(words, n_merges=None, min_count=1):
    """Count every pair anew for every merge."""
    numbers = {spelled(bytes([byte])): number for number, byte in enumerate(BYTE_ORDER)}
    rows = [(list(spelled(word)), count) for word, count in words.items()]
    merges = []
    while n_merges is None or len(merges) < n_merges:
        counts = collections.Counter()
        for row, weight in rows:
            for place in range(len(row) - 1):
                counts[row[place], row[place + 1]] += weight
        if not counts:
            break
        (left, right), count = min(counts.items(), key=lambda entry: (-entry[1], *(numbers[t] for t in entry[0])))
        if count < min_count:
            break
        merges.append(Merge(left, right, count))
        numbers[left + right] = len(numbers)
        for row, _ in rows:
            place = 0
            while place < len(row) - 1:
                if row[place] == left and row[place + 1] == right:
                    row[place : place + 2] = [left + right]
                place += 1
    return merges


def test_the_dictionary_of_the_paper():
    # Sennrich, Haddow & Birch (2016), figure 1, has r·, lo, low and er·, as all pairs of "er·" and "low" occur twice
    # and the paper names no rule for ties. By ours "er" is first, and "low" and "er." are there after four merges too.
    words = {b"low.": 1, b"lowest.": 1, b"newer.": 1, b"wider.": 1}
    assert [merge.frequency for merge in learn_merges(words, 4)] == [2, 2, 2, 2]
    assert [merge.token for merge in learn_merges(words, 4)] == ["er", "lo", "er.", "low"]


def test_worked_by_hand():
    # aaaa: (a, a) stands 3 times in each of 2 copies, twice in aaa, once in aa.
    assert learn_merges({b"aaaa": 2, b"aaa": 1, b"aa": 1}) == [
        Merge("a", "a", 9),
        Merge("aa", "aa", 2),
        Merge("aa", "a", 1),
    ]


def test_ties_go_to_the_smaller_numbers():
    assert [merge.token for merge in learn_merges({b"dcba": 1}, 1)] == ["ba"]
    assert [merge.token for merge in learn_merges({b"ad": 1, b"ab": 1}, 1)] == ["ab"]
    # The space is an invisible byte, so its number is larger than that of any letter.
    assert [merge.token for merge in learn_merges({b" a": 1, b"zz": 1}, 1)] == ["zz"]
    # A token made before has a larger number than a byte.
    assert [merge.token for merge in learn_merges({b"xyz": 2, b"xy": 1, b"zw": 2}, 2)] == ["xy", "zw"]


letters = st.lists(st.sampled_from(b"ab c\xff"), min_size=1, max_size=12).map(bytes)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.dictionaries(letters, st.integers(0, 4), max_size=12), st.integers(1, 3))
def test_any_words_as_by_definition(words, min_count):
    assert learn_merges(words, min_count=min_count) == learn_by_definition(words, min_count=min_count)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from([b"a" * n for n in range(1, 14)] + [b"aab", b"baa", b"abab"]), max_size=8))
def test_runs_of_one_letter_as_by_definition(words):
    counts = collections.Counter(words)
    assert learn_merges(counts) == learn_by_definition(counts)


def test_real_text_as_by_definition():
    words = collections.Counter(piece.encode() for piece in gpt2_split(load_austen().train[:12_000]))
    assert learn_merges(words, 150) == learn_by_definition(words, 150)


def test_the_order_of_the_words_changes_nothing():
    words = collections.Counter(piece.encode() for piece in gpt2_split(load_austen().train[:20_000]))
    turned = list(words.items())
    np.random.default_rng(3).shuffle(turned)
    assert learn_merges(words, 300) == learn_merges({bytes(word): int(count) for word, count in turned}, 300)


def test_fewer_merges_are_the_first_ones():
    words = {piece.encode(): 1 for piece in gpt2_split("she sells sea shells by the sea shore")}
    every = learn_merges(words)
    assert every[:7] == learn_merges(words, 7)
    assert learn_merges(words, 0) == []
    frequencies = [merge.frequency for merge in learn_merges(words, min_count=2)]
    assert frequencies == [merge.frequency for merge in every if merge.frequency >= 2]


def test_nothing_to_merge():
    assert learn_merges({}) == learn_merges({b"": 3, b"a": 2}) == learn_merges({b"ab": 0}) == []


def test_a_merge_names_its_token():
    assert Merge("Ġth", "e") == ("Ġth", "e", None)
    assert Merge("Ġth", "e", 5).token == "Ġthe"


def test_arguments_are_checked():
    with pytest.raises(ValueError, match="n_merges must be >= 0, got -1"):
        learn_merges({b"ab": 1}, -1)
    with pytest.raises(ValueError, match="min_count must be >= 1, got 0"):
        learn_merges({b"ab": 1}, min_count=0)
