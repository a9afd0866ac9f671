"""Repair a gradient clipping that shortens each array by itself."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="clip-as-one",
    chapter="05_backpropagation",
    section="gradients-that-vanish-or-explode",
    title="Clipped, and turned",
    level=1,
    minutes=8,
    kind="find-the-bug",
    concepts=("gradient-clipping", "exploding-gradient"),
    statement=r"""
        The function below should clip a gradient, given as a list of arrays, to the length $c > 0$:
        $g \leftarrow g\,\min(1, c/\lVert g\rVert)$, where $g$ is *all* arrays together. It runs, and no step is
        ever long again. Yet the clipped gradient points elsewhere.

        **Find the mistake and repair it.** Change no array of the argument. Zeros stay zeros.
    """,
    setup="import numpy as np",
    hints=(
        "Take two arrays, one long and one short, clip them, and compare the ratio of their lengths before and after.",
        "One factor for all arrays. So the length of all of them must be known before the first one is multiplied.",
        r"`length = np.sqrt(sum(np.sum(g**2) for g in gradient))`, once, before the loop.",
    ),
    explanation=r"""
        One factor for every entry keeps the direction. With a factor for each array, long layers are shortened and
        short ones are not, so the step favours layers whose gradient happened to be small, and the common length may
        still be up to $c$ times the square root of the number of arrays.
    """,
    variant=r"""
        $\min(1, c/\lVert g\rVert) = c/\max(c, \lVert g\rVert)$, which needs no special case for zeros. `lib.optim`
        and torch call it `clip_grad_norm_`, and work in place.
    """,
)


@exercise.stub
def clip_as_one(gradient, c):
    """Shorten the arrays together to the length c. Something is wrong."""
    clipped = []
    for g in gradient:
        length = np.sqrt(np.sum(g**2))
        clipped.append(g * (c / max(c, length)))
    return clipped


@exercise.reference
def clip_as_one(gradient, c):
    """Shorten the arrays together to the length c."""
    length = np.sqrt(sum(np.sum(g**2) for g in gradient))
    return [g * (c / max(c, length)) for g in gradient]


@exercise.alternative
def clip_as_one(gradient, c):
    length = np.linalg.norm(np.concatenate([g.ravel() for g in gradient]))
    if length <= c:
        return [g.copy() for g in gradient]
    return [c * g / length for g in gradient]


@exercise.alternative
def clip_as_one(gradient, c):
    lengths = [np.linalg.norm(g) for g in gradient]
    factor = min(1.0, c / max(np.linalg.norm(lengths), 1e-300))
    return [factor * g for g in gradient]


@exercise.misconception(
    "Each array may be clipped by itself if each gets a fair share of the length.",
    message="""
        Your common length never exceeds c, but each array still has a factor of its own, so the direction changes.
        One factor for all.
    """,
)
def clip_as_one(gradient, c):
    share = c / np.sqrt(len(gradient))
    return [g * (share / max(share, np.sqrt(np.sum(g**2)))) for g in gradient]


exercise.slip(
    "Clipping gives every gradient the length c.",
    ("max(c, length)", "length if length else 1.0"),
    message="""
        Long gradients are right. But a short one becomes longer with yours: near a minimum the steps would never get
        small. Clipping only shortens.
    """,
)


@exercise.misconception(
    "Clipping cuts each entry to the interval from -c to c.",
    message="""
        You cut entry by entry. That is clipping by value: it bounds each entry, and turns the gradient. Asked is the
        common length.
    """,
)
def clip_as_one(gradient, c):
    return [np.clip(g, -c, c) for g in gradient]


exercise.slip(
    "The length of all arrays together is the sum of their lengths.",
    (
        "np.sqrt(sum(np.sum(g**2) for g in gradient)",
        "sum(np.sqrt(np.sum(g**2)) for g in gradient",
    ),
    message="""
        One factor for all, good. But lengths of parts do not add: their squares do.
    """,
)

exercise.slip(
    "The longest array decides on the factor.",
    (
        "np.sqrt(sum(np.sum(g**2) for g in gradient)",
        "max(np.sqrt(np.sum(g**2)) for g in gradient",
    ),
    message="""
        One factor for all, good. But you look at the longest array alone; together they are longer than it.
    """,
)

exercise.slip(
    "The length of a gradient is the sum of its squares.",
    (
        "np.sqrt(sum(np.sum(g**2) for g in gradient)",
        "sum(np.sum(g**2) for g in gradient",
    ),
    message="""
        You compare c with the squared length. Where is the root?
    """,
)

exercise.slip(
    "The factor is c over the length, for every gradient.",
    ("max(c, length)", "length"),
    message="""
        Long gradients are right. But a short one becomes longer with yours, and one of zeros is divided by zero.
        Clipping only shortens.
    """,
)

exercise.slip(
    "The length gets a millionth more, as in torch.",
    ("(c / max(c, length", "min(1.0, c / (length + 1e-6"),
    message="""
        Torch adds a millionth to the length, against a division by zero; the formula here does not.
    """,
)


@exercise.inputs
def inputs(rng):
    def case(shapes, size, c):
        return [size * rng.normal(size=shape) for shape in shapes], c

    yield case([(2, 3), (2,)], 3.0, 1.0)
    yield [np.array([3.0, 0.0]), np.array([[4.0]])], 5.0  # exactly as long as allowed
    yield [np.array([0.3, 0.0]), np.array([[0.4]])], 5.0  # short already
    yield [np.zeros(3), np.zeros((2, 2))], 1.0
    yield [np.array([0.0, 0.0]), np.array([6.0, 8.0])], 2.0
    for _ in range(20):
        shapes = [
            tuple(int(n) for n in rng.integers(1, 5, rng.integers(1, 3)))
            for _ in range(rng.integers(1, 5))
        ]
        yield case(
            shapes, float(rng.choice([0.1, 1.0, 30.0])), float(rng.uniform(0.5, 3))
        )


exercise.compare(rtol=1e-9, atol=1e-12)
