"""The task of the right neighbour: tags are the tokens shifted by one."""

import pytest
import torch

from lib.sequence import neighbour_task


def test_each_tag_is_the_next_token():
    ids, tags = neighbour_task(50, 12, vocab_size=5, generator=torch.Generator().manual_seed(0))
    assert torch.equal(tags[:, :-1], ids[:, 1:])
    assert torch.equal(tags[:, -1], ids[:, -1])
    assert set(ids.unique().tolist()) == set(range(5))


def test_same_seed_same_tokens():
    first, again, other = (neighbour_task(4, 9, generator=torch.Generator().manual_seed(seed))[0] for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, 5), "n_samples must be >= 1, got 0"),
        ((3, 0), "length must be >= 1, got 0"),
        ((2, 3, 0), "vocab_size must be >= 1, got 0"),
    ],
)
def test_numbers_are_checked(arguments, message):
    with pytest.raises(ValueError, match=message):
        neighbour_task(*arguments)
