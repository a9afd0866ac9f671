"""Repair a permutation importance that praises columns of noise."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="honest-importance",
    chapter="03_ensembles",
    section="which-features-mattered",
    title="The importance of a column of noise",
    level=2,
    minutes=12,
    kind="find-the-bug",
    concepts=("random-forest",),
    statement=r"""
        A colleague measures which columns a model needs. The model is the crudest memoriser there is: it answers with
        the label of the nearest learned row (of equally near ones, the first), as full trees nearly do. `train` and
        `held` are pairs `(X, y)`, each with $n$ rows, and the model learns from `train`. `orders[j]` is the
        permutation of $0, \dots, n-1$ that is to shuffle column `j`: the shuffled column is `column[orders[j]]`.

        The function is meant to return, for each column, **by how much the share of wrong answers on new rows rises
        when this one column is shuffled**, as an array of shape $(d,)$. It finds that columns of noise matter a lot,
        and the later a column stands, the more. Two things are wrong. Repair both, and leave the caller's arrays
        unchanged.
    """,
    setup="import numpy as np",
    hints=(
        """
        What share of the rows that it has learned does the nearest-row model get wrong before anything is shuffled?
        And in what state does the table reach the second column?
        """,
        """
        Shuffling a column of *learned* rows spoils what was known by heart, whether or not the column says anything
        about new rows. And each column is to be judged with all the others in their places.
        """,
        """
        Work with `rows, answers = held`; both calls of `wrong` get these. Start every turn of the loop with
        `shuffled = rows.copy()`.
        """,
    ),
    explanation=r"""
        On its training rows a memoriser is perfect, so shuffling any column that it looks at must hurt, noise included:
        the loss measures what the model *looks at*. On rows held back it measures what the column is *good for*.
        There a
        column of noise can come out negative: shuffled noise may by luck mislead less. The second fault is bookkeeping:
        without a fresh copy, column `j` is judged with the columns before it already shuffled.
    """,
    variant=r"""
        Putting the column back (`shuffled[:, j] = rows[:, j]`) spares a copy in each turn; the book's
        `permutation_importance` does that, and repeats each shuffle several times to average out its luck.
    """,
)


@exercise.stub
def column_importance(train, held, orders):
    """Return the rise of the share of wrong answers for each shuffled column."""
    X, y = train

    def wrong(rows, answers):
        squares = ((rows[:, None, :] - X) ** 2).sum(axis=2)
        return np.mean(y[squares.argmin(axis=1)] != answers)

    before = wrong(X, y)
    shuffled = X.copy()
    losses = []
    for j, order in enumerate(orders):
        shuffled[:, j] = X[order, j]
        losses.append(wrong(shuffled, y) - before)
    return np.array(losses)


@exercise.reference
def column_importance(train, held, orders):
    """Return the rise of the share of wrong answers for each shuffled column."""
    X, y = train
    rows, answers = held

    def wrong(asked):
        apart = asked[:, None, :] - X
        squares = np.einsum("abj,abj->ab", apart, apart)
        return np.mean(y[squares.argmin(axis=1)] != answers)

    losses = []
    for j, order in enumerate(orders):
        shuffled = rows.copy()
        shuffled[:, j] = rows[order, j]
        losses.append(wrong(shuffled) - wrong(rows))
    return np.array(losses)


@exercise.alternative
def column_importance(train, held, orders):
    X, y = train
    rows, answers = held

    def wrong(asked):
        told = [y[np.argmin(np.sum((X - row) ** 2, axis=1))] for row in asked]
        return np.mean(np.array(told) != answers)

    before = wrong(rows)
    shuffled = rows.copy()
    losses = np.empty(len(orders))
    for j, order in enumerate(orders):
        shuffled[:, j] = rows[order, j]
        losses[j] = wrong(shuffled) - before
        shuffled[:, j] = rows[:, j]
    return losses


@exercise.alternative
def column_importance(train, held, orders):
    (X, y), (rows, answers) = train, held
    apart = (rows[:, None, :] - X) ** 2  # by row, learned row and column
    squares = apart.sum(axis=2)
    before = (y[squares.argmin(axis=1)] != answers).sum()
    losses = []
    for j, order in enumerate(orders):
        changed = squares - apart[:, :, j] + apart[order][:, :, j]
        losses.append((y[changed.argmin(axis=1)] != answers).sum() - before)
    return np.array(losses) / len(answers)


@exercise.misconception(
    "Only the order of the columns is a mistake; the rows that the model learned serve as well as others.",
    message="""
        Each column is now judged alone, but still on rows that the model knows by heart. There every column it looks
        at seems to matter. Which rows can tell what a column is good for?
    """,
)
def column_importance(train, held, orders):
    X, y = train

    def wrong(rows):
        squares = ((rows[:, None, :] - X) ** 2).sum(axis=2)
        return np.mean(y[squares.argmin(axis=1)] != y)

    losses = []
    for j, order in enumerate(orders):
        shuffled = X.copy()
        shuffled[:, j] = X[order, j]
        losses.append(wrong(shuffled) - wrong(X))
    return np.array(losses)


@exercise.misconception(
    "Only the choice of the rows is a mistake; a column once shuffled may stay so.",
    message="""
        You judge on new rows, and the first column is right. For the later ones several columns are shuffled at
        once: look at what
        the table holds when the second turn of the loop begins.
    """,
)
def column_importance(train, held, orders):
    X, y = train
    rows, answers = held

    def wrong(asked):
        squares = ((asked[:, None, :] - X) ** 2).sum(axis=2)
        return np.mean(y[squares.argmin(axis=1)] != answers)

    shuffled = rows.copy()
    losses = []
    for j, order in enumerate(orders):
        shuffled[:, j] = rows[order, j]
        losses.append(wrong(shuffled) - wrong(rows))
    return np.array(losses)


@exercise.misconception(
    "The model has to be trained on the shuffled column, too.",
    message="""
        You shuffle the column in the rows that the model *learns* from. That asks how well another model, trained
        without the column, would do. Here the model stays as it is, and only what it is asked about changes.
    """,
)
def column_importance(train, held, orders):
    X, y = train
    rows, answers = held

    def wrong(learned):
        squares = ((rows[:, None, :] - learned) ** 2).sum(axis=2)
        return np.mean(y[squares.argmin(axis=1)] != answers)

    losses = []
    for j, order in enumerate(orders):
        shuffled = X.copy()
        shuffled[:, j] = X[order, j]
        losses.append(wrong(shuffled) - wrong(X))
    return np.array(losses)


@exercise.misconception(
    "The share of wrong answers after shuffling is the importance.",
    message="""
        You return the error *after* shuffling. Some of it was there before, and is no merit of the column: what is
        asked for is the rise.
    """,
)
def column_importance(train, held, orders):
    X, y = train
    rows, answers = held
    losses = []
    for j, order in enumerate(orders):
        shuffled = rows.copy()
        shuffled[:, j] = rows[order, j]
        squares = ((shuffled[:, None, :] - X) ** 2).sum(axis=2)
        losses.append(np.mean(y[squares.argmin(axis=1)] != answers))
    return np.array(losses)


@exercise.misconception(
    "The error before shuffling may be taken on the training rows.",
    message="""
        After shuffling you count mistakes on the new rows, before it on the learned ones. The difference then holds
        the gap
        between training and new rows, for every column alike. Compare like with like.
    """,
)
def column_importance(train, held, orders):
    X, y = train
    rows, answers = held

    def wrong(asked, truth):
        squares = ((asked[:, None, :] - X) ** 2).sum(axis=2)
        return np.mean(y[squares.argmin(axis=1)] != truth)

    losses = []
    for j, order in enumerate(orders):
        shuffled = rows.copy()
        shuffled[:, j] = rows[order, j]
        losses.append(wrong(shuffled, answers) - wrong(X, y))
    return np.array(losses)


@exercise.misconception(
    "An importance is never negative, so a negative one is rounding and becomes 0.",
    message="""
        You cut off negative values. A useless column may by luck mislead less when it is shuffled; on average over many
        shuffles such values cancel the positive ones. Cut off, they make noise look useful.
    """,
)
def column_importance(train, held, orders):
    X, y = train
    rows, answers = held

    def wrong(asked):
        squares = ((asked[:, None, :] - X) ** 2).sum(axis=2)
        return np.mean(y[squares.argmin(axis=1)] != answers)

    losses = []
    for j, order in enumerate(orders):
        shuffled = rows.copy()
        shuffled[:, j] = rows[order, j]
        losses.append(max(wrong(shuffled) - wrong(rows), 0.0))
    return np.array(losses)


def _world(n, d, rng):
    """Rows on a grid, so that distances are exact; the first column tells most of the label."""
    X = rng.integers(-6, 7, (n, d)) / 2
    y = (X[:, 0] + 0.5 * rng.standard_normal(n) > 0).astype(int)
    return X, y


@exercise.inputs
def inputs(rng):
    yield (
        (np.array([[0.0, 0.0], [4.0, 1.0]]), np.array([0, 1])),
        (np.array([[1.0, 1.0], [3.0, 0.0]]), np.array([0, 1])),
        [np.array([1, 0]), np.array([1, 0])],
    )
    yield (
        (np.array([[2.0], [2.0], [5.0]]), np.array([1, 0, 0])),
        (np.array([[2.0], [4.0], [5.0]]), np.array([1, 0, 1])),
        [np.array([1, 2, 0])],
    )  # equally near rows: the first counts
    yield (
        (np.array([[0.0, 3.0], [1.0, 3.0]]), np.array([1, 1])),
        (np.array([[0.0, 3.0], [1.0, 3.0]]), np.array([1, 0])),
        [np.array([1, 0]), np.array([0, 1])],
    )  # a model that knows one label
    yield (
        (np.array([[1.0, 2.0, 3.0]]), np.array([0])),
        (np.array([[1.0, 2.0, 3.0]]), np.array([1])),
        [np.array([0])] * 3,
    )  # a single row
    for _ in range(22):
        n, d = int(rng.integers(8, 26)), int(rng.integers(2, 5))
        orders = [rng.permutation(n) for _ in range(d)]
        yield _world(n, d, rng), _world(n, d, rng), orders


exercise.compare(rtol=1e-9, atol=1e-9)
