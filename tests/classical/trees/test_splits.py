"""The best question: worked by hand, against every question tried one by one, and where questions tie."""

import numpy as np
import pytest

from lib.classical.trees import Entropy, Gini, Split, SquaredDeviation, best_split, splits

# Quinlan (1986), table 1: humidity (1 = high), windy (1 = true) and class (1 = P) of 14 Saturday mornings.
HUMIDITY = np.array([1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1], dtype=float)
WINDY = np.array([0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1], dtype=float)
GOOD = np.array([0, 0, 1, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0])


@pytest.mark.parametrize(("column", "gain"), [(HUMIDITY, 0.151), (WINDY, 0.048)], ids=["humidity", "windy"])
def test_gain_of_quinlans_saturday_mornings(column, gain):
    entropy = Entropy(2)
    amounts = entropy.amounts(GOOD, np.ones(14))
    split = best_split(column[None], amounts, entropy)
    assert split.threshold == 0.5
    before = entropy.of_sums(amounts.sum(axis=1))
    assert (before - split.impurity) / 14 == pytest.approx(gain, abs=1e-3)  # the paper rounds on the way


def test_the_better_of_quinlans_features_is_asked_first():
    entropy = Entropy(2)
    assert best_split(np.array([WINDY, HUMIDITY]), entropy.amounts(GOOD, np.ones(14)), entropy).feature == 1


def test_regression_by_hand():
    # y = 1, 1, 5, 7: after x <= 2 the right part is left with (5 - 6)^2 + (7 - 6)^2 = 2.
    deviation = SquaredDeviation()
    amounts = deviation.amounts(np.array([7.0, 1.0, 5.0, 1.0]), np.ones(4))
    assert best_split(np.array([[9.0, 1.0, 4.0, 2.0]]), amounts, deviation) == Split(0, 3.0, pytest.approx(2.0))


def every_question(columns, y, weight, impurity, min_samples_leaf):
    """Try all thresholds of all features one by one; return the least impurity of two parts."""
    amounts = impurity.amounts(y, weight)
    found = [np.inf]
    for column in columns:
        values = np.unique(column)
        for threshold in (values[:-1] + values[1:]) / 2:
            left = column <= threshold
            if min(left.sum(), (~left).sum()) >= min_samples_leaf:
                found.append(sum(impurity.of_sums(amounts[:, part].sum(axis=1)) for part in (left, ~left)))
    return min(found)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("min_samples_leaf", [1, 4, 12])
def test_no_question_is_better(seed, min_samples_leaf):
    rng = np.random.default_rng(seed)
    n_samples = int(rng.integers(2, 40))
    columns = rng.integers(0, int(rng.integers(2, 30)), (3, n_samples)).astype(float)  # with many equal values
    weight = rng.random(n_samples) + 0.1
    for impurity in (Gini(3), Entropy(3), SquaredDeviation()):
        y = rng.normal(size=n_samples) if isinstance(impurity, SquaredDeviation) else rng.integers(0, 3, n_samples)
        amounts = impurity.amounts(y, weight)
        split = best_split(columns, amounts, impurity, min_samples_leaf)
        best = every_question(columns, y, weight, impurity, min_samples_leaf)
        if split is None:
            assert best == np.inf
            continue
        assert split.impurity == pytest.approx(best, abs=1e-9)
        left = columns[split.feature] <= split.threshold
        assert min(left.sum(), (~left).sum()) >= min_samples_leaf
        assert sum(impurity.of_sums(amounts[:, p].sum(axis=1)) for p in (left, ~left)) == pytest.approx(best, abs=1e-9)


@pytest.mark.parametrize("block", [1, 60, 10**9])
def test_features_taken_in_blocks_give_the_same_question(block, monkeypatch):
    rng = np.random.default_rng(0)
    columns, y = rng.normal(size=(7, 30)), rng.integers(0, 2, 30)
    amounts = Gini(2).amounts(y, np.ones(30))
    whole = best_split(columns, amounts, Gini(2))
    monkeypatch.setattr(splits, "BLOCK", block)
    assert best_split(columns, amounts, Gini(2)) == whole
    assert whole.feature > 0


@pytest.mark.parametrize("block", [1, 10**9])
def test_of_equally_good_questions_the_first_is_taken(block, monkeypatch):
    monkeypatch.setattr(splits, "BLOCK", block)
    column = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
    columns = np.stack([np.zeros(5), column, column[::-1], column])
    weight = np.array([0.1, 0.7, 0.3, 0.2, 0.6])  # sums depend on their order, in the last digit
    amounts = Gini(2).amounts(np.array([0, 0, 1, 1, 1]), weight)
    assert best_split(columns, amounts, Gini(2))[:2] == (1, 0.25)


def test_equal_values_cannot_be_parted():
    amounts = Gini(2).amounts(np.array([0, 1, 0]), np.ones(3))
    assert best_split(np.full((2, 3), 7.0), amounts, Gini(2)) is None
    assert best_split(np.array([[1.0, 2.0, 3.0]]), amounts, Gini(2), min_samples_leaf=2) is None


@pytest.mark.parametrize("low", [1.0, np.nextafter(1.0, 2.0), -1.0, 0.0, 1e300, -1.7e308, 1.7e308])
def test_threshold_parts_neighbouring_numbers(low):
    high = np.nextafter(low, np.inf)
    column = np.array([[high, low]])
    split = best_split(column, Gini(2).amounts(np.array([0, 1]), np.ones(2)), Gini(2))
    assert (column[0] <= split.threshold).tolist() == [False, True]


def test_the_ends_of_the_number_line():
    column = np.array([[-1.7e308, 1.7e308]])
    assert best_split(column, Gini(2).amounts(np.array([0, 1]), np.ones(2)), Gini(2)).threshold == 0.0


def test_a_side_of_little_weight_is_still_weighed():
    # What is left of 1 + 2e-20 after the first row has gone is 2e-20, not 1 - 1 = 0.
    amounts = Gini(2).amounts(np.array([0, 0, 1]), np.array([1.0, 1e-20, 1e-20]))
    assert best_split(np.array([[0.0, 1.0, 2.0]]), amounts, Gini(2)) == Split(0, 1.5, 0.0)
