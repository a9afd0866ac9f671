"""Write the mask of three families as one matrix."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="one-mask-for-all",
    chapter="10_attention_transformer",
    section="three-ways-to-use-one-block",
    title="One matrix for three families",
    level=2,
    minutes=12,
    kind="implement",
    concepts=("encoder-only", "decoder-only", "encoder-decoder-architecture"),
    statement=r"""
        A source and a target may also go through *one* stack of self-attention, laid end to end, source first. Write
        `who_may_look(family, n_source, real)`, which returns the mask, a boolean matrix of shape $(n, n)$, with row
        for the token that asks, column for the token that is asked, and **True = may look**.

        `real` is a boolean vector of length $n$: False where a token is padding, which nobody may look at.
        `family` is

        - `"encoder"`: everybody may look at everybody;
        - `"decoder"`: nobody may look at what stands later;
        - `"prefix"`: the first `n_source` tokens are a source, read in both directions, without sight of the target;
          the others are a target, of which each token sees the whole source, its own past and itself.

        Rows of padding are filled like any others. Change no argument.
    """,
    setup="import numpy as np",
    hints=(
        'In which cells does `"prefix"` differ from `"decoder"`?',
        r"""
        Only in the upper left corner, `n_source` by `n_source`: there the source sees all of itself. The target saw all
        of the source before. Padding takes away whole *columns*.
        """,
        """
        `may = np.tril(np.ones((n, n), dtype=bool))`, then `may[:, :n_source] = True` for the prefix, and
        `return may & real`.
        """,
    ),
    explanation=r"""
        The causal mask lets the target see the source anyway, since the source stands before it. The corner is all that
        is left of the encoder. `may & real` adds `real` to every row, so it removes columns: padding may ask, and
        nobody reads its answer, but it must not be asked.
    """,
    variant=r"""
        A model with the prefix mask is an encoder-decoder whose two halves share their weights and whose
        cross-attention is part of self-attention.
    """,
)


@exercise.stub
def who_may_look(family, n_source, real):
    """Return the mask, shape (n, n), True = may look."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def who_may_look(family, n_source, real):
    """Return the mask, shape (n, n), True = may look."""
    n = len(real)
    may = np.ones((n, n), dtype=bool)
    if family != "encoder":
        may = np.tril(may)
    if family == "prefix":
        may[:, :n_source] = True
    return may & real


@exercise.alternative
def who_may_look(family, n_source, real):
    n = len(real)
    may = np.zeros((n, n), dtype=bool)
    for i in range(n):
        for j in range(n):
            if family == "encoder":
                allowed = True
            elif family == "decoder":
                allowed = j <= i
            elif i < n_source:
                allowed = j < n_source
            else:
                allowed = j < n_source or j <= i
            may[i, j] = allowed and real[j]
    return may


@exercise.alternative
def who_may_look(family, n_source, real):
    place = np.arange(len(real))
    sees_up_to = {
        "encoder": np.full(len(real), len(real)),
        "decoder": place,
        "prefix": np.maximum(place, n_source - 1),
    }[family]
    return (place[None] <= sees_up_to[:, None]) & real[None]


exercise.slip(
    "A mask says what is hidden.",
    ("return may & real", "return ~(may & real)"),
    message="""
        Your mask is True where a token may *not* look. That is what torch's attention layer wants; here True = may.
    """,
)

exercise.slip(
    "Padding is a row that nobody should compute.",
    ("return may & real", "return may & real[:, None]"),
    message="""
        You took away the rows of padding. Padding may ask what it likes; it must not be *asked*. Which axis is that?
    """,
)

exercise.slip(
    "Padding matters to the loss and not to attention.",
    ("return may & real", "return may"),
    message="""
        Padding is looked at in your mask. It would hand out its values like any real token.
    """,
)

exercise.slip(
    "A source that stands in front is read from left to right.",
    ("may[:, :n_source] = True", "pass"),
    message="""
        In your prefix mask the source reads from left to right only, as in a decoder. Each of its tokens should see all
        of the source.
    """,
)

exercise.slip(
    "A source without a mask sees all that there is.",
    ("may[:, :n_source] = True", "may[:n_source] = True"),
    message="""
        Your source sees the target, and so the target, through it, sees its own future.
    """,
)

exercise.slip(
    "A token predicts itself, so it must not see itself.",
    ("np.tril(may)", "np.tril(may, -1)"),
    message="""
        A token does not see itself in your mask. It has been read; what it must not see is what comes next.
    """,
)

exercise.slip(
    "Later tokens are those below the diagonal.",
    ("np.tril(may)", "np.triu(may)"),
    message="""
        Your tokens see the future and not the past. Row i asks, column j is asked: the past is j below i.
    """,
)


@exercise.misconception(
    "The target of an encoder-decoder sees the source and not itself.",
    message="""
        Your target sees the source only. It also sees what has been written of itself so far.
    """,
)
def who_may_look(family, n_source, real):
    n = len(real)
    may = np.ones((n, n), dtype=bool)
    if family == "decoder":
        may = np.tril(may)
    if family == "prefix":
        may[:, n_source:] = False
    return may & real


exercise.slip(
    "Padding neither asks nor is asked.",
    ("return may & real", "return may & real & real[:, None]"),
    message="""
        You took away rows and columns of padding. Padding may ask what it likes (and a row in which everything is
        hidden makes a softmax `nan`); it must not be asked.
    """,
)

exercise.slip(
    "The last source token has the number n_source.",
    ("may[:, :n_source] = True", "may[:, : n_source + 1] = True"),
    message="""
        Your source sees the first token of the target: the columns of the source are 0 to n_source - 1.
    """,
)

exercise.slip(
    "The first token of the source has the number 1.",
    ("may[:, :n_source] = True", "may[:, : max(n_source - 1, 0)] = True"),
    message="""
        The last token of your source is not seen by the others: the columns of the source are 0 to n_source - 1.
    """,
)

exercise.slip(
    "A mask is given by the token that is asked.",
    ("return may & real", "return (may & real).T"),
    message="""
        Your mask is turned over: row for the token that asks, column for the token that is asked.
    """,
)


@exercise.inputs
def inputs(rng):
    everything = np.ones(5, dtype=bool)
    for family in ("encoder", "decoder", "prefix"):
        yield family, 2, everything.copy()
        yield family, 2, np.array([True, False, True, True, False])
    yield "prefix", 0, np.ones(3, dtype=bool)  # no source: a decoder
    yield "prefix", 3, np.ones(3, dtype=bool)  # nothing but a source: an encoder
    yield "decoder", 1, np.ones(1, dtype=bool)
    for k in range(21):
        n = int(rng.integers(3, 8))
        yield (
            ("encoder", "decoder", "prefix")[k % 3],
            int(rng.integers(1, n)),
            rng.random(n) < 0.8,
        )


exercise.compare()
