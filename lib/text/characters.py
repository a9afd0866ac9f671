"""The character tokenizer: every character is a token."""

from __future__ import annotations

from collections import Counter

from lib.text.tokenizer import Tokenizer


class CharTokenizer(Tokenizer):
    """Make every character of a text a token, numbered in the order of Unicode.

    Parameters
    ----------
    special_tokens : sequence of str, default ()
        Any of ``"<pad>", "<unk>", "<bos>", "<eos>"``, which get the first numbers in the order given.

    Raises
    ------
    ValueError
        If a special token is none of the four, or is given twice.

    Notes
    -----
    The shortest vocabulary and the longest sequences. A character is a code point: an é written as e and a combining
    accent is two, an emoji made of several people is several. Decoding gives back any text over the alphabet exactly.
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.text import CharTokenizer
    >>> tokenizer = CharTokenizer(["<unk>", "<eos>"]).train("hello")
    >>> tokenizer.vocab
    ('<unk>', '<eos>', 'e', 'h', 'l', 'o')
    >>> tokenizer.encode("hole!", add_eos=True)
    [3, 5, 4, 2, 0, 1]
    >>> tokenizer.decode([3, 5, 4, 2, 0, 1])
    'hole<unk><eos>'
    """

    def tokenize(self, text: str) -> list[str]:
        """Cut a string into its characters."""
        return list(text)

    def _in_order(self, counts: Counter[str]) -> list[str]:
        return sorted(counts)
