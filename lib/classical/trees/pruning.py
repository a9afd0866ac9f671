"""Cost-complexity pruning: grow the tree in full, then take back the branches that are not worth their leaves."""

from dataclasses import dataclass

import numpy as np

from lib.classical.trees.structure import LEAF, Tree


@dataclass(frozen=True, eq=False)
class PruningPath:
    """Hold the prices at which a tree loses its branches, one after the other.

    Parameters
    ----------
    ccp_alphas : ndarray, shape (n_steps,)
        Price of a leaf at which the next branch is not worth having, rising; the first is 0, the full tree.
    impurities : ndarray, shape (n_steps,)
        Impurity of the leaves that are left, weighted.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> from lib.classical.trees import DecisionTreeRegressor
    >>> path = DecisionTreeRegressor().cost_complexity_pruning_path([[0.0], [1.0], [2.0]], [0.0, 3.0, 9.0])
    >>> path.ccp_alphas, path.impurities
    (array([ 0. ,  1.5, 12.5]), array([ 0. ,  1.5, 14. ]))
    """

    ccp_alphas: np.ndarray
    impurities: np.ndarray


def pruning_path(tree: Tree) -> PruningPath:
    """Find the price at which each branch goes, the weakest first.

    Parameters
    ----------
    tree : Tree
        Numbered depth-first, as ``Tree.cut`` numbers it.

    Returns
    -------
    PruningPath

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.trees import DecisionTreeRegressor, pruning_path
    >>> tree = DecisionTreeRegressor().fit([[0.0], [1.0]], [0.0, 4.0]).tree_
    >>> pruning_path(tree).ccp_alphas
    array([0., 4.])
    """
    return _take_back(tree, np.inf)[1]


def prune(tree: Tree, ccp_alpha: float) -> Tree:
    r"""Return the smallest subtree with the lowest sum of impurity and price of its leaves.

    .. math:: R_\alpha(T) = \sum_{\text{leaves } t} \frac{w_t}{w_0}\, i_t + \alpha\, |\text{leaves}|

    Parameters
    ----------
    tree : Tree
        Numbered depth-first, as ``Tree.cut`` numbers it.
    ccp_alpha : float
        The price of a leaf, :math:`\alpha`, in units of impurity.

    Returns
    -------
    Tree

    Notes
    -----
    O(n_nodes) for each branch that goes. Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Breiman, Friedman, Olshen and Stone (1984), *Classification and Regression Trees*, section 3.3.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.trees import DecisionTreeRegressor, prune
    >>> tree = DecisionTreeRegressor().fit([[0.0], [1.0], [2.0]], [0.0, 3.0, 9.0]).tree_
    >>> tree.n_leaves, prune(tree, 2.0).n_leaves
    (3, 2)
    """
    return tree.cut(_take_back(tree, ccp_alpha)[0])


def _take_back(tree: Tree, limit: float) -> tuple[np.ndarray, PruningPath]:
    """Take back the weakest branch, again and again, as long as it goes at a price of ``limit`` or less.

    Returns
    -------
    cut : ndarray of bool, shape (n_nodes,)
        Nodes whose branches go.
    path : PruningPath
    """
    own = tree.weight * tree.impurity / tree.weight[0]  # impurity of each node as a leaf, R(t)
    inner = tree.feature != LEAF
    branch, n_leaves = own.copy(), np.ones(tree.n_nodes)  # of the branch below each node, R(T_t) and |T_t|
    parent = np.full(tree.n_nodes, LEAF)
    end = np.arange(1, tree.n_nodes + 1)  # the branch below t is t + 1, ..., end[t] - 1
    for t in reversed(np.flatnonzero(inner)):
        children = tree.left[t], tree.right[t]
        parent[list(children)] = t
        branch[t], n_leaves[t] = sum(branch[c] for c in children), sum(n_leaves[c] for c in children)
        end[t] = end[tree.right[t]]
    cut = np.zeros(tree.n_nodes, dtype=bool)
    alphas, impurities = [0.0], [branch[0]]
    while inner[0]:
        # The price of a leaf at which the branch costs as much as it achieves.
        price = np.full(tree.n_nodes, np.inf)
        price[inner] = (own[inner] - branch[inner]) / (n_leaves[inner] - 1)
        weakest = int(price.argmin())
        if price[weakest] > limit:
            break
        cut[weakest] = True
        inner[weakest : end[weakest]] = False
        lost, gone = own[weakest] - branch[weakest], n_leaves[weakest] - 1
        t = weakest
        while t != LEAF:
            branch[t] += lost
            n_leaves[t] -= gone
            t = parent[t]
        alphas.append(max(float(price[weakest]), alphas[-1]))
        impurities.append(branch[0])
    return cut, PruningPath(np.array(alphas), np.array(impurities))
