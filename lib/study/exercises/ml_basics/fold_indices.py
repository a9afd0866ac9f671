"""Deal rows into folds for cross-validation."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="fold-indices",
    chapter="02_ml_basics",
    section="choosing-a-model-without-fooling-yourself",
    title="Deal the rows into folds",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("model-selection",),
    statement=r"""
        Write `deal_folds(order, k)`. `order` is an array with the row numbers $0,\dots,n-1$ in shuffled order. Return
        a **list of $k$ pairs** `(train, test)` of integer arrays: the $j$-th `test` is the $j$-th run of consecutive
        entries of `order`, and `train` holds all other entries **in the order in which they stand in `order`**. Every
        row is in exactly one `test`. If $n$ is not divisible by $k$, the *first* $n \bmod k$ folds get one row more.

        Raise a `ValueError` if $k < 2$ or $k > n$.
    """,
    setup="import numpy as np",
    hints=(
        "How many rows does each fold get if ten rows are dealt into four folds?",
        r"""
        Compute the sizes first, then the places where the folds begin: a running sum of the sizes. Everything before
        and after a fold's run is its training part.
        """,
        """
        `test = order[start:stop]` and `train = np.concatenate([order[:start], order[stop:]])`; what are `start` and
        `stop` of the next fold?
        """,
    ),
    explanation=r"""
        With $n = qk + r$, $r$ folds have $q+1$ rows and the others $q$. Walking through `order` with a running start
        puts each row into exactly one test part, and what is left over is its training part, so no row is ever trained
        on and tested on in the same round.
    """,
    variant=r"""
        `np.array_split(order, k)` cuts an array in just this way, larger pieces first; `np.setdiff1d` would find the
        rest, but in sorted order.
    """,
)


@exercise.stub
def deal_folds(order, k):
    """Return k pairs (train, test) of row numbers; see the rules above."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def deal_folds(order, k):
    """Return k pairs (train, test) of row numbers."""
    n = len(order)
    if k < 2 or k > n:
        raise ValueError(f"k must be from 2 to {n}, got {k}")
    folds, start = [], 0
    for j in range(k):
        stop = start + n // k + (1 if j < n % k else 0)
        folds.append((np.concatenate([order[:start], order[stop:]]), order[start:stop]))
        start = stop
    return folds


@exercise.alternative
def deal_folds(order, k):
    if not 2 <= k <= len(order):
        raise ValueError("k out of range")
    tests = np.array_split(order, k)
    return [
        (np.concatenate(tests[:j] + tests[j + 1 :]), test)
        for j, test in enumerate(tests)
    ]


