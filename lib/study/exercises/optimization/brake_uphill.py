"""Write momentum with a brake."""

import numpy as np

from lib.study.exercise import Exercise
from lib.study.trial import RuleError

exercise = Exercise(
    id="brake-uphill",
    chapter="06_optimization",
    section="momentum",
    title="A ball with a brake",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("momentum", "heavy-ball"),
    statement=r"""
        A ball with much momentum overshoots and climbs the other wall. Give it a brake: whenever the velocity would
        carry it *uphill*, it forgets the velocity.

        Write `braked(gradient, x, lr, beta, n_steps)`. In each step it measures $g = \nabla f(x)$ once, at the present
        point. If the move $-\eta m$ that the old velocity $m$ wants would go uphill at $x$, that is, if
        $g\cdot m < 0$, it first sets $m$ to zero, all of it. Then it steps as usual: $m \leftarrow \beta m+g$ and
        $x \leftarrow x-\eta m$. At the start $m = 0$.

        The check uses $\nabla f = Hd+0.1\,d^3$ with $d=x-0.3$, of shape $(n,)$. Return all points, the start included,
        as an array of shape `(n_steps + 1, n)`. Leave the caller's `x` as it is.
    """,
    setup="import numpy as np",
    hints=(
        "Which way does the velocity want to move the weights, and what is the slope in that direction?",
        r"""
        The move is $-\eta m$; along it $f$ changes by about $-\eta\,g\cdot m$. One number decides for all coordinates,
        and it has to be known before $g$ is added to $m$.
        """,
        """
        In the loop: `g = gradient(x)`, then `if g @ m < 0: m = np.zeros_like(m)`, then the two usual lines, and
        `points.append(x)`.
        """,
    ),
    explanation=r"""
        To first order $f(x-\eta m) - f(x) = -\eta\,g\cdot m$, positive if $g\cdot m<0$. The ball then rolls against
        the slope, and what it remembers is out of date. For Nesterov's method such restarts give back about the speed
        of the best $\beta$ without knowing the condition number. The ball needs a rate below $1/L$ besides: at $1/L$
        the steep direction is solved in one step, its leftover velocity climbs, and the brake stops *all* directions
        again and again.
    """,
    variant=r"""
        O'Donoghue & Candès (2015), *Adaptive Restart for Accelerated Gradient Schemes*, restart Nesterov's method by
        this test, or whenever $f$ itself has risen.
    """,
)


