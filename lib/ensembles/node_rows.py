"""The rows of the nodes of one level, node after node, and their sums in the bins of some features."""

from dataclasses import dataclass, replace

import numpy as np

# Arrays of this many numbers stay in a processor's second cache.
CHUNK = 1 << 16
PADDING = np.uint16(0xFFFF)


@dataclass(frozen=True, eq=False)
class NodeRows:
    """Hold the rows of several nodes, from one or many trees, those of a node standing together.

    Parameters
    ----------
    offset : ndarray of int, shape (n_entries,)
        Where the row of the entry begins in the table of codes, row after row; once for each tree it takes part in.
    weight : ndarray, shape (n_entries,)
    amount : ndarray of int, shape (n_entries,), or ndarray of float, shape (n_outputs, n_entries)
        The class of each entry, or the terms to be summed.
    count : ndarray of int, shape (n_nodes,)
        Entries of each node.
    total : ndarray, shape (n_outputs, n_nodes)
        Sum of each output, or weight of each class.
    total_weight : ndarray, shape (n_nodes,)
    """

    offset: np.ndarray
    weight: np.ndarray
    amount: np.ndarray
    count: np.ndarray
    total: np.ndarray
    total_weight: np.ndarray

    def part(self, first: int, last: int, n_outputs: int | None = None) -> "NodeRows":
        """Return the nodes from ``first`` up to ``last``, this one left out; perhaps fewer outputs."""
        start = int(self.count[:first].sum())
        entries = slice(start, start + int(self.count[first:last].sum()))
        return NodeRows(
            offset=self.offset[entries],
            weight=self.weight[entries],
            amount=self.amount[..., entries],
            count=self.count[first:last],
            total=self.total[:n_outputs, first:last],
            total_weight=self.total_weight[first:last],
        )

    def pick(self, nodes: np.ndarray) -> "NodeRows":
        """Return some nodes, in the order of their numbers in ``nodes``, with one gather of their rows."""
        count = self.count[nodes]
        end = np.cumsum(count)
        start = (np.cumsum(self.count) - self.count)[nodes]
        entry = np.repeat(start - (end - count), count) + np.arange(end[-1])
        return NodeRows(
            offset=self.offset.take(entry),
            weight=self.weight.take(entry),
            amount=self.amount.take(entry, axis=-1),
            count=count,
            total=self.total.take(nodes, axis=1),
            total_weight=self.total_weight[nodes],
        )

    def renumbered(self) -> "NodeRows":
        """Give the classes of every node new numbers, those it holds coming first: the others need no cells."""
        n_nodes = len(self.count)
        present = self.total > 0
        rank = np.cumsum(present, axis=0) - 1  # (n_classes, n_nodes)
        amount = rank.ravel().take(self.amount * n_nodes + np.repeat(np.arange(n_nodes), self.count))
        total = np.zeros_like(self.total)
        k, node = np.nonzero(present)
        total[rank[k, node], node] = self.total[k, node]
        return replace(self, amount=amount, total=total)

    def chunks(self, cells_per_node: int, pairs_per_entry: int) -> list[tuple[int, int]]:
        """Cut the nodes into runs whose histograms and whose (entry, feature) pairs fit into the cache."""
        end = np.cumsum(self.count)
        widest = max(1, CHUNK // cells_per_node)
        runs, first = [], 0
        while first < len(end):
            reach = (end[first - 1] if first else 0) + CHUNK // pairs_per_entry
            last = min(first + widest, int(np.searchsorted(end, reach, side="right")), len(end))
            last = max(last, first + 1)
            runs.append((first, last))
            first = last
        return runs

    def sums_in_bins(self, codes: np.ndarray, features: np.ndarray, n_bins: int, counted: bool) -> "BinSums":
        """Add up the entries of every node in the bins of its features.

        Parameters
        ----------
        codes : ndarray of int, shape (n_samples, n_features)
        features : ndarray of int, shape (n_drawn, n_nodes)
        n_bins : int
        counted : bool
            Count the entries too.

        Returns
        -------
        BinSums

        Notes
        -----
        One count over (bin, output, feature, node) at once: a few operations for each (entry, feature) pair.
        """
        n_drawn, n_nodes = features.shape
        n_cells = n_drawn * n_nodes
        by_class = self.amount.ndim == 1
        place = np.repeat(features, self.count, axis=1)  # (n_drawn, n_entries)
        place += self.offset
        node = np.repeat(np.arange(n_nodes), self.count)
        cell = node + np.arange(0, n_cells, n_nodes)[:, None]
        n_slices = len(self.total) if by_class else 1
        flat = np.multiply(codes.ravel().take(place), n_slices * n_cells, dtype=np.intp)
        flat += cell
        shape = (n_bins, n_slices, n_drawn, n_nodes)

        def summed(index: np.ndarray, terms: np.ndarray | None) -> np.ndarray:
            weights = None if terms is None else np.broadcast_to(terms, index.shape).ravel()
            return np.bincount(index.ravel(), weights, minlength=n_bins * n_slices * n_cells).reshape(shape)

        number = np.ascontiguousarray(summed(flat, None)[:, 0]) if counted else None
        if by_class:
            flat += self.amount * n_cells
            return BinSums(summed(flat, self.weight), None, number, None)
        sums = np.concatenate([summed(flat, amount) for amount in self.amount], axis=1)
        return BinSums(sums, summed(flat, self.weight)[:, 0], number, None)

    def sums_by_rank(self, codes: np.ndarray, features: np.ndarray, width: int, counted: bool) -> "BinSums":
        """Put every entry of a small node in a bin of its own, in the order of the feature's codes.

        Parameters
        ----------
        codes, features, counted
            As in ``sums_in_bins``.
        width : int
            Largest number of entries of a node, at most 64.

        Returns
        -------
        BinSums

        Notes
        -----
        Sorts ``width`` numbers for each node and feature. Where there are far more bins than entries, this costs less
        than going through bins that are nearly all empty.
        """
        n_drawn, n_nodes = features.shape
        bits = 6
        start = np.cumsum(self.count) - self.count
        position = np.arange(width)
        inside = position < self.count[:, None]  # (n_nodes, width)
        entry = np.where(inside, start[:, None] + position, 0)
        place = self.offset.take(entry) + features[:, :, None]  # (n_drawn, n_nodes, width)
        key = codes.ravel().take(place).astype(np.uint16)
        key <<= bits
        key += position.astype(np.uint16)
        key[:, ~inside] = PADDING
        key.sort(axis=2)
        key = np.ascontiguousarray(key.transpose(2, 0, 1))  # (width, n_drawn, n_nodes)
        empty = key == PADDING
        entry = (key & (2**bits - 1)) + start
        entry[empty] = 0
        weight = self.weight.take(entry)
        weight[empty] = 0.0
        code = (key >> bits).astype(np.intp)
        n_outputs, by_class = len(self.total), self.amount.ndim == 1
        if by_class:
            n_cells = n_drawn * n_nodes
            target = self.amount.take(entry) * n_cells + np.arange(n_cells).reshape(n_drawn, n_nodes)
            target += (np.arange(width) * (n_outputs * n_cells))[:, None, None]
            sums = np.zeros((width, n_outputs, n_drawn, n_nodes))
            sums.ravel()[target.ravel()] = weight.ravel()
        else:
            sums = np.ascontiguousarray(self.amount.take(entry, axis=1).swapaxes(0, 1))
            np.copyto(sums, 0.0, where=empty[:, None])
        return BinSums(sums, None if by_class else weight, np.where(empty, 0, 1) if counted else None, code)


@dataclass(frozen=True, eq=False)
class BinSums:
    """Hold the sums of the entries of nodes in the bins of features.

    Parameters
    ----------
    sums : ndarray, shape (n_bins, n_outputs, n_drawn, n_nodes)
    weight : ndarray, shape (n_bins, n_drawn, n_nodes), or None
        None where the outputs are weights of classes, which add up to it.
    number : ndarray of int, shape (n_bins, n_drawn, n_nodes), or None
        Entries in each bin.
    code : ndarray of int, shape (n_bins, n_drawn, n_nodes), or None
        Code that stands in a bin; None where the bin's number is the code.
    """

    sums: np.ndarray
    weight: np.ndarray | None
    number: np.ndarray | None
    code: np.ndarray | None
