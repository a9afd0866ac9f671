"""Limits: each says when to stop, and refuses what makes no sense."""

import pytest

from lib.classical.trees import Limits


def test_without_limits_any_two_rows_may_be_parted():
    assert Limits().allow_split(n_samples=2, depth=10**6)
    assert Limits().allow_leaf(10**6)


@pytest.mark.parametrize(
    ("limits", "n_samples", "depth", "allowed"),
    [
        (Limits(max_depth=2), 100, 1, True),
        (Limits(max_depth=2), 100, 2, False),
        (Limits(min_samples_split=5), 5, 0, True),
        (Limits(min_samples_split=5), 4, 0, False),
        (Limits(min_samples_leaf=3), 6, 0, True),
        (Limits(min_samples_leaf=3), 5, 0, False),
    ],
    ids=str,
)
def test_one_limit_at_a_time(limits, n_samples, depth, allowed):
    assert limits.allow_split(n_samples, depth) is allowed


def test_number_of_leaves():
    assert Limits(max_leaf_nodes=3).allow_leaf(3)
    assert not Limits(max_leaf_nodes=3).allow_leaf(4)


@pytest.mark.parametrize(
    ("params", "error", "message"),
    [
        ({"max_depth": 0}, ValueError, "max_depth must be >= 1, got 0"),
        ({"max_depth": 2.0}, TypeError, "max_depth must be an integer, got float"),
        ({"min_samples_split": 1}, ValueError, "min_samples_split must be >= 2, got 1"),
        ({"min_samples_leaf": 0}, ValueError, "min_samples_leaf must be >= 1, got 0"),
        ({"max_leaf_nodes": 1}, ValueError, "max_leaf_nodes must be >= 2, got 1"),
        ({"min_impurity_decrease": -0.1}, ValueError, "min_impurity_decrease must be >= 0, got -0.1"),
    ],
)
def test_a_limit_is_checked(params, error, message):
    with pytest.raises(error, match=message):
        Limits(**params)
