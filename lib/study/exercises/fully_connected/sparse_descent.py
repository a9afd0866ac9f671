"""Descend to a sparse linear model with proximal steps, the intercept left free."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="sparse-descent",
    chapter="04_fully_connected",
    section="holding-it-back-regularization",
    title="Steps that land on zero",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("l1-regularization",),
    statement=r"""
        Write `sparse_steps(X, y, strength, rate, n_steps)`: proximal descent on

        $$\frac1{2n}\sum_{i=1}^n(x_i\cdot w + b - y_i)^2 + \lambda\sum_j\lvert w_j\rvert .$$

        `X` has the shape $(n, d)$, `y` the shape $(n,)$; `strength` is $\lambda$, `rate` is $\eta$. Start from zeros.
        In each of the `n_steps` steps compute both gradients at the old weights, step with the whole of `X`, and let
        small weights land on zero exactly. The bias $b$ is not penalised. Return the pair `(w, b)`, `w` of shape
        $(d,)$. Change no argument.
    """,
    setup="import numpy as np",
    hints=(
        "Which part of the sum has a slope everywhere, and what takes care of the other part?",
        r"""
        Step on the squared error alone. Then apply the soft threshold to the weights: towards zero by an amount, and
        no further than zero. By how much in one step of length $\eta$?
        """,
        "With `z` the weights after the step, `np.sign(z) * np.maximum(np.abs(z) - rate * strength, 0)`.",
    ),
    explanation=r"""
        The proximal step minimises $\frac1{2\eta}(w-z)^2+\lambda\lvert w\rvert$ for each weight, which is the soft
        threshold with the amount $\eta\lambda$: per step only as much as the step is long. The bias shifts all
        predictions and cannot overfit in the way a weight can, so it goes free.
    """,
    variant=r"""
        `z - np.clip(z, -rate * strength, rate * strength)` is the same threshold: it takes off the amount, or all of
        the weight where that is less.
    """,
)


@exercise.stub
def sparse_steps(X, y, strength, rate, n_steps):
    """Return (w, b) after n_steps proximal steps from zero."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def sparse_steps(X, y, strength, rate, n_steps):
    """Return (w, b) after n_steps proximal steps from zero."""
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(n_steps):
        r = X @ w + b - y
        z = w - rate * X.T @ r / len(y)
        b = b - rate * r.mean()
        w = np.sign(z) * np.maximum(np.abs(z) - rate * strength, 0)
    return w, b


@exercise.alternative
def sparse_steps(X, y, strength, rate, n_steps):
    ones = np.column_stack([X, np.ones(len(y))])  # the bias as a last weight
    amount = np.append(np.full(X.shape[1], rate * strength), 0.0)
    w = np.zeros(X.shape[1] + 1)
    for _ in range(n_steps):
        w = w - rate / len(y) * ones.T @ (ones @ w - y)
        w = w - np.clip(w, -amount, amount)
    return w[:-1], w[-1]


@exercise.alternative
def sparse_steps(X, y, strength, rate, n_steps):
    n, d = X.shape
    w, b = [0.0] * d, 0.0
    for _ in range(n_steps):
        r = [sum(X[i, j] * w[j] for j in range(d)) + b - y[i] for i in range(n)]
        for j in range(d):
            z = w[j] - rate * sum(X[i, j] * r[i] for i in range(n)) / n
            if z > rate * strength:
                w[j] = z - rate * strength
            elif z < -rate * strength:
                w[j] = z + rate * strength
            else:
                w[j] = 0.0
        b -= rate * sum(r) / n
    return np.array(w), b


