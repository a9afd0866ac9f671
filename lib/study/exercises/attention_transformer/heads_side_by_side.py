"""Split queries, keys and values into heads, attend, and put the answers side by side."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="heads-side-by-side",
    chapter="10_attention_transformer",
    section="several-heads",
    title="Heads of other widths",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("multi-head-attention", "scaled-dot-product-attention"),
    statement=r"""
        The queries of `n_q` tokens ask the keys of `m` others. $Q$ has the shape $(n_q, d)$, $K$ has $(m, d)$, and $V$
        has $(m, d_v)$; all projections are done. Head $i$ of $h$ takes the $i$-th block of $d/h$ neighbouring columns
        of $Q$ and $K$ and the $i$-th block of $d_v/h$ neighbouring columns of $V$.

        Write `side_by_side(Q, K, V, h)`, which returns the heads' answers side by side, shape $(n_q, d_v)$. Change no
        argument.
    """,
    setup="import numpy as np",
    hints=(
        "Which columns belong to head 0, and what is the number of features of *its* queries?",
        r"""
        A loop over heads is enough: slice three blocks, attend, append. The scale is the root of $d/h$.
        """,
        """
        With `w = Q.shape[1] // h` and `part = slice(i * w, (i + 1) * w)` head i's scores are
        `Q[:, part] @ K[:, part].T / np.sqrt(w)`; join the answers by `np.concatenate(answers, axis=1)`.
        """,
    ),
    explanation=r"""
        `Q.reshape(n, h, d // h).swapaxes(0, 1)` gives the same blocks without a loop: the reshape splits the last axis,
        the swap brings the heads to the front. `Q.reshape(h, n, d // h)` has the right shape and the wrong numbers: it
        cuts the rows into pieces and hands them to the heads in turn.
    """,
    variant=r"""
        Shapes alone find no such slip. A test that does: change one token and see which rows of the answer move in a
        single head.
    """,
)


@exercise.stub
def side_by_side(Q, K, V, h):
    """Return the answers of h heads, shape (n_q, d_v)."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def side_by_side(Q, K, V, h):
    """Return the answers of h heads, shape (n_q, d_v)."""
    answers = []
    for q, k, v in zip(*(np.split(X, h, axis=1) for X in (Q, K, V))):
        scores = q @ k.T / np.sqrt(q.shape[1])
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        answers.append(weights @ v / weights.sum(axis=1, keepdims=True))
    return np.concatenate(answers, axis=1)


@exercise.alternative
def side_by_side(Q, K, V, h):
    q, k, v = (X.reshape(len(X), h, -1).swapaxes(0, 1) for X in (Q, K, V))
    scores = q @ k.swapaxes(1, 2) / np.sqrt(q.shape[2])
    weights = np.exp(scores - scores.max(axis=2, keepdims=True))
    weights = weights / weights.sum(axis=2, keepdims=True)
    return (weights @ v).swapaxes(0, 1).reshape(len(Q), -1)


@exercise.alternative
def side_by_side(Q, K, V, h):
    width, value_width = Q.shape[1] // h, V.shape[1] // h
    answer = np.zeros((len(Q), V.shape[1]))
    for i in range(h):
        part = slice(i * width, (i + 1) * width)
        for row, q in enumerate(Q[:, part]):
            scores = np.array([q @ k for k in K[:, part]]) / width**0.5
            weights = np.exp(scores - scores.max())
            mine = V[:, i * value_width : (i + 1) * value_width]
            answer[row, i * value_width : (i + 1) * value_width] = (
                weights @ mine / weights.sum()
            )
    return answer


@exercise.misconception(
    "A reshape to (heads, tokens, width) splits the features.",
    message="""
        You reshaped to (heads, tokens, width) at once. The shape is right, but a head gets whole rows of the first
        tokens cut in pieces. Split the last axis first, then move the heads to the front.
    """,
)
def side_by_side(Q, K, V, h):
    q, k, v = (X.reshape(h, len(X), -1) for X in (Q, K, V))
    scores = q @ k.swapaxes(1, 2) / np.sqrt(q.shape[2])
    weights = np.exp(scores - scores.max(axis=2, keepdims=True))
    weights = weights / weights.sum(axis=2, keepdims=True)
    return (weights @ v).swapaxes(0, 1).reshape(len(Q), -1)


@exercise.misconception(
    "What was moved to the front need not be moved back.",
    message="""
        The heads are right; putting them together is not. Their axis is still in front when you reshape, so the rows of
        different tokens are mixed.
    """,
)
def side_by_side(Q, K, V, h):
    q, k, v = (X.reshape(len(X), h, -1).swapaxes(0, 1) for X in (Q, K, V))
    scores = q @ k.swapaxes(1, 2) / np.sqrt(q.shape[2])
    weights = np.exp(scores - scores.max(axis=2, keepdims=True))
    weights = weights / weights.sum(axis=2, keepdims=True)
    return (weights @ v).reshape(len(Q), -1)


