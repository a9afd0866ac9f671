"""The layout: edges go down, boxes do not overlap, an order without crossings is found where it is plain."""

import random
from itertools import pairwise

import pytest

from lib.grad.graph_layout import layers_of, layout, place_apart


def drawn(seed):
    """Return a random acyclic graph and the widths of its boxes."""
    draw = random.Random(seed)
    inputs = [tuple(draw.choices(range(node), k=draw.randint(0, 3))) if node else () for node in range(25)]
    return inputs, [draw.uniform(20, 90) for _ in inputs]


@pytest.mark.parametrize("seed", range(20))
def test_drawn_graphs_are_laid_out_without_overlap(seed):
    inputs, widths = drawn(seed)
    layer, centre, bends = layout(inputs, widths, 12.0)
    boxes = [(layer[node], centre[node], widths[node]) for node in range(len(inputs))]
    for (source, node), xs in bends.items():
        assert len(xs) == layer[node] - layer[source] - 1
        boxes += [(layer[source] + i, x, 6.0) for i, x in enumerate(xs, 1)]
    boxes.sort()
    for (row, x, width), (next_row, next_x, next_width) in pairwise(boxes):
        assert row != next_row or next_x - x >= (width + next_width) / 2 + 12 - 1e-6
    assert all(layer[source] < layer[node] for node, sources in enumerate(inputs) for source in sources)


def test_layers_are_longest_paths():
    assert layers_of([(), (0,), (1,), (0, 2)]) == [0, 1, 2, 3]
    assert layers_of([()]) == [0]
    assert layers_of([(), (0,), (), (1, 2)]) == [0, 1, 1, 2]  # a leaf stands above its first user


def test_two_crossing_pairs_are_untangled():
    layer, centre, _ = layout([(), (), (1,), (0,)], [10.0] * 4, 5.0)
    assert layer == [0, 0, 1, 1]
    assert (centre[0] < centre[1]) == (centre[3] < centre[2])


def test_spread_is_the_least_squares_answer():
    draw = random.Random(0)
    for _ in range(30):
        n = draw.randint(1, 8)
        wanted, widths = [draw.uniform(-50, 50) for _ in range(n)], [draw.uniform(1, 30) for _ in range(n)]
        got = place_apart(wanted, widths, 3.0)
        cost = sum((a - b) ** 2 for a, b in zip(got, wanted))
        for _ in range(200):  # no permitted arrangement nearby is better
            other = place_apart([each + draw.gauss(0, 5) for each in got], widths, 3.0)
            assert sum((a - b) ** 2 for a, b in zip(other, wanted)) >= cost - 1e-9
