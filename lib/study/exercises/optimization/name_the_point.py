"""Tell the kind of a critical point from its Hessian."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="name-the-point",
    chapter="06_optimization",
    section="hills-bowls-and-saddles",
    title="What kind of point is it?",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("hessian-test", "saddle-point", "local-minimum"),
    statement=r"""
        At some point the gradient is zero. Write `name_the_point(hessian)`, which says what the Hessian there, a
        symmetric matrix of shape $(n, n)$, tells about the point. It returns one of the four words

        - `"minimum"` or `"maximum"`, if the Hessian proves it,
        - `"saddle"`, if some direction goes up and another one down,
        - `"inconclusive"`, if the Hessian leaves it open.

        Computed eigenvalues are never exactly zero. Count one as zero if its size is at most $10^{-9}$ times that of
        the largest (in size) eigenvalue of the matrix.
    """,
    setup="import numpy as np",
    hints=(
        """
        How many directions do you need to see that go up, and how many that go down, to be sure of a saddle? And of a
        minimum?
        """,
        """
        A saddle is proven by one positive and one negative eigenvalue, whatever the others are. A minimum needs all of
        them positive. What remains?
        """,
        """
        `np.linalg.eigvalsh` gives the eigenvalues in rising order: two booleans, `up` for the last and `down` for the
        first being beyond the tolerance, settle the saddle.
        """,
    ),
    explanation=r"""
        Along an eigenvector the function changes by $\frac12\lambda c^2$, plus terms of third order. If $\lambda$ is
        not zero it outweighs these for small $c$; a zero one leaves the matter to them. So one eigenvalue of each sign
        is proof of a saddle even if others vanish, but a minimum is proven only if *all* are positive: $x^2+y^4$ and
        $x^2-y^4$ have the same Hessian at the origin.
    """,
    variant=r"""
        A Cholesky factorisation of $H$ succeeds only if all eigenvalues are positive, at a fraction of the cost. It
        tells a minimum, but cannot tell a saddle from an open case.
    """,
)


@exercise.stub
def name_the_point(hessian):
    """Return "minimum", "maximum", "saddle" or "inconclusive"."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def name_the_point(hessian):
    """Return "minimum", "maximum", "saddle" or "inconclusive"."""
    values = np.linalg.eigvalsh(hessian)
    zero = 1e-9 * np.abs(values).max()
    up, down = values > zero, values < -zero
    if up.any() and down.any():
        return "saddle"
    if up.all():
        return "minimum"
    return "maximum" if down.all() else "inconclusive"


@exercise.alternative
def name_the_point(hessian):
    values = np.linalg.eigvalsh(hessian)
    size = max(abs(values[0]), abs(values[-1]))
    low = 0 if abs(values[0]) <= 1e-9 * size else np.sign(values[0])
    high = 0 if abs(values[-1]) <= 1e-9 * size else np.sign(values[-1])
    names = {(1, 1): "minimum", (-1, -1): "maximum", (-1, 1): "saddle"}
    return names.get((int(low), int(high)), "inconclusive")


@exercise.alternative
def name_the_point(hessian):
    values = np.linalg.eigvals(hessian).real
    signs = np.where(np.abs(values) <= 1e-9 * np.abs(values).max(), 0, np.sign(values))
    found = set(signs.tolist())
    if {1.0, -1.0} <= found:
        return "saddle"
    return {(1.0,): "minimum", (-1.0,): "maximum"}.get(tuple(found), "inconclusive")


@exercise.misconception(
    "A zero eigenvalue always leaves the matter open.",
    message="""
        You give up as soon as one eigenvalue is zero. But if among the others one is positive and one negative, the
        point is lower than some neighbours and higher than others, and no term of higher order can change that.
    """,
)
def name_the_point(hessian):
    values = np.linalg.eigvalsh(hessian)
    zero = 1e-9 * np.abs(values).max()
    if np.any(np.abs(values) <= zero):
        return "inconclusive"
    if values[0] > 0:
        return "minimum"
    return "maximum" if values[-1] < 0 else "saddle"


@exercise.misconception(
    "No negative eigenvalue means that the point is a minimum.",
    message="""
        You call it a minimum when nothing goes down, and a maximum when nothing goes up. Along a direction with a zero
        eigenvalue the terms of third and fourth order decide, and the Hessian does not know them.
    """,
)
def name_the_point(hessian):
    values = np.linalg.eigvalsh(hessian)
    zero = 1e-9 * np.abs(values).max()
    if values[0] >= -zero:
        return "minimum"
    return "maximum" if values[-1] <= zero else "saddle"


