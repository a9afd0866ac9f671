"""Find the best question of a node from the counts of its classes in bins."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="question-from-counts",
    chapter="03_ensembles",
    section="how-a-forest-is-grown-fast",
    title="The best question, without seeing a row",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("random-forest",),
    statement=r"""
        The rows of a node have been counted: `counts[b, k]` rows (a real number $\ge 0$, since rows may carry weights)
        lie in bin `b` of some feature and belong to class `k`; `counts` has shape $(n_\text{bins}, K)$ with at least
        one bin, one class and one row.

        Write `question_from_counts(counts)`. The question "is the bin at most $c$?" sends the bins $0, \dots, c$ to the
        left. Find the $c$ that lowers the Gini impurity $i = 1 - \sum_k p_k^2$ most, where the parts count by their
        shares of the rows:

        $$i - a\,i_l - (1-a)\,i_r .$$

        Return the pair `(c, decrease)`. A question that leaves one side without rows is none; if there is no
        question, return `(-1, 0.0)`. A decrease of 0 is allowed; decreases closer than $10^{-9}$ count as equal; among
        equals take the smallest $c$.
    """,
    setup="import numpy as np",
    hints=(
        """
        Which counts do you need for a question, and what has to be added to them when `c` grows by one?
        """,
        r"""
        `np.cumsum(counts, axis=0)` holds the classes on the left of every question; the total minus that is the right
        side. From the class counts $n_k$ of a part with $n$ rows, $n\,i = n - \sum_k n_k^2 / n$.
        """,
        """
        With `left = np.cumsum(counts, axis=0)[:-1]` and `right = counts.sum(axis=0) - left`, the questions allowed are
        those with `(left.sum(axis=1) > 0) & (right.sum(axis=1) > 0)`; compute the decrease for these only.
        """,
    ),
    explanation=r"""
        The counts say all that a question can use: no row is looked at again, however many there are. With $n$ rows in
        the node, $n$ times the decrease is $\sum_k l_k^2/n_l + \sum_k r_k^2/n_r$ minus $\sum_k n_k^2/n$, and one
        running sum gives all $l_k$. The counting itself costs one addition for each row, the search a few operations
        for each bin: a big node needs no sort.
    """,
    variant=r"""
        Compare `sums[c] = (left**2).sum(axis=1) / left.sum(axis=1) + (right**2).sum(axis=1) / right.sum(axis=1)`
        and take the largest: that is the *worth* of the two children by which the book's `level_growth` chooses.
    """,
)


@exercise.stub
def question_from_counts(counts):
    """Return (c, decrease of the Gini impurity); (-1, 0.0) if there is no question."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def question_from_counts(counts):
    """Return (c, decrease of the Gini impurity); (-1, 0.0) if there is no question."""
    total = counts.sum(axis=0)
    n = total.sum()
    left = np.cumsum(counts, axis=0)[:-1]
    right = np.cumsum(counts[::-1], axis=0)[::-1][1:]
    n_left, n_right = left.sum(axis=1), right.sum(axis=1)
    allowed = np.flatnonzero((n_left > 0) & (n_right > 0))
    if len(allowed) == 0:
        return -1, 0.0
    worth = (left[allowed] ** 2).sum(axis=1) / n_left[allowed]
    worth = worth + (right[allowed] ** 2).sum(axis=1) / n_right[allowed]
    decrease = (worth - (total**2).sum() / n) / n
    best = np.flatnonzero(np.isclose(decrease, decrease.max(), rtol=0, atol=1e-9))[0]
    return int(allowed[best]), float(decrease[best])


@exercise.alternative
def question_from_counts(counts):
    def impurity(part):
        return 1 - np.sum((part / part.sum()) ** 2)

    total = counts.sum(axis=0)
    best = (-1, 0.0)
    for c in range(len(counts) - 1):
        left, right = counts[: c + 1].sum(axis=0), counts[c + 1 :].sum(axis=0)
        if left.sum() == 0 or right.sum() == 0:
            continue
        a = left.sum() / total.sum()
        decrease = impurity(total) - a * impurity(left) - (1 - a) * impurity(right)
        if best[0] < 0 or decrease > best[1] + 1e-9:
            best = (c, decrease)
    return best


@exercise.alternative
def question_from_counts(counts):
    rows = counts.tolist()

    def gini(part):
        whole = sum(part)
        return 1 - sum((number / whole) ** 2 for number in part)

    found = []
    for c in range(len(rows) - 1):
        left = [sum(column) for column in zip(*rows[: c + 1])]
        right = [sum(column) for column in zip(*rows[c + 1 :])]
        if sum(left) and sum(right):
            a = sum(left) / (sum(left) + sum(right))
            whole = [one + other for one, other in zip(left, right)]
            gain = gini(whole) - a * gini(left) - (1 - a) * gini(right)
            found.append((c, gain))
    if not found:
        return -1, 0.0
    most = max(gain for _, gain in found)
    return next(one for one in found if one[1] >= most - 1e-9)


