"""Find why a reported loss changes with the size of the batches."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="average-of-averages",
    chapter="04_fully_connected",
    section="training-with-a-closed-box",
    title="A loss that changes with the size of the batches",
    level=2,
    minutes=10,
    kind="find-the-bug",
    concepts=("cross-entropy-loss",),
    statement=r"""
        The function below reports the mean cross-entropy (in nats) and the accuracy over all rows. It goes through
        `scores`, shape $(N, K)$, and `labels`, shape $(N,)$, in batches, because a large network would not fit into
        memory otherwise. A colleague notices that the two numbers change when only `batch_size` does.

        **The mistake is in how the batches are put together, and it is made twice.** Find and repair it. Scores are
        small here, so there is no overflow.
    """,
    setup="import numpy as np",
    hints=(
        "Seven rows in batches of three: how many rows are in each batch, and how much does each batch count?",
        """
        A row of the last batch shares its batch's weight with fewer neighbours. Add up over *rows*, and divide once, at
        the end.
        """,
        "Collect `np.sum(...)` of each batch instead of its mean; what is divided at the end is then `len(labels)`.",
    ),
    explanation=r"""
        With 7 rows and batches of 3 the batches have 3, 3 and 1 rows. A mean of the three means gives the single row
        the weight $\frac13$ instead of $\frac17$. Sums have no such trouble. With shuffled training rows the effect
        hides as noise; on an evaluation set in a fixed order it is the same wrong number each time.
    """,
    variant=r"""
        Or weigh each batch's mean by its number of rows: `np.average(means, weights=sizes)`. Libraries that drop the
        last batch avoid the bias too, but then some rows are never judged.
    """,
)


@exercise.stub
def report(scores, labels, batch_size):
    """Return (mean loss, accuracy) over all rows. One mistake, made twice."""
    losses, hits = [], []
    for start in range(0, len(labels), batch_size):
        z, y = scores[start : start + batch_size], labels[start : start + batch_size]
        loss = np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]
        losses.append(np.mean(loss))
        hits.append(np.mean(z.argmax(axis=1) == y))
    return np.mean(losses), np.mean(hits)


@exercise.reference
def report(scores, labels, batch_size):
    """Return (mean loss, accuracy) over all rows."""
    losses, hits = [], []
    for start in range(0, len(labels), batch_size):
        z, y = scores[start : start + batch_size], labels[start : start + batch_size]
        loss = np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]
        losses.append(np.sum(loss))
        hits.append(np.sum(z.argmax(axis=1) == y))
    return np.sum(losses) / len(labels), np.sum(hits) / len(labels)


@exercise.alternative
def report(scores, labels, batch_size):
    means, hits, sizes = [], [], []
    for start in range(0, len(labels), batch_size):
        z, y = scores[start : start + batch_size], labels[start : start + batch_size]
        means.append(np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]))
        hits.append(np.mean(z.argmax(axis=1) == y))
        sizes.append(len(y))
    return np.average(means, weights=sizes), np.average(hits, weights=sizes)


@exercise.alternative
def report(scores, labels, batch_size):
    right = scores[np.arange(len(labels)), labels]
    by_row = np.logaddexp.reduce(scores, axis=1) - right  # all rows fit in here
    return by_row.mean(), (scores.argmax(axis=1) == labels).mean()


@exercise.misconception(
    "An incomplete batch is best left out.",
    message="""
        You leave the rows of an incomplete batch out. Then the batches agree with each other, but those rows are never
        judged.
    """,
)
def report(scores, labels, batch_size):
    losses, hits = [], []
    n_full = max(len(labels) // batch_size * batch_size, min(batch_size, len(labels)))
    for start in range(0, n_full, batch_size):
        z, y = scores[start : start + batch_size], labels[start : start + batch_size]
        losses.append(np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]))
        hits.append(np.mean(z.argmax(axis=1) == y))
    return np.mean(losses), np.mean(hits)


@exercise.misconception(
    "A sum over batches divided by the number of batches times their size is the mean over rows.",
    message="""
        You divide by the number of batches times the batch size. The last batch may be smaller: how many rows are
        there in all?
    """,
)
def report(scores, labels, batch_size):
    loss_sum, hit_sum, n_batches = 0.0, 0.0, 0
    for start in range(0, len(labels), batch_size):
        z, y = scores[start : start + batch_size], labels[start : start + batch_size]
        loss_sum += np.sum(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y])
        hit_sum += np.sum(z.argmax(axis=1) == y)
        n_batches += 1
    return loss_sum / (n_batches * batch_size), hit_sum / (n_batches * batch_size)


@exercise.misconception(
    "Only the loss suffers; an accuracy is a share, and shares may be averaged.",
    message="""
        The loss is right now. The accuracy is put together from the same batches, and a share of a small batch counts
        too much just the same.
    """,
)
def report(scores, labels, batch_size):
    losses, hits = [], []
    for start in range(0, len(labels), batch_size):
        z, y = scores[start : start + batch_size], labels[start : start + batch_size]
        losses.append(np.sum(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]))
        hits.append(np.mean(z.argmax(axis=1) == y))
    return np.sum(losses) / len(labels), np.mean(hits)


@exercise.misconception(
    "Only the accuracy suffers; a mean loss is a mean already.",
    message="""
        The accuracy is right now. The loss is put together from the same batches, and the mean of a small batch counts
        too much just the same.
    """,
)
def report(scores, labels, batch_size):
    losses, hits = [], []
    for start in range(0, len(labels), batch_size):
        z, y = scores[start : start + batch_size], labels[start : start + batch_size]
        losses.append(np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]))
        hits.append(np.sum(z.argmax(axis=1) == y))
    return np.mean(losses), np.sum(hits) / len(labels)


@exercise.misconception(
    "The loss of a batch is divided by the number of its scores.",
    message="""
        You average over rows *and* classes. Each row pays once, however many classes there are.
    """,
)
def report(scores, labels, batch_size):
    losses, hits = [], []
    for start in range(0, len(labels), batch_size):
        z, y = scores[start : start + batch_size], labels[start : start + batch_size]
        losses.append(np.sum(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]))
        hits.append(np.sum(z.argmax(axis=1) == y))
    return np.sum(losses) / scores.size, np.sum(hits) / len(labels)


@exercise.misconception(
    "The sum of the losses is the loss.",
    message="""
        You report sums. They no longer depend on the batches, but they grow with the number of rows: a mean was asked
        for.
    """,
)
def report(scores, labels, batch_size):
    by_row = np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(labels)), labels]
    return np.sum(by_row), np.sum(scores.argmax(axis=1) == labels)


@exercise.inputs
def inputs(rng):
    scores, labels = rng.normal(size=(7, 3)), rng.integers(0, 3, 7)
    yield scores, labels, 3
    yield scores, labels, 7  # one full batch
    yield scores, labels, 100  # one batch, not full
    yield scores, labels, 1
    yield np.array([[2.0, -1.0]]), np.array([1]), 4  # one row
    for _ in range(22):
        n, k = int(rng.integers(2, 30)), int(rng.integers(2, 6))
        size = 10.0 ** rng.uniform(-1, 1)
        yield (
            rng.normal(scale=size, size=(n, k)),
            rng.integers(0, k, n),
            int(rng.integers(1, n + 3)),
        )


exercise.compare(rtol=1e-8, atol=1e-12)
