"""Features of nodes: different ones, every set and every place equally often."""

from itertools import combinations

import numpy as np
import pytest

from lib.ensembles.feature_draws import draw_features


@pytest.mark.parametrize(("n_features", "n_drawn"), [(1, 1), (5, 1), (5, 3), (5, 5), (64, 8)])
def test_features_of_a_node_differ(n_features, n_drawn):
    drawn = draw_features(300, n_features, n_drawn, np.random.default_rng(0))
    assert drawn.shape == (n_drawn, 300)
    assert drawn.min() >= 0
    assert drawn.max() < n_features
    assert all(len(set(column)) == n_drawn for column in drawn.T.tolist())


def test_every_set_is_equally_likely():
    rng = np.random.default_rng(0)
    sets = np.sort(draw_features(60_000, 5, 3, rng), axis=0).T
    seen = {tuple(row): count for row, count in zip(*(a.tolist() for a in np.unique(sets, axis=0, return_counts=True)))}
    assert set(seen) == set(combinations(range(5), 3))
    assert max(abs(count - 6000) for count in seen.values()) < 350  # five standard deviations


def test_no_feature_prefers_the_first_place():
    rng = np.random.default_rng(0)
    first = np.concatenate([draw_features(5, 4, 2, rng)[0] for _ in range(8000)])
    assert np.abs(np.bincount(first) - 10_000).max() < 1000


def test_same_seed_same_features():
    one, two = (draw_features(50, 9, 3, np.random.default_rng(4)) for _ in range(2))
    assert one.tobytes() == two.tobytes()
