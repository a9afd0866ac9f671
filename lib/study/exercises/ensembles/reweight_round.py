"""One round of AdaBoost: from predictions and weights to the vote and the next weights."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="reweight-round",
    chapter="03_ensembles",
    section="boosting-learn-from-the-mistakes",
    title="One round of AdaBoost",
    level=2,
    minutes=12,
    kind="implement",
    concepts=("adaboost", "boosting"),
    statement=r"""
        A member has been trained, and its predictions are known. Write `reweight(weights, y, predictions)`, which does
        the rest of the round. `y` and `predictions` hold $-1$ and $+1$; `weights` are positive, but need *not* add up
        to one yet. All three have the shape $(n,)$.

        Return the pair `(alpha, new_weights)`: the member's vote $\alpha$ that makes the exponential loss smallest,
        and the weights of the next round, shape $(n,)$, adding up to one. At least one row is right and one is wrong.
        The member may be worse than a coin; then $\alpha$ is negative, and the same formulas hold. Change no argument.
    """,
    setup="import numpy as np",
    hints=(
        "Which rows does the weighted error add up, and what must the weights add up to for it to be a share?",
        r"""
        With $D$ the scaled weights and $\varepsilon$ the sum of $D$ over the wrong rows, $\alpha$ is half the
        logarithm of right over wrong. Each weight then gains the factor $e^{-\alpha y h}$, and all are scaled again.
        """,
        """
        `np.exp(np.where(predictions != y, alpha, -alpha))` grows the wrong rows and shrinks the right ones. Divide by
        the sum at the very end.
        """,
    ),
    explanation=r"""
        The loss after the round is $(1-\varepsilon)e^{-\alpha}+\varepsilon e^{\alpha}$ times the loss before it;
        its derivative is zero at $\alpha=\frac12\ln\frac{1-\varepsilon}{\varepsilon}$. The old weight of a row, times
        $e^{-\alpha yh}$, is what the row costs now. After scaling, the wrong rows weigh one half together: on the
        new weights this member is a coin. A member worse than a coin gets a negative vote: its opposite is used.
    """,
    variant=r"""
        Because wrong and right rows weigh one half each, no exponential is needed: divide the weights of the wrong rows
        by $2\varepsilon$ and those of the right rows by $2(1-\varepsilon)$.
    """,
)


@exercise.stub
def reweight(weights, y, predictions):
    """Return the member's vote and the rows' next weights, which add up to one."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def reweight(weights, y, predictions):
    """Return the member's vote and the rows' next weights, which add up to one."""
    share = weights / weights.sum()
    wrong = predictions != y
    error = share[wrong].sum()
    alpha = 0.5 * np.log((1 - error) / error)
    grown = share * np.exp(np.where(wrong, alpha, -alpha))
    return alpha, grown / grown.sum()


@exercise.alternative
def reweight(weights, y, predictions):
    wrong = predictions != y
    bad, good = weights[wrong].sum(), weights[~wrong].sum()
    alpha = (np.log(good) - np.log(bad)) / 2
    return alpha, np.where(wrong, weights / (2 * bad), weights / (2 * good))


@exercise.alternative
def reweight(weights, y, predictions):
    total = sum(weights)
    bad = 0.0
    for i in range(len(y)):
        if y[i] != predictions[i]:
            bad += weights[i]
    double_alpha = np.log((total - bad) / bad)
    factor = np.exp(double_alpha)  # only the wrong rows grow, by the whole factor
    grown = [w * factor if a != b else w for w, a, b in zip(weights, y, predictions)]
    return double_alpha / 2, np.array(grown) / sum(grown)


@exercise.misconception(
    "The error of a member is the share of rows it gets wrong.",
    message="""
        Your error counts rows. From the second round on some rows weigh more than others, and the loss sees the
        *weight* of the wrong rows.
    """,
)
def reweight(weights, y, predictions):
    share = weights / weights.sum()
    error = np.mean(predictions != y)
    alpha = 0.5 * np.log((1 - error) / error)
    grown = share * np.exp(-alpha * y * predictions)
    return alpha, grown / grown.sum()


@exercise.misconception(
    "The vote is the logarithm of right over wrong; a factor of one half changes nothing.",
    message="""
        Your vote is twice the best one, and your weights were grown with it. Both halves of the loss change with
        alpha, one by e to the minus alpha, the other by e to the alpha: set the derivative to zero once more.
    """,
)
def reweight(weights, y, predictions):
    share = weights / weights.sum()
    error = share[predictions != y].sum()
    alpha = np.log((1 - error) / error)
    grown = share * np.exp(-alpha * y * predictions)
    return alpha, grown / grown.sum()


