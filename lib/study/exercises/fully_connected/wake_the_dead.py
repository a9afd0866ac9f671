"""Find the dead ReLU units of a layer and wake them."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="wake-the-dead",
    chapter="04_fully_connected",
    section="the-bend-in-the-line-activations",
    title="Wake the dead units",
    level=2,
    minutes=12,
    kind="implement",
    concepts=("dying-relu", "relu"),
    statement=r"""
        A layer of ReLU units computes $\max(0, XW^\top + b)$ on the rows of `X`, shape $(N, n)$; `W` has the shape
        $(d, n)$, `b` the shape $(d,)$. Some units are dead: no row gives them a slope, where the slope at zero counts
        as zero. No gradient of the loss will ever change them, so we must.

        Write `wake_units(W, b, X)`. It returns the pair `(dead, new_b)`: `dead`, of shape $(d,)$, is true for dead
        units, and `new_b` is the bias with which the pre-activation of every dead unit has the mean zero over the rows.
        The bias of a living unit stays as it is. Change no argument.
    """,
    setup="import numpy as np",
    hints=(
        "For one unit: which of the numbers in its column of pre-activations would have to be positive, all or one?",
        r"""
        A unit is dead if the *largest* of its pre-activations is not above zero. Adding a number to the bias adds it
        to all of them, hence to their mean.
        """,
        "With `Z = X @ W.T + b`, a dead unit's bias falls by `Z.mean(axis=0)`; `np.where` leaves the others alone.",
    ),
    explanation=r"""
        One row with a positive pre-activation is enough to live: on that row the slope is one, and the gradient moves
        the unit. So death is a question about the maximum over all data, not about the mean or about any one row.
        Shifted to mean zero, a unit has a positive row (unless all its pre-activations are equal) and can learn again.
    """,
    variant=r"""
        A median of zero would make the unit active on half of the rows. Or give dead units a slope without touching
        them: a leaky ReLU has none that is dead. What cannot help is a smaller learning rate: zero times anything is
        zero.
    """,
)


@exercise.stub
def wake_units(W, b, X):
    """Return (dead, new_b), both of shape (d,)."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def wake_units(W, b, X):
    """Return (dead, new_b), both of shape (d,)."""
    Z = X @ W.T + b
    dead = Z.max(axis=0) <= 0
    return dead, np.where(dead, b - Z.mean(axis=0), b)


@exercise.alternative
def wake_units(W, b, X):
    active = X @ W.T + b > 0
    dead = ~active.any(axis=0)
    new_b = b.copy()
    new_b[dead] = -(W[dead] @ X.mean(axis=0))  # the mean of W x, whatever b was
    return dead, new_b


@exercise.alternative
def wake_units(W, b, X):
    dead, new_b = [], []
    for w, bias in zip(W, b):
        z = X @ w + bias
        dead.append(bool(np.maximum(z, 0).sum() == 0))
        new_b.append(bias - z.sum() / len(z) if dead[-1] else bias)
    return np.array(dead), np.array(new_b)


@exercise.misconception(
    "A unit is dead if it is inactive on average.",
    message="""
        You call a unit dead when the mean of its pre-activations is not positive. One positive row is enough to give it
        a gradient, whatever the others say.
    """,
)
def wake_units(W, b, X):
    mean = (X @ W.T + b).mean(axis=0)
    return mean <= 0, np.where(mean <= 0, b - mean, b)


exercise.slip(
    "A unit that is inactive on some row is dead.",
    ("Z.max(axis=0) <= 0", "(Z <= 0).any(axis=0)"),
    message="""
        You call a unit dead when *some* row leaves it inactive. That is what every healthy unit does: the others
        update it.
    """,
)

exercise.slip(
    "At zero the unit is still alive, for zero is not negative.",
    ("dead = Z.max(axis=0) <= 0", "dead = Z.max(axis=0) < 0"),
    message="""
        Look at a unit whose largest pre-activation is exactly zero: there its slope counts as zero, so no row moves it.
    """,
)


@exercise.misconception(
    "A bias of zero wakes a unit.",
    message="""
        The dead units are the right ones. Setting their bias to zero need not wake them: if the rows lie on one side of
        the origin, all pre-activations may still be negative.
    """,
)
def wake_units(W, b, X):
    dead = (X @ W.T + b).max(axis=0) <= 0
    return dead, np.where(dead, 0.0, b)


@exercise.misconception(
    "What is good for the dead does no harm to the living: shift all units to mean zero.",
    message="""
        You moved the living units too. They have learned where to bend, and now they bend somewhere else.
    """,
)
def wake_units(W, b, X):
    Z = X @ W.T + b
    return Z.max(axis=0) <= 0, b - Z.mean(axis=0)


exercise.slip(
    "The new bias is minus the mean of the old pre-activations.",
    ("b - Z.mean", "-Z.mean"),
    message="""
        Your new bias replaces the old one by a shift. The old bias is part of the pre-activations already: the shift
        has to be added to it.
    """,
)


@exercise.misconception(
    "A very negative bias is what makes a unit dead.",
    message="""
        You judge by the bias alone. A unit with a very negative bias lives if some row gives it a large enough weighted
        sum, and one with a positive bias may be dead.
    """,
)
def wake_units(W, b, X):
    Z = X @ W.T + b
    return b < 0, np.where(b < 0, b - Z.mean(axis=0), b)


@exercise.inputs
def inputs(rng):
    yield np.eye(2), np.array([-5.0, 1.0]), np.array([[1.0, 2.0], [3.0, 0.0]])
    yield (
        np.array([[1.0, 1.0], [1.0, -1.0]]),
        np.array([-3.0, -9.0]),
        np.array([[1.0, 2.0], [0.0, 1.0]]),
    )  # the largest is exactly zero
    yield -np.ones((3, 1)), np.array([0.5, 2.0, 4.0]), np.array([[1.0], [3.0]])
    yield np.ones((2, 2)), np.zeros(2), np.array([[1.0, 0.0]])  # one row, none dead
    yield np.array([[2.0]]), np.array([-7.0]), np.array([[3.0]])  # one row, dead
    for _ in range(22):
        n, d = int(rng.integers(1, 5)), int(rng.integers(2, 7))
        X = rng.normal(size=(int(rng.integers(2, 9)), n)) + 1
        W, b = rng.normal(size=(d, n)), 3 * rng.normal(size=d)
        top = (X @ W.T).max(axis=0)
        far = rng.random(d) < 0.5
        yield W, np.where(far, -top - rng.exponential(size=d) - 0.1, b), X


exercise.compare(rtol=1e-8, atol=1e-10)
