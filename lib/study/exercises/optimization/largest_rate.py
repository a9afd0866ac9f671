"""Find the largest stable learning rate from gradients alone."""

import numpy as np

from lib.study.exercise import Exercise
from lib.study.trial import RuleError

exercise = Exercise(
    id="largest-rate",
    chapter="06_optimization",
    section="hills-bowls-and-saddles",
    title="The largest learning rate, from gradients alone",
    level=3,
    minutes=30,
    kind="design",
    concepts=("learning-rate", "gradient-descent", "hessian-test"),
    statement=r"""
        A network gives you its gradient and nothing else. How large may the learning rate be near a minimum $x$?

        Write `largest_rate(gradient, x)`. `gradient(point)` returns $\nabla f$ as an array of the shape of `point`,
        $(n,)$; `x` is a minimum whose Hessian $H$ has positive eigenvalues only. Return the number $\eta$ below which
        gradient descent on the parabola $\frac12(\theta-x)^\top H(\theta-x)$ converges from everywhere and above which
        it does not. Three correct digits are enough. At most `60 * n` gradients may be asked for.

        The check uses $\nabla f = Hd+c\,d^2+q\,d^3$, coordinate by coordinate, with $d=\theta-x$: no parabolas, so keep
        differences small and on both sides of `x`. Leave `x` as it is.
    """,
    setup="import numpy as np",
    hints=(
        "Which single number about the Hessian limits the learning rate, and how does a step magnify a vector?",
        r"""
        Differences of gradients give a product: $\nabla f(x+hv)-\nabla f(x-hv) \approx 2h\,Hv$. Either collect $H$,
        one unit vector at a time; or multiply a random vector by $H$ again and again, and it turns towards the
        direction that you look for.
        """,
        r"""
        With $h = 10^{-4}$, `(gradient(x + h * e) - gradient(x - h * e)) / (2 * h)` for each row `e` of `np.eye(n)` is a
        column of $H$. Its largest eigenvalue is $L$; what is the limit?
        """,
    ),
    explanation=r"""
        Descent multiplies the error along an eigenvector by $1-\eta\lambda$; the first to leave $(-1,1)$ is that of the
        largest eigenvalue $L$, at $\eta = 2/L$. The Hessian costs $2n$ gradients, which is fine for ten weights. For a
        million, power iteration finds $L$ alone: each product $Hv$ costs two gradients, whatever $n$ is, and the part
        of $v$ along the steepest direction grows fastest. Differences on both sides cancel the third derivative.
    """,
    variant=r"""
        The Rayleigh quotient $v^\top Hv/v^\top v$ of the turned vector has twice as many correct digits as its
        direction. In practice, measuring $L$ during training is worth it: for full-batch descent it often climbs until
        it hovers at $2/\eta$, as Cohen et al. (2021), *Gradient Descent on Neural Networks Typically Occurs at the Edge
        of Stability*, found.
    """,
)


