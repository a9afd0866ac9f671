"""Load the texts that ship with the book, each divided once and for all into parts that share no sentence or verse."""

from __future__ import annotations

import lzma
import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from lib.data import load
from lib.data.split_groups import split_groups
from lib.data.text_cards import AUSTEN, ENGLISH_FRENCH, KING_JAMES, MOBY_DICK, TANG_QUATRAINS, TextCard

Part = TypeVar("Part")


@dataclass(frozen=True, eq=False)
class TextData(Generic[Part]):
    """Hold a set of texts in three parts: to train on, to choose settings by, to test on at the end.

    Attributes
    ----------
    train, validation, test : str, or tuple
        A running text, or one entry for each poem or pair of sentences.
    card : TextCard
        Origin, licence and known faults.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.data import load_english_french
    >>> load_english_french()
    TextData of English-French interface texts: 20,773 training, 1,000 validation and 1,000 test pairs
    """

    train: Part
    validation: Part
    test: Part
    card: TextCard

    def __repr__(self) -> str:
        n_train, n_validation, n_test = map(len, (self.train, self.validation, self.test))  # type: ignore[arg-type]
        return (
            f"TextData of {self.card.title}: {n_train:,} training, {n_validation:,} validation and {n_test:,} test"
            f" {self.card.unit}"
        )


class Poem(NamedTuple):
    """Hold one poem.

    Attributes
    ----------
    form : str
        ``"五絕"``: four lines of five characters, or ``"七絕"``: of seven.
    author, title : str
    text : str
        The lines, with 「，」 after odd ones and 「。」 after even ones.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.data import Poem
    >>> Poem("五絕", "王之渙", "登鸛雀樓", "白日依山盡，黃河入海流。欲窮千里目，更上一層樓。").text[:5]
    '白日依山盡'
    """

    form: str
    author: str
    title: str
    text: str


