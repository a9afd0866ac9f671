"""Attend to keys that come in pieces, without ever holding all scores."""

import itertools
import tracemalloc

import numpy as np

from lib.study.exercise import Exercise
from lib.study.trial import RuleError

exercise = Exercise(
    id="attend-in-pieces",
    chapter="10_attention_transformer",
    section="a-sentence-looks-at-itself-self-attention",
    title="Attention in one pass",
    level=3,
    minutes=25,
    kind="implement",
    concepts=("attention-complexity", "scaled-dot-product-attention"),
    statement=r"""
        A text is so long that its keys and values come in pieces. Write `one_pass(q, pieces)`. `pieces` gives pairs
        `(K, V)` of shapes $(m, d_k)$ and $(m, d_v)$, with at least one row each; `q` has the shape $(d_k,)$. Return the
        scaled dot-product attention of `q` to *all* rows of all pieces, shape $(d_v,)$.

        Each piece can be read once, in a `for` loop, and its arrays are used again for the next one; copies of all of
        them would not fit into memory: keep a few numbers of each at most. Scores may be as large as some thousands, of
        either sign.
    """,
    setup="import numpy as np",
    hints=(
        "The answer is a sum of values times $e^{s}$ over a sum of $e^{s}$. What of it can be added up piece by piece?",
        r"""
        Numerator and denominator can; but $e^{1000}$ overflows, so subtract the largest score *so far*. When a larger
        one comes, everything added up before is too large by one factor. Which?
        """,
        """
        Keep `top, total, answer`, beginning with `-np.inf, 0.0, 0.0`. For each piece:
        `new = max(top, scores.max())`, then multiply `total` and `answer` by `np.exp(top - new)` and add the piece's
        `weights = np.exp(scores - new)`.
        """,
    ),
    explanation=r"""
        With $t$ the largest score so far, $\sum e^{s-t}v$ and $\sum e^{s-t}$ hold all that was read; a new largest
        score $t'$ asks for one factor, $e^{t-t'}$. Memory is three numbers and a vector, whatever the length: the
        *online softmax*. FlashAttention does this for blocks of queries and keys, so the $n^2$ weights never lie in
        memory; they are computed all the same, so the time stays quadratic.
    """,
    variant=r"""
        A mean of the pieces' answers, weighted by their sums of $e^{s}$, is the same thing; it needs the factor, too,
        if each piece has subtracted its own largest score.
    """,
)


