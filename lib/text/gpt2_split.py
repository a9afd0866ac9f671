r"""GPT-2's cutting of text into words, numbers, signs and white space: no token crosses their borders."""

from __future__ import annotations

import functools
import re
import unicodedata

# The 25 white spaces of Unicode. Python's own \s has four control characters besides (U+001C to U+001F).
_SPACES = r"\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
# Letters and digits that Unicode gained from version 14 (Python 3.11) to 16, in hexadecimal: with them the pieces are
# the same on every Python.
_NEW = {
    "L": "1C89-1C8A A7CB-A7CD A7DA-A7DC 105C0-105F3 10D4A-10D65 10D6F-10D85 10EC2-10EC4 1123F-11240 11380-11389 1138B"
    " 1138E 11390-113B5 113B7 113D1 113D3 11BC0-11BE0 11F02 11F04-11F10 11F12-11F33 1342F 13441-13446 13460-143FA"
    " 16100-1611D 16D40-16D6C 18CFF 1B132 1B155 1DF25-1DF2A 1E030-1E06D 1E4D0-1E4EB 1E5D0-1E5ED 1E5F0 2B739 2EBF0-2EE5D"
    " 31350-323AF",
    "N": "10D40-10D49 116D0-116E3 11BF0-11BF9 11F50-11F59 16130-16139 16D70-16D79 1CCF0-1CCF9 1D2C0-1D2D3 1E4F0-1E4F9"
    " 1E5F1-1E5FA",
}
_END_OF_LETTERS = 0x40000  # beyond are no letters or digits: no characters, tags and private use
_BEYOND_16_BITS = re.compile("[\U00010000-\U0010ffff]")


def _ranges(kind: str, end: int) -> str:
    """Return the characters below ``end`` whose category starts with ``kind``, as the inside of a set of `re`."""
    found: list[tuple[int, int]] = []
    first = None
    for code in range(end + 1):
        if code < end and unicodedata.category(chr(code))[0] == kind:
            first = code if first is None else first
        elif first is not None:
            found.append((first, code - 1))
            first = None
    for entry in _NEW[kind].split():
        low, _, high = entry.partition("-")
        found.append((int(low, 16), int(high or low, 16)))
    return "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in found if low < end)


@functools.cache
def _pattern(end: int) -> re.Pattern[str]:
    r"""Return GPT-2's pattern with ``\p{L}``, ``\p{N}`` and Unicode's ``\s``, which `re` lacks, written out."""
    letters, digits = _ranges("L", end), _ranges("N", end)
    return re.compile(
        rf"'(?:[sdmt]|ll|ve|re)| ?[{letters}]+| ?[{digits}]+| ?[^{_SPACES}{letters}{digits}]+"
        rf"|[{_SPACES}]+(?![^{_SPACES}])|[{_SPACES}]+"
    )


def gpt2_split(text: str) -> list[str]:
    r"""Cut a string as GPT-2 does before it merges bytes.

    The pattern is ``'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+``: an English contraction,
    a run of letters, of digits or of other signs (each with one space before it), or a run of white space, the last of
    which is left for the word that follows.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
        Pieces whose concatenation is the text.

    Raises
    ------
    TypeError
        If ``text`` is no string.

    Notes
    -----
    Letters (``\p{L}``) and digits (``\p{N}``) are those of Unicode 16, or of the running Python where that is newer.
    Marks such as a combining accent are neither, so e and accent written apart are cut in two.
    Cost: one pass, about 30 milliseconds for a million characters. The sets are made at the first call.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Radford et al. (2019), *Language models are unsupervised multitask learners*, section 2.2, and the code beside it.

    Examples
    --------
    >>> from lib.text import gpt2_split
    >>> gpt2_split("She'll pay 20 francs,  n'est-ce pas?\n")
    ['She', "'ll", ' pay', ' 20', ' francs', ',', ' ', ' n', "'", 'est', '-', 'ce', ' pas', '?', '\n']
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be a string, got {type(text).__name__}")
    # Subtle: `re` looks up a character below 2**16 in a table, one beyond in all the ranges of the set, one by one, and
    # so whatever is in no set. Most texts need only sets that end at 2**16, which more than halves the time.
    is_wide = not text.isascii() and _BEYOND_16_BITS.search(text)
    return _pattern(_END_OF_LETTERS if is_wide else 0x10000).findall(text)
