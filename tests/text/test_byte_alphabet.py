"""GPT-2's alphabet of bytes against what is published of it."""

import unicodedata

import pytest

from lib.text import bytes_to_unicode
from lib.text.byte_alphabet import BYTE_ORDER, PLACE_OF_BYTE, spelled, unspelled


def test_every_byte_has_a_character_of_its_own():
    table = bytes_to_unicode()
    assert sorted(table) == list(range(256))
    assert len(set(table.values())) == 256
    assert not any(unicodedata.category(character)[0] in "CZ" for character in table.values())  # all can be seen


def test_characters_as_published():
    table = bytes_to_unicode()
    # The first tokens of GPT-2's vocabulary, and the marks every reader of it meets.
    assert list(table)[:3] == [ord("!"), ord('"'), ord("#")]
    assert [table[byte] for byte in (0, 9, 10, 13, 32, 127, 128, 160, 173, 255)] == list("ĀĉĊčĠġĢłŃÿ")
    assert list(table.values())[187:190] == ["ÿ", "Ā", "ā"]


def test_order_and_places():
    assert list(BYTE_ORDER) == list(bytes_to_unicode())
    assert [BYTE_ORDER[place] for place in PLACE_OF_BYTE] == list(range(256))


def test_there_and_back():
    every = bytes(range(256))
    assert len(spelled(every)) == 256
    assert unspelled(spelled(every)) == every
    assert spelled(every) == "".join(bytes_to_unicode()[byte] for byte in every)
    assert spelled("黃\n".encode()) == "é»ĥĊ"
    assert unspelled("") == b""


@pytest.mark.parametrize("token", ["a b", "黃", "ok\n"])
def test_another_alphabet(token):
    with pytest.raises(ValueError, match=r"token must be spelled in GPT-2's alphabet of bytes, got '( |黃|\\n)' in"):
        unspelled(token)
