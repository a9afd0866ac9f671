"""How far points lie from the line that a neuron draws, and on which side."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="signed-distance",
    chapter="04_fully_connected",
    section="one-neuron-one-line",
    title="How far from the line?",
    level=1,
    minutes=8,
    kind="implement",
    concepts=("artificial-neuron",),
    statement=r"""
        A neuron with weights `w`, shape $(n,)$, not all zero, and a bias `b`, a number, draws the line (for $n > 2$ the
        plane) $w\cdot x + b = 0$. Write `distance_to_line(X, w, b)`, which returns the distance of each row of `X`,
        shape $(N, n)$, from it: positive on the side where the neuron's $z$ is positive, negative on the other. The
        result has the shape $(N,)$. Change no argument.
    """,
    setup="import numpy as np",
    hints=(
        "The weights and the bias times ten give the same line. Does your distance stay the same as well?",
        r"""
        Walk from the line in the direction of $w$, a distance $d$: then $z$ grows from zero to $d\,\lVert w\rVert$.
        """,
        "`np.linalg.norm(w)` is the length of the arrow $w$; the bias has no part in it.",
    ),
    explanation=r"""
        A point at distance $d$ is $x = x_0 + d\,w/\lVert w\rVert$ with $x_0$ on the line. So
        $z = (w\cdot x_0 + b) + d\,w\cdot w/\lVert w\rVert = 0 + d\,\lVert w\rVert$, and $d = z/\lVert w\rVert$. Weights
        and bias times a factor above zero leave $d$ alone: the line is the same, only $z$ climbs faster.
    """,
    variant=r"""
        Scale the neuron first: with $w/\lVert w\rVert$ and $b/\lVert w\rVert$ its $z$ *is* the distance.
    """,
)


@exercise.stub
def distance_to_line(X, w, b):
    """Return the signed distance of each row of X from w . x + b = 0, shape (N,)."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def distance_to_line(X, w, b):
    """Return the signed distance of each row of X from w . x + b = 0, shape (N,)."""
    return (X @ w + b) / np.linalg.norm(w)


@exercise.alternative
def distance_to_line(X, w, b):
    length = np.sqrt(np.sum(w**2))
    return X @ (w / length) + b / length


@exercise.alternative
def distance_to_line(X, w, b):
    foot = -b * w / (w @ w)  # the point of the line nearest to the origin
    return np.array([(x - foot) @ w for x in X]) / np.sqrt(w @ w)


exercise.slip(
    "The number z, before the bend, is the distance from the line.",
    ("(X @ w + b) / np.linalg.norm(w)", "X @ w + b"),
    message="""
        You return z itself. Multiply the weights and the bias by ten: the line stays where it is, and your distances
        grow tenfold.
    """,
)

exercise.slip(
    "z is to be divided by the squared length of the weights, as in a projection.",
    ("np.linalg.norm(w", "(w @ w"),
    message="""
        You divide by the squared length. That tells how many times the arrow w fits between line and point; the arrow
        is not one unit long.
    """,
)

exercise.slip(
    "The bias is a weight like the others, so it belongs to the length too.",
    (
        "return (X @ w + b) / np.linalg.norm(w)",
        "return (X @ w + b) / np.linalg.norm(np.append(w, b))",
    ),
    message="""
        Your length contains the bias. It only moves the line along; how fast z climbs when you walk away from the line
        depends on the weights alone.
    """,
)

exercise.slip(
    "The length of the weights is the sum of their sizes.",
    ("np.linalg.norm(w", "np.abs(w).sum("),
    message="""
        You added up the absolute weights. The straight way from a point to the line is measured by the root of the
        sum of squares.
    """,
)

exercise.slip(
    "Every neuron's line goes through the origin.",
    ("(X @ w + b)", "X @ w"),
    message="""
        You left the bias out, so your line goes through the origin. It is the bias that moves it away from there.
    """,
)

exercise.slip(
    "A distance has no sign.",
    (
        "return (X @ w + b) / np.linalg.norm(w)",
        "return np.abs(X @ w + b) / np.linalg.norm(w)",
    ),
    message="""
        The sizes are right. But the side of the line is the neuron's whole answer, and you threw it away.
    """,
)

exercise.slip(
    "Only the weighted sum is to be divided by the length; the bias is a distance already.",
    ("(X @ w + b) / np.linalg.norm(w)", "X @ w / np.linalg.norm(w) + b"),
    message="""
        You divide the weighted sum and leave the bias as it is. It is a part of z like the rest.
    """,
)


@exercise.inputs
def inputs(rng):
    yield np.array([[3.0, 4.0], [0.0, 0.0]]), np.array([3.0, 4.0]), -5.0
    yield np.array([[1.0], [-2.0], [0.5]]), np.array([-2.0]), 1.0  # a point of a line
    yield np.array([[1.0, 7.0], [-1.0, -7.0]]), np.array([2.0, 0.0]), 0.0
    yield np.zeros((1, 3)), np.array([0.0, -3.0, 4.0]), -2.5
    yield np.zeros((0, 2)), np.array([1.0, -1.0]), 1.0  # no row
    for _ in range(22):
        n = int(rng.integers(1, 6))
        w = rng.normal(size=n) * 10.0 ** rng.uniform(-2, 2)
        yield rng.normal(size=(int(rng.integers(1, 8)), n)), w, float(rng.normal())


exercise.compare(rtol=1e-8, atol=1e-10)
