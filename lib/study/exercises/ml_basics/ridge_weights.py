"""Solve ridge regression with an intercept that is not penalised."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="ridge-weights",
    chapter="02_ml_basics",
    section="choosing-a-model-without-fooling-yourself",
    title="Shrink the weights, spare the bias",
    level=2,
    minutes=20,
    kind="implement",
    concepts=("linear-model", "hyperparameter-tuning"),
    statement=r"""
        Write `shrink_fit(X, y, penalty)` for $X$ of shape $(n, d)$ and $y$ of shape $(n,)$. It returns `(weights,
        bias)`, an array of shape $(d,)$ and a number, that minimise

        $$\frac1n\sum_i\big(y_i - \mathbf w^\top\mathbf x_i - b\big)^2 + \lambda\|\mathbf w\|^2$$

        with $\lambda$ = `penalty` $> 0$. The bias $b$ is **not** penalised, so adding 1000 to every target must leave
        the weights as they are. There may be more columns than rows.
    """,
    setup="import numpy as np",
    hints=(
        r"Set the derivative by $b$ alone to zero. What does it say about $b$, if the weights were known?",
        r"""
        It says $b = \bar y - \mathbf w^\top\bar{\mathbf x}$. Put this back in: what remains is ridge regression
        *without* a bias on columns and targets from which the means were taken.
        """,
        r"""
        With `A = X - X.mean(axis=0)` and `t = y - y.mean()` the gradient is zero where $(A^\top A + n\lambda
        I)\,\mathbf w = A^\top t$. Solve it, then compute the bias.
        """,
    ),
    explanation=r"""
        $\partial L/\partial b = 0$ gives $b = \bar y - \mathbf w^\top\bar{\mathbf x}$. Substituted, the loss becomes
        $\frac1n\|A\mathbf w - \mathbf t\|^2+\lambda\|\mathbf w\|^2$ with centred columns, and its gradient
        $\frac2nA^\top(A\mathbf w-\mathbf t)+2\lambda\mathbf w$ vanishes at $(A^\top A+n\lambda I)\mathbf w =
        A^\top\mathbf t$. The matrix is invertible for every $\lambda>0$, even with more columns than rows, because it
        adds $n\lambda$ to each eigenvalue.
    """,
    variant=r"""
        Ridge is least squares on made-up rows: put $\sqrt{n\lambda}\,I$ below the centred columns and zeros below the
        targets, then call `np.linalg.lstsq`.
    """,
)


@exercise.stub
def shrink_fit(X, y, penalty):
    """Return (weights, bias) of ridge regression; the bias is not penalised."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def shrink_fit(X, y, penalty):
    """Return (weights, bias) of ridge regression; the bias is not penalised."""
    n, d = X.shape
    centre, level = X.mean(axis=0), y.mean()
    A = X - centre
    weights = np.linalg.solve(A.T @ A + n * penalty * np.eye(d), A.T @ (y - level))
    return weights, level - weights @ centre


@exercise.alternative
def shrink_fit(X, y, penalty):
    n, d = X.shape
    rows = np.vstack([X - X.mean(axis=0), np.sqrt(n * penalty) * np.eye(d)])
    targets = np.concatenate([y - y.mean(), np.zeros(d)])
    weights = np.linalg.lstsq(rows, targets, rcond=None)[0]
    return weights, float(np.mean(y - X @ weights))


@exercise.alternative
def shrink_fit(X, y, penalty):
    n, d = X.shape
    A = np.column_stack([np.ones(n), X])
    price = n * penalty * np.diag(np.r_[0.0, np.ones(d)])
    beta = np.linalg.solve(A.T @ A + price, A.T @ y)
    return beta[1:], beta[0]


@exercise.misconception(
    "The bias is one more weight, so it is shrunk like the others.",
    message="""
        Your bias is pulled towards zero. Then a table of prices in thousands and one in units would be fitted
        differently: give every target the same extra amount and watch your weights change. The level of the targets is
        no complexity to be punished.
    """,
)
def shrink_fit(X, y, penalty):
    n, d = X.shape
    A = np.column_stack([np.ones(n), X])
    beta = np.linalg.solve(A.T @ A + n * penalty * np.eye(d + 1), A.T @ y)
    return beta[1:], beta[0]


@exercise.misconception(
    "The penalty is added to X'X as it is, whatever the loss is divided by.",
    message="""
        Your solution belongs to a *sum* of squares. Here the squares are averaged and the penalty is not: multiply the
        whole condition by n and look at what the penalty has become.
    """,
)
def shrink_fit(X, y, penalty):
    centre, level = X.mean(axis=0), y.mean()
    A = X - centre
    weights = np.linalg.solve(A.T @ A + penalty * np.eye(X.shape[1]), A.T @ (y - level))
    return weights, level - weights @ centre


