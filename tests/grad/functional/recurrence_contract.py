"""What each recurrent layer must keep, whatever its cell: it is the graph of cells, step by step, either way."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck, stack


def same(mine, graph):
    for one, other in zip(mine, graph, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-13)


class LayerContract:
    """Subclasses name the layer, its cell, and the numbers of its gates and states."""

    layer = cell = name = n_gates = n_states = None

    def drawn(self, seed, n_steps, n_rows, n_in=3, size=2, dtype=np.float64):
        """Return leaves: input, states, weights, biases."""
        rng = np.random.default_rng(seed)
        rows = self.n_gates * size
        shapes = [
            (n_steps, n_rows, n_in),
            *[(n_rows, size)] * self.n_states,
            (rows, n_in),
            (rows, size),
            (rows,),
            (rows,),
        ]
        return [Tensor(rng.normal(size=shape).astype(dtype), requires_grad=True) for shape in shapes]

    def parted(self, leaves):
        """Return the input, the states and the weights among the leaves."""
        return leaves[0], leaves[1 : 1 + self.n_states], leaves[1 + self.n_states :]

    def packed(self, states):
        """Return states as the functions take them: one, or a pair."""
        return states[0] if self.n_states == 1 else tuple(states)

    def in_one(self, leaves, **options):
        """Return the results of the layer."""
        x, states, weights = self.parted(leaves)
        return type(self).layer(x, self.packed(states), *weights, **options)

    def by_cells(self, leaves, lengths=None, reverse=False, **options):
        """Return the same from plain operations: one cell for each row and each of its real tokens."""
        x, starts, weights = self.parted(leaves)
        n_steps, n_rows = x.shape[:2]
        outputs, ends = [], []
        for row, length in enumerate([n_steps] * n_rows if lengths is None else lengths):
            states = [start[row] for start in starts]
            seen = {}
            for t in range(length)[:: -1 if reverse else 1]:
                new = type(self).cell(x[t, row], self.packed(states), *weights, **options)
                states = list(new) if isinstance(new, tuple) else [new]
                seen[t] = states[0]
            padding = Tensor(np.zeros(states[0].shape))
            outputs.append(stack([seen.get(t, padding) for t in range(n_steps)]))
            ends.append(states)
        return stack(outputs, dim=1), *(stack(each) for each in zip(*ends))

    def results_and_gradients(self, way, seed, n_steps, n_rows, **options):
        """Return all results of a way to compute, and all gradients for one drawn gradient of each result."""
        leaves, upstream = self.drawn(seed, n_steps, n_rows), np.random.default_rng(seed)
        found = way(leaves, **options)
        sum((each * Tensor(upstream.normal(size=each.shape))).sum() for each in found).backward()
        return [each.data for each in found] + [leaf.grad for leaf in leaves]

    @pytest.mark.parametrize("reverse", [False, True])
    @pytest.mark.parametrize("padded", [False, True])
    @pytest.mark.parametrize("seed", range(6))
    def test_it_is_the_graph_of_cells(self, padded, reverse, seed):
        rng = np.random.default_rng(seed + 100)
        n_steps, n_rows = rng.integers(1, 7, 2)
        lengths = rng.integers(1, n_steps + 1, n_rows).tolist() if padded else None
        options = {"lengths": lengths, "reverse": reverse}
        ways = [
            self.results_and_gradients(way, seed, n_steps, n_rows, **options) for way in (self.in_one, self.by_cells)
        ]
        same(*ways)

    def test_gradients_by_differences(self):
        for part in range(1 + self.n_states):
            assert gradcheck(lambda *leaves: self.in_one(leaves, lengths=[3, 1])[part], self.drawn(3, 3, 2))  # noqa: B023

    def test_the_graph_has_one_node_for_all_steps(self):
        nodes, waiting = set(), [each.grad_fn for each in self.in_one(self.drawn(0, 50, 2))]
        while waiting:
            node = waiting.pop()
            if node not in nodes:
                nodes.add(node)
                waiting += [source for source in node.inputs if hasattr(source, "rule")]
        names = sorted(node.name for node in nodes)
        assert names == sorted(["index"] * (1 if self.n_states == 1 else 3) + [self.name])

    def test_single_precision_stays(self):
        leaves = self.drawn(0, 4, 2, dtype=np.float32)
        results = self.in_one(leaves)
        assert {each.data.dtype for each in results} == {np.dtype(np.float32)}
        results[0].sum().backward()
        assert {leaf.grad.dtype for leaf in leaves} == {np.dtype(np.float32)}

    def test_a_graph_that_is_kept_can_be_walked_twice(self):
        leaves = self.drawn(0, 4, 2)
        loss = sum((each * each).sum() for each in self.in_one(leaves, lengths=[4, 2]))
        loss.backward(retain_graph=True)
        once = [leaf.grad.copy() for leaf in leaves]
        loss.backward()
        same([leaf.grad for leaf in leaves], [2 * first for first in once])

    def test_results_may_be_overwritten(self):
        leaves, others = self.drawn(0, 4, 2), self.drawn(0, 4, 2)
        self.in_one(others)[0].sum().backward()
        output = self.in_one(leaves)[0]
        loss = output.sum()
        output.data[...] = 7  # behind the engine's back: what the rule saved is its own
        loss.backward()
        same([leaf.grad for leaf in leaves], [leaf.grad for leaf in others])

    def test_weights_changed_before_backward_are_noticed(self):
        leaves = self.drawn(0, 4, 2)
        loss = self.in_one(leaves)[0].sum()
        self.parted(leaves)[2][1].detach().fill_(0.0)
        with pytest.raises(RuntimeError, match=f"modified by an inplace operation: {self.name} saved version 0"):
            loss.backward()

    def test_nan_in_the_padding_reaches_nothing(self):
        leaves = self.drawn(0, 4, 2)
        leaves[0].data[2:, 1] = np.nan
        loss = sum(each.sum() for each in self.in_one(leaves, lengths=[4, 2]))
        loss.backward()
        assert np.isfinite(loss.item())
        assert all(np.isfinite(leaf.grad).all() for leaf in leaves)
        assert not leaves[0].grad[2:, 1].any()

    def test_without_biases(self):
        leaves = self.drawn(0, 4, 2)
        for bias in leaves[-2:]:
            bias.data[...] = 0
        without, zero = (self.in_one(each) for each in (leaves[:-2], leaves))
        same([each.data for each in without], [each.data for each in zero])
