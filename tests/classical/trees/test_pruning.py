"""Cost-complexity pruning: by hand, and against every subtree there is."""

import numpy as np
import pytest

from lib.classical.trees import DecisionTreeRegressor, prune, pruning_path


def fitted(seed, n_samples=9):
    rng = np.random.default_rng(seed)
    return DecisionTreeRegressor().fit(rng.normal(size=(n_samples, 2)), rng.normal(size=n_samples)).tree_


def test_by_hand():
    # y = 1, 1, 5, 7. The node of 5 and 7 has weight 1/2 and impurity 1: its extra leaf is worth 0.5. Once it is a leaf,
    # the root, of impurity 27/4, has two leaves with 0.5 in all: its extra leaf is worth 6.25.
    tree = DecisionTreeRegressor().fit([[1], [2], [3], [4]], [1.0, 1.0, 5.0, 7.0]).tree_
    path = pruning_path(tree)
    np.testing.assert_allclose(path.ccp_alphas, [0, 0.5, 6.25])
    np.testing.assert_allclose(path.impurities, [0, 0.5, 6.75])
    assert [prune(tree, alpha).n_leaves for alpha in (0, 0.49, 0.5, 6.24, 6.25)] == [3, 3, 2, 2, 1]


def subtrees(tree, node=0):
    """List (impurity, number of leaves) of every way to cut the branch below a node."""
    own = (tree.weight[node] * tree.impurity[node] / tree.weight[0], 1)
    if tree.feature[node] < 0:
        return [own]
    pairs = [(a, b) for a in subtrees(tree, tree.left[node]) for b in subtrees(tree, tree.right[node])]
    return [own, *((a[0] + b[0], a[1] + b[1]) for a, b in pairs)]


@pytest.mark.parametrize("seed", range(8))
def test_no_subtree_is_cheaper(seed):
    tree = fitted(seed)
    every = np.array(subtrees(tree))
    for alpha in np.random.default_rng(seed).exponential(0.2, 20):
        small = prune(tree, alpha)
        leaf = small.feature < 0
        cost = (small.weight * small.impurity)[leaf].sum() / small.weight[0] + alpha * small.n_leaves
        assert cost == pytest.approx((every @ [1, alpha]).min())


def test_path_rises_and_ends_at_the_root():
    tree = fitted(0, 60)
    path = pruning_path(tree)
    assert (np.diff(path.ccp_alphas) >= 0).all()
    assert (np.diff(path.impurities) >= 0).all()
    assert path.impurities[-1] == pytest.approx(tree.impurity[0])
    leaves = [prune(tree, alpha * (1 + 1e-9)).n_leaves for alpha in path.ccp_alphas]
    assert leaves[0] == 60
    assert leaves[-1] == 1
    assert (np.diff(leaves) <= 0).all()


def test_a_single_leaf_has_nothing_to_prune():
    tree = DecisionTreeRegressor().fit([[0.0], [1.0]], [2.0, 2.0]).tree_
    assert pruning_path(tree).ccp_alphas.tolist() == [0.0]
    assert prune(tree, 5.0).n_nodes == 1


def test_rounding_makes_no_price_negative():
    # A question that achieves nothing, and in floating point less than that.
    model = DecisionTreeRegressor()
    path = model.cost_complexity_pruning_path([[0], [0], [1], [1]], [5.0, 6.1, 5.0, 6.1], [0.8, 0.8, 0.6, 0.6])
    assert path.ccp_alphas.tolist() == [0.0, 0.0]