@exercise.misconception(
    "Centring the columns is a matter of style, so the bias is simply the mean of the targets.",
    message="""
        Your weights are right, the bias is not: the mean target is the prediction at the *mean* of the features. The
        bias is the prediction where all features are zero.
    """,
)
def shrink_fit(X, y, penalty):
    n, d = X.shape
    A = X - X.mean(axis=0)
    weights = np.linalg.solve(A.T @ A + n * penalty * np.eye(d), A.T @ (y - y.mean()))
    return weights, y.mean()


@exercise.misconception(
    "The bias is found first, as the mean target, and the weights then explain the rest from the raw columns.",
    message="""
        You take the mean from the targets but not from the columns, so the weights have to make up for the columns'
        level as well, and the penalty makes them pay for it.
    """,
)
def shrink_fit(X, y, penalty):
    n, d = X.shape
    weights = np.linalg.solve(X.T @ X + n * penalty * np.eye(d), X.T @ (y - y.mean()))
    return weights, y.mean()


@exercise.misconception(
    "The formula for the weights holds for any columns; a bias computed afterwards does the rest.",
    message="""
        Your matrix is right for columns of mean zero, and these are not. Move every column by a constant: your weights
        change, the best ones do not. What must be subtracted before `X.T @ X`?
    """,
)
def shrink_fit(X, y, penalty):
    n, d = X.shape
    weights = np.linalg.solve(X.T @ X + n * penalty * np.eye(d), X.T @ y)
    return weights, y.mean() - weights @ X.mean(axis=0)


@exercise.misconception(
    "The formula for the weights is the whole solution, and a bias is not needed.",
    message="""
        Your line is forced through zero: that formula knows no bias, and is right only where columns and targets have
        mean zero. Find the best bias for given weights and put it back into the loss: what has to be subtracted from
        the columns?
    """,
)
def shrink_fit(X, y, penalty):
    n, d = X.shape
    return np.linalg.solve(X.T @ X + n * penalty * np.eye(d), X.T @ y), 0.0


@exercise.misconception(
    "Only the targets need centring; the bias brings the mean of the columns in at the end.",
    message="""
        Your bias fits your weights, but the weights come from columns whose mean is not zero. Move every column by a
        constant: your weights change, the best ones do not. You took the mean from the targets; from what else?
    """,
)
def shrink_fit(X, y, penalty):
    n, d = X.shape
    weights = np.linalg.solve(X.T @ X + n * penalty * np.eye(d), X.T @ (y - y.mean()))
    return weights, y.mean() - weights @ X.mean(axis=0)


@exercise.misconception(
    "The slope of the squared length of the weights is the weights themselves.",
    message="""
        Your price is half of what it should be. Differentiate both squares: each of them brings a 2 down, so none is
        left over in the end.
    """,
)
def shrink_fit(X, y, penalty):
    n, d = X.shape
    centre, level = X.mean(axis=0), y.mean()
    A = X - centre
    weights = np.linalg.solve(A.T @ A + n / 2 * penalty * np.eye(d), A.T @ (y - level))
    return weights, level - weights @ centre


@exercise.misconception(
    "Shrinking means dividing the least-squares weights by one plus the penalty.",
    message="""
        You shrink every weight by the same factor. Ridge shrinks directions that the data show weakly much more than
        those they show well; equal shrinking is right only for uncorrelated columns of variance one.
    """,
)
def shrink_fit(X, y, penalty):
    centre, level = X.mean(axis=0), y.mean()
    weights = np.linalg.lstsq(X - centre, y - level, rcond=None)[0] / (1 + penalty)
    return weights, level - weights @ centre


@exercise.inputs
def inputs(rng):
    yield np.array([[0.0], [1.0], [2.0]]), np.array([1.0, 3.0, 5.0]), 0.5
    yield (
        np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]),
        np.array([1.0, 2.0, 3.0]),
        0.1,
    )  # twin columns
    yield np.array([[1.0, 2.0, 3.0]]), np.array([4.0]), 1.0  # one row, three columns
    yield (
        np.array([[0.0], [1.0], [2.0]]),
        np.array([1001.0, 1003.0, 1005.0]),
        0.5,
    )  # the first with a higher level
    for _ in range(22):
        n, d = int(rng.integers(3, 20)), int(rng.integers(1, 8))
        X = rng.normal(
            loc=rng.normal(size=d), scale=rng.uniform(0.5, 2, d), size=(n, d)
        )
        yield (
            X,
            X @ rng.normal(size=d) + 3 * rng.normal() + rng.normal(size=n),
            float(10.0 ** rng.uniform(-2, 1)),
        )


exercise.compare(rtol=1e-6, atol=1e-8)
