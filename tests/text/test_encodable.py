"""Lone surrogates and other kinds are named with their place."""

import pytest

from lib.text.encodable import check_encodable


@pytest.mark.parametrize("text", ["", "plain", "é", "👩\u200d👧", "\uffff\U0010ffff\0"])
def test_what_can_be_written(text):
    check_encodable("text", text)
    assert text.encode().decode() == text


@pytest.mark.parametrize(("text", "place"), [("\ud800", 0), ("é👩\udfff", 2), ("a\ud83d\ude00", 1)])
def test_what_cannot(text, place):
    with pytest.raises(UnicodeEncodeError, match="surrogates not allowed"):
        text.encode()
    with pytest.raises(ValueError, match=rf"title must be text that UTF-8 can write, got the .* as character {place}"):
        check_encodable("title", text)


def test_kinds():
    with pytest.raises(TypeError, match="text must be a string, got bytes"):
        check_encodable("text", b"a")
    with pytest.raises(TypeError, match="texts must be a string or strings, got NoneType"):
        check_encodable("texts", None)
