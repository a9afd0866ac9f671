"""Vocabularies and merges that do not fit together are refused, each with what is wrong."""

import pytest

from lib.text import Merge, bytes_to_unicode
from lib.text.byte_pair_vocabulary import check_vocabulary

BYTES = list(bytes_to_unicode().values())
TH, HE = Merge("t", "h"), Merge("h", "e")


def test_what_fits():
    assert check_vocabulary(BYTES, {}, []) == {token: number for number, token in enumerate(BYTES)}
    ids = check_vocabulary([*BYTES, "th", "<s>", "the"], {"<s>": 257}, [TH, Merge("th", "e")])
    assert (ids["th"], ids["the"], len(ids)) == (256, 258, 258)
    # A special token is spelled as people write, and may look like another token.
    assert check_vocabulary([*BYTES, "my name", "a"], {"my name": 256, "a": 257}, [])["a"] == BYTES.index("a")
    check_vocabulary([*BYTES, "th", "he", "the"], {}, [TH, HE, Merge("th", "e"), Merge("t", "he")])


@pytest.mark.parametrize(
    ("vocab", "special_ids", "merges", "message"),
    [
        ([], {}, [], "the vocabulary must have a token for each of the 256 bytes, got none for byte 0"),
        ([token for token in BYTES if token != "Ġ"], {}, [], "got none for byte 32"),
        (BYTES, {"A": BYTES.index("A")}, [], "got none for byte 65"),
        ([*BYTES, "<s>"], {"<s>": 2}, [], "special tokens must stand at their numbers, .* than '<s>' at 2"),
        ([*BYTES, "<s>"], {"<s>": 257}, [], "special tokens must .*, got another token than '<s>' at 257"),
        ([*BYTES, "<s>"], {"<s>": -1}, [], "special tokens must .*, got another token than '<s>' at -1"),
        ([*BYTES, "the word"], {}, [], "token must be spelled in GPT-2's alphabet of bytes, got ' ' in 'the word'"),
        ([*BYTES, "th", "th"], {}, [TH], "tokens must be different, got 'th' as 256 and as 257"),
        (BYTES, {}, [TH], "merges must be of and into tokens of the vocabulary, got 'th' in merge 0"),
        ([*BYTES, "thee"], {}, [Merge("the", "e")], "of the vocabulary, got 'the' in merge 0"),
        ([*BYTES, "th"], {}, [TH, TH], "merges must be different, got 't' and 'h' again as merge 1"),
        ([*BYTES, "th", "in"], {}, [TH], "merges must make every token of several bytes, but none makes 'in'"),
        ([*BYTES, ""], {}, [], "merges must make every token of several bytes, but none makes ''"),
    ],
)  # fmt: skip
def test_what_does_not(vocab, special_ids, merges, message):
    with pytest.raises(ValueError, match=message):
        check_vocabulary(vocab, special_ids, merges)
