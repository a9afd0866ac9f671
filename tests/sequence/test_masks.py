"""Lengths from masks, and the checks of masks."""

import pytest
import torch

from lib.sequence.masks import lengths_of


def test_lengths():
    mask = torch.tensor([[True, True, False], [True, False, False], [True, True, True]])
    assert lengths_of(mask, (3, 3)).tolist() == [2, 1, 3]


@pytest.mark.parametrize(
    ("mask", "error", "message"),
    [
        ([[1, 1]], TypeError, "mask must be boolean, True = real token, got torch.int64"),
        ([[True, True, True]], ValueError, r"mask must have shape \(1, 2\), got \(1, 3\)"),
        ([[False, False]], ValueError, "mask must be True at the first token of each row, got False in row 0"),
        ([[False, True]], ValueError, "mask must be True at the first token of each row, got False in row 0"),
    ],
)
def test_masks_are_checked(mask, error, message):
    with pytest.raises(error, match=message):
        lengths_of(torch.tensor(mask), (1, 2))


def test_padding_stands_at_the_end():
    mask = torch.tensor([[True, True, True], [True, False, True]])
    with pytest.raises(ValueError, match="all padding of a row at its end, got a real token after padding in row 1"):
        lengths_of(mask, (2, 3))
