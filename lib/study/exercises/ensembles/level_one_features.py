"""Make the features of a second-layer learner without showing a row its own answer."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="level-one-features",
    chapter="03_ensembles",
    section="learning-to-combine",
    title="What the second layer may see",
    level=3,
    minutes=25,
    kind="implement",
    concepts=("stacking",),
    statement=r"""
        The members of a stack are nearest-neighbour classifiers: for a point, the member with the number $k$ answers
        with the share of ones among the $k$ training rows nearest to it (Euclidean distance; of rows equally far away
        the one with the smaller row number is nearer). If there are fewer than $k$ training rows, it uses them all.

        Write `level_one_columns(X, y, folds, ks)`. `X` has the shape $(n, d)$, `y` holds zeros and ones, `folds` the
        fold number of each row (any whole numbers), with at least two folds, and `ks` the member numbers $k$. Return
        the **out-of-fold** features of the second layer: an array of shape $(n, \text{len(ks)})$ whose entry $(i, j)$
        is what member $k_j$ says of row $i$ when it is trained on the rows of all *other* folds.
    """,
    setup="import numpy as np",
    hints=(
        "For row 0, which rows may be its neighbours? What do all rows of one fold have in common in this respect?",
        r"""
        Go fold by fold. Split the rows into *inside* and *outside*, and sort, for each inside row, the outside ones by
        distance once: all members read the same order, each a piece of another length.
        """,
        r"""
        With `order = np.argsort(distance, axis=1, kind="stable")`, the labels `y[outside][order]` stand in the order
        of nearness; the first $k$ of each line are the member's.
        """,
    ),
    explanation=r"""
        In-sample, every row is its own nearest neighbour: the member $k = 1$ would answer with the label itself, and
        the second layer would trust it blindly. Leaving out the whole fold makes each feature what the member will say
        of a row that it has never seen. The same folds serve all members, so that the columns of a row belong to the
        same state of knowledge.
    """,
    variant=r"""
        Leaving out only the row itself (as many folds as rows) is honest as well, and for neighbours even cheap. For
        most members it costs $n$ trainings, and where rows come in groups of near copies it leaks again.
    """,
)


@exercise.stub
def level_one_columns(X, y, folds, ks):
    """Return each k-nearest-neighbour member's out-of-fold share of ones."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def level_one_columns(X, y, folds, ks):
    """Return each k-nearest-neighbour member's out-of-fold share of ones."""
    columns = np.empty((len(y), len(ks)))
    for fold in np.unique(folds):
        inside, outside = folds == fold, folds != fold
        distance = np.linalg.norm(X[inside][:, None] - X[outside], axis=2)
        order = np.argsort(distance, kind="stable")
        labels = y[outside][order]
        for j, k in enumerate(ks):
            columns[inside, j] = labels[:, :k].mean(axis=1)
    return columns


@exercise.alternative
def level_one_columns(X, y, folds, ks):
    columns = []
    for i in range(len(y)):
        others = np.flatnonzero(folds != folds[i])
        distance = ((X[others] - X[i]) ** 2).sum(axis=1)
        nearest = others[np.argsort(distance, kind="stable")]
        columns.append([float(np.mean(y[nearest[:k]])) for k in ks])
    return np.array(columns)


@exercise.alternative
def level_one_columns(X, y, folds, ks):
    squared = ((X[:, None, :] - X[None, :, :]) ** 2).sum(axis=2)
    allowed = folds[:, None] != folds[None, :]
    order = np.argsort(np.where(allowed, squared, np.inf), axis=1, kind="stable")
    running = np.cumsum(y[order], axis=1)
    n_allowed = allowed.sum(axis=1)
    columns = np.zeros((len(y), len(ks)))
    for j, k in enumerate(ks):
        size = np.minimum(k, n_allowed)
        columns[:, j] = running[np.arange(len(y)), size - 1] / size
    return columns


@exercise.misconception(
    "The second layer learns from what the members say of their own training rows.",
    message="""
        These are in-sample features: every row is among its own neighbours, and with $k = 1$ your feature *is* the
        label. The second layer will trust the member that memorises best. Who may be a neighbour of a row?
    """,
)
def level_one_columns(X, y, folds, ks):
    distance = np.linalg.norm(X[:, None] - X, axis=2)
    order = np.argsort(distance, axis=1, kind="stable")
    return np.column_stack([y[order][:, :k].mean(axis=1) for k in ks])


@exercise.misconception(
    "It is enough that a row is no neighbour of its own.",
    message="""
        You leave out the row itself and keep the others of its fold. The members of a stack are trained once for each
        fold, so none of the fold's rows may be in that training.
    """,
)
def level_one_columns(X, y, folds, ks):
    distance = np.linalg.norm(X[:, None] - X, axis=2)
    np.fill_diagonal(distance, np.inf)
    order = np.argsort(distance, axis=1, kind="stable")[:, :-1]
    return np.column_stack([y[order][:, :k].mean(axis=1) for k in ks])


@exercise.misconception(
    "A member is trained on the rows of the fold that it answers for.",
    message="""
        You turned the fold round: your neighbours come from the row's own fold, the row itself included. What a row is
        told comes from the *other* folds.
    """,
)
def level_one_columns(X, y, folds, ks):
    columns = np.empty((len(y), len(ks)))
    for fold in np.unique(folds):
        inside = folds == fold
        distance = np.linalg.norm(X[inside][:, None] - X[inside], axis=2)
        order = np.argsort(distance, axis=1, kind="stable")
        for j, k in enumerate(ks):
            columns[inside, j] = y[inside][order][:, :k].mean(axis=1)
    return columns


