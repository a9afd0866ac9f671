"""Where the boxes of a graph go: layers by longest path, order by barycentres, columns by least squares."""

from collections.abc import Sequence
from itertools import pairwise

SWEEPS = 8


def layers_of(inputs: Sequence[Sequence[int]]) -> list[int]:
    """Return each node's layer: below all its inputs, and a node without inputs just above its first user.

    Parameters
    ----------
    inputs : sequence of sequences of int
        For each node the numbers of its inputs, all smaller than its own.

    Returns
    -------
    list of int

    Notes
    -----
    Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad.graph_layout import layers_of
    >>> layers_of([(), (), (0, 1), (), (2, 3)])  # 3 stands beside 2, not at the top
    [0, 0, 1, 1, 2]
    """
    layer = [0] * len(inputs)
    for node, sources in enumerate(inputs):
        layer[node] = 1 + max((layer[source] for source in sources), default=-1)
    first_user: dict[int, int] = {}
    for node, sources in enumerate(inputs):
        for source in sources:
            first_user[source] = min(first_user.get(source, layer[node]), layer[node])
    return [
        first_user[node] - 1 if not inputs[node] and node in first_user else layer[node] for node in range(len(layer))
    ]


def place_apart(wanted: Sequence[float], widths: Sequence[float], gap: float) -> list[float]:
    """Return centres that keep the order and the gaps and are as near to the wanted ones as can be (least squares).

    With the room that boxes need subtracted, centres only have to be non-decreasing: neighbours in the wrong order are
    merged into a block at their mean until none is left.

    Parameters
    ----------
    wanted : sequence of float
        Centres, from left to right.
    widths : sequence of float
    gap : float
        Least distance between two boxes.

    Returns
    -------
    list of float

    Notes
    -----
    Chapter: chapters/05_backpropagation.ipynb

    References
    ----------
    Barlow et al. (1972), *Statistical Inference under Order Restrictions* (pool adjacent violators).

    Examples
    --------
    >>> from lib.grad.graph_layout import place_apart
    >>> place_apart([0.0, 0.0, 100.0], [10.0, 10.0, 10.0], 2.0)
    [-6.0, 6.0, 100.0]
    """
    offsets = [0.0] * len(widths)
    for i in range(1, len(widths)):
        offsets[i] = offsets[i - 1] + (widths[i - 1] + widths[i]) / 2 + gap
    blocks: list[tuple[float, int]] = []  # (mean, how many)
    for centre, offset in zip(wanted, offsets):
        mean, count = centre - offset, 1
        while blocks and blocks[-1][0] > mean:
            before, n = blocks.pop()
            mean, count = (before * n + mean * count) / (n + count), n + count
        blocks.append((mean, count))
    means = [mean for mean, count in blocks for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets)]


def layout(
    inputs: Sequence[Sequence[int]], widths: Sequence[float], gap: float
) -> tuple[list[int], list[float], dict[tuple[int, int], list[float]]]:
    """Place the nodes of a graph in layers from top to bottom.

    An edge that passes a layer gets a narrow place of its own there, so that it crosses no box.

    Parameters
    ----------
    inputs : sequence of sequences of int
        For each node the numbers of its inputs, all smaller than its own.
    widths : sequence of float
    gap : float
        Least distance between two boxes of a layer.

    Returns
    -------
    layer : list of int
    centre : list of float
        Horizontal centre of each node.
    bends : dict
        For an edge (input, node), its horizontal place in each layer between the two, from top to bottom.

    Notes
    -----
    Few crossings, not the fewest: that problem is NP-hard. Chapter: chapters/05_backpropagation.ipynb

    References
    ----------
    Sugiyama, Tagawa and Toda (1981), *Methods for Visual Understanding of Hierarchical System Structures*.

    Examples
    --------
    >>> from lib.grad.graph_layout import layout
    >>> layer, centre, bends = layout([(), (0,), (0, 1)], [10.0, 10.0, 10.0], 4.0)
    >>> layer, bends.keys()
    ([0, 1, 2], dict_keys([(0, 2)]))
    """
    layer = layers_of(inputs)
    places, room = list(layer), list(widths)  # nodes first, then the places of passing edges
    links: list[tuple[int, int]] = []
    passing: dict[tuple[int, int], list[int]] = {}
    for node, sources in enumerate(inputs):
        for source in dict.fromkeys(sources):
            chain = [source]
            for level in range(layer[source] + 1, layer[node]):
                chain.append(len(places))
                places.append(level)
                room.append(gap / 2)
            chain.append(node)
            links += pairwise(chain)
            if len(chain) > 2:
                passing[source, node] = chain[1:-1]
    neighbours: list[list[int]] = [[] for _ in places]
    for upper, lower in links:
        neighbours[upper].append(lower)
        neighbours[lower].append(upper)
    rows = [[place for place, level in enumerate(places) if level == row] for row in range(max(layer) + 1)]
    rank = {place: float(i) for row in rows for i, place in enumerate(row)}
    for sweep in range(SWEEPS):
        step = 1 if sweep % 2 == 0 else -1  # down, ordered by the row above; then up, ordered by the row below
        for row in rows[::step]:
            mean = {
                place: _mean([rank[n] for n in neighbours[place] if _before(places, n, place, step)]) for place in row
            }
            row.sort(key=lambda place: rank[place] if mean[place] is None else mean[place])  # type: ignore[arg-type, return-value]
            rank.update({place: float(i) for i, place in enumerate(row)})
    x = {
        place: at for row in rows for place, at in zip(row, place_apart([0.0] * len(row), [room[p] for p in row], gap))
    }
    for sweep in range(SWEEPS):
        for row in rows[:: 1 if sweep % 2 == 0 else -1]:
            near = [_mean([x[n] for n in neighbours[place]]) for place in row]
            wanted = [x[place] if at is None else at for place, at in zip(row, near)]
            x.update(zip(row, place_apart(wanted, [room[place] for place in row], gap)))
    bends = {edge: [x[place] for place in chain] for edge, chain in passing.items()}
    return layer, [x[node] for node in range(len(inputs))], bends


def _before(places: Sequence[int], neighbour: int, place: int, step: int) -> bool:
    return (places[place] - places[neighbour]) * step > 0


def _mean(numbers: Sequence[float]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None
