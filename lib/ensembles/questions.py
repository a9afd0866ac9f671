"""Find the best question of every node from its sums in bins."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lib.ensembles.node_rows import BinSums

# A child must hold more than this share of its parent's weight: sums of fractions leave a rest of about this size.
SMALLEST_SHARE = 1e-12


@dataclass(frozen=True)
class Criterion:
    r"""Say what the sums of a node are worth, and which questions are allowed.

    Parameters
    ----------
    entropy : bool
        Worth :math:`\sum_k A_k \log_2 (A_k / B)` instead of :math:`\sum_k A_k^2 / (B + \lambda)`.
    l2 : float
        :math:`\lambda`.
    min_samples_leaf : int
    """

    entropy: bool = False
    l2: float = 0.0
    min_samples_leaf: int = 1

    def worth(self, total: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return the worth of nodes.

        Parameters
        ----------
        total : ndarray, shape (n_outputs, ...)
        weight : ndarray, shape (...)

        Returns
        -------
        ndarray, shape (...)
        """
        if self.entropy:
            return _x_log_x(total).sum(axis=0) - _x_log_x(weight)
        result: np.ndarray = np.einsum("k...,k...->...", total, total) / (weight + self.l2)
        return result

    def best(self, bins: BinSums, total: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Find each node's best question "is the code at most c?".

        Parameters
        ----------
        bins : BinSums
            Of n_nodes nodes. Its arrays are overwritten.
        total : ndarray, shape (n_outputs, n_nodes)
        weight : ndarray, shape (n_nodes,)

        Returns
        -------
        worth : ndarray, shape (n_nodes,)
            Of both children together; minus infinity if no question is allowed.
        slot : ndarray of int, shape (n_nodes,)
            Which of the drawn features.
        code : ndarray of int, shape (n_nodes,)
            :math:`c`: in the middle, if several codes separate the rows in the same way.
        """
        for sums in (bins.sums, bins.weight, bins.number):
            if sums is not None:
                _accumulate(sums)
        left = self._weight_below(bins)
        spread = weight - left
        spread *= left  # left weight times right weight
        smallest = SMALLEST_SHARE * weight**2
        np.maximum(spread, smallest, out=spread)
        # Of two classes one says it all: L_0 = l - L_1, so that the squares of both are 2 L_1^2 / l - 2 L_1 + l.
        two_classes = bins.weight is None and len(total) == 2 and not self.l2
        if self.entropy:
            score = self._entropy_of_children(bins.sums[:-1], left, total, weight)
            # Entropies count as negative worth: shifted, so that 0 is below all of them.
            score += weight * (1.0 + np.log2(len(total)))
        elif two_classes:
            score = self._squares_of_children(bins.sums[:-1, 1:], left, spread, total[1:], weight)
        else:
            score = self._squares_of_children(bins.sums[:-1], left, spread, total, weight)
        allowed = self._allowed(bins, spread > smallest if self.entropy else None)
        if allowed is not None:
            score *= allowed

        n_places, n_nodes = len(score), len(weight)
        node = np.arange(n_nodes)
        best_of_slot = score.max(axis=0)  # (n_drawn, n_nodes)
        slot = best_of_slot.argmax(axis=0)
        column = slot * n_nodes + node
        place = score.reshape(n_places, -1).take(column, axis=1).argmax(axis=0)
        if bins.code is not None:
            code = (bins.code[place, slot, node] + bins.code[place + 1, slot, node] - 1) // 2
        else:
            # Empty bins after the best one leave the sums as they are: the cut goes into their middle.
            below = left.reshape(n_places, -1).take(column, axis=1)
            code = place + (np.count_nonzero(below == below[place, node], axis=0) - 1) // 2
        # Subtle: a question that leaves one side empty scores nothing (or next to it, where sums are rounded) and wins
        # only if there is no other, so that looking at the winner is enough; so is a score of 0 after ``allowed``.
        less = left[place, slot, node]
        refused = less * (weight - less) <= smallest
        if allowed is not None:
            refused |= ~allowed[place, slot, node]
        worth = best_of_slot[slot, node]
        if self.entropy:
            worth -= weight * (1.0 + np.log2(len(total)))
        elif two_classes:
            worth = 2.0 * (worth - total[1]) + weight
        worth[refused], code[refused] = -np.inf, 0
        return worth, slot, code

    def _allowed(self, bins: BinSums, parted: np.ndarray | None) -> np.ndarray | None:
        """Return which questions are allowed, None for all of them, beyond those that leave one side empty."""
        allowed = parted
        if bins.number is not None:
            n_left = bins.number[:-1]
            enough = np.minimum(n_left, bins.number[-1] - n_left) >= self.min_samples_leaf
            allowed = enough if allowed is None else allowed & enough
        if bins.code is not None:
            differ = bins.code[:-1] != bins.code[1:]
            allowed = differ if allowed is None else allowed & differ
        return allowed

    @staticmethod
    def _weight_below(bins: BinSums) -> np.ndarray:
        """Return the weight left of every place between two bins, once the sums are accumulated."""
        if bins.weight is not None:
            return bins.weight[:-1]
        sums = bins.sums[:-1]
        return sums[:, 0] + sums[:, 1] if sums.shape[1] == 2 else sums.sum(axis=1)

    def _squares_of_children(
        self, sums: np.ndarray, left: np.ndarray, spread: np.ndarray, total: np.ndarray, weight: np.ndarray
    ) -> np.ndarray:
        r"""Return :math:`L^2/l + (T-L)^2/r = (L^2 t + (T^2 - 2TL)\,l)/(lr)`, where :math:`l + r = t`."""
        squares: np.ndarray = np.einsum("pkmn,pkmn->pmn", sums, sums)
        mixed = np.einsum("pkmn,kn->pmn", sums, -2.0 * total)
        mixed += np.einsum("kn,kn->n", total, total)
        mixed *= left + self.l2 if self.l2 else left
        squares *= weight + 2.0 * self.l2
        squares += mixed
        if self.l2:
            spread += self.l2 * (weight + self.l2)  # (l + lambda)(r + lambda)
        squares /= spread
        return squares

    def _entropy_of_children(
        self, sums: np.ndarray, left: np.ndarray, total: np.ndarray, weight: np.ndarray
    ) -> np.ndarray:
        right = total[:, None, :] - sums
        inside: np.ndarray = _x_log_x(sums).sum(axis=1) + _x_log_x(right).sum(axis=1)
        return inside - _x_log_x(left) - _x_log_x(weight - left)


def _x_log_x(x: np.ndarray) -> np.ndarray:
    """Return x times its binary logarithm, 0 at 0."""
    result: np.ndarray = x * np.log2(np.maximum(x, 1e-300))
    return result


def _accumulate(sums: np.ndarray) -> None:
    """Add to every bin the bins before it, in place: each step is one long addition."""
    for before, here in pairwise(sums):
        np.add(before, here, out=here)
