"""Search the best questions of all nodes of a level, each node in the way that is cheapest for its size."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lib.ensembles.feature_draws import draw_features
from lib.ensembles.node_rows import NodeRows
from lib.ensembles.questions import Criterion

# Nodes of at most so many rows are sorted instead of counted in bins ...
RANK_WIDTHS = (64, 32, 12, 4)
# ... where there are at least so many times more bins than rows.
BINS_PER_RANK = 2
# Nodes are handled together if they hold up to 2, 4, 7 or all of the classes.
CLASS_LIMITS = (2, 4, 7)


@dataclass(frozen=True, eq=False)
class QuestionSearch:
    """Hold what stays the same from level to level.

    Parameters
    ----------
    codes : ndarray of uint8, shape (n_samples, n_features)
    n_bins : int
        Largest number of bins of a feature.
    criterion : Criterion
    min_gain : float
        A question must raise the worth of a node by more than this.
    n_drawn : int
        Number of features drawn for each node.
    rng : numpy.random.Generator or None
        Needed if not all features are drawn.
    """

    codes: np.ndarray
    n_bins: int
    criterion: Criterion
    min_gain: float
    n_drawn: int
    rng: np.random.Generator | None

    def questions(self, rows: NodeRows, growing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Find the best question "is the feature's code at most c?" of every node.

        Parameters
        ----------
        rows : NodeRows
            Of the n_nodes nodes of a level.
        growing : ndarray of bool, shape (n_nodes,)
            Nodes that want a question: none of a single class.

        Returns
        -------
        feature : ndarray of int, shape (n_nodes,)
            -1 where no question is asked.
        code : ndarray of int, shape (n_nodes,)
        """
        feature, code = np.full(len(growing), -1), np.zeros(len(growing), dtype=np.intp)
        nodes = np.flatnonzero(growing)
        if not len(nodes) or self.n_bins < 2:
            return feature, code
        n_features = self.codes.shape[1]
        if self.rng is None or self.n_drawn == n_features:
            drawn = np.broadcast_to(np.arange(n_features)[:, None], (n_features, len(nodes)))
            worth, feature[nodes], code[nodes] = self._search(rows, nodes, drawn)
        else:
            drawn = draw_features(len(nodes), n_features, self.n_drawn, self.rng)
            worth, feature[nodes], code[nodes] = self._search(rows, nodes, drawn)
            stuck = np.flatnonzero(worth == -np.inf)
            if len(stuck):
                # Every feature drawn is constant in these nodes: one is drawn among those that are not.
                drawn, found = self._draw_varying(rows, nodes[stuck], self.rng)
                stuck, drawn = stuck[found], drawn[:, found]
            if len(stuck):
                again = nodes[stuck]
                worth[stuck], feature[again], code[again] = self._search(rows, again, drawn)
        gain = worth - self.criterion.worth(rows.total[:, nodes], rows.total_weight[nodes])
        feature[nodes[~(gain > self.min_gain)]] = -1
        return feature, code

    def _draw_varying(
        self, rows: NodeRows, nodes: np.ndarray, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """Draw for each node one of the features that vary in it; tell for which nodes there is one."""
        n_features = self.codes.shape[1]
        some = rows.pick(nodes)
        varies = np.empty((len(nodes), n_features), dtype=bool)
        for first, last in some.chunks(n_features, n_features):
            part = some.part(first, last)
            codes = self.codes[part.offset // n_features]
            start = np.cumsum(part.count) - part.count
            varies[first:last] = np.minimum.reduceat(codes, start) < np.maximum.reduceat(codes, start)
        drawn = np.where(varies, rng.random(varies.shape), -1.0).argmax(axis=1)
        found: np.ndarray = varies.max(axis=1)
        return drawn[None, :], found

    def _search(
        self, rows: NodeRows, nodes: np.ndarray, drawn: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return worth, feature and code of the best question of some nodes about the features drawn for each."""
        n_drawn = len(drawn)
        counted = self.criterion.min_samples_leaf > 1
        worth = np.empty(len(nodes))
        feature, code = np.empty((2, len(nodes)), dtype=np.intp)
        for members, width, group in self._groups(rows, nodes):
            features = drawn[:, members]
            n_cells = (width or self.n_bins) * len(group.total) * n_drawn
            for first, last in group.chunks(n_cells, n_drawn):
                part, asked = group.part(first, last), features[:, first:last]
                if width:
                    bins = part.sums_by_rank(self.codes, asked, width, counted)
                else:
                    bins = part.sums_in_bins(self.codes, asked, self.n_bins, counted)
                best, slot, cut = self.criterion.best(bins, part.total, part.total_weight)
                at = members[first:last]
                worth[at], feature[at], code[at] = best, asked[slot, np.arange(last - first)], cut
        return worth, feature, code

    def _groups(self, rows: NodeRows, nodes: np.ndarray) -> Iterator[tuple[np.ndarray, int, NodeRows]]:
        """Sort nodes by the cheapest way to handle them: few rows or many, few classes or many.

        Yields
        ------
        members : ndarray of int
            Which of ``nodes`` belong to the group.
        width : int
            Room for the rows of a node that are to be sorted; 0 if they are to be counted in bins.
        group : NodeRows
        """
        count = rows.count[nodes]
        width = np.zeros(len(nodes), dtype=np.intp)
        for wide in (wide for wide in RANK_WIDTHS if wide * BINS_PER_RANK <= self.n_bins):
            width[count <= wide] = wide
        n_outputs = len(rows.total)
        by_class = rows.amount.ndim == 1
        limits = [limit for limit in CLASS_LIMITS if by_class and limit < n_outputs]
        n_present = np.count_nonzero(rows.total[:, nodes], axis=0) if limits else np.full(len(nodes), n_outputs)
        size = np.array([*limits, n_outputs])[np.searchsorted(limits, n_present)]
        key = size * (max(RANK_WIDTHS) + 1) + width
        order = np.argsort(key, kind="stable")
        ordered = rows.pick(nodes[order])
        if limits:
            ordered = ordered.renumbered()
        edges = np.flatnonzero(np.diff(key[order], prepend=-1, append=-1))
        for first, last in pairwise(edges.tolist()):
            members = order[first:last]
            yield members, int(width[members[0]]), ordered.part(first, last, int(size[members[0]]))
