"""Stretch learned positions so that a Vision Transformer can read larger pictures."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="stretch-the-positions",
    chapter="11_vision_transformer_moe",
    section="a-token-that-sums-up-the-class-token",
    title="A larger picture",
    level=3,
    minutes=25,
    kind="implement",
    concepts=("class-token", "image-patches", "vision-transformer"),
    statement=r"""
        A Vision Transformer has learned positions for $g\times g$ patches and shall now read larger pictures with
        $G\times G$ patches. Write `stretch(P, g, G)`. `P` has the shape $(1+g^2, d)$: the class token's row first, then
        the patches' row by row. Return the new table of shape $(1+G^2, d)$:

        - the class token keeps its row;
        - patch $i$ of $G$ in a column (from 0) takes its position from the place $i\,\frac{g-1}{G-1}$ of the old grid,
          and the same along a row, so that corners stay corners; $g$ and $G$ are at least 2;
        - between old places go in proportion, first along one direction, then along the other.

        $G$ may also be smaller than $g$. Change no argument.
    """,
    setup="import numpy as np",
    hints=(
        """
        How would you stretch a single line of g numbers to G numbers? And what are the two directions of a table with
        g² rows?
        """,
        r"""
        Old place $k$ has the weight $\max(0, 1-|s-k|)$ at place $s$: 1 if you stand on it, 0 from the next one on. So
        stretching a line is a product with a $G\times g$ matrix of weights.
        """,
        """
        `at = np.linspace(0, g - 1, G)`, `W = np.maximum(0, 1 - abs(at[:, None] - np.arange(g)))`, and W is used twice
        on `P[1:].reshape(g, g, -1)`: `np.einsum("ia,jb,abd->ijd", W, W, grid)`.
        """,
    ),
    explanation=r"""
        The table is a line of rows only in memory; what was learned is a grid of vectors. Stretched as a line, a
        patch in the new picture would get a mix of the *end* of one row and the *beginning* of the next. In
        proportion along two directions is called bilinear interpolation. Dosovitskiy et al. read pictures at a higher
        resolution in this way after training. Everything else in a Vision Transformer fits any number of tokens.
    """,
    variant=r"""
        `torch.nn.functional.interpolate(grid, size=(G, G), mode="bilinear", align_corners=True)` does the same with the
        axes (batch, channels, height, width); programs in use often take `"bicubic"` and other corners.
    """,
)


@exercise.stub
def stretch(P, g, G):
    """Return the positions of 1 + G² tokens."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def stretch(P, g, G):
    """Return the positions of 1 + G² tokens."""
    grid = P[1:].reshape(g, g, -1)
    at = np.linspace(0, g - 1, G)
    W = np.maximum(0, 1 - np.abs(at[:, None] - np.arange(g)))
    new = np.einsum("ia,jb,abd->ijd", W, W, grid)
    return np.concatenate([P[:1], new.reshape(G * G, -1)])


@exercise.alternative
def stretch(P, g, G):
    d = P.shape[1]
    old, at = np.arange(g), np.linspace(0, g - 1, G)
    grid = P[1:].reshape(g, g, d)
    tall = np.empty((G, g, d))
    new = np.empty((G, G, d))
    for k in range(d):
        for column in range(g):
            tall[:, column, k] = np.interp(at, old, grid[:, column, k])
        for row in range(G):
            new[row, :, k] = np.interp(at, old, tall[row, :, k])
    return np.vstack([P[0], new.reshape(-1, d)])


@exercise.alternative
def stretch(P, g, G):
    rows = [P[0]]
    for i in range(G):
        for j in range(G):
            y, x = i * (g - 1) / (G - 1), j * (g - 1) / (G - 1)
            top, left = min(int(y), g - 2), min(int(x), g - 2)
            down, right = y - top, x - left
            place = 1 + g * top + left
            upper = (1 - right) * P[place] + right * P[place + 1]
            lower = (1 - right) * P[place + g] + right * P[place + g + 1]
            rows.append((1 - down) * upper + down * lower)
    return np.array(rows)