@exercise.misconception(
    "Each bin is a candidate part of its own: this bin against all the others.",
    message="""
        You cut out single bins: one against all the rest. The question of a tree is "at most c", so all the bins up to
        `c` go to the left together. What sum does that call for?
    """,
)
def question_from_counts(counts):
    def impurity(part):
        return 1 - np.sum((part / part.sum()) ** 2)

    total = counts.sum(axis=0)
    best = (-1, 0.0)
    for c in range(len(counts) - 1):
        left, right = counts[c], total - counts[c]
        if left.sum() <= 0 or right.sum() <= 0:
            continue
        a = left.sum() / total.sum()
        decrease = impurity(total) - a * impurity(left) - (1 - a) * impurity(right)
        if best[0] < 0 or decrease > best[1] + 1e-9:
            best = (c, decrease)
    return best


@exercise.misconception(
    "The two parts count alike, whatever their size.",
    message="""
        Your two sides count one half each. Then splitting off one single row looks splendid, because it is pure. How
        much of the node does each side hold?
    """,
)
def question_from_counts(counts):
    def impurity(part):
        return 1 - np.sum((part / part.sum()) ** 2)

    total = counts.sum(axis=0)
    best = (-1, 0.0)
    for c in range(len(counts) - 1):
        left, right = counts[: c + 1].sum(axis=0), counts[c + 1 :].sum(axis=0)
        if left.sum() == 0 or right.sum() == 0:
            continue
        decrease = impurity(total) - (impurity(left) + impurity(right)) / 2
        if best[0] < 0 or decrease > best[1] + 1e-9:
            best = (c, decrease)
    return best


@exercise.misconception(
    "Bins count alike: the share of a side is its share of the bins.",
    message="""
        You weigh a side by its number of *bins*. A bin may hold a thousand rows or none; the sides count by their rows.
    """,
)
def question_from_counts(counts):
    def impurity(part):
        return 1 - np.sum((part / part.sum()) ** 2)

    total = counts.sum(axis=0)
    best = (-1, 0.0)
    for c in range(len(counts) - 1):
        left, right = counts[: c + 1].sum(axis=0), counts[c + 1 :].sum(axis=0)
        if left.sum() == 0 or right.sum() == 0:
            continue
        a = (c + 1) / len(counts)
        decrease = impurity(total) - a * impurity(left) - (1 - a) * impurity(right)
        if best[0] < 0 or decrease > best[1] + 1e-9:
            best = (c, decrease)
    return best


@exercise.misconception(
    "A question that sends every row to the left is also a question, with decrease 0.",
    message="""
        You return a question that leaves one side without rows. It parts nothing, and a tree that asked it would never
        stop growing. Look at bins that hold no row, and at a node whose rows share one bin.
    """,
)
def question_from_counts(counts):
    def impurity(part):
        return 1 - np.sum((part / max(part.sum(), 1e-300)) ** 2)

    total = counts.sum(axis=0)
    best = None
    for c in range(len(counts)):
        left, right = counts[: c + 1].sum(axis=0), counts[c + 1 :].sum(axis=0)
        a = left.sum() / total.sum()
        decrease = impurity(total) - a * impurity(left) - (1 - a) * impurity(right)
        if best is None or decrease > best[1] + 1e-9:
            best = (c, decrease)
    return best


@exercise.misconception(
    "The best question makes the fewest mistakes, so the error rate is what to lower.",
    message="""
        You compare numbers of mistakes, one minus the largest share. The task asks for the Gini impurity, which sees
        progress where the majority on both sides stays the same.
    """,
)
def question_from_counts(counts):
    total = counts.sum(axis=0)
    best = (-1, 0.0)
    for c in range(len(counts) - 1):
        left, right = counts[: c + 1].sum(axis=0), counts[c + 1 :].sum(axis=0)
        if left.sum() == 0 or right.sum() == 0:
            continue
        decrease = (left.max() + right.max() - total.max()) / total.sum()
        if best[0] < 0 or decrease > best[1] + 1e-9:
            best = (c, decrease)
    return best


