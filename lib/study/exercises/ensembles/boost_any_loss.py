"""Gradient boosting for quantiles: start, leaf values and descent of the quantile loss."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="boost-any-loss",
    chapter="03_ensembles",
    section="boosting-as-descent-in-function-space",
    title="Boosting a quantile",
    level=3,
    minutes=25,
    kind="derive",
    concepts=("gradient-boosting", "loss-function"),
    statement=r"""
        Whoever must be on time for nine trains of ten needs a high quantile of the travelling time, not its mean. The
        loss for that is, for a $\tau$ between 0 and 1,

        $$\ell(y, F) = \begin{cases} \tau\,(y - F) & y \ge F \\ (1-\tau)\,(F - y) & y < F . \end{cases}$$

        Derive on paper (1) $-\partial\ell/\partial F$ and (2) the constant $c$ that makes $\sum_i \ell(r_i, c)$
        smallest for given numbers $r_i$; if several are, take the smallest such $c$. Then write
        `boost_quantile(y, leaves, tau, rate)`. The trees have been grown already: `leaves[t]`, shape $(n,)$, holds the
        number of the leaf of each row in round $t$. Start from the best constant for `y`; in each round every leaf adds
        `rate` times the best constant for *its* rows' residuals $y - F$.

        Return the pair `(F, descent)`, both of shape $(n,)$: the predictions after the last round, and what the next
        tree would be fitted to, $-\partial\ell/\partial F$ at $F$, with 0 for rows where $y = F$.
    """,
    setup="import numpy as np",
    hints=(
        r"""
        Move $c$ a little to the right. How much does each number above $c$ save, how much does each number below it
        cost, and when do the two balance?
        """,
        r"""
        Balance means that $\tau\cdot\#\{r_i > c\}$ equals $(1-\tau)\cdot\#\{r_i < c\}$: a share $\tau$ of the numbers
        lies below $c$, so $c$ is their $\tau$-quantile. The slope is $-\tau$ where $y > F$ and $1-\tau$ where $y < F$.
        """,
        """
        `np.quantile(numbers, tau, method="inverted_cdf")` is the smallest number with at least a share tau not above
        it. Use it for the start, and in each round for `(y - F)[leaves[t] == leaf]`, leaf by leaf, with the `F` from
        before the round.
        """,
    ),
    explanation=r"""
        Between two neighbouring numbers the sum is a straight line with slope $(1-\tau)\,\#\{r_i<c\}$ minus
        $\tau\,\#\{r_i>c\}$, which grows from number to number; the sum is smallest where the slope passes zero: the
        $\tau$-quantile. The tree is fitted to the descent, two numbers only, which tells each row on which side of $F$
        it lies and nothing about how far. That is why the leaves get their values anew, from the residuals: the tree
        chooses the regions, the loss the step. An outlier moves neither by more than any other row.
    """,
    variant=r"""
        Half the absolute error is the case $\tau = 1/2$: the tree is fitted to signs, and the leaf adds the median
        residual. `GradientBoostingRegressor(loss="quantile", alpha=tau)` does it with trees grown on the way.
    """,
)


@exercise.stub
def boost_quantile(y, leaves, tau, rate):
    """Boost the quantile loss; return (F, minus its gradient at F) for the rows."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def boost_quantile(y, leaves, tau, rate):
    """Boost the quantile loss; return (F, minus its gradient at F) for the rows."""
    F = np.full(len(y), np.quantile(y, tau, method="inverted_cdf"))
    for leaf_of_row in leaves:
        residual = y - F
        for leaf in np.unique(leaf_of_row):
            rows = leaf_of_row == leaf
            step = np.quantile(residual[rows], tau, method="inverted_cdf")
            F[rows] += rate * step
    return F, np.where(y > F, tau, np.where(y < F, tau - 1, 0.0))


@exercise.alternative
def boost_quantile(y, leaves, tau, rate):
    def best_constant(numbers):
        costs = [
            np.sum(np.maximum(tau * (numbers - c), (tau - 1) * (numbers - c)))
            for c in np.sort(numbers)
        ]
        first = int(np.argmax(np.array(costs) <= min(costs) + 1e-9))
        return np.sort(numbers)[first]

    residual = y - best_constant(y)
    for leaf_of_row in leaves:
        step = np.zeros(len(y))
        for leaf in set(leaf_of_row.tolist()):
            rows = leaf_of_row == leaf
            step[rows] = best_constant(residual[rows])
        residual = residual - rate * step
    return y - residual, tau * (residual > 0) - (1 - tau) * (residual < 0)


