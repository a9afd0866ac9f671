"""What every card says and shows, whatever kind of data it describes."""

import dataclasses
import re

import pytest

from lib.data.card import Card
from lib.data.cards import CARDS
from lib.data.image_cards import IMAGE_CARDS
from lib.data.load import FILES
from lib.data.text_cards import TEXT_CARDS
from lib.data.vocabulary_cards import VOCABULARY_CARDS

EVERY_CARD = (*CARDS, *IMAGE_CARDS, *TEXT_CARDS, *VOCABULARY_CARDS)
# The words by which NOTICE gives the text of a licence that must travel with the file.
LICENCES = {
    "BSD-3-Clause": "The BSD 3-clause licence",
    "MIT": "The MIT licence",
    "Apache-2.0": "Apache License",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "Public": "Public domain",
}
TIDES = Card("Tides", "tides.csv", "0" * 64, "Harbour *office*", "CC0", ("Sundays are missing.",), ("Sailing.",))


def test_text_is_the_markdown_without_its_marks():
    assert "*Known faults*\n\n- Sundays are missing.\n\n*Must not be used for*\n\n- Sailing." in TIDES._repr_markdown_()
    assert str(TIDES).splitlines()[:3] == ["Tides (tides.csv)", "", "Origin: Harbour office"]


def test_a_card_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        TIDES.title = "Ebb"


@pytest.mark.parametrize("card", CARDS + IMAGE_CARDS, ids=lambda card: card.file)
def test_the_contents_stand_between_the_licence_and_the_faults(card):
    places = [card._repr_markdown_().index(mark) for mark in ("*Licence:*", card._contents()[1], "*Known faults*")]
    assert places == sorted(places)


@pytest.mark.parametrize("card", EVERY_CARD, ids=lambda card: card.file)
def test_a_card_says_what_a_reader_must_know(card):
    assert re.fullmatch("[0-9a-f]{64}", card.sha256)
    assert len(card.faults) >= 3
    assert len(card.not_for) >= (1 if card in VOCABULARY_CARDS else 2)


@pytest.mark.parametrize("card", EVERY_CARD, ids=lambda card: card.file)
def test_notice_gives_the_licence_of_the_file(card):
    notice = (FILES.parents[2] / "NOTICE").read_text(encoding="utf-8")
    licence = card.licence.split()[0]
    entry = notice.split(f"lib/data/files/{card.file}\n")[1].split("\n\n")[0]
    assert f"Licence: {licence}" in entry
    assert LICENCES[licence] in notice


def test_every_shipped_file_has_a_card():
    files = {path.name for path in FILES.iterdir() if not path.name.startswith(".")}
    assert files == {card.file for card in EVERY_CARD}


def test_files_stay_small_in_total():
    assert sum(path.stat().st_size for path in FILES.iterdir()) < 16e6
