"""Find the leak in a function that scales the parts of a table, each held back once."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="leaky-scaler",
    chapter="02_ml_basics",
    section="features-a-model-can-use",
    title="The scaler that had seen the test rows",
    level=2,
    minutes=12,
    kind="find-the-bug",
    concepts=("standardization", "train-validation-test-split", "data-pipeline"),
    statement=r"""
        A colleague compares models: she deals the rows into parts, called folds, and holds each back once, while the
        model learns from the others. The function below is meant to prepare the folds: it gets `X` of shape $(n, d)$
        and a list of pairs `(train, test)` of row numbers, and returns a list with one pair of matrices for each: the
        training rows and the test rows, **standardized as if the test rows had not existed yet**.

        It runs, every column it returns looks well scaled, and nobody has complained. Two things are wrong with it:
        one lets the test rows speak in training, the other shows as soon as a column does not vary. Repair both. A
        column whose training rows are all equal (its largest value is its smallest) is to be shifted by that value
        and left unscaled (divided by 1), whatever rounding makes of its standard deviation. The standard deviation
        is the one with $n$ in the divisor.
    """,
    setup="import numpy as np",
    hints=(
        """
        Change one number in a test row, far away from everything. Which of the returned training matrices may
        change, and which do?
        """,
        """
        Mean and spread are *learned*, and each fold has its own training rows to learn from. The test rows of the
        fold are then transformed with these same numbers, not with their own.
        """,
        """
        Move the two lines that compute `mean` and `spread` into the loop, compute them from `X[train]`, and put 1 in
        place of the spread of each constant column with `np.where`. A column is constant if
        `X[train].max(axis=0) == X[train].min(axis=0)`.
        """,
    ),
    explanation=r"""
        In each fold the statistics come from the training rows only and are applied to both parts. So the training
        matrix cannot react to anything in the test rows, which you can verify by changing one. The constant column
        needs a rule of its own: its spread is 0, or rounding dust, and dividing by either makes numbers out of
        nothing. Dust is no rarity: the computed mean of $0.1, 0.1, 0.1$ is $0.10000000000000002$, so the computed
        spread is about $10^{-17}$, not 0. The largest and the smallest value are compared without any rounding.
    """,
    variant=r"""
        `make_pipeline(StandardScaler(), model)` is a model with its scaler inside. Fitted anew on the training rows
        of each fold it does the same, and no statistics can be forgotten outside the loop. That is the form to use;
        this exercise is what happens inside it.
    """,
)


@exercise.stub
def scale_folds(X, folds):
    """Return [(training rows, test rows), ...], standardized.

    folds: list of (train, test) row numbers.
    """
    mean = X.mean(axis=0)
    spread = X.std(axis=0)
    scaled = []
    for train, test in folds:
        scaled.append(((X[train] - mean) / spread, (X[test] - mean) / spread))
    return scaled


@exercise.reference
def scale_folds(X, folds):
    """Return [(training rows, test rows), ...], standardized by the training rows of each fold."""
    scaled = []
    for train, test in folds:
        constant = X[train].max(axis=0) == X[train].min(axis=0)
        mean = np.where(constant, X[train].min(axis=0), X[train].mean(axis=0))
        spread = np.where(constant, 1.0, X[train].std(axis=0))
        scaled.append(((X[train] - mean) / spread, (X[test] - mean) / spread))
    return scaled


@exercise.alternative
def scale_folds(X, folds):
    def learn(rows):
        spread = np.sqrt(((rows - rows.mean(axis=0)) ** 2).mean(axis=0))
        spread[np.ptp(rows, axis=0) == 0] = 1.0
        return rows.mean(axis=0), spread

    def apply(rows, learned):
        return (rows - learned[0]) / learned[1]

    return [
        (apply(X[train], learn(X[train])), apply(X[test], learn(X[train])))
        for train, test in folds
    ]


@exercise.alternative
def scale_folds(X, folds):
    result = []
    for train, test in folds:
        parts = [X[train].astype(float), X[test].astype(float)]
        for j in range(X.shape[1]):
            column = X[train, j]
            mean = column.sum() / len(column)
            spread = np.sqrt(((column - mean) ** 2).sum() / len(column))
            if len(set(column.tolist())) == 1:
                spread = 1.0
            for part in parts:
                part[:, j] = (part[:, j] - mean) / spread
        result.append(tuple(parts))
    return result


@exercise.misconception(
    "Only the constant column is a mistake; statistics of all rows are simply more exact.",
    message="""
        The constant column is cured, the leak is not: mean and spread still come from all rows. Put a huge number
        into one test row and look at the training matrix of that fold. It moves, although those rows did not
        change.
    """,
)
def scale_folds(X, folds):
    mean = X.mean(axis=0)
    spread = np.where(X.max(axis=0) == X.min(axis=0), 1.0, X.std(axis=0))
    return [
        ((X[train] - mean) / spread, (X[test] - mean) / spread) for train, test in folds
    ]


@exercise.misconception(
    "Each part is standardized by itself, so that nothing passes between them.",
    message="""
        Now the test rows are scaled by their own mean and spread. No test row speaks in training any more, but the
        two parts no longer share one scale: the same income becomes two different numbers, and a single applicant
        would always become 0. Test rows get the *training* statistics.
    """,
)
def scale_folds(X, folds):
    def standardized(rows):
        spread = np.where(rows.max(axis=0) == rows.min(axis=0), 1.0, rows.std(axis=0))
        return (rows - rows.mean(axis=0)) / spread

    return [(standardized(X[train]), standardized(X[test])) for train, test in folds]


@exercise.misconception(
    "The leak is the only mistake; a column that does not vary cannot occur in real data.",
    message="""
        The leak is closed. But a column may have one single value in the training rows of a fold, even if it varies
        in the whole table: a rare code, a term of 72 months that occurs once. Look at what your division makes of
        such a column.
    """,
)
def scale_folds(X, folds):
    scaled = []
    for train, test in folds:
        mean, spread = X[train].mean(axis=0), X[train].std(axis=0)
        with np.errstate(all="ignore"):
            scaled.append(((X[train] - mean) / spread, (X[test] - mean) / spread))
    return scaled


@exercise.misconception(
    "A column that varies in the table varies in each part of it.",
    message="""
        Mean and spread come from the training rows, well done. But you look for constant columns in *all* rows: a
        column that varies in the table may still be constant in the training rows of one fold, and there you divide
        by 0 or by rounding dust.
    """,
)
def scale_folds(X, folds):
    constant = X.max(axis=0) == X.min(axis=0)
    scaled = []
    for train, test in folds:
        mean = X[train].mean(axis=0)
        spread = np.where(constant, 1.0, X[train].std(axis=0))
        with np.errstate(all="ignore"):
            scaled.append(((X[train] - mean) / spread, (X[test] - mean) / spread))
    return scaled


@exercise.misconception(
    "A column does not vary exactly when its computed standard deviation is 0.",
    message="""
        The leak is closed, and most constant columns are found. But a computed standard deviation is rounded: take
        the training values 0.1, 0.1, 0.1 and print their mean and standard deviation with all digits. What is not
        quite 0 is not replaced, and dividing by such rounding dust gives numbers beyond all measure.
    """,
)
def scale_folds(X, folds):
    scaled = []
    for train, test in folds:
        mean, spread = X[train].mean(axis=0), X[train].std(axis=0)
        spread = np.where(spread == 0, 1.0, spread)
        scaled.append(((X[train] - mean) / spread, (X[test] - mean) / spread))
    return scaled


@exercise.misconception(
    "A small number added to the divisor is the harmless way to avoid dividing by zero.",
    message="""
        Training statistics, well done. The small number in the divisor is not what the task asks for: a constant
        column must be divided by 1, and with yours a test value that differs from it is blown up enormously. It
        also shrinks honest columns measured in a small unit.
    """,
)
def scale_folds(X, folds):
    scaled = []
    for train, test in folds:
        mean, spread = X[train].mean(axis=0), X[train].std(axis=0) + 1e-8
        scaled.append(((X[train] - mean) / spread, (X[test] - mean) / spread))
    return scaled


@exercise.misconception(
    "The statistics of the first fold serve for all folds, since the rows are much the same.",
    message="""
        The first fold is right, the later ones are not: their test rows belonged to the training rows of the first
        fold, so they took part in the statistics that scale them. Each fold must learn anew.
    """,
)
def scale_folds(X, folds):
    first = X[folds[0][0]]
    mean = first.mean(axis=0)
    spread = np.where(first.max(axis=0) == first.min(axis=0), 1.0, first.std(axis=0))
    return [
        ((X[train] - mean) / spread, (X[test] - mean) / spread) for train, test in folds
    ]


def _folds(n_rows, n_folds, rng):
    parts = np.array_split(rng.permutation(n_rows), n_folds)
    return [
        (np.sort(np.concatenate(parts[:k] + parts[k + 1 :])), np.sort(parts[k]))
        for k in range(n_folds)
    ]


@exercise.inputs
def inputs(rng):
    yield (
        np.array([[0.0, 5.0], [2.0, 7.0], [4.0, 9.0], [6.0, 99.0]]),
        [(np.array([0, 1]), np.array([2, 3]))],
    )
    rare = np.array([[1.0, 0.0], [2.0, 0.0], [4.0, 0.0], [8.0, 1.0]])
    yield (
        rare,
        [(np.array([0, 1, 2]), np.array([3])), (np.array([1, 2, 3]), np.array([0]))],
    )  # constant in one fold only
    yield (
        np.array([[1.1, 3.0], [1.1, 4.0], [1.1, 8.0], [1.1, 9.0]]),
        [(np.array([0, 1, 2]), np.array([3]))],
    )  # constant
    # Constant as well, but with rounding dust: the computed mean of three times 0.1 is not 0.1.
    yield np.array([[0.1], [0.1], [0.1], [0.7]]), [(np.array([0, 1, 2]), np.array([3]))]
    yield (
        1e-9 * np.arange(6.0)[:, None],
        [(np.array([0, 1, 2, 3]), np.array([4, 5]))],
    )  # a small unit
    for index in range(22):
        n_rows, d = int(rng.integers(6, 14)), int(rng.integers(1, 4))
        X = rng.normal(size=(n_rows, d)) * 10.0 ** rng.integers(
            -3, 4, size=d
        ) + rng.normal(size=d)
        if index % 4 == 0:
            X[:, 0] = 2.0
            X[rng.integers(n_rows), 0] = (
                3.0  # constant in the training rows of one fold
            )
        yield X, _folds(n_rows, int(rng.integers(2, 5)), rng)


exercise.compare(rtol=1e-7, atol=1e-9)
