"""Repair a causal attention that looks ahead and whose rows do not add up to one."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="repair-the-mask",
    chapter="10_attention_transformer",
    section="what-must-not-be-seen-masks",
    title="A mask with two leaks",
    level=2,
    minutes=12,
    kind="find-the-bug",
    concepts=("causal-mask", "masked-softmax"),
    statement=r"""
        `causal_answers(Q, K, V)` should return scaled dot-product attention under the causal mask. $Q$ and $K$ have the
        shape $(n, d)$, $V$ has $(n, d_v)$; row $i$ of the answer may depend on the first $i+1$ tokens only.

        It runs, its shapes are right, and a model with it trains, to a suspiciously low loss. **Two things are wrong.**
        Find and repair both.
    """,
    setup="import numpy as np",
    hints=(
        "What should the first row of the answer be, whatever the other tokens are? Print it.",
        r"""
        A score of 0 has the weight $e^0$. And over which axis must the weights of *one query* add up to 1?
        """,
        """
        `scores = np.where(np.tril(np.ones_like(scores)) == 1, scores, -np.inf)`, and `axis=1, keepdims=True` twice.
        """,
    ),
    explanation=r"""
        A zeroed score is no hidden one: the future keeps a weight, and the model learns to read the next word off it.
        And the softmax ran down the columns: the weights of one *key* added up to 1, which mixes all queries, later
        ones too. Both leaks are found by one test: change the last token and see whether an earlier row moves.
    """,
    variant=r"""
        With a finite number such as $-10^9$ in place of $-\infty$ a row in which everything is hidden becomes an even
        mean over what it must not see, where $-\infty$ gives `nan`, which at least is loud.
    """,
)


@exercise.stub
def causal_answers(Q, K, V):
    """Return attention in which no token sees a later one, shape (n, d_v).

    Two things are wrong.
    """
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    scores = np.tril(scores)
    weights = np.exp(scores - scores.max(axis=0, keepdims=True))
    weights = weights / weights.sum(axis=0, keepdims=True)
    return weights @ V


@exercise.reference
def causal_answers(Q, K, V):
    """Return attention in which no token sees a later one, shape (n, d_v)."""
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    scores = np.where(np.tril(np.ones_like(scores)) == 1, scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = weights / weights.sum(axis=1, keepdims=True)
    return weights @ V


@exercise.alternative
def causal_answers(Q, K, V):
    answers = []
    for i in range(len(Q)):  # row i sees a shorter text
        scores = K[: i + 1] @ Q[i] / Q.shape[1] ** 0.5
        weights = np.exp(scores - scores.max())
        answers.append(weights @ V[: i + 1] / weights.sum())
    return np.array(answers)


@exercise.alternative
def causal_answers(Q, K, V):
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    later = np.arange(len(K)) > np.arange(len(Q))[:, None]
    scores[later] = -np.inf
    weights = np.exp(scores - scores.max(axis=1)[:, None])
    return (weights @ V) / weights.sum(axis=1)[:, None]


exercise.slip(
    "To hide a score is to set it to zero.",
    (
        "np.where(np.tril(np.ones_like(scores)) == 1, scores, -np.inf)",
        "np.tril(scores)",
    ),
    message="""
        The rows add up to 1 now, and hidden scores are still 0: each of them keeps the weight of a neutral score.
    """,
)

exercise.slip(
    "The softmax of a score matrix runs down its columns.",
    ("scores.max(axis=1", "scores.max(axis=0"),
    ("weights.sum(axis=1", "weights.sum(axis=0"),
    message="""
        The future is hidden now, and the weights of one *key* add up to 1. Which axis runs over the keys of one query?
    """,
)


@exercise.misconception(
    "Weights of hidden places are set to zero after the softmax.",
    message="""
        You hide after the softmax: the hidden scores still stand in the denominator, so your rows add up to less than
        1, and the future moves them.
    """,
)
def causal_answers(Q, K, V):
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = weights / weights.sum(axis=1, keepdims=True)
    return np.tril(weights) @ V


exercise.slip(
    "A token may see what is before it and not itself.",
    ("np.tril(np.ones_like(scores))", "np.tril(np.ones_like(scores), -1)"),
    ("-np.inf", "-1e9"),
    message="""
        You hide the token itself, too, so that the first one sees nothing it may see. Row i sees the first i + 1
        tokens.
    """,
)

exercise.slip(
    "The upper triangle is what may be seen.",
    ("np.tril(np.ones_like(scores))", "np.triu(np.ones_like(scores))"),
    message="""
        You kept the upper triangle: each token sees itself and the future, and none of its past.
    """,
)

exercise.slip(
    "Any negative number in the place of a score hides it.",
    ("-np.inf", "-1.0"),
    message="""
        You put a small negative number where the future is. Its weight is small beside a large score and larger than
        that of a score below it. What has the weight 0?
    """,
)

exercise.slip(
    "A large negative number hides every score.",
    ("-np.inf", "-1e3"),
    message="""
        You hide with a number that a score may fall below. Then the hidden places are the ones that are looked at. What
        is below every score?
    """,
)

exercise.slip(
    "A token may not see itself, and minus infinity hides it.",
    ("np.tril(np.ones_like(scores))", "np.tril(np.ones_like(scores), -1)"),
    message="""
        You hide the token itself, too: the first one sees nothing, which gives `nan`. Row i sees the first i + 1
        tokens.
    """,
)

exercise.slip(
    "The future begins two places on.",
    ("np.tril(np.ones_like(scores))", "np.tril(np.ones_like(scores), 1)"),
    message="""
        Each of your tokens sees one that comes after it. Row i sees the first i + 1 tokens, itself the last.
    """,
)

exercise.slip(
    "Zero times infinity is zero.",
    (
        "np.where(np.tril(np.ones_like(scores)) == 1, scores, -np.inf)",
        "scores + np.triu(np.ones_like(scores), 1) * -np.inf",
    ),
    message="""
        Zero times infinity is not a number, so you spoil the places that may be seen. Choose with `np.where` instead of
        multiplying.
    """,
)

exercise.slip(
    "The sum of the weights runs down the columns.",
    ("weights.sum(axis=1", "weights.sum(axis=0"),
    message="""
        The axis is right in one of the two lines. The largest score and the sum both belong to one query.
    """,
)

exercise.slip(
    "The largest score is that of a column.",
    ("scores.max(axis=1", "scores.max(axis=0"),
    message="""
        The axis is right in one of the two lines. What you subtract must be the same along a row, or it changes the
        weights.
    """,
)


exercise.slip(
    "Scores are divided by the number of features.",
    ("np.sqrt(Q.shape[1])", "Q.shape[1]"),
    message="""
        You took the root away. The scores were divided by the right number already.
    """,
)

exercise.slip(
    "The mask makes the scaling superfluous.",
    (" / np.sqrt(Q.shape[1])", ""),
    message="""
        You do not scale the scores any more. That line had no fault.
    """,
)


@exercise.misconception(
    "A mask hides the tokens' values.",
    message="""
        You do not hide anything from the scores: each row's weights depend on the future even if its values were gone.
    """,
)
def causal_answers(Q, K, V):
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = weights / weights.sum(axis=1, keepdims=True)
    return weights @ V


@exercise.inputs
def inputs(rng):
    def case(n, d, d_v, size=1.0):
        Q, K = size * rng.normal(size=(2, n, d))
        return Q, K, rng.normal(size=(n, d_v))

    yield np.array([[1.0], [2.0]]), np.array([[1.0], [0.0]]), np.array([[1.0], [5.0]])
    yield case(1, 3, 2)  # one token sees itself
    yield case(3, 2, 2)
    yield case(5, 4, 3, size=40.0)  # scores of some thousands
    yield -40 * np.ones((3, 4)), 40 * np.ones((3, 4)), np.eye(3)  # all far below 0
    yield -np.ones((3, 2)), np.ones((3, 2)), np.eye(3)  # all scores equal
    for _ in range(20):
        yield case(*(int(k) for k in rng.integers(2, 7, size=3)))


exercise.compare(rtol=1e-7, atol=1e-9)
