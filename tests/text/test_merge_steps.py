"""Every state between bytes and tokens."""

from itertools import pairwise

import pytest

from lib.text import ByteBPETokenizer, Merge, gpt2_split, merge_steps


def test_a_word_worked_by_hand():
    merges = [Merge("e", "r"), Merge("l", "o"), Merge("lo", "w"), Merge("low", "er")]
    assert merge_steps(["lower"], merges) == [
        ["l", "o", "w", "e", "r"],
        ["l", "o", "w", "er"],
        ["lo", "w", "er"],
        ["low", "er"],
        ["lower"],
    ]


def test_a_merge_applies_everywhere_but_not_across_pieces():
    merges = [Merge("a", "b"), Merge("b", "a")]
    assert merge_steps(["aba", "ba", "b"], merges) == [
        ["a", "b", "a", "b", "a", "b"],
        ["ab", "a", "b", "a", "b"],
        ["ab", "a", "ba", "b"],
    ]
    assert merge_steps(["aaa"], [Merge("a", "a")])[-1] == ["aa", "a"]


def test_bytes_are_spelled():
    assert merge_steps([" é"], [Merge("Ã", "©")]) == [["Ġ", "Ã", "©"], ["Ġ", "Ã©"]]


def test_nothing_to_merge():
    assert merge_steps([], [Merge("a", "b")]) == [[]]
    assert merge_steps(["xyz"], []) == [["x", "y", "z"]]


def test_the_last_state_is_what_a_tokenizer_gives():
    tokenizer = ByteBPETokenizer().train("that thing, the thin thing", vocab_size=262)
    for text in ("the thing", "nothing but\n thé"):
        states = merge_steps(gpt2_split(text), tokenizer.merges)
        assert states[-1] == tokenizer.tokenize(text)
        assert all(len(after) < len(before) for before, after in pairwise(states))


def test_half_of_a_surrogate_pair():
    with pytest.raises(ValueError, match=r"pieces must be text that UTF-8 can write, got the lone surrogate '\\udc41'"):
        merge_steps(["a", "\udc41"], [])
