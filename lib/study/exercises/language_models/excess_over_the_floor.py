"""Compute the floor of a source and what a model pays above it."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="excess-over-the-floor",
    chapter="09_language_models",
    section="how-surprised-perplexity-and-the-floor-below",
    title="What a model pays above the floor",
    level=3,
    minutes=20,
    kind="implement",
    concepts=("perplexity", "markov-chain-lm"),
    statement=r"""
        A source writes each token given the last one: `P[a, b]` is the chance of $b$ after $a$. A model believes in
        `Q[a, b]` instead. Both have the shape $(V,V)$, rows that add up to 1, and `Q` has no zeros; `P` may have some.

        Write `floor_and_excess(P, Q)`: the entropy rate of the source, and what the model's expected loss lies above
        it, both in **bits** per token, two floats. How often each context occurs in the long run is for you to find:
        the $\pi$ with $\pi=\pi P$ and $\sum_a\pi_a=1$, of which there is exactly one here.
    """,
    setup="import numpy as np",
    hints=(
        "With which weights do the contexts enter the expected loss, and which equations do these weights obey?",
        r"""
        $\pi(I-P)=0$ has one solution too many: replace one equation by $\sum_a\pi_a=1$, or add it and use least
        squares. Then weight the entropy of each row of $P$, and the divergence of $Q$ from $P$ in each row.
        """,
        """
        `A = np.vstack([np.eye(V) - P.T, np.ones(V)])`,
        `pi = np.linalg.lstsq(A, np.append(np.zeros(V), 1))[0]`; and $0\\log0=0$: `np.log2(np.where(P > 0, P, 1))`.
        """,
    ),
    explanation=r"""
        The loss of $Q$ is $-\sum_a\pi_a\sum_bP_{ab}\log_2Q_{ab}$. Take the floor, the same with $P$ in the logarithm,
        away, and $\sum_a\pi_a\operatorname{KL}(P_{a\cdot}\Vert Q_{a\cdot})$ is left, which is 0 only for $Q=P$ in all
        contexts that occur. The weights $\pi$ are those of the *source*: it writes the text, whatever the model
        believes.
    """,
    variant=r"""
        Without solving equations: write for long enough. `np.linalg.matrix_power(0.5 * (np.eye(V) + P), 2**20)[0]` is
        $\pi$; halving with the identity keeps a source that goes in a circle from turning for ever.
    """,
)


@exercise.stub
def floor_and_excess(P, Q):
    """Return the entropy rate of P and the excess of Q over it, in bits per token."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def floor_and_excess(P, Q):
    """Return the entropy rate of P and the excess of Q over it, in bits per token."""
    V = len(P)
    equations = np.vstack([np.eye(V) - P.T, np.ones(V)])
    pi = np.linalg.lstsq(equations, np.append(np.zeros(V), 1.0))[0]
    log_p = np.log2(np.where(P > 0, P, 1.0))
    floor = 0.0 - np.sum(pi[:, None] * P * log_p)
    loss = -np.sum(pi[:, None] * P * np.log2(Q))
    return floor.item(), (loss - floor).item()


@exercise.alternative
def floor_and_excess(P, Q):
    V = len(P)
    lazy = 0.5 * (np.eye(V) + P)  # the same pi, and it never turns in circles
    for _ in range(40):
        lazy = lazy @ lazy
        lazy /= lazy.sum(axis=1, keepdims=True)
    floor = excess = 0.0
    for a in range(V):
        for b in range(V):
            if P[a, b] > 0:
                floor -= lazy[0, a] * P[a, b] * np.log2(P[a, b])
                excess += lazy[0, a] * P[a, b] * np.log2(P[a, b] / Q[a, b])
    return float(floor), float(excess)


@exercise.alternative
def floor_and_excess(P, Q):
    values, vectors = np.linalg.eig(P.T)
    pi = np.real(vectors[:, np.argmin(np.abs(values - 1))])
    joint = (pi / pi.sum())[:, None] * P
    met = P > 0
    floor = -(joint[met] * np.log(P[met])).sum() / np.log(2)
    loss = -(joint * np.log(Q)).sum() / np.log(2)
    return float(floor), float(loss - floor)


exercise.slip(
    "All contexts are equally important for the loss.",
    (
        "pi = np.linalg.lstsq(equations, np.append(np.zeros(V), 1.0))[0]",
        "pi = np.full(V, 1 / V)",
    ),
    message="""
        You weight all contexts alike. A context that the source seldom reaches hardly matters: weight by how often each
        occurs in the long run. (If you solved for the weights: with P instead of its transpose they come out equal.)
    """,
)

