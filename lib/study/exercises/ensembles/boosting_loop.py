"""Find the bug in a gradient boosting loop."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="boosting-loop",
    chapter="03_ensembles",
    section="boosting-as-descent-in-function-space",
    title="A boosting loop out of step",
    level=2,
    minutes=12,
    kind="find-the-bug",
    concepts=("gradient-boosting",),
    statement=r"""
        `boost_cuts(x, y, cuts, rate)` should do gradient boosting for the squared error. To keep trees out of the way,
        round $t$ has its question handed to it: is $x$ at most `cuts[t]`? Both sides have rows. The start is the mean
        of `y`; every round adds `rate` times a stump fitted to what the sum of all rounds so far gets wrong. The
        function returns $F$ for the training rows, shape $(n,)$.

        With `rate = 1` it is right. With smaller rates its error falls too, and then stays too high for good.
        **One thing is wrong.** Find it and repair it.
    """,
    setup="import numpy as np",
    hints=(
        "Compute $F$ and the residual on paper for one round with a rate of one half. Do they still add up to $y$?",
        "The residual has to be that of the model you *return*. By how much does that model move in a round?",
        "In the last line of the loop, compute the residual anew from `y` and `F`.",
    ),
    explanation=r"""
        The sum moves by `rate * step`, but the residual was reduced by the whole `step`: from then on the stumps
        correct a model that takes full steps, and nobody is that model. What the shrunken model leaves over is never
        looked at again. The identity to keep in mind, and to assert, is `F + residual == y`.
    """,
    variant=r"""
        `residual = residual - rate * step` is right as well, and cheaper for a loss with a costly gradient. Computing
        $y - F$ anew is safer: there is one state less that can get out of step.
    """,
)


@exercise.stub
def boost_cuts(x, y, cuts, rate):
    """Boost stumps with given cuts; return the predictions on the training rows.

    One thing is wrong.
    """
    F = np.full(len(y), y.mean())
    residual = y - F
    for cut in cuts:
        left = x <= cut
        step = np.where(left, residual[left].mean(), residual[~left].mean())
        F = F + rate * step
        residual = residual - step
    return F


@exercise.reference
def boost_cuts(x, y, cuts, rate):
    """Boost stumps with given cuts; return the predictions on the training rows."""
    F = np.full(len(y), y.mean())
    for cut in cuts:
        residual = y - F
        left = x <= cut
        step = np.where(left, residual[left].mean(), residual[~left].mean())
        F = F + rate * step
    return F


@exercise.alternative
def boost_cuts(x, y, cuts, rate):
    residual = y - y.mean()
    for cut in cuts:
        left = x <= cut
        step = np.where(left, residual[left].mean(), residual[~left].mean())
        residual = residual - rate * step
    return y - residual


@exercise.alternative
def boost_cuts(x, y, cuts, rate):
    F = np.zeros(len(y)) + np.mean(y)
    for cut in cuts:
        new = F.copy()
        for side in (x <= cut, x > cut):
            new[side] += rate * (y[side].mean() - F[side].mean())
        F = new
    return F


@exercise.misconception(
    "If sum and residual must move alike, the sum should take the full step too.",
    message="""
        Now sum and residual agree, but the rate is gone: every round takes a full step. Keep the short step of the sum
        and make the residual follow it.
    """,
)
def boost_cuts(x, y, cuts, rate):
    F = np.full(len(y), y.mean())
    residual = y - F
    for cut in cuts:
        left = x <= cut
        step = np.where(left, residual[left].mean(), residual[~left].mean())
        F = F + step
        residual = residual - step
    return F


@exercise.misconception(
    "The rate belongs to the stump and to the sum, so both are multiplied by it.",
    message="""
        The rate is applied twice: the stump is shrunk, and the shrunken stump is shrunk again when it is added. Each
        round moves by the square of the rate.
    """,
)
def boost_cuts(x, y, cuts, rate):
    F = np.full(len(y), y.mean())
    for cut in cuts:
        residual = y - F
        left = x <= cut
        step = rate * np.where(left, residual[left].mean(), residual[~left].mean())
        F = F + rate * step
    return F


@exercise.misconception(
    "Each round corrects the stump of the round before it.",
    message="""
        Your residual is what the *last step alone* leaves of the target. The next stump has to correct the sum of all
        rounds so far.
    """,
)
def boost_cuts(x, y, cuts, rate):
    F = np.full(len(y), y.mean())
    residual = y - F
    for cut in cuts:
        left = x <= cut
        step = np.where(left, residual[left].mean(), residual[~left].mean())
        F = F + rate * step
        residual = y - step
    return F


@exercise.misconception(
    "Every member is trained on the targets, as in bagging.",
    message="""
        All your stumps are fitted to the same numbers, and none knows what the others have done. Their sum then adds
        the same answer over and over.
    """,
)
def boost_cuts(x, y, cuts, rate):
    F = np.full(len(y), y.mean())
    residual = y - F
    for cut in cuts:
        left = x <= cut
        step = np.where(left, residual[left].mean(), residual[~left].mean())
        F = F + rate * step
    return F


@exercise.misconception(
    "An ensemble predicts with the average of its members.",
    message="""
        You divide by the number of rounds. A boosted model is a *sum*: each member was fitted to what is still
        missing, and an average would add only a small part of it.
    """,
)
def boost_cuts(x, y, cuts, rate):
    F = np.full(len(y), y.mean())
    total = np.zeros(len(y))
    for cut in cuts:
        residual = y - F
        left = x <= cut
        step = np.where(left, residual[left].mean(), residual[~left].mean())
        F = F + rate * step
        total = total + rate * step
    return y.mean() + total / max(len(cuts), 1)


exercise.slip(
    "The sum begins at nothing; the first rounds will find the mean by themselves.",
    ("np.full(len(y), y.mean(", "np.zeros(len(y"),
    message="""
        The residual is right now, but you moved the start to zero. With small steps the rounds need long to make up for
        the mean; the task starts from it.
    """,
)

exercise.slip(
    "A descent subtracts, so the step must be subtracted from the sum.",
    ("F = F + rate * step", "F = F - rate * step"),
    message="""
        You subtract the step. The residual is *minus* the gradient already: adding it goes downhill, subtracting it
        climbs.
    """,
)


@exercise.inputs
def inputs(rng):
    x, y = np.array([0.0, 1.0, 2.0, 3.0]), np.array([1.0, 3.0, 5.0, 11.0])
    yield x, y, np.array([1.5, 1.5]), 0.5
    yield x, y, np.array([0.5, 2.5, 1.5]), 0.1
    yield x, y, np.array([]), 0.5  # no round: the mean
    yield x, y, np.array([1.5, 0.5]), 1.0
    yield x, np.full(4, 7.0), np.array([1.5, 2.5]), 0.3  # nothing to learn
    yield x, y, np.array([1.0, 2.0]), 0.4  # cuts at values: "at most" includes them
    for _ in range(22):
        n = int(rng.integers(4, 15))
        x = rng.permutation(np.sort(rng.uniform(-5, 5, n)))
        y = 10 * rng.normal() + rng.normal(scale=3.0, size=n)
        inner = np.sort(x)[:-1]  # the largest value would leave nothing on the right
        yield x, y, rng.choice(inner, int(rng.integers(2, 7))), rng.uniform(0.05, 0.9)


exercise.compare(rtol=1e-7, atol=1e-9)
