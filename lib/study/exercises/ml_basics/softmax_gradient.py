"""Derive the gradient of the softmax cross-entropy."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="softmax-gradient",
    chapter="02_ml_basics",
    section="from-numbers-to-classes",
    title="The gradient of many classes",
    level=2,
    minutes=15,
    kind="derive",
    concepts=("classification-task", "loss-function"),
    statement=r"""
        Row $i$ of `logits`, shape $(n, K)$, holds the scores of one sample, and `labels[i]` is its class, an integer
        from $0$ to $K-1$. With

        $$p_{ik} = \frac{e^{z_{ik}}}{\sum_j e^{z_{ij}}}, \qquad L = -\frac1n\sum_i \log p_{i,\,y_i},$$

        derive $\partial L/\partial z_{ik}$ on paper and write `class_gradient(logits, labels)`, which returns it as an
        array of shape $(n, K)$. It must be finite for logits up to $\pm 1000$ and must not change its arguments.
    """,
    setup="import numpy as np",
    hints=(
        r"""
        Write $-\log p_{i,y_i}$ as a difference of two terms. In which of them does $z_{ik}$ occur, if $k$ is not the
        true class?
        """,
        r"""
        $\log\sum_j e^{z_j}$ has the derivative $e^{z_k}/\sum_j e^{z_j}$ by $z_k$, for every $k$. The other term,
        $-z_y$, adds something at one place only.
        """,
        r"""
        Subtract each row's largest logit, take the exponential, divide by the row's sum; then subtract one at
        `[np.arange(n), labels]` of that *new* array, and remember what the mean divides by.
        """,
    ),
    explanation=r"""
        $\ell_i = \log\sum_j e^{z_{ij}} - z_{i,y_i}$. The first term gives $p_{ik}$ for every class, the second $-1$
        for the true one, the mean a factor $1/n$: $\frac1n(p_{ik} - [k = y_i])$. Each row adds up to zero, as it must:
        adding the same number to all logits of a row changes no probability, so the loss may not change in that
        direction. Subtracting the row's largest logit uses the same freedom to keep the exponentials from overflowing.
    """,
    variant=r"""
        With a one-hot matrix $Y$ it is one line, $(P - Y)/n$, and for the weights of a linear model $Z = XW$ the chain
        rule gives $\nabla_W L = X^\top(P-Y)/n$: least squares in another dress.
    """,
)


@exercise.stub
def class_gradient(logits, labels):
    """Return the gradient of the mean cross-entropy by the logits, shape (n, K)."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def class_gradient(logits, labels):
    """Return the gradient of the mean cross-entropy by the logits, shape (n, K)."""
    n = len(labels)
    growth = np.exp(logits - logits.max(axis=1, keepdims=True))
    gradient = growth / growth.sum(axis=1, keepdims=True)
    gradient[np.arange(n), labels] -= 1
    return gradient / n


@exercise.alternative
def class_gradient(logits, labels):
    n, n_classes = logits.shape
    log_p = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
    return (np.exp(log_p) - np.eye(n_classes)[labels]) / n


@exercise.alternative
def class_gradient(logits, labels):
    n, n_classes = logits.shape
    result = np.zeros((n, n_classes))
    for i in range(n):
        for k in range(n_classes):
            with np.errstate(over="ignore"):
                probability = 1 / np.sum(np.exp(logits[i] - logits[i, k]))
            result[i, k] = (probability - (1 if k == labels[i] else 0)) / n
    return result


@exercise.misconception(
    "Only the logit of the true class occurs in the loss, so only it has a gradient.",
    message="""
        Your gradient is zero for every class but the true one. The other logits occur in the loss too: they stand in
        the denominator, so raising one of them lowers the probability of the true class.
    """,
)
def class_gradient(logits, labels):
    n = len(labels)
    growth = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = growth / growth.sum(axis=1, keepdims=True)
    gradient = np.zeros(logits.shape)
    gradient[np.arange(n), labels] = (p[np.arange(n), labels] - 1) / n
    return gradient


@exercise.misconception(
    "The derivative of the softmax is p(1 - p) as for the sigmoid, so it multiplies the gradient.",
    message="""
        You multiplied by p(1 - p), the slope of one probability by its own logit. In the chain rule the logarithm
        divides by p again, and the slopes *between* the classes take part. Differentiate the logarithm of the fraction
        as a whole.
    """,
)
def class_gradient(logits, labels):
    n = len(labels)
    growth = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = growth / growth.sum(axis=1, keepdims=True)
    y = np.eye(logits.shape[1])[labels]
    return (p - y) * p * (1 - p) / n