@exercise.misconception(
    "The slope of the penalty is its sign, so adding it to the gradient descends on the whole sum.",
    message="""
        Your steps add the slope of the penalty. Near zero that slope does not get smaller, so your weights jump back
        and forth over zero and never stay there.
    """,
)
def sparse_steps(X, y, strength, rate, n_steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(n_steps):
        r = X @ w + b - y
        w = w - rate * (X.T @ r / len(y) + strength * np.sign(w))
        b = b - rate * r.mean()
    return w, b


exercise.slip(
    "The threshold is the strength of the penalty, however long the step is.",
    ("rate * strength", "strength"),
    message="""
        Your threshold takes the whole strength off in every single step. With a hundred times shorter steps the weights
        would be pulled a hundred times harder; the pull must be as long as the step.
    """,
)

exercise.slip(
    "Small weights are set to zero and the others are left as they are.",
    (
        "np.sign(z) * np.maximum(np.abs(z) - rate * strength, 0",
        "np.where(np.abs(z) > rate * strength, z, 0.0",
    ),
    message="""
        Small weights do land on zero, but your large ones pay nothing. An L1 penalty has the same price for the next
        bit of any weight, large or small.
    """,
)


@exercise.misconception(
    "The bias is a parameter like the others and pays the same price.",
    message="""
        You penalise the bias as well. The statement's sum runs over the weights only.
    """,
)
def sparse_steps(X, y, strength, rate, n_steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(n_steps):
        r = X @ w + b - y
        z = w - rate * X.T @ r / len(y)
        c = b - rate * r.mean()
        w = np.sign(z) * np.maximum(np.abs(z) - rate * strength, 0)
        b = np.sign(c) * np.maximum(np.abs(c) - rate * strength, 0)
    return w, b


@exercise.misconception(
    "The threshold makes the weights sparse, so it is enough to apply it once, after training.",
    message="""
        You descend without the penalty and cut at the end. Then the weights that stay never learn to take over from
        those that go.
    """,
)
def sparse_steps(X, y, strength, rate, n_steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(n_steps):
        r = X @ w + b - y
        w = w - rate * X.T @ r / len(y)
        b = b - rate * r.mean()
    return np.sign(w) * np.maximum(np.abs(w) - strength, 0), b


exercise.slip(
    "The gradient of the data term is summed over the rows.",
    ("r / len(y)", "r"),
    ("r.mean", "r.sum"),
    message="""
        Your data pull n times too hard: the squared errors in the statement are averaged, so their gradient is as well.
    """,
)

exercise.slip(
    "The gradient of a mean of squares has a factor of two.",
    ("z = w - rate * X.T @ r / len(y)", "z = w - rate * 2 * X.T @ r / len(y)"),
    ("r.mean", "2 * r.mean"),
    message="""
        Your data pull twice too hard. The statement divides by 2n: the two of the derivative cancels.
    """,
)


@exercise.misconception(
    "The bias may be moved first and the weights after it.",
    message="""
        You move the bias before you compute the weights' gradient. Both gradients belong to the same old point.
    """,
)
def sparse_steps(X, y, strength, rate, n_steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(n_steps):
        b = b - rate * (X @ w + b - y).mean()
        z = w - rate * X.T @ (X @ w + b - y) / len(y)
        w = np.sign(z) * np.maximum(np.abs(z) - rate * strength, 0)
    return w, b


@exercise.inputs
def inputs(rng):
    X = np.array([[1.0, 0.2], [-1.0, 0.1], [0.5, -0.3], [-0.5, 0.4]])
    y = np.array([3.0, -1.0, 2.0, 0.5])
    yield X, y, 0.3, 0.5, 20
    yield X, y, 0.0, 0.3, 10  # no penalty
    yield X, y, 50.0, 0.3, 10  # nothing is worth its price
    yield X, y, 0.2, 0.3, 0  # no step
    yield -X, y, 0.2, 0.1, 1
    for _ in range(22):
        n, d = int(rng.integers(4, 9)), int(rng.integers(2, 5))
        X = rng.standard_normal((n, d))
        w = np.where(rng.random(d) < 0.5, 0.0, 2 * rng.standard_normal(d))
        y = X @ w + 1 + 0.3 * rng.standard_normal(n)
        rate = 0.5 / np.maximum(1.0, np.linalg.norm(X, 2) ** 2 / n)
        yield X, y, float(rng.uniform(0.1, 0.5)), float(rate), int(rng.integers(5, 30))


exercise.compare(rtol=1e-6, atol=1e-9)
