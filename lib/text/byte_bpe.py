"""The byte-level BPE tokenizer: any text is bytes, and bytes that often stand together are merged into tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Self

from lib.basics import check_integer
from lib.text.byte_alphabet import BYTE_ORDER, spelled, unspelled
from lib.text.byte_pair_encoding import PieceEncoder
from lib.text.byte_pair_training import Merge, learn_merges
from lib.text.byte_pair_vocabulary import check_vocabulary
from lib.text.encodable import check_encodable
from lib.text.gpt2_split import gpt2_split
from lib.text.special_tokens import cut_at_special
from lib.text.token_file import TokenizerFileError, write_token_file
from lib.text.tokenizer import Tokenizer


class ByteBPETokenizer(Tokenizer):
    r"""Cut text into words, words into bytes, and merge bytes by the pairs that were frequent in training.

    Parameters
    ----------
    special_tokens : sequence of str, default ()
        Names such as ``"<eos>"`` or ``"<|endoftext|>"``, which get the first numbers in the order given.

    Raises
    ------
    ValueError
        If a special token is empty or given twice.

    Notes
    -----
    Nothing is unknown, as every text is bytes of UTF-8. After the special tokens come the 256 bytes in GPT-2's order,
    then one token for each merge. A token may end inside a character: `vocab` spells tokens in GPT-2's alphabet of
    bytes, and a number alone need not decode to text. Special names inside a text are ordinary text unless ``encode``
    allows them.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Sennrich, Haddow & Birch (2016), *Neural machine translation of rare words with subword units*, ACL. Radford et al.
    (2019), *Language models are unsupervised multitask learners*, section 2.2.

    Examples
    --------
    >>> from lib.text import ByteBPETokenizer
    >>> tokenizer = ByteBPETokenizer(["<eos>"]).train("the thin thing, the thinner thing", vocab_size=262)
    >>> [merge.token for merge in tokenizer.merges]
    ['th', 'Ġth', 'in', 'Ġthin', 'Ġthing']
    >>> tokenizer.tokenize("this thin é")
    ['th', 'i', 's', 'Ġthin', 'Ġ', 'Ã', '©']
    >>> tokenizer.decode(tokenizer.encode("this thin é", add_eos=True))
    'this thin é<eos>'
    """

    def __init__(self, special_tokens: Sequence[str] = ()) -> None:
        super().__init__()
        names = tuple(special_tokens)
        if isinstance(special_tokens, str) or len(set(names)) < len(names) or "" in names:
            raise ValueError(f"special_tokens must be different names, none of them empty, got {special_tokens!r}")
        for name in names:
            check_encodable("special_tokens", name)
        self.special_tokens = names
        self._special_ids = {name: number for number, name in enumerate(names)}
        self._merges: tuple[Merge, ...] = ()
        self._bytes: list[bytes] = []
        self._pieces = PieceEncoder({}, [])

    @classmethod
    def from_vocabulary(
        cls, ids: Mapping[str, int], merges: Iterable[Merge | tuple[str, str]], special_tokens: Sequence[str] = ()
    ) -> Self:
        """Return the tokenizer that a vocabulary and a list of merges describe.

        Parameters
        ----------
        ids : mapping of str to int
            Number of each token, special ones included; the others spelled in GPT-2's alphabet of bytes.
        merges : iterable of Merge or (str, str)
            In the order of learning.
        special_tokens : sequence of str, default ()
            Those tokens of ``ids`` that are special.

        Returns
        -------
        ByteBPETokenizer

        Raises
        ------
        ValueError
            If numbers are not 0, 1, 2, ..., a special token has none, or tokens and merges do not fit together.
        """
        tokenizer = cls(special_tokens)
        names = sorted(ids, key=lambda name: ids[name])
        for number, name in enumerate(names):
            if ids[name] != number:
                raise ValueError(f"ids must be 0 to {len(names) - 1}, each once, got {ids[name]} in place of {number}")
        if lacking := [name for name in tokenizer.special_tokens if name not in ids]:
            raise ValueError(f"special_tokens must have a number in ids, got none for {lacking[0]!r}")
        special = {name: ids[name] for name in tokenizer.special_tokens}
        tokenizer._build(names, special, [Merge(*merge) for merge in merges])
        return tokenizer

    def _build(self, vocab: Sequence[str], special_ids: dict[str, int], merges: Sequence[Merge]) -> None:
        """Take over a vocabulary, its special tokens by number, and its merges, after checking that they fit."""
        self._ids = check_vocabulary(vocab, special_ids, merges)
        self._vocab, self._special_ids, self._merges = tuple(vocab), special_ids, tuple(merges)
        names = {number: name.encode() for name, number in special_ids.items()}
        self._bytes = [names.get(number) or unspelled(token) for number, token in enumerate(vocab)]
        self._pieces = PieceEncoder(self._ids, merges)

    def train(self, texts: str | Iterable[str], vocab_size: int | None = None, min_count: int = 2) -> Self:
        """Learn merges from text; what was learned before is forgotten.

        Parameters
        ----------
        texts : str or iterable of str
        vocab_size : int, optional
            Largest size of the vocabulary, special tokens and the 256 bytes included; default: no limit.
        min_count : int, default 2
            Pairs that occur less often are not merged.

        Returns
        -------
        self

        Raises
        ------
        TypeError
            If a text is no string.
        ValueError
            If ``vocab_size`` is less than 256 and the special tokens, ``min_count`` is below 1, or a text holds a lone
            surrogate.
        """
        check_integer("min_count", min_count, low=1)
        n_fixed = len(self.special_tokens) + 256
        if vocab_size is not None:
            check_integer("vocab_size", vocab_size, low=n_fixed)
        counts: Counter[str] = Counter()
        for text in [texts] if isinstance(texts, str) else texts:
            check_encodable("texts", text)
            counts.update(gpt2_split(text))
        words = {piece.encode(): count for piece, count in counts.items()}
        merges = learn_merges(words, None if vocab_size is None else vocab_size - n_fixed, min_count)
        bytes_ = [spelled(bytes([byte])) for byte in BYTE_ORDER]
        special_ids = {name: number for number, name in enumerate(self.special_tokens)}
        self._build([*self.special_tokens, *bytes_, *(merge.token for merge in merges)], special_ids, merges)
        return self

    @property
    def merges(self) -> tuple[Merge, ...]:
        """Return the merges in the order of learning, with the counts they had then.

        Returns
        -------
        tuple of Merge

        Raises
        ------
        NotFittedError
            If ``train`` or ``load`` was not called.
        """
        self.vocab  # noqa: B018  an untrained tokenizer is told so
        return self._merges

    def first_merges(self, n_merges: int) -> Self:
        """Return a tokenizer that knows the first merges only, as if training had stopped there.

        Parameters
        ----------
        n_merges : int

        Returns
        -------
        ByteBPETokenizer

        Raises
        ------
        ValueError
            If there are not so many merges.
        """
        check_integer("n_merges", n_merges, low=0, high=len(self.merges))
        kept = self._merges[:n_merges]
        made = {merge.token for merge in kept}
        special = {number: name for name, number in self._special_ids.items()}
        numbers = [n for n, token in enumerate(self.vocab) if n in special or len(token) == 1 or token in made]
        shorter = type(self)(self.special_tokens)
        special_ids = {special[old]: new for new, old in enumerate(numbers) if old in special}
        shorter._build([self.vocab[number] for number in numbers], special_ids, kept)
        return shorter

    def tokenize(self, text: str) -> list[str]:
        """Cut a string into tokens spelled in GPT-2's alphabet, whose concatenation spells the string's bytes."""
        return list(map(self.vocab.__getitem__, self.encode(text)))

    def special_id(self, token: str) -> int:
        """Return the number of a special token."""
        super().special_id(token)
        return self._special_ids[token]

    def encode(
        self, text: str, add_bos: bool = False, add_eos: bool = False, allowed_special: str | Collection[str] = ()
    ) -> list[int]:
        """Return the numbers of the tokens of a string.

        Parameters
        ----------
        text : str
        add_bos, add_eos : bool, default False
            Whether to put the special token ``<bos>`` before and ``<eos>`` behind.
        allowed_special : str or collection of str, default ()
            Special tokens that the text may name: one, several, or ``"all"``. Others are encoded as ordinary text.

        Returns
        -------
        list of int

        Raises
        ------
        TypeError
            If ``text`` is no string.
        ValueError
            If the text holds a lone surrogate, which UTF-8 cannot write, or a special token asked for is not there.
        """
        self.vocab  # noqa: B018  an untrained tokenizer is told so
        check_encodable("text", text)
        if allowed_special == "all":
            allowed_special = self.special_tokens
        names = {allowed_special} if isinstance(allowed_special, str) else set(allowed_special)
        special = {name: self.special_id(name) for name in names}
        ids = [self.special_id("<bos>")] if add_bos else []
        for part in cut_at_special(text, special):
            if part in special:
                ids.append(special[part])
            else:  # no step of this loop over pieces is written in Python: more than half of its time is the split
                ids.extend(chain.from_iterable(map(self._pieces.__getitem__, gpt2_split(part))))
        return ids + ([self.special_id("<eos>")] if add_eos else [])

    def decode_bytes(self, ids: Iterable[Any], skip_special: bool = False) -> bytes:
        """Return the bytes that numbers stand for.

        Parameters
        ----------
        ids : iterable of int
            A list, or an array or tensor with one axis.
        skip_special : bool, default False
            Whether to leave special tokens out; else they appear by name.

        Returns
        -------
        bytes

        Raises
        ------
        TypeError
            If an entry is no integer.
        ValueError
            If a number is outside the vocabulary.
        """
        numbers = self._numbers(ids)
        left_out = set(self._special_ids.values()) if skip_special else set()
        return b"".join([self._bytes[number] for number in numbers if number not in left_out])

    def decode(self, ids: Iterable[Any], skip_special: bool = False) -> str:
        """Return the string that numbers stand for; bytes that are no UTF-8, as parts of a character, become U+FFFD."""
        return self.decode_bytes(ids, skip_special).decode("utf-8", errors="replace")

    def save(self, path: str | Path) -> None:
        """Write the tokenizer to a file, a JSON text; an older file of that name is replaced all at once."""
        content = {
            "kind": type(self).__name__,
            "tokens": self.vocab,
            "special_ids": self._special_ids,
            "merges": self._merges,
        }
        write_token_file(Path(path), content)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Return the tokenizer that was saved to a file; a damaged one is a `TokenizerFileError`."""
        path = Path(path)
        content = cls._content(path)
        try:
            tokenizer = cls(list(content["special_ids"]))
            tokenizer._build(content["tokens"], content["special_ids"], [Merge(*merge) for merge in content["merges"]])
        except (KeyError, TypeError, ValueError) as error:
            raise TokenizerFileError(f"{path.name} holds no {cls.__name__} that works: {error}") from error
        return tokenizer
