"""Nodes collected level by level come out as one tree each, children side by side."""

import numpy as np

from lib.ensembles.grown_nodes import GrownNodes


def level(number, tree, feature, left, right):
    """Return the nodes of a level; the other arrays tell nodes apart by their number."""
    number = np.array(number)
    return {
        "number": number,
        "tree": np.array(tree),
        "feature": np.array(feature),
        "threshold": np.where(np.array(feature) < 0, np.nan, number + 0.5),
        "left": np.array(left),
        "right": np.array(right),
        "value": number[:, None] * 10.0,
        "weight": number * 1.0,
        "n_samples": number,
        "impurity": number * 0.1,
    }


def test_two_trees_grown_together_are_taken_apart():
    grown = GrownNodes()
    grown.add(**level([0, 1], [0, 1], [3, 4], [2, 4], [3, 5]))
    # Left children first, then right ones, as the grower keeps them.
    grown.add(**level([2, 4, 3, 5], [0, 1, 0, 1], [-1, 5, -1, -1], [-1, 6, -1, -1], [-1, 7, -1, -1]))
    grown.add(**level([6, 7], [1, 1], [-1, -1], [-1, -1], [-1, -1]))
    (one, two), numbers = grown.trees(2)
    assert one.feature.tolist() == [3, -1, -1]
    assert one.left.tolist() == [1, -1, -1]
    assert one.right.tolist() == [2, -1, -1]
    assert one.value.ravel().tolist() == [0.0, 20.0, 30.0]
    assert two.feature.tolist() == [4, 5, -1, -1, -1]
    assert two.left.tolist() == [1, 3, -1, -1, -1]
    assert two.right.tolist() == [2, 4, -1, -1, -1]
    assert two.n_samples.tolist() == [1, 4, 5, 6, 7]
    assert numbers.tolist() == [0, 0, 1, 2, 1, 2, 3, 4]
    np.testing.assert_array_equal(two.threshold, [1.5, 4.5, np.nan, np.nan, np.nan])
    assert two.depth == 2
