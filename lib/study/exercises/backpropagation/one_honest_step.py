"""Write one training step whose slopes all belong to the same weights."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="one-honest-step",
    chapter="05_backpropagation",
    section="then-and-only-then-the-update",
    title="One honest step",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("parameter-update", "backpropagation", "forward-propagation"),
    statement=r"""
        A network of two layers predicts $M$ numbers from each row of `X`:

        $$A = \tanh(XW_1^\top + b_1), \qquad \hat Y = AW_2^\top + b_2, \qquad
        \mathcal L = \frac1{2B}\sum_{s=1}^B\sum_m(\hat Y_{sm} - Y_{sm})^2 .$$

        Write `one_step(theta, X, Y, eta)` for `theta = [W1, b1, W2, b2]`: run forward, run back, and return the
        *new* list $\theta - \eta\,\partial\mathcal L/\partial\theta$. Change no argument: the old weights are
        still needed by the caller. `X` has the shape $(B, n)$, `W1` $(K, n)$, `b1` $(K,)$, `W2` $(M, K)$, `b2`
        $(M,)$, `Y` $(B, M)$.
    """,
    setup="import numpy as np",
    hints=(
        r"At which weights do all four slopes belong? When is the last moment that the old $W_2$ is needed?",
        r"""
        Three parts, in this order: forward with what you will need again; the four slopes; then four
        subtractions, each into a new array.
        """,
        r"`delta1 = (delta2 @ W2) * (1 - A**2)` must see the old `W2`: write `return [p - eta * g ...]` at the end.",
    ),
    explanation=r"""
        $\Delta_2 = (\hat Y - Y)/B$ and $\Delta_1 = (\Delta_2W_2)\odot(1-A^2)$ are computed with the weights of
        the forward pass; $\Delta^\top A$ and column sums give the slopes. The update comes last and builds new
        arrays, so nobody who holds the old ones is surprised. With the new $W_2$ in $\Delta_1$ the first
        layer's slope would be off in proportion to $\eta$: small enough to go unnoticed, and no gradient of
        anything.
    """,
    variant=r"""
        `W2 -= eta * g` updates in place and saves memory; optimizers in libraries do that, after *all* slopes
        are known.
    """,
)


@exercise.stub
def one_step(theta, X, Y, eta):
    """Return the new [W1, b1, W2, b2] after one step of descent."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def one_step(theta, X, Y, eta):
    """Return the new [W1, b1, W2, b2] after one step of descent."""
    W1, b1, W2, b2 = theta
    A = np.tanh(X @ W1.T + b1)
    delta2 = (A @ W2.T + b2 - Y) / len(X)
    delta1 = (delta2 @ W2) * (1 - A**2)
    slopes = [delta1.T @ X, delta1.sum(axis=0), delta2.T @ A, delta2.sum(axis=0)]
    return [p - eta * slope for p, slope in zip(theta, slopes)]


@exercise.alternative
def one_step(theta, X, Y, eta):
    W1, b1, W2, b2 = [p.copy() for p in theta]
    Z = X @ W1.T + b1
    error = (np.tanh(Z) @ W2.T + b2 - Y) / X.shape[0]
    back = error @ W2 / np.cosh(Z) ** 2
    W2 -= eta * error.T @ np.tanh(Z)
    b2 -= eta * error.sum(axis=0)
    W1 -= eta * back.T @ X
    b1 -= eta * back.sum(axis=0)
    return [W1, b1, W2, b2]


@exercise.alternative
def one_step(theta, X, Y, eta):
    W1, b1, W2, b2 = theta
    slopes = [np.zeros(p.shape) for p in theta]
    for x, y in zip(X, Y):
        a = np.tanh(W1 @ x + b1)
        delta2 = (W2 @ a + b2 - y) / len(X)
        delta1 = (W2.T @ delta2) * (1 - a**2)
        slopes[0] += np.outer(delta1, x)
        slopes[1] += delta1
        slopes[2] += np.outer(delta2, a)
        slopes[3] += delta2
    return [p - eta * slope for p, slope in zip(theta, slopes)]


@exercise.misconception(
    "Each layer is updated as soon as its slope is known.",
    message="""
        The second layer is right; the first got its slope through a matrix that had already moved. The way back
        needs the weights of the forward pass: compute all slopes, then update.
    """,
)
def one_step(theta, X, Y, eta):
    W1, b1, W2, b2 = theta
    A = np.tanh(X @ W1.T + b1)
    delta2 = (A @ W2.T + b2 - Y) / len(X)
    W2 = W2 - eta * delta2.T @ A
    b2 = b2 - eta * delta2.sum(axis=0)
    delta1 = (delta2 @ W2) * (1 - A**2)
    W1 = W1 - eta * delta1.T @ X
    b1 = b1 - eta * delta1.sum(axis=0)
    return [W1, b1, W2, b2]


@exercise.misconception(
    "The freshest weights give the best slope, so run forward again after the output layer's update.",
    message="""
        You ran forward again between the two updates. Then the two layers' slopes belong to different points,
        and the step is not against the gradient of either.
    """,
)
def one_step(theta, X, Y, eta):
    W1, b1, W2, b2 = theta
    A = np.tanh(X @ W1.T + b1)
    delta2 = (A @ W2.T + b2 - Y) / len(X)
    W2 = W2 - eta * delta2.T @ A
    b2 = b2 - eta * delta2.sum(axis=0)
    delta2 = (A @ W2.T + b2 - Y) / len(X)
    delta1 = (delta2 @ W2) * (1 - A**2)
    W1 = W1 - eta * delta1.T @ X
    b1 = b1 - eta * delta1.sum(axis=0)
    return [W1, b1, W2, b2]


