"""Nodes of every size and number of classes get the question they would get alone; stuck nodes look further."""

import numpy as np
import pytest

from lib.ensembles.node_rows import NodeRows
from lib.ensembles.question_search import CLASS_LIMITS, RANK_WIDTHS, QuestionSearch
from lib.ensembles.questions import Criterion


def level(seed, n_bins, n_classes=12, n_nodes=60):
    """Return codes and nodes of 1 to 150 rows, of 1 to all classes."""
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, n_bins, (200, 5)).astype(np.uint8)
    count = rng.permutation(np.geomspace(1, 150, n_nodes).astype(int))
    node = np.repeat(np.arange(n_nodes), count)
    n_entries = len(node)
    row = rng.integers(0, 200, n_entries)
    amount = (
        rng.integers(0, n_classes, n_nodes)[node] + rng.integers(0, rng.integers(1, 13, n_nodes)[node])
    ) % n_classes
    weight = rng.integers(1, 4, n_entries).astype(float)
    total = np.array([np.bincount(node, weight * (amount == k), minlength=n_nodes) for k in range(n_classes)])
    return codes, NodeRows(row * 5, weight, amount, count, total, total.sum(axis=0))


def search_of(codes, n_bins, **changes):
    """Return a search over all features."""
    settings = {"criterion": Criterion(), "min_gain": -np.inf, "n_drawn": codes.shape[1], "rng": None, **changes}
    return QuestionSearch(codes=codes, n_bins=n_bins, **settings)


def worth_of(rows, codes, node, feature, code):
    """Return the worth of both children of a question."""
    start = rows.count[:node].sum()
    entries = slice(start, start + rows.count[node])
    left = codes[rows.offset[entries] // 5, feature] <= code
    worth = 0.0
    for part in (left, ~left):
        sums = np.bincount(rows.amount[entries][part], rows.weight[entries][part])
        worth += np.sum(sums**2) / sums.sum() if part.any() else -np.inf
    return worth


@pytest.mark.parametrize("n_bins", [6, 60, 255])
def test_groups_of_nodes_do_not_matter(n_bins):
    codes, rows = level(0, n_bins)
    assert len(np.unique(np.searchsorted(CLASS_LIMITS, np.count_nonzero(rows.total, axis=0)))) == 4
    assert rows.count.min() < min(RANK_WIDTHS)
    assert rows.count.max() > max(RANK_WIDTHS)
    search = search_of(codes, n_bins)
    mixed = np.count_nonzero(rows.total, axis=0) > 1
    feature, code = search.questions(rows, mixed)
    for node in np.flatnonzero(mixed):
        if feature[node] < 0:
            start = rows.count[:node].sum()
            mine = codes[rows.offset[start : start + rows.count[node]] // 5]
            assert (mine == mine[0]).all()
            continue
        worths = [worth_of(rows, codes, node, j, c) for j in range(5) for c in range(n_bins - 1)]
        assert worth_of(rows, codes, node, feature[node], code[node]) == pytest.approx(max(worths))


def test_nodes_that_do_not_grow_get_no_question():
    codes, rows = level(1, 6)
    growing = np.zeros(60, dtype=bool)
    assert search_of(codes, 6).questions(rows, growing)[0].tolist() == [-1] * 60
    growing[rows.count.argmax()] = True
    feature, _ = search_of(codes, 6).questions(rows, growing)
    assert (feature >= 0).tolist() == growing.tolist()


def test_a_question_must_gain_enough():
    codes, rows = level(2, 6)
    growing = np.ones(60, dtype=bool)
    feature, code = search_of(codes, 6).questions(rows, growing)
    base = Criterion().worth(rows.total, rows.total_weight)
    gain = np.array(
        [worth_of(rows, codes, n, f, c) - base[n] if f >= 0 else -1 for n, (f, c) in enumerate(zip(feature, code))]
    )
    limit = float(np.median(gain))
    strict, _ = search_of(codes, 6, min_gain=limit).questions(rows, growing)
    assert ((strict >= 0) == (gain > limit)).all()


def test_a_node_whose_drawn_features_are_constant_looks_for_one_that_varies():
    rng = np.random.default_rng(0)
    codes = np.zeros((20, 40), dtype=np.uint8)
    codes[:, [7, 23]] = np.arange(20)[:, None] % 3
    codes[:, 31] = 5
    n_nodes = 300
    offset = np.tile(np.arange(20) * 40, n_nodes)
    amount = np.tile(np.arange(20) % 3, n_nodes)
    total = np.repeat([[7.0], [7.0], [6.0]], n_nodes, axis=1)
    rows = NodeRows(offset, np.ones(20 * n_nodes), amount, np.full(n_nodes, 20), total, np.full(n_nodes, 20.0))
    feature, _ = search_of(codes, 6, n_drawn=1, rng=rng).questions(rows, np.ones(n_nodes, dtype=bool))
    assert set(feature.tolist()) == {7, 23}
    assert abs((feature == 7).mean() - 0.5) < 0.15


def test_a_node_of_equal_rows_stays():
    codes = np.full((4, 3), 2, dtype=np.uint8)
    rows = NodeRows(
        np.arange(4) * 3, np.ones(4), np.array([0, 1, 0, 1]), np.array([4]), np.array([[2.0], [2.0]]), np.array([4.0])
    )
    for n_drawn in (1, 3):
        feature, _ = search_of(codes, 3, n_drawn=n_drawn, rng=np.random.default_rng(0)).questions(
            rows, np.array([True])
        )
        assert feature.tolist() == [-1]
