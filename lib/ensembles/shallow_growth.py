"""Grow the shallow trees of one round of boosting together, level by level."""

from dataclasses import dataclass

import numpy as np

from lib.classical.trees import Limits
from lib.ensembles.binning import MOST_BINS
from lib.ensembles.cut_sums import CutTable
from lib.ensembles.grown_nodes import GrownNodes
from lib.ensembles.level_growth import ROUNDING, Growth

# Questions whose results differ by less than rounding count as equal, and the first of them is asked.
TIES = {np.dtype(np.float64): 1e-12, np.dtype(np.float32): 1e-6}
TINY = 1e-30


def grow_shallow(
    table: CutTable,
    target: np.ndarray,
    weight: np.ndarray,
    limits: Limits,
    n_candidates: int,
    rng: np.random.Generator,
    shared: np.ndarray | None = None,
) -> Growth:
    r"""Grow a regression tree for each row of targets, all on the same rows of data.

    A question that sends the weight :math:`l` and the sum :math:`L` to the left, out of :math:`t` and :math:`T`, lowers
    the squared error by

    .. math:: \frac{L^2}{l} + \frac{(T - L)^2}{t - l} - \frac{T^2}{t} = \frac{t\,(L - l\,T/t)^2}{l\,(t - l)}

    Parameters
    ----------
    table : CutTable
    target : ndarray, shape (n_trees, n_samples)
    weight : ndarray, shape (n_samples,)
        Rows of weight 0 are left out.
    limits : Limits
        ``max_depth`` must be given: the sums of all nodes of a level are held for all cut points.
    n_candidates : int
        Number of features that a node looks at.
    rng : numpy.random.Generator
        Draws them.
    shared : ndarray, shape (1, n_terms, n_cuts), optional
        ``shared_sums(table, weight)``, if known from an earlier round.

    Returns
    -------
    Growth

    Notes
    -----
    Of two children only the smaller is summed up; the other is the rest of the parent. All trees begin with the same
    rows, whose number below each cut point is counted once. Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Ke et al. (2017), *LightGBM: A Highly Efficient Gradient Boosting Decision Tree*, section 2.1.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.trees import Limits
    >>> from lib.ensembles.cut_sums import CutTable
    >>> from lib.ensembles.shallow_growth import grow_shallow
    >>> table, target = CutTable.of(np.array([[1.0], [2.0], [8.0]])), np.array([[1.0, 1.0, 7.0], [0.0, 4.0, 4.0]])
    >>> growth = grow_shallow(table, target, np.ones(3), Limits(max_depth=1), 1, np.random.default_rng(0))
    >>> [tree.threshold[0].item() for tree in growth.trees], growth.leaf
    ([5.0, 1.5], array([[1, 1, 2],
           [1, 2, 2]]))
    """
    state = _Level.first_level(target, weight)
    shared = shared_sums(table, weight) if shared is None else shared
    sums = np.empty((len(target), 1 + shared.shape[1], len(table.feature)), dtype=shared.dtype)
    sums[:, :1] = table.sums(np.where(weight > 0, state.node - 1, len(target)), len(target), state.terms[:1])
    sums[:, 1:] = shared
    grown = GrownNodes()
    deepest = limits.max_depth if limits.max_depth is not None and len(table.feature) else 0
    for depth in range(deepest + 1):
        nodes = state.of_nodes()
        cut = np.full(len(nodes.count), -1)
        if depth < deepest:
            fewest = max(limits.min_samples_split, 2 * limits.min_samples_leaf)
            asked = np.flatnonzero((nodes.count >= fewest) & (nodes.rest > 0))
            if len(asked):
                some = sums if len(asked) == len(cut) else sums[asked]
                score = _scores(some, nodes.at(asked), limits.min_samples_leaf)
                if n_candidates < len(table.codes):
                    _draw(score, table.feature, n_candidates, rng)
                cut[asked] = _first_best(score, some[:, 1], table, (nodes.rest / nodes.mass)[asked])
        parents = np.flatnonzero(cut >= 0)
        state.report(grown, nodes, table, parents, cut[parents])
        if not len(parents):
            break
        state.part(table, parents, cut[parents])
        if depth + 1 < deepest:
            # Of two children only the one with fewer rows is summed up.
            smaller = (2 * sums[parents, 1, cut[parents]] > nodes.count[parents]).astype(np.intp)
            pair = np.arange(len(parents))
            few = table.sums(state.picked(2 * pair + smaller), len(parents), state.terms)
            children = np.empty((len(parents), 2, *sums.shape[1:]), dtype=sums.dtype)
            children[pair, smaller] = few
            children[pair, 1 - smaller] = sums[parents] - few
            sums = children.reshape(-1, *sums.shape[1:])
    trees, numbers = grown.trees(len(target))
    return Growth(trees, np.append(-1, numbers).take(state.node))


