"""Find the bug that shrinks the last step of every epoch."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="short-last-batch",
    chapter="06_optimization",
    section="some-rows-at-a-time",
    title="One epoch, and its last batch",
    level=2,
    minutes=12,
    kind="find-the-bug",
    concepts=("mini-batch-gd", "epoch-and-updates"),
    statement=r"""
        `one_epoch(X, y, w, order, batch_size, lr)` should run one epoch of mini-batch gradient descent on *half* the
        mean squared error of $\hat y = Xw$. `order` holds the numbers of all rows in the order in which they are dealt
        out; the last batch is used even if it is short. It returns the weights at the end.

        On a table with 64 rows and batches of 16 it is right. On 100 rows it is not, and nobody notices.
        **One thing is wrong.** Find it and repair it.
    """,
    setup="import numpy as np",
    hints=(
        "Take three rows and batches of two on paper. What is the gradient of the second batch's *mean* loss?",
        "Which number in the code stands for how many rows are in the batch? Is it always that number?",
        "Divide by `len(rows)`, the rows that are really there.",
    ),
    explanation=r"""
        Slicing beyond the end of an array gives fewer items without a word. The sum over the short batch is then
        divided by the size of a full one, so the last step of each epoch is shorter by the factor rows over batch size:
        with one row left over of batches of 128, it is as good as none. With a mean over the rows that are there, every
        batch gives an unbiased gradient.
    """,
    variant=r"""
        Dropping the short batch is the other clean way (`drop_last=True`); with a new shuffle for every epoch the rows
        that are left out change. Note that a short batch's *unbiased* gradient is also a noisier one.
    """,
)


@exercise.stub
def one_epoch(X, y, w, order, batch_size, lr):
    """Run one epoch of mini-batch descent; return the weights.

    One thing is wrong.
    """
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        error = X[rows] @ w - y[rows]
        w = w - lr * X[rows].T @ error / batch_size
    return w


@exercise.reference
def one_epoch(X, y, w, order, batch_size, lr):
    """Run one epoch of mini-batch descent; return the weights."""
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        error = X[rows] @ w - y[rows]
        w = w - lr * X[rows].T @ error / len(rows)
    return w


@exercise.alternative
def one_epoch(X, y, w, order, batch_size, lr):
    cuts = np.arange(batch_size, len(order), batch_size)
    for rows in np.split(order, cuts):
        w = w - lr * np.mean((X[rows] @ w - y[rows])[:, None] * X[rows], axis=0)
    return w


@exercise.alternative
def one_epoch(X, y, w, order, batch_size, lr):
    X, y = X[order], y[order]
    while len(y):
        A, b, X, y = X[:batch_size], y[:batch_size], X[batch_size:], y[batch_size:]
        w = w - lr / len(b) * (A.T @ A @ w - A.T @ b)
    return w


exercise.slip(
    "A batch that is not full does not count and has to be left out.",
    (
        "for start in range(0, len(order), batch_size):",
        "for start in range(0, len(order) - batch_size + 1, batch_size):",
    ),
    ("len(rows)", "batch_size"),
    message="""
        Now the short batch is dropped. That would be clean as well, but the statement says that it is used: those rows
        are to have their say in this epoch.
    """,
)

exercise.slip(
    "The mean is over the whole table, so the gradient is divided by all rows.",
    (
        "w = w - lr * X[rows].T @ error / len(rows)",
        "w = w - lr * X[rows].T @ error / len(order)",
    ),
    message="""
        You divide by the number of all rows. Then an epoch of many small steps moves about as far as a single step of
        the full batch. A batch estimates the mean gradient by *its own* mean.
    """,
)

exercise.slip(
    "The sum over the batch is the gradient; the division is the mistake.",
    ("error / len(rows)", "error"),
    message="""
        You took the division out. The loss is a mean, and so is its gradient: with a sum, the step grows with the
        batch size.
    """,
)

exercise.slip(
    "The mean squared error brings a factor of two into every gradient.",
    (
        "w = w - lr * X[rows].T @ error / len(rows)",
        "w = w - lr * 2 * X[rows].T @ error / len(rows)",
    ),
    message="""
        You added a factor of 2. The loss is *half* the mean squared error, so that the 2 of the square cancels.
    """,
)


@exercise.misconception(
    "All batches of an epoch are judged at the weights with which the epoch began.",
    message="""
        Your batches all see the weights of the beginning of the epoch. Then an epoch is one big step; the point of
        mini-batches is that each one starts where the last one ended.
    """,
)
def one_epoch(X, y, w, order, batch_size, lr):
    begin = w
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        error = X[rows] @ begin - y[rows]
        w = w - lr * X[rows].T @ error / len(rows)
    return w


@exercise.misconception(
    "The rows are taken as they stand in the table.",
    message="""
        Your batches are slices of the table itself: the order in which the rows are dealt out is ignored.
    """,
)
def one_epoch(X, y, w, order, batch_size, lr):
    for start in range(0, len(y), batch_size):
        A, b = X[start : start + batch_size], y[start : start + batch_size]
        w = w - lr * A.T @ (A @ w - b) / len(b)
    return w


@exercise.inputs
def inputs(rng):
    X, y = np.array([[1.0], [2.0], [3.0]]), np.array([2.0, 4.0, 7.0])
    yield X, y, np.zeros(1), np.array([2, 0, 1]), 2, 0.1
    yield X, y, np.ones(1), np.array([0, 1, 2]), 3, 0.1  # one full batch
    yield X, y, np.ones(1), np.array([1, 2, 0]), 1, 0.05  # row by row
    yield X, y, np.zeros(1), np.array([1, 0, 2]), 10, 0.1  # a batch beyond the table
    yield X[:1], y[:1], np.zeros(1), np.array([0]), 1, 0.5
    for _ in range(24):
        n, d = int(rng.integers(3, 40)), int(rng.integers(1, 4))
        X = rng.normal(size=(n, d)) + rng.normal(size=d)
        y = X @ rng.normal(size=d) + rng.normal(size=n)
        batch_size, lr = int(rng.integers(1, 12)), float(rng.uniform(0.01, 0.1))
        yield X, y, rng.normal(size=d), rng.permutation(n), batch_size, lr


exercise.compare(rtol=1e-8, atol=1e-11)
