"""Find the bug in a batch normalization with running averages."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="two-moods",
    chapter="04_fully_connected",
    section="normalising-what-flows",
    title="A spread that comes out too large",
    level=2,
    minutes=12,
    kind="find-the-bug",
    concepts=("batch-normalization",),
    statement=r"""
        `evaluate_rows(batches, rows, share)` should do what a batch normalization without $\gamma$ and $\beta$ does:
        see the training `batches`, a list of arrays of shape $(m, d)$ with $m\ge2$ (the sizes may differ), update its
        running mean and variance after each with the given `share` of the new batch, and then, *in evaluation*,
        normalise `rows` of shape $(k, d)$ with $\epsilon = 10^{-5}$. The averages start at 0 and 1.

        It runs, but its outputs have too large a spread, the more so the smaller the training batches. **One thing is
        wrong.** Find it and repair it.
    """,
    setup="import numpy as np",
    hints=(
        "For batches of two rows: how does the mean of their variances compare with the variance of the data?",
        r"""
        In training the batch is divided by *its own* spread, so dividing by $m$ is right there. The running average
        should estimate the spread of the data the batches were drawn from.
        """,
        "NumPy's `var` divides by $m$ unless told otherwise; the argument that tells it is named `ddof`.",
    ),
    explanation=r"""
        The mean of a batch is fitted to the batch, so deviations from it are too small: the variance with $1/m$ has the
        expectation $\frac{m-1}m\sigma^2$, half of the truth for two rows. In training nothing else would make sense,
        for it gives the batch the variance one. For data to come, the running average takes the unbiased variance.
    """,
    variant=r"""
        Multiply the variance by $\frac m{m-1}$, as torch does and the paper did. For batches of a hundred the two
        differ by one percent.
    """,
)


@exercise.stub
def evaluate_rows(batches, rows, share):
    """Normalise rows as batch normalization does after seeing the batches.

    One thing is wrong.
    """
    mean, variance = np.zeros(rows.shape[1]), np.ones(rows.shape[1])
    for batch in batches:
        mean = (1 - share) * mean + share * batch.mean(axis=0)
        variance = (1 - share) * variance + share * batch.var(axis=0)
    return (rows - mean) / np.sqrt(variance + 1e-5)


@exercise.reference
def evaluate_rows(batches, rows, share):
    """Normalise rows as batch normalization does after seeing the batches."""
    mean, variance = np.zeros(rows.shape[1]), np.ones(rows.shape[1])
    for batch in batches:
        mean = (1 - share) * mean + share * batch.mean(axis=0)
        variance = (1 - share) * variance + share * batch.var(axis=0, ddof=1)
    return (rows - mean) / np.sqrt(variance + 1e-5)


@exercise.alternative
def evaluate_rows(batches, rows, share):
    mean, variance = 0.0, 1.0
    for batch in batches:
        m = len(batch)
        centre = batch.sum(axis=0) / m
        spread = ((batch - centre) ** 2).sum(axis=0) / (m - 1)
        mean += share * (centre - mean)
        variance += share * (spread - variance)
    return (rows - mean) * (variance + 1e-5) ** -0.5


@exercise.alternative
def evaluate_rows(batches, rows, share):
    d = rows.shape[1]
    state = np.vstack([np.zeros(d), np.ones(d)])
    for batch in batches:
        m = len(batch)
        new = np.vstack([batch.mean(axis=0), batch.var(axis=0) * m / (m - 1)])
        state = (1 - share) * state + share * new
    out = np.empty(rows.shape)
    for i, row in enumerate(rows):
        out[i] = (row - state[0]) / np.sqrt(state[1] + 1e-5)
    return out


@exercise.misconception(
    "Normalised rows have mean zero and variance one, so the rows' own statistics are the ones to use.",
    message="""
        Now each row's answer depends on the other rows: those are the statistics of training. A single row would be
        normalised to zero, whatever it holds.
    """,
)
def evaluate_rows(batches, rows, share):
    return (rows - rows.mean(axis=0)) / np.sqrt(rows.var(axis=0) + 1e-5)


@exercise.misconception(
    "The share is how much of the old average is kept.",
    message="""
        You exchanged new and old: `share` is the part of the *new* batch. (There is a library that counts the other
        way; this one does not.)
    """,
)
def evaluate_rows(batches, rows, share):
    mean, variance = np.zeros(rows.shape[1]), np.ones(rows.shape[1])
    for batch in batches:
        mean = share * mean + (1 - share) * batch.mean(axis=0)
        variance = share * variance + (1 - share) * batch.var(axis=0, ddof=1)
    return (rows - mean) / np.sqrt(variance + 1e-5)


@exercise.misconception(
    "The share was applied to the wrong side, and that is the mistake.",
    message="""
        You exchanged new and old. `share` is the part of the *new* batch, as it was before; the mistake is elsewhere.
    """,
)
def evaluate_rows(batches, rows, share):
    mean, variance = np.zeros(rows.shape[1]), np.ones(rows.shape[1])
    for batch in batches:
        mean = share * mean + (1 - share) * batch.mean(axis=0)
        variance = share * variance + (1 - share) * batch.var(axis=0)
    return (rows - mean) / np.sqrt(variance + 1e-5)


exercise.slip(
    "The epsilon is added to the standard deviation.",
    ("np.sqrt(variance", "(np.sqrt(variance)"),
    message="""
        The averages are right now, but you moved the epsilon out of the root. For a unit that hardly varies the two
        differ by much; and it was no mistake before.
    """,
)


@exercise.misconception(
    "The running average should hold the spread, so standard deviations are averaged.",
    message="""
        You average standard deviations. The root of a mean is not the mean of the roots: keep variances, and take the
        root once, at the end.
    """,
)
def evaluate_rows(batches, rows, share):
    mean, spread = np.zeros(rows.shape[1]), np.ones(rows.shape[1])
    for batch in batches:
        mean = (1 - share) * mean + share * batch.mean(axis=0)
        spread = (1 - share) * spread + share * batch.std(axis=0, ddof=1)
    return (rows - mean) / np.sqrt(spread**2 + 1e-5)


@exercise.misconception(
    "The variance should be that of all training rows together, so the batches are pooled.",
    message="""
        You pooled all batches. That would be a good estimate, but a layer sees one batch at a time and keeps only its
        two averages.
    """,
)
def evaluate_rows(batches, rows, share):
    seen = np.vstack(batches)
    return (rows - seen.mean(axis=0)) / np.sqrt(seen.var(axis=0, ddof=1) + 1e-5)


@exercise.misconception(
    "The deviations should be taken from the running mean, which is the better estimate.",
    message="""
        You measure the batch's deviations from the running mean. While that one is still on its way from zero, its
        distance from the batch is counted as spread.
    """,
)
def evaluate_rows(batches, rows, share):
    mean, variance = np.zeros(rows.shape[1]), np.ones(rows.shape[1])
    for batch in batches:
        mean = (1 - share) * mean + share * batch.mean(axis=0)
        spread = np.mean((batch - mean) ** 2, axis=0)
        variance = (1 - share) * variance + share * spread
    return (rows - mean) / np.sqrt(variance + 1e-5)


@exercise.inputs
def inputs(rng):
    pair = np.array([[1.0, 4.0], [3.0, 0.0]])
    yield [pair], np.array([[0.0, 1.0]]), 1.0  # only the new batch counts
    yield [pair, pair + 1], np.array([[2.0, 2.0], [0.0, 5.0]]), 0.1
    yield [np.ones((4, 1))], np.array([[1.0], [1.01]]), 1.0  # a unit that never varies
    yield [], np.array([[1.0, -2.0]]), 0.1  # nothing seen yet
    for _ in range(22):
        d = int(rng.integers(1, 4))
        sizes = rng.integers(2, 6, int(rng.integers(1, 6)))
        batches = [2 + 3 * rng.standard_normal((int(m), d)) for m in sizes]
        rows = 2 + 3 * rng.standard_normal((int(rng.integers(2, 5)), d))
        yield batches, rows, float(rng.uniform(0.05, 0.95))


exercise.compare(rtol=1e-7, atol=1e-10)
