"""Repair a load-balancing loss that balances nothing."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="repair-the-balance",
    chapter="11_vision_transformer_moe",
    section="when-one-expert-takes-all-load-balancing",
    title="A loss that balances nothing",
    level=2,
    minutes=12,
    kind="find-the-bug",
    concepts=("expert-routing",),
    statement=r"""
        `balance_of(scores, k)` should return $n\sum_if_iP_i$ for the scores of $n$ experts, shape (tokens, $n$): $f_i$
        is the share of expert $i$ in all *choices* ($k$ for each token), $P_i$ the mean over the tokens of its
        probability, the softmax over all experts.

        It runs, and it is a plain number. But training with it does not balance anything, and evenly used experts do
        not give 1. **Two things are wrong.** Find and repair both.
    """,
    setup="import numpy as np",
    hints=(
        "What should the numbers $f_i$ add up to, and what do they add up to here?",
        r"""
        A softmax makes something add up to 1: the probabilities of one token over the experts. Look along which axis
        the code normalises; and count how many choices there are.
        """,
        "`p = e / e.sum(axis=1, keepdims=True)`, and the counts are divided by `k * len(scores)`.",
    ),
    explanation=r"""
        A softmax over the *tokens* makes every $P_i$ the same, $1/\text{tokens}$, whatever the router does: a loss
        without a slope. The factor $k$ changes no direction, but it changes the size: the weight 0.01 of the paper
        would mean another thing for every $k$. Several programs leave it out on purpose; then an even use gives $k$.
    """,
    variant="A test that would have found both: scores that are all equal but for a tiny noise must give 1.",
)


@exercise.stub
def balance_of(scores, k):
    """Return the load-balancing loss of scores, shape (tokens, n).

    Two things are wrong.
    """
    n = scores.shape[1]
    e = np.exp(scores - scores.max())
    p = e / e.sum(axis=0)
    chosen = np.argsort(-scores, axis=1)[:, :k]
    f = np.bincount(chosen.ravel(), minlength=n) / len(scores)
    return float(n * f @ p.mean(axis=0))


@exercise.reference
def balance_of(scores, k):
    """Return the load-balancing loss of scores, shape (tokens, n)."""
    n = scores.shape[1]
    e = np.exp(scores - scores.max())
    p = e / e.sum(axis=1, keepdims=True)
    chosen = np.argsort(-scores, axis=1)[:, :k]
    f = np.bincount(chosen.ravel(), minlength=n) / (k * len(scores))
    return float(n * f @ p.mean(axis=0))


@exercise.alternative
def balance_of(scores, k):
    n_tokens, n = scores.shape
    f, P = np.zeros(n), np.zeros(n)
    for row in scores:
        p = np.exp(row - row.max())
        P += p / p.sum() / n_tokens
        for i in sorted(range(n), key=lambda i: -row[i])[:k]:
            f[i] += 1 / (k * n_tokens)
    return n * float((f * P).sum())


@exercise.alternative
def balance_of(scores, k):
    n = scores.shape[1]
    ranks = (-scores).argsort(axis=1).argsort(axis=1)
    chosen = (ranks < k).astype(float)  # (tokens, n), k ones in a row
    log_p = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return float(n * (chosen.mean(axis=0) / k) @ np.exp(log_p).mean(axis=0))


exercise.slip(
    "A token makes one choice.",
    ("(k * len(scores))", "len(scores)"),
    message="""
        The softmax is right now, but the shares f add up to k. How many choices do the tokens make together?
    """,
)

exercise.slip(
    "A softmax along the first axis goes over the experts.",
    ("e.sum(axis=1, keepdims=True)", "e.sum(axis=0)"),
    message="""
        The shares are right now, but the softmax still adds up to 1 over the tokens. Then every expert has the same
        mean, whatever the router does.
    """,
)

exercise.slip(
    "Divided by all numbers, the parts add up to one.",
    ("e.sum(axis=1, keepdims=True)", "e.sum()"),
    message="""
        You divide by the sum over all tokens and experts together. Each token's probabilities must add up to 1.
    """,
)

exercise.slip(
    "What counts is the first choice of each token.",
    ("minlength=n) / (k * len(scores))", "minlength=n) / len(scores)"),
    ("[:, :k]", "[:, :1]"),
    message="""
        You count first choices only. A token's second expert has to work as well.
    """,
)

exercise.slip(
    "The mean probability is that of the tokens that chose the expert.",
    (
        "return float(n * f @ p.mean(axis=0))",
        "kept = np.array([i in row for row in chosen for i in range(n)])\n"
        "    return float(n * f @ (p * kept.reshape(p.shape)).mean(axis=0))",
    ),
    message="""
        Your P takes only the probabilities of chosen experts. It is the mean over all tokens: also those that chose
        others.
    """,
)

exercise.slip(
    "A sum over the experts is a mean over them.",
    ("return float(n * f @ p.mean(axis=0))", "return float(f @ p.mean(axis=0))"),
    message="""
        You lost the factor n: it makes the loss 1, whatever the number of experts, when they are used evenly.
    """,
)


@exercise.misconception(
    "What has to be even is the probabilities alone.",
    message="""
        You took the mean probabilities twice. They may be even while the choices are not; f counts the choices.
    """,
)
def balance_of(scores, k):
    n = scores.shape[1]
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    P = (e / e.sum(axis=1, keepdims=True)).mean(axis=0)
    return float(n * P @ P)


exercise.slip(
    "The k best come first in argsort.",
    ("np.argsort(-scores, axis=1)", "np.argsort(scores, axis=1)"),
    message="""
        You count the k experts with the lowest scores. That line was right: the minus turns the order round.
    """,
)


@exercise.inputs
def inputs(rng):
    def case(n_tokens, n, k, favour=0.0):
        scores = rng.normal(size=(n_tokens, n))
        scores[:, 0] += favour
        return scores, k

    yield np.array([[1.0, 0.0, -1.0], [0.0, 1.0, -1.0]]), 2
    yield case(1, 4, 2)  # one token
    yield case(5, 3, 1, favour=20.0)  # one takes all
    yield case(6, 4, 4)  # all are chosen
    for _ in range(20):
        n = int(rng.integers(3, 7))
        n_tokens, k = int(rng.integers(3, 12)), int(rng.integers(2, n))
        yield case(n_tokens, n, k, favour=float(rng.integers(0, 3)))


exercise.compare(rtol=1e-7, atol=1e-9)
