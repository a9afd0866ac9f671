"""Choose two matrices so that attention looks a fixed number of places back."""

import numpy as np

from lib.study.exercise import Exercise
from lib.study.trial import RuleError

DONE = "every place looks where it should"

exercise = Exercise(
    id="look-one-back",
    chapter="10_attention_transformer",
    section="where-is-a-word-positions",
    title="The word before",
    level=3,
    minutes=25,
    kind="design",
    concepts=("sinusoidal-encoding", "self-attention", "query-key-value"),
    statement=r"""
        Heads that look at the word before are found in many trained models. Build one by hand. $P$ has the shape
        $(n, d)$ and holds nothing but the sinusoidal positions of the section, in rows, sine and cosine of each pair
        side by side; $d$ is 16, 32 or 64, and $n$ at most 40.

        Write `back_matrices(d, lag)`, which returns $W^Q$ and $W^K$, both $d\times d$, for which

        $$A=\operatorname{softmax}\Big(\frac{(PW^Q)(PW^K)^\top}{\sqrt d}\Big)$$

        has a weight above 0.9 at $A_{i,\,i-\text{lag}}$, for every row $i\ge$ `lag`. `lag` is from 0 to 8. No number in
        the matrices may be larger than 60 in size.
    """,
    setup="import numpy as np",
    hints=(
        "Which query would be most like the key of place $i-\\text{lag}$, if the keys are the positions themselves?",
        r"""
        $P_{i-\text{lag}}$ itself, and it is $P_i$, turned: each pair by $-\text{lag}\cdot\omega_k$. Mind that rows are
        multiplied from the left: $PW$. Then the right score is the largest, but not by much. What makes it stand out?
        """,
        r"""
        $W^K=I$ and $W^Q=60\,R^\top$, where $R$ has the blocks $\begin{pmatrix}\cos\varphi&\sin\varphi\\
        -\sin\varphi&\cos\varphi\end{pmatrix}$ with $\varphi=-\text{lag}\cdot10000^{-2k/d}$.
        """,
    ),
    explanation=r"""
        A shift is a rotation, the same at all places, so one matrix turns every $P_i$ into $P_{i-\text{lag}}$; a dot
        product is largest with the row itself. It is larger than the neighbours' by little, since only the fast pairs
        turn much from one place to the next: the factor 60 makes up for it. With real tokens in the rows the positions
        are only a part of the query; a trained head has to find this part.
    """,
    variant=r"""
        Turn the keys the other way, or both by half. With `lag` negative the same matrices look ahead.
    """,
)


