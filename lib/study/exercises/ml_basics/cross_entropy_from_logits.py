"""Compute the binary cross-entropy and its gradient from logits, without overflow."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="cross-entropy-from-logits",
    chapter="02_ml_basics",
    section="what-a-loss-says-about-the-world",
    title="A cross-entropy that never overflows",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("binary-cross-entropy",),
    statement=r"""
        Write `logit_loss(logits, happened)` for two arrays of shape $(n,)$: real logits $z_i$ and targets $y_i \in
        \{0, 1\}$. Return a pair

        $$L = \frac1n\sum_i \Big(\log(1+e^{z_i}) - y_i z_i\Big) \quad\text{(a number)}, \qquad
        \frac{\partial L}{\partial z_i} \quad\text{(an array of shape } (n,)).$$

        Both must be exact and finite for logits as large as $\pm 1000$, with no warning from NumPy: the check takes one
        for an error.
    """,
    setup="import numpy as np",
    hints=(
        r"""
        Which of the two pieces, $\log(1+e^{z})$ and the sigmoid inside the gradient, can overflow, and for which sign
        of $z$?
        """,
        r"""
        Take the larger of $0$ and $z$ out of $\log(1+e^z)$: what is left only needs $e^{-|z|}$, which is never larger
        than one. The sigmoid can be written with the same $e^{-|z|}$, in one way for $z\ge0$ and in another for $z<0$.
        """,
        r"""
        With `small = np.exp(-np.abs(logits))` the first piece is `np.maximum(logits, 0) + np.log1p(small)`, and the
        probability is `np.where(logits >= 0, 1, small) / (1 + small)`. The gradient of a *mean* has a factor in front.
        """,
    ),
    explanation=r"""
        Both pieces are written with $e^{-|z|}\in(0,1]$, so nothing can overflow. The derivative of $\log(1+e^z)$ is
        $\sigma(z)$, that of $yz$ is $y$, and the mean divides each by $n$: the gradient is $(p_i - y_i)/n$. `np.log1p`
        keeps the digits that `np.log(1 + small)` would lose when `small` is tiny.
    """,
    variant=r"""
        `np.logaddexp(0, z)` is $\log(e^0+e^z)$ computed in just this way, and $\sigma(z) = e^{-\log(1+e^{-z})}$, so
        `np.exp(-np.logaddexp(0, -z))` is a sigmoid that cannot overflow either.
    """,
)


@exercise.stub
def logit_loss(logits, happened):
    """Return the mean binary cross-entropy in nats and its gradient by each logit.

    logits: array of shape (n,); happened: array of 0 and 1, shape (n,).
    """
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def logit_loss(logits, happened):
    """Return the mean binary cross-entropy in nats and its gradient by each logit."""
    small = np.exp(-np.abs(logits))
    loss = np.mean(np.maximum(logits, 0) + np.log1p(small) - happened * logits)
    probability = np.where(logits >= 0, 1, small) / (1 + small)
    return loss, (probability - happened) / len(logits)


@exercise.alternative
def logit_loss(logits, happened):
    loss = np.mean(np.logaddexp(0, logits) - happened * logits)
    return loss, (np.exp(-np.logaddexp(0, -logits)) - happened) / len(logits)


@exercise.alternative
def logit_loss(logits, happened):
    total, gradient = 0.0, np.zeros(len(logits))
    for i, (z, y) in enumerate(zip(logits, happened)):
        wrong_way = -z if y == 1 else z
        decay = np.exp(-abs(wrong_way))
        total += max(wrong_way, 0.0) + np.log1p(decay)
        push = (1.0 if wrong_way >= 0 else decay) / (1.0 + decay)
        gradient[i] = (-push if y == 1 else push) / len(logits)
    return total / len(logits), gradient


@exercise.misconception(
    "The formula of the book can be typed in as it stands; a computer knows large numbers.",
    message="""
        Your formulas are right, but an exponential of a large logit leaves the range of floating-point numbers: NumPy
        warns, and infinity or NaN comes out. Rewrite both pieces so that no exponent is ever positive.
    """,
)
def logit_loss(logits, happened):
    loss = np.mean(np.log(1 + np.exp(logits)) - happened * logits)
    return loss, (1 / (1 + np.exp(-logits)) - happened) / len(logits)


@exercise.misconception(
    "Only the loss needs care; the sigmoid stays between 0 and 1, whatever its exponential does.",
    message="""
        Your loss is safe. Your sigmoid overflows for very negative logits and happens to come out right, because one
        over infinity is 0; write it with np.exp(-np.abs(logits)) too.
    """,
)
def logit_loss(logits, happened):
    loss = np.mean(np.logaddexp(0, logits) - happened * logits)
    return loss, (1 / (1 + np.exp(-logits)) - happened) / len(logits)


@exercise.misconception(
    "Clipping the probabilities away from 0 and 1 makes the loss safe without changing it.",
    message="""
        Clipping keeps the numbers finite but changes them: beyond the clip the loss stops growing, so a model that is
        hopelessly wrong pays no more than one that is merely wrong. The exact loss at a logit of 1000 is 1000.
    """,
)
def logit_loss(logits, happened):
    p = np.clip(1 / (1 + np.exp(-logits)), 1e-12, 1 - 1e-12)
    loss = -np.mean(happened * np.log(p) + (1 - happened) * np.log(1 - p))
    return loss, (p - happened) / len(logits)


@exercise.misconception(
    "The gradient of a mean is the gradient of each term.",
    message="""
        The loss is right. Your gradient belongs to the *sum* of the losses: when the loss is a mean over n samples,
        how much of each sample's own gradient arrives?
    """,
)
def logit_loss(logits, happened):
    return np.mean(np.logaddexp(0, logits) - happened * logits), np.exp(
        -np.logaddexp(0, -logits)
    ) - happened


@exercise.misconception(
    "The gradient of the loss points to where the loss gets smaller.",
    message="""
        Your gradient has the sign of the *step*, target minus prediction. A gradient points uphill: raising the logit
        of an event that did not happen makes the loss larger.
    """,
)
def logit_loss(logits, happened):
    gradient = (happened - np.exp(-np.logaddexp(0, -logits))) / len(logits)
    return np.mean(np.logaddexp(0, logits) - happened * logits), gradient


@exercise.misconception(
    "The gradient by the logit carries a factor p(1 - p), the slope of the sigmoid.",
    message="""
        The factor p(1 - p) is the sigmoid's slope, and it does occur in the chain rule; but the slope of the logarithm
        brings the same factor below the line, and they cancel. Differentiate the form with the logit, not the one with
        p.
    """,
)
def logit_loss(logits, happened):
    p = np.exp(-np.logaddexp(0, -logits))
    return np.mean(np.logaddexp(0, logits) - happened * logits), (p - happened) * p * (
        1 - p
    ) / len(logits)


@exercise.trial
def trial(answer, logits, happened):
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        return answer(logits, happened)


@exercise.inputs
def inputs(rng):
    yield np.array([0.0]), np.array([1])
    yield np.array([1000.0]), np.array([0])
    yield np.array([-1000.0]), np.array([0])
    yield np.array([1000.0, -1000.0]), np.array([0, 1])  # as wrong as can be
    yield np.array([1000.0, -1000.0]), np.array([1, 0])  # as right as can be
    yield np.array([-36.0, 36.0]), np.array([0, 1])  # where 1 + small is 1
    for _ in range(22):
        n = int(rng.integers(1, 9))
        yield (
            rng.normal(scale=10.0 ** rng.uniform(-1, 2.5), size=n),
            rng.integers(0, 2, n),
        )


exercise.compare(rtol=1e-8, atol=1e-13)
