"""Find the planted bugs in a descent loop."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="descent-step",
    chapter="02_ml_basics",
    section="linear-models-solved-and-descended",
    title="A training loop out of step",
    level=2,
    minutes=15,
    kind="find-the-bug",
    concepts=("training-procedure", "linear-model"),
    statement=r"""
        `fit_line(x, y, lr, n_steps)` should fit $\hat y = wx + b$ by gradient descent on the mean squared error,
        starting from $w = b = 0$, and return the pair $(w, b)$ after `n_steps` steps. It runs, its loss even falls,
        but after `n_steps` steps it does not stand where gradient descent stands. **One thing is wrong.** Derive both
        gradients on paper, compare line by line, and repair it.
    """,
    setup="import numpy as np",
    hints=(
        "Which numbers should both gradients of one step be computed from: those before the step, or after half of it?",
        r"""
        Gradient descent evaluates $\nabla L$ at *one* point $(w_t, b_t)$ and then moves both coordinates. Follow the
        values of `w` through one pass of the loop.
        """,
        "Compute the second gradient before the first update: the error must not change between the two.",
    ),
    explanation=r"""
        Both partial derivatives belong to the same point. The planted bug updates $w$ first and then measures the
        error again for $b$. That is a different algorithm (one coordinate after the other). It even ends *on* the
        least-squares line if it runs long enough, which is why the bug hides so well, but after a fixed number of
        steps it stands elsewhere, and its steps are not the gradient's.
    """,
    variant=r"""
        With a column of ones there is nothing to get out of step: `beta = beta - lr * 2 / n * A.T @ (A @ beta - y)`
        updates both numbers at once.
    """,
)


@exercise.stub
def fit_line(x, y, lr, n_steps):
    """Fit y = w x + b by descent on the mean squared error; return (w, b).

    One thing is wrong.
    """
    w, b = 0.0, 0.0
    for _ in range(n_steps):
        w = w - lr * 2 * np.mean((w * x + b - y) * x)
        b = b - lr * 2 * np.mean(w * x + b - y)
    return w, b


@exercise.reference
def fit_line(x, y, lr, n_steps):
    """Fit y = w x + b by gradient descent on the mean squared error; return (w, b)."""
    w, b = 0.0, 0.0
    for _ in range(n_steps):
        error = w * x + b - y
        gradient_w = 2 * np.mean(error * x)
        gradient_b = 2 * np.mean(error)
        w = w - lr * gradient_w
        b = b - lr * gradient_b
    return w, b


@exercise.alternative
def fit_line(x, y, lr, n_steps):
    columns, beta = np.column_stack([x, np.ones(len(x))]), np.zeros(2)
    for _ in range(n_steps):
        beta = beta - lr * 2 / len(x) * columns.T @ (columns @ beta - y)
    return float(beta[0]), float(beta[1])


@exercise.alternative
def fit_line(x, y, lr, n_steps):
    w, b = 0.0, 0.0
    for _ in range(n_steps):
        w, b = (
            w - 2 * lr * np.mean((w * x + b - y) * x),
            b - 2 * lr * np.mean(w * x + b - y),
        )
    return w, b


@exercise.misconception(
    "It does not matter whether the bias or the weight is updated first, as long as both use the newest values.",
    message="""
        You turned the order round: now the weight is updated with the new bias. The two gradients must belong to the
        same point, so neither update may see the other.
    """,
)
def fit_line(x, y, lr, n_steps):
    w, b = 0.0, 0.0
    for _ in range(n_steps):
        b = b - lr * 2 * np.mean(w * x + b - y)
        w = w - lr * 2 * np.mean((w * x + b - y) * x)
    return w, b


@exercise.misconception(
    "The factor 2 is a convention, so leaving it out changes nothing.",
    message="""
        You removed the factor 2. For the mean squared error as defined here it belongs to the gradient; without it
        every step is half as long, and after n steps the line is another one.
    """,
)
def fit_line(x, y, lr, n_steps):
    w, b = 0.0, 0.0
    for _ in range(n_steps):
        error = w * x + b - y
        w, b = w - lr * np.mean(error * x), b - lr * np.mean(error)
    return w, b


@exercise.misconception(
    "The factor 2 is the mistake, because many books write the loss with one half in front.",
    message="""
        You removed the factor 2, which belongs to the gradient of the mean squared error: put it back. What is wrong
        is still there: follow `w` through one pass of the loop.
    """,
)
def fit_line(x, y, lr, n_steps):
    w, b = 0.0, 0.0
    for _ in range(n_steps):
        w = w - lr * np.mean((w * x + b - y) * x)
        b = b - lr * np.mean(w * x + b - y)
    return w, b


@exercise.misconception(
    "The gradient of a mean over rows is the sum over rows.",
    message="""
        You replaced the means by sums: each step is now n times as long as the gradient of a *mean* squared error
        says, and with many rows the walk explodes.
    """,
)
def fit_line(x, y, lr, n_steps):
    w, b = 0.0, 0.0
    for _ in range(n_steps):
        error = w * x + b - y
        w, b = w - lr * 2 * np.sum(error * x), b - lr * 2 * np.sum(error)
    return w, b


@exercise.misconception(
    "The weight and the bias have the same gradient, because they get the same error.",
    message="""
        Your weight moves with the mean error alone. The weight is multiplied by x in the prediction, so the chain rule
        brings that x into its gradient.
    """,
)
def fit_line(x, y, lr, n_steps):
    w, b = 0.0, 0.0
    for _ in range(n_steps):
        error = w * x + b - y
        w, b = w - lr * 2 * np.mean(error), b - lr * 2 * np.mean(error)
    return w, b


@exercise.misconception(
    "What counts is where descent ends, so the least-squares solution is the right answer.",
    message="""
        You return the line that descent would reach after infinitely many steps. The task asks where it stands after
        n_steps of them; with zero steps that is still the start.
    """,
)
def fit_line(x, y, lr, n_steps):
    w, b = np.polyfit(x, y, 1) if np.ptp(x) > 0 else (0.0, np.mean(y))
    return float(w), float(b)


@exercise.inputs
def inputs(rng):
    yield (
        np.array([1.0, 2.0, 3.0]),
        np.array([2.0, 4.0, 6.0]),
        0.05,
        0,
    )  # no step at all
    yield np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0]), 0.05, 1
    yield np.array([2.0]), np.array([3.0]), 0.1, 5  # one row
    yield np.array([-1.0, 1.0]), np.array([5.0, 5.0]), 0.1, 10  # a level line
    for _ in range(22):
        n = int(rng.integers(2, 30))
        x = rng.normal(loc=rng.normal(), size=n)
        yield (
            x,
            rng.normal() * x + rng.normal() + 0.3 * rng.normal(size=n),
            float(rng.uniform(0.01, 0.1)),
            int(rng.integers(1, 40)),
        )


exercise.compare(rtol=1e-7, atol=1e-9)
