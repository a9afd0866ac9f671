"""The order task: pairs of equal bags, told apart by order alone."""

import pytest
import torch

from lib.sequence import order_task


@pytest.mark.parametrize("length", [2, 7, 30])
def test_pairs_hold_the_same_tokens_and_differ_in_their_class(length):
    ids, y = order_task(100, length, generator=torch.Generator().manual_seed(0))
    assert torch.equal(ids[::2].sort(dim=1).values, ids[1::2].sort(dim=1).values)
    assert torch.equal(y[::2] + y[1::2], torch.ones(50, dtype=torch.int64))
    assert ((ids == 0).sum(1) == 1).all()
    assert ((ids == 1).sum(1) == 1).all()
    assert torch.equal(y == 1, (ids == 0).int().argmax(1) < (ids == 1).int().argmax(1))
    assert ids.max() < 8


def test_classes_of_the_first_of_a_pair_vary():
    _, y = order_task(400, 5, generator=torch.Generator().manual_seed(0))
    assert 60 < y[::2].sum() < 140


def test_same_seed_same_tokens():
    first, again, other = (order_task(4, 9, generator=torch.Generator().manual_seed(seed))[0] for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1, 5), "n_samples must be >= 2, got 1"),
        ((3, 5), "n_samples must be even, got 3"),
        ((2, 1), "length must be >= 2, got 1"),
        ((2, 3, 0), "n_fillers must be >= 1, got 0"),
    ],
)
def test_numbers_are_checked(arguments, message):
    with pytest.raises(ValueError, match=message):
        order_task(*arguments)
