"""The recorded translation: its batches, its scores, its baseline, and what its recording must hold."""

import pytest
import torch

from lib.sequence.experiments import translation
from lib.sequence.experiments.translation import (
    blocks_of,
    nearest,
    overlap,
    scores,
    token_accuracy,
    tokenizers,
    trained,
    translations,
)
from lib.train import load_recording

PAIRS = [
    ("Low battery", "Batterie faible"),
    ("Battery", "Batterie"),
    ("Low volume", "Volume faible"),
    ("The battery is low", "La batterie est faible"),
]


@pytest.fixture(scope="module")
def sides():
    return tokenizers(PAIRS, min_count=1)


def test_special_tokens_are_where_the_model_expects_them(sides):
    for side in sides:
        assert [side.special_id(token) for token in ("<pad>", "<bos>", "<eos>")] == [0, 1, 2]


def test_blocks_hold_every_pair_once_and_pad_behind(sides):
    blocks = blocks_of(PAIRS, *sides, size=3)
    rows = [row for _, target, _ in blocks for row in target.tolist()]
    assert sorted(sides[1].decode([i for i in row if i > 2]) for row in rows) == sorted(french for _, french in PAIRS)
    for source, target, mask in blocks:
        assert torch.equal(mask, source != 0)
        assert all(row.count(2) == 1 for row in target.tolist())


def test_a_small_set_is_learned_by_heart_and_the_source_is_what_tells(sides):
    blocks = blocks_of(PAIRS, *sides)
    model = trained(blocks, sides[0].vocab_size, sides[1].vocab_size, 32, lr=0.02, seed=0, n_epochs=60)
    assert token_accuracy(model, blocks) == 1
    assert token_accuracy(model, blocks, shift=1) < 0.9
    assert translations(model, [one for one, _ in PAIRS], *sides) == [other for _, other in PAIRS]


def test_the_nearest_pair_shares_most_words():
    assert nearest(["The volume is low"], PAIRS) == ["La batterie est faible"]
    assert nearest(["Unheard of"], PAIRS) == ["Batterie faible"]  # none shares a word: the first


def test_overlap_counts_words_without_order():
    assert overlap("a b", "b a") == 1
    assert overlap("a a", "a b") == 0.5
    assert overlap("", "a") == 0


def test_scores_by_length(sides):
    found = scores(["Batterie faible", "rien", "Volume faible", "rien"], PAIRS, sides[0])
    assert found["exact"] == 0.5
    assert found["exact_by_length"] == [0.667, 0.0]


def test_the_recording_holds_what_the_chapter_shows():
    recording = load_recording(translation.NAME)
    results = recording.results
    assert recording.command == translation.COMMAND
    assert len(results["runs"]) == len(translation.SEEDS)
    assert sum(results["n_by_length"]) == 1000
    assert results["nearest"]["exact"] == 0  # no French side of the test stands in the training part
    assert all(len(sample) == 3 for sample in results["samples"])
