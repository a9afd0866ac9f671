"""Data cards of the texts that ship with the book; every figure here is recomputed from the file by the tests."""

from __future__ import annotations

from dataclasses import dataclass

from lib.data.card import Card


@dataclass(frozen=True, kw_only=True)
class TextCard(Card):
    """Describe one set of texts, in addition to what every card says.

    Parameters
    ----------
    unit : str
        What the sizes of the parts count: ``"characters"``, ``"poems"`` or ``"pairs"``.
    n_train, n_validation, n_test : int
        Size of each part in units.
    n_characters : int
        Characters of the whole text without what separates rows and columns.
    alphabet_size : int
        Number of different characters among them.
    works : tuple of str
        Titles in the order of the file, where it is a running text.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.data.text_cards import TANG_QUATRAINS
    >>> TANG_QUATRAINS.alphabet_size
    5310
    """

    unit: str
    n_train: int
    n_validation: int
    n_test: int
    n_characters: int
    alphabet_size: int
    works: tuple[str, ...] = ()

    def _size(self) -> str:
        return (
            f": {self.n_train:,} training, {self.n_validation:,} validation and {self.n_test:,} test {self.unit};"
            f" {self.n_characters:,} characters, {self.alphabet_size:,} different ones."
        )

    def _contents(self) -> list[str]:
        return ["", f"*Works:* {', '.join(self.works)}"] if self.works else []


AUSTEN = TextCard(
    title="Austen's six novels",
    file="austen_6_novels.txt.xz",
    sha256="7be868ea92edc03bb5d35297a411755d1eb90a7db17f25db6343bfee8361d91e",
    origin="Jane Austen (1775-1817), six novels published from 1811 to 1818; neither edition nor typist is named.",
    licence="Public domain",
    unit="characters",
    n_train=3_635_776,
    n_validation=193_432,
    n_test=195_830,
    n_characters=4_025_038,
    alphabet_size=81,
    works=(
        "EMMA",
        "MANSFIELD PARK",
        "NORTHANGER ABBEY",
        "Persuasion",
        "PRIDE AND PREJUDICE",
        "SENSE AND SENSIBILITY",
    ),
    faults=(
        "The novels are not prepared alike. Persuasion and Sense and Sensibility have 4,837 double spaces after"
        " the end of a sentence, the other four none; three novels have 2,868 underscores for emphasis (_so_), the"
        " others none; headings read CHAPTER 184 times and Chapter 85 times.",
        "Lines are broken by hand, none longer than 76 characters: 73,432 characters are line ends, most of which mean"
        " nothing.",
        "Not all of it is Austen's: three bracketed notes say where volumes ended, and Northanger Abbey closes with a"
        " modern note, which stands in the test part and says that spelling was modernised.",
        "The pound sign stands once, in the test part: a model of characters meets it there for the first time.",
        "All parts are of the same six books, so names and turns of phrase of the test part were met in training.",
    ),
    not_for=(
        "English of today or English in general: one author, one class of society, about 1800.",
        "Comparison with published bits per character: those were measured on other texts.",
    ),
)

TANG_QUATRAINS = TextCard(
    title="Tang quatrains",
    file="tang_quatrains.tsv.xz",
    sha256="73f16f3c353e4e51d17e16c10eb28b127bf38fdb979a3ffac97b69554b9f533a",
    origin=(
        "Quatrains of the Complete Tang Poems (全唐詩, compiled in 1705), from the collection chinese-poetry; poems in"
        " four lines of five (五絕) or seven (七絕) characters."
    ),
    licence="MIT (chinese-poetry, copyright (c) 2016 JackeyGao); the poems are in the public domain",
    unit="poems",
    n_train=12_932,
    n_validation=700,
    n_test=700,
    n_characters=427_520,
    alphabet_size=5_310,
    faults=(
        "10,444 poems have lines of seven characters, 3,888 of five; three of the latter are no quatrains of five at"
        " all, having lines of three, four, six or seven characters.",
        "The same poem often stands twice, under two authors or titles: 375 texts repeat an earlier one exactly, and"
        " 2,045 poems share a line with another, mostly with a few characters changed. The parts are cut so that no"
        " line is in two of them.",
        "Of 5,310 characters 958 occur once; 40 places of the test part have a character that training never showed.",
        "Spelling is not uniform: the same word is written 烟 37 times and 煙 803 times, 却 664 and 卻 30 times.",
        "229 poems are marked 不詳 (unknown) and 159 無名氏 (nameless). Titles hold notes of editors in several kinds"
        " of brackets and □ for characters that are lost.",
        "A single poet, 白居易, has 831 of the 14,332 poems; 1,337 names are given in all.",
    ),
    not_for=(
        "Modern Chinese: the language is that of a thousand years ago, in traditional characters.",
        "Counting an author's poems: what has come down to us is a selection, and attributions are doubtful.",
        "Judging tonal patterns: pronunciation has changed since.",
    ),
)

ENGLISH_FRENCH = TextCard(
    title="English-French interface texts",
    file="english_french_ui.tsv.xz",
    sha256="48f09352384ca075af1c247dfd5590c9f2bac448867446f2edce7509e0c3962f",
    origin="Texts of the interface of Home Assistant, in English and in the project's own French translation.",
    licence="Apache-2.0 (Home Assistant, copyright the Home Assistant authors)",
    unit="pairs",
    n_train=20_773,
    n_validation=1_000,
    n_test=1_000,
    n_characters=1_393_370,
    alphabet_size=123,
    faults=(
        'Many texts follow a pattern with one word exchanged ("The hostname or IP address of your ... device."): 602'
        " of the 1,000 English test sentences differ from a training sentence in one word only, 158 of those 473 that"
        " have four words or more. Scores are therefore far above those on free text.",
        "Short: 7,446 of the 22,773 English sides have two words, none has more than 15.",
        "No common style: the same word is written réauth... in 89 French sides and ré-auth... in 32, and 11 English"
        " texts that differ in case alone have different translations.",
        "Every English text stands once, but 462 French ones belong to several English ones.",
        "98 pairs end with a full stop on one side only; in 19 pairs the digits of the sides differ, mostly because one"
        " writes the number as a word.",
        "Typing is not uniform: ' and ’ both serve as apostrophe, „ “ and \" and « as quotation marks, º (an ordinal"
        " sign) stands for °.",
    ),
    not_for=(
        "Translating anything but texts of such an interface.",
        "Scores to compare with other systems: test sets of translation are made of free text.",
    ),
)

TEXT_CARDS = (AUSTEN, TANG_QUATRAINS, ENGLISH_FRENCH)
