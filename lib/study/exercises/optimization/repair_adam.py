"""Repair an Adam whose correction spoils its memory."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="repair-adam",
    chapter="06_optimization",
    section="a-step-for-every-weight",
    title="Adam with a spoilt memory",
    level=2,
    minutes=15,
    kind="find-the-bug",
    concepts=("adam", "adam-bias-correction"),
    statement=r"""
        `adam_steps(gradients, lr, beta1, beta2, eps)` gets the gradients of $T$ steps, an array of shape $(T, n)$, and
        should return what Adam adds to the weights in each step, $x_k - x_{k-1}$, as an array of the same shape;
        $\varepsilon$ is added to the corrected root.

        Its first step is right. Its second one is not any more. **Two things are wrong.** Find and repair both; the
        caller's array stays as it is.
    """,
    setup="import numpy as np",
    hints=(
        "Which of the numbers in the loop should the next turn of it get to see?",
        r"""
        The averages themselves go on; their corrected copies serve this step only. And each average is too small by a
        factor of its own.
        """,
        r"""
        Write `m_hat = m / (1 - beta1**k)` and `v_hat = v / (1 - beta2**k)`, leave `m` and `v` alone, and step with the
        new names.
        """,
    ),
    explanation=r"""
        Storing the corrected average means correcting again what was corrected before: in the second step
        $m$ starts from a value that is already of full size, and is then divided by $1-\beta_1^2$. And the weights of
        $v$ add up to $1-\beta_2^k$, so $\beta_1$ has no business there: by itself this fault would divide the second
        step, at the defaults, by a root ten times too small. Only it fades, after some thousand steps. The other one
        never lets go: each turn divides the memory again, so $v$ swells and the steps all but stop.
    """,
    variant=r"""
        Many programs fold both corrections into the rate, $\eta_k = \eta\sqrt{1-\beta_2^k}/(1-\beta_1^k)$. With
        $\varepsilon$ added to the uncorrected root, the result differs a little: $\varepsilon$ is then larger by
        $1/\sqrt{1-\beta_2^k}$.
    """,
)


@exercise.stub
def adam_steps(gradients, lr, beta1, beta2, eps):
    """Return what Adam adds to the weights in each step, shape (T, n).

    Two things are wrong.
    """
    m = np.zeros(gradients.shape[1])
    v = np.zeros(gradients.shape[1])
    steps = []
    for k, g in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        correction = 1 - beta1**k
        m = m / correction
        v = v / (correction if k > 1 else 1 - beta2)
        steps.append(-lr * m / (np.sqrt(v) + eps))
    return np.array(steps)


@exercise.reference
def adam_steps(gradients, lr, beta1, beta2, eps):
    """Return what Adam adds to the weights in each step, shape (T, n)."""
    m = np.zeros(gradients.shape[1])
    v = np.zeros(gradients.shape[1])
    steps = []
    for k, g in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**k)
        v_hat = v / (1 - beta2**k)
        steps.append(-lr * m_hat / (np.sqrt(v_hat) + eps))
    return np.array(steps)


@exercise.alternative
def adam_steps(gradients, lr, beta1, beta2, eps):
    def average(values, beta):
        rows = []
        for k in range(1, len(values) + 1):
            weights = beta ** np.arange(k - 1, -1, -1)
            rows.append(weights @ values[:k] / weights.sum())
        return np.array(rows)

    root = np.sqrt(average(gradients**2, beta2))
    return -lr * average(gradients, beta1) / (root + eps)


@exercise.alternative
def adam_steps(gradients, lr, beta1, beta2, eps):
    m, v = 0.0, 0.0
    steps = np.empty_like(gradients)
    for k, g in enumerate(gradients):
        m = m + (1 - beta1) * (g - m)
        v = v + (1 - beta2) * (g * g - v)
        scale = np.sqrt(1 - beta2 ** (k + 1))
        rate = lr * scale / (1 - beta1 ** (k + 1))
        steps[k] = -rate * m / (np.sqrt(v) + eps * scale)
    return steps


@exercise.misconception(
    "Only the exponent's base is wrong; the corrected average is what the next step goes on from.",
    message="""
        Each average has its own correction now. But you still store the corrected one, and the next step corrects it
        once more.
    """,
)
def adam_steps(gradients, lr, beta1, beta2, eps):
    m = np.zeros(gradients.shape[1])
    v = np.zeros(gradients.shape[1])
    steps = []
    for k, g in enumerate(gradients, start=1):
        m = (beta1 * m + (1 - beta1) * g) / (1 - beta1**k)
        v = (beta2 * v + (1 - beta2) * g**2) / (1 - beta2**k)
        steps.append(-lr * m / (np.sqrt(v) + eps))
    return np.array(steps)


@exercise.misconception(
    "One correction serves both averages, since both start at zero.",
    message="""
        The memory is clean now. But the average of squares fades with another coefficient, so its weights add up to
        something else than those of the gradient.
    """,
)
def adam_steps(gradients, lr, beta1, beta2, eps):
    m = np.zeros(gradients.shape[1])
    v = np.zeros(gradients.shape[1])
    steps = []
    for k, g in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        share = 1 - beta1**k
        second = share if k > 1 else 1 - beta2
        steps.append(-lr * (m / share) / (np.sqrt(v / second) + eps))
    return np.array(steps)


@exercise.misconception(
    "The share that is missing from an average is the same in every step.",
    message="""
        Each average has a factor of its own now, but the same one in every step. The weights add up to 1 - β only
        after the first gradient; to what after k of them?
    """,
)
def adam_steps(gradients, lr, beta1, beta2, eps):
    m = np.zeros(gradients.shape[1])
    v = np.zeros(gradients.shape[1])
    steps = []
    for g in gradients:
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat, v_hat = m / (1 - beta1), v / (1 - beta2)
        steps.append(-lr * m_hat / (np.sqrt(v_hat) + eps))
    return np.array(steps)


@exercise.misconception(
    "Only the average of the gradients must be kept as it is.",
    message="""
        The average of the gradients is kept clean now. That of the squares is still stored corrected, and the next step
        corrects it once more.
    """,
)
def adam_steps(gradients, lr, beta1, beta2, eps):
    m = np.zeros(gradients.shape[1])
    v = np.zeros(gradients.shape[1])
    steps = []
    for k, g in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = (beta2 * v + (1 - beta2) * g**2) / (1 - beta2**k)
        steps.append(-lr * m / (1 - beta1**k) / (np.sqrt(v) + eps))
    return np.array(steps)


@exercise.misconception(
    "The correction is a refinement that can be left out.",
    message="""
        You left the correction out. The averages start at zero, so early on both are too small, and the ratio of one to
        the root of the other is wrong.
    """,
)
def adam_steps(gradients, lr, beta1, beta2, eps):
    m = np.zeros(gradients.shape[1])
    v = np.zeros(gradients.shape[1])
    steps = []
    for g in gradients:
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        steps.append(-lr * m / (np.sqrt(v) + eps))
    return np.array(steps)


@exercise.misconception(
    "The small number that prevents a division by zero belongs under the root.",
    message="""
        You moved eps under the root. There it counts as its own root, which is far larger: compare the square root of
        a hundred-millionth with a hundred-millionth.
    """,
)
def adam_steps(gradients, lr, beta1, beta2, eps):
    m = np.zeros(gradients.shape[1])
    v = np.zeros(gradients.shape[1])
    steps = []
    for k, g in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat, v_hat = m / (1 - beta1**k), v / (1 - beta2**k)
        steps.append(-lr * m_hat / np.sqrt(v_hat + eps))
    return np.array(steps)


@exercise.misconception(
    "Adam divides by the standard deviation of the gradients.",
    message="""
        You take the squared mean off. Adam's second average is of plain squares, with nothing taken off; a steady
        gradient then gives steps of the learning rate, not a division by almost zero.
    """,
)
def adam_steps(gradients, lr, beta1, beta2, eps):
    m = np.zeros(gradients.shape[1])
    v = np.zeros(gradients.shape[1])
    steps = []
    for k, g in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat, v_hat = m / (1 - beta1**k), v / (1 - beta2**k)
        root = np.sqrt(np.maximum(v_hat - m_hat**2, 0))
        steps.append(-lr * m_hat / (root + eps))
    return np.array(steps)


@exercise.inputs
def inputs(rng):
    yield np.array([[1.0], [2.0]]), 0.1, 0.5, 0.75, 0.0
    yield np.array([[2.0]]), 0.1, 0.9, 0.999, 1e-8
    yield np.array([[1.0, -1.0], [1.0, 1.0]]), 0.1, 0.9, 0.999, 1e-8
    yield np.array([[0.0, 3.0], [0.0, -3.0], [1.0, 0.0]]), 0.01, 0.5, 0.9, 1e-3
    yield np.full((5, 2), -4.0), 1.0, 0.0, 0.5, 1e-6  # no memory of the gradient
    for _ in range(22):
        T, n = int(rng.integers(2, 9)), int(rng.integers(1, 5))
        beta1, beta2 = rng.uniform(0.3, 0.95), rng.uniform(0.5, 0.999)
        eps = 10.0 ** rng.uniform(-4, -1)
        gradients = rng.normal(size=(T, n)) * 10.0 ** rng.uniform(-1, 1, n)
        yield gradients, 10.0 ** rng.uniform(-3, 0), beta1, beta2, eps


exercise.compare(rtol=1e-9, atol=1e-12)
