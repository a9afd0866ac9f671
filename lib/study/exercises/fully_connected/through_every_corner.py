"""Set the weights of a hidden layer so that its network draws a given line with corners."""

from itertools import pairwise

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="through-every-corner",
    chapter="04_fully_connected",
    section="what-a-wide-layer-can-draw",
    title="A network for any line with corners",
    level=3,
    minutes=20,
    kind="design",
    concepts=("universal-approximation", "relu"),
    statement=r"""
        Given are $n \ge 2$ points: `knots`, shape $(n,)$, strictly increasing, and `values`, shape $(n,)$. Design a
        network with one hidden layer of ReLU units,

        $$g(x) = c + \sum_{j=1}^{m} v_j\,\max(0,\, w_jx + b_j),$$

        that passes through all points, is straight between neighbours, **and is constant to the left of the first knot
        and to the right of the last**. Write `corner_network(knots, values)`, which returns the tuple `(w, b, v, c)`:
        three arrays of shape $(m,)$ and a number. Use **at most $n$ units**. Nothing is trained.
    """,
    setup="import numpy as np",
    hints=(
        "Start at the first point and go right. What must you add at a knot so that the line takes its new slope?",
        r"""
        A unit $\max(0, x - t)$ is zero up to $t$ and climbs with slope one from there. Placed at a knot, its output
        weight is the *change* of slope there; at the first knot the slope before was zero.
        """,
        """
        With `slopes = np.diff(values) / np.diff(knots)` the output weights are the slopes' differences, beginning with
        the first slope. What must all of them add up to, if the line is to end level?
        """,
    ),
    explanation=r"""
        Between two knots the units to the left are straight lines and those to the right are silent, so $g$ is
        straight there. Its slope is the sum of the $v_j$ placed so far; these are the differences of the slopes wanted,
        and a sum of differences telescopes. Start at the right height, have the right slope on each piece, and you
        arrive at every point. Behind the last knot all units are straight, so one more must bend there, and take the
        last slope away: all output weights add up to zero.
    """,
    variant=r"""
        Units that look left do as well: $\max(0, t - x)$ from the right end, with $c$ the last value. Or set up the
        square system "units at the knots, through all points and one more to the right" and solve it: it is triangular,
        for each unit is silent at the points to its left.
    """,
)


