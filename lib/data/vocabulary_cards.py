"""Data cards of the vocabularies that ship with the book; every figure here is recomputed by the tests."""

from __future__ import annotations

from dataclasses import dataclass

from lib.data.card import Card


@dataclass(frozen=True, kw_only=True)
class VocabularyCard(Card):
    """Describe one file of a tokenizer, in addition to what every card says.

    Parameters
    ----------
    unit : str
        What the file lists: ``"tokens"`` or ``"merges"``.
    n_entries : int
        How many.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.data.vocabulary_cards import GPT2_VOCABULARY
    >>> GPT2_VOCABULARY.n_entries
    50257
    """

    unit: str
    n_entries: int

    def _size(self) -> str:
        return f": {self.n_entries:,} {self.unit}."


GPT2_VOCABULARY = VocabularyCard(
    title="GPT-2's vocabulary",
    file="gpt2_encoder.json",
    sha256="196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783",
    origin=(
        "OpenAI (2019): the tokens of GPT-2 and their numbers, spelled in its alphabet of bytes. Learned by byte-pair"
        " encoding from WebText, pages that users of Reddit linked to, which is not published."
    ),
    licence="MIT (modified), copyright (c) 2019 OpenAI",
    unit="tokens",
    n_entries=50_257,
    faults=(
        "Made for English: 49,383 of the 50,256 ordinary tokens are of ASCII only, 17 have a Cyrillic letter and 43 a"
        " Chinese character, so the same content costs several times as many tokens in other scripts.",
        "344 tokens are no text: single bytes and other parts of characters, which decode to U+FFFD on their own.",
        "One word has several numbers that share nothing: the has 6, with and without a space, in three spellings.",
        "Numbers are cut by how frequent they were: 777 of the 1,000 numbers of three digits are one token, the others"
        " two or three.",
        "Noise of the training pages became tokens: 5 consist of Ã and Â in turn, 8 of U+FFFD, the traces of text that"
        " was decoded wrongly, and names of single users such as SolidGoldMagikarp have a number of their own.",
    ),
    not_for=(
        "Comparing languages by their number of tokens.",
        "Comparing a model's loss per token with that of a model that has another vocabulary: use bits per character.",
    ),
)

GPT2_MERGES = VocabularyCard(
    title="GPT-2's merges",
    file="gpt2_vocab.bpe",
    sha256="1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5",
    origin="OpenAI (2019): the pairs that GPT-2's byte-pair encoding merges, in the order in which it learned them.",
    licence="MIT (modified), copyright (c) 2019 OpenAI",
    unit="merges",
    n_entries=50_000,
    faults=(
        "The counts are not given, nor is the text they were counted in: the list cannot be made again.",
        "The first line is a mark of version, not a merge.",
        "The file alone does not say where GPT-2's own special token <|endoftext|> stands; the vocabulary does.",
    ),
    not_for=("Judging how frequent a pair is in English: the order is that of one collection of pages in 2019.",),
)

VOCABULARY_CARDS = (GPT2_VOCABULARY, GPT2_MERGES)
