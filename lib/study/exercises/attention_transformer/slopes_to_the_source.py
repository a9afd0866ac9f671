"""Send slopes from a decoder back to both texts."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="slopes-to-the-source",
    chapter="10_attention_transformer",
    section="the-decoder",
    title="What the encoder hears",
    level=3,
    minutes=30,
    kind="derive",
    concepts=("cross-attention", "scaled-dot-product-attention"),
    statement=r"""
        One head of cross-attention, with $H$ from the decoder, $(m,d)$, and $M$ from the encoder, $(n,d)$:

        $$\begin{gathered}Q=HW^Q,\quad K=MW^K,\\
        V=MW^V,\quad O=AV,\\
        A=\operatorname{softmax}\Big(\frac{QK^\top}{\sqrt{d_k}}\Big).\end{gathered}$$

        `G`, shape $(m, d_v)$, is the slope of the loss by $O$. Write `slopes(H, M, W_q, W_k, W_v, G)`, which returns
        the slopes by $H$ and by $M$ as a pair `(dH, dM)`. $W^Q$ and $W^K$ have the shape $(d, d_k)$, $W^V$ has
        $(d, d_v)$. Change no argument.
    """,
    setup="import numpy as np",
    hints=(
        "On how many ways does $M$ act on the loss, and on how many does $H$?",
        r"""
        From $O=AV$: the slope by $V$ is $A^\top G$, that by $A$ is $GV^\top$. Back through the softmax of a row,
        $\partial\ell/\partial s_j=a_j\big(u_j-\sum_l a_lu_l\big)$ with $u$ for the row of $GV^\top$.
        """,
        r"""
        `dS = A * (U - (A * U).sum(axis=1, keepdims=True)) / np.sqrt(d_k)`, then `dH = dS @ K @ W_q.T` and
        `dM = dS.T @ Q @ W_k.T + A.T @ G @ W_v.T`.
        """,
    ),
    explanation=r"""
        The encoder hears from each decoder token twice. Through the values: "what you handed out should have been
        different", weighted by how much was looked at. Through the keys: "you should have been looked at more, or
        less". A source token with weight 0 hears nothing on either way.
    """,
    variant=r"""
        In self-attention $H=M$, and the slope by the one input is the sum `dH + dM`: three ways.
    """,
)


@exercise.stub
def slopes(H, M, W_q, W_k, W_v, G):
    """Return the slopes of the loss by H and by M."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def slopes(H, M, W_q, W_k, W_v, G):
    """Return the slopes of the loss by H and by M."""
    Q, K, V = H @ W_q, M @ W_k, M @ W_v
    root = np.sqrt(Q.shape[1])
    S = Q @ K.T / root
    A = np.exp(S - S.max(axis=1, keepdims=True))
    A = A / A.sum(axis=1, keepdims=True)
    U = G @ V.T  # the slope by A
    dS = A * (U - (A * U).sum(axis=1, keepdims=True))
    dQ, dK, dV = dS @ K / root, dS.T @ Q / root, A.T @ G
    return dQ @ W_q.T, dK @ W_k.T + dV @ W_v.T


@exercise.alternative
def slopes(H, M, W_q, W_k, W_v, G):
    dH, dM = np.zeros_like(H), np.zeros_like(M)
    root = np.sqrt(W_q.shape[1])
    for i, h in enumerate(H):
        q = h @ W_q
        scores = np.array([q @ (row @ W_k) for row in M]) / root
        a = np.exp(scores - scores.max())
        a /= a.sum()
        u = np.array([G[i] @ (row @ W_v) for row in M])
        ds = a * (u - a @ u) / root
        for j, row in enumerate(M):
            dH[i] += ds[j] * W_q @ (row @ W_k)
            dM[j] += ds[j] * W_k @ q + a[j] * W_v @ G[i]
    return dH, dM


@exercise.alternative
def slopes(H, M, W_q, W_k, W_v, G):
    S = H @ W_q @ W_k.T @ M.T / np.sqrt(W_q.shape[1])
    A = np.exp(S - S.max(axis=1)[:, None])
    A /= A.sum(axis=1)[:, None]
    U = G @ (M @ W_v).T
    jacobians = A[:, :, None] * np.eye(A.shape[1]) - A[:, :, None] * A[:, None]
    dS = np.einsum("ij,ijk->ik", U, jacobians) / np.sqrt(W_q.shape[1])
    bilinear = W_q @ W_k.T
    return dS @ M @ bilinear.T, dS.T @ H @ bilinear + A.T @ G @ W_v.T