exercise.slip(
    "Each head divides by the root of all features.",
    ("np.sqrt(q.shape[1])", "np.sqrt(Q.shape[1])"),
    message="""
        Your heads divide by the root of d. A head's dot product adds up d / h terms only.
    """,
)

exercise.slip(
    "Heads are so narrow that they need no scale.",
    (" / np.sqrt(q.shape[1])", ""),
    message="""
        Your scores are not scaled. Each head divides by the root of its own number of features.
    """,
)


@exercise.misconception(
    "Head i takes every h-th column.",
    message="""
        You gave head i the columns i, i + h, i + 2h, ... It takes a block of neighbouring columns.
    """,
)
def side_by_side(Q, K, V, h):
    answers = []
    for i in range(h):
        q, k, v = (X[:, i::h] for X in (Q, K, V))
        scores = q @ k.T / np.sqrt(q.shape[1])
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        answers.append(weights @ v / weights.sum(axis=1, keepdims=True))
    return np.concatenate(answers, axis=1)


@exercise.misconception(
    "Several heads are one attention, cut up.",
    message="""
        You attend once with all features and hand the same weights to every block of values. Each head has weights of
        its own, from its own block of queries and keys.
    """,
)
def side_by_side(Q, K, V, h):
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights @ V / weights.sum(axis=1, keepdims=True)


@exercise.misconception(
    "The heads' weights are averaged.",
    message="""
        You average the weights of all heads and use the mean for every block of values. Each head uses its own.
    """,
)
def side_by_side(Q, K, V, h):
    total = 0.0
    for q, k in zip(np.split(Q, h, axis=1), np.split(K, h, axis=1)):
        scores = q @ k.T / np.sqrt(q.shape[1])
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        total = total + weights / weights.sum(axis=1, keepdims=True) / h
    return total @ V


@exercise.misconception(
    "All heads share one softmax.",
    message="""
        Your softmax runs over the keys of all heads together: the weights of one head do not add up to 1.
    """,
)
def side_by_side(Q, K, V, h):
    q, k, v = (X.reshape(len(X), h, -1).swapaxes(0, 1) for X in (Q, K, V))
    scores = q @ k.swapaxes(1, 2) / np.sqrt(q.shape[2])
    weights = np.exp(scores - scores.max(axis=(0, 2), keepdims=True))
    weights = weights / weights.sum(axis=(0, 2), keepdims=True)
    return (weights @ v).swapaxes(0, 1).reshape(len(Q), -1)


@exercise.misconception(
    "A block of V is as wide as a block of Q.",
    message="""
        You cut V by the width of a head's queries. Its blocks have a width of their own, d_v / h.
    """,
)
def side_by_side(Q, K, V, h):
    w, answers = Q.shape[1] // h, []
    for i in range(h):
        part = slice(i * w, (i + 1) * w)
        scores = Q[:, part] @ K[:, part].T / np.sqrt(w)
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        answers.append(weights @ V[:, part] / weights.sum(axis=1, keepdims=True))
    return np.concatenate(answers, axis=1)


exercise.slip(
    "The softmax runs over the queries.",
    ("scores.max(axis=1", "scores.max(axis=0"),
    (
        "weights @ v / weights.sum(axis=1, keepdims=True)",
        "weights / weights.sum(axis=0, keepdims=True) @ v",
    ),
    message="""
        The weights of one *key* add up to 1 in your heads. Which axis runs over the keys of one query?
    """,
)

exercise.slip(
    "The scale is the root of the number of heads.",
    ("np.sqrt(q.shape[1])", "np.sqrt(h)"),
    message="""
        You divide by the root of h. A head's dot product adds up d / h terms.
    """,
)

exercise.slip(
    "The scale is the width of the values.",
    ("np.sqrt(q.shape[1])", "np.sqrt(v.shape[1])"),
    message="""
        You divide by the root of the width of the values. The score is a product of queries and keys.
    """,
)


@exercise.inputs
def inputs(rng):
    def case(n_q, m, h, width, value_width):
        return (
            rng.normal(size=(n_q, h * width)),
            rng.normal(size=(m, h * width)),
            rng.normal(size=(m, h * value_width)),
            h,
        )

    yield np.eye(2), 2 * np.eye(2), np.array([[1.0, 10.0], [3.0, 30.0]]), 2
    yield case(2, 3, 1, 4, 3)  # one head
    yield case(1, 1, 2, 2, 1)
    Q, K, V, h = case(3, 4, 2, 2, 2)
    yield 90 * Q, 90 * K, V, h  # scores of some thousands
    yield case(4, 4, 2, 3, 2)
    yield case(3, 5, 4, 1, 2)  # heads of one feature
    for _ in range(20):
        yield case(*(int(k) for k in rng.integers(2, 5, size=5)))


exercise.compare(rtol=1e-7, atol=1e-9)
