"""AvailableIf: a method that exists only where it can work."""

import pytest

from lib.basics import AvailableIf


class Door:
    """A door that opens while it is unlocked."""

    def __init__(self, locked):
        self.locked = locked

    @AvailableIf(lambda door, name: f"{name} needs a key" if door.locked else None)
    def open(self, how):
        """Open the door."""
        return f"opened {how}"


def test_the_method_is_there_while_the_condition_holds():
    door = Door(locked=False)
    assert door.open("wide") == "opened wide"
    door.locked = True
    assert not hasattr(door, "open")


def test_the_reason_is_given():
    with pytest.raises(AttributeError, match="open is not available: open needs a key"):
        Door(locked=True).open("wide")


def test_the_class_shows_the_method_and_its_docstring():
    assert Door.open.__doc__ == "Open the door."