exercise.slip(
    "After enough steps the shares of the contexts stand still.",
    (
        "pi = np.linalg.lstsq(equations, np.append(np.zeros(V), 1.0))[0]",
        "pi = np.full(V, 1 / V)\n    for _ in range(10_000):\n        pi = pi @ P",
    ),
    message="""
        You take step after step and hope that the shares stand still. In a source that goes there and back they never
        do: they swing. Solve the equations for pi instead.
    """,
)

exercise.slip(
    "Where the source starts no longer matters after enough steps.",
    (
        "pi = np.linalg.lstsq(equations, np.append(np.zeros(V), 1.0))[0]",
        "pi = np.linalg.matrix_power(P, 10_000)[0]",
    ),
    message="""
        You go many steps from one start and hope that it is forgotten. In a source that goes in a circle it never is.
        Solve the equations for pi instead.
    """,
)

exercise.slip(
    "The contexts come as often as the model believes.",
    ("np.eye(V) - P.T", "np.eye(V) - Q.T"),
    message="""
        Your weights are those of the model's own texts. The source writes the text that is scored.
    """,
)

exercise.slip(
    "The excess is the divergence of P from Q.",
    (
        "loss = -np.sum(pi[:, None] * P * np.log2(Q))",
        "excess = np.sum(pi[:, None] * Q * (np.log2(Q) - np.log2(np.maximum(P, 1e-300))))",
    ),
    ("loss - floor", "excess"),
    message="""
        Your divergence averages with the model's chances. The tokens are drawn by the source, so P stands in front of
        the logarithm.
    """,
)

exercise.slip(
    "Losses are measured in natural logarithms.",
    ("log_p = np.log2(", "log_p = np.log("),
    ("np.log2(Q)", "np.log(Q)"),
    message="""
        You return nats. Bits are logarithms to the base 2.
    """,
)

exercise.slip(
    "The excess is the model's loss.",
    ("loss - floor", "loss"),
    message="""
        Your second number is the whole loss. How far is it above the first?
    """,
)


@exercise.misconception(
    "The floor is the entropy of how often the tokens come.",
    message="""
        Your floor is the entropy of single tokens. Whoever knows the last token is less surprised: average the
        entropies of the rows.
    """,
)
def floor_and_excess(P, Q):
    V = len(P)
    equations = np.vstack([np.eye(V) - P.T, np.ones(V)])
    pi = np.linalg.lstsq(equations, np.append(np.zeros(V), 1.0))[0]
    floor = 0.0 - np.sum(pi * np.log2(np.maximum(pi, 1e-300)))
    loss = -np.sum(pi[:, None] * P * np.log2(Q))
    return float(floor), float(loss - floor)


exercise.slip(
    "A logarithm of zero is made harmless by a small number.",
    ("np.log2(np.where(P > 0, P, 1.0))", "np.log2(P + 0.01)"),
    message="""
        You add something to P before the logarithm, and so change all of its chances. Only the zeros need care: they
        contribute nothing.
    """,
)


exercise.slip(
    "The logarithm of zero takes care of itself.",
    ("np.log2(np.where(P > 0, P, 1.0))", "np.log2(P)"),
    message="""
        Where P has a zero, 0 times minus infinity is NaN. Such a token never comes: it contributes 0.
    """,
)

exercise.slip(
    "The excess is what the floor lies above the loss.",
    ("loss - floor", "floor - loss"),
    message="""
        Your excess is negative. No expected loss is below the floor: take loss minus floor.
    """,
)


@exercise.inputs
def inputs(rng):
    def rows(V, concentration):
        drawn = rng.dirichlet(np.full(V, concentration), size=V) + 1e-3
        return drawn / drawn.sum(axis=1, keepdims=True)

    yield np.array([[0.9, 0.1], [0.5, 0.5]]), np.full((2, 2), 0.5)
    circle = np.roll(np.eye(3), 1, axis=1)  # 0, 1, 2, 0, ...: no surprise at all
    yield circle, rows(3, 1.0)
    swing = np.array([[0.0, 1.0, 0.0], [0.3, 0.0, 0.7], [0.0, 1.0, 0.0]])
    yield swing, rows(3, 1.0)  # there and back for ever
    P = rows(4, 0.5)
    yield P, P.copy()  # a perfect model
    lazy = np.array([[0.0, 1.0, 0.0], [0.05, 0.9, 0.05], [0.5, 0.0, 0.5]])
    yield lazy, rows(3, 1.0)
    for _ in range(22):
        V = int(rng.integers(2, 7))
        yield rows(V, rng.uniform(0.2, 1.0)), rows(V, 1.0)


exercise.compare(rtol=1e-6, atol=1e-8)
