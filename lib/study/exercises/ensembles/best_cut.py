"""Find the question about one feature that lowers the variance most."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="best-cut",
    chapter="03_ensembles",
    section="one-tree-one-opinion",
    title="The best cut, with enough rows on both sides",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("base-learner",),
    statement=r"""
        Write `cut_in_two(x, y, min_rows)`, the heart of a regression tree. `x` holds one feature, `y` the answers, both
        real, of shape $(n,)$, in any order.

        A cut at $t$ sends the rows with $x \le t$ to the left. Allowed are cuts halfway between two *different*
        neighbouring values of `x` that leave at least `min_rows` rows on each side ($\ge 1$). Find the one that lowers
        the variance most, where the parts count by their shares of the rows, $a$ and $1-a$:

        $$\operatorname{Var}(y) - a\operatorname{Var}(y_l) - (1-a)\operatorname{Var}(y_r)$$

        (variances divided by the number of rows). Return the pair `(threshold, decrease)`. If no cut is allowed, return
        `(np.inf, 0.0)`: all rows go to the left. A decrease of 0 is allowed; decreases closer than $10^{-9}$ count as
        equal; among equals take the lowest threshold.
    """,
    setup="import numpy as np",
    hints=(
        """
        Which numbers about the left part do you need for the decrease, and how do they change when one more row moves
        from the right to the left?
        """,
        r"""
        Sort the rows by `x`, the answers along with them. The section showed that the decrease equals
        $a(1-a)(\bar y_l - \bar y_r)^2$, so running sums of `y` are enough. Then strike out the cuts that are not
        allowed.
        """,
        """
        `order = np.argsort(x)` sorts both arrays; after that, cut `i` (for `i` rows on the left) is allowed if
        `xs[i - 1] < xs[i]` and `min_rows <= i <= n - min_rows`.
        """,
    ),
    explanation=r"""
        With the rows in order, each cut is a number of rows on the left, and one running sum gives the means of both
        parts for all cuts. The formula $a(1-a)(\bar y_l-\bar y_r)^2$ spares the variances. Equal values of the feature
        always answer a question alike, so there is no cut between them. A tree does this for every feature of every
        node; the sort is its main cost, which fast trees avoid by counting in bins.
    """,
    variant=r"""
        Since $\operatorname{Var}(y)$ is the same for all cuts, one may as well *minimise* the squared distances to the
        means of the parts: a tree of depth 1 is the best fit by a function with one step.
    """,
)


@exercise.stub
def cut_in_two(x, y, min_rows):
    """Return (threshold, decrease of the variance); (inf, 0.0) if no cut is allowed."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def cut_in_two(x, y, min_rows):
    """Return (threshold, decrease of the variance); (inf, 0.0) if no cut is allowed."""
    order = np.argsort(x)
    xs, ys, n = x[order], y[order], len(x)
    n_left = np.arange(1, n)
    sum_left = np.cumsum(ys)[:-1]
    gap = sum_left / n_left - (ys.sum() - sum_left) / (n - n_left)
    decrease = n_left / n * (1 - n_left / n) * gap**2
    enough = (n_left >= min_rows) & (n_left <= n - min_rows)
    allowed = np.flatnonzero(enough & (xs[:-1] < xs[1:]))
    if len(allowed) == 0:
        return np.inf, 0.0
    most = decrease[allowed].max()
    best = allowed[np.isclose(decrease[allowed], most, 0, 1e-9)][0]
    return (xs[best] + xs[best + 1]) / 2, decrease[best]


@exercise.alternative
def cut_in_two(x, y, min_rows):
    values = np.unique(x)
    best = None
    for low, high in np.column_stack([values[:-1], values[1:]]):
        left = x <= low
        if min(left.sum(), (~left).sum()) < min_rows:
            continue
        a = left.mean()
        decrease = y.var() - a * y[left].var() - (1 - a) * y[~left].var()
        if best is None or decrease > best[1] + 1e-9:
            best = ((low + high) / 2, decrease)
    return best or (np.inf, 0.0)


@exercise.alternative
def cut_in_two(x, y, min_rows):
    rows = sorted(zip(x.tolist(), y.tolist()))
    n = len(rows)

    def spread(part):
        mean = sum(answer for _, answer in part) / len(part)
        return sum((answer - mean) ** 2 for _, answer in part)

    found = []
    for i in range(min_rows, n - min_rows + 1):
        if rows[i - 1][0] < rows[i][0]:
            kept = spread(rows[:i]) + spread(rows[i:])
            middle = (rows[i - 1][0] + rows[i][0]) / 2
            found.append((middle, (spread(rows) - kept) / n))
    if not found:
        return np.inf, 0.0
    most = max(decrease for _, decrease in found)
    return next(one for one in found if one[1] >= most - 1e-9)


@exercise.misconception(
    "The variance after the cut is the plain mean of the variances of the two parts.",
    message="""
        Your two parts count alike, whether they hold one row or a thousand. Then cutting off a single odd row looks
        splendid, because one row alone has no variance. How much should a part count?
    """,
)
def cut_in_two(x, y, min_rows):
    values = np.unique(x)
    best = None
    for low, high in np.column_stack([values[:-1], values[1:]]):
        left = x <= low
        if min(left.sum(), (~left).sum()) < min_rows:
            continue
        decrease = y.var() - (y[left].var() + y[~left].var()) / 2
        if best is None or decrease > best[1] + 1e-9:
            best = ((low + high) / 2, decrease)
    return best or (np.inf, 0.0)


