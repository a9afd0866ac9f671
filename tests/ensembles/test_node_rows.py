"""Sums in bins and by rank against plain loops, for classes and for numbers."""

import numpy as np
import pytest

from lib.ensembles.node_rows import NodeRows

N_FEATURES, N_BINS = 4, 6


def draw(seed, *, by_class, n_nodes=7, n_outputs=3, most=9):
    """Return codes and the rows of some nodes."""
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, N_BINS, (40, N_FEATURES)).astype(np.uint8)
    count = rng.integers(1, most + 1, n_nodes)
    n_entries = count.sum()
    weight = rng.integers(1, 4, n_entries).astype(float)
    node = np.repeat(np.arange(n_nodes), count)
    offset = rng.integers(0, 40, n_entries) * N_FEATURES
    if by_class:
        amount = rng.integers(0, n_outputs, n_entries)
        total = np.array([np.bincount(node, weight * (amount == k), minlength=n_nodes) for k in range(n_outputs)])
    else:
        amount = rng.normal(size=(n_outputs, n_entries))
        total = np.array([np.bincount(node, a, minlength=n_nodes) for a in amount])
    return codes, NodeRows(offset, weight, amount, count, total, np.bincount(node, weight, minlength=n_nodes))


def terms(rows, e, n_outputs):
    """Return what one entry adds to the outputs."""
    if rows.amount.ndim == 1:
        return rows.weight[e] * (np.arange(n_outputs) == rows.amount[e])
    return rows.amount[:, e]


def by_loops(codes, rows, features, n_outputs):
    """Return sums, weight and number in bins, one entry after the other."""
    shape = (N_BINS, *features.shape)
    sums, weight, number = np.zeros((N_BINS, n_outputs, *features.shape)), np.zeros(shape), np.zeros(shape, dtype=int)
    for e, node in enumerate(np.repeat(np.arange(len(rows.count)), rows.count)):
        for slot, feature in enumerate(features[:, node]):
            code = codes[rows.offset[e] // N_FEATURES, feature]
            sums[code, :, slot, node] += terms(rows, e, n_outputs)
            weight[code, slot, node] += rows.weight[e]
            number[code, slot, node] += 1
    return sums, weight, number


@pytest.mark.parametrize("by_class", [True, False])
@pytest.mark.parametrize("n_outputs", [1, 2, 3])
def test_sums_in_bins(by_class, n_outputs):
    codes, rows = draw(0, by_class=by_class, n_outputs=n_outputs)
    features = np.random.default_rng(1).integers(0, N_FEATURES, (2, len(rows.count)))
    sums, weight, number = by_loops(codes, rows, features, n_outputs)
    for counted in (False, True):
        bins = rows.sums_in_bins(codes, features, N_BINS, counted)
        np.testing.assert_allclose(bins.sums, sums, atol=1e-12)
        np.testing.assert_allclose(bins.sums.sum(axis=1) if by_class else bins.weight, weight)
        assert bins.code is None
        assert (bins.number is None) is not counted
        if counted:
            np.testing.assert_array_equal(bins.number, number)


@pytest.mark.parametrize("by_class", [True, False])
@pytest.mark.parametrize("width", [9, 16, 64])
def test_sums_by_rank(by_class, width):
    codes, rows = draw(2, by_class=by_class)
    features = np.random.default_rng(3).integers(0, N_FEATURES, (2, len(rows.count)))
    bins = rows.sums_by_rank(codes, features, width, True)
    assert bins.sums.shape == (width, 3, 2, len(rows.count))
    sums, weight, _ = by_loops(codes, rows, features, 3)
    start = np.cumsum(rows.count) - rows.count
    for node, count in enumerate(rows.count):
        for slot, feature in enumerate(features[:, node]):
            mine = codes[rows.offset[start[node] : start[node] + count] // N_FEATURES, feature]
            assert bins.code[:count, slot, node].tolist() == sorted(mine.tolist())
            assert bins.number[:, slot, node].tolist() == [1] * count + [0] * (width - count)
            assert not bins.sums[count:, :, slot, node].any()
            for code in range(N_BINS):
                here = bins.code[:count, slot, node] == code
                np.testing.assert_allclose(
                    bins.sums[:count, :, slot, node][here].sum(axis=0), sums[code, :, slot, node], atol=1e-12
                )
                if not by_class:
                    assert bins.weight[:count, slot, node][here].sum() == weight[code, slot, node]


def test_part_and_pick():
    _, rows = draw(4, by_class=True)
    part = rows.part(2, 5)
    picked = rows.pick(np.array([2, 3, 4]))
    for name in ("offset", "weight", "amount", "count", "total", "total_weight"):
        np.testing.assert_array_equal(getattr(part, name), getattr(picked, name))
    assert part.weight.sum() == part.total_weight.sum()
    back = rows.pick(np.array([4, 0]))
    assert back.count.tolist() == rows.count[[4, 0]].tolist()
    assert back.offset[: rows.count[4]].tolist() == part.offset[-rows.count[4] :].tolist()


def test_chunks_cover_all_nodes_once():
    _, rows = draw(5, by_class=True, n_nodes=50, most=30)
    for cells, pairs in ((1, 1), (1 << 13, 1), (1, 1 << 9), (1 << 20, 1 << 20)):
        chunks = rows.chunks(cells, pairs)
        assert [first for first, _ in chunks] == [0, *(last for _, last in chunks[:-1])]
        assert chunks[-1][1] == 50
    assert len(rows.chunks(1 << 20, 1)) == 50
    assert rows.chunks(1, 1) == [(0, 50)]


def test_classes_that_a_node_has_come_first():
    count = np.array([2, 3])
    amount = np.array([3, 1, 2, 2, 0])
    total = np.array([[0, 1], [1, 0], [0, 2], [1, 0]], dtype=float)
    rows = NodeRows(np.zeros(5, dtype=int), np.ones(5), amount, count, total, np.array([2.0, 3.0])).renumbered()
    assert rows.amount.tolist() == [1, 0, 1, 1, 0]
    assert rows.total.tolist() == [[1, 1], [1, 2], [0, 0], [0, 0]]
