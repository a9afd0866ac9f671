"""What every card shows, whatever kind of data it describes."""

import dataclasses

import pytest

from lib.data.card import Card
from lib.data.cards import CARDS
from lib.data.image_cards import IMAGE_CARDS

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
