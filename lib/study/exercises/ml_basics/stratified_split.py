"""Deal a test part in which every class has its share."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="stratified-split",
    chapter="02_ml_basics",
    section="split-first-then-fit",
    title="A fair deal for every class",
    level=3,
    minutes=25,
    kind="implement",
    concepts=("train-validation-test-split", "classification-task"),
    statement=r"""
        Write `fair_test_rows(y, n_test, order)`. `y` holds $n$ labels (whole numbers, any number of classes),
        `order` is a shuffle of the row numbers $0, \dots, n-1$, and $0 < n_{\text{test}} < n$. Return the numbers
        of the test rows as a sorted array of **exactly** `n_test` integers, such that

        - class $c$ with $n_c$ rows deserves $n_{\text{test}} n_c / n$ test rows, and first gets this number rounded
          **down**;
        - the rows still missing to `n_test` go one each to the classes with the **largest fractions** cut off by
          the rounding; of equal fractions the smaller label comes first;
        - within its class, the rows that come **first in `order`** are taken.

        Do not use `lib.data` or scikit-learn. Fractions can be compared without rounding errors:
        $n_{\text{test}} n_c \bmod n$ is a whole number.
    """,
    setup="import numpy as np",
    hints=(
        """
        Three classes with one third of the rows each, and ten test rows. If every class is rounded by itself, how
        many rows do you get? Who gets the tenth?
        """,
        """
        Two separate tasks. First the numbers: for each class `n_test * count // n`, and the remainder decides about
        what is left. Then the rows: for each class walk through `order` and take the first ones of that class.
        """,
        """
        `quota, rest = np.divmod(n_test * counts, n)`; then `np.lexsort((labels, -rest))[: n_test - quota.sum()]`
        are the classes that get one more. For class `c` the candidates are `order[y[order] == c]`.
        """,
    ),
    explanation=r"""
        Rounding each class to the nearest number can give one row too many or too few in all; largest remainders
        hand out exactly what is left, and no class is off by a whole row. `n_test * counts` are whole numbers, so
        `divmod` compares the fractions exactly. `lexsort` orders by its last key, the negative remainders, and
        equal ones by the label. Picking by `order` keeps chance in the shuffle and the rule free of it.
    """,
    variant=r"""
        `train_test_split(..., stratify=y)` of `lib.data` hands out the leftovers in the same way. With very small
        classes a quota may be 0: the test part then says nothing about that class, and no rule can help, only more
        rows.
    """,
)


@exercise.stub
def fair_test_rows(y, n_test, order):
    """Return the sorted numbers of n_test test rows, each class in proportion.

    y: shape (n,), whole numbers; order: shape (n,), a shuffle of the row numbers.
    """
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def fair_test_rows(y, n_test, order):
    """Return the sorted numbers of n_test test rows, each class in proportion."""
    labels, counts = np.unique(y, return_counts=True)
    quota, rest = np.divmod(n_test * counts, len(y))
    quota[np.lexsort((labels, -rest))[: n_test - quota.sum()]] += 1
    return np.sort(
        np.concatenate(
            [order[y[order] == label][:take] for label, take in zip(labels, quota)]
        )
    )


@exercise.alternative
def fair_test_rows(y, n_test, order):
    n_rows = len(y)
    counts = {label: int((y == label).sum()) for label in sorted(set(y.tolist()))}
    quota = {label: n_test * count // n_rows for label, count in counts.items()}
    by_fraction = sorted(
        counts, key=lambda label: (-(n_test * counts[label] % n_rows), label)
    )
    for label in by_fraction[: n_test - sum(quota.values())]:
        quota[label] += 1
    chosen = []
    for row in order:
        if quota[int(y[row])] > 0:
            quota[int(y[row])] -= 1
            chosen.append(int(row))
    return np.array(sorted(chosen))


@exercise.alternative
def fair_test_rows(y, n_test, order):
    from fractions import Fraction

    labels = np.unique(y)
    deserved = [Fraction(n_test * int(np.sum(y == label)), len(y)) for label in labels]
    quota = [int(share) for share in deserved]
    while sum(quota) < n_test:
        cut_off = [share - given for share, given in zip(deserved, quota)]
        quota[cut_off.index(max(cut_off))] += 1
    is_test = np.zeros(len(y), dtype=bool)
    for label, take in zip(labels, quota):
        is_test[order[y[order] == label][:take]] = True
    return np.flatnonzero(is_test)


@exercise.misconception(
    "A shuffle treats all rows alike, so its first rows already have the classes in proportion.",
    message="""
        These are simply the first rows of the shuffle. On average over many shuffles the shares come out right; in
        a single one they are off by chance, and a rare class may be missing altogether. Deal each class by itself.
    """,
)
def fair_test_rows(y, n_test, order):
    return np.sort(order[:n_test])


@exercise.misconception(
    "Fair means that every class gets the same number of test rows.",
    message="""
        You give every class about the same number of test rows. Then a rare class is as common in the test part as
        a frequent one, and a score measured there no longer describes the whole. Each class should keep the share
        that it has in `y`.
    """,
)
def fair_test_rows(y, n_test, order):
    labels, counts = np.unique(y, return_counts=True)
    quota = np.zeros(len(labels), dtype=int)
    while quota.sum() < n_test:
        open_classes = np.flatnonzero(quota < counts)
        quota[open_classes[np.argmin(quota[open_classes])]] += 1
    return np.sort(
        np.concatenate(
            [order[y[order] == label][:take] for label, take in zip(labels, quota)]
        )
    )


@exercise.misconception(
    "If each class is rounded to the nearest whole number, the numbers add up to n_test.",
    message="""
        You round each class by itself, and the total is not always `n_test`: three classes of one third each and
        ten test rows give nine. Round down first, then hand out what is left, one row each.
    """,
)
def fair_test_rows(y, n_test, order):
    labels, counts = np.unique(y, return_counts=True)
    quota = np.rint(n_test * counts / len(y)).astype(int)
    return np.sort(
        np.concatenate(
            [order[y[order] == label][:take] for label, take in zip(labels, quota)]
        )
    )


exercise.slip(
    "Rows left over by rounding belong to the largest class, where one more matters least.",
    (
        "quota, rest = np.divmod(n_test * counts, len(y)",
        "quota = n_test * counts // len(y",
    ),
    (
        "np.lexsort((labels, -rest))[: n_test - quota.sum()]] += 1",
        "np.argmax(counts)] += n_test - quota.sum()",
    ),
    message="""
        The total is right, but you hand the left-over rows to the largest class. It may be the one that lost
        nothing by rounding down. Compare the fractions that were cut off: who is furthest below what it deserves?
    """,
)


@exercise.misconception(
    "The rows of a class can be taken as they stand in the table, since the classes are dealt separately.",
    message="""
        The numbers of each class are right, but you take the rows as they stand in the table and ignore `order`. A
        table is often sorted by date or by place; then your test part would hold only the oldest rows of each
        class.
    """,
)
def fair_test_rows(y, n_test, order):
    labels, counts = np.unique(y, return_counts=True)
    quota, rest = np.divmod(n_test * counts, len(y))
    quota[np.lexsort((labels, -rest))[: n_test - quota.sum()]] += 1
    return np.sort(
        np.concatenate(
            [np.flatnonzero(y == label)[:take] for label, take in zip(labels, quota)]
        )
    )


@exercise.inputs
def inputs(rng):
    yield np.array([0, 0, 0, 0, 0, 0, 1, 1]), 4, np.array([7, 0, 5, 1, 6, 2, 4, 3])
    yield (
        np.repeat([0, 1, 2], 10),
        10,
        rng.permutation(30),
    )  # one row is left over, all fractions equal
    yield np.array([5] * 17 + [2] * 3), 4, rng.permutation(20)
    yield (
        np.array([1, 1, 1, 1, 1, 1, 1, 1, 1, 3]),
        3,
        rng.permutation(10),
    )  # a class that gets none
    yield np.zeros(6, dtype=int), 2, np.array([3, 1, 5, 0, 2, 4])  # a single class
    yield np.array([-1, 4, -1, 4]), 1, np.array([1, 2, 3, 0])
    for _ in range(24):
        n_rows = int(rng.integers(8, 40))
        share = rng.dirichlet(np.ones(int(rng.integers(2, 6))))
        y = rng.choice(len(share), size=n_rows, p=share) * 3 - 2
        yield y, int(rng.integers(1, n_rows)), rng.permutation(n_rows)


exercise.compare()
