"""The best question for a node: sort each feature once, and every threshold is judged by running sums."""

from typing import NamedTuple

import numpy as np

from lib.classical.trees.impurity import Impurity

# Sums of a block of features that are held at once, in numbers: about what a processor keeps close at hand.
BLOCK = 2**17
# Questions whose results differ by less than rounding count as equal; the first of them is taken.
TIE = 1e-12


class Split(NamedTuple):
    """Hold one question to a node, and what it achieves.

    Parameters
    ----------
    feature : int
        Column that is asked about.
    threshold : float
        Rows with at most this go left.
    impurity : float
        Weight times impurity of the left part, plus that of the right part.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> from lib.classical.trees.splits import Split
    >>> Split(feature=0, threshold=1.5, impurity=0.0).threshold
    1.5
    """

    feature: int
    threshold: float
    impurity: float


def best_split(columns: np.ndarray, amounts: np.ndarray, impurity: Impurity, min_samples_leaf: int = 1) -> Split | None:
    """Find the feature and threshold whose two parts are the least mixed.

    Parameters
    ----------
    columns : ndarray, shape (n_features, n_samples)
        The features of the node's rows, one after the other.
    amounts : ndarray, shape (n_amounts, n_samples)
        ``impurity.amounts`` of the same rows.
    impurity : Impurity
    min_samples_leaf : int, default 1
        Least number of rows on either side.

    Returns
    -------
    Split or None
        The threshold is halfway between two neighbouring values. Of equally good questions the one about the first
        feature is taken, with the lowest threshold. None if no question parts the rows.

    Notes
    -----
    O(n_features n_samples log n_samples) for the sort, and that times the number of amounts, without the logarithm,
    for the sums. Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Breiman, Friedman, Olshen and Stone (1984), *Classification and Regression Trees*, section 2.4.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.trees import Gini, best_split
    >>> columns = np.array([[1.0, 1.0, 1.0, 1.0], [4.0, 1.0, 2.0, 3.0]])
    >>> amounts = Gini(2).amounts(np.array([1, 0, 0, 1]), np.ones(4))
    >>> best_split(columns, amounts, Gini(2))
    Split(feature=1, threshold=2.5, impurity=0.0)
    """
    n_features = len(columns)
    tie = TIE * float(impurity.of_sums(amounts.sum(axis=1)))
    block = max(1, BLOCK // amounts.size)
    best = None
    for start in range(0, n_features, block):
        found = _best_of_block(columns[start : start + block], amounts, impurity, min_samples_leaf, tie)
        if found is not None and (best is None or found.impurity < best.impurity - tie):
            best = found._replace(feature=start + found.feature)
    return best


def _best_of_block(
    columns: np.ndarray, amounts: np.ndarray, impurity: Impurity, min_samples_leaf: int, tie: float
) -> Split | None:
    """Find the best question about any of a few features; all of them are sorted and summed together."""
    order = columns.argsort(axis=1)
    values = np.take_along_axis(columns, order, axis=1)
    # Place p is the cut after the p-th smallest value. Equal values cannot be parted.
    allowed = values[:, :-1] < values[:, 1:]  # (n_features, n_samples - 1)
    allowed[:, : min_samples_leaf - 1] = False
    allowed[:, columns.shape[1] - min_samples_leaf :] = False
    if not allowed.any():
        return None
    ordered = amounts[:, order]  # (n_amounts, n_features, n_samples)
    below = ordered[..., :-1].cumsum(axis=-1)
    # Subtle: summed from the other end and not total - below, which leaves rounding error where little is left.
    above = ordered[..., :0:-1].cumsum(axis=-1)[..., ::-1]
    score = np.where(allowed, impurity.of_sums(below) + impurity.of_sums(above), np.inf)
    feature, place = np.unravel_index(np.argmax(score <= score.min() + tie), score.shape)
    low, high = values[feature, place], values[feature, place + 1]
    middle = low / 2 + high / 2
    # Between neighbouring floating-point numbers there is nothing halfway.
    threshold = middle if low <= middle < high else low
    return Split(int(feature), float(threshold), float(score[feature, place]))
