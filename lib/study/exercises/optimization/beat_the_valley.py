"""Reach the end of a long valley with few gradients."""

import numpy as np

from lib.study.exercise import Exercise
from lib.study.trial import RuleError

ARRIVED = "at most 1e-06 of the distance is left"

exercise = Exercise(
    id="beat-the-valley",
    chapter="06_optimization",
    section="momentum",
    title="Ten thousand to one",
    level=3,
    minutes=30,
    kind="design",
    concepts=("momentum", "heavy-ball", "nesterov"),
    statement=r"""
        A parabola in $n$ dimensions has curvatures between $\mu$ and $L$, both given, and $\kappa = L/\mu$ may be as
        large as $10^4$. You get its gradient, nothing else.

        Write `cross_the_valley(gradient, x, mu, L)`, which returns a point whose distance from the minimum is at most
        a millionth of what it was at the start `x`. At most $30 + 11\sqrt\kappa$ gradients may be measured. `gradient`
        gets and returns an array of shape $(n,)$. Leave `x` as it is.

        Plain descent at its best rate needs about $7\kappa$ gradients. What does the section say about roots?
    """,
    setup="import numpy as np",
    hints=(
        "Which method shrinks all directions at the same pace, and what is that pace at its best?",
        r"""
        The tuned ball: $\sqrt\beta = \frac{\sqrt\kappa-1}{\sqrt\kappa+1}$ and $\eta = 4/(\sqrt L+\sqrt\mu)^2$. Its
        pace is $\sqrt\beta$, about $1-2/\sqrt\kappa$, so a power of it alone would take some $7\sqrt\kappa$ steps; as
        the two roots coincide at the ends, it takes about $10\sqrt\kappa$.
        """,
        r"""
        Keep the last two points: `x, last = x - lr * gradient(x) + beta * (x - last), x`, as often as you may.
        """,
    ),
    explanation=r"""
        At the ends of the spectrum the two roots of $r^2-(1+\beta-\eta\lambda)r+\beta$ coincide, and the distance falls
        like $k\,\beta^{k/2}$; with the factor $k$ it takes some $10\sqrt\kappa$ steps. Nesterov's method at
        $\eta = 1/L$ has the pace $1-1/\sqrt\kappa$, again with a double root, and needs about $16\sqrt\kappa$. Without
        the bound on gradients, plain descent would get there as well: at $\kappa = 10^4$ after seventy thousand steps.
    """,
    variant=r"""
        The *conjugate gradient* method chooses rate and momentum anew in each step, from inner products of what it has
        seen. It needs neither $\mu$ nor $L$, and in $n$ dimensions, but for rounding, at most $n$ steps.
    """,
)


