"""Impurities: values known by hand, and what makes them fit for choosing questions."""

import numpy as np
import pytest

from lib.classical.trees import ClassImpurity, Entropy, Gini, Impurity, SquaredDeviation


def total(impurity, y, weight=None):
    """Return weight times impurity of one set of rows."""
    weight = np.ones(len(y)) if weight is None else weight
    return float(impurity.of_sums(impurity.amounts(np.asarray(y), weight).sum(axis=1)))


def test_entropy_of_quinlans_saturday_mornings():
    # Quinlan (1986), section 4: of 14 mornings 9 are of class P and 5 of class N, 0.940 bits.
    assert total(Entropy(2), [0] * 9 + [1] * 5) / 14 == pytest.approx(0.940, abs=5e-4)


def test_gini_by_hand():
    # 1 - (2/4)^2 - (1/4)^2 - (1/4)^2 = 10/16
    assert total(Gini(3), [0, 0, 1, 2]) / 4 == pytest.approx(0.625)
    # Weights 1 and 3: 1 - 1/16 - 9/16 = 6/16
    assert total(Gini(2), [0, 1], np.array([1.0, 3.0])) / 4 == pytest.approx(0.375)


def test_squared_deviation_by_hand():
    # Mean 2 with weights 2, 1, 1 on 1, 2, 4: (2 * 1 + 0 + 4) = 6
    assert total(SquaredDeviation(), [1.0, 2.0, 4.0], np.array([2.0, 1.0, 1.0])) == pytest.approx(6.0)


@pytest.mark.parametrize(("impurity", "most"), [(Gini(4), 0.75), (Entropy(4), 2.0)], ids=["gini", "entropy"])
def test_pure_and_evenly_mixed_nodes(impurity, most):
    pure = total(impurity, [2, 2, 2], np.array([0.1, 0.2, 0.3]))
    assert pure == 0.0
    assert not np.signbit(pure)  # -0.0 would look odd in a table
    assert total(impurity, [0, 1, 2, 3]) / 4 == pytest.approx(most)
    assert impurity.value(np.array([3, 3, 1]), np.ones(3)).tolist() == pytest.approx([0, 1 / 3, 0, 2 / 3])


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("impurity", [Gini(3), Entropy(3), SquaredDeviation()], ids=lambda i: type(i).__name__)
def test_no_question_raises_the_impurity(impurity, seed):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, 30) if isinstance(impurity, ClassImpurity) else rng.normal(5, 1, 30)
    amounts = impurity.amounts(y, rng.random(30) + 0.01)
    left = rng.random(30) < 0.5
    parts = impurity.of_sums(np.stack([amounts[:, left].sum(axis=1), amounts[:, ~left].sum(axis=1)], axis=1))
    assert parts.shape == (2,)
    assert (parts >= 0).all()
    assert parts.sum() <= impurity.of_sums(amounts.sum(axis=1)) + 1e-12


def test_a_mean_far_from_zero_costs_no_digits():
    y = 1e9 + np.array([0.0, 1.0, 2.0, 3.0])
    assert total(SquaredDeviation(), y) == pytest.approx(5.0, rel=1e-9)


def test_tiny_weights_count():
    weight = np.array([1e-200, 1e-200])
    assert total(Gini(2), [0, 1], weight) / 2e-200 == pytest.approx(0.5)
    assert total(SquaredDeviation(), [0.0, 2.0], weight) / 2e-200 == pytest.approx(1.0)


def test_an_impurity_says_all_three_things():
    with pytest.raises(TypeError, match="abstract"):
        Impurity()
