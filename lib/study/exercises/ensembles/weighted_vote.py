"""Count a weighted vote that may end without a winner."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="weighted-vote",
    chapter="03_ensembles",
    section="votes",
    title="A vote that may end without a winner",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("voting",),
    statement=r"""
        Write `decide_votes(labels, weights, n_classes, quota)`. `labels` has the shape (members, rows) and holds class
        numbers from 0 to `n_classes - 1`; `weights` holds one whole number for each member, none below zero and not
        all zero.

        A class wins a row if **two** conditions hold: its weight is larger than that of every other class, and it is
        *more than* `quota` times the weight of all members together. Otherwise the row is rejected.

        Return the winners as an integer array of shape (rows,), with $-1$ for each rejected row. With `quota = 0` and
        no tie this is the weighted plurality; with `quota = 0.5` it is the absolute majority.
    """,
    setup="import numpy as np",
    hints=(
        "What do you need to know of a row before you can say who wins: one number for each member, or for each class?",
        r"""
        Make a table with one line for each row and one column for each class, and add each member's weight in the
        column that it voted for. Then look at the largest entry of each line, and at how often it occurs.
        """,
        r"""
        `np.eye(n_classes)[labels]` has the shape (members, rows, classes) with a one for each vote; weighted and summed
        over the members it is the table.
        """,
    ),
    explanation=r"""
        Everything follows from the table of totals. A tie is a line whose maximum stands there twice; `argmax` would
        hide it by taking the class with the smaller number. The quota refers to the weight of *all* members: a class
        that has more than half of it has more than all others together, so with `quota = 0.5` there can be no tie.
    """,
    variant=r"""
        With the two largest totals of each line, `np.sort(totals, axis=1)[:, -2:]`, the first condition reads: the
        last is larger than the one before it.
    """,
)


@exercise.stub
def decide_votes(labels, weights, n_classes, quota):
    """Return the class that wins each row, or -1."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def decide_votes(labels, weights, n_classes, quota):
    """Return the class that wins each row, or -1."""
    totals = np.zeros((labels.shape[1], n_classes))
    for votes, weight in zip(labels, weights):
        totals[np.arange(len(votes)), votes] += weight
    largest = totals.max(axis=1)
    alone = np.sum(totals == largest[:, None], axis=1) == 1
    enough = largest > quota * np.sum(weights)
    return np.where(alone & enough, totals.argmax(axis=1), -1)


@exercise.alternative
def decide_votes(labels, weights, n_classes, quota):
    totals = np.tensordot(weights, np.eye(n_classes)[labels], axes=1)
    second, first = np.sort(totals, axis=1)[:, -2:].T
    clear = (first > second) & (first > quota * np.sum(weights))
    return np.where(clear, np.argmax(totals, axis=1), -1)


@exercise.alternative
def decide_votes(labels, weights, n_classes, quota):
    winners = []
    for votes in labels.T:
        total = [0] * n_classes
        for vote, weight in zip(votes, weights):
            total[vote] += weight
        best = max(total)
        won = total.count(best) == 1 and best > quota * sum(weights)
        winners.append(total.index(best) if won else -1)
    return np.array(winners)


@exercise.misconception(
    "Each member has one vote, and the weights only settle a tie.",
    message="""
        You count heads. A member of weight 3 should count as three members of weight 1 do, in every row and not only
        where there is a tie.
    """,
)
def decide_votes(labels, weights, n_classes, quota):
    heads = np.eye(n_classes)[labels].sum(axis=0)
    largest = heads.max(axis=1)
    alone = np.sum(heads == largest[:, None], axis=1) == 1
    return np.where(alone & (largest > quota * len(labels)), heads.argmax(axis=1), -1)


@exercise.misconception(
    "The quota is a share of the number of members.",
    message="""
        The totals are sums of weights, but you compare them with a share of the *number* of members. Measure both sides
        in the same unit: what is the largest total that a class could reach?
    """,
)
def decide_votes(labels, weights, n_classes, quota):
    totals = np.tensordot(weights, np.eye(n_classes)[labels], axes=1)
    second, first = np.sort(totals, axis=1)[:, -2:].T
    clear = (first > second) & (first > quota * len(weights))
    return np.where(clear, totals.argmax(axis=1), -1)


@exercise.misconception(
    "Exactly half of the vote is already a majority.",
    message="""
        A class that has exactly the quota wins with you. The rule asks for *more than* the quota; with exactly half of
        the weight the other half may stand against it.
    """,
)
def decide_votes(labels, weights, n_classes, quota):
    totals = np.tensordot(weights, np.eye(n_classes)[labels], axes=1)
    second, first = np.sort(totals, axis=1)[:, -2:].T
    clear = (first > second) & (first >= quota * np.sum(weights))
    return np.where(clear, totals.argmax(axis=1), -1)


@exercise.misconception(
    "The largest total always belongs to one class, which argmax finds.",
    message="""
        Two classes can share the largest total. Then there is no winner by the rule, but `argmax` quietly takes the
        class with the smaller number. Reject such a row.
    """,
)
def decide_votes(labels, weights, n_classes, quota):
    totals = np.tensordot(weights, np.eye(n_classes)[labels], axes=1)
    enough = totals.max(axis=1) > quota * np.sum(weights)
    return np.where(enough, totals.argmax(axis=1), -1)


@exercise.misconception(
    "Where members disagree, the one with the largest weight decides.",
    message="""
        You let the heaviest member decide. Two lighter members that agree may weigh more together than it does alone:
        add up before you compare.
    """,
)
def decide_votes(labels, weights, n_classes, quota):
    return labels[np.argmax(weights)]


@exercise.inputs
def inputs(rng):
    yield np.array([[3], [3], [8]]), np.array([1, 1, 1]), 10, 0.5
    yield np.array([[0], [1]]), np.array([2, 2]), 2, 0.0  # a tie
    yield (
        np.array([[1, 0], [1, 0], [0, 1]]),
        np.array([1, 1, 3]),
        2,
        0.5,
    )  # weight beats number
    yield np.array([[2], [2], [1], [0]]), np.array([1, 1, 1, 1]), 3, 0.5  # exactly half
    yield np.array([[2, 1, 0]]), np.array([5]), 4, 0.9  # one member
    yield (
        np.array([[0, 1], [1, 1]]),
        np.array([0, 1]),
        3,
        0.75,
    )  # a member without weight
    for _ in range(24):
        members, rows = int(rng.integers(2, 8)), int(rng.integers(1, 9))
        n_classes = int(rng.integers(2, 5))
        weights = rng.integers(0, 4, members)
        weights[int(rng.integers(members))] += 1
        yield (
            rng.integers(0, n_classes, (members, rows)),
            weights,
            n_classes,
            float(rng.choice([0.0, 0.25, 0.5, 0.75])),
        )
