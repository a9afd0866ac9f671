"""Presets are found by name."""

import pytest

from lib.train import preset_named


def test_a_name_finds_its_preset():
    assert preset_named("b", {"a": 1, "b": 2}) == 2


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match="name must be one of 'a', 'b', got 'c'"):
        preset_named("c", {"a": 1, "b": 2})