@exercise.stub
def largest_rate(gradient, x):
    """Return the learning rate below which descent near the minimum x converges."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def largest_rate(gradient, x):
    """Return the learning rate below which descent near the minimum x converges."""
    h, columns = 1e-4, []
    for e in np.eye(len(x)):
        columns.append((gradient(x + h * e) - gradient(x - h * e)) / (2 * h))
    return 2 / np.linalg.eigvalsh(np.array(columns))[-1]


@exercise.alternative
def largest_rate(gradient, x):
    v = np.random.default_rng(0).normal(size=len(x))
    for _ in range(30 * len(x)):
        v = v / np.linalg.norm(v)
        product = (gradient(x + 1e-4 * v) - gradient(x - 1e-4 * v)) / 2e-4
        largest, v = v @ product, product
    return 2 / largest


@exercise.alternative
def largest_rate(gradient, x):
    def times(v):
        return (gradient(x + 1e-5 * v) - gradient(x - 1e-5 * v)) / 2e-5

    H = np.stack([times(e) for e in np.identity(x.size)])
    return float(2 / np.linalg.norm((H + H.T) / 2, ord=2))


@exercise.misconception(
    "The limit is one over the largest curvature.",
    message="""
        You return 1/L. There the steepest direction is solved in a single step, and beyond it the walk overshoots. But
        overshooting is not diverging yet: when does it land farther away than it started? (Dividing a difference over
        2h by h gives the same.)
    """,
)
def largest_rate(gradient, x):
    columns = [
        (gradient(x + 1e-4 * e) - gradient(x - 1e-4 * e)) / 2e-4 for e in np.eye(len(x))
    ]
    return 1 / np.linalg.eigvalsh(np.array(columns))[-1]


@exercise.misconception(
    "The flattest direction, the slowest one, limits the rate.",
    message="""
        You used the smallest eigenvalue. That direction would like longer steps; the limit comes from the direction
        in which the walk explodes first.
    """,
)
def largest_rate(gradient, x):
    columns = [
        (gradient(x + 1e-4 * e) - gradient(x - 1e-4 * e)) / 2e-4 for e in np.eye(len(x))
    ]
    return 2 / np.linalg.eigvalsh(np.array(columns))[0]


@exercise.misconception(
    "The steepest axis is the steepest direction.",
    message="""
        You use the largest second derivative along an axis, the largest entry of the diagonal. A valley that runs
        askew is steeper in a direction between the axes.
    """,
)
def largest_rate(gradient, x):
    diagonal = [
        (gradient(x + 1e-4 * e) - gradient(x - 1e-4 * e)) @ e / 2e-4
        for e in np.eye(len(x))
    ]
    return 2 / max(diagonal)


@exercise.misconception(
    "The rate that is best for the worst direction is the largest one allowed.",
    message="""
        You return the rate that converges fastest, two over the sum of the smallest and the largest eigenvalue. The
        question is how far one may go before the walk diverges.
    """,
)
def largest_rate(gradient, x):
    columns = [
        (gradient(x + 1e-4 * e) - gradient(x - 1e-4 * e)) / 2e-4 for e in np.eye(len(x))
    ]
    values = np.linalg.eigvalsh(np.array(columns))
    return 2 / (values[0] + values[-1])


@exercise.misconception(
    "The trace of the Hessian, the sum of all curvatures, limits the rate.",
    message="""
        You divide by the sum of all curvatures. Directions are independent of each other on a parabola: each has a
        limit of its own, and the strictest counts, not their sum.
    """,
)
def largest_rate(gradient, x):
    total = sum(
        (gradient(x + 1e-4 * e) - gradient(x - 1e-4 * e)) @ e / 2e-4
        for e in np.eye(len(x))
    )
    return 2 / total


@exercise.misconception(
    "A large step in the difference measures the curvature best.",
    message="""
        Your difference reaches out by 1, where the function is not the parabola of the minimum any more. Make the step
        small, so that only the second derivatives are seen.
    """,
)
def largest_rate(gradient, x):
    columns = [(gradient(x + e) - gradient(x - e)) / 2 for e in np.eye(len(x))]
    return 2 / np.linalg.eigvalsh(np.array(columns))[-1]


@exercise.trial
def trial(answer, H, x, c, q):
    """Ask an answer about a function with the Hessian H at its minimum x."""
    asked, minimum, point = 0, x.copy(), x.copy()

    def gradient(theta):
        nonlocal asked
        asked += 1
        if np.shape(theta) != minimum.shape:
            raise RuleError(
                f"You asked for the gradient at a point of shape {np.shape(theta)},"
                f" but points have the shape {minimum.shape}."
            )
        d = np.asarray(theta, dtype=float) - minimum
        return H @ d + c * d**2 + q * d**3

    rate = answer(gradient, point)
    if asked > 60 * len(minimum):
        raise RuleError(
            f"You asked for {asked} gradients; {60 * len(minimum)} are allowed."
        )
    if not np.array_equal(point, minimum):
        raise RuleError(
            "Your code changed x, which belongs to the caller: begin with a copy."
        )
    return rate


@exercise.inputs
def inputs(rng):
    yield np.array([[4.0]]), np.array([0.0]), np.array([0.0]), np.array([0.0])
    yield np.array([[0.5]]), np.array([3.0]), np.array([2.0]), np.array([1.0])
    yield np.diag([1.0, 9.0]), np.zeros(2), np.zeros(2), np.array([3.0, 4.0])
    yield np.array([[2.0, 1.9], [1.9, 2.0]]), np.ones(2), np.zeros(2), np.ones(2)
    yield np.array([[5.0, -3.0], [-3.0, 4.0]]), np.ones(2), np.ones(2), np.ones(2)
    for _ in range(24):
        n = int(rng.integers(2, 7))
        axes, _ = np.linalg.qr(rng.normal(size=(n, n)))
        values = np.sort(rng.uniform(0.1, 1.0, n)) * 10.0 ** rng.uniform(-1, 2)
        values[-1] = values[-2] * rng.uniform(1.5, 3.0)
        H = axes @ np.diag(values) @ axes.T
        cubic, quartic = rng.normal(size=n), values[-1] * rng.uniform(0.5, 2.0, n)
        yield (H + H.T) / 2, rng.normal(size=n), cubic, quartic


exercise.compare(rtol=1e-3)