@exercise.stub
def corner_network(knots, values):
    """Return (w, b, v, c) of a ReLU network through all points."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def corner_network(knots, values):
    """Return (w, b, v, c) of a ReLU network through all points."""
    slopes = np.diff(values) / np.diff(knots)
    changes = np.diff(slopes, prepend=0.0, append=0.0)
    return np.ones(len(knots)), -knots, changes, values[0]


@exercise.alternative
def corner_network(knots, values):
    slopes = np.concatenate([[0.0], np.diff(values) / np.diff(knots), [0.0]])
    return -np.ones(len(knots)), knots, np.diff(slopes), values[-1]  # looking left


@exercise.alternative
def corner_network(knots, values):
    points = np.append(knots[1:], knots[-1] + 1)
    heights = np.append(values[1:], values[-1])
    climbs = np.maximum(0.0, points[:, None] - knots)  # triangular
    v = np.linalg.solve(climbs, heights - values[0])
    return np.full(len(v), 1.0), -1 * knots, v, float(values[0])


@exercise.misconception(
    "The units that draw the pieces also end them.",
    message="""
        Between the knots your line is right. Behind the last one it runs on with its last slope, for no unit stops it
        there.
    """,
)
def corner_network(knots, values):
    changes = np.diff(np.diff(values) / np.diff(knots), prepend=0.0)
    return np.ones(len(changes)), -knots[:-1], changes, values[0]


@exercise.misconception(
    "The output weight of a unit is the height of the curve at its knot.",
    message="""
        You used the heights as output weights. A ReLU unit is no bump: it goes on climbing to the right for ever, and
        the later units add to it.
    """,
)
def corner_network(knots, values):
    return np.ones(len(knots)), -knots, values, values[0]


@exercise.misconception(
    "The output weight of a unit is the slope of the piece that starts at its knot.",
    message="""
        You used the slopes themselves. The units to the left are still climbing, so their slopes are there already: a
        new unit adds only what is missing.
    """,
)
def corner_network(knots, values):
    slopes = np.append(np.diff(values) / np.diff(knots), 0.0)
    return np.ones(len(knots)), -knots, slopes, values[0]


@exercise.misconception(
    "A slope is the difference of the heights; the knots' distances play no part.",
    message="""
        Right for knots one unit apart, wrong for others: a slope is the difference of the heights *per* distance.
    """,
)
def corner_network(knots, values):
    changes = np.diff(np.diff(values), prepend=0.0, append=0.0)
    return np.ones(len(knots)), -knots, changes, values[0]


@exercise.misconception(
    "The network starts at height zero.",
    message="""
        Your curve has the right shape at the wrong height: to the left of all units the network is its output bias.
    """,
)
def corner_network(knots, values):
    changes = np.diff(np.diff(values) / np.diff(knots), prepend=0.0, append=0.0)
    return np.ones(len(knots)), -knots, changes, 0.0


@exercise.misconception(
    "A unit that bends at t has the bias t.",
    message="""
        Your units bend at the mirror images of the knots. Where is $x + b$ zero?
    """,
)
def corner_network(knots, values):
    changes = np.diff(np.diff(values) / np.diff(knots), prepend=0.0, append=0.0)
    return np.ones(len(knots)), knots, changes, values[0]


@exercise.misconception(
    "Each piece needs two units of its own, one that begins its climb and one that ends it.",
    message="""
        Your network draws the line, with too many units: each piece has two of its own. Two neighbours bend at the same
        knot; what can you do with units that bend at one place?
    """,
)
def corner_network(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    ends = np.concatenate([knots[:-1], knots[1:]])
    return np.ones(len(ends)), -ends, np.concatenate([slopes, -slopes]), values[0]


@exercise.misconception(
    "The first piece needs no unit, for it has no corner in front of it.",
    message="""
        Your network starts flat: nothing gives it the slope of its first piece. To the left of the first unit there is
        only the constant.
    """,
)
def corner_network(knots, values):
    changes = np.diff(np.diff(values) / np.diff(knots), prepend=0.0, append=0.0)
    changes[0] = 0.0
    return np.ones(len(knots)), -knots, changes, values[0]


@exercise.inputs
def inputs(rng):
    yield np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 0.0])  # a tent
    yield np.array([-1.0, 2.0]), np.array([3.0, -3.0])  # one straight piece
    yield np.array([0.0, 0.5, 3.0]), np.array([2.0, 2.0, 2.0])  # no corner at all
    yield np.array([-3.0, -2.5, -1.0, 4.0]), np.array([1.0, -1.0, 5.0, 5.0])
    for _ in range(22):
        n = int(rng.integers(2, 12))
        knots = rng.normal() + np.cumsum(rng.uniform(0.1, 2.0, n))
        yield knots, rng.normal(size=n) * 10.0 ** rng.uniform(-1, 2)


@exercise.compare
def compare(got, wanted, args):
    """Say where a network misses the line, or which condition it breaks."""
    knots, values = args
    if type(got) is not tuple or len(got) != 4:
        return "a tuple (w, b, v, c) is wanted"
    w, b, v = got[:3]
    if not all(
        type(part) is np.ndarray and part.ndim == 1 and part.dtype == np.float64
        for part in (w, b, v)
    ):
        return "w, b and v must be float64 arrays of one axis"
    if not len(w) == len(b) == len(v):
        return f"w, b and v must have one length, got {len(w)}, {len(b)}, {len(v)}"
    if len(w) > len(knots):
        return f"{len(w)} units are used, at most {len(knots)} are allowed"
    c = got[3]
    if not isinstance(c, float | int | np.integer) or isinstance(c, bool):
        return "c must be a number"
    ends = [knots[0] - 5, knots[0] - 0.5, *knots, knots[-1] + 0.5, knots[-1] + 5]
    fine = np.concatenate([np.linspace(s, t, 6) for s, t in pairwise(ends)])
    drawn = c + np.maximum(0.0, fine[:, None] * w + b) @ v
    target = np.interp(fine, knots, values)  # constant outside
    miss = np.abs(drawn - target)
    allowed = 1e-8 * (1 + np.abs(values).max())
    if not np.all(miss <= allowed):  # NaN is a miss as well
        worst = int(np.argmax(np.where(np.isnan(miss), np.inf, miss)))
        return (
            f"at x = {fine[worst]:.4g} the network draws {drawn[worst]:.6g}, "
            f"{target[worst]:.6g} is wanted"
        )
    return None
