"""The split against scikit-learn: other rows (another generator), but the same sizes, class counts and refusals."""

import itertools

import numpy as np
import pytest
from sklearn.model_selection import train_test_split as reference

from lib.data import train_test_split

SIZES = [None, 0.1, 0.25, 0.33, 0.5, 0.9, 1, 3, 7]


@pytest.mark.parametrize("n", [2, 3, 5, 10, 37, 100])
def test_sizes_and_refusals(n):
    X, refused = np.arange(n), 0
    for test_size, train_size in itertools.product(SIZES, SIZES):
        options = {"test_size": test_size, "train_size": train_size}
        try:
            wanted = reference(X, shuffle=False, **options)
        except ValueError:
            refused += 1
            for more in ({"shuffle": False}, {"random_state": 0}):
                with pytest.raises(ValueError, match="_size"):
                    train_test_split(X, **options, **more)
            continue
        got = train_test_split(X, random_state=0, **options)
        in_order = train_test_split(X, shuffle=False, **options)
        for shuffled, ours, theirs in zip(got, in_order, wanted):
            np.testing.assert_array_equal(ours, theirs)
            assert len(shuffled) == len(theirs)
    assert 0 < refused < len(SIZES) ** 2


@pytest.mark.parametrize("seed", range(40))
def test_stratified_class_counts(seed):
    rng = np.random.default_rng(seed)
    counts = rng.integers(2, 40, rng.integers(2, 5))
    labels = rng.permutation(np.repeat([*"abcd"][: len(counts)], counts))
    n_test = int(rng.integers(len(counts), len(labels) - len(counts) + 1))
    ours = train_test_split(labels, test_size=n_test, stratify=labels, random_state=seed)
    theirs = reference(labels, test_size=n_test, stratify=labels, random_state=seed)
    for mine, known in zip(ours, theirs):
        a, b = (np.unique(part, return_counts=True) for part in (mine, known))
        # Ties between equal remainders are broken by lot there and by order here: one row at most.
        assert len(mine) == len(known)
        for label in "abcd"[: len(counts)]:
            assert abs(dict(zip(*a)).get(label, 0) - dict(zip(*b)).get(label, 0)) <= 1
