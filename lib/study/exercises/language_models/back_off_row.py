"""Back off from one context to a shorter one."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="back-off-row",
    chapter="09_language_models",
    section="room-for-what-was-never-seen-smoothing",
    title="A row that adds up to one",
    level=2,
    minutes=12,
    kind="implement",
    concepts=("statistical-language-model",),
    statement=r"""
        Write `back_off_row(counts, shorter, D)`: rule 2 of the section, for one context.

        `counts` holds $N(cw)$ for every token $w$, `shorter` the chances $p(w\mid c')$, none of them 0, and
        $0<D<1$. Return the chances $p(w\mid c)$, an array of the same length. Two cases need care: a context that was
        never met says nothing, so `shorter` is the answer; and where *every* token was met, nobody is there to take
        what is freed, so nothing is taken off.
    """,
    setup="import numpy as np",
    hints=(
        "What must your row add up to, and who gets what the discounts have freed?",
        r"""
        The freed share is $D\,T(c)/N(c)$. The tokens that were not met get it, in proportion to `shorter`. What do
        their chances in `shorter` add up to?
        """,
        """
        `alpha = D * met.sum() / counts.sum() / shorter[~met].sum()`, and
        `np.where(met, (counts - D) / counts.sum(), alpha * shorter)`.
        """,
    ),
    explanation=r"""
        Each of the $T(c)$ counts pays $D$ of the $N(c)$. Among the others $p(w\mid c')$ adds up to
        $1-\sum_{\text{met}}p(w\mid c')$ only, so it is divided by that before it shares out the rest. Leave the
        division out and a part of the probability is lost; leave the discount out and there is too much of it.
    """,
    variant=r"""
        Interpolation needs no such care: there every token gets its part of the freed share, met or not, and `shorter`
        adds up to 1 as it is.
    """,
)


@exercise.stub
def back_off_row(counts, shorter, D):
    """Return the chance of each token after a context, by backing off."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def back_off_row(counts, shorter, D):
    """Return the chance of each token after a context, by backing off."""
    met = counts > 0
    if not met.any():
        return shorter.copy()
    if met.all():
        return counts / counts.sum()
    alpha = D * met.sum() / counts.sum() / shorter[~met].sum()
    return np.where(met, (counts - D) / counts.sum(), alpha * shorter)


@exercise.alternative
def back_off_row(counts, shorter, D):
    total = sum(counts)
    if total == 0:
        return np.array(shorter)
    unmet = sum(p for n, p in zip(counts, shorter) if n == 0)
    taken = D if unmet > 0 else 0.0
    row = [(n - taken) / total if n else 0.0 for n in counts]
    left = 1 - sum(row)
    for w, n in enumerate(counts):
        if n == 0:
            row[w] = left * shorter[w] / unmet
    return np.array(row, dtype=float)


@exercise.alternative
def back_off_row(counts, shorter, D):
    open_ = np.where(counts == 0, shorter, 0.0)
    if open_.sum() == 0:
        return counts / counts.sum()
    if counts.sum() == 0:
        return shorter * 1.0
    kept = np.maximum(counts - D, 0) / counts.sum()
    return kept + (1 - kept.sum()) * open_ / open_.sum()


exercise.slip(
    "What is freed is shared out by the shorter context as it is.",
    (" / shorter[~met].sum()", ""),
    message="""
        Your row adds up to less than 1: the chances of the tokens that were not met are shares of 1 in `shorter`, but
        here they are among themselves.
    """,
)

exercise.slip(
    "A token that was met keeps its share.",
    ("(counts - D) / counts.sum()", "counts / counts.sum()"),
    message="""
        Your row adds up to more than 1: the tokens that were not met get something, but nobody has paid for it.
    """,
)

exercise.slip(
    "The tokens that were not met share equally.",
    ("shorter[~met].sum()", "(~met).sum()"),
    ("alpha * shorter", "alpha"),
    message="""
        You give all tokens that were not met the same chance. The shorter context knows more about them than that.
    """,
)

exercise.slip(
    "One discount is taken off a context.",
    ("D * met.sum()", "D"),
    message="""
        You share out D once. It is taken off each token that was met, so T(c) times.
    """,
)

exercise.slip(
    "The discount is taken off each time a token was met.",
    ("D * met.sum() / counts.sum()", "D"),
    message="""
        You share out the part D of everything. That would be the discount times N(c); it is taken off once for each
        *different* token that was met.
    """,
)

exercise.slip(
    "Every token of the vocabulary pays the discount.",
    ("D * met.sum()", "D * len(counts)"),
    message="""
        Your T(c) is the number of all tokens. Only those that were met have a count from which D is taken.
    """,
)


@exercise.misconception(
    "Tokens that were met hear the shorter context too.",
    message="""
        You share the freed part among all tokens: that is interpolation, rule 3. Backing off asks the shorter context
        for tokens that were not met, and only for them.
    """,
)
def back_off_row(counts, shorter, D):
    met = counts > 0
    if not met.any():
        return shorter.copy()
    if met.all():
        return counts / counts.sum()
    freed = D * met.sum() / counts.sum()
    return np.where(met, counts - D, 0) / counts.sum() + freed * shorter


exercise.slip(
    "Nothing was met after a context that was never met, so it needs no case of its own.",
    ("    if not met.any():\n        return shorter.copy()\n", ""),
    message="""
        After a context that was never met you divide by 0: N(c) is 0 there, and `shorter` is the answer.
    """,
)


@exercise.misconception(
    "A context in which everything was met pays its discounts like any other.",
    message="""
        Where every token was met your row does not add up to 1: what is taken off finds no taker.
    """,
)
def back_off_row(counts, shorter, D):
    met = counts > 0
    if not met.any():
        return shorter.copy()
    alpha = D * met.sum() / counts.sum() / max(shorter[~met].sum(), 1e-12)
    return np.where(met, (counts - D) / counts.sum(), alpha * shorter)


@exercise.misconception(
    "The formula looks after its two special cases.",
    message="""
        Two contexts are not covered: one that was never met (you divide by 0) and one after which everything was met
        (what is taken off finds no taker).
    """,
)
def back_off_row(counts, shorter, D):
    met = counts > 0
    alpha = D * met.sum() / counts.sum() / shorter[~met].sum()
    return np.where(met, (counts - D) / counts.sum(), alpha * shorter)


@exercise.misconception(
    "After a context that was never met all tokens are equally likely.",
    message="""
        After a context that was never met you give all tokens the same chance. The shorter context may well have been
        met.
    """,
)
def back_off_row(counts, shorter, D):
    met = counts > 0
    if not met.any():
        return np.full(len(counts), 1 / len(counts))
    if met.all():
        return counts / counts.sum()
    alpha = D * met.sum() / counts.sum() / shorter[~met].sum()
    return np.where(met, (counts - D) / counts.sum(), alpha * shorter)


@exercise.inputs
def inputs(rng):
    def case(n_tokens, n_met, most=8):
        counts = np.zeros(n_tokens)
        places = rng.choice(n_tokens, n_met, replace=False)
        counts[places] = rng.integers(1, most, size=n_met)
        shorter = rng.dirichlet(np.full(n_tokens, 0.8)) + 0.01
        return counts, shorter / shorter.sum(), float(rng.uniform(0.2, 0.95))

    yield np.array([3.0, 1.0, 0.0, 0.0]), np.array([0.4, 0.3, 0.2, 0.1]), 0.5
    yield case(5, 0)  # never met
    yield case(4, 4)  # everything met
    yield case(6, 1)
    yield case(6, 5)
    for _ in range(22):
        n_tokens = int(rng.integers(3, 12))
        yield case(n_tokens, int(rng.integers(1, n_tokens)))


exercise.compare()
