"""Split the error of many fits into squared bias and variance."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="decompose-error",
    chapter="02_ml_basics",
    section="bias-and-variance",
    title="Split the error of many fits",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("bias-variance",),
    statement=r"""
        The same model was fitted to $R$ training sets, and each fit $\hat f_1, \dots, \hat f_R$ was evaluated at the
        same points $x_1, \dots, x_n$. Row $r$ of `predictions` holds the values of fit $r$; `truth` holds $f(x_i)$,
        the function without noise.

        Write `split_error(predictions, truth)`. It returns two numbers, in this order, each averaged over the points:

        $$\text{bias}^2 = \frac1n \sum_{i=1}^{n} \bigl(\bar f(x_i) - f(x_i)\bigr)^2$$

        $$\text{variance} = \frac1n \sum_{i=1}^{n} \frac1R \sum_{r=1}^{R} \bigl(\hat f_r(x_i) - \bar f(x_i)\bigr)^2$$

        where $\bar f(x_i) = \frac1R \sum_{r=1}^{R} \hat f_r(x_i)$ is the mean prediction at a point. (Divide by $R$, so
        that the parts add up exactly; the section divides by $R-1$, which is unbiased.)

        NumPy would stretch a `truth` of another shape to fit, without a word, and return nonsense. So raise a
        `ValueError` unless `truth` has exactly the shape $(n,)$.
    """,
    setup="import numpy as np",
    hints=(
        """
        Take one single point $x_i$, that is, one column of `predictions`. Which number says where the fits lie *on
        average* there, and which says how far they lie *from each other*? Which of the two needs `truth`?
        """,
        """
        First reduce over the fits, one column at a time: this gives a mean curve with one value for each point. The
        squared bias compares that curve with `truth`; the variance compares every fit with that curve. Only at the
        very end average over the points.
        """,
        """
        `mean_fit = predictions.mean(axis=0)` has shape $(n,)$. The squared bias is the mean of
        `(mean_fit - truth) ** 2`; what stands in the place of `truth` for the variance?
        """,
    ),
    explanation=r"""
        Axis 0 runs over the fits, so `mean(axis=0)` is the curve $\bar f$ that all fits share on average. Its
        difference from the truth is systematic: no further training set of the same size would remove it. The spread of
        the fits around $\bar f$ is what the luck of the draw adds, and the truth does not occur in it. Squaring
        comes *before* averaging over points, since a curve that is too high here and too low there is wrong in both
        places.
    """,
    variant=r"""
        The two parts add up exactly: `((predictions - truth) ** 2).mean()` equals bias$^2$ + variance, because the
        cross term $\sum_r (\hat f_r - \bar f)(\bar f - f)$ vanishes at each point. So the variance can be had as
        that mean minus bias$^2$, and the sum is a check on any code that computes both.
    """,
)


@exercise.stub
def split_error(predictions, truth):
    """Return (bias squared, variance), each averaged over the points.

    predictions: array of shape (n_fits, n_points); truth: array of shape (n_points,).
    """
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def split_error(predictions, truth):
    """Return (bias squared, variance), each averaged over the points."""
    if truth.shape != predictions.shape[1:]:
        raise ValueError(
            f"truth must have shape {predictions.shape[1:]}, got {truth.shape}"
        )
    mean_fit = predictions.mean(axis=0)
    bias_squared = ((mean_fit - truth) ** 2).mean()
    variance = ((predictions - mean_fit) ** 2).mean()
    return bias_squared, variance


@exercise.alternative
def split_error(predictions, truth):
    n_fits, n_points = predictions.shape
    if truth.shape != (n_points,):
        raise ValueError("truth must hold one value for each point")
    bias_squared = 0.0
    variance = 0.0
    for i in range(n_points):
        column = predictions[:, i]
        centre = sum(column) / n_fits
        bias_squared += (centre - truth[i]) ** 2 / n_points
        for value in column:
            variance += (value - centre) ** 2 / (n_fits * n_points)
    return float(bias_squared), float(variance)


@exercise.alternative
def split_error(predictions, truth):
    if np.shape(truth) != (np.shape(predictions)[1],):
        raise ValueError("truth has the wrong shape")
    errors = predictions - truth
    bias_squared = np.mean(np.mean(errors, axis=0) ** 2)
    return bias_squared, np.mean(errors**2) - bias_squared


@exercise.misconception(
    "The variance of a model is the spread of its predictions around the truth.",
    message="""
        Your second number is the whole squared error: it measures every fit from the truth, so it contains the bias
        once more. Variance asks how much the fits disagree *with each other*. It must stay the same if you add a
        constant to `truth`; try that.
    """,
)
def split_error(predictions, truth):
    if truth.shape != predictions.shape[1:]:
        raise ValueError("wrong shape")
    bias_squared = ((predictions.mean(axis=0) - truth) ** 2).mean()
    variance = ((predictions - truth) ** 2).mean()
    return bias_squared, variance


@exercise.misconception(
    "Each single fit has a bias, so the squared bias is the average of the squared errors of the fits.",
    message="""
        You square the error of each fit and then average, so luck that pushes one fit up and another down still
        counts in your bias. Bias is what is left when the luck has been averaged out: which operation must come
        first, the mean over the fits or the square?
    """,
)
def split_error(predictions, truth):
    if truth.shape != predictions.shape[1:]:
        raise ValueError("wrong shape")
    bias_squared = ((predictions - truth) ** 2).mean()
    variance = predictions.var(axis=0).mean()
    return bias_squared, variance


@exercise.misconception(
    "Bias is one number for the whole curve: the mean prediction minus the mean truth, then squared.",
    message="""
        Your bias lets a curve that is too high at one point make up for being too low at another, and calls it
        unbiased. A straight line through a parabola would come out with almost no bias. At each point the deviation
        has to count for itself, before the points are averaged.
    """,
)
def split_error(predictions, truth):
    if truth.shape != predictions.shape[1:]:
        raise ValueError("wrong shape")
    bias = predictions.mean() - truth.mean()
    variance = predictions.var(axis=0).mean()
    return bias**2, variance


@exercise.misconception(
    "Variance says how much a fitted curve goes up and down along the points.",
    message="""
        Your variance is taken along each row, so it measures how much one curve moves between points; a steep but
        perfectly stable model would get a large one. Fix a point instead: what varies there when the training set is
        drawn anew? Look at which axis of `predictions` that is.
    """,
)
def split_error(predictions, truth):
    if truth.shape != predictions.shape[1:]:
        raise ValueError("wrong shape")
    bias_squared = ((predictions.mean(axis=0) - truth) ** 2).mean()
    variance = predictions.var(axis=1).mean()
    return bias_squared, variance


@exercise.misconception(
    "The variance is the variance of all predicted numbers taken together.",
    message="""
        You take the spread of all numbers in the table around one overall mean. That mixes two things: how the fits
        differ at a point, and how the curve itself differs from point to point. Only the first is the variance of
        the model. If all fits were the same curve, what should come out, and what does yours give?
    """,
)
def split_error(predictions, truth):
    if truth.shape != predictions.shape[1:]:
        raise ValueError("wrong shape")
    bias_squared = ((predictions.mean(axis=0) - truth) ** 2).mean()
    return bias_squared, predictions.var()


@exercise.misconception(
    "A variance computed from data must be divided by the number of values minus one.",
    message="""
        You divide by one less than the number of fits. That corrects an *estimate* for the variance of a larger
        population; here the formula of the task averages over the fits at hand, with their full number below.
        Compare: bias squared plus variance must give the mean of `(predictions - truth) ** 2`, and with yours the
        sum is too large.
    """,
)
def split_error(predictions, truth):
    if truth.shape != predictions.shape[1:]:
        raise ValueError("wrong shape")
    bias_squared = ((predictions.mean(axis=0) - truth) ** 2).mean()
    variance = predictions.var(axis=0, ddof=1).mean()
    return bias_squared, variance


@exercise.misconception(
    "The mean prediction is the mean of each fit, taken along its row.",
    message="""
        Your mean runs over the points, so it gives one number for each fit. The mean curve has one number *for each
        point*: which axis of `predictions` counts the fits?
    """,
)
def split_error(predictions, truth):
    if truth.shape != predictions.shape[1:]:
        raise ValueError("wrong shape")
    mean_fit = predictions.mean(axis=1)
    return ((mean_fit - truth) ** 2).mean(), ((predictions - mean_fit) ** 2).mean()


@exercise.misconception(
    "The mean prediction is one number, the mean of the whole table.",
    message="""
        Your mean runs over everything, fits and points, so it flattens the mean curve to one level. That curve has one
        number *for each point*: which axis of `predictions` counts the fits?
    """,
)
def split_error(predictions, truth):
    if truth.shape != predictions.shape[1:]:
        raise ValueError("wrong shape")
    mean_fit = predictions.mean()
    return ((mean_fit - truth) ** 2).mean(), ((predictions - mean_fit) ** 2).mean()


@exercise.misconception(
    "A truth with as many entries as there are points has the right shape.",
    message="""
        You compare lengths; a column of the right length still passes, and NumPy stretches it into a table. Compare
        the whole shape.
    """,
)
def split_error(predictions, truth):
    if len(truth) != predictions.shape[1]:
        raise ValueError("wrong length")
    mean_fit = predictions.mean(axis=0)
    return ((mean_fit - truth) ** 2).mean(), ((predictions - mean_fit) ** 2).mean()


@exercise.misconception(
    "If the subtraction runs without an error, the two arrays belong together.",
    message="""
        Your numbers are right wherever the shapes are, but a `truth` of another shape goes through unnoticed.
        Ask for the shape before you compute: a `truth` of shape (1,) or (n, 1) is stretched without a word.
    """,
)
def split_error(predictions, truth):
    mean_fit = predictions.mean(axis=0)
    return ((mean_fit - truth) ** 2).mean(), ((predictions - mean_fit) ** 2).mean()


@exercise.inputs
def inputs(rng):
    yield np.array([[1.0, 2.0], [3.0, 6.0], [5.0, 4.0]]), np.array([2.0, 5.0])
    yield (
        np.array([[1.0, 4.0, 2.0]]),
        np.array([0.0, 4.0, 5.0]),
    )  # one fit: nothing varies
    yield np.array([[2.0], [4.0], [9.0]]), np.array([3.0])  # one point
    yield (
        np.array([[1.5, -2.0], [1.5, -2.0]]),
        np.array([1.5, -2.0]),
    )  # every fit is the truth
    yield np.array([[1, 2, 3], [3, 0, 5]]), np.array([1, 1, 1])  # whole numbers
    yield (
        np.array([[1.0, 2.0], [3.0, 4.0]]),
        np.array([[1.0], [2.0]]),
    )  # would broadcast
    yield np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0])  # would broadcast too
    for _ in range(22):
        n_fits, n_points = int(rng.integers(2, 13)), int(rng.integers(2, 9))
        scale = 10.0 ** rng.uniform(-1, 1)
        truth = scale * rng.normal(size=n_points)
        yield (
            truth + scale * (rng.normal() + rng.normal(size=(n_fits, n_points))),
            truth,
        )


exercise.compare(rtol=1e-7, atol=1e-9)
