"""The best question of a node against plain loops over all questions."""

import numpy as np
import pytest

from lib.ensembles.node_rows import BinSums
from lib.ensembles.questions import Criterion


def node(codes, labels, n_bins, n_classes):
    """Return the sums of one node and one feature, unit weights."""
    sums = np.zeros((n_bins, n_classes, 1, 1))
    for code, label in zip(codes, labels):
        sums[code, label, 0, 0] += 1
    total = np.bincount(labels, minlength=n_classes).astype(float)[:, None]
    return BinSums(sums, None, None, None), total, total.sum(axis=0)


def test_a_case_by_hand():
    # codes 0 0 1 3 3 and labels 0 0 0 1 1: "at most 1?" parts them; 2 is empty, so 1 and 2 are the same question.
    bins, total, weight = node([0, 0, 1, 3, 3], [0, 0, 0, 1, 1], 5, 2)
    worth, slot, code = Criterion().best(bins, total, weight)
    assert worth.tolist() == [3**2 / 3 + 2**2 / 2]
    assert Criterion().worth(total, weight).tolist() == [(3**2 + 2**2) / 5]
    assert slot.tolist() == [0]
    assert code.tolist() == [1]


def test_the_cut_is_in_the_middle_of_the_empty_bins():
    bins, total, weight = node([1, 1, 8, 8], [0, 0, 1, 1], 10, 2)
    assert Criterion().best(bins, total, weight)[2].tolist() == [4]


def test_no_question_about_a_constant_feature():
    for entropy in (False, True):
        bins, total, weight = node([2, 2, 2], [0, 1, 1], 5, 2)
        assert Criterion(entropy=entropy).best(bins, total, weight)[0].tolist() == [-np.inf]


def test_a_question_that_gains_nothing_is_found():
    for entropy in (False, True):
        bins, total, weight = node([0, 0, 1, 1], [0, 1, 0, 1], 3, 2)
        criterion = Criterion(entropy=entropy)
        worth, _, code = criterion.best(bins, total, weight)
        assert worth == pytest.approx(criterion.worth(total, weight))
        assert code.tolist() == [0]


def worth_by_hand(criterion, sums, weight):
    """Return the worth of one set of rows."""
    if criterion.entropy:
        shares = sums[sums > 0] / weight
        return weight * np.sum(shares * np.log2(shares))
    return np.sum(sums**2) / (weight + criterion.l2)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "criterion",
    [Criterion(), Criterion(entropy=True), Criterion(min_samples_leaf=3), Criterion(l2=0.7), Criterion(True, 0.0, 4)],
)
@pytest.mark.parametrize("ranked", [False, True])
def test_the_best_of_all_questions(seed, criterion, ranked):
    rng = np.random.default_rng(seed)
    n_bins, n_outputs, n_drawn, n_nodes, n_rows = 8, 3, 2, 4, 12
    code_of = rng.integers(0, n_bins, (n_rows, n_drawn, n_nodes))
    by_class = criterion.entropy or seed % 2 == 0
    weights = rng.integers(1, 4, (n_rows, n_nodes)).astype(float)
    if by_class:
        amounts = weights * (rng.integers(0, n_outputs, (n_rows, n_nodes)) == np.arange(n_outputs)[:, None, None])
    else:
        amounts = rng.normal(size=(n_outputs, n_rows, n_nodes))
    n_places = n_rows if ranked else n_bins
    sums = np.zeros((n_places, n_outputs, n_drawn, n_nodes))
    weight, number = np.zeros((2, n_places, n_drawn, n_nodes))
    code = np.zeros((n_places, n_drawn, n_nodes), dtype=int)
    for slot in range(n_drawn):
        for n in range(n_nodes):
            order = np.argsort(code_of[:, slot, n], kind="stable")
            for rank, row in enumerate(order):
                place = rank if ranked else code_of[row, slot, n]
                sums[place, :, slot, n] += amounts[:, row, n]
                weight[place, slot, n] += weights[row, n]
                number[place, slot, n] += 1
                code[place, slot, n] = code_of[row, slot, n]
    counted = number if criterion.min_samples_leaf > 1 else None
    bins = BinSums(sums, None if by_class else weight, counted, code if ranked else None)
    total = amounts.sum(axis=1)
    worth, slots, cuts = criterion.best(bins, total, weights.sum(axis=0))
    for n in range(n_nodes):
        best = -np.inf
        for slot in range(n_drawn):
            for cut in range(n_bins - 1):
                left = code_of[:, slot, n] <= cut
                if min(left.sum(), (~left).sum()) < criterion.min_samples_leaf:
                    continue
                both = [
                    worth_by_hand(criterion, amounts[:, part, n].sum(axis=1), weights[part, n].sum())
                    for part in (left, ~left)
                ]
                best = max(best, sum(both))
        assert worth[n] == pytest.approx(best)
        left = code_of[:, slots[n], n] <= cuts[n]
        parts = [
            worth_by_hand(criterion, amounts[:, part, n].sum(axis=1), weights[part, n].sum()) for part in (left, ~left)
        ]
        assert sum(parts) == pytest.approx(best)


def test_weights_that_add_up_with_rounding_leave_no_empty_side():
    # 0.1 + 0.2 + 0.3 in another order is another float: the rest must not pass for a child.
    sums = np.zeros((5, 2, 1, 1))
    sums[:3, 0, 0, 0] = 0.1, 0.2, 0.3
    total, weight = np.array([[0.3 + 0.2 + 0.1], [0.4]]), np.array([1.0])
    sums[2, 1] = 0.4
    worth, _, code = Criterion().best(BinSums(sums, None, None, None), total, weight)
    assert code[0] < 2
    assert worth[0] == pytest.approx(0.3 + (0.3**2 + 0.4**2) / 0.7)
