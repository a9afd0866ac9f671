"""Repair what a Vision Transformer does before and after its blocks."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="repair-the-reader",
    chapter="11_vision_transformer_moe",
    section="a-token-that-sums-up-the-class-token",
    title="A reader with three faults",
    level=2,
    minutes=12,
    kind="find-the-bug",
    concepts=("class-token", "image-patches"),
    statement=r"""
        `sum_up(patches, E, b, first, P, encode)` should return one vector for each picture, as ViT does with its class
        token. `patches` has the shape $(B, n, m)$; each patch $x$ becomes the token $Ex+b$ with $E$ of shape $(d, m)$;
        `first`, of shape $(d,)$, is the class token and stands before the patches; `P`, of shape $(n+1, d)$, holds a
        position for every token in this order; `encode` takes and returns an array $(B, n+1, d)$, so its result has a
        vector for each token. The answer has the shape $(B, d)$. **Three things are wrong.** Repair them, and change no
        argument.
    """,
    setup="import numpy as np",
    hints=(
        "Which tokens get a position, and which row of P belongs to which token?",
        """
        Read the statement's list against the code: the linear layer, the order of the tokens, the positions, what is
        returned.
        """,
        """
        Put the class token in front *before* `P` is added, add `b` to the patches' tokens only, and return
        `encode(tokens)[:, 0]`.
        """,
    ),
    explanation=r"""
        The class token is a token like the others: it stands in a place (the first), has a position, and takes part
        in every attention. What makes it special is only that its vector is learned instead of read, and that its
        result is the one which the head sees.
    """,
    variant=r"""
        With mean pooling there is no `first`, `P` has $n$ rows, and the answer is `encode(tokens).mean(axis=1)`.
    """,
)


@exercise.stub
def sum_up(patches, E, b, first, P, encode):
    """Return a vector for each picture.

    Three things are wrong.
    """
    tokens = patches @ E.T + P[:-1]
    start = np.broadcast_to(first, (len(tokens), 1, len(first)))
    tokens = np.concatenate([start, tokens], axis=1)
    return encode(tokens).mean(axis=1)


@exercise.reference
def sum_up(patches, E, b, first, P, encode):
    """Return a vector for each picture."""
    tokens = patches @ E.T + b
    start = np.broadcast_to(first, (len(tokens), 1, len(first)))
    tokens = np.concatenate([start, tokens], axis=1) + P
    return encode(tokens)[:, 0]


@exercise.alternative
def sum_up(patches, E, b, first, P, encode):
    tokens = np.empty((len(patches), len(P), len(first)))
    tokens[:, 0] = first + P[0]
    tokens[:, 1:] = patches @ E.T + b + P[1:]
    return encode(tokens)[:, 0, :]


@exercise.alternative
def sum_up(patches, E, b, first, P, encode):
    results = []
    for picture in patches:
        rows = [first] + [E @ patch + b for patch in picture]
        results.append(encode((np.array(rows) + P)[None])[0, 0])
    return np.array(results)


exercise.slip(
    "The class token stands nowhere, so it has no position.",
    ("tokens = patches @ E.T + b", "tokens = patches @ E.T + b + P[1:]"),
    (
        "np.concatenate([start, tokens], axis=1) + P",
        "np.concatenate([start, tokens], axis=1)",
    ),
    message="""
        Your class token gets no position. P has a row for it, the first.
    """,
)

exercise.slip(
    "Positions are counted from the first patch.",
    ("tokens = patches @ E.T + b", "tokens = patches @ E.T + b + P[:-1]"),
    (
        "np.concatenate([start, tokens], axis=1) + P",
        "np.concatenate([start, tokens], axis=1)",
    ),
    message="""
        Your patches have the positions of the tokens before them: the first row of P is the class token's.
    """,
)

exercise.slip(
    "The class token collects what the others are, so the mean over all tokens is its result.",
    ("encode(tokens)[:, 0]", "encode(tokens).mean(axis=1)"),
    message="""
        You return the mean over all tokens. That is the other way to sum up a picture; the class token's own result is
        asked for.
    """,
)

exercise.slip(
    "The summary stands at the end, where everything has been read.",
    ("encode(tokens)[:, 0]", "encode(tokens)[:, -1]"),
    message="""
        You return the result of the last patch. In an encoder every token sees all others, so no place is better
        informed; the head was trained to read the class token's.
    """,
)

exercise.slip(
    "The class token is put behind the patches it sums up.",
    ("[start, tokens]", "[tokens, start]"),
    ("encode(tokens)[:, 0]", "encode(tokens)[:, -1]"),
    message="""
        Your class token stands behind the patches, so all tokens have a wrong row of P.
    """,
)

exercise.slip(
    "The bias is part of the token, so the class token gets it as well.",
    ("patches @ E.T + b", "patches @ E.T"),
    ("axis=1) + P", "axis=1) + P + b"),
    message="""
        You add the bias to all tokens. It belongs to the linear layer of the patches; the class token never goes
        through that layer.
    """,
)

exercise.slip(
    "Positions make the bias superfluous.",
    ("patches @ E.T + b", "patches @ E.T"),
    message="""
        The bias of the linear layer is missing. (Learned positions could have taken it over, but these were learned
        beside it.)
    """,
)


exercise.slip(
    "The right result of the wrong tokens is right.",
    ("tokens = patches @ E.T + b", "tokens = patches @ E.T + P[:-1]"),
    (
        "np.concatenate([start, tokens], axis=1) + P",
        "np.concatenate([start, tokens], axis=1)",
    ),
    message="""
        You return the right token now. Two faults are left, both in the first line: what does the linear layer add, and
        which row of P belongs to which token?
    """,
)

exercise.slip(
    "With the right positions the rest comes right.",
    ("patches @ E.T + b", "patches @ E.T"),
    ("encode(tokens)[:, 0]", "encode(tokens).mean(axis=1)"),
    message="""
        The positions are right now. Two faults are left: the linear layer is not whole, and the answer is not the class
        token's.
    """,
)

exercise.slip(
    "With the bias the tokens are right.",
    ("tokens = patches @ E.T + b", "tokens = patches @ E.T + b + P[:-1]"),
    (
        "np.concatenate([start, tokens], axis=1) + P",
        "np.concatenate([start, tokens], axis=1)",
    ),
    ("encode(tokens)[:, 0]", "encode(tokens).mean(axis=1)"),
    message="""
        The linear layer is right now. Two faults are left: the positions, and what is returned.
    """,
)


@exercise.trial
def trial(answer, patches, E, b, first, P, W):
    """Let an answer sum up with a small attention as encoder."""

    def encode(tokens):
        x = np.asarray(tokens, dtype=float)
        scores = x @ W @ np.swapaxes(x, 1, 2) / np.sqrt(x.shape[2])
        weights = np.exp(scores - scores.max(axis=2, keepdims=True))
        weights /= weights.sum(axis=2, keepdims=True)
        return x + np.tanh(weights @ x)

    return answer(patches, E, b, first, P, encode)


@exercise.inputs
def inputs(rng):
    def case(batch, n, m, d):
        return (
            rng.normal(size=(batch, n, m)),
            rng.normal(size=(d, m)) / np.sqrt(m),
            rng.normal(size=d),
            rng.normal(size=d),
            rng.normal(size=(n + 1, d)),
            rng.normal(size=(d, d)),
        )

    yield case(1, 1, 1, 1)
    yield case(1, 4, 3, 2)
    yield case(3, 1, 4, 5)
    for _ in range(25):
        yield case(*(int(k) for k in rng.integers(2, 7, size=4)))


exercise.compare(rtol=1e-9, atol=1e-10)
