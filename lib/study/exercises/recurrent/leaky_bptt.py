"""Send slopes back through a leaky recurrent network."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="leaky-bptt",
    chapter="08_recurrent",
    section="backpropagation-through-time",
    title="A state that leaks",
    level=2,
    minutes=25,
    kind="derive",
    concepts=("bptt", "recurrent-network"),
    statement=r"""
        A *leaky* network keeps a part of its old state at every step: with $0 < \alpha \le 1$,

        $$q_t = \tanh(Ux_t + Wh_{t-1}), \qquad h_t = (1-\alpha)\,h_{t-1} + \alpha\,q_t .$$

        Write `leaky_slopes(x, U, W, alpha, h0, slopes)`, which returns the slopes of the loss by $U$ and by $W$ as a
        pair `(dU, dW)`. The loss is the sum of the losses of the steps. `x` has the shape $(T, n_x)$, `h0` $(n_h,)$,
        and row $t$ of `slopes`, shape $(T, n_h)$, is the slope by $h_t$ of the loss of step $t$ alone. Change no
        argument.
    """,
    setup="import numpy as np",
    hints=(
        "In how many ways does $h_{t-1}$ act on $h_t$, and what is the slope of each?",
        r"""
        Let $g_t$ be the whole slope by $h_t$. It reaches $a_t = Ux_t + Wh_{t-1}$ through $\alpha q_t$, so
        $\delta_t = \alpha(1-q_t^2)\odot g_t$, and it reaches $h_{t-1}$ through $a_t$ *and* straight.
        """,
        """
        Going back: `g = slopes[t] + carried`, `delta = alpha * (1 - q[t]**2) * g`, the two outer products, and
        `carried = (1 - alpha) * g + W.T @ delta`.
        """,
    ),
    explanation=r"""
        $h_{t-1}$ acts on $h_t$ straight, with the factor $1-\alpha$, and through $a_t$. So
        $g_{t-1} = \partial\ell_{t-1}/\partial h_{t-1} + (1-\alpha)g_t + W^\top\delta_t$. The step's own Jacobian is
        $(1-\alpha)I + \alpha\operatorname{diag}(1-q_t^2)W$: for a small $\alpha$ near the identity, so slopes live.
        A GRU's update gate is this leak, made by the network itself.
    """,
    variant=r"""
        With $\alpha = 1$ it is the plain network. With a small $\alpha$ it is Euler's method for the differential
        equation $\dot h = -h + \tanh(Ux + Wh)$ with the step $\alpha$.
    """,
)


@exercise.stub
def leaky_slopes(x, U, W, alpha, h0, slopes):
    """Return the slopes of the loss by U and by W."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def leaky_slopes(x, U, W, alpha, h0, slopes):
    """Return the slopes of the loss by U and by W."""
    h, q = [h0], []
    for x_t in x:
        q.append(np.tanh(U @ x_t + W @ h[-1]))
        h.append((1 - alpha) * h[-1] + alpha * q[-1])
    dU, dW, carried = np.zeros_like(U), np.zeros_like(W), np.zeros_like(h0)
    for t in reversed(range(len(x))):
        g = slopes[t] + carried
        delta = alpha * (1 - q[t] ** 2) * g
        dU += np.outer(delta, x[t])
        dW += np.outer(delta, h[t])  # h[t] is the state before step t
        carried = (1 - alpha) * g + W.T @ delta
    return dU, dW


@exercise.alternative
def leaky_slopes(x, U, W, alpha, h0, slopes):
    n_steps, n_h = slopes.shape
    h, q = np.zeros((n_steps + 1, n_h)), np.zeros((n_steps, n_h))
    h[0] = h0
    for t in range(n_steps):
        q[t] = np.tanh(x[t] @ U.T + h[t] @ W.T)
        h[t + 1] = h[t] + alpha * (q[t] - h[t])
    delta, g = np.zeros((n_steps + 1, n_h)), np.zeros(n_h)
    for t in range(n_steps - 1, -1, -1):
        g = slopes[t] + (1 - alpha) * g + delta[t + 1] @ W
        delta[t] = alpha * (1 - q[t] ** 2) * g
    return delta[:-1].T @ x, delta[:-1].T @ h[:-1]


@exercise.alternative
def leaky_slopes(x, U, W, alpha, h0, slopes):
    h, jacobians, parts = h0, [], []
    for x_t in x:
        q = np.tanh(U @ x_t + W @ h)
        slope = alpha * (1 - q**2)
        parts.append((slope, x_t, h))
        jacobians.append((1 - alpha) * np.eye(len(h)) + slope[:, None] * W)
        h = (1 - alpha) * h + alpha * q
    dU, dW = 0 * U, 0 * W
    for t, row in enumerate(slopes):
        back = row
        for k in range(t, -1, -1):
            slope, x_k, before = parts[k]
            dU = dU + np.outer(slope * back, x_k)
            dW = dW + np.outer(slope * back, before)
            back = jacobians[k].T @ back
    return dU, dW


@exercise.misconception(
    "Slopes go back through the tanh only.",
    message="""
        You let the slope go back through W and the tanh only. The old state also acts on the new one straight, past the
        tanh. What is the slope of that way?
    """,
)
def leaky_slopes(x, U, W, alpha, h0, slopes):
    h, q = [h0], []
    for x_t in x:
        q.append(np.tanh(U @ x_t + W @ h[-1]))
        h.append((1 - alpha) * h[-1] + alpha * q[-1])
    dU, dW, carried = np.zeros_like(U), np.zeros_like(W), np.zeros_like(h0)
    for t in reversed(range(len(x))):
        delta = alpha * (1 - q[t] ** 2) * (slopes[t] + carried)
        dU += np.outer(delta, x[t])
        dW += np.outer(delta, h[t])
        carried = W.T @ delta
    return dU, dW


