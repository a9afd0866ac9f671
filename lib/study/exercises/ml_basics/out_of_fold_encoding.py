"""Encode groups by their outcome without showing any row its own answer."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="out-of-fold-encoding",
    chapter="02_ml_basics",
    section="the-loan-table-honestly",
    title="An encoding that keeps its secret",
    level=3,
    minutes=30,
    kind="implement",
    concepts=("data-pipeline", "train-validation-test-split", "feature-engineering"),
    statement=r"""
        The colleague's column was a good idea, computed in a bad way. Write `encode_out_of_fold(groups, y, folds,
        prior)`.

        `groups` holds an integer group number for each of $n$ rows, `y` zeros and ones, `folds` a fold number for each
        row. For a row $i$ in fold $f$, use **only rows of other folds**: with $c$ of them in the same group as $i$, of
        which $s$ have $y=1$, and $m$ the mean of $y$ over all rows of other folds, the code is

        $$\frac{s + \text{prior}\cdot m}{c + \text{prior}} .$$

        Return an array of shape $(n,)$. A group that occurs in one fold only has $c = 0$ and gets $m$. `prior` is
        above zero and there are at least two folds.
    """,
    setup="import numpy as np",
    hints=(
        "For one row, which rows may speak? Write down the two conditions they must meet.",
        r"""
        Work fold by fold: split the rows into *inside* and *outside*. From the outside ones count, for each group, the
        rows and the ones; then look the counts up for the rows inside.
        """,
        r"""
        With `n_groups = groups.max() + 1`, `np.bincount(groups[outside], minlength=n_groups)` counts the rows of every
        group at once, and `weights=y[outside]` counts the ones. Index both with `groups[inside]`.
        """,
    ),
    explanation=r"""
        The code of row $i$ is computed from rows that are not in its fold, so its own outcome cannot enter: neither
        through its group's share nor through the mean $m$. Small groups are pulled towards $m$ by `prior` imaginary
        rows, otherwise a group of one would shout. A cross-validation with the *same* folds would still leak a
        little: the code of a training row uses the held-out fold's answers. So encode anew inside each training part,
        out of fold there too (in a pipeline, scikit-learn's `TargetEncoder` does).
    """,
    variant=r"""
        Leaving out the row alone instead of its fold looks even more economical and leaks badly: within a group the
        code of a row then tells, by being a little lower, that the row itself is a one.
    """,
)


@exercise.stub
def encode_out_of_fold(groups, y, folds, prior):
    """Return for each row its group's share of ones, pulled towards the mean.

    Only rows of other folds count.
    """
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def encode_out_of_fold(groups, y, folds, prior):
    """Return for each row its group's share of ones, pulled towards the mean.

    Only rows of other folds count.
    """
    names, index = np.unique(groups, return_inverse=True)
    code = np.empty(len(y))
    for fold in np.unique(folds):
        inside, outside = folds == fold, folds != fold
        count = np.bincount(index[outside], minlength=len(names))
        ones = np.bincount(index[outside], weights=y[outside], minlength=len(names))
        share = (ones + prior * y[outside].mean()) / (count + prior)
        code[inside] = share[index[inside]]
    return code


@exercise.alternative
def encode_out_of_fold(groups, y, folds, prior):
    code = []
    for group, fold in zip(groups, folds):
        others = folds != fold
        same = others & (groups == group)
        code.append((y[same].sum() + prior * y[others].mean()) / (same.sum() + prior))
    return np.array(code)


@exercise.alternative
def encode_out_of_fold(groups, y, folds, prior):
    code = np.zeros(len(y))
    for fold in set(folds.tolist()):
        known = [
            (g, t)
            for g, t, f in zip(groups.tolist(), y.tolist(), folds.tolist())
            if f != fold
        ]
        mean = sum(t for _, t in known) / len(known)
        for i in np.flatnonzero(folds == fold):
            outcomes = [t for g, t in known if g == groups[i]]
            code[i] = (sum(outcomes) + prior * mean) / (len(outcomes) + prior)
    return code


@exercise.misconception(
    "Computing the shares on all rows is fine, because the model is validated later anyway.",
    message="""
        Your code uses every row, the row itself included. In a group of one the code *is* the answer, up to the prior.
        No validation afterwards can see this, since the answer is already inside the column.
    """,
)
def encode_out_of_fold(groups, y, folds, prior):
    count = np.bincount(groups)
    ones = np.bincount(groups, weights=y)
    return ((ones + prior * y.mean()) / (count + prior))[groups]


@exercise.misconception(
    "It is enough to leave out the row itself.",
    message="""
        You leave out one row only. Within a group the code is then lower for the ones than for the zeros, which a
        model reads backwards: the answer leaks with its sign turned round. Leave out the whole fold.
    """,
)
def encode_out_of_fold(groups, y, folds, prior):
    count = np.bincount(groups)[groups] - 1
    ones = np.bincount(groups, weights=y)[groups] - y
    mean = (y.sum() - y) / (len(y) - 1)
    return (ones + prior * mean) / (count + prior)


@exercise.misconception(
    "Only the group shares can leak; the overall mean is harmless and may use all rows.",
    message="""
        The shares are right, but the mean they are pulled towards was taken over *all* rows, those of the row's own
        fold included. Small as it is, that is knowledge from the wrong side.
    """,
)
def encode_out_of_fold(groups, y, folds, prior):
    code = np.empty(len(y))
    for fold in np.unique(folds):
        inside, outside = folds == fold, folds != fold
        count = np.bincount(groups[outside], minlength=groups.max() + 1)
        ones = np.bincount(
            groups[outside], weights=y[outside], minlength=groups.max() + 1
        )
        code[inside] = ((ones + prior * y.mean()) / (count + prior))[groups[inside]]
    return code


@exercise.misconception(
    "The shares of a fold are computed from the rows of that fold.",
    message="""
        You compute the shares *inside* each fold, the very rows that must not speak. Turn the condition round: what a
        row is told comes from the other folds.
    """,
)
def encode_out_of_fold(groups, y, folds, prior):
    code = np.empty(len(y))
    for fold in np.unique(folds):
        inside = folds == fold
        count = np.bincount(groups[inside], minlength=groups.max() + 1)
        ones = np.bincount(
            groups[inside], weights=y[inside], minlength=groups.max() + 1
        )
        code[inside] = ((ones + prior * y[inside].mean()) / (count + prior))[
            groups[inside]
        ]
    return code


@exercise.misconception(
    "A small group needs no special care: its share is its share.",
    message="""
        You give the plain share and use the mean only for groups that nobody else is in. The prior is missing: a group
        seen once or twice should be pulled strongly towards the mean, a large one hardly at all.
    """,
)
def encode_out_of_fold(groups, y, folds, prior):
    code = np.empty(len(y))
    for fold in np.unique(folds):
        inside, outside = folds == fold, folds != fold
        count = np.bincount(groups[outside], minlength=groups.max() + 1)
        ones = np.bincount(
            groups[outside], weights=y[outside], minlength=groups.max() + 1
        )
        share = np.where(count > 0, ones / np.maximum(count, 1), y[outside].mean())
        code[inside] = share[groups[inside]]
    return code


@exercise.misconception(
    "The group numbers run from 0 without a gap, so there are as many as distinct groups.",
    message="""
        The group numbers may have gaps: with the groups 0 and 5 there are two groups, but a table with a place for
        number 5 needs six. Make the table of counts long enough for the largest number in `groups`.
    """,
)
def encode_out_of_fold(groups, y, folds, prior):
    n_groups = len(np.unique(groups))
    code = np.empty(len(y))
    for fold in np.unique(folds):
        inside, outside = folds == fold, folds != fold
        count = np.bincount(groups[outside], minlength=n_groups)
        ones = np.bincount(groups[outside], weights=y[outside], minlength=n_groups)
        share = (ones + prior * y[outside].mean()) / (count + prior)
        code[inside] = share[groups[inside]]
    return code


@exercise.misconception(
    "Every group that stands inside a fold also stands outside it.",
    message="""
        A group may be absent outside a fold, and then your table of counts ends before its number. Make the table long
        enough for the largest number in `groups`, whichever rows are counted.
    """,
)
def encode_out_of_fold(groups, y, folds, prior):
    code = np.empty(len(y))
    for fold in np.unique(folds):
        inside, outside = folds == fold, folds != fold
        count = np.bincount(groups[outside])
        ones = np.bincount(groups[outside], weights=y[outside])
        share = (ones + prior * y[outside].mean()) / (count + prior)
        code[inside] = share[groups[inside]]
    return code


@exercise.misconception(
    "An unseen group has a share of zero.",
    message="""
        A group that occurs nowhere outside the fold gets zero from you, as if its customers were all good. Nothing is
        known about it, and the best guess for an unknown group is the mean of the others.
    """,
)
def encode_out_of_fold(groups, y, folds, prior):
    code = np.empty(len(y))
    for fold in np.unique(folds):
        inside, outside = folds == fold, folds != fold
        count = np.bincount(groups[outside], minlength=groups.max() + 1)
        ones = np.bincount(
            groups[outside], weights=y[outside], minlength=groups.max() + 1
        )
        share = np.where(
            count > 0, (ones + prior * y[outside].mean()) / (count + prior), 0.0
        )
        code[inside] = share[groups[inside]]
    return code


@exercise.inputs
def inputs(rng):
    yield np.array([0, 0, 1, 1]), np.array([1, 0, 1, 0]), np.array([0, 1, 0, 1]), 1.0
    yield (
        np.array([0, 1, 2, 3]),
        np.array([1, 0, 1, 1]),
        np.array([0, 0, 1, 1]),
        2.0,
    )  # every group alone
    yield (
        np.array([5, 0, 5]),
        np.array([1, 1, 0]),
        np.array([2, 0, 0]),
        0.5,
    )  # gaps in the numbers
    yield (
        np.array([7, 0, 0]),
        np.array([1, 1, 0]),
        np.array([0, 1, 2]),
        1.0,
    )  # the largest number in one fold only, after a gap
    yield np.array([0, 0]), np.array([1, 1]), np.array([0, 1]), 3.0
    for _ in range(22):
        n = int(rng.integers(8, 60))
        folds = rng.permutation(np.arange(n) % int(rng.integers(2, 5)))
        groups = rng.integers(0, int(rng.integers(2, 12)), n)
        yield (
            groups,
            (rng.random(n) < 0.3 + 0.4 * (groups % 2)).astype(int),
            folds,
            float(rng.uniform(0.5, 10)),
        )


exercise.compare(rtol=1e-8, atol=1e-11)
