"""GPT-2's pieces: cases that can be read off the pattern, and all of Unicode."""

import sys
import unicodedata

import pytest

from lib.text import gpt2_split


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("Hello world", ["Hello", " world"]),
        ("I'll we've they're he's I'd can't I'm", ["I", "'ll", " we", "'ve", " they", "'re", " he", "'s", " I", "'d",
                                                  " can", "'t", " I", "'m"]),
        ("IT'S", ["IT", "'", "S"]),  # capitals are no contraction
        ("'tis", ["'t", "is"]),
        ("a  b", ["a", " ", " b"]),
        ("a \n\n b", ["a", " \n\n", " b"]),
        ("a   ", ["a", "   "]),
        ("a\tb", ["a", "\t", "b"]),
        ("\u00a0x\u3000y", ["\u00a0", "x", "\u3000", "y"]),
        ("x2 = 3.14", ["x", "2", " =", " 3", ".", "14"]),
        ("½ Ⅷ ७", ["½", " Ⅷ", " ७"]),
        ("¿Qué?!", ["¿", "Qué", "?!"]),
        ("e\u0301t", ["e", "\u0301", "t"]),
        ("白日依山盡，黃河", ["白日依山盡", "，", "黃河"]),
        ("a_b", ["a", "_", "b"]),
        ("ok 👩\u200d👧", ["ok", " 👩\u200d👧"]),
        ("\U0001d400\U0001d7ce", ["\U0001d400", "\U0001d7ce"]),  # a letter and a digit beyond 16 bits
        ("a\x1cb\x85c", ["a", "\x1c", "b", "\x85", "c"]),
    ],
)  # fmt: skip
def test_pieces(text, pieces):
    assert gpt2_split(text) == pieces
    # Sets beyond 16 bits give the same pieces.
    assert gpt2_split(text + "\n\U0001f600")[: len(pieces)][:-1] == pieces[:-1]


def test_every_assigned_character_has_its_category():
    spaces = {*range(9, 14), 32, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000}
    codes = [c for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)) not in ("Cn", "Cs", "Co")]

    def joins(mark):  # what makes one piece with the mark before it, each on a line of its own
        pieces = gpt2_split("".join(f"{mark}{chr(c)}\n" for c in codes))
        return {piece[1] for piece in pieces if len(piece) == 2 and piece[0] == mark}

    assert joins(" ") == {chr(c) for c in codes if c not in spaces}
    for mark, kind in (("a", "L"), ("1", "N")):
        assert joins(mark) == {chr(c) for c in codes if unicodedata.category(chr(c))[0] == kind}


@pytest.mark.parametrize(("character", "kind"), [("\U00031350", "L"), ("\u1c89", "L"), ("\U00011f50", "N")])
def test_characters_younger_than_python(character, kind):
    # Unicode 15 and 16
    assert [mark for mark in "a1?" if len(gpt2_split(mark + character)) == 1] == ["a" if kind == "L" else "1"]


def test_nothing_is_lost():
    text = "".join(map(chr, range(0x3000))) + "\ud800 \U0010ffff"
    assert "".join(gpt2_split(text)) == text


def test_kind_of_argument():
    with pytest.raises(TypeError, match="text must be a string, got bytes"):
        gpt2_split(b"a")
