"""How translations are scored and looked into."""

import numpy as np
import pytest

from lib.transformer.experiments.translation_scores import (
    alignment,
    bleu_of,
    bleu_rows,
    copied_words,
    groups,
    same_words,
)


def test_bleu_of_rows():
    said = ["La batterie est faible", "rien"]
    wanted = [("", "La batterie est faible"), ("", "La batterie est faible")]
    rows = bleu_rows(said, wanted)
    assert bleu_of(rows[:1]) == pytest.approx(100)
    assert bleu_of(rows) < 100


def test_groups_cover_all_pairs_once(sides, pairs):
    all_pairs, *by_length = groups(pairs, sides[0])
    assert all_pairs.all()
    assert np.array_equal(np.sum(by_length, axis=0), np.ones(len(pairs)))


def test_words_written_alike(sides):
    english, french = sides
    found = {french.vocab[k].strip() for k in same_words(english, french)}
    assert found == {"Zone", "2"}


def test_copied_words_are_counted_where_the_source_is_long_enough(model, sides, blocks):
    found = copied_words(model, blocks, same_words(*sides))
    assert found["n"] == 1  # "2"; the first word of a target has none before it
    assert found["by_chance"] == 0.25
    assert 0 <= found["found"] <= 1


def test_alignment_has_a_row_for_each_written_token_that_adds_up_to_one(model, sides, pairs):
    found = alignment(model, pairs[3], *sides)
    weights = np.array(found["weights"])
    assert weights.shape == (len(found["written"]), len(found["source"]))
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=0.03)
    assert found["written"][-1] == "<eos>"