@dataclass
class _Nodes:
    """Hold the sums over the rows of each node of a level, shape (n_nodes,) each."""

    count: np.ndarray
    mass: np.ndarray
    total: np.ndarray
    rest: np.ndarray  # squared error around the mean

    def at(self, some: np.ndarray) -> "_Nodes":
        return self if len(some) == len(self.count) else _Nodes(*(x[some] for x in vars(self).values()))


@dataclass
class _Level:
    """Hold where the rows are: nodes are numbered over all trees and levels from 1 on, and 0 is nowhere."""

    terms: list[np.ndarray]  # weighted target, number of rows, weight if it is another
    squares: np.ndarray
    node: np.ndarray  # (n_trees, n_samples)
    tree: np.ndarray  # of each node of the level
    first: int  # number of the first node of the level

    @classmethod
    def first_level(cls, target: np.ndarray, weight: np.ndarray) -> "_Level":
        n_trees = len(target)
        terms = _row_terms(weight)
        weighted = target if len(terms) == 1 and terms[0].all() else target * weight
        node = np.where(weight > 0, np.arange(1, n_trees + 1)[:, None], 0)
        return cls([weighted, *terms], weighted * target, node, np.arange(n_trees), 1)

    @property
    def n_nodes(self) -> int:
        """Number of the nodes of the level."""
        return len(self.tree)

    def _sum(self, values: np.ndarray | None) -> np.ndarray:
        """Add up values over the rows of each node of the level."""
        return np.bincount(self.node.ravel(), values, minlength=self.first + self.n_nodes)[self.first :]

    def of_nodes(self) -> _Nodes:
        """Return the sums over the rows of each node."""
        count = self._sum(None)
        total, square = self._sum(self.terms[0].ravel()), self._sum(self.squares.ravel())
        mass = count.astype(np.float64)
        if len(self.terms) > 2:
            mass = self._sum(np.tile(self.terms[2], len(self.node)))
        rest = square - total**2 / mass
        return _Nodes(count, mass, total, np.where(rest > ROUNDING * square, rest, 0.0))

    def report(self, grown: GrownNodes, nodes: _Nodes, table: CutTable, parents: np.ndarray, cut: np.ndarray) -> None:
        """Hand over the nodes of the level; those of ``parents`` ask the questions ``cut``."""
        number = np.arange(self.first - 1, self.first - 1 + self.n_nodes)
        feature, threshold = np.full(self.n_nodes, -1), np.full(self.n_nodes, np.nan)
        feature[parents], threshold[parents] = table.feature[cut], table.threshold[cut]
        left, right = np.full((2, self.n_nodes), -1)
        left[parents] = self.first - 1 + self.n_nodes + 2 * np.arange(len(parents))
        right[parents] = left[parents] + 1
        grown.add(
            number=number,
            tree=self.tree,
            feature=feature,
            threshold=threshold,
            left=left,
            right=right,
            value=(nodes.total / nodes.mass)[:, None],
            weight=nodes.mass,
            n_samples=nodes.count,
            impurity=nodes.rest / nodes.mass,
        )

    def part(self, table: CutTable, parents: np.ndarray, cut: np.ndarray) -> None:
        """Send the rows of ``parents`` to their children and go to the next level; all other rows stay."""
        n_samples = self.node.shape[1]
        next_first = self.first + self.n_nodes
        asked = self.first + parents
        feature, code = np.zeros(next_first, dtype=np.intp), np.full(next_first, MOST_BINS, dtype=np.uint8)
        feature[asked], code[asked] = table.feature[cut] * n_samples, table.code[cut]
        child = np.arange(next_first)
        child[asked] = next_first + 2 * np.arange(len(parents))
        place = feature.take(self.node)
        place += np.arange(n_samples)
        goes_right = table.codes.ravel().take(place) > code.take(self.node)
        self.node = child.take(self.node)
        self.node += goes_right
        self.tree, self.first = np.repeat(self.tree[parents], 2), next_first

    def picked(self, nodes: np.ndarray) -> np.ndarray:
        """Return for each row the place of its node in ``nodes``, of this level, or ``len(nodes)``."""
        place = np.full(self.first + self.n_nodes, len(nodes))
        place[self.first + nodes] = np.arange(len(nodes))
        return place.take(self.node)


