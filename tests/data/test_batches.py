import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.data import Table, load_penguins, minibatches


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 40), st.integers(1, 12), st.booleans(), st.booleans())
def test_batches_are_a_partition(n, batch_size, shuffle, drop_last):
    batches = [
        batch for (batch,) in minibatches(np.arange(n), batch_size=batch_size, shuffle=shuffle, drop_last=drop_last)
    ]
    sizes = [len(batch) for batch in batches]
    assert all(size == batch_size for size in sizes[:-1])
    rows = np.concatenate([*batches, np.array([], dtype=int)]).tolist()
    assert len(set(rows)) == len(rows)
    if drop_last:
        assert len(rows) == n // batch_size * batch_size
        assert all(size == batch_size for size in sizes)
    else:
        assert sorted(rows) == list(range(n))
    if not shuffle:
        assert rows == sorted(rows)


def test_arrays_stay_together():
    penguins = load_penguins()
    for table, species, ids in minibatches(penguins, penguins["species"], np.arange(344), batch_size=100):
        assert isinstance(table, Table)
        assert table["species"].tolist() == species.tolist() == penguins["species"][ids].tolist()


def test_seeds():
    def order(seed):
        return np.concatenate([batch for (batch,) in minibatches(np.arange(50), batch_size=7, random_state=seed)])

    assert order(0).tobytes() == order(0).tobytes()
    assert order(0).tobytes() != order(1).tobytes()
    rng = np.random.default_rng(0)
    assert order(rng).tobytes() != order(rng).tobytes()


def test_mean_gradient_over_the_batches_is_that_over_all_rows():
    rng = np.random.default_rng(0)
    X, y, w = rng.normal(size=(60, 3)), rng.normal(size=60), np.ones(3)
    full = X.T @ (X @ w - y) / 60
    parts = [b.T @ (b @ w - t) / len(t) for b, t in minibatches(X, y, batch_size=10, random_state=0)]
    np.testing.assert_allclose(np.mean(parts, axis=0), full)


@pytest.mark.parametrize(
    ("arrays", "batch_size", "error", "message"),
    [
        ((), 2, ValueError, "arrays must hold at least one array, got none"),
        (([1, 2], [1]), 2, ValueError, "arrays must have the same number of rows"),
        (([1, 2],), 0, ValueError, "batch_size must .* got 0"),
        (([1, 2],), 1.5, TypeError, "batch_size must be an integer"),
    ],
)
def test_mistakes_are_found_at_the_call(arrays, batch_size, error, message):
    with pytest.raises(error, match=message):
        minibatches(*arrays, batch_size=batch_size)