@exercise.misconception(
    "The slope of tanh is one minus the square of the state.",
    message="""
        You took 1 - h². In the plain network the state *is* the tanh; here it is a mixture. Whose square belongs into
        the slope?
    """,
)
def leaky_slopes(x, U, W, alpha, h0, slopes):
    h = [h0]
    for x_t in x:
        h.append((1 - alpha) * h[-1] + alpha * np.tanh(U @ x_t + W @ h[-1]))
    dU, dW, carried = np.zeros_like(U), np.zeros_like(W), np.zeros_like(h0)
    for t in reversed(range(len(x))):
        g = slopes[t] + carried
        delta = alpha * (1 - h[t + 1] ** 2) * g
        dU += np.outer(delta, x[t])
        dW += np.outer(delta, h[t])
        carried = (1 - alpha) * g + W.T @ delta
    return dU, dW


exercise.slip(
    "Going back, W acts as it does going forward.",
    ("  # h[t] is the state before step t", ""),
    (
        "carried = (1 - alpha) * g + W.T @ delta",
        "carried = (1 - alpha) * g + W @ delta",
    ),
    message="""
        Your slope goes back through W itself. A slope goes back through the transpose: entry (i, j) of W leads from
        unit j to unit i, and the slope walks from i to j.
    """,
)

exercise.slip(
    "W met the state that it made.",
    ("t])  # h[t] is the state before step t", "t + 1])"),
    message="""
        For W you pair each step's slope with the state *after* the step. W multiplied the state before it.
    """,
)

exercise.slip(
    "The tanh's share of the new state does not touch the slope.",
    ("delta = alpha * (1 - q[t] ** 2) * g", "delta = (1 - q[t] ** 2) * g"),
    ("  # h[t] is the state before step t", ""),
    message="""
        The factor alpha before the tanh is missing from your slope by the sum inside it.
    """,
)


@exercise.misconception(
    "Only the loss of a step itself moves the weights at that step.",
    message="""
        You never carry a slope back to an earlier step: each step hears of its own loss only. That is a window of one.
    """,
)
def leaky_slopes(x, U, W, alpha, h0, slopes):
    dU, dW, h = np.zeros_like(U), np.zeros_like(W), h0
    for t in range(len(x)):
        q = np.tanh(U @ x[t] + W @ h)
        delta = alpha * (1 - q**2) * slopes[t]
        dU += np.outer(delta, x[t])
        dW += np.outer(delta, h)
        h = (1 - alpha) * h + alpha * q
    return dU, dW


exercise.slip(
    "An outer product is the same either way round.",
    ("delta, h[t])  # h[t] is the state before step t", "h[t], delta)"),
    message="""
        Your slope by W is transposed. Its row belongs to the unit that is moved, its column to the one that moves it:
        the delta stands first in the outer product.
    """,
)


@exercise.misconception(
    "Alpha is the part of the old state that stays.",
    message="""
        You exchanged alpha and 1 - alpha: alpha is the share of what is new, q; the old state keeps the rest.
    """,
)
def leaky_slopes(x, U, W, alpha, h0, slopes):
    h, q = [h0], []
    for x_t in x:
        q.append(np.tanh(U @ x_t + W @ h[-1]))
        h.append(alpha * h[-1] + (1 - alpha) * q[-1])
    dU, dW, carried = np.zeros_like(U), np.zeros_like(W), np.zeros_like(h0)
    for t in reversed(range(len(x))):
        g = slopes[t] + carried
        delta = (1 - alpha) * (1 - q[t] ** 2) * g
        dU += np.outer(delta, x[t])
        dW += np.outer(delta, h[t])
        carried = alpha * g + W.T @ delta
    return dU, dW


exercise.slip(
    "A network begins with zeros.",
    ("h, q = [h0], []", "h, q = [np.zeros_like(h0)], []"),
    ("  # h[t] is the state before step t", ""),
    message="""
        Your states begin with zeros. The state before the first step is h0, and W met it there.
    """,
)

exercise.slip(
    "The slope of a sequence is the mean over its steps.",
    ("  # h[t] is the state before step t", ""),
    ("return dU, dW", "return dU / len(x), dW / len(x)"),
    message="""
        You divided by the number of steps. The loss is the sum of the losses of the steps, and W is the same at all of
        them: its slopes add up.
    """,
)

exercise.slip(
    "What goes straight back is the slope of the step's own loss.",
    ("  # h[t] is the state before step t", ""),
    (
        "carried = (1 - alpha) * g + W.T @ delta",
        "carried = (1 - alpha) * slopes[t] + W.T @ delta",
    ),
    message="""
        On the straight way you send back the slope of the step's own loss only. All that arrives at h goes on to the
        state before it: what came from later steps as well.
    """,
)


@exercise.inputs
def inputs(rng):
    def case(n_steps, n_x, n_h, alpha):
        return (
            rng.normal(size=(n_steps, n_x)),
            rng.normal(size=(n_h, n_x)),
            rng.normal(size=(n_h, n_h)),
            alpha,
            rng.normal(size=n_h),
            rng.normal(size=(n_steps, n_h)),
        )

    yield case(3, 2, 2, 0.5)
    yield case(1, 1, 1, 0.3)  # one step
    yield case(4, 2, 3, 1.0)  # the plain network
    yield case(6, 3, 2, 0.01)  # hardly moves
    for _ in range(20):
        n_steps, n_x, n_h = (int(n) for n in rng.integers(2, 6, size=3))
        yield case(n_steps, n_x, n_h, rng.uniform(0.1, 0.9))


exercise.compare(rtol=1e-7, atol=1e-9)