@exercise.stub
def one_pass(q, pieces):
    """Return the attention of q to all rows of all pieces, shape (d_v,)."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def one_pass(q, pieces):
    """Return the attention of q to all rows of all pieces, shape (d_v,)."""
    top, total, answer = -np.inf, 0.0, 0.0
    for K, V in pieces:
        scores = K @ q / np.sqrt(len(q))
        new = max(top, scores.max())
        fade = np.exp(top - new)
        weights = np.exp(scores - new)
        total = fade * total + weights.sum()
        answer = fade * answer + weights @ V
        top = new
    return answer / total


@exercise.alternative
def one_pass(q, pieces):
    logs, answer = -np.inf, 0.0  # the log of the sum so far, and the mean so far
    for K, V in pieces:
        for k, v in zip(K, V):
            score = k @ q / len(q) ** 0.5
            after = np.logaddexp(logs, score)
            share = np.exp(score - after)
            answer = (1 - share) * answer + share * v
            logs = after
    return answer


@exercise.alternative
def one_pass(q, pieces):
    tops, totals, answers = [], [], []  # a few numbers of each piece
    for K, V in pieces:
        scores = K @ q / np.sqrt(len(q))
        weights = np.exp(scores - scores.max())
        tops.append(scores.max())
        totals.append(weights.sum())
        answers.append(weights @ V)
    fade = np.exp(np.array(tops) - max(tops))
    return fade @ np.array(answers) / (fade @ np.array(totals))


@exercise.misconception(
    "The answer is the mean of the pieces' answers.",
    message="""
        You average the answers of the pieces. A piece whose keys fit badly should count for little: its weights have to
        be measured against those of the others.
    """,
)
def one_pass(q, pieces):
    answers = []
    for K, V in pieces:
        scores = K @ q / np.sqrt(len(q))
        weights = np.exp(scores - scores.max())
        answers.append(weights @ V / weights.sum())
    return np.mean(answers, axis=0)


@exercise.misconception(
    "A piece counts by its number of rows.",
    message="""
        You weight the pieces by their numbers of rows. What counts is how well their keys fit, not how many there are.
    """,
)
def one_pass(q, pieces):
    rows, answer = 0, 0.0
    for K, V in pieces:
        scores = K @ q / np.sqrt(len(q))
        weights = np.exp(scores - scores.max())
        answer = answer + len(K) * (weights @ V / weights.sum())
        rows += len(K)
    return answer / rows


@exercise.misconception(
    "Each piece may subtract its own largest score.",
    message="""
        Each of your pieces subtracts its own largest score, and then they are added: the best key of every piece counts
        as 1, however good it is.
    """,
)
def one_pass(q, pieces):
    total, answer = 0.0, 0.0
    for K, V in pieces:
        scores = K @ q / np.sqrt(len(q))
        weights = np.exp(scores - scores.max())
        total = total + weights.sum()
        answer = answer + weights @ V
    return answer / total


exercise.slip(
    "Only the sum of the weights has to fade.",
    ("fade * answer", "answer"),
    message="""
        When a larger score comes you rescale the sum of the weights and not the weighted values. Both were added up
        with the old one.
    """,
)

exercise.slip(
    "Only the values have to fade.",
    ("fade * total", "total"),
    message="""
        When a larger score comes you rescale the weighted values and not the sum of the weights. Both were added up
        with the old one.
    """,
)

exercise.slip(
    "The factor for the past is the new largest score minus the old one.",
    ("np.exp(top - new)", "np.exp(new - top) if top > -np.inf else 0.0"),
    message="""
        Your factor has the wrong sign: when a larger score comes the past should count for less, and yours grows.
    """,
)


exercise.slip(
    "What was added up stays as it is when a larger score comes.",
    ("fade * total", "total"),
    ("fade * answer", "answer"),
    message="""
        What you added up before was measured against a smaller largest score. When a larger one comes, both sums have
        to be multiplied by one factor.
    """,
)

exercise.slip(
    "The largest score need not be kept.",
    ("\n        top = new", ""),
    message="""
        Only the last piece is left in your answer. If you rescale the past: a largest score that stays at minus
        infinity gives it the factor 0; keep the new one.
    """,
)

exercise.slip(
    "The new largest score is that of the piece.",
    ("max(top, scores.max())", "scores.max()"),
    message="""
        You measure against the largest score of the *piece*. It may be far below the one so far, and then the factor
        for the past overflows.
    """,
)

exercise.slip(
    "The scale is the number of rows.",
    ("np.sqrt(len(q))", "np.sqrt(len(K))"),
    message="""
        You divide by the root of the number of rows of a piece. What makes a score large is its number of *features*.
    """,
)


@exercise.misconception(
    "Exponentials of scores are harmless.",
    message="""
        You take the exponential of the scores as they are. With a score of a thousand it overflows; subtract the
        largest so far.
    """,
)
def one_pass(q, pieces):
    total, answer = 0.0, 0.0
    with np.errstate(all="ignore"):
        for K, V in pieces:
            weights = np.exp(K @ q / np.sqrt(len(q)))
            total = total + weights.sum()
            answer = answer + weights @ V
        return answer / total


exercise.slip(
    "A largest score begins at zero.",
    ("-np.inf", "0.0"),
    ("return answer / total", "with np.errstate(all='ignore'): return answer / total"),
    message="""
        Your largest score begins at 0. If all scores are far below, all weights vanish and you divide 0 by 0.
    """,
)

exercise.slip(
    "A score need not be scaled where the softmax is stable.",
    (" / np.sqrt(len(q))", ""),
    message="""
        You do not divide the scores by the root of the number of features.
    """,
)


@exercise.trial
def trial(answer, q, K, V, cuts):
    """Hand out the rows in pieces whose arrays are used again."""
    bounds = [0, *(int(cut) for cut in cuts), len(K)]
    longest = max(end - start for start, end in itertools.pairwise(bounds))
    keys, values = np.empty((longest, K.shape[1])), np.empty((longest, V.shape[1]))
    given = 0

    def pieces():
        nonlocal given
        for start, end in itertools.pairwise(bounds):
            keys[:], values[:] = 7.0, -7.0  # what was there is lost
            keys[: end - start], values[: end - start] = K[start:end], V[start:end]
            given += 1
            yield keys[: end - start], values[: end - start]
        keys[:], values[:] = 7.0, -7.0

    long = K.size + V.size > 10_000
    if long:
        tracemalloc.start()
    try:
        found = answer(q, pieces())
        kept = tracemalloc.get_traced_memory()[1] if long else 0
    finally:
        tracemalloc.stop()
    if kept > (K.nbytes + V.nbytes) / 2:
        raise RuleError(
            "You hold more than half of the whole text at once: it is too long to be kept."
        )
    if given < len(bounds) - 1:
        raise RuleError(f"You read {given} of {len(bounds) - 1} pieces: read all.")
    return found


@exercise.misconception(
    "Pieces can be put aside in a list.",
    message="""
        You keep the arrays of the pieces for later. They are used again for the next piece, so all that you kept is the
        same junk: take what you need of a piece before you ask for the next.
    """,
)
def one_pass(q, pieces):
    kept = list(pieces)
    K, V = (np.concatenate(parts) for parts in zip(*kept))
    scores = K @ q / np.sqrt(len(q))
    weights = np.exp(scores - scores.max())
    return weights @ V / weights.sum()


@exercise.misconception(
    "Pieces can be copied and put aside.",
    message="""
        You keep a copy of every piece. The text is too long for that: of each piece only its share in two sums is
        needed.
    """,
)
def one_pass(q, pieces):
    kept = [(K.copy(), V.copy()) for K, V in pieces]
    K, V = (np.concatenate(parts) for parts in zip(*kept))
    scores = K @ q / np.sqrt(len(q))
    weights = np.exp(scores - scores.max())
    return weights @ V / weights.sum()


@exercise.inputs
def inputs(rng):
    def case(m, d_k, d_v, n_cuts, size=1.0, shift=0.0):
        q = rng.normal(size=d_k)
        K = size * rng.normal(size=(m, d_k))
        K += shift * np.sqrt(d_k) * q / (q @ q)  # moves all scores alike
        cuts = np.sort(rng.choice(np.arange(1, m), size=n_cuts, replace=False))
        return q, K, rng.normal(size=(m, d_v)), cuts

    K, V = np.array([[0.0], [2.0], [1.0]]), np.array([[1.0], [10.0], [100.0]])
    yield np.array([1.0]), K, V, np.array([1, 2])
    K = np.array([[0.0], [3000.0], [2999.0], [-5.0]])  # far apart in one piece
    yield np.array([0.5]), K, np.arange(4.0)[:, None], np.array([3])
    yield case(1, 2, 2, 0)  # one key
    yield case(6, 3, 2, 2)
    yield case(8, 4, 2, 3, shift=2000.0)  # all scores far above 0
    yield case(8, 4, 2, 3, shift=-2000.0)  # all far below
    yield case(7, 4, 3, 6, size=20.0)  # a key at a time
    yield case(600, 8, 24, 40)  # too much to be kept
    for _ in range(20):
        m, d_k, d_v = (int(k) for k in rng.integers(3, 9, size=3))
        yield case(m, d_k, d_v, int(rng.integers(1, m)))


exercise.compare(rtol=1e-7, atol=1e-9)