@exercise.misconception(
    "There are only two classes, and the first two columns say it all.",
    message="""
        Right for two classes, wrong for more: you read only the first two columns of the counts. The sum in the Gini
        impurity runs over all of them.
    """,
)
def question_from_counts(counts):
    def impurity(part):
        if part.sum() == 0:
            return 0.0
        return 1 - np.sum((part / part.sum()) ** 2)

    total = counts.sum(axis=0)
    best = (-1, 0.0)
    for c in range(len(counts) - 1):
        left, right = counts[: c + 1].sum(axis=0), counts[c + 1 :].sum(axis=0)
        if left.sum() == 0 or right.sum() == 0:
            continue
        a = left.sum() / total.sum()
        decrease = (
            impurity(total[:2]) - a * impurity(left[:2]) - (1 - a) * impurity(right[:2])
        )
        if best[0] < 0 or decrease > best[1] + 1e-9:
            best = (c, decrease)
    return best


@exercise.misconception(
    "A question has to gain something, or there is none.",
    message="""
        You start from "no question" and only leave it for a gain. A question that gains nothing is allowed all the
        same; "none" is for the case that each would leave a side without rows.
    """,
)
def question_from_counts(counts):
    def impurity(part):
        return 1 - np.sum((part / part.sum()) ** 2)

    total = counts.sum(axis=0)
    best = (-1, 0.0)
    for c in range(len(counts) - 1):
        left, right = counts[: c + 1].sum(axis=0), counts[c + 1 :].sum(axis=0)
        if left.sum() == 0 or right.sum() == 0:
            continue
        a = left.sum() / total.sum()
        decrease = impurity(total) - a * impurity(left) - (1 - a) * impurity(right)
        if decrease > best[1] + 1e-9:
            best = (c, decrease)
    return best


@exercise.misconception(
    "The section's formula for two shares holds for any number of classes.",
    message=r"""
        $2a(1-a)(p_l-p_r)^2$ is the decrease for two classes. With more, every class has its own difference: use
        $i = 1-\sum_k p_k^2$.
    """,
)
def question_from_counts(counts):
    total = counts.sum(axis=0)
    best = (-1, 0.0)
    for c in range(len(counts) - 1):
        left, right = counts[: c + 1].sum(axis=0), counts[c + 1 :].sum(axis=0)
        if left.sum() == 0 or right.sum() == 0:
            continue
        a = left.sum() / total.sum()
        apart = left[-1] / left.sum() - right[-1] / right.sum()
        decrease = 2 * a * (1 - a) * apart**2
        if best[0] < 0 or decrease > best[1] + 1e-9:
            best = (c, decrease)
    return best


@exercise.misconception(
    "Between any two bins there is a question, whether or not rows lie on both sides.",
    message="""
        Your question leaves one side empty, and you divide by its zero rows. That is no question.
    """,
)
def question_from_counts(counts):
    if len(counts) == 1:
        return -1, 0.0
    total = counts.sum(axis=0)
    left = np.cumsum(counts, axis=0)[:-1]
    right = total - left
    n_left, n_right = left.sum(axis=1), right.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = (left**2).sum(axis=1) / n_left + (right**2).sum(axis=1) / n_right
    decrease = (worth - (total**2).sum() / total.sum()) / total.sum()
    if np.isnan(decrease).any():
        return int(np.argmax(decrease)), np.nan
    best = np.flatnonzero(np.isclose(decrease, decrease.max(), rtol=0, atol=1e-9))[0]
    return int(best), float(decrease[best])


@exercise.inputs
def inputs(rng):
    yield (np.array([[3.0, 0.0], [0.0, 2.0]]),)
    yield (np.array([[5.0, 2.0]]),)  # a single bin
    yield (np.array([[0.0, 0.0], [4.0, 1.0], [0.0, 0.0]]),)  # all rows in one bin
    yield (np.array([[2.0], [3.0], [1.0]]),)  # a single class
    yield (np.array([[0.0, 0], [3, 1], [0, 0], [0, 0], [1, 6]]),)  # empty bins
    yield (np.array([[9.0, 1], [8, 3], [7, 3]]),)  # the majority never changes
    yield (np.array([[4.0, 0], [1, 1], [0, 4]]),)  # two equal questions
    yield (np.array([[0.5, 0.25, 0.0], [0.0, 1.5, 0.75], [2.0, 0.0, 0.5]]),)  # weights
    yield (np.array([[1.0, 1, 9], [9, 1, 1], [1, 9, 1]]),)
    for index in range(22):
        shape = int(rng.integers(2, 12)), int(rng.integers(2, 5))
        counts = rng.poisson(rng.gamma(0.5, 6.0, shape)).astype(float)
        counts[rng.random(len(counts)) < 0.2] = 0.0
        counts[rng.integers(len(counts)), rng.integers(shape[1])] += 1.0
        if index % 3 == 0:
            counts *= 0.25
        yield (counts,)


exercise.compare(rtol=1e-7, atol=1e-9)
