"""BLEU's tokens."""

import pytest

from lib.text import tokenize_13a


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Hello, world!", ["Hello", ",", "world", "!"]),
        ("1,000.50 and 3.", ["1,000.50", "and", "3", "."]),
        (".5 -7 8-9 x-y", [".", "5", "-7", "8", "-", "9", "x-y"]),
        ('it\'s (a) "b"/c', ["it's", "(", "a", ")", '"', "b", '"', "/", "c"]),
        ("&quot;a&quot; &amp;lt; &lt;b&gt;", ['"', "a", '"', "<", "<", "b", ">"]),
        ("a <skipped>b", ["a", "b"]),
        ("over-\nleaf\nnext", ["overleaf", "next"]),
        ("  spaces\t\u00a0and\n", ["spaces", "and"]),
        ("白日, 依山", ["白日", ",", "依山"]),
        ("", []),
    ],
)
def test_tokens(text, tokens):
    assert tokenize_13a([text]) == [tokens]


def test_lines_stay_apart():
    lines = ["ends in 1.", "2 begins", "", "x,", ",y", "-", "3", "a\nb"]
    assert tokenize_13a(lines) == [tokenize_13a([line])[0] for line in lines]
    assert tokenize_13a([]) == []
