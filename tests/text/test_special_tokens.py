"""Names in a text: the longest, wherever they stand."""

import pytest

from lib.text.special_tokens import cut_at_special


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("no name", ["no name"]),
        ("<s>", ["<s>"]),
        ("<s><s>a", ["<s>", "<s>", "a"]),
        ("a<s>b<s><e>", ["a", "<s>", "b", "<s>", "<e>"]),
        ("<s>t>", ["<s>t>"]),
        ("<<s>.*", ["<", "<s>", ".*"]),
        ("<s", ["<s"]),
    ],
)
def test_parts(text, parts):
    assert cut_at_special(text, ["<s>", "<e>", "<s>t>", ".*"]) == parts


def test_nothing_to_look_for():
    assert cut_at_special("<s>a", []) == ["<s>a"]
    assert cut_at_special("", ()) == [""]