exercise.slip(
    "The number that grows the wrong rows is the vote, as scikit-learn stores it.",
    ("0.5 * np.log", "np.log"),
    (
        "share * np.exp(np.where(wrong, alpha, -alpha)",
        "np.where(wrong, share * np.exp(alpha), share",
    ),
    message="""
        Your weights are right, and your vote is twice the one asked for. scikit-learn and `lib` store it like that, and
        the sign of the sum does not care; but the exponential loss is smallest at another alpha. Put yours into it.
    """,
)


@exercise.misconception(
    "Only the wrong rows change: they are multiplied by e to the alpha, the right rows stay.",
    message="""
        Your vote is right, but your wrong rows grow too little against the right ones. You left the right rows alone;
        in the exponential loss these *shrink* by the same factor.
    """,
)
def reweight(weights, y, predictions):
    share = weights / weights.sum()
    error = share[predictions != y].sum()
    alpha = 0.5 * np.log((1 - error) / error)
    grown = np.where(predictions != y, share * np.exp(alpha), share)
    return alpha, grown / grown.sum()


@exercise.misconception(
    "A member should be strengthened where it is good, so the rows it gets right gain weight.",
    message="""
        Your right rows gain weight and the wrong ones lose it. The next member would be trained on what is solved
        already. Whose turn is it?
    """,
)
def reweight(weights, y, predictions):
    share = weights / weights.sum()
    error = share[predictions != y].sum()
    alpha = 0.5 * np.log((1 - error) / error)
    grown = share * np.exp(alpha * y * predictions)
    return alpha, grown / grown.sum()


@exercise.misconception(
    "Each round's weights say what the last member got wrong, so they start from equal weights again.",
    message="""
        You threw the old weights away and built new ones from this member's mistakes alone. A row's weight is its loss
        under the *sum* of all members so far: what it cost before must stay in it.
    """,
)
def reweight(weights, y, predictions):
    share = weights / weights.sum()
    error = share[predictions != y].sum()
    alpha = 0.5 * np.log((1 - error) / error)
    grown = np.exp(-alpha * y * predictions)
    return alpha, grown / grown.sum()


@exercise.misconception(
    "Weights only matter relative to each other, so they need not be scaled before or after.",
    message="""
        Your new weights do not add up to one, and if the ones you were given do not either, your error is no share. It
        may even exceed one, and then its logarithm does not exist.
    """,
)
def reweight(weights, y, predictions):
    error = weights[predictions != y].sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        alpha = 0.5 * np.log((1 - error) / error)
    return alpha, weights * np.exp(-alpha * y * predictions)


@exercise.misconception(
    "The new weights must be scaled; the ones handed over are a distribution anyway.",
    message="""
        The new weights are scaled, the old ones are not: they need not add up to one, so the sum over the wrong rows is
        a share only after a division.
    """,
)
def reweight(weights, y, predictions):
    error = weights[predictions != y].sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        alpha = 0.5 * np.log((1 - error) / error)
    grown = weights * np.exp(-alpha * y * predictions)
    return alpha, grown / grown.sum()


@exercise.misconception(
    "A member worse than a coin has nothing to say, so its vote is zero.",
    message="""
        For a member that is better than a coin you are right. One that is worse still knows something: who does the
        opposite of what it says is right more often than not. The formula takes care of that by itself.
    """,
)
def reweight(weights, y, predictions):
    share = weights / weights.sum()
    error = share[predictions != y].sum()
    alpha = max(0.5 * np.log((1 - error) / error), 0.0)
    grown = share * np.exp(-alpha * y * predictions)
    return alpha, grown / grown.sum()


@exercise.inputs
def inputs(rng):
    yield np.full(4, 0.25), np.array([1, 1, -1, -1]), np.array([1, 1, -1, 1])
    yield (
        np.array([0.1, 0.2, 0.3, 0.4]),
        np.array([1, -1, 1, -1]),
        np.array([1, -1, -1, -1]),
    )
    yield np.array([0.5, 0.5]), np.array([1, -1]), np.array([1, 1])  # a coin
    yield np.array([3.0, 1.0]), np.array([1, 1]), np.array([-1, 1])  # worse than one
    yield np.array([2.0, 5.0, 1.0]), np.array([-1, -1, 1]), np.array([-1, -1, -1])
    yield np.array([1.0, 1e-9]), np.array([1, -1]), np.array([1, 1])  # nearly perfect
    for _ in range(22):
        n = int(rng.integers(3, 12))
        y = rng.choice([-1, 1], n)
        wrong = rng.random(n) < 0.35
        wrong[:2] = [True, False]
        weights = rng.exponential(size=n) + 0.01
        if rng.random() < 0.5:
            weights /= weights.sum()
        order = rng.permutation(n)
        predictions = np.where(wrong, -y, y)
        yield weights[order], y[order], predictions[order]


exercise.compare(rtol=1e-6, atol=1e-10)
