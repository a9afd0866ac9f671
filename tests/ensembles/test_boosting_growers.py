"""Both growers of boosting give the same trees, and place rows that they did not see."""

import numpy as np
import pytest

from lib.classical.trees import Limits
from lib.ensembles.boosting_growers import ExactGrower, HistogramGrower


@pytest.mark.parametrize("max_depth", [1, 3, None])
def test_growers_agree(max_depth):
    rng = np.random.default_rng(0)
    X, target = rng.normal(size=(60, 3)), rng.normal(size=(2, 60))
    weight = (rng.random(60) < 0.7).astype(float)
    made = []
    for kind in (ExactGrower, HistogramGrower):
        grower = kind(X, Limits(max_depth, min_samples_leaf=3), 3, np.random.default_rng(0))
        trees, leaf = grower.grow(target, weight)
        for tree, place in zip(trees, leaf):
            np.testing.assert_array_equal(tree.apply(X), place)
        made.append(np.array([tree.predict(X)[:, 0] for tree in trees])[:, weight > 0])
    np.testing.assert_allclose(made[0], made[1])


def test_sums_are_counted_again_when_the_rows_change():
    rng = np.random.default_rng(0)
    X, target = rng.normal(size=(60, 3)), rng.normal(size=(1, 60))
    grower = HistogramGrower(X, Limits(2), 3, rng)
    for weight in (np.ones(60), (rng.random(60) < 0.5).astype(float), np.ones(60)):
        tree = grower.grow(target, weight)[0][0]
        assert tree.n_samples[0] == weight.sum()
        assert tree.n_samples[tree.feature < 0].sum() == weight.sum()