@exercise.misconception(
    "A classifier answers with a label, so the features are zeros and ones.",
    message="""
        You rounded the shares to labels. How sure a member is tells the second layer more than its label does: three
        neighbours of five and five of five are not the same.
    """,
)
def level_one_columns(X, y, folds, ks):
    columns = np.empty((len(y), len(ks)))
    for fold in np.unique(folds):
        inside, outside = folds == fold, folds != fold
        distance = np.linalg.norm(X[inside][:, None] - X[outside], axis=2)
        order = np.argsort(distance, axis=1, kind="stable")
        for j, k in enumerate(ks):
            columns[inside, j] = y[outside][order][:, :k].mean(axis=1) > 0.5
    return columns


@exercise.misconception(
    "The columns can be put together fold after fold.",
    message="""
        The entries are right but stand in the wrong places: you lined the folds up one after another. Row $i$ of the
        result must belong to row $i$ of `X`, for it will be paired with `y[i]`.
    """,
)
def level_one_columns(X, y, folds, ks):
    parts = []
    for fold in np.unique(folds):
        inside, outside = folds == fold, folds != fold
        distance = np.linalg.norm(X[inside][:, None] - X[outside], axis=2)
        order = np.argsort(distance, axis=1, kind="stable")
        labels = y[outside][order]
        parts.append(np.column_stack([labels[:, :k].mean(axis=1) for k in ks]))
    return np.vstack(parts)


@exercise.misconception(
    "The member with the number k asks only the k-th nearest row.",
    message="""
        You took the label of the $k$-th neighbour alone. The member answers with the share of ones among *all* of the
        $k$ nearest rows.
    """,
)
def level_one_columns(X, y, folds, ks):
    columns = np.empty((len(y), len(ks)))
    for fold in np.unique(folds):
        inside, outside = folds == fold, folds != fold
        distance = np.linalg.norm(X[inside][:, None] - X[outside], axis=2)
        labels = y[outside][np.argsort(distance, axis=1, kind="stable")]
        for j, k in enumerate(ks):
            columns[inside, j] = labels[:, min(k, labels.shape[1]) - 1]
    return columns


@exercise.misconception(
    "Folds are numbered 0, 1, 2 and so on.",
    message="""
        You count the folds 0, 1, 2, ... but their numbers are names: `np.unique(folds)` lists them.
    """,
)
def level_one_columns(X, y, folds, ks):
    columns = np.zeros((len(y), len(ks)))
    for fold in range(len(np.unique(folds))):
        inside, outside = folds == fold, folds != fold
        distance = np.linalg.norm(X[inside][:, None] - X[outside], axis=2)
        order = np.argsort(distance, axis=1, kind="stable")
        for j, k in enumerate(ks):
            columns[inside, j] = y[outside][order][:, :k].mean(axis=1)
    return columns


@exercise.misconception(
    "One fold teaches the members, and the others are asked.",
    message="""
        You train on one fold and ask the others. Out of fold is the other way round.
    """,
)
def level_one_columns(X, y, folds, ks):
    columns = np.zeros((len(y), len(ks)))
    for fold in np.unique(folds):
        inside, outside = folds == fold, folds != fold
        distance = np.linalg.norm(X[outside][:, None] - X[inside], axis=2)
        order = np.argsort(distance, axis=1, kind="stable")
        for j, k in enumerate(ks):
            columns[outside, j] = y[inside][order][:, :k].mean(axis=1)
    return columns


@exercise.inputs
def inputs(rng):
    yield (
        np.array([[0.0], [1.0], [2.0], [3.0]]),
        np.array([0, 1, 0, 1]),
        np.array([0, 1, 0, 1]),
        [1, 2],
    )
    yield (
        np.array([[0.0], [0.0], [0.0]]),
        np.array([1, 0, 1]),
        np.array([4, 7, 7]),
        [1, 5],
    )  # all equally far
    yield np.array([[0.0], [2.0]]), np.array([0, 1]), np.array([1, 0]), [3]
    low = np.array([-3, 5, -3, 5])  # any whole numbers
    yield np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([1, 1, 0, 0]), low, [1, 2]
    grid = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])
    yield (
        grid,
        np.array([1, 0, 1, 1, 0]),
        np.array([0, 1, 1, 2, 2]),
        [1, 2, 3],
    )  # ties in distance
    steps = np.array([[0.0], [1.0]])[rng.integers(0, 2, 60)]  # many rows at two places
    yield steps, rng.integers(0, 2, 60), np.arange(60) % 3, [1, 4, 9]
    for _ in range(22):
        n, d = int(rng.integers(6, 30)), int(rng.integers(1, 4))
        folds = rng.permutation(np.arange(n) % int(rng.integers(2, 6)))
        X = rng.standard_normal((n, d))
        y = (X[:, 0] + rng.standard_normal(n) > 0).astype(int)
        ks = sorted(set(rng.integers(1, 8, int(rng.integers(1, 4))).tolist()))
        yield X, y, folds, ks


exercise.compare(rtol=1e-8, atol=1e-11)
