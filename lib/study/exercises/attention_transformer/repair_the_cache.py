"""Repair an attention that reads token by token with a cache."""

import numpy as np

from lib.study.exercise import Exercise
from lib.study.trial import RuleError

exercise = Exercise(
    id="repair-the-cache",
    chapter="10_attention_transformer",
    section="never-compute-a-word-twice-the-cache",
    title="A cache with three faults",
    level=2,
    minutes=15,
    kind="find-the-bug",
    concepts=("incremental-decoding", "causal-mask"),
    statement=r"""
        `read_on(ids, embed, project)` should read a text token by token and return the answers of one causal
        attention, shape $(n, d)$. `embed(token, position)` returns the vector of a token at a position (the first is
        0), `project(x)` the query, the key and the value of a vector, each of shape $(d,)$. Every token is projected
        **once**: what later tokens need of it is kept.

        It runs, and its shapes are right. **Three things are wrong.** Repair them.
    """,
    setup="import numpy as np",
    hints=(
        "Read a text of one token, then one of two. In which row does each fault show?",
        r"""
        A token that is read alone is still the token at place $t$. What is kept of it is a key *and* a value. And which
        number decides how large a score is?
        """,
        """
        `embed(token, t)` with `enumerate(ids)`, `weights @ np.array(values)`, and `np.sqrt(len(q))`.
        """,
    ),
    explanation=r"""
        With a cache the model sees one token at a time, and whoever counts positions from the start of the *input*
        gives every token place 0: the classic slip. Keys in the place of values give answers of the right shape. And a
        scale that follows the number of keys changes with every token.
    """,
    variant=r"""
        A text of one token shows one of the three faults. The test that finds all compares with one pass over the whole
        text under the causal mask.
    """,
)


@exercise.stub
def read_on(ids, embed, project):
    """Return the answers of a causal attention, one token at a time.

    Three things are wrong.
    """
    keys, values, answers = [], [], []
    for token in ids:
        q, k, v = project(embed(token, 0))
        keys.append(k)
        values.append(v)
        scores = np.array(keys) @ q / np.sqrt(len(keys))
        weights = np.exp(scores - scores.max())
        answers.append(weights @ np.array(keys) / weights.sum())
    return np.array(answers)


@exercise.reference
def read_on(ids, embed, project):
    """Return the answers of a causal attention, one token at a time."""
    keys, values, answers = [], [], []
    for t, token in enumerate(ids):
        q, k, v = project(embed(token, t))
        keys.append(k)
        values.append(v)
        scores = np.array(keys) @ q / np.sqrt(len(q))
        weights = np.exp(scores - scores.max())
        answers.append(weights @ np.array(values) / weights.sum())
    return np.array(answers)