@exercise.stub
def back_matrices(d, lag):
    """Return W_q and W_k, both (d, d)."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def back_matrices(d, lag):
    """Return W_q and W_k, both (d, d)."""
    W_q = np.zeros((d, d))
    for k in range(0, d, 2):
        angle = -lag * 10000 ** (-k / d)
        cos, sin = np.cos(angle), np.sin(angle)
        R = np.array([[cos, sin], [-sin, cos]])
        W_q[k : k + 2, k : k + 2] = 60 * R.T
    return W_q, np.eye(d)


@exercise.alternative
def back_matrices(d, lag):
    W_k = np.zeros((d, d))
    for k in range(d // 2):  # turn the keys forward instead
        angle = lag * 10000 ** (-2 * k / d)
        cos, sin = 7 * np.cos(angle), 7 * np.sin(angle)
        W_k[2 * k : 2 * k + 2, 2 * k : 2 * k + 2] = [[cos, -sin], [sin, cos]]
    return 7 * np.eye(d), W_k


@exercise.alternative
def back_matrices(d, lag):
    places, step = np.arange(200)[:, None], 10000 ** (-np.arange(0, d, 2) / d)
    P = np.stack([np.sin(places * step), np.cos(places * step)], axis=2).reshape(200, d)
    W_q = np.zeros((d, d))
    for k in range(0, d, 2):  # each pair's matrix by least squares
        pair = slice(k, k + 2)
        turned = np.linalg.lstsq(P[lag:, pair], P[: 200 - lag, pair], rcond=None)[0]
        W_q[pair, pair] = 45 * turned
    return W_q, np.eye(d)


exercise.slip(
    "Rows and columns are turned by the same matrix.",
    ("R.T", "R"),
    message="""
        You look ahead instead of back. R turns columns, R P_i; your positions are rows, and PW turns each by the
        transpose.
    """,
)

exercise.slip(
    "The largest score gets nearly all the weight by itself.",
    ("60 * R.T", "R.T"),
    message="""
        Each place looks where it should, but at its neighbours nearly as much: their positions are almost as similar.
        What makes a softmax sharper?
    """,
)


@exercise.misconception(
    "A sharp head looks at the place before.",
    message="""
        Each place looks at itself: your queries and keys are not turned, or both by the same angle. What counts is the
        difference.
    """,
)
def back_matrices(d, lag):
    return 50 * np.eye(d), np.eye(d)


exercise.slip(
    "One step back is one rotation, whatever the lag.",
    ("-lag * 10000", "-1 * 10000"),
    message="""
        You turn by one place, whatever the lag is.
    """,
)

exercise.slip(
    "All pairs turn at the same speed.",
    ("-lag * 10000 ** (-k / d)", "-lag * 1.0"),
    message="""
        You turn all pairs by the same angle. Pair k's hand moves by its own frequency at each place.
    """,
)


@exercise.misconception(
    "Sines fill the first half of the features, cosines the second.",
    message="""
        You pair feature k with feature k + d/2. In this table sine and cosine of a pair stand side by side.
    """,
)
def back_matrices(d, lag):
    half = d // 2
    W_q = np.zeros((d, d))
    for k in range(half):
        angle = -lag * 10000 ** (-2 * k / d)
        cos, sin = 50 * np.cos(angle), 50 * np.sin(angle)
        W_q[k, k], W_q[k, half + k], W_q[half + k, k] = cos, -sin, sin
        W_q[half + k, half + k] = cos
    return W_q, np.eye(d)


@exercise.misconception(
    "The frequency of pair k is 10000 to the power of -k/d.",
    message="""
        Your frequencies fall half as fast as the table's: pair k has the exponent -2k/d.
    """,
)
def back_matrices(d, lag):
    W_q = np.zeros((d, d))
    for k in range(d // 2):
        angle = -lag * 10000 ** (-k / d)
        cos, sin = 50 * np.cos(angle), 50 * np.sin(angle)
        W_q[2 * k : 2 * k + 2, 2 * k : 2 * k + 2] = [[cos, -sin], [sin, cos]]
    return W_q, np.eye(d)


exercise.slip(
    "A loop in steps of two may use k for the pair's number.",
    ("10000 ** (-k / d)", "10000 ** (-2 * k / d)"),
    message="""
        Your frequencies fall twice as fast as the table's. If k runs over 0, 2, 4, ... it is the 2k of the formula
        already.
    """,
)

exercise.slip(
    "The place before the lag is one more step away.",
    ("-lag * 10000", "-(lag + 1) * 10000"),
    message="""
        You turn by one place too many: with a lag of 0 each place should look at itself.
    """,
)


@exercise.misconception(
    "To go one place back is to move the features by one.",
    message="""
        You moved the *features* by some places. Places are rows of P; what tells them apart is by how much each pair is
        turned.
    """,
)
def back_matrices(d, lag):
    return 50 * np.eye(d, k=lag), np.eye(d)


@exercise.trial
def trial(answer, n, d, lag):
    """Attend with the two matrices and say where it first goes wrong."""
    returned = answer(d, lag)
    if not isinstance(returned, tuple | list) or len(returned) != 2:
        raise RuleError("Return two arrays: W_q and W_k.")
    matrices = [np.asarray(W, dtype=float) for W in returned]
    for name, W in zip(("W_q", "W_k"), matrices, strict=True):
        if W.shape != (d, d):
            raise RuleError(f"{name} has the shape {W.shape}, not {(d, d)}.")
        if not np.all(np.abs(W) <= 60):
            raise RuleError(f"A number in {name} is larger than 60 in size.")
    turns = np.arange(n)[:, None] * 10000.0 ** (-np.arange(0, d, 2) / d)
    P = np.stack([np.sin(turns), np.cos(turns)], axis=2).reshape(n, d)
    scores = (P @ matrices[0]) @ (P @ matrices[1]).T / np.sqrt(d)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    for i in range(lag, n):
        looks_at = int(weights[i].argmax())
        if looks_at != i - lag:
            return f"place {i} looks at place {looks_at} most, not at {i - lag}"
        if not weights[i, i - lag] > 0.9:
            return f"place {i} looks at {i - lag} most, with a weight below 0.9"
    return DONE


@exercise.inputs
def inputs(rng):
    yield 10, 16, 1
    yield 5, 32, 0  # itself
    yield 40, 16, 8
    yield 40, 64, 8
    yield 12, 64, 3
    yield 4, 32, 3  # one row counts
    for _ in range(20):
        yield (
            int(rng.integers(12, 41)),
            int(rng.choice([16, 32, 64])),
            int(rng.integers(1, 9)),
        )


@exercise.compare
def compare(came, wanted, args):
    """Say that the head looks elsewhere; what came says where."""
    if came == wanted:
        return None
    if "below" in came:
        return "The head looks where it should, but not sharply enough."
    return "The head looks elsewhere; what came is what its first wrong row does."
