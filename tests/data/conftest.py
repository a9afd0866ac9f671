"""What the tests of data cards share."""

import re

import pytest


@pytest.fixture(scope="session")
def said():
    """Read the numbers of the one fault of a card that matches a pattern, commas and words around them removed."""

    def numbers(card, pattern):
        found = [match for fault in card.faults if (match := re.search(pattern, fault))]
        assert len(found) == 1, f"{len(found)} faults match {pattern!r}"
        return [float(group.replace(",", "")) for group in found[0].groups()]

    return numbers
