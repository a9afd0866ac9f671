"""Folds: every row is tested once, classes are spread evenly, and bad requests are named."""

import numpy as np
import pytest

from lib.classical import KFold, StratifiedKFold
from lib.classical.folds import Folds, check_cv, rows_in_test_order


@pytest.mark.parametrize("folds", [KFold, StratifiedKFold])
@pytest.mark.parametrize("n_splits", [2, 3, 7])
@pytest.mark.parametrize("shuffle", [False, True])
def test_every_row_is_tested_once_and_trained_on_elsewhere(folds, n_splits, shuffle):
    y = np.random.default_rng(0).integers(0, 2, 50)
    splitter = folds(n_splits, shuffle=shuffle, random_state=0 if shuffle else None)
    parts = list(splitter.split(np.zeros((50, 1)), y))
    assert len(parts) == n_splits == splitter.get_n_splits()
    assert isinstance(splitter, Folds)
    np.testing.assert_array_equal(np.sort(np.concatenate([test for _, test in parts])), np.arange(50))
    for train, test in parts:
        np.testing.assert_array_equal(np.sort(np.concatenate([train, test])), np.arange(50))
        assert 50 // n_splits <= len(test) <= 50 // n_splits + 1
        assert np.all(np.diff(train) > 0)


@pytest.mark.parametrize("shuffle", [False, True])
def test_classes_are_spread_as_evenly_as_whole_rows_allow(shuffle):
    y = np.array(["a"] * 7 + ["b"] * 23 + ["c"] * 70)
    for _, test in StratifiedKFold(5, shuffle=shuffle, random_state=1 if shuffle else None).split(y, y):
        for label, count in (("a", 7), ("b", 23), ("c", 70)):
            assert count // 5 <= np.sum(y[test] == label) <= count // 5 + 1


def test_plain_folds_of_sorted_rows_miss_whole_classes():
    y = np.repeat([0, 1, 2], 10)
    assert all(len(set(y[test])) == 1 for _, test in KFold(3).split(y))
    assert all(len(set(y[test])) == 3 for _, test in StratifiedKFold(3).split(y, y))


@pytest.mark.parametrize("folds", [KFold, StratifiedKFold])
def test_same_seed_same_folds(folds):
    y = np.arange(20) % 2

    def tests(seed):
        return [t.tolist() for _, t in folds(4, shuffle=True, random_state=seed).split(y, y)]

    assert tests(0) == tests(0) != tests(1)
    splitter = folds(4, shuffle=True, random_state=np.random.default_rng(0))
    first, second = ([t.tolist() for _, t in splitter.split(y, y)] for _ in range(2))
    assert first != second  # a generator moves on
    assert list(np.concatenate(tests(0))) != sorted(np.concatenate(tests(0)))


def test_repr_tells_the_settings():
    assert repr(KFold(3)) == "KFold(n_splits=3, shuffle=False, random_state=None)"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"n_splits": 1}, ValueError, "n_splits must be >= 2, got 1"),
        ({"n_splits": 2.0}, TypeError, "n_splits must be an integer, got float"),
        ({"shuffle": 1}, TypeError, "shuffle must be True or False, got 1"),
        ({"random_state": 0}, ValueError, "random_state has no effect without shuffle=True, got 0"),
    ],
)
def test_unusable_arguments_are_named(arguments, error, message):
    with pytest.raises(error, match=message):
        KFold(**arguments)


def test_data_that_cannot_be_cut_are_named():
    with pytest.raises(ValueError, match="n_splits must be at most the number of rows, got n_splits=5 and n_samples=3"):
        list(KFold(5).split(np.zeros(3)))
    with pytest.raises(ValueError, match="X and y must have the same number of rows, got 4 and 5"):
        list(StratifiedKFold(2).split(np.zeros(4), np.zeros(5)))
    with pytest.raises(ValueError, match="n_splits must be at most the size of the largest class, 2, got 3"):
        list(StratifiedKFold(3).split(np.zeros(4), [0, 0, 1, 1]))
    with pytest.raises(ValueError, match="requires y to be passed"):
        list(StratifiedKFold(2).split(np.zeros(4)))
    with pytest.raises(ValueError, match="Unknown label type"):
        list(StratifiedKFold(2).split(np.zeros(4), [0.1, 0.2, 0.3, 0.4]))


def test_a_class_too_small_for_the_folds_is_said():
    y = [0, 0, 0, 0, 1]
    with pytest.warns(UserWarning, match="class 1 has 1 rows, fewer than n_splits=2: some folds test without it"):
        parts = list(StratifiedKFold(2).split(y, y))
    assert len(parts) == 2


def test_check_cv_takes_numbers_splitters_and_pairs():
    y = np.arange(12) % 2
    assert len(check_cv(None, y, y, stratify=False)) == 5
    as_number = check_cv(3, y, y, stratify=True)
    as_object = check_cv(StratifiedKFold(3), y, y, stratify=False)
    as_pairs = check_cv(as_object, y, y, stratify=False)
    for a, b, c in zip(as_number, as_object, as_pairs):
        assert a[1].tolist() == b[1].tolist() == c[1].tolist()


@pytest.mark.parametrize(
    ("cv", "error", "message"),
    [
        ("5", TypeError, "cv must be a number of folds, have a split method or hold .* got '5'"),
        (2.5, TypeError, "cv must be a number of folds, have a split method or hold .* got 2.5"),
        ([], ValueError, r"cv must hold at least one \(train, test\) pair, got none"),
    ],
)
def test_check_cv_names_what_is_no_folds(cv, error, message):
    with pytest.raises(error, match=message):
        check_cv(cv, np.zeros(9), None, stratify=False)


def test_rows_in_the_order_of_their_tests():
    none = np.array([], dtype=int)
    assert rows_in_test_order([(none, np.array([2, 0])), (none, np.array([1]))], 3).tolist() == [2, 0, 1]
    for last in ([], [0], [1, 1], [3]):
        folds = [(none, np.array([2, 0])), (none, np.array(last, dtype=int))]
        with pytest.raises(ValueError, match="the test parts of cv must hold each of the 3 rows exactly once"):
            rows_in_test_order(folds, 3)