@exercise.alternative
def deal_folds(order, k):
    n = len(order)
    if k < 2 or k > n:
        raise ValueError("k out of range")
    sizes = [n // k + 1] * (n % k) + [n // k] * (k - n % k)
    fold_of_place = np.repeat(np.arange(k), sizes)
    return [(order[fold_of_place != j], order[fold_of_place == j]) for j in range(k)]


@exercise.misconception(
    "The folds have n // k rows each; the few rows left over do not matter.",
    message="""
        Some rows never stand in a test part when n is not divisible by k. Cross-validation promises that every row is
        tested exactly once: who gets the rows that are left over?
    """,
)
def deal_folds(order, k):
    n = len(order)
    if k < 2 or k > n:
        raise ValueError("k out of range")
    size = n // k
    return [
        (
            np.concatenate([order[: j * size], order[(j + 1) * size :]]),
            order[j * size : (j + 1) * size],
        )
        for j in range(k)
    ]


@exercise.misconception(
    "The last fold takes all rows that are left over.",
    message="""
        Every row is tested once, but your last fold is larger than the others by all of the left-over rows. Deal them
        out one by one to the first folds, so that sizes differ by one at most.
    """,
)
def deal_folds(order, k):
    n = len(order)
    if k < 2 or k > n:
        raise ValueError("k out of range")
    size = n // k
    stops = [(j + 1) * size for j in range(k - 1)] + [n]
    return [
        (np.concatenate([order[: j * size], order[stop:]]), order[j * size : stop])
        for j, stop in enumerate(stops)
    ]


@exercise.misconception(
    "The model may train on all rows, since the test part is only for looking.",
    message="""
        Your training parts contain the rows of their own test part. The score then says how well the model remembers,
        which is the training error under another name.
    """,
)
def deal_folds(order, k):
    if k < 2 or k > len(order):
        raise ValueError("k out of range")
    return [(order, test) for test in np.array_split(order, k)]


@exercise.misconception(
    "Folds are cut from the row numbers 0, 1, 2, ... as they stand in the table.",
    message="""
        You cut the sorted row numbers and ignore the shuffle in `order`. Tables are often sorted by time or by class;
        then each fold would miss a part of the world.
    """,
)
def deal_folds(order, k):
    if k < 2 or k > len(order):
        raise ValueError("k out of range")
    tests = np.array_split(np.arange(len(order)), k)
    return [
        (np.concatenate(tests[:j] + tests[j + 1 :]), test)
        for j, test in enumerate(tests)
    ]


@exercise.misconception(
    "Dealing like cards, every k-th row to the same fold, is what the rule says.",
    message="""
        You deal every k-th entry into a fold. That is a fair cross-validation too, but the task asks for runs of
        *consecutive* entries of `order`.
    """,
)
def deal_folds(order, k):
    n = len(order)
    if k < 2 or k > n:
        raise ValueError("k out of range")
    place = np.arange(n) % k
    return [(order[place != j], order[place == j]) for j in range(k)]


@exercise.misconception(
    "Training rows form a set, so their order is free and sorting is tidy.",
    message="""
        Your training parts hold the right rows, but sorted. The task wants them in the order in which they stand in
        `order`: learning by descent in batches depends on it.
    """,
)
def deal_folds(order, k):
    if k < 2 or k > len(order):
        raise ValueError("k out of range")
    return [(np.setdiff1d(order, test), test) for test in np.array_split(order, k)]


@exercise.misconception(
    "The fold size is rounded up, so that every row finds a place.",
    message="""
        You rounded the fold size up, so the last folds run short. Only the first `n % k` of them get one row more than
        `n // k`.
    """,
)
def deal_folds(order, k):
    n = len(order)
    if k < 2 or k > n:
        raise ValueError("k out of range")
    size = -(-n // k)
    return [
        (
            np.concatenate([order[: j * size], order[(j + 1) * size :]]),
            order[j * size : (j + 1) * size],
        )
        for j in range(k)
    ]


@exercise.misconception(
    "The part that is cut out comes first, and the rest second.",
    message="""
        Right parts, other order: each pair is `(train, test)`.
    """,
)
def deal_folds(order, k):
    if k < 2 or k > len(order):
        raise ValueError("k out of range")
    tests = np.array_split(order, k)
    return [
        (test, np.concatenate(tests[:j] + tests[j + 1 :]))
        for j, test in enumerate(tests)
    ]


@exercise.misconception(
    "Any whole number of folds makes sense.",
    message="""
        Your folds are right; the last sentence of the task is missing: which k must be refused? Ask what would be left
        to train on with one fold, and what to test on with more folds than rows.
    """,
)
def deal_folds(order, k):
    n, folds, start = len(order), [], 0
    for j in range(k):
        stop = start + n // k + (1 if j < n % k else 0)
        folds.append((np.concatenate([order[:start], order[stop:]]), order[start:stop]))
        start = stop
    return folds


@exercise.misconception(
    "A number of folds that makes no sense raises an error by itself.",
    message="""
        Your folds are right for sensible numbers, and with no fold at all your division by `k` fails, with an error of
        another kind. With a single fold nothing would be left to train on, and with more folds than rows some test
        parts would be empty: all three must raise a ValueError.
    """,
)
def deal_folds(order, k):
    n, size = len(order), len(order) // k
    folds, start = [], 0
    for j in range(k):
        stop = start + size + (1 if j < n % k else 0)
        folds.append((np.concatenate([order[:start], order[stop:]]), order[start:stop]))
        start = stop
    return folds


@exercise.misconception(
    "Only fewer than two folds are no cross-validation.",
    message="""
        Your folds are right, and fewer than two are refused. More folds than rows still go through, and then some test
        parts are empty: these must raise a ValueError as well.
    """,
)
def deal_folds(order, k):
    tests = np.array_split(order, k)  # raises for 0; concatenate for 1
    return [
        (np.concatenate(tests[:j] + tests[j + 1 :]), test)
        for j, test in enumerate(tests)
    ]


@exercise.inputs
def inputs(rng):
    yield np.array([3, 0, 2, 1]), 2
    yield np.array([9, 4, 0, 7, 2, 5, 1, 8, 3, 6]), 4  # two folds of three, two of two
    yield np.array([1, 0]), 2
    yield np.array([2, 0, 1]), 3  # leave one out
    yield np.array([2, 0, 1]), 4  # more folds than rows
    yield np.array([2, 0, 1]), 1
    yield np.array([2, 0, 1]), 0
    for _ in range(22):
        n = int(rng.integers(5, 40))
        yield rng.permutation(n), int(rng.integers(2, n + 1))