exercise.slip(
    "The source is heard through its values only.",
    ("dK @ W_k.T + dV @ W_v.T", "dV @ W_v.T"),
    message="""
        Your slope by M comes through the values only. The source also made the keys: it decides how much it is looked
        at.
    """,
)

exercise.slip(
    "The source is heard through the weights only.",
    ("dK @ W_k.T + dV @ W_v.T", "dK @ W_k.T"),
    message="""
        Your slope by M comes through the keys only. What was handed out, the values, was made of M as well.
    """,
)

exercise.slip(
    "Each weight depends on its own score.",
    ("A * (U - (A * U).sum(axis=1, keepdims=True))", "A * (1 - A) * U"),
    message="""
        You took a(1 - a), the slope of each weight by its own score. Raising one score lowers all other weights of the
        row: that term is missing.
    """,
)

exercise.slip(
    "The softmax lets a slope through, weighted.",
    ("A * (U - (A * U).sum(axis=1, keepdims=True))", "A * U"),
    message="""
        Back through the softmax you only multiply by the weights. The weights of a row add up to 1, so the slopes by
        its scores must add up to 0.
    """,
)

exercise.slip(
    "The mean that the softmax takes off runs over the queries.",
    ("(A * U).sum(axis=1, keepdims=True)", "(A * U).sum(axis=0, keepdims=True)"),
    message="""
        Back through the softmax you sum over the queries. Each query's weights add up to 1 over the *keys*.
    """,
)

exercise.slip(
    "The root was a matter of the forward pass.",
    ("dS @ K / root, dS.T @ Q / root", "dS @ K, dS.T @ Q"),
    message="""
        The scores were divided by the root of d_k, so their slopes by Q and K are divided by it, too.
    """,
)

exercise.slip(
    "A key hears what its query hears.",
    ("dS.T @ Q / root", "dS.T @ (dS @ K) / root"),
    message="""
        For the keys you multiply by a slope where the queries themselves belong: a score is q k, and its slope by k is
        q.
    """,
)

exercise.slip(
    "A weight is a given number.",
    ("dQ @ W_q.T, dK @ W_k.T + dV @ W_v.T", "0 * H, dV @ W_v.T"),
    message="""
        You treat the weights as given. They are made of H and M, and both hear of it.
    """,
)


exercise.slip(
    "The root has to be divided out once for the scores and once for the slopes.",
    ("dS @ K / root, dS.T @ Q / root", "dS @ K / root**2, dS.T @ Q / root**2"),
    message="""
        You divide by the root twice. The chain from Q to the scores has it once.
    """,
)

exercise.slip(
    "The mean is taken off the slopes, and that is the softmax.",
    (
        "A * (U - (A * U).sum(axis=1, keepdims=True))",
        "U - (A * U).sum(axis=1, keepdims=True)",
    ),
    message="""
        Back through the softmax you take the mean off and forget the weight in front of the bracket: a key that nobody
        looked at hears nothing.
    """,
)

exercise.slip(
    "The mean that is taken off is a plain one.",
    ("(A * U).sum(axis=1, keepdims=True)", "U.mean(axis=1, keepdims=True)"),
    message="""
        The mean that comes off is weighted by the row's weights, not a plain one.
    """,
)

exercise.slip(
    "The root is that of the width of the tokens.",
    (
        "dS @ K / root, dS.T @ Q / root",
        "dS @ K / len(W_q) ** 0.5, dS.T @ Q / len(W_q) ** 0.5",
    ),
    message="""
        You divide by the root of d. The scores are products of d_k features.
    """,
)


@exercise.inputs
def inputs(rng):
    def case(m, n, d, d_k, d_v, size=1.0):
        return (
            rng.normal(size=(m, d)),
            rng.normal(size=(n, d)),
            size * rng.normal(size=(d, d_k)),
            rng.normal(size=(d, d_k)),
            rng.normal(size=(d, d_v)),
            rng.normal(size=(m, d_v)),
        )

    yield case(2, 3, 4, 4, 4)
    yield case(1, 1, 1, 1, 1)  # one key: its weight is 1, whatever its score
    yield case(3, 1, 2, 2, 2)
    yield case(2, 4, 3, 5, 2, size=1000.0)  # saturated
    for _ in range(20):
        yield case(*(int(k) for k in rng.integers(2, 6, size=5)))


exercise.compare(rtol=1e-7, atol=1e-9)
