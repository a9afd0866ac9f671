"""Sums below cut points: counted and multiplied alike, against sums written as in the definition."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from lib.ensembles.binning import Binner
from lib.ensembles.cut_sums import CutTable


def draw(n_samples=40):
    """Return features of few and many values, one of them constant."""
    rng = np.random.default_rng(0)
    X = np.column_stack([rng.normal(size=n_samples), rng.integers(0, 3, n_samples), np.zeros(n_samples)])
    return X, rng


def test_questions_are_those_of_the_features():
    X, _ = draw()
    table = CutTable.of(X)
    np.testing.assert_array_equal(np.bincount(table.feature, minlength=3), [39, 2, 0])
    assert table.most_bins == 40
    below = X[:, table.feature] <= table.threshold
    np.testing.assert_array_equal(table.answers, below)
    np.testing.assert_array_equal(table.code >= table.codes[table.feature].T, below)


def test_cuts_that_leave_too_few_rows_on_a_side_are_left_out():
    X, rng = draw()
    whole, table = CutTable.of(X), CutTable.of(X, min_samples_leaf=8)
    n_below = (X[:, whole.feature] <= whole.threshold).sum(axis=0)
    kept = (n_below >= 8) & (n_below <= 32)
    np.testing.assert_array_equal(table.threshold, whole.threshold[kept])
    node, terms = rng.integers(0, 3, (1, 40)), [rng.normal(size=(1, 40))]
    for add_up in (table._counted, table.sums):
        np.testing.assert_allclose(add_up(node, 2, terms), whole.sums(node, 2, terms)[:, :, kept], atol=1e-12)


def test_fewer_bins():
    X, _ = draw()
    table = CutTable.of(X, Binner.fit(X, max_bins=4))
    np.testing.assert_array_equal(np.bincount(table.feature, minlength=3), [3, 2, 0])


@pytest.mark.parametrize("way", ["chosen", "multiplied", "counted"])
def test_sums_agree_with_the_definition(way):
    X, rng = draw()
    table = CutTable.of(X)
    node = rng.integers(0, 3, (2, 40))
    node[1] = np.where(node[1] == 2, 4, node[1] + 2)  # nodes 0, 1, (2 in the first tree) and 2 to 3 in the second
    node[0] = np.where(node[0] == 2, 4, node[0])
    terms = [rng.normal(size=(2, 40)), rng.uniform(size=40)]
    chosen, counted, multiplied = table.sums, table._counted, partial(table._multiplied, table.answers)
    result = {"chosen": chosen, "counted": counted, "multiplied": multiplied}[way](node, 4, terms)
    below = X[:, table.feature] <= table.threshold
    for n in range(4):
        for t, term in enumerate(terms):
            amounts = np.where(node == n, np.broadcast_to(term, (2, 40)), 0).sum(axis=0)
            np.testing.assert_allclose(result[n, t], amounts @ below, atol=1e-12)


def test_a_large_table_is_single_precision_and_a_huge_one_is_not_kept(monkeypatch):
    X = np.random.default_rng(0).normal(size=(800, 3))
    table = CutTable.of(X)
    assert table.answers.dtype == np.float32
    monkeypatch.setattr("lib.ensembles.cut_sums.MOST_ANSWERS", 1000)
    lean = CutTable.of(X)
    assert lean.answers is None
    terms = [np.ones(800), X[:, :1].T]
    node = np.zeros((1, 800), dtype=int)
    np.testing.assert_allclose(lean.sums(node, 1, terms), table.sums(node, 1, terms), rtol=1e-4, atol=1e-4)


def test_constant_features_leave_nothing_to_sum():
    table = CutTable.of(np.ones((5, 2)))
    assert table.sums(np.zeros((1, 5), dtype=int), 1, [np.ones(5)]).shape == (1, 1, 0)
    assert replace(table, answers=None).sums(np.zeros((1, 5), dtype=int), 1, [np.ones(5)]).shape == (1, 1, 0)