@exercise.alternative
def read_on(ids, embed, project):
    parts = [project(embed(token, t)) for t, token in enumerate(ids)]
    Q, K, V = (np.array(each) for each in zip(*parts))
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    scores = np.where(np.tri(len(Q)) == 1, scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights @ V / weights.sum(axis=1, keepdims=True)


@exercise.alternative
def read_on(ids, embed, project, keys=None, values=None):
    keys = [] if keys is None else keys
    values = [] if values is None else values
    answers = []
    for token in ids:
        q, k, v = project(embed(token, len(keys)))
        keys.append(k)
        values.append(v)
        total, mean = 0.0, np.zeros_like(v)
        largest = max(q @ key for key in keys)
        for key, value in zip(keys, values):
            weight = np.exp((q @ key - largest) / len(q) ** 0.5)
            total, mean = total + weight, mean + weight * value
        answers.append(mean / total)
    return np.array(answers)


exercise.slip(
    "A token that is read alone is the first of its input.",
    ("for t, token in enumerate(ids)", "for token in ids"),
    ("embed(token, t)", "embed(token, 0)"),
    message="""
        Every token of yours stands at position 0. Read alone or not, the third token is the third.
    """,
)

exercise.slip(
    "A key is all that is kept of a token.",
    ("weights @ np.array(values) /", "weights @ np.array(keys) /"),
    message="""
        You hand out keys where values are asked for. The shapes agree, the numbers do not.
    """,
)

exercise.slip(
    "Positions are counted from one.",
    ("enumerate(ids)", "enumerate(ids, 1)"),
    message="""
        Your first token stands at position 1. The statement counts from 0.
    """,
)


@exercise.misconception(
    "A token attends to those before it, and then joins the cache.",
    message="""
        A token of yours does not see itself: it joins the cache only after it has asked. Its own key belongs to what it
        may see.
    """,
)
def read_on(ids, embed, project):
    keys, values, answers = [], [], []
    for t, token in enumerate(ids):
        q, k, v = project(embed(token, t))
        if not keys:
            answers.append(v)
        else:
            scores = np.array(keys) @ q / np.sqrt(len(q))
            weights = np.exp(scores - scores.max())
            answers.append(weights @ np.array(values) / weights.sum())
        keys.append(k)
        values.append(v)
    return np.array(answers)


exercise.slip(
    "Scores are divided by the root of the number of keys.",
    ("np.sqrt(len(q))", "np.sqrt(len(keys))"),
    message="""
        You divide by the root of the number of keys. What makes a score large is the number of *features*.
    """,
)

exercise.slip(
    "The cache is what the last token left.",
    ("keys.append(k)", "keys = [k]"),
    ("values.append(v)", "values = [v]"),
    message="""
        Your cache holds one token: each step throws the earlier ones away.
    """,
)


exercise.slip(
    "Values are mended; places and scale are not.",
    ("for t, token in enumerate(ids)", "for token in ids"),
    ("embed(token, t)", "embed(token, 0)"),
    ("np.sqrt(len(q))", "np.sqrt(len(keys))"),
    message="""
        The right thing is handed out now. Two faults are left: look at the first line of the loop and at the scale.
    """,
)

exercise.slip(
    "Places are mended; values and scale are not.",
    ("weights @ np.array(values) /", "weights @ np.array(keys) /"),
    ("np.sqrt(len(q))", "np.sqrt(len(keys))"),
    message="""
        Each token stands at its own place now. Two faults are left: they are in what a step does with the cache.
    """,
)

exercise.slip(
    "The scale is mended; places and values are not.",
    ("for t, token in enumerate(ids)", "for token in ids"),
    ("embed(token, t)", "embed(token, 0)"),
    ("weights @ np.array(values) /", "weights @ np.array(keys) /"),
    message="""
        The scale is right now. Two faults are left: one at the beginning of a step, one at its end.
    """,
)

exercise.slip(
    "The scale is the fault, so it goes.",
    (" / np.sqrt(len(q))", ""),
    message="""
        You do not scale the scores any more. They have to be divided; the question is by what.
    """,
)

exercise.slip(
    "The place of a token is where it first occurs.",
    ("embed(token, t)", "embed(token, ids.index(token))"),
    message="""
        A token that occurs twice gets the place of its first occurrence. Count the steps instead of searching.
    """,
)


@exercise.trial
def trial(answer, first, second, E, P, W):
    """Let an answer read two texts, one after the other."""
    found = {}
    for name, ids in (("first text", first), ("second text", second)):
        left = len(ids)

        def embed(token, position):
            return E[int(token)] + P[int(position)]

        def project(x):
            nonlocal left
            left -= 1
            if left < 0:
                raise RuleError(
                    "You called project more often than there are tokens: each is "
                    "projected once, and its key and value are kept."
                )
            q, k, v = np.asarray(x, dtype=float) @ W
            return q, k, v

        found[name] = answer([int(each) for each in ids], embed, project)
    return found


@exercise.inputs
def inputs(rng):
    def case(n_first, n_second, d, size=1.0):
        return (
            rng.integers(0, 6, size=n_first),
            rng.integers(0, 6, size=n_second),
            rng.normal(size=(6, d)),
            rng.normal(size=(12, d)),
            size * rng.normal(size=(3, d, d)),
        )

    yield case(1, 1, 2)
    yield case(1, 4, 3)
    yield case(6, 1, 2)
    yield case(3, 3, 1)
    yield case(4, 4, 3, size=40.0)  # scores of some thousands
    for _ in range(20):
        yield case(*(int(k) for k in rng.integers(2, 8, size=3)))


exercise.compare(rtol=1e-7, atol=1e-9)