@exercise.alternative
def boost_quantile(y, leaves, tau, rate):
    def quantile(numbers):
        ordered = np.sort(numbers)
        return ordered[int(np.ceil(tau * len(ordered) - 1e-12)) - 1]

    F = np.zeros(len(y)) + quantile(y)
    for leaf_of_row in leaves:
        values = {k: quantile((y - F)[leaf_of_row == k]) for k in set(leaf_of_row)}
        F = F + rate * np.array([values[k] for k in leaf_of_row])
    sign = np.sign(y - F)
    return F, sign * np.where(sign > 0, tau, 1 - tau)


@exercise.misconception(
    "A leaf always adds the mean of its residuals.",
    message="""
        Your leaves add the mean of their residuals, which is best for the squared error. Ask again which constant makes
        *this* loss smallest.
    """,
)
def boost_quantile(y, leaves, tau, rate):
    F = np.full(len(y), np.quantile(y, tau, method="inverted_cdf"))
    for leaf_of_row in leaves:
        residual = y - F
        for leaf in np.unique(leaf_of_row):
            rows = leaf_of_row == leaf
            F[rows] += rate * residual[rows].mean()
    return F, np.where(y > F, tau, np.where(y < F, tau - 1, 0.0))


@exercise.misconception(
    "The tree was fitted to the descent, so a leaf adds the mean descent of its rows.",
    message="""
        Your leaves add the mean of the descent, the value the tree was fitted with. It says on which side the rows lie,
        not how far: in whatever units y is measured, no leaf could move by more than one. The tree gives the regions;
        the step in each follows from the loss.
    """,
)
def boost_quantile(y, leaves, tau, rate):
    F = np.full(len(y), np.quantile(y, tau, method="inverted_cdf"))
    for leaf_of_row in leaves:
        descent = np.where(y > F, tau, np.where(y < F, tau - 1, 0.0))
        for leaf in np.unique(leaf_of_row):
            rows = leaf_of_row == leaf
            F[rows] += rate * descent[rows].mean()
    return F, np.where(y > F, tau, np.where(y < F, tau - 1, 0.0))


@exercise.misconception(
    "A large tau makes it dear to be too high, so it belongs to the rows below the prediction.",
    message="""
        Your descent has the two sides exchanged. A row above the prediction costs tau for each unit: raising F there
        saves tau.
    """,
)
def boost_quantile(y, leaves, tau, rate):
    F = np.full(len(y), np.quantile(y, tau, method="inverted_cdf"))
    for leaf_of_row in leaves:
        residual = y - F
        for leaf in np.unique(leaf_of_row):
            rows = leaf_of_row == leaf
            F[rows] += rate * np.quantile(residual[rows], tau, method="inverted_cdf")
    return F, np.where(y > F, 1 - tau, np.where(y < F, -tau, 0.0))


@exercise.misconception(
    "The best constant leaves a share tau of the numbers above it.",
    message="""
        You use the quantile with a share tau *above* it. Balance the savings against the costs: each number above
        saves tau, so the more a unit above costs, the fewer may stay there.
    """,
)
def boost_quantile(y, leaves, tau, rate):
    F = np.full(len(y), np.quantile(y, 1 - tau, method="inverted_cdf"))
    for leaf_of_row in leaves:
        residual = y - F
        for leaf in np.unique(leaf_of_row):
            rows = leaf_of_row == leaf
            step = np.quantile(residual[rows], 1 - tau, method="inverted_cdf")
            F[rows] += rate * step
    return F, np.where(y > F, tau, np.where(y < F, tau - 1, 0.0))


