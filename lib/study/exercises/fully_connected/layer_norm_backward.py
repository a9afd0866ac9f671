"""Derive and write the backward pass of layer normalization."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="layer-norm-backward",
    chapter="04_fully_connected",
    section="normalising-what-flows",
    title="Layer normalization, backwards",
    level=3,
    minutes=25,
    kind="derive",
    concepts=("layer-normalization", "batch-normalization"),
    statement=r"""
        Layer normalization turns each row of `x`, shape $(n, d)$, into

        $$y_{ij} = \gamma_j\,\hat x_{ij} + \beta_j, \qquad \hat x_{ij} = \frac{x_{ij}-\mu_i}{\sqrt{v_i+\epsilon}},$$

        with the mean $\mu_i$ and the variance $v_i$ (divided by $d$) of row $i$. You get `g`, shape $(n, d)$, the
        slopes of a loss by $y$; `gamma` has the shape $(d,)$. Write `slopes_of(g, x, gamma, eps)`, which returns the
        three arrays `(slope_x, slope_gamma, slope_beta)`, each of the shape of what it belongs to.

        The derivation in the text is for the other axis. Do it again: one thing there may be taken out of a sum, and
        here it may not. Change no argument.
    """,
    setup="import numpy as np",
    hints=(
        r"Along which axis does $\hat x$ have mean zero here, and does $\gamma$ change along that axis?",
        r"""
        First the slopes by $\hat x$: $\hat g_{ij} = g_{ij}\gamma_j$. From there on each row is a batch of its own in
        the formula of the text, without a $\gamma$.
        """,
        """
        With `h = g * gamma`, subtract from `h` its mean over the row, and `x_hat` times the row's mean of `h * x_hat`;
        then divide by the root. Keep the axis: `keepdims=True`.
        """,
    ),
    explanation=r"""
        $\gamma_j$ differs from unit to unit, and the means now run over units, so it has to go in *before* they are
        taken: $\frac{\partial L}{\partial x} = \frac1s\big(\hat g - \overline{\hat g} - \hat x\,\overline{\hat g\hat
        x}\big)$ with $\hat g = g\gamma$, row by row. Every row uses the same $\gamma$ and $\beta$, so their slopes are
        sums over the rows. With equal $\gamma$s the formula of the text is right for each row.
    """,
    variant=r"""
        With the matrix of one row,
        $J = \frac1s\big(I - \frac1d\mathbf 1\mathbf 1^\top - \frac1d\hat x\hat x^\top\big)$, the slope by that row is
        $J\,(g\odot\gamma)$. $J$ is symmetric, so forgetting the transpose does no harm here.
    """,
)


@exercise.stub
def slopes_of(g, x, gamma, eps):
    """Return the slopes by x, gamma and beta."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def slopes_of(g, x, gamma, eps):
    """Return the slopes by x, gamma and beta."""
    s = np.sqrt(x.var(axis=1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) / s
    h = g * gamma
    along = (h * x_hat).mean(axis=1, keepdims=True)
    slope_x = (h - h.mean(axis=1, keepdims=True) - x_hat * along) / s
    return slope_x, (g * x_hat).sum(axis=0), g.sum(axis=0)


@exercise.alternative
def slopes_of(g, x, gamma, eps):
    n, d = x.shape
    slope_x, slope_gamma, slope_beta = np.empty((n, d)), np.zeros(d), np.zeros(d)
    for i in range(n):
        s = np.sqrt(x[i].var() + eps)
        x_hat = (x[i] - x[i].mean()) / s
        J = (np.eye(d) - 1 / d - np.outer(x_hat, x_hat) / d) / s
        slope_x[i] = J @ (g[i] * gamma)
        slope_gamma += g[i] * x_hat
        slope_beta += g[i]
    return slope_x, slope_gamma, slope_beta


@exercise.alternative
def slopes_of(g, x, gamma, eps):
    # The chain rule, path by path: through the variance, the mean, and directly.
    d = x.shape[1]
    off = x - x.mean(axis=1, keepdims=True)
    s = np.sqrt((off**2).mean(axis=1, keepdims=True) + eps)
    h = g * gamma
    by_variance = (h * off).sum(axis=1, keepdims=True) * -0.5 / s**3
    by_mean = -h.sum(axis=1, keepdims=True) / s
    slope_x = h / s + by_variance * 2 * off / d + by_mean / d
    return slope_x, (g * off / s).sum(axis=0), g.sum(axis=0)


@exercise.misconception(
    "The scale is a constant factor, so it may be taken out of the means as in batch normalization.",
    message="""
        You multiply by gamma after taking the means. The means run over the units now, and every unit has a gamma of
        its own.
    """,
)
def slopes_of(g, x, gamma, eps):
    s = np.sqrt(x.var(axis=1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) / s
    along = (g * x_hat).mean(axis=1, keepdims=True)
    slope_x = gamma * (g - g.mean(axis=1, keepdims=True) - x_hat * along) / s
    return slope_x, (g * x_hat).sum(axis=0), g.sum(axis=0)


@exercise.misconception(
    "Mean and spread are numbers that were computed before, so they count as constants.",
    message="""
        You treat mean and spread as constants. Each x moves them too, and through them all numbers of its row.
    """,
)
def slopes_of(g, x, gamma, eps):
    s = np.sqrt(x.var(axis=1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) / s
    return g * gamma / s, (g * x_hat).sum(axis=0), g.sum(axis=0)


@exercise.misconception(
    "Only the mean depends on x; the spread is a scale that does not matter for the slope.",
    message="""
        The path through the mean is there, the one through the spread is missing: spreading a row out by a factor
        should change nothing, and with your slopes it does.
    """,
)
def slopes_of(g, x, gamma, eps):
    s = np.sqrt(x.var(axis=1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) / s
    h = g * gamma
    slope_x = (h - h.mean(axis=1, keepdims=True)) / s
    return slope_x, (g * x_hat).sum(axis=0), g.sum(axis=0)


@exercise.misconception(
    "The statistics are those of each unit over the rows.",
    message="""
        Your mean and spread run over the rows of the batch: that is batch normalization. Here each row has its own.
    """,
)
def slopes_of(g, x, gamma, eps):
    s = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / s
    inner = g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)
    return gamma / s * inner, (g * x_hat).sum(axis=0), g.sum(axis=0)


exercise.slip(
    "A loss is a mean over the rows, so the slopes by the parameters are means too.",
    (".sum(axis=0), g.sum", ".mean(axis=0), g.mean"),
    message="""
        Your slope by x is right, those by gamma and beta are n times too small. Whatever the loss averages is in g
        already; from there on paths are added up.
    """,
)

exercise.slip(
    "The slope by gamma is the incoming slope times the input of the layer.",
    (
        "return slope_x, (g * x_hat).sum(axis=0), g.sum(axis=0)",
        "return slope_x, (g * x).sum(axis=0), g.sum(axis=0)",
    ),
    message="""
        Your slope by gamma uses x itself. Look at the formula once more: what does gamma multiply?
    """,
)


@exercise.misconception(
    "The slopes by y are the slopes by x hat.",
    message="""
        Gamma is missing from your slope by x: y changes gamma times as fast as x hat.
    """,
)
def slopes_of(g, x, gamma, eps):
    s = np.sqrt(x.var(axis=1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) / s
    along = (g * x_hat).mean(axis=1, keepdims=True)
    slope_x = (g - g.mean(axis=1, keepdims=True) - x_hat * along) / s
    return slope_x, (g * x_hat).sum(axis=0), g.sum(axis=0)


@exercise.inputs
def inputs(rng):
    yield (
        np.array([[1.0, 0.0, 0.0]]),
        np.array([[1.0, 2.0, 4.0]]),
        np.array([1.0, 2.0, 0.5]),
        1e-5,
    )
    yield np.ones((2, 3)), rng.standard_normal((2, 3)), np.ones(3), 1e-5
    yield np.array([[1.0, -1.0]]), np.array([[2.0, 2.0]]), np.ones(2), 0.1  # no spread
    yield rng.standard_normal((3, 1)), rng.standard_normal((3, 1)), np.ones(1), 0.1
    yield rng.standard_normal((1, 4)), rng.standard_normal((1, 4)), np.zeros(4), 1e-3
    for _ in range(22):
        n, d = int(rng.integers(2, 5)), int(rng.integers(2, 6))
        x = 3 + 2 * rng.standard_normal((n, d))
        yield (
            rng.standard_normal((n, d)),
            x,
            rng.standard_normal(d),
            float(rng.choice([1e-5, 1e-2, 0.5])),
        )


exercise.compare(rtol=1e-6, atol=1e-9)
