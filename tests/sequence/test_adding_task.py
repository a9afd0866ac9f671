"""The adding problem: marks, sums and the score of a constant answer."""

import pytest
import torch

from lib.sequence import adding_task


@pytest.mark.parametrize("length", [2, 3, 10, 51])
def test_one_mark_in_each_half_and_their_sum(length):
    x, y = adding_task(200, length, torch.Generator().manual_seed(0))
    assert x.shape == (200, length, 2)
    assert y.shape == (200, 1)
    numbers, marks = x.unbind(2)
    assert (marks[:, : length // 2].sum(1) == 1).all()
    assert (marks[:, length // 2 :].sum(1) == 1).all()
    assert set(marks.unique().tolist()) <= {0.0, 1.0}
    assert numbers.min() >= 0
    assert numbers.max() < 1
    for row in range(5):
        assert y[row].item() == pytest.approx(numbers[row][marks[row] == 1].sum().item())


def test_saying_one_has_an_error_of_a_sixth():
    _, y = adding_task(20_000, 10, torch.Generator().manual_seed(0))
    assert ((y - 1) ** 2).mean().item() == pytest.approx(1 / 6, abs=0.005)


def test_every_place_gets_its_mark():
    x, _ = adding_task(500, 10, torch.Generator().manual_seed(0))
    assert (x[:, :, 1].sum(0) > 50).all()


def test_same_seed_same_numbers():
    first, again, other = (adding_task(4, 6, torch.Generator().manual_seed(seed))[0] for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


@pytest.mark.parametrize(
    ("arguments", "message"), [((0, 5), "n_samples must be >= 1, got 0"), ((3, 1), "length must be >= 2, got 1")]
)
def test_numbers_are_checked(arguments, message):
    with pytest.raises(ValueError, match=message):
        adding_task(*arguments)