@exercise.misconception(
    "Every quantile function computes the same number.",
    message="""
        Your constants can fall between two of the numbers, for `np.quantile` interpolates unless you choose another
        method. Draw the sum of the losses as a function of c: what is it between two neighbouring numbers, where can it
        be smallest, and which c is asked for if it is flat there?
    """,
)
def boost_quantile(y, leaves, tau, rate):
    F = np.full(len(y), np.quantile(y, tau))
    for leaf_of_row in leaves:
        residual = y - F
        for leaf in np.unique(leaf_of_row):
            rows = leaf_of_row == leaf
            F[rows] += rate * np.quantile(residual[rows], tau)
    return F, np.where(y > F, tau, np.where(y < F, tau - 1, 0.0))


@exercise.misconception(
    "Boosting starts from the mean, whatever the loss.",
    message="""
        You start from the mean of y. The start is the best *constant* model for the loss in hand; the mean is that only
        for the squared error.
    """,
)
def boost_quantile(y, leaves, tau, rate):
    F = np.full(len(y), y.mean())
    for leaf_of_row in leaves:
        residual = y - F
        for leaf in np.unique(leaf_of_row):
            rows = leaf_of_row == leaf
            F[rows] += rate * np.quantile(residual[rows], tau, method="inverted_cdf")
    return F, np.where(y > F, tau, np.where(y < F, tau - 1, 0.0))


@exercise.misconception(
    "A leaf adds the quantile of its targets.",
    message="""
        Your leaves add the quantile of their *targets*, again in each round, on top of what is there already. A round
        adds what is still missing.
    """,
)
def boost_quantile(y, leaves, tau, rate):
    F = np.full(len(y), np.quantile(y, tau, method="inverted_cdf"))
    for leaf_of_row in leaves:
        for leaf in np.unique(leaf_of_row):
            rows = leaf_of_row == leaf
            F[rows] += rate * np.quantile(y[rows], tau, method="inverted_cdf")
    return F, np.where(y > F, tau, np.where(y < F, tau - 1, 0.0))


@exercise.misconception(
    "What the next tree is fitted to are the residuals, for every loss.",
    message="""
        The predictions are right. But you return the residuals as the descent: they are minus the gradient of the
        squared error. How does *this* loss change when F moves by a little?
    """,
)
def boost_quantile(y, leaves, tau, rate):
    F = np.full(len(y), np.quantile(y, tau, method="inverted_cdf"))
    for leaf_of_row in leaves:
        residual = y - F
        for leaf in np.unique(leaf_of_row):
            rows = leaf_of_row == leaf
            F[rows] += rate * np.quantile(residual[rows], tau, method="inverted_cdf")
    return F, y - F


@exercise.misconception(
    "The next tree is fitted to the gradient.",
    message="""
        The predictions are right. Your second array is the gradient: it points to where the loss *grows*. A tree fitted
        to it would raise F where F is too high.
    """,
)
def boost_quantile(y, leaves, tau, rate):
    F = np.full(len(y), np.quantile(y, tau, method="inverted_cdf"))
    for leaf_of_row in leaves:
        residual = y - F
        for leaf in np.unique(leaf_of_row):
            rows = leaf_of_row == leaf
            F[rows] += rate * np.quantile(residual[rows], tau, method="inverted_cdf")
    return F, np.where(y > F, -tau, np.where(y < F, 1 - tau, 0.0))


@exercise.inputs
def inputs(rng):
    y = np.array([1.0, 2.0, 4.0, 9.0])
    pairs = np.array([[0, 0, 1, 1]])
    yield y, pairs, 0.5, 0.5
    yield y, pairs, 0.75, 1.0
    yield y, np.zeros((0, 4), dtype=int), 0.75, 0.1  # no round: the start
    yield y, np.array([[3, 3, 3, 3]]), 0.25, 0.5  # one leaf, numbered oddly
    yield np.array([5.0]), np.array([[0], [0]]), 0.3, 0.5  # one row
    yield np.full(3, 2.0), np.array([[0, 1, 1]]), 0.6, 0.5  # nothing to learn
    for _ in range(22):
        n, rounds = int(rng.integers(4, 25)), int(rng.integers(1, 5))
        y = 5 * rng.normal() + rng.gamma(2.0, 2.0, n)
        leaves = rng.integers(0, int(rng.integers(2, 5)), (rounds, n))
        yield y, leaves, float(rng.uniform(0.07, 0.93)), float(rng.uniform(0.1, 0.9))


exercise.compare(rtol=1e-7, atol=1e-9)