@exercise.misconception(
    "The threshold is the largest value of the feature on the left.",
    message="""
        The cut is at the right place, but your threshold is a value of the feature itself. New rows will fall between
        the two neighbours: the task asks for the middle of the gap, which is no closer to one side than to the other.
    """,
)
def cut_in_two(x, y, min_rows):
    values = np.unique(x)
    best = None
    for value in values[:-1]:
        left = x <= value
        if min(left.sum(), (~left).sum()) < min_rows:
            continue
        a = left.mean()
        decrease = y.var() - a * y[left].var() - (1 - a) * y[~left].var()
        if best is None or decrease > best[1] + 1e-9:
            best = (value, decrease)
    return best or (np.inf, 0.0)


@exercise.misconception(
    "After sorting, a cut is possible between any two rows.",
    message="""
        You also cut between rows with the *same* value of the feature. No question about the feature can part them:
        try your threshold on `x` and count the rows on the left.
    """,
)
def cut_in_two(x, y, min_rows):
    order = np.argsort(x, kind="stable")
    xs, ys, n = x[order], y[order], len(x)
    best = None
    for i in range(min_rows, n - min_rows + 1):
        a = i / n
        decrease = ys.var() - a * ys[:i].var() - (1 - a) * ys[i:].var()
        if best is None or decrease > best[1] + 1e-9:
            best = ((xs[i - 1] + xs[i]) / 2, decrease)
    return best or (np.inf, 0.0)


@exercise.misconception(
    "The least number of rows concerns the whole node, not each of its two parts.",
    message="""
        You allow a cut whenever the node has enough rows. The limit is on *each side* of the cut: count the rows to
        the left and to the right of yours.
    """,
)
def cut_in_two(x, y, min_rows):
    values = np.unique(x)
    if len(x) < min_rows:
        return np.inf, 0.0
    best = None
    for low, high in np.column_stack([values[:-1], values[1:]]):
        left = x <= low
        a = left.mean()
        decrease = y.var() - a * y[left].var() - (1 - a) * y[~left].var()
        if best is None or decrease > best[1] + 1e-9:
            best = ((low + high) / 2, decrease)
    return best or (np.inf, 0.0)


@exercise.misconception(
    "The best question is the one whose two sides have the most different means.",
    message="""
        You look only at the distance of the two means. A single extreme row then wins, although it changes little for
        all the others. In the formula of the section the squared distance has a factor in front.
    """,
)
def cut_in_two(x, y, min_rows):
    values = np.unique(x)
    best, largest = None, -1.0
    for low, high in np.column_stack([values[:-1], values[1:]]):
        left = x <= low
        if min(left.sum(), (~left).sum()) < min_rows:
            continue
        a = left.mean()
        distance = abs(y[left].mean() - y[~left].mean())
        if distance > largest + 1e-9:
            largest = distance
            best = ((low + high) / 2, a * (1 - a) * distance**2)
    return best or (np.inf, 0.0)


@exercise.misconception(
    "Sorting the feature is enough, the answers can stay where they are.",
    message="""
        You sort `x` and leave `y` in its old order, so each value of the feature gets somebody else's answer. The pairs
        must stay together.
    """,
)
def cut_in_two(x, y, min_rows):
    xs, n = np.sort(x), len(x)
    best = None
    for i in range(min_rows, n - min_rows + 1):
        if xs[i - 1] == xs[i]:
            continue
        a = i / n
        decrease = y.var() - a * y[:i].var() - (1 - a) * y[i:].var()
        if best is None or decrease > best[1] + 1e-9:
            best = ((xs[i - 1] + xs[i]) / 2, decrease)
    return best or (np.inf, 0.0)


@exercise.misconception(
    "A cut has to gain something, or there is none.",
    message="""
        You start from "no cut" and only leave it for a gain. A cut that gains nothing is allowed all the same; "none"
        is for the case that no cut is allowed.
    """,
)
def cut_in_two(x, y, min_rows):
    values = np.unique(x)
    best = np.inf, 0.0
    for low, high in np.column_stack([values[:-1], values[1:]]):
        left = x <= low
        if min(left.sum(), (~left).sum()) < min_rows:
            continue
        a = left.mean()
        decrease = y.var() - a * y[left].var() - (1 - a) * y[~left].var()
        if decrease > best[1] + 1e-9:
            best = ((low + high) / 2, decrease)
    return best


@exercise.inputs
def inputs(rng):
    yield np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.0, 0.0, 1.0, 1.0]), 1
    yield np.array([4.0, 1.0, 3.0, 2.0]), np.array([5.0, 0.0, 4.0, 1.0]), 1
    yield np.array([2.0, 2.0, 2.0]), np.array([0.0, 1.0, 5.0]), 1  # nothing to part
    yield np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 5.0]), 2  # too few rows
    yield np.array([1.0]), np.array([3.0]), 1
    yield np.array([0.0, 2.0]), np.array([3.0, -1.0]), 1
    yield np.array([3.0, 1.0, 2.0]), np.array([7.0, 7.0, 7.0]), 1  # nothing to gain
    yield np.array([1.0, 2.0, 3.0]), np.array([1.0, 0.0, 1.0]), 1  # two equal cuts
    yield np.array([1.0, 1.0, 2.0, 2.0]), np.array([0.0, 9.0, 9.0, 9.0]), 1  # ties
    yield np.arange(6.0), np.array([0.0, 0.0, 0.0, 0.0, 0.0, 50.0]), 3  # just in half
    yield np.arange(9.0), np.array([0.0, 0, 0, 0, 1, 1, 1, 1, 9.0]), 1
    for _ in range(22):
        n = int(rng.integers(5, 40))
        x = np.round(rng.normal(0, 2, n), int(rng.integers(0, 3)))
        y = np.round((x > rng.normal()) * 1.5 + rng.standard_t(3, n), 3)
        yield x, y, int(rng.integers(1, 4))
