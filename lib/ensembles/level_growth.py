"""Grow many trees at once, one level at a time, from counts in bins."""

from dataclasses import dataclass

import numpy as np

from lib.classical.trees import Tree
from lib.ensembles.binning import Binner
from lib.ensembles.grown_nodes import GrownNodes
from lib.ensembles.node_rows import NodeRows
from lib.ensembles.question_search import QuestionSearch
from lib.ensembles.questions import Criterion

# A smaller share of the sum of squares, left over when the mean is taken out, is rounding.
ROUNDING = 1e-13


@dataclass(frozen=True, eq=False)
class Growth:
    """Hold the trees grown and the leaf of every training row.

    Parameters
    ----------
    trees : list of Tree
    leaf : ndarray of int, shape (n_trees, n_samples)
        Number of the node of its tree in which a row ended; -1 where the row had no weight in that tree.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb
    """

    trees: list[Tree]
    leaf: np.ndarray


def grow_level_wise(
    codes: np.ndarray,
    binner: Binner,
    target: np.ndarray,
    weight: np.ndarray,
    *,
    criterion: str = "squares",
    l2: float = 0.0,
    n_classes: int | None = None,
    max_depth: int | None = None,
    min_samples_split: int = 2,
    min_samples_leaf: int = 1,
    min_gain: float = -np.inf,
    max_features: int | None = None,
    rng: np.random.Generator | None = None,
) -> Growth:
    r"""Grow all trees together, handling all nodes of one level in a few array operations.

    Every node holds two sums over its rows, :math:`A_k = \sum_i a_{ik}` and :math:`B = \sum_i w_i`. It is worth
    :math:`\sum_k A_k^2 / (B + \lambda)` and predicts :math:`A_k / (B + \lambda)`; a question is chosen for what its two
    children are worth together. One formula serves three purposes:

    - classification: :math:`a_{ik} = w_i [y_i = k]`; the worth is :math:`B` times (1 - Gini index);
    - regression: :math:`a_i = w_i y_i`; the worth is the sum of squares that the means explain;
    - gradient boosting: :math:`a_i = -g_i` and :math:`w_i = h_i`; the prediction is a Newton step.

    Parameters
    ----------
    codes : ndarray of uint8, shape (n_samples, n_features)
        From ``binner.encode``.
    binner : Binner
        Gives thresholds in the units of the features.
    target : ndarray of int, shape (n_samples,), or ndarray of float, shape (n_outputs, n_trees, n_samples)
        Integers: the class of each row. Floats: the terms :math:`a_{ik}`, weights included.
    weight : ndarray, shape (n_trees, n_samples)
        :math:`w_i` in each tree; a row of weight 0 takes no part in the tree.
    criterion : {"squares", "entropy"}, default "squares"
        The worth above, or for classes :math:`\sum_k A_k \log_2(A_k / B)`.
    l2 : float, default 0.0
        :math:`\lambda`, for "squares" only.
    n_classes : int, optional
        Number of classes; needed where ``target`` are classes.
    max_depth : int, optional
        Largest depth; None for no limit.
    min_samples_split, min_samples_leaf : int
        Fewest rows (of positive weight, whatever it is) of a node to be split, and of a child.
    min_gain : float, default -inf
        A question must raise the worth by more than this. As it stands, rows are separated even if nothing is gained.
    max_features : int, optional
        Number of features drawn for each node without replacement; None for all.
    rng : numpy.random.Generator, optional
        Needed with ``max_features``.

    Returns
    -------
    Growth
        The ``impurity`` of a node is the Gini index, the entropy in bits, or (with floats) the weighted variance of
        :math:`a_i / w_i`, averaged over outputs.

    Notes
    -----
    The arguments are taken as they come: what a user gives is checked by the estimators. A level costs a few operations
    for each (row, drawn feature) pair and for each (node, drawn feature, bin, output) cell, whatever the number of
    trees; nothing is sorted but the smallest nodes.
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Chen and Guestrin (2016), *XGBoost: A Scalable Tree Boosting System*, equations 5 to 7; Ke et al. (2017), *LightGBM:
    A Highly Efficient Gradient Boosting Decision Tree*, algorithm 1.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.ensembles.binning import Binner
    >>> from lib.ensembles.level_growth import grow_level_wise
    >>> X = np.array([[1.0], [2.0], [8.0], [9.0]])
    >>> binner = Binner.fit(X)
    >>> growth = grow_level_wise(binner.encode(X), binner, np.array([0, 0, 1, 1]), np.ones((1, 4)), n_classes=2)
    >>> print(growth.trees[0].to_text())
    x0 <= 5
    |   -> 1, 0 (2 rows)
    x0 >  5
    |   -> 0, 1 (2 rows)
    >>> growth.leaf
    array([[1, 1, 2, 2]])
    """
    by_class = target.ndim == 1
    terms = _Terms(target, weight, (n_classes or int(target.max()) + 1) if by_class else len(target))
    rule = Criterion(criterion == "entropy", l2, min_samples_leaf)
    codes = np.ascontiguousarray(codes)
    n_drawn = codes.shape[1] if max_features is None else max_features
    search = QuestionSearch(codes, int(binner.n_bins.max()), rule, min_gain, n_drawn, rng)
    fewest = max(min_samples_split, 2 * min_samples_leaf)
    deepest = np.inf if max_depth is None else max_depth
    n_trees, n_samples = weight.shape
    n_features = codes.shape[1]
    grown = GrownNodes()
    entry = np.flatnonzero(weight)  # a row in a tree: tree * n_samples + row
    count = np.count_nonzero(weight, axis=1)
    tree, number = np.arange(n_trees), np.arange(n_trees)
    offset = (entry - np.repeat(tree * n_samples, count)) * n_features
    leaf = np.full(weight.size, -1, dtype=np.intp)
    depth, n_nodes = 0, n_trees
    while len(count):
        rows, impurity = terms.of_nodes(offset, entry, count, rule)
        growing = (count >= fewest) & (impurity > 0) & (depth < deepest)
        feature, code = search.questions(rows, growing)
        splits = feature >= 0
        children = np.full((2, len(count)), -1)
        children[:, splits] = n_nodes + np.arange(2 * np.count_nonzero(splits)).reshape(-1, 2).T
        grown.add(
            number=number,
            tree=tree,
            feature=feature,
            threshold=np.where(splits, binner.threshold(np.maximum(feature, 0), code), np.nan),
            left=children[0],
            right=children[1],
            value=(rows.total / (rows.total_weight + l2)).T,
            weight=rows.total_weight,
            n_samples=count,
            impurity=impurity,
        )
        node = np.repeat(np.arange(len(count)), count)
        asked = feature.take(node)
        stays = asked < 0
        leaf[entry[stays]] = number[node[stays]]
        goes_left = codes.ravel().take(offset + asked) <= code.take(node)
        goes_left[stays] = False
        left, right = np.flatnonzero(goes_left), np.flatnonzero(~(goes_left | stays))
        # All left children come first, then all right ones: the rows of a node stay together without a sort.
        order = np.concatenate([left, right])
        offset, entry = offset.take(order), entry.take(order)
        n_left = np.bincount(node.take(left), minlength=len(count))[splits]
        count = np.concatenate([n_left, count[splits] - n_left])
        tree = np.tile(tree[splits], 2)
        number = children[:, splits].ravel()
        n_nodes += len(number)
        depth += 1
    trees, numbers = grown.trees(n_trees)
    return Growth(trees, np.where(leaf < 0, -1, numbers[leaf]).reshape(weight.shape))


