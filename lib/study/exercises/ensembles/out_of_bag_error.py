"""Compute the out-of-bag error of a vote from what was drawn and what was predicted."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="out-of-bag-error",
    chapter="03_ensembles",
    section="drawing-the-data-again",
    title="Judged only by strangers",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("bootstrap-sampling", "bagging"),
    statement=r"""
        $B$ models were trained on bootstrap samples of the same $n$ rows. `counts[b, i]` says how often row $i$ was
        drawn for model $b$, and `predictions[b, i]` is the label that model $b$ gives to row $i$, a whole number from
        0. `y` holds the true labels, shape $(n,)$.

        Write `oob_share_wrong(counts, predictions, y)`: each row gets the label named most often by the models that did
        *not* see it, among equals the smallest label. Return the share of wrong labels.

        Rows that every model has seen cannot be judged and are left out. If no row is left, raise a `ValueError`.
    """,
    setup="import numpy as np",
    hints=(
        """
        Take one row. Which of the models may vote on it, and how do you read that from `counts`? What if there is no
        such model?
        """,
        """
        For each label count the votes of the models with `counts == 0`, one row at a time or for all rows at once.
        Then compare the winner with `y`, but only for rows with at least one vote.
        """,
        """
        `unseen = counts == 0`; `votes = [((predictions == label) & unseen).sum(axis=0) for label in ...]`;
        `np.argmax(votes, axis=0)` takes the first, so the smallest, of equals; `unseen.any(axis=0)` marks the rows that
        can be judged.
        """,
    ),
    explanation=r"""
        A model that saw a row has also seen its answer, so its vote is worth nothing as evidence. Leaving these votes
        out makes each row a test row, for a crowd of about $B/e$ models. The labels are those of the *vote*, not of
        single models: the error of the average model is larger, since voting is the point of the crowd. A row with no
        voter is no mistake and no success; for a few dozen models there is hardly any, as $(1-1/e)^B$ is small.
    """,
    variant=r"""
        With probabilities in place of labels, average them over the same models: this is what
        `oob_decision_function_` holds.
    """,
)


@exercise.stub
def oob_share_wrong(counts, predictions, y):
    """Return the share of wrong out-of-bag votes.

    counts, predictions: shape (n_models, n_rows); y: shape (n_rows,), labels from 0.
    """
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def oob_share_wrong(counts, predictions, y):
    """Return the share of wrong out-of-bag votes."""
    unseen = counts == 0
    judged = unseen.any(axis=0)
    if not judged.any():
        raise ValueError("every model has seen every row")
    labels = np.unique(predictions)
    votes = [
        np.count_nonzero((predictions == label) & unseen, axis=0) for label in labels
    ]
    told = labels[np.argmax(votes, axis=0)]
    return np.mean(told[judged] != y[judged])


@exercise.alternative
def oob_share_wrong(counts, predictions, y):
    n_wrong = n_judged = 0
    for i in range(len(y)):
        votes = predictions[counts[:, i] == 0, i]
        if len(votes):
            n_judged += 1
            n_wrong += int(np.bincount(votes).argmax() != y[i])
    if n_judged == 0:
        raise ValueError("no row is out of bag")
    return n_wrong / n_judged


@exercise.alternative
def oob_share_wrong(counts, predictions, y):
    wrong = []
    for drawn, told, answer in zip(counts.T.tolist(), predictions.T.tolist(), y):
        votes = [label for times, label in zip(drawn, told) if times == 0]
        if votes:
            winner = min(set(votes), key=lambda label: (-votes.count(label), label))
            wrong.append(winner != answer)
    if not wrong:
        raise ValueError("no row is out of bag")
    return float(sum(wrong) / len(wrong))


@exercise.misconception(
    "The error of the vote on the rows that the models were trained on is the out-of-bag error.",
    message="""
        You let all models vote on every row. Most of them have seen it, answer included. Which entry of `counts` tells
        that a model does not know a row?
    """,
)
def oob_share_wrong(counts, predictions, y):
    if not (counts == 0).any():
        raise ValueError("no row is out of bag")
    votes = [
        (predictions == label).sum(axis=0) for label in range(predictions.max() + 1)
    ]
    return np.mean(np.argmax(votes, axis=0) != y)


@exercise.misconception(
    "A row should be judged by the models that were trained on it.",
    message="""
        Your voters are exactly the models that *have* drawn the row. Turn the condition around: a row is judged by
        strangers.
    """,
)
def oob_share_wrong(counts, predictions, y):
    seen = counts > 0
    if seen.all():
        raise ValueError("no row is out of bag")
    judged = seen.any(axis=0)
    votes = [
        ((predictions == label) & seen).sum(axis=0)
        for label in range(predictions.max() + 1)
    ]
    return np.mean(np.argmax(votes, axis=0)[judged] != y[judged])


@exercise.misconception(
    "The out-of-bag error of the crowd is the mean error of single models on the rows they did not draw.",
    message="""
        You score each model by itself on its unseen rows. That is the error of one member. The crowd's error needs a
        vote on each row first, and one comparison with the answer after it.
    """,
)
def oob_share_wrong(counts, predictions, y):
    unseen = counts == 0
    if not unseen.any():
        raise ValueError("no row is out of bag")
    return np.mean((predictions != y)[unseen])


@exercise.misconception(
    "A row without any out-of-bag vote gets the label 0, as an empty count of votes gives.",
    message="""
        Your rows without a voter get a label anyway: the largest of several zeros is found at label 0. Nobody has voted
        on them, so they must not be counted.
    """,
)
def oob_share_wrong(counts, predictions, y):
    unseen = counts == 0
    if not unseen.any():
        raise ValueError("no row is out of bag")
    votes = [
        ((predictions == label) & unseen).sum(axis=0)
        for label in range(predictions.max() + 1)
    ]
    return np.mean(np.argmax(votes, axis=0) != y)


@exercise.misconception(
    "The number of mistakes is divided by the number of all rows.",
    message="""
        You leave out the rows without a voter when you count mistakes, but not when you divide. A share of which rows
        is it?
    """,
)
def oob_share_wrong(counts, predictions, y):
    unseen = counts == 0
    judged = unseen.any(axis=0)
    if not judged.any():
        raise ValueError("no row is out of bag")
    votes = [
        ((predictions == label) & unseen).sum(axis=0)
        for label in range(predictions.max() + 1)
    ]
    told = np.argmax(votes, axis=0)
    return np.sum(told[judged] != y[judged]) / len(y)


@exercise.misconception(
    "The label in the middle of the votes is the label named most often.",
    message="""
        You take the mean or the median of the labels. That works for two labels at best: three labels have no order in
        which the middle one would be a compromise. Count how often each is named.
    """,
)
def oob_share_wrong(counts, predictions, y):
    wrong = []
    for i in range(len(y)):
        votes = predictions[counts[:, i] == 0, i]
        if len(votes):
            wrong.append(int(np.median(votes)) != y[i])
    if not wrong:
        raise ValueError("no row is out of bag")
    return np.mean(wrong)


@exercise.misconception(
    "The labels that can be named are the labels of these rows.",
    message="""
        A model may name a label that none of these rows has. Such a vote is a mistake and must be counted; where do
        your labels come from?
    """,
)
def oob_share_wrong(counts, predictions, y):
    unseen = counts == 0
    judged = unseen.any(axis=0)
    if not judged.any():
        raise ValueError("no row is out of bag")
    votes = [
        ((predictions == label) & unseen).sum(axis=0)
        for label in range(int(y.max()) + 1)
    ]
    return np.mean(np.argmax(votes, axis=0)[judged] != y[judged])


@exercise.misconception(
    "There are two labels, so the vote is whether the mean of the labels is above one half.",
    message="""
        The section had two labels, 0 and 1, and could compare a mean with one half. Here labels run from 0 on: count
        how often each is named.
    """,
)
def oob_share_wrong(counts, predictions, y):
    wrong = []
    for i in range(len(y)):
        votes = predictions[counts[:, i] == 0, i]
        if len(votes):
            wrong.append(int(votes.mean() > 0.5) != y[i])
    if not wrong:
        raise ValueError("no row is out of bag")
    return np.mean(wrong)


@exercise.inputs
def inputs(rng):
    yield np.array([[0, 2], [1, 1]]), np.array([[1, 0], [0, 0]]), np.array([1, 1])
    yield np.array([[1, 1], [2, 0]]), np.array([[0, 1], [1, 0]]), np.array([1, 0])
    yield np.array([[1, 1], [1, 1]]), np.array([[0, 1], [0, 1]]), np.array([0, 1])
    never = np.array([[0, 0, 3]] * 2)  # the last row is in every bag
    yield never, np.array([[0, 1, 1], [1, 2, 0]]), np.array([0, 2, 1])
    # a label that no row has
    yield np.array([[0, 0], [0, 1]]), np.array([[2, 1], [2, 0]]), np.array([0, 1])
    yield (
        np.zeros((5, 2), dtype=int),
        np.array([[0, 2], [0, 0], [2, 0], [2, 2], [2, 1]]),
        np.array([2, 0]),
    )
    for _ in range(24):
        n, n_models = int(rng.integers(4, 16)), int(rng.integers(1, 9))
        n_labels = int(rng.integers(2, 5))
        rows = rng.integers(0, n, (n_models, n))
        counts = np.array([np.bincount(one, minlength=n) for one in rows])
        y = rng.integers(0, n_labels, n)
        guess = rng.integers(0, n_labels, (n_models, n))
        knows = (counts > 0) | (rng.random((n_models, n)) < 0.4)
        yield counts, np.where(knows, y, guess), y
