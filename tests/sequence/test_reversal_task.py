"""Reversal: every target is its source backwards, ended and padded."""

import pytest
import torch

from lib.sequence import reversal_task


def test_each_target_is_the_source_backwards():
    source, target = reversal_task(300, 1, 6, n_symbols=5, generator=torch.Generator().manual_seed(0))
    assert source.shape == (300, 6)
    assert target.shape == (300, 7)
    lengths = set()
    for read, written in zip(source.tolist(), target.tolist()):
        n = sum(token != 0 for token in read)
        lengths.add(n)
        assert all(3 <= token < 8 for token in read[:n])
        assert read[n:] == [0] * (6 - n)
        assert written == read[:n][::-1] + [2] + [0] * (6 - n)
    assert lengths == {1, 2, 3, 4, 5, 6}


def test_one_length_needs_no_padding():
    source, target = reversal_task(4, 3, 3, generator=torch.Generator().manual_seed(0))
    assert torch.equal(target[:, :3], source.flip(1))


def test_same_seed_same_tokens():
    first, again, other = (reversal_task(4, 2, 5, generator=torch.Generator().manual_seed(seed)) for seed in (0, 0, 1))
    assert torch.equal(first[0], again[0])
    assert torch.equal(first[1], again[1])
    assert not torch.equal(first[0], other[0])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, 1, 1), "n_samples must be >= 1, got 0"),
        ((1, 0, 1), "shortest must be >= 1, got 0"),
        ((1, 3, 2), "longest must be >= 3, got 2"),
        ((1, 1, 1, 0), "n_symbols must be >= 1, got 0"),
    ],
)
def test_numbers_are_checked(arguments, message):
    with pytest.raises(ValueError, match=message):
        reversal_task(*arguments)