@exercise.stub
def cross_the_valley(gradient, x, mu, L):
    """Return a point a million times closer to the minimum than x."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def cross_the_valley(gradient, x, mu, L):
    """Return a point a million times closer to the minimum than x."""
    root = np.sqrt(L / mu)
    lr = 4 / (np.sqrt(L) + np.sqrt(mu)) ** 2
    beta = ((root - 1) / (root + 1)) ** 2
    last = x
    for _ in range(int(30 + 11 * root)):
        x, last = x - lr * gradient(x) + beta * (x - last), x
    return x


@exercise.alternative
def cross_the_valley(gradient, x, mu, L):
    middle, half = (L + mu) / 2, (L - mu) / 2  # Chebyshev's iteration
    p, alpha = -gradient(x), 1 / middle
    x = x + alpha * p
    for k in range(int(25 + 11 * np.sqrt(L / mu))):
        beta = (half * alpha) ** 2 / (4 if k else 2)
        alpha = 1 / (middle - beta / alpha)
        p = beta * p - gradient(x)
        x = x + alpha * p
    return x


@exercise.alternative
def cross_the_valley(gradient, x, mu, L):
    x = np.array(x)
    r = -gradient(x)  # conjugate gradients
    p = r
    for _ in range(3 * len(x)):
        size = r @ r
        if size < 1e-28:
            break
        Hp = gradient(x + p) - gradient(x)
        step = size / (p @ Hp)
        x = x + step * p
        r = -gradient(x)
        p = r + (r @ r) / size * p
    return x


@exercise.misconception(
    "The best rate of plain descent is enough; it only takes more care.",
    message="""
        Plain descent, even at its best rate, multiplies the distance by (κ - 1)/(κ + 1) in each step. With the
        gradients allowed that is not a millionth.
    """,
)
def cross_the_valley(gradient, x, mu, L):
    for _ in range(int(30 + 11 * np.sqrt(L / mu))):
        x = x - 2 / (L + mu) * gradient(x)
    return x


@exercise.misconception(
    "A momentum of 0.9 suits every valley.",
    message="""
        You use 0.9 for every valley. Its pace is the root of 0.9 at best, and only for curvatures within a certain
        range; the momentum must go with the condition number.
    """,
)
def cross_the_valley(gradient, x, mu, L):
    last = x
    for _ in range(int(30 + 11 * np.sqrt(L / mu))):
        x, last = x - gradient(x) / L + 0.9 * (x - last), x
    return x


@exercise.misconception(
    "Looking ahead is never slower than the ball.",
    message="""
        Nesterov's method at 1/L is the safer one, for all convex functions. On a parabola its pace in the flat
        direction is 1 - 1/√κ, which is not enough here. Which method has twice that?
    """,
)
def cross_the_valley(gradient, x, mu, L):
    root, last = np.sqrt(L / mu), x
    for _ in range(int(30 + 11 * root)):
        y = x + (root - 1) / (root + 1) * (x - last)
        x, last = y - gradient(y) / L, x
    return x


@exercise.misconception(
    "The tuned momentum goes with the rate of plain descent.",
    message="""
        Your momentum is right and your rate is that of plain descent. The two were chosen together, so that both ends
        of the spectrum fit: the rate is about twice as large.
    """,
)
def cross_the_valley(gradient, x, mu, L):
    root, last = np.sqrt(L / mu), x
    beta = ((root - 1) / (root + 1)) ** 2
    for _ in range(int(30 + 11 * root)):
        x, last = x - 2 / (L + mu) * gradient(x) + beta * (x - last), x
    return x


@exercise.misconception(
    "The momentum is the pace itself, not its square.",
    message="""
        You took (√κ - 1)/(√κ + 1) for the momentum. That is the root of it: the *pace* at which each direction shrinks.
    """,
)
def cross_the_valley(gradient, x, mu, L):
    root, last = np.sqrt(L / mu), x
    beta = (root - 1) / (root + 1)
    lr = 4 / (np.sqrt(L) + np.sqrt(mu)) ** 2
    for _ in range(int(30 + 11 * root)):
        x, last = x - lr * gradient(x) + beta * (x - last), x
    return x


@exercise.misconception(
    "A pace of 1 - 2/√κ means seven times √κ steps for a millionth.",
    message="""
        Your pace is right, and you stop too soon: at the ends of the spectrum the distance falls like k·β^(k/2), and
        the factor k costs nearly half as many steps again.
    """,
)
def cross_the_valley(gradient, x, mu, L):
    root, last = np.sqrt(L / mu), x
    beta = ((root - 1) / (root + 1)) ** 2
    lr = 4 / (np.sqrt(L) + np.sqrt(mu)) ** 2
    for _ in range(int(7 * root) + 30):
        x, last = x - lr * gradient(x) + beta * (x - last), x
    return x


@exercise.trial
def trial(answer, H, minimum, start):
    """Say how much of the distance at the start an answer leaves."""
    values = np.linalg.eigvalsh(H)
    mu, L = float(values[0]), float(values[-1])
    allowed, asked, given = 30 + 11 * np.sqrt(L / mu), 0, start.copy()

    def gradient(point):
        nonlocal asked
        asked += 1
        if np.shape(point) != minimum.shape:
            raise RuleError(
                f"You asked for the gradient at a point of shape {np.shape(point)},"
                f" but points have the shape {minimum.shape}."
            )
        return H @ (np.asarray(point, dtype=float) - minimum)

    point = answer(gradient, given, mu, L)
    if not np.array_equal(given, start):
        raise RuleError(
            "Your code changed x, which belongs to the caller: begin with a copy."
        )
    if asked > allowed:
        return f"{asked} gradients were measured, {int(allowed)} allowed"
    if np.shape(point) != minimum.shape:
        return f"the point has the shape {np.shape(point)}, not {minimum.shape}"
    left = np.linalg.norm(point - minimum) / np.linalg.norm(start - minimum)
    return ARRIVED if left <= 1e-6 else f"too much: {left:.1e} of the distance is left"


@exercise.inputs
def inputs(rng):
    yield np.array([[4.0]]), np.array([1.0]), np.array([3.0])  # κ = 1
    yield np.diag([1.0, 100.0]), np.zeros(2), np.array([1.0, 1.0])
    yield np.diag([0.01, 100.0]), np.zeros(2), np.array([1.0, 1.0])
    yield np.diag([0.01, 1.0, 30.0]), np.ones(3), np.array([9.0, -2.0, 0.0])
    for _ in range(20):
        n = int(rng.integers(2, 6))
        axes, _ = np.linalg.qr(rng.normal(size=(n, n)))
        values = np.geomspace(1.0, 10.0 ** rng.uniform(2, 4), n)
        H = axes @ np.diag(values * 10.0 ** rng.uniform(-1, 1)) @ axes.T
        minimum = rng.normal(size=n)
        start = minimum + axes @ rng.choice([-1.0, 1.0], n)
        yield (H + H.T) / 2, minimum, start
