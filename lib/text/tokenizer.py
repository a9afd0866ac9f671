"""What all tokenizers have in common: learn tokens from text, encode, decode, save, load."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

from lib.basics import check_integer
from lib.basics.errors import NotFittedError
from lib.text.encodable import check_string
from lib.text.token_file import TokenizerFileError, read_token_file, write_token_file

# Padding to make rows of a batch equally long, whatever the vocabulary lacks, and the two ends of a sequence.
SPECIAL_TOKENS = ("<pad>", "<unk>", "<bos>", "<eos>")


class Tokenizer:
    r"""Base class of tokenizers: a subclass says how to cut a string, and in which order its tokens are numbered.

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
    A special token is a number, not a spelling: text that contains the characters ``<eos>`` is encoded as ordinary
    text, so no text can end a sequence or pretend to be padding.
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.text import Tokenizer
    >>> class LineTokenizer(Tokenizer):
    ...     def tokenize(self, text):
    ...         return text.splitlines(keepends=True)
    >>> LineTokenizer().train("one\ntwo\none\n").encode("two\none\n")
    [1, 0]
    """

    def __init__(self, special_tokens: Sequence[str] = ()) -> None:
        special = tuple(special_tokens)
        if len(set(special)) < len(special) or not set(special) <= set(SPECIAL_TOKENS):
            raise ValueError(f"special_tokens must be different ones of {', '.join(SPECIAL_TOKENS)}, got {special!r}")
        self.special_tokens = special
        self._vocab: tuple[str, ...] | None = None
        self._ids: dict[str, int] = {}

    def tokenize(self, text: str) -> list[str]:
        """Cut a string into tokens whose concatenation is the string.

        Parameters
        ----------
        text : str

        Returns
        -------
        list of str

        Raises
        ------
        NotImplementedError
            If the subclass has no such method.
        """
        raise NotImplementedError(f"{type(self).__name__} must define tokenize to be used, got none")

    def _in_order(self, counts: Counter[str]) -> list[str]:
        """Return the tokens in the order of their numbers: the frequent ones first, equal counts by spelling."""
        return sorted(counts, key=lambda token: (-counts[token], token))

    def train(self, texts: str | Iterable[str], vocab_size: int | None = None, min_count: int = 1) -> Self:
        """Learn the vocabulary from text; what was learned before is forgotten.

        Parameters
        ----------
        texts : str or iterable of str
        vocab_size : int, optional
            Largest size of the vocabulary, special tokens included; the most frequent tokens stay (of equally frequent
            ones, those that come first by spelling).
        min_count : int, default 1
            Tokens that occur less often are left out.

        Returns
        -------
        self

        Raises
        ------
        TypeError
            If a text is no string.
        ValueError
            If ``vocab_size`` leaves no room for a token, or ``min_count`` is below 1.
        """
        check_integer("min_count", min_count, low=1)
        n_special = len(self.special_tokens)
        if vocab_size is not None:
            check_integer("vocab_size", vocab_size, low=n_special + 1)
        counts: Counter[str] = Counter()
        for text in [texts] if isinstance(texts, str) else texts:
            counts.update(self.tokenize(check_string("texts", text)))
        frequent = [token for token in Tokenizer._in_order(self, counts) if counts[token] >= min_count]
        kept = set(frequent if vocab_size is None else frequent[: vocab_size - n_special])
        self._learn([token for token in self._in_order(counts) if token in kept])
        return self

    def _learn(self, tokens: Sequence[str]) -> None:
        """Give the special tokens their numbers, then ``tokens``."""
        self._vocab = (*self.special_tokens, *tokens)
        self._ids = {token: number for number, token in enumerate(tokens, start=len(self.special_tokens))}

    @property
    def vocab(self) -> tuple[str, ...]:
        """Return all tokens; the place of a token is its number.

        Returns
        -------
        tuple of str

        Raises
        ------
        NotFittedError
            If ``train`` or ``load`` was not called.
        """
        if self._vocab is None:
            raise NotFittedError(
                f"this {type(self).__name__} has no vocabulary yet; call train or load before using it"
            )
        return self._vocab

    @property
    def vocab_size(self) -> int:
        """Return the number of tokens, special ones included.

        Returns
        -------
        int
        """
        return len(self.vocab)

    def special_id(self, token: str) -> int:
        """Return the number of a special token.

        Parameters
        ----------
        token : str

        Returns
        -------
        int

        Raises
        ------
        ValueError
            If this tokenizer was made without it.
        """
        if token not in self.special_tokens:
            raise ValueError(
                f"token must be one of this tokenizer's special_tokens {self.special_tokens!r}, got {token!r}"
            )
        return self.special_tokens.index(token)

    def encode(self, text: str, add_bos: bool = False, add_eos: bool = False) -> list[int]:
        """Return the numbers of the tokens of a string.

        Parameters
        ----------
        text : str
        add_bos, add_eos : bool, default False
            Whether to put ``<bos>`` before and ``<eos>`` behind.

        Returns
        -------
        list of int

        Raises
        ------
        TypeError
            If ``text`` is no string.
        ValueError
            If a token is unknown and there is no ``<unk>``, or ``<bos>`` or ``<eos>`` is asked for but not there.
        """
        self.vocab  # noqa: B018  an untrained tokenizer is told so
        tokens = self.tokenize(check_string("text", text))
        if "<unk>" in self.special_tokens:
            unknown, known = self.special_id("<unk>"), self._ids.get
            ids = [known(token, unknown) for token in tokens]
        else:
            try:
                ids = [self._ids[token] for token in tokens]
            except KeyError as error:
                place = tokens.index(error.args[0])
                raise ValueError(
                    f"text must consist of tokens of the vocabulary, as there is no <unk>, got {error.args[0]!r} as"
                    f" token {place}"
                ) from None
        before = [self.special_id("<bos>")] if add_bos else []
        return before + ids + ([self.special_id("<eos>")] if add_eos else [])

    def decode(self, ids: Iterable[Any], skip_special: bool = False) -> str:
        """Return the string that numbers stand for.

        Parameters
        ----------
        ids : iterable of int
            A list, or an array or tensor with one axis.
        skip_special : bool, default False
            Whether to leave special tokens out; else they appear by name.

        Returns
        -------
        str

        Raises
        ------
        TypeError
            If an entry is no integer.
        ValueError
            If a number is outside the vocabulary.
        """
        vocab, n_special = self.vocab, len(self.special_tokens)
        return "".join([vocab[number] for number in self._numbers(ids) if not skip_special or number >= n_special])

    def _numbers(self, ids: Iterable[Any]) -> list[int]:
        """Return numbers of tokens as Python's integers, checked."""
        size = self.vocab_size
        numbers = [operator.index(number) for number in ids]
        for number in numbers:
            if not 0 <= number < size:
                raise ValueError(f"ids must lie in 0..{size - 1}, got {number}")
        return numbers

    def save(self, path: str | Path) -> None:
        """Write the tokenizer to a file, a JSON text; an older file of that name is replaced all at once.

        Parameters
        ----------
        path : str or Path
        """
        vocab, n_special = self.vocab, len(self.special_tokens)
        content = {"kind": type(self).__name__, "special_tokens": vocab[:n_special], "tokens": vocab[n_special:]}
        write_token_file(Path(path), content)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Return the tokenizer that was saved to a file.

        Parameters
        ----------
        path : str or Path

        Returns
        -------
        Tokenizer
            Of the class whose method is called.

        Raises
        ------
        TokenizerFileError
            If the file is missing, damaged, or holds another kind of tokenizer.
        """
        content = cls._content(Path(path))
        tokenizer = cls(content["special_tokens"])
        tokenizer._learn(content["tokens"])
        return tokenizer

    @classmethod
    def _content(cls, path: Path) -> dict[str, Any]:
        """Return what a file of this kind of tokenizer holds."""
        content = read_token_file(path)
        if content.get("kind") != cls.__name__:
            raise TokenizerFileError(f"{path.name} must hold a {cls.__name__}, got a {content.get('kind')}")
        return content

    def __repr__(self) -> str:
        size = "untrained" if self._vocab is None else f"{self.vocab_size:,} tokens"
        return f"{type(self).__name__}({size}, special_tokens={self.special_tokens!r})"
