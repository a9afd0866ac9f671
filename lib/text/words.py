"""The word tokenizer: a word with the space before it is a token, and so is a punctuation mark."""

from __future__ import annotations

import re

from lib.text.tokenizer import Tokenizer

# A word, or any other sign, each with one space before it if there is one; else a single white space.
_TOKEN = re.compile(r" ?\w+| ?[^\w\s]|\s")


class WordTokenizer(Tokenizer):
    r"""Make every word and every punctuation mark a token, numbered from the most frequent to the rarest.

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
    A space belongs to the word behind it, so nothing is lost: decoding gives back any text whose words are known,
    with its spaces. The price is a second entry for a word that also stands without one, as at the start of a sentence.
    Most texts hold words that training never met; they become ``<unk>``. Scripts without spaces, such as Chinese, are
    not cut inside a run of letters: take characters for them.
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.text import WordTokenizer
    >>> tokenizer = WordTokenizer(["<unk>"]).train("To be, or not to be: that is the question.")
    >>> tokenizer.tokenize("Not to be.")
    ['Not', ' to', ' be', '.']
    >>> tokenizer.encode("Not to be.")  # "Not" is unknown: in training it was " not"
    [0, 8, 1, 10]
    >>> tokenizer.decode([8, 1, 10])
    ' to be.'
    """

    def tokenize(self, text: str) -> list[str]:
        """Cut a string into words and signs."""
        return _TOKEN.findall(text)
