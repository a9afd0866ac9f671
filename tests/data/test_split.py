import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.data import Table, load_credit, train_test_split, train_validation_test_split


def test_default_is_a_quarter_for_the_test():
    train, test = train_test_split(np.arange(10))
    assert (len(train), len(test)) == (7, 3)


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 60), st.floats(0.05, 0.95), st.integers(0, 2**32), st.booleans())
def test_parts_are_a_partition(n, size, seed, shuffle):
    train, test = train_test_split(np.arange(n), test_size=min(size, (n - 1) / n), random_state=seed, shuffle=shuffle)
    assert sorted([*train, *test]) == list(range(n))
    assert len(test) == np.ceil(min(size, (n - 1) / n) * n)
    if not shuffle:
        assert [*train, *test] == list(range(n))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(2, 25), min_size=2, max_size=4), st.integers(0, 1000))
def test_stratified_parts_keep_the_shares(counts, seed):
    labels = np.repeat(np.arange(len(counts)), counts)
    rows = np.arange(len(labels))
    n_test = max(len(counts), len(labels) // 3)
    if len(labels) - n_test < len(counts):
        return
    train, test, y_train, y_test = train_test_split(rows, labels, test_size=n_test, random_state=seed, stratify=labels)
    assert sorted([*train, *test]) == rows.tolist()
    np.testing.assert_array_equal(labels[test], y_test)
    np.testing.assert_array_equal(labels[train], y_train)
    exact = np.array(counts) * n_test / len(labels)
    assert (np.abs(np.bincount(y_test, minlength=len(counts)) - exact) < 1).all()


def test_three_parts_stratified_on_real_data():
    credit = load_credit()
    status = credit["Status"]
    parts = train_validation_test_split(
        credit, status, np.arange(len(credit)), validation_size=0.2, test_size=0.2, random_state=0, stratify=status
    )
    tables, labels, ids = parts[:3], parts[3:6], parts[6:]
    assert all(isinstance(table, Table) for table in tables)
    assert [len(part) for part in ids] == [2672, 891, 891]
    assert sorted(np.concatenate(ids)) == list(range(len(credit)))
    share = (status == "bad").mean()
    for table, part, own in zip(tables, labels, ids):
        np.testing.assert_array_equal(table["Status"], part)
        np.testing.assert_array_equal(status[own], part)
        assert abs((part == "bad").mean() - share) < 1.5 / len(part)


def test_stratified_parts_are_not_sorted_by_class():
    labels = np.repeat(["a", "b"], 50)
    train, _ = train_test_split(labels, random_state=0, stratify=labels)
    assert len(set(train[:10])) == 2


def test_whole_numbers_are_rows():
    train, test = train_test_split(np.arange(10), test_size=3, train_size=5, random_state=0)
    assert (len(train), len(test)) == (5, 3)
    assert not set(train) & set(test)
    train, validation, test = train_validation_test_split(np.arange(10), validation_size=1, test_size=2)
    assert (len(train), len(validation), len(test)) == (7, 1, 2)


def test_in_order_without_shuffle():
    parts = train_validation_test_split([*"abcdefghij"], shuffle=False)
    assert ["".join(part) for part in parts] == ["abcdef", "gh", "ij"]
    train, test = train_test_split(list(range(8)), test_size=2, train_size=3, shuffle=False)
    assert (train, test) == ([0, 1, 2], [3, 4])


def test_seeds():
    X = np.arange(100)
    first, again = train_test_split(X, random_state=0), train_test_split(X, random_state=0)
    assert first[0].tobytes() == again[0].tobytes()
    assert first[0].tobytes() != train_test_split(X, random_state=1)[0].tobytes()
    rng = np.random.default_rng(0)
    assert train_test_split(X, random_state=rng)[0].tobytes() != train_test_split(X, random_state=rng)[0].tobytes()
    assert len({train_test_split(X)[0].tobytes() for _ in range(5)}) == 5


def test_input_is_left_alone():
    X = np.arange(20.0)
    X.flags.writeable = False
    train, _ = train_test_split(X, random_state=0)
    train[:] = -1
    assert X.tolist() == list(range(20))


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        (
            {"test_size": 1.0},
            ValueError,
            "test_size must be a fraction strictly between 0 and 1 or a number of rows, got 1.0",
        ),
        ({"test_size": 0.0}, ValueError, "test_size must be a fraction strictly between 0 and 1"),
        ({"test_size": float("nan")}, ValueError, "test_size must be a fraction strictly between 0 and 1"),
        ({"test_size": 10}, ValueError, "test_size must be a number of rows between 1 and 9, got 10"),
        ({"train_size": 0}, ValueError, "train_size must be a number of rows between 1 and 9, got 0"),
        ({"train_size": "half"}, TypeError, "train_size must be a fraction or a number of rows, got str"),
        ({"test_size": True}, TypeError, "test_size must be a fraction or a number of rows, got bool"),
        ({"test_size": 6, "train_size": 5}, ValueError, "at least one row each and at most 10 together, got 5 and 6"),
        ({"train_size": 0.05}, ValueError, "at least one row each and at most 10 together, got 0 and 10"),
        ({"test_size": 0.95}, ValueError, "at least one row each and at most 10 together, got 0 and 10"),
        ({"shuffle": False, "stratify": [0, 1] * 5}, ValueError, "stratify must be None when shuffle=False"),
        ({"stratify": [0, 1] * 4}, ValueError, r"stratify must have one label per row, shape \(10,\), got \(8,\)"),
        (
            {"stratify": [0] * 9 + [1]},
            ValueError,
            "stratify must have at least 2 rows in each class, got 1 of class 1.0",
        ),
        ({"stratify": [*"aabbccddee"], "test_size": 4}, ValueError, "at least as many rows as the 5 classes, got 4"),
        ({"stratify": [*"ababababa", None]}, ValueError, "stratify must have a label for every row, got none in row 9"),
        ({"random_state": -1}, ValueError, "rng must be a non-negative seed, got -1"),
    ],
)
def test_unusable_arguments(options, error, message):
    with pytest.raises(error, match=message):
        train_test_split(np.arange(10), **options)


def test_unusable_arrays():
    with pytest.raises(ValueError, match="arrays must hold at least one array, got none"):
        train_test_split()
    with pytest.raises(ValueError, match="arrays must have the same number of rows"):
        train_validation_test_split([1, 2, 3], [1, 2])
    with pytest.raises(ValueError, match=r"must leave rows to train on, got 5 \+ 5 of 10"):
        train_validation_test_split(range(10), validation_size=0.5, test_size=0.5)
