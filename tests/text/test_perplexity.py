"""Perplexity and bits per character."""

import math

import pytest

import lib.sequence
from lib.text import bits_per_character, perplexity


def test_perplexity_is_the_number_of_equal_choices():
    assert perplexity(math.log(50257)) == pytest.approx(50257)
    assert perplexity(0) == 1
    assert perplexity(math.inf) == math.inf
    assert perplexity(1e6) == math.inf  # too large for a float, which is no error


def test_bits():
    assert bits_per_character(math.log(2)) == pytest.approx(1)
    assert bits_per_character(3.0, tokens_per_character=0.25) == pytest.approx(0.75 / math.log(2))


def test_there_is_one_definition():
    assert lib.sequence.bits_per_character is bits_per_character


@pytest.mark.parametrize(
    ("arguments", "message"),
    [((-1.0,), r"nats_per_token must be >= 0, got -1\.0"), ((1.0, 0), "tokens_per_character must be > 0, got 0")],
)
def test_numbers_are_checked(arguments, message):
    with pytest.raises(ValueError, match=message):
        bits_per_character(*arguments)
    if len(arguments) == 1:
        with pytest.raises(ValueError, match=message):
            perplexity(*arguments)


def test_a_loss_is_a_number():
    with pytest.raises(TypeError, match="nats_per_token must be a number, got str"):
        perplexity("2")
