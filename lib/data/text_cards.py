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

MOBY_DICK = TextCard(
    title="Moby-Dick",
    file="moby_dick.txt.xz",
    sha256="b6b0b941d7af95cc29fd165fa1055867e985b808cdbd06776fc787ae9e6a6d4a",
    origin="Herman Melville (1819-1891), a novel published in 1851; neither edition nor typist is named.",
    licence="Public domain",
    unit="characters",
    n_train=1_063_029,
    n_validation=63_469,
    n_test=63_154,
    n_characters=1_189_652,
    alphabet_size=81,
    faults=(
        "Not the whole book: the etymology and the extracts before chapter 1 and the epilogue after chapter 135 are"
        " missing.",
        "Emphasis is lost: the text has no underscores and no italics. 45 asterisks mark footnotes, whose text stands"
        " in paragraphs of its own between the others.",
        "A paragraph is one line, up to 3,663 characters long; 507 of the 2,557 paragraphs have 80 characters or less,"
        " being headings, cries and stage directions.",
        "The parts are of the same book, so Ahab (510 times), Queequeg (252) and the whale are met in all.",
    ),
    not_for=(
        "English of today or English in general: one author, much of it in the manner of Shakespeare and the Bible.",
        "Facts about whales: the book calls the whale a fish.",
    ),
)

KING_JAMES = TextCard(
    title="the King James Bible",
    file="kjv.txt.xz",
    sha256="f0f608a3a485fafe4c25a23d6922a16383cb5bc7360b7a11ecddc1c9cfb01241",
    origin="The Bible in the English version of 1611, in the modernised spelling of later editions.",
    licence="Public domain",
    unit="characters",
    n_train=3_714_620,
    n_validation=211_733,
    n_test=212_290,
    n_characters=4_138_643,
    alphabet_size=69,
    faults=(
        "31,102 verses, one on a line, without titles of books and numbers of chapters: no book's end shows.",
        "27 places hold a remnant of a typesetting program, \\nd before the word LORD or the like.",
        "117 verses stand more than once, 267 lines too many in all, most often 'And the LORD spake unto Moses,"
        " saying,'; some are therefore in two parts.",
        "Capitals carry meaning: LORD in capitals (6,564 times) stands for another Hebrew word than Lord (1,155).",
        "Words supplied by the translators, printed in italics, are not marked.",
    ),
    not_for=(
        "English of today: its grammar and words are those of the sixteenth century.",
        "Theology or history: one translation, without apparatus.",
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

TEXT_CARDS = (AUSTEN, MOBY_DICK, KING_JAMES, TANG_QUATRAINS, ENGLISH_FRENCH)
