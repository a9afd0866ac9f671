"""Derive three intermediate slopes of a batch; the slip is named."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="batch-intermediate-slopes",
    chapter="05_backpropagation",
    section="vectors-and-matrices-where-the-transposes-come-from",
    title="Three slopes of a batch",
    level=2,
    minutes=15,
    kind="derive",
    concepts=("matrix-backprop", "backpropagation"),
    statement=r"""
        A layer meets a batch of $B$ samples, the rows of $X$:

        $$Z = XW^\top + b, \qquad A = \tanh Z, \qquad \mathcal L = \frac1{2B}\sum_{s=1}^B\sum_k(A_{sk}-Y_{sk})^2 .$$

        Derive on paper $\partial\mathcal L/\partial Z$, $\partial\mathcal L/\partial W$ and
        $\partial\mathcal L/\partial b$. Then write `batch_slopes(X, W, b, Y)`, which returns the three as a
        tuple, each with the shape of its variable. `X` has the shape $(B, n)$, `W` $(K, n)$, `b` $(K,)$, `Y`
        $(B, K)$. The check compares them at random points and names your slip if it knows it.
    """,
    setup="import numpy as np",
    hints=(
        r"Write $\partial\mathcal L/\partial Z_{sk}$ for a single entry. Which $A$ does $Z_{sk}$ touch?",
        r"""
        One row of $\partial\mathcal L/\partial Z$ belongs to one sample. $W$ and $b$ serve all samples: their
        slopes add up over the rows. The $1/B$ is in $\partial\mathcal L/\partial Z$ already.
        """,
        r"""
        `dZ = (A - Y) * (1 - A**2) / B`. The slope by $W_{kj}$ is $\sum_s dZ_{sk}X_{sj}$: which matrix product sums
        over $s$ and leaves $(k, j)$?
        """,
    ),
    explanation=r"""
        $Z_{sk}$ touches $A_{sk}$ alone, so
        $\partial\mathcal L/\partial Z_{sk} = \frac1B(A_{sk}-Y_{sk})(1-A_{sk}^2)$. $W_{kj}$ touches $Z_{sk}$ for
        every sample $s$, with slope $X_{sj}$: $\sum_s dZ_{sk}X_{sj} = (dZ^\top X)_{kj}$. $b_k$ touches the same
        entries with slope 1: the column sums of $dZ$. The mean over the batch entered once, at the loss;
        everything after it adds.
    """,
    variant=r"""
        Append a column of ones to $X$: then $b$ is one more column of $W$, and the sum over the batch is the
        last column of $dZ^\top[X, \mathbf 1]$.
    """,
)


@exercise.stub
def batch_slopes(X, W, b, Y):
    """Return the slopes of the loss by Z, W and b."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def batch_slopes(X, W, b, Y):
    """Return the slopes of the loss by Z, W and b."""
    A = np.tanh(X @ W.T + b)
    dZ = (A - Y) * (1 - A**2) / len(X)
    return dZ, dZ.T @ X, dZ.sum(axis=0)


@exercise.alternative
def batch_slopes(X, W, b, Y):
    Z = X @ W.T + b
    dZ = (np.tanh(Z) - Y) / np.cosh(Z) ** 2 / X.shape[0]
    return dZ, np.einsum("sk,sj->kj", dZ, X), np.einsum("sk->k", dZ)


@exercise.alternative
def batch_slopes(X, W, b, Y):
    dZ, dW, db = np.zeros(Y.shape), np.zeros(W.shape), np.zeros(b.shape)
    for s, (x, y) in enumerate(zip(X, Y)):
        a = np.tanh(W @ x + b)
        dZ[s] = (a - y) * (1 - a * a) / len(X)
        dW += np.outer(dZ[s], x)
        db += dZ[s]
    return dZ, dW, db


