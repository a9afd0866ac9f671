"""The copy problem: where symbols, blanks and the sign stand."""

import pytest
import torch

from lib.sequence import copy_task


@pytest.mark.parametrize(("n_copied", "lag"), [(1, 0), (1, 4), (3, 0), (5, 20)])
def test_the_answer_is_what_was_shown(n_copied, lag):
    ids, target, mask = copy_task(50, n_copied, lag, n_symbols=4, generator=torch.Generator().manual_seed(0))
    assert ids.shape == target.shape == mask.shape == (50, 2 * n_copied + lag)
    assert torch.equal(ids[:, :n_copied], target[mask].view(50, n_copied))
    assert (mask.sum(1) == n_copied).all()
    assert mask[:, -n_copied:].all()
    # Each symbol is due n_copied + lag steps after it was shown.
    delay = n_copied + lag
    assert torch.equal(target[:, delay:], ids[:, : ids.shape[1] - delay])
    assert ids[:, :n_copied].min() >= 2
    assert ids[:, :n_copied].max() < 6
    assert ((ids == 1).nonzero()[:, 1] == n_copied + lag).all()
    assert (ids == 1).sum() == 50
    assert (target[~mask] == 0).all()


def test_same_seed_same_symbols():
    first, again, other = (copy_task(4, 5, 2, generator=torch.Generator().manual_seed(seed))[0] for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, 1, 1), "n_samples must be >= 1, got 0"),
        ((1, 0, 1), "n_copied must be >= 1, got 0"),
        ((1, 1, -1), "lag must be >= 0, got -1"),
        ((1, 1, 1, 0), "n_symbols must be >= 1, got 0"),
    ],
)
def test_numbers_are_checked(arguments, message):
    with pytest.raises(ValueError, match=message):
        copy_task(*arguments)
