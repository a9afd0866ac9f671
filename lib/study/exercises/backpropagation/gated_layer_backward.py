"""Implement the backward pass of a gated layer."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="gated-layer-backward",
    chapter="05_backpropagation",
    section="vectors-and-matrices-where-the-transposes-come-from",
    title="The way back through a gate",
    level=3,
    minutes=25,
    kind="implement",
    concepts=("backpropagation", "matrix-backprop", "chain-rule"),
    statement=r"""
        Large language models have layers in which one half decides how much of the other passes:

        $$H = XU^\top, \qquad G = \sigma(XV^\top), \qquad A = H\odot G ,$$

        with $X$ of shape $(B, n)$, $U$ and $V$ of shape $(K, n)$, and $\sigma$ the logistic function. The layer
        behind hands you `upstream`, the slope of the loss by $A$, shape $(B, K)$.

        Write `gate_backward(X, U, V, upstream)`, which returns the slopes of the loss by $X$, $U$ and $V$ as a
        tuple, each with the shape of its variable. To check yourself with `by_nudging` of this chapter, nudge
        $\sum_{sk}A_{sk}\,\text{upstream}_{sk}$: its slope by $A$ is `upstream`.
    """,
    setup="import numpy as np",
    hints=(
        r"Draw the graph from $X$ to $A$. On how many paths does a nudge of $X$ reach $A$?",
        r"""
        Through $A = H\odot G$ the slope by $H$ is `upstream * G`, and that by $G$ is `upstream * H`. Each then goes
        back through its own product, and the slopes by $X$ that both bring are added.
        """,
        r"""
        With `dH = upstream * G` and `dQ = upstream * H * G * (1 - G)`, where $Q = XV^\top$: `dH @ U + dQ @ V` is
        the slope by $X$.
        """,
    ),
    explanation=r"""
        Each entry of $A$ is a product of two numbers, and the slope by one factor is the other: $dH = dA\odot G$ and
        $dG = dA\odot H$. Through the gate's $\sigma$ comes $dQ = dG\odot G\odot(1-G)$. Two linear layers remain, each
        with the slopes of this section: $dU = dH^\top X$, $dV = dQ^\top X$, and $dH\,U$ and $dQ\,V$ for $X$. $X$
        went into both, so it gets the sum.
    """,
    variant=r"""
        Stack both matrices: with $S = [dH, dQ]$ and $M$ the rows of $U$ above those of $V$, $dX = SM$ and
        $S^\top X$ holds $dU$ above $dV$. That is how fast implementations do it, with one product each way.
    """,
)


@exercise.stub
def gate_backward(X, U, V, upstream):
    """Return the slopes of the loss by X, U and V."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def gate_backward(X, U, V, upstream):
    """Return the slopes of the loss by X, U and V."""
    H = X @ U.T
    G = 1 / (1 + np.exp(-(X @ V.T)))
    dH = upstream * G
    dQ = upstream * H * G * (1 - G)
    return dH @ U + dQ @ V, dH.T @ X, dQ.T @ X


@exercise.alternative
def gate_backward(X, U, V, upstream):
    K = len(U)
    G = 0.5 + 0.5 * np.tanh(X @ V.T / 2)
    S = np.hstack([upstream * G, upstream * (X @ U.T) * (G - G * G)])
    stacked = S.T @ X
    return S @ np.vstack([U, V]), stacked[:K], stacked[K:]


@exercise.alternative
def gate_backward(X, U, V, upstream):
    dX, dU, dV = np.zeros(X.shape), np.zeros(U.shape), np.zeros(V.shape)
    for s, x in enumerate(X):
        for k in range(len(U)):
            h, g = U[k] @ x, 1 / (1 + np.exp(-V[k] @ x))
            dh, dq = upstream[s, k] * g, upstream[s, k] * h * g * (1 - g)
            dX[s] += dh * U[k] + dq * V[k]
            dU[k] += dh * x
            dV[k] += dq * x
    return dX, dU, dV


exercise.slip(
    "The gate is only a factor, so the input gets its slope through the gated half.",
    ("U + dQ @ V", "U"),
    message="""
        The slopes by U and V are right; X got only what comes back through H. The gate is computed from X as
        well: that is a second path, and paths add.
    """,
)

exercise.slip(
    "The slope by the gate's input is the slope by the gate.",
    ("dQ = upstream * H * G * (1 - G)", "dG = upstream * H"),
    ("dQ @ V, dH.T @ X, dQ.T", "dG @ V, dH.T @ X, dG.T"),
    message="""
        V and the gate's share of X lack a factor: between the product with V and the gate stands the logistic
        function, and its slope belongs to the path.
    """,
)