exercise.slip(
    "The gradient is the direction in which the loss gets smaller.",
    ("dZ = (A - Y) * (1 - A**2) / len(X)", "dZ = (Y - A) * (1 - A**2) / len(X)"),
    message="""
        Sign: all three slopes point the wrong way. With a prediction above its target, a larger Z makes the
        loss grow, so that slope is positive.
    """,
)

exercise.slip(
    "The slope by the weights is inputs times error terms, in the order of the forward product.",
    ("dZ.T @ X", "X.T @ dZ"),
    message="""
        Transpose: your slope by W has one row per input. W has one row per output, and its slope has the shape of W.
    """,
)

exercise.slip(
    "The slope of a mean over the batch is the slope of the sum.",
    (" / len(X)", ""),
    message="""
        Missing 1/B: your slopes are right up to the number of samples. The loss is a mean; where does its
        factor go when you differentiate a single term of it?
    """,
)

exercise.slip(
    "The slope by the bias is the error term, for a batch as for one sample.",
    ("dZ.sum(axis=0)", "dZ"),
    message="""
        Missing sum over the batch: one bias was added to every row, so its slope collects those of all rows and has
        the shape of b.
    """,
)

exercise.slip(
    "Each slope that adds up over the batch is averaged by dividing once more.",
    ("X, dZ.sum", "X / len(X), dZ.mean"),
    message="""
        Twice 1/B: the slope by Z carries the factor of the mean already. What comes after it only adds.
    """,
)

exercise.slip(
    "Each sample has its own 1/B, and the slopes of the parameters get it, not that of Z.",
    (" / len(X)", ""),
    ("X, dZ.sum", "X / len(X), dZ.mean"),
    message="""
        Your slopes by W and b are right, that by Z lacks its factor: a nudge of one entry of Z moves the mean
        loss by one B-th of what it moves its own sample's.
    """,
)

exercise.slip(
    "The mean of a squared error divides by the number of entries.",
    ("len(X)", "Y.size"),
    message="""
        You divide by the number of entries of the array. This loss is a mean over *samples*, and a plain sum over the
        outputs of one sample.
    """,
)

exercise.slip(
    "The error term is prediction minus target, for this loss as for the cross-entropy.",
    ("* (1 - A**2) ", ""),
    message="""
        Missing slope of the activation: prediction minus target is the slope by A. Between A and Z stands a
        tanh. (With softmax and cross-entropy it cancels; here it does not.)
    """,
)

exercise.slip(
    "The slope of the square leaves a factor of two.",
    ("dZ = (A - Y) * (1 - A**2) / len(X)", "dZ = 2 * (A - Y) * (1 - A**2) / len(X)"),
    message="""
        A factor of two too much: the one half before the sum is there to meet the two of the square.
    """,
)

exercise.slip(
    "The slope of tanh is one minus the square of what went in.",
    ("A = np.tanh(X @ W.T + b)", "Z = X @ W.T + b"),
    ("A - Y) * (1 - A", "np.tanh(Z) - Y) * (1 - Z"),
    message="""
        Its slope is 1 - tanh², written in what tanh made: A, not Z.
    """,
)

exercise.slip(
    "The slope of an activation is A(1 - A).",
    ("(1 - A**2", "A * (1 - A"),
    message="""
        That is the logistic function's slope. Here the activation is tanh.
    """,
)


@exercise.inputs
def inputs(rng):
    def case(B, n, K, scale=1.0):
        return (
            rng.normal(size=(B, n)),
            scale * rng.normal(size=(K, n)),
            rng.normal(size=K),
            rng.normal(size=(B, K)),
        )

    yield case(1, 1, 1)  # one of each
    yield case(1, 3, 2)  # one sample
    yield case(5, 3, 1)  # one output
    yield case(4, 4, 4)  # all shapes alike
    yield case(7, 6, 5, scale=8.0)  # nearly flat tanh
    for _ in range(20):
        B, n, K = rng.integers(2, 7, size=3)
        yield case(B, n, K)


exercise.compare(rtol=1e-7, atol=1e-11)