@exercise.misconception(
    "What is neither a minimum nor a maximum is a saddle.",
    message="""
        You call every other case a saddle. A zero eigenvalue is neither up nor down: a saddle needs one of each sign.
    """,
)
def name_the_point(hessian):
    values = np.linalg.eigvalsh(hessian)
    zero = 1e-9 * np.abs(values).max()
    if np.all(values > zero):
        return "minimum"
    return "maximum" if np.all(values < -zero) else "saddle"


exercise.slip(
    "The second derivatives along the axes, the diagonal, tell the whole story.",
    ("np.linalg.eigvalsh", "np.diag"),
    message="""
        You look at the diagonal only. The function x y curves neither along x nor along y, and yet it goes up along one
        diagonal and down along the other. Which directions show the extremes?
    """,
)


@exercise.misconception(
    "The sign of the determinant decides, as it does in two dimensions.",
    message="""
        You use the determinant. It is the product of all eigenvalues: in two dimensions its sign tells a saddle, but
        with two negative ones among three or four it is positive again.
    """,
)
def name_the_point(hessian):
    values = np.linalg.eigvalsh(hessian)
    if np.any(np.abs(values) <= 1e-9 * np.abs(values).max()):
        return "inconclusive"
    if np.prod(values) < 0 and len(values) > 1:
        return "saddle"
    return "minimum" if hessian[0, 0] > 0 else "maximum"


@exercise.misconception(
    "What is not exactly zero has a sign, however small it is.",
    message="""
        You trust the sign of an eigenvalue of rounding size. The statement says from which size on, compared with the
        largest, one counts.
    """,
)
def name_the_point(hessian):
    values = np.linalg.eigvalsh(hessian)
    up, down = values > 0, values < 0
    if up.any() and down.any():
        return "saddle"
    if up.all():
        return "minimum"
    return "maximum" if down.all() else "inconclusive"


@exercise.misconception(
    "An eigenvalue counts as zero if it is smaller than a fixed number.",
    message="""
        You compare with a fixed number. Multiply the function by a millionth: the kind of the point stays, your answer
        may not. The tolerance goes with the largest eigenvalue.
    """,
)
def name_the_point(hessian):
    values = np.linalg.eigvalsh(hessian)
    up, down = values > 1e-9, values < -1e-9
    if up.any() and down.any():
        return "saddle"
    if up.all():
        return "minimum"
    return "maximum" if down.all() else "inconclusive"


def _turned(values, rng):
    """Return a symmetric matrix with the given eigenvalues in random directions."""
    axes, _ = np.linalg.qr(rng.normal(size=(len(values), len(values))))
    matrix = axes @ np.diag(values) @ axes.T
    return (matrix + matrix.T) / 2


@exercise.inputs
def inputs(rng):
    yield (np.array([[2.0, 0.0], [0.0, -2.0]]),)  # x² - y²
    yield (np.array([[0.0, 1.0], [1.0, 0.0]]),)  # x y
    yield (np.array([[2.0, 0.0], [0.0, 0.0]]),)  # x² + y⁴, or x² - y⁴
    yield (np.array([[-2.0, 0.0], [0.0, 0.0]]),)
    yield (np.zeros((2, 2)),)
    yield (np.array([[0.0]]),)
    yield (np.array([[3.0]]),)
    yield (np.array([[-3.0]]),)
    yield (np.diag([1.0, 0.0, -1.0]),)  # a saddle all the same
    yield (np.diag([3.0, -1.0, -1.0]),)  # the determinant is positive
    yield (np.diag([1.0, -1e-12]),)
    yield (np.diag([1.0, 2e-9]),)
    yield (np.diag([-1.0, -2e-9]),)
    yield (np.diag([1.0, 0.5e-9]),)
    yield (np.diag([-1.0, 1.5e-9]),)
    yield (np.diag([-1.0, 0.9e-9]),)
    yield (np.diag([5.0, -7.5e-9]),)
    yield (1e-12 * np.array([[2.0, 1.0], [1.0, 2.0]]),)
    yield (1e-12 * np.array([[1.0, 2.0], [2.0, 1.0]]),)
    for index in range(24):
        n = int(rng.integers(2, 6))
        values = rng.uniform(0.2, 3.0, n) * 10.0 ** rng.integers(-3, 4)
        if index % 4 == 1:
            values = -values
        elif index % 4 == 2:
            values[: int(rng.integers(1, n))] *= -1
        elif index % 4 == 3:
            values[0] *= rng.choice([0.0, -1.0]) if n > 2 else 0.0
            values[-1] = 0.0
        yield (_turned(values, rng),)