@exercise.misconception(
    "The derivative of a product is the product of the derivatives.",
    message="""
        In A = H times G each factor is held while the other is nudged: the slope by H is the value of G, not
        its slope, and the other way round.
    """,
)
def gate_backward(X, U, V, upstream):
    G = 1 / (1 + np.exp(-(X @ V.T)))
    both = upstream * G * (1 - G)
    return both @ U + both @ V, both.T @ X, both.T @ X


exercise.slip(
    "Each half of a product passes back its own value.",
    ("dH = upstream * G", "dH = upstream * H"),
    ("dQ = upstream * H * G * (1 - G)", "dQ = upstream * G * G * (1 - G)"),
    message="""
        The factors are exchanged. If H is large, A reacts strongly to the *gate*; if the gate is wide open, it reacts
        strongly to H.
    """,
)


@exercise.misconception(
    "A backward pass begins with ones, the slope of the output by itself.",
    message="""
        Your slopes do not react to `upstream`. A layer in the middle does not begin the way back; it continues
        what the layers behind it have computed.
    """,
)
def gate_backward(X, U, V, upstream):
    H = X @ U.T
    G = 1 / (1 + np.exp(-(X @ V.T)))
    dQ = H * G * (1 - G)
    return G @ U + dQ @ V, G.T @ X, dQ.T @ X


exercise.slip(
    "The slopes of the parameters are means over the batch.",
    ("X, dQ.T @ X", "X / len(X), dQ.T @ X / len(X)"),
    message="""
        You divide the parameters' slopes by the number of samples. Whether the loss is a mean is known to `upstream`
        already; a layer in the middle only adds.
    """,
)


@exercise.misconception(
    "The gate's slope is its formula applied to the gate's value.",
    message="""
        You put the gate's value through the logistic function once more. In terms of the value G that is
        already there its slope is G times 1 minus G.
    """,
)
def gate_backward(X, U, V, upstream):
    H = X @ U.T
    G = 1 / (1 + np.exp(-(X @ V.T)))
    again = 1 / (1 + np.exp(-G))
    dH = upstream * G
    dQ = upstream * H * again * (1 - again)
    return dH @ U + dQ @ V, dH.T @ X, dQ.T @ X


@exercise.misconception(
    "The gate's slope is its own, whatever it multiplies.",
    message="""
        One of the two factors is missing: the slope of a product by one factor is the *other* factor. Look at the
        slope by the gate: how much does A move if G does.
    """,
)
def gate_backward(X, U, V, upstream):
    G = 1 / (1 + np.exp(-(X @ V.T)))
    dH = upstream * G
    dQ = upstream * G * (1 - G)
    return dH @ U + dQ @ V, dH.T @ X, dQ.T @ X


exercise.slip(
    "The linear half passes the slope on as it is.",
    ("upstream * G", "upstream"),
    message="""
        One of the two factors is missing: the slope of a product by one factor is the *other* factor. Look at the
        slope by H: how much does A move if H does.
    """,
)

exercise.slip(
    "The slope by the weights is inputs times error terms, in the order of the forward product.",
    ("dH.T @ X, dQ.T @ X", "X.T @ dH, X.T @ dQ"),
    message="""
        Transpose: your slopes by U and V have one row per input. U and V have one row per output, and their slopes have
        their shapes.
    """,
)

exercise.slip(
    "The gate's slope is one minus its value.",
    ("dQ = upstream * H * G * (1 - G)", "dQ = upstream * H * (1 - G)"),
    message="""
        The gate's slope is G(1 - G); one of the two factors is missing.
    """,
)

exercise.slip(
    "Only the linear half passes on what comes from behind.",
    ("upstream * H", "H"),
    message="""
        V's slope has lost `upstream`: every path from the loss begins with it.
    """,
)


@exercise.inputs
def inputs(rng):
    def case(B, n, K):
        return (
            rng.normal(size=(B, n)),
            rng.normal(size=(K, n)),
            rng.normal(size=(K, n)),
            rng.normal(size=(B, K)),
        )

    yield case(1, 1, 1)
    yield case(1, 3, 2)  # one sample
    yield case(3, 3, 3)  # all shapes alike
    X, U, V, upstream = case(4, 2, 3)
    yield X, U, V, 0 * upstream  # nothing comes back
    yield X, U, 0 * V, upstream  # every gate half open
    for _ in range(20):
        B, n, K = rng.integers(2, 6, size=3)
        yield case(B, n, K)


exercise.compare(rtol=1e-7, atol=1e-11)