@exercise.misconception(
    "The table is one long line of positions.",
    message="""
        You stretched all rows of the table as one line, the class token's with them. Only its last g² rows belong to
        the grid, and the class token keeps its own.
    """,
)
def stretch(P, g, G):
    at = np.linspace(0, len(P) - 1, 1 + G * G)
    old = np.arange(len(P))
    return np.array([np.interp(at, old, column) for column in P.T]).T


@exercise.misconception(
    "The patches are one long line of positions.",
    message="""
        The class token is right, but you stretched the patches as one line. The end of a row and the beginning of the
        next are neighbours in the table, not in the picture.
    """,
)
def stretch(P, g, G):
    at, old = np.linspace(0, g * g - 1, G * G), np.arange(g * g)
    new = np.array([np.interp(at, old, column) for column in P[1:].T]).T
    return np.concatenate([P[:1], new])


exercise.slip(
    "A new patch takes the position of the nearest old one.",
    (
        "np.maximum(0, 1 - np.abs(at[:, None] - np.arange(g)))",
        "np.eye(g)[np.round(at).astype(int)]",
    ),
    message="""
        You take the nearest old position, so several patches of the new picture get the same one and the net cannot
        tell them apart. Go in proportion.
    """,
)

exercise.slip(
    "A place in the new grid is the old place times the ratio of the counts.",
    ("np.linspace(0, g - 1, G)", "np.minimum(np.arange(G) * g / G, g - 1)"),
    message="""
        Your last row is not the old last row: you divide by the number of patches. From the first patch to the last
        there are g - 1 steps in the old grid and G - 1 in the new one.
    """,
)

exercise.slip(
    "The stretched table needs the old size along one direction only.",
    ('"ia,jb,abd->ijd"', '"ia,jb,abd->jid"'),
    message="""
        Your grid is mirrored at its diagonal: rows and columns are exchanged.
    """,
)


@exercise.misconception(
    "The class token's position grows with the others: it is their mean.",
    message="""
        The patches are right, but you made a new position for the class token. Its row was learned, and nothing about
        it has changed.
    """,
)
def stretch(P, g, G):
    grid = P[1:].reshape(g, g, -1)
    at = np.linspace(0, g - 1, G)
    W = np.maximum(0, 1 - np.abs(at[:, None] - np.arange(g)))
    new = np.einsum("ia,jb,abd->ijd", W, W, grid).reshape(G * G, -1)
    return np.concatenate([new.mean(axis=0, keepdims=True), new])


@exercise.misconception(
    "Places that were never trained get no position.",
    message="""
        You kept the old positions in a corner and left the rest at zero. The old grid has to be stretched over the
        whole new picture.
    """,
)
def stretch(P, g, G):
    new = np.zeros((G, G, P.shape[1]))
    n = min(g, G)
    new[:n, :n] = P[1:].reshape(g, g, -1)[:n, :n]
    return np.concatenate([P[:1], new.reshape(G * G, -1)])


exercise.slip(
    "A patch stands at its middle, and the pictures' borders meet.",
    (
        "np.linspace(0, g - 1, G)",
        "np.clip((np.arange(G) + 0.5) * g / G - 0.5, 0, g - 1)",
    ),
    message="""
        You fit the borders of the pictures (in torch: `align_corners=False`). Here corner patches keep their positions:
        the places run from 0 to g - 1.
    """,
)

exercise.slip(
    "A place between two old ones takes the one before it.",
    (
        "np.maximum(0, 1 - np.abs(at[:, None] - np.arange(g)))",
        "np.eye(g)[at.astype(int)]",
    ),
    message="""
        You round down to an old place, so several patches get the same position. Go in proportion between the two.
    """,
)


@exercise.inputs
def inputs(rng):
    def case(g, G, d):
        return rng.normal(size=(1 + g * g, d)), g, G

    yield case(2, 2, 1)
    yield case(4, 4, 3)  # nothing to stretch
    yield case(2, 5, 2)
    yield case(3, 5, 2)  # every old place is a new one
    yield case(5, 3, 2)
    yield case(6, 2, 4)  # corners alone
    for _ in range(22):
        g, G = (int(k) for k in rng.integers(2, 7, size=2))
        yield case(g, G, int(rng.integers(1, 5)))


exercise.compare(rtol=1e-9, atol=1e-10)
