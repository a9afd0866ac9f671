import hashlib

import numpy as np
import pytest

from lib.data.split_groups import split_groups


def drawn_keys(seed, n=60):
    rng = np.random.default_rng(seed)
    return [{f"k{k}" for k in rng.integers(0, 90, rng.integers(1, 4))} for _ in range(n)]


@pytest.mark.parametrize("seed", range(20))
def test_no_key_is_in_two_parts_and_every_item_in_one(seed):
    keys = drawn_keys(seed)
    parts = split_groups(keys, [1])
    assert sorted(item for part in parts for item in part) == list(range(60))
    held_out, rest = ({key for item in part for key in keys[item]} for part in parts)
    assert not held_out & rest
    assert all(part == sorted(part) for part in parts)


def test_items_tied_by_a_third_stay_together():
    assert split_groups([{"a"}, {"b"}, {"c"}, {"a", "b"}], [1]) == [[2], [0, 1, 3]]
    assert split_groups([{"a", "b"}, {"b", "c"}, {"c", "d"}], []) == [[0, 1, 2]]


def test_the_order_is_that_of_the_sums_and_a_group_too_large_waits():
    names = ["a", "b", "c", "d"]
    order = sorted(range(4), key=lambda k: hashlib.sha256(names[k].encode()).digest())
    assert split_groups([{name} for name in names], [1, 1, 1]) == [[k] for k in order]
    doubled = [{names[order[0]]}] * 2 + [{names[k]} for k in order[1:]]  # the first group has two items
    assert split_groups(doubled, [1, 2]) == [[2], [0, 1], [3, 4]]


def test_items_without_a_key_stand_alone():
    assert sorted(map(len, split_groups([set(), set(), set()], [1, 1]))) == [1, 1, 1]


def test_parts_that_cannot_be_filled():
    with pytest.raises(ValueError, match="sizes must be sums of whole groups, got 1, for which 0 items were found"):
        split_groups([{"a"}, {"a"}], [1])
