"""Compute the mean squared error and its gradient, and refuse the shapes that broadcast."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="mean-squared-error",
    chapter="02_ml_basics",
    section="what-a-loss-says-about-the-world",
    title="A squared error that refuses bad company",
    level=1,
    minutes=8,
    kind="implement",
    concepts=("mean-squared-error", "loss-function"),
    statement=r"""
        Write `squared_loss(target, prediction)` for arrays of one shape, $(n,)$ or $(n, k)$. Return the pair

        $$L = \text{mean of all } (\hat y - y)^2 \quad\text{(a number)}, \qquad \frac{\partial L}{\partial \hat y}
        \quad\text{(an array of the shape of } \hat y).$$

        Raise a `ValueError` if the two shapes differ in any way.
    """,
    setup="import numpy as np",
    hints=(
        "How many numbers are averaged when the arrays have shape $(n, k)$?",
        r"""
        One element of $\hat y$ occurs in exactly one of the squares. Differentiate that square, and do not forget what
        the mean divides by.
        """,
        r"The derivative of $\frac1N(\hat y_i - y_i)^2$ is $\frac2N(\hat y_i-y_i)$, with $N$ = `target.size`.",
    ),
    explanation=r"""
        With $N$ numbers in all, each contributes $\frac1N(\hat y_i-y_i)^2$ and no other term contains $\hat y_i$, so
        the gradient is $\frac2N(\hat y - y)$. The shapes must be compared before the subtraction, because the
        subtraction itself does not complain.
    """,
    variant=r"""
        `np.mean(np.square(prediction - target))` and `2 * (prediction - target) / prediction.size` say it in two
        lines; the check of the shapes is the line that saves your evening.
    """,
)


@exercise.stub
def squared_loss(target, prediction):
    """Return the error and its gradient by the prediction; refuse different shapes."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def squared_loss(target, prediction):
    """Return the error and its gradient by the prediction; refuse different shapes."""
    if target.shape != prediction.shape:
        raise ValueError(f"wanted one shape, got {target.shape} and {prediction.shape}")
    difference = prediction - target
    return np.mean(difference**2), 2 * difference / difference.size


@exercise.alternative
def squared_loss(target, prediction):
    if np.shape(target) != np.shape(prediction):
        raise ValueError("different shapes")
    error = (prediction - target).ravel()
    return float(error @ error / len(error)), (2 / len(error) * error).reshape(
        prediction.shape
    )


@exercise.alternative
def squared_loss(target, prediction):
    if target.shape != prediction.shape:
        raise ValueError("different shapes")
    total, gradient = 0.0, np.zeros(prediction.shape)
    for place in np.ndindex(prediction.shape):
        miss = float(prediction[place]) - float(target[place])
        total += miss * miss / prediction.size
        gradient[place] = 2 * miss / prediction.size
    return total, gradient


@exercise.misconception(
    "NumPy would complain if the two arrays did not belong together.",
    message="""
        Your numbers are right for equal shapes, but a column beside a row goes through without a word: NumPy stretches
        both into a table of all pairs. Compare the shapes yourself, before you subtract.
    """,
)
def squared_loss(target, prediction):
    difference = prediction - target
    return np.mean(difference**2), 2 * difference / difference.size


@exercise.misconception(
    "Shapes that hold equally many numbers can be flattened and then compared.",
    message="""
        You flatten both, so a row and a column of equal length pass as if they belonged together. The task wants every
        difference in shape refused: whoever passes a column by mistake should hear of it.
    """,
)
def squared_loss(target, prediction):
    if target.size != prediction.size:
        raise ValueError("different sizes")
    difference = prediction - target.reshape(prediction.shape)
    return np.mean(difference**2), 2 * difference / difference.size


@exercise.misconception(
    "The gradient of a mean of squares is twice the difference.",
    message="""
        Your gradient is that of the *sum* of squares. The mean divides the loss by the number of elements, and with it
        the gradient.
    """,
)
def squared_loss(target, prediction):
    if target.shape != prediction.shape:
        raise ValueError("different shapes")
    difference = prediction - target
    return np.mean(difference**2), 2 * difference


@exercise.misconception(
    "A mean over an array of shape (n, k) divides by the number of rows.",
    message="""
        For several outputs your gradient divides by the number of rows only, while the loss is the mean of *all*
        numbers in the array. The two must use the same count.
    """,
)
def squared_loss(target, prediction):
    if target.shape != prediction.shape:
        raise ValueError("different shapes")
    difference = prediction - target
    return np.mean(difference**2), 2 * difference / len(difference)


@exercise.misconception(
    "The mean squared error has a half in front, which makes the gradient simple.",
    message="""
        You used the convention with one half in front of the square. Many books do, and then loss and gradient are
        both half as large; the definition here has no half.
    """,
)
def squared_loss(target, prediction):
    if target.shape != prediction.shape:
        raise ValueError("different shapes")
    difference = prediction - target
    return np.mean(difference**2) / 2, difference / difference.size


@exercise.misconception(
    "The gradient is the target minus the prediction, the direction in which the prediction should go.",
    message="""
        Your gradient points in the direction of the *improvement*. A gradient points to where the loss grows; descent
        then goes the other way.
    """,
)
def squared_loss(target, prediction):
    if target.shape != prediction.shape:
        raise ValueError("different shapes")
    difference = target - prediction
    return np.mean(difference**2), 2 * difference / difference.size


@exercise.inputs
def inputs(rng):
    yield np.array([1.0, 2.0]), np.array([1.0, 4.0])
    yield np.array([3.0]), np.array([3.0])
    yield (
        np.array([1.0, 2.0, 3.0]),
        np.array([[1.0], [2.0], [3.0]]),
    )  # broadcasts to a table
    yield np.array([[1.0], [2.0]]), np.array([1.0, 2.0])
    yield np.array([1.0, 2.0]), np.array([1.0])  # broadcasts to a row
    yield np.array([[1, 2], [3, 4]]), np.array([[1, 0], [3, 8]])  # whole numbers
    for _ in range(22):
        shape = (
            (int(rng.integers(2, 9)),)
            if rng.random() < 0.5
            else (int(rng.integers(2, 6)), int(rng.integers(2, 5)))
        )
        target = rng.normal(size=shape)
        yield target, target + rng.normal(scale=10.0 ** rng.uniform(-1, 1), size=shape)


exercise.compare(rtol=1e-8, atol=1e-12)
