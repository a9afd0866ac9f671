"""Repair a top-p rule that cuts a word too early, in the wrong places."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="repair-the-nucleus",
    chapter="09_language_models",
    section="from-chances-to-words-decoding",
    title="A nucleus with three faults",
    level=2,
    minutes=12,
    kind="find-the-bug",
    concepts=("temperature-sampling", "random-sampling"),
    statement=r"""
        `nucleus(p, share)` should return the chances from which top-p draws. `p` holds the chances of all words and
        adds up to 1; `share` lies above 0 and is at most 1. The nucleus is the shortest list of words, the likeliest
        first, whose chances add up to *at least* `share`; of equally likely words the one with the smaller number comes
        first. Words outside have the chance 0, those inside keep their proportions, and all add up to 1. Entry $i$ of
        the answer belongs to word $i$. Change no argument.

        **Three things are wrong.** Repair them.
    """,
    setup="import numpy as np",
    hints=(
        "Try `nucleus(np.array([0.3, 0.6, 0.1]), 0.8)` with a pencil. What should come, and what does?",
        r"""
        A word is out if the words *before* it suffice. Where does a word go whose place in the sorted list is known?
        And what should the answer add up to?
        """,
        """
        `before = np.cumsum(p[order]) - p[order]`, `kept = order[before < share]`; then `out[kept] = p[kept]`, and
        divide by the sum.
        """,
    ),
    explanation=r"""
        Whoever asks for "cumulated at most the share" drops the word that reaches it, and keeps nothing at all where
        the first word alone is above it: where the model is surest. The sorted chances have to go back to their words;
        and what is left has to be scaled up, or the draw falls into the gap now and then.
    """,
    variant=r"""
        `lib.text.keep_top_p` does the same on logits: out means minus infinity, and softmax does the scaling.
    """,
)


@exercise.stub
def nucleus(p, share):
    """Return the chances that top-p leaves; three things are wrong."""
    order = np.argsort(-p, kind="stable")
    kept = np.cumsum(p[order]) <= share
    return np.where(kept, p[order], 0.0)


@exercise.reference
def nucleus(p, share):
    """Return the chances that top-p leaves, which add up to 1."""
    order = np.argsort(-p, kind="stable")
    before = np.cumsum(p[order]) - p[order]
    kept = order[before < share]
    out = np.zeros(len(p))
    out[kept] = p[kept]
    return out / out.sum()


@exercise.alternative
def nucleus(p, share):
    out, reached = np.zeros(len(p)), 0.0
    for word in sorted(range(len(p)), key=lambda k: (-p[k], k)):
        if reached >= share:
            break
        out[word] = p[word]
        reached += p[word]
    return out / reached


@exercise.alternative
def nucleus(p, share):
    order = np.argsort(-p, kind="stable")
    n_kept = min(np.searchsorted(np.cumsum(p[order]), share) + 1, len(p))
    inside = np.isin(np.arange(len(p)), order[:n_kept])
    return p * inside / p[inside].sum()


exercise.slip(
    "The nucleus may not hold more than the share.",
    ("order[before < share]", "order[before + p[order] <= share]"),
    message="""
        You drop the word with which the share is reached. The chances of the nucleus add up to *at least* the share;
        with yours a sure model has no word left.
    """,
)

exercise.slip(
    "Once a word is out its chance simply is not drawn.",
    ("return out / out.sum()", "return out"),
    message="""
        Your chances do not add up to 1. Those inside have to be scaled up, all by the same factor.
    """,
)

exercise.slip(
    "The chances come back in the order in which they were sorted.",
    ("out[kept] = p[kept]", "out[: len(kept)] = p[kept]"),
    message="""
        Your chances stand in sorted order, the largest first: they belong to other words now. Entry i of the answer is
        for word i.
    """,
)

exercise.slip(
    "One more word than needed does no harm.",
    ("before < share", "before <= share"),
    message="""
        Where the share is reached exactly you keep one word more. The shortest list is wanted.
    """,
)

exercise.slip(
    "The share is a share of the words, not of the chances.",
    (
        "before = np.cumsum(p[order]) - p[order]",
        "before = np.arange(len(p)) / len(p)",
    ),
    message="""
        You keep a share of the *words*. The share is one of the chances: a sure model should keep few words, an unsure
        one many.
    """,
)

exercise.slip(
    "The sorted list indexed by the order is the list as it was.",
    ("out[kept] = p[kept]", "out = np.where(before < share, p[order], 0)[order]"),
    message="""
        `[order]` sorts once more; it does not undo the sorting. Write to the places that `order` names:
        `out[order] = ...`.
    """,
)

exercise.slip(
    "A mark in the sorted list marks the word of that number.",
    ("out[kept] = p[kept]", "out = np.where(before < share, p, 0)"),
    message="""
        Your marks stand in sorted order, `p` does not: the k-th mark belongs to word `order[k]`.
    """,
)

exercise.slip(
    "Words in the nucleus are drawn with equal chances.",
    ("out[kept] = p[kept]", "out[kept] = 1"),
    message="""
        All words of your nucleus are equally likely. They keep their proportions.
    """,
)

exercise.slip(
    "The nucleus begins with the least likely words.",
    ("np.argsort(-p, kind", "np.argsort(p, kind"),
    message="""
        Your list begins with the least likely word. The likeliest comes first.
    """,
)


@exercise.misconception(
    "With the likeliest word always kept, the rest may fill the share but not pass it.",
    message="""
        You keep the likeliest word and then only what stays within the share: mostly one word too few. The word with
        which the share is reached belongs to the list.
    """,
)
def nucleus(p, share):
    order = np.argsort(-p, kind="stable")
    inside = np.cumsum(p[order]) <= share
    inside[0] = True
    out = np.zeros(len(p))
    out[order[inside]] = p[order[inside]]
    return out / out.sum()


@exercise.inputs
def inputs(rng):
    yield np.array([0.3, 0.6, 0.1]), 0.8
    yield np.array([0.25, 0.5, 0.25]), 0.5  # reached exactly
    yield np.array([0.25, 0.25, 0.25, 0.25]), 0.5  # ties
    yield np.array([1.0]), 1.0
    yield np.array([0.1, 0.7, 0.2]), 0.05  # less than any word has
    yield np.array([0.125, 0.5, 0.25, 0.125]), 1.0  # all
    many = rng.integers(1, 4, size=192).astype(float)  # of three chances, so many ties
    yield many / many.sum(), 0.7
    for _ in range(24):
        p = rng.dirichlet(np.full(int(rng.integers(2, 9)), 0.8)) + 0.01
        yield p / p.sum(), float(rng.uniform(0.1, 0.98))


exercise.compare(rtol=1e-9, atol=1e-12)