@exercise.misconception(
    "The gradient of the mean loss is the same as that of each sample's loss.",
    message="""
        Each row is right up to a factor: this is the gradient of the *sum* over the samples. The loss is their mean.
    """,
)
def class_gradient(logits, labels):
    growth = np.exp(logits - logits.max(axis=1, keepdims=True))
    return growth / growth.sum(axis=1, keepdims=True) - np.eye(logits.shape[1])[labels]


@exercise.misconception(
    "The gradient of the loss points to where the loss gets smaller.",
    message="""
        Your gradient points downhill: it is the step, one for the true class minus the probability. A gradient points
        to where the loss grows; raising the logit of a wrong class makes it grow.
    """,
)
def class_gradient(logits, labels):
    growth = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = growth / growth.sum(axis=1, keepdims=True)
    return (np.eye(logits.shape[1])[labels] - p) / len(labels)


@exercise.misconception(
    "Indexing with all rows and the labels picks one entry in each row.",
    message="""
        With a colon for the rows, one is subtracted in *every* row at *every* label that occurs. Pair each row with
        its own label: `[np.arange(n), labels]`.
    """,
)
def class_gradient(logits, labels):
    growth = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = growth / growth.sum(axis=1, keepdims=True)
    p[:, labels] -= 1
    return p / len(labels)


@exercise.misconception(
    "The probabilities of a batch are normalised over the whole array.",
    message="""
        Your probabilities add up to one over the whole array. Each *row* is one sample and must add up to one for
        itself: along which axis do you divide?
    """,
)
def class_gradient(logits, labels):
    growth = np.exp(logits - logits.max())
    return (growth / growth.sum() - np.eye(logits.shape[1])[labels]) / len(labels)


@exercise.misconception(
    "The exponentials can be taken as in the formula, since the fraction stays between 0 and 1.",
    message="""
        The formula is right, but its numerator and denominator both leave the range of floating-point numbers before
        the fraction is taken, and infinity divided by infinity is not a number. Which change to a row of logits leaves
        its probabilities as they are?
    """,
)
def class_gradient(logits, labels):
    with np.errstate(over="ignore", invalid="ignore"):
        growth = np.exp(logits)
        return (
            growth / growth.sum(axis=1, keepdims=True) - np.eye(logits.shape[1])[labels]
        ) / len(labels)


@exercise.misconception(
    "One number is enough to keep the exponentials of the whole array from overflowing: its largest logit.",
    message="""
        You subtract the largest logit of the *whole array*. A row that lies far below it then has exponentials that
        are all zero, and zero divided by zero is not a number. Each row is a sample of its own and has its own largest
        logit.
    """,
)
def class_gradient(logits, labels):
    growth = np.exp(logits - logits.max())
    with np.errstate(invalid="ignore"):
        return (
            growth / growth.sum(axis=1, keepdims=True) - np.eye(logits.shape[1])[labels]
        ) / len(labels)


@exercise.misconception(
    "A mean over samples and classes divides by the number of entries.",
    message="""
        You divide by the number of entries of the array. The loss is a mean over *samples*: each of them pays once,
        however many classes there are.
    """,
)
def class_gradient(logits, labels):
    growth = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (
        growth / growth.sum(axis=1, keepdims=True) - np.eye(logits.shape[1])[labels]
    ) / logits.size


@exercise.inputs
def inputs(rng):
    yield np.array([[0.0, 0.0]]), np.array([0])
    yield np.array([[0.0, 0.0, 0.0]]), np.array([1])
    yield np.array([[1000.0, -1000.0], [1000.0, -1000.0]]), np.array([0, 1])
    yield np.array([[2.0], [3.0]]), np.array([0, 0])  # one class: nothing to learn
    yield np.array([[-1000.0, -1001.0]]), np.array([1])
    yield (
        np.array([[1000.0, 1000.0], [-1000.0, -1000.0]]),
        np.array([0, 1]),
    )  # rows of very different size
    for _ in range(22):
        n, n_classes = int(rng.integers(1, 7)), int(rng.integers(2, 6))
        yield (
            rng.normal(scale=10.0 ** rng.uniform(-1, 2), size=(n, n_classes)),
            rng.integers(0, n_classes, n),
        )


exercise.compare(rtol=1e-7, atol=1e-11)