exercise.slip(
    "The update moves the weights along the gradient.",
    (
        "return [p - eta * slope for p, slope in zip(theta, slopes)]",
        "return [p + eta * slope for p, slope in zip(theta, slopes)]",
    ),
    message="""
        Your step goes along the gradient, and the loss grows. Which way does the gradient point?
    """,
)


@exercise.misconception(
    "Only the weights are learned; the biases keep their values.",
    message="""
        The matrices are right, the biases have not moved. They are parameters like the others, with the column
        sums of the error terms as their slopes.
    """,
)
def one_step(theta, X, Y, eta):
    W1, b1, W2, b2 = theta
    A = np.tanh(X @ W1.T + b1)
    delta2 = (A @ W2.T + b2 - Y) / len(X)
    delta1 = (delta2 @ W2) * (1 - A**2)
    return [W1 - eta * delta1.T @ X, b1.copy(), W2 - eta * delta2.T @ A, b2.copy()]


exercise.slip(
    "Every layer divides its slope by the size of the batch.",
    (
        "delta1 = (delta2 @ W2) * (1 - A**2)",
        "delta1 = (delta2 @ W2) * (1 - A**2) / len(X)",
    ),
    message="""
        The last layer is right, the first is divided by the batch size twice. The factor of the mean is in the
        first error term, and the others inherit it.
    """,
)

exercise.slip(
    "The loss sums over the batch, so the slopes do as well.",
    ("(A @ W2.T + b2 - Y) / len(X)", "A @ W2.T + b2 - Y"),
    message="""
        Every step is too long by the number of samples. The loss is a mean over the batch.
    """,
)

exercise.slip(
    "Going back through a layer is the product with its matrix alone.",
    ("(delta2 @ W2) * (1 - A**2)", "delta2 @ W2"),
    message="""
        Missing slope of the activation: the product with W2 is the slope by A. Between A and the first layer's z
        stands a tanh.
    """,
)


@exercise.misconception(
    "The slope of a bias is the mean of its column of error terms.",
    message="""
        The matrices are right, the biases move too little. The first error term holds the 1/B of the mean already: a
        bias, which all samples share, collects the *sum* of its column.
    """,
)
def one_step(theta, X, Y, eta):
    W1, b1, W2, b2 = theta
    A = np.tanh(X @ W1.T + b1)
    delta2 = (A @ W2.T + b2 - Y) / len(X)
    delta1 = (delta2 @ W2) * (1 - A**2)
    slopes = [delta1.T @ X, delta1.mean(axis=0), delta2.T @ A, delta2.mean(axis=0)]
    return [p - eta * slope for p, slope in zip(theta, slopes)]


exercise.slip(
    "The way back transposes the matrix that the way forward used.",
    ("delta1 = (delta2 @ W2) * (1 - A**2)", "delta1 = (delta2 @ W2.T) * (1 - A**2)"),
    message="""
        You go back through W2 transposed. Forward, the row of A met W2 transposed already; turned round once more it is
        W2 itself. Where both layers have one width the shapes do not object, and the slopes are wrong all the same.
    """,
)

exercise.slip(
    "The mean of a squared error divides by the number of entries.",
    ("len(X)", "Y.size"),
    message="""
        You divide by the number of entries of the array. This loss is a mean over *samples*, and a plain sum over the
        outputs of one sample.
    """,
)


@exercise.misconception(
    "The result of a backward pass is what was asked.",
    message="""
        These are the slopes. Asked are the new weights: one subtraction each.
    """,
)
def one_step(theta, X, Y, eta):
    W1, b1, W2, b2 = theta
    A = np.tanh(X @ W1.T + b1)
    delta2 = (A @ W2.T + b2 - Y) / len(X)
    delta1 = (delta2 @ W2) * (1 - A**2)
    return [delta1.T @ X, delta1.sum(axis=0), delta2.T @ A, delta2.sum(axis=0)]


exercise.slip(
    "The slope of a square has a two, whatever stands in front.",
    (
        "delta2 = (A @ W2.T + b2 - Y) / len(X)",
        "delta2 = 2 * (A @ W2.T + b2 - Y) / len(X)",
    ),
    message="""
        Every step is twice too long: the one half before the sum is there to meet the two of the square.
    """,
)


@exercise.inputs
def inputs(rng):
    def case(B, n, K, M, eta):
        theta = [
            rng.normal(size=(K, n)),
            rng.normal(size=K),
            rng.normal(size=(M, K)),
            rng.normal(size=M),
        ]
        return theta, rng.normal(size=(B, n)), rng.normal(size=(B, M)), eta

    yield case(1, 1, 1, 1, 0.1)
    yield case(1, 3, 2, 1, 0.5)  # one sample
    yield case(4, 3, 1, 2, 1.0)  # one hidden neuron
    yield case(3, 2, 4, 1, 0.0)  # a step of no length
    yield case(3, 3, 3, 3, 2.0)  # a long step
    for _ in range(20):
        B, n, K, M = rng.integers(2, 6, size=4)
        yield case(B, n, K, M, float(rng.uniform(0.05, 1.0)))


exercise.compare(rtol=1e-7, atol=1e-10)