def load_austen() -> TextData[str]:
    r"""Load Jane Austen's six novels as running text.

    Returns
    -------
    TextData of str
        Of each novel about the first 90 percent are training text, the next 5 validation, the last 5 test.

    Raises
    ------
    DataFileError
        If the file is missing or damaged.

    Notes
    -----
    A novel is cut at the next blank line, so no paragraph is in two parts. Every part holds all six novels in the order
    of the file. Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.data import load_austen
    >>> austen = load_austen()
    >>> austen.train[25:53], len(austen.train)
    ('VOLUME I\n\n\n\nCHAPTER I\n\n\nEmma', 3635776)
    """
    text = _read(AUSTEN)
    starts = [text.index(f"{title}\n\n") for title in AUSTEN.works]
    parts: tuple[list[str], list[str], list[str]] = ([], [], [])
    paragraphs = [blank.end() for blank in re.finditer("\n{2,}", text)]
    for start, end in zip(starts, [*starts[1:], len(text)]):
        wanted = [start + (end - start) * percent // 100 for percent in (90, 95)]
        cuts = [paragraphs[bisect_left(paragraphs, place)] for place in wanted]
        for part, low, high in zip(parts, [start, *cuts], [*cuts, end]):
            part.append(text[low:high])
    train, validation, test = map("".join, parts)
    return TextData(train, validation, test, AUSTEN)


def load_moby_dick() -> TextData[str]:
    """Load Herman Melville's novel of the white whale as running text.

    Returns
    -------
    TextData of str
        Of every 200 paragraphs the first 180 are training text, the next 10 validation, the last 10 test.

    Raises
    ------
    DataFileError
        If the file is missing or damaged.

    Notes
    -----
    Every part runs through the whole book. Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.data import load_moby_dick
    >>> load_moby_dick().train[22:39]
    'Call me Ishmael. '
    """
    return _in_blocks(re.findall(r".+\n+", _read(MOBY_DICK)), 200, MOBY_DICK)


def load_king_james() -> TextData[str]:
    """Load the Bible in the English of the King James Version, a verse on each line, without books and numbers.

    Returns
    -------
    TextData of str
        Of every 1,000 verses the first 900 are training text, the next 50 validation, the last 50 test.

    Raises
    ------
    DataFileError
        If the file is missing or damaged.

    Notes
    -----
    Every part runs through the whole book. Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.data import load_king_james
    >>> load_king_james().train.splitlines()[0]
    'In the beginning God created the heaven and the earth.'
    """
    return _in_blocks(_read(KING_JAMES).splitlines(keepends=True), 1000, KING_JAMES)


def load_tang_quatrains() -> TextData[tuple[Poem, ...]]:
    """Load 14,332 Chinese quatrains of the Tang period and shortly after, in traditional script.

    Returns
    -------
    TextData of tuple of Poem
        12,932, 700 and 700 poems, each part in the order of the file.

    Raises
    ------
    DataFileError
        If the file is missing or damaged.

    Notes
    -----
    Poems that share a line are in the same part: many stand in the file twice, under two names or with a few characters
    changed. Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.data import load_tang_quatrains
    >>> load_tang_quatrains().train[3][1:]
    ('太宗皇帝', '詠弓', '上弦明月半，激箭流星遠。落雁帶書驚，啼猿映枝轉。')
    """
    poems = [Poem(*line.split("\t")) for line in _read(TANG_QUATRAINS).splitlines()]
    keys = [set(re.split("[，。]", poem.text)) - {""} for poem in poems]
    return _divided(poems, keys, TANG_QUATRAINS)


def load_english_french() -> TextData[tuple[tuple[str, str], ...]]:
    """Load 22,773 English sentences and phrases of a smart-home program, each with its French translation.

    Returns
    -------
    TextData of tuple of (str, str)
        20,773, 1,000 and 1,000 pairs (English, French), each part in the order of the file.

    Raises
    ------
    DataFileError
        If the file is missing or damaged.

    Notes
    -----
    Pairs whose English or whose French sides are equal but for case, digits, punctuation and spaces are in the same
    part. Sentences made from one pattern are not: see the card. Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.data import load_english_french
    >>> load_english_french().train[0]
    ('Failed to connect', 'Échec de la connexion')
    """
    pairs = []
    for line in _read(ENGLISH_FRENCH).splitlines():
        english, french = line.split("\t")
        pairs.append((english, french))
    keys = [{f"en {letters_only(english)}", f"fr {letters_only(french)}"} for english, french in pairs]
    return _divided(pairs, keys, ENGLISH_FRENCH)


def letters_only(sentence: str) -> str:
    """Return the words of a sentence without case, digits and punctuation; the sentence itself if nothing is left."""
    return " ".join(re.findall(r"[^\W\d_]+", sentence.casefold())) or sentence


Item = TypeVar("Item")


def _in_blocks(pieces: list[str], size: int, card: TextCard) -> TextData[str]:
    """Divide a text so that of every ``size`` pieces the first 90 percent, the next 5 and the last 5 make the parts."""
    parts: tuple[list[str], list[str], list[str]] = ([], [], [])
    for index, piece in enumerate(pieces):
        place = index % size
        parts[(place >= size * 90 // 100) + (place >= size * 95 // 100)].append(piece)
    train, validation, test = map("".join, parts)
    return TextData(train, validation, test, card)


def _divided(items: list[Item], keys: list[set[str]], card: TextCard) -> TextData[tuple[Item, ...]]:
    """Divide items into parts of the sizes that the card names."""
    in_test, in_validation, in_train = split_groups(keys, [card.n_test, card.n_validation])
    train, validation, test = (tuple([items[index] for index in part]) for part in (in_train, in_validation, in_test))
    return TextData(train, validation, test, card)


def _read(card: TextCard) -> str:
    """Return the text of the file of a card, its sum checked."""
    return lzma.decompress(load.checked_bytes(load.FILES / card.file, card.sha256)).decode("utf-8")