@dataclass(frozen=True, eq=False)
class _Terms:
    """Hold what is added up over the rows of a node: see ``grow_level_wise``."""

    target: np.ndarray
    weight: np.ndarray
    n_outputs: int

    def of_nodes(
        self, offset: np.ndarray, entry: np.ndarray, count: np.ndarray, criterion: Criterion
    ) -> tuple[NodeRows, np.ndarray]:
        """Return the rows of the nodes of a level with their sums, and how impure each node is."""
        n_nodes, k = len(count), self.n_outputs
        node = np.repeat(np.arange(n_nodes), count)
        weight = self.weight.ravel().take(entry)
        if self.target.ndim == 1:
            amount = np.tile(self.target, len(self.weight)).take(entry)
            total = np.bincount(node * k + amount, weight, minlength=n_nodes * k).reshape(n_nodes, k).T.copy()
            total_weight = total.sum(axis=0)
            mean_worth = criterion.worth(total, total_weight) / total_weight
            impurity = -mean_worth if criterion.entropy else 1.0 - mean_worth
            impurity[np.count_nonzero(total, axis=0) == 1] = 0.0
        else:
            amount = self.target.reshape(k, -1).take(entry, axis=1)
            total = np.array([np.bincount(node, terms, minlength=n_nodes) for terms in amount])
            total_weight = np.bincount(node, weight, minlength=n_nodes)
            squares = np.bincount(node, np.einsum("ke,ke->e", amount, amount) / weight, minlength=n_nodes)
            rest = squares - np.einsum("kn,kn->n", total, total) / total_weight
            impurity = np.where(rest > ROUNDING * squares, rest, 0.0) / (k * total_weight)
        return NodeRows(offset, weight, amount, count, total, total_weight), impurity