@exercise.stub
def braked(gradient, x, lr, beta, n_steps):
    """Return all points of momentum with a brake, shape (n_steps + 1, n)."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def braked(gradient, x, lr, beta, n_steps):
    """Return all points of momentum with a brake, shape (n_steps + 1, n)."""
    m, points = np.zeros_like(x), [x]
    for _ in range(n_steps):
        g = gradient(x)
        if g @ m < 0:
            m = np.zeros_like(m)
        m = beta * m + g
        x = x - lr * m
        points.append(x)
    return np.array(points)


@exercise.alternative
def braked(gradient, x, lr, beta, n_steps):
    points = np.empty((n_steps + 1, len(x)))
    points[0] = x
    m = 0 * x
    for k in range(n_steps):
        g = gradient(points[k].copy())
        keep = beta if np.sum(g * m) >= 0 else 0.0
        m = keep * m + g
        points[k + 1] = points[k] - lr * m
    return points


@exercise.alternative
def braked(gradient, x, lr, beta, n_steps):
    points = [np.array(x)]
    before = points[0]
    for _ in range(n_steps):
        now = points[-1]
        g, move = gradient(now), now - before
        if g @ move > 0:
            move = 0 * move
        before = now
        points.append(now - lr * g + beta * move)
    return np.stack(points)


exercise.slip(
    "The velocity points where the ball goes, so uphill is where gradient and velocity agree.",
    ("if g @ m < 0:", "if g @ m > 0:"),
    message="""
        You brake when gradient and velocity point the same way. But m is a sum of gradients, and the ball moves by
        *minus* lr times m: you brake exactly when it rolls downhill.
    """,
)


@exercise.misconception(
    "Each coordinate has a brake of its own.",
    message="""
        You forget the velocity coordinate by coordinate. Whether the move goes uphill is a matter of the whole vector:
        one coordinate may climb while the move as a whole descends.
    """,
)
def braked(gradient, x, lr, beta, n_steps):
    m, points = np.zeros_like(x), [x]
    for _ in range(n_steps):
        g = gradient(x)
        m = beta * np.where(g * m < 0, 0.0, m) + g
        x = x - lr * m
        points.append(x)
    return np.array(points)


@exercise.misconception(
    "The test is made with the velocity that has the new gradient in it.",
    message="""
        You add the gradient first and test then. The new velocity holds the gradient itself, which never disagrees with
        itself: the brake comes too late. Test the old velocity.
    """,
)
def braked(gradient, x, lr, beta, n_steps):
    m, points = np.zeros_like(x), [x]
    for _ in range(n_steps):
        g = gradient(x)
        m = beta * m + g
        if g @ m < 0:
            m = g
        x = x - lr * m
        points.append(x)
    return np.array(points)


@exercise.misconception(
    "Braking means standing still for a step.",
    message="""
        When the brake acts, your ball does not move. It forgets the old velocity, but this step's gradient still
        counts: it makes a plain step of descent.
    """,
)
def braked(gradient, x, lr, beta, n_steps):
    m, points = np.zeros_like(x), [x]
    for _ in range(n_steps):
        g = gradient(x)
        m = beta * m + g if g @ m >= 0 else np.zeros_like(m)
        x = x - lr * m
        points.append(x)
    return np.array(points)


@exercise.misconception(
    "Uphill shows in two gradients in a row that point apart.",
    message="""
        You compare the gradient with the last gradient. In a narrow valley these point apart at every step while the
        ball as a whole rolls down. The velocity is what moves it.
    """,
)
def braked(gradient, x, lr, beta, n_steps):
    m, points, last = np.zeros_like(x), [x], np.zeros_like(x)
    for _ in range(n_steps):
        g = gradient(x)
        if g @ last < 0:
            m = np.zeros_like(m)
        m, last = beta * m + g, g
        x = x - lr * m
        points.append(x)
    return np.array(points)


@exercise.misconception(
    "Momentum never goes uphill if the learning rate is small enough.",
    message="""
        Your ball has no brake. It gathers speed on the way down and swings up on the other side, however small the
        rate is.
    """,
)
def braked(gradient, x, lr, beta, n_steps):
    m, points = np.zeros_like(x), [x]
    for _ in range(n_steps):
        m = beta * m + gradient(x)
        x = x - lr * m
        points.append(x)
    return np.array(points)


@exercise.trial
def trial(answer, H, start, lr, beta, n_steps):
    """Ask an answer about a bowl that is no parabola."""
    minimum, asked, given = 0.3 * np.ones(len(start)), 0, start.copy()

    def gradient(point):
        nonlocal asked
        asked += 1
        d = np.asarray(point, dtype=float) - minimum
        return H @ d + 0.1 * d**3

    points = answer(gradient, given, lr, beta, n_steps)
    if asked > n_steps:
        raise RuleError(
            f"You measured {asked} gradients in {n_steps} steps: one a step is enough."
        )
    if not np.array_equal(given, start):
        raise RuleError(
            "Your code changed x, which belongs to the caller: begin with a copy."
        )
    return points


@exercise.inputs
def inputs(rng):
    yield np.array([[1.0]]), np.array([2.0]), 0.5, 0.9, 8
    yield np.array([[1.0]]), np.array([2.0]), 0.1, 0.5, 0  # no step
    yield np.diag([1.0, 20.0]), np.array([4.0, 1.0]), 0.05, 0.9, 25
    yield np.diag([1.0, 20.0]), np.array([4.0, 1.0]), 0.09, 0.0, 6  # no memory
    for _ in range(22):
        n = int(rng.integers(2, 5))
        axes, _ = np.linalg.qr(rng.normal(size=(n, n)))
        values = np.sort(rng.uniform(0.2, 10.0, n))
        H = axes @ np.diag(values) @ axes.T
        lr = rng.uniform(0.3, 0.9) / (values[-1] + 1)
        yield (
            (H + H.T) / 2,
            rng.uniform(-1, 1, n),
            lr,
            rng.uniform(0.7, 0.97),
            int(rng.integers(15, 30)),
        )


exercise.compare(rtol=1e-6, atol=1e-9)