def _row_terms(weight: np.ndarray) -> list[np.ndarray]:
    """Return the number of rows that each row counts for, 0 or 1, and its weight unless that is the same."""
    used = weight > 0
    number = used.astype(np.float64)
    return [number] if (weight == number).all() else [number, weight]


def shared_sums(table: CutTable, weight: np.ndarray) -> np.ndarray:
    """Count the rows below every cut point, and add up their weights if these are not all 1.

    Parameters
    ----------
    table : CutTable
    weight : ndarray, shape (n_samples,)

    Returns
    -------
    ndarray, shape (1, n_terms, n_cuts)
    """
    node = np.where(weight > 0, 0, 1)[None, :]
    dtype = np.float64 if table.answers is None else table.answers.dtype
    return table.sums(node, 1, _row_terms(weight)).astype(dtype)


def _scores(sums: np.ndarray, nodes: _Nodes, fewest: int) -> np.ndarray:
    """Return how much each question lowers the mean squared error, shape (n_nodes, n_cuts); -1 if not allowed."""
    count, mass, mean = (x.astype(sums.dtype)[:, None] for x in (nodes.count, nodes.mass, nodes.total / nodes.mass))
    n_left, w_left = sums[:, 1], sums[:, -1]
    gap = w_left * mean
    np.subtract(sums[:, 0], gap, out=gap)
    gap *= gap
    spread = mass - w_left
    spread *= w_left
    both = spread if sums.shape[1] == 2 else (count - n_left) * n_left
    # n_left (count - n_left) is largest in the middle: it is too small where either side is.
    refused = both < fewest * (count - fewest) - 0.5
    np.maximum(spread, TINY, out=spread)
    gap /= spread
    np.copyto(gap, -1.0, where=refused)
    return gap


def _draw(score: np.ndarray, feature: np.ndarray, n_candidates: int, rng: np.random.Generator) -> None:
    """Strike out questions about features that were not drawn; if those drawn part nothing, more are drawn."""
    starts = np.flatnonzero(np.diff(feature, prepend=-1))
    useful = np.maximum.reduceat(score, starts, axis=1) >= 0  # (n_nodes, n_features_with_cuts)
    n_features = int(feature[-1]) + 1 if len(feature) else 0
    key = rng.random((len(score), max(n_features, n_candidates)))
    order = np.argsort(key, axis=1)
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.broadcast_to(np.arange(key.shape[1]), key.shape), axis=1)
    rank = rank[:, feature[starts]]
    least = np.where(useful, rank, key.shape[1]).min(axis=1)
    limit = np.maximum(n_candidates - 1, least)
    struck = rank > limit[:, None]
    score[np.repeat(struck, np.diff(np.append(starts, len(feature))), axis=1)] = -1.0


def _first_best(score: np.ndarray, n_left: np.ndarray, table: CutTable, impurity: np.ndarray) -> np.ndarray:
    """Return the best question of each node, -1 if none is allowed; in the middle of those that part alike."""
    node = np.arange(len(score))
    best = score.max(axis=1)
    tie = TIES[score.dtype] * impurity
    cut = (score >= (best - tie).astype(score.dtype)[:, None]).argmax(axis=1)
    # Empty bins after the best cut leave the sums as they are.
    following = cut[:, None] + np.arange(table.most_bins)
    np.minimum(following, len(table.feature) - 1, out=following)
    alike = n_left[node[:, None], following] == n_left[node, cut][:, None]
    alike &= table.feature[following] == table.feature[cut][:, None]
    alike[:, 1:] &= following[:, 1:] > following[:, :-1]
    cut += (np.count_nonzero(alike, axis=1) - 1) // 2
    return np.where(best >= 0, cut, -1)
