"""Repair the slope of an embedding."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="mend-the-lookup",
    chapter="09_language_models",
    section="integers-with-a-meaning",
    title="Two faults in one row",
    level=2,
    minutes=8,
    kind="find-the-bug",
    concepts=("embedding-lookup", "one-hot-encoding"),
    statement=r"""
        `lookup_slope(ids, G, V, pad)` should return the slope by an embedding with $V$ rows. `ids` has the shape
        (batch, time), `G` is the slope by what was looked up, of shape (batch, time, width). Token `pad` is padding:
        its row must get no slope.

        It runs, and in small tests with different tokens it seems right. **Two things are wrong.** Find and repair
        both.
    """,
    setup="import numpy as np",
    hints=(
        "Try a text in which a token comes twice, and a padding that is not token 0. Which rows are wrong?",
        r"""
        $E^\top G$ *adds* all rows of $G$ that belong to a token. What does `slope[ids] += G` do if `ids` names a row
        twice? And which rows does `slope[:pad]` name?
        """,
        """
        `np.add.at(slope, ids, G)`, then `slope[pad] = 0`.
        """,
    ),
    explanation=r"""
        `slope[ids] += G` reads all rows, adds, and writes all rows back: of several sums for one row the last one
        stays. Frequent tokens would learn from one of their places in each batch. `np.add.at` adds place by place; so
        does $E^\top G$ with one-hot rows $E$. And `[:pad]` is a slice, all rows in *front* of the padding.
    """,
    variant=r"""
        Without `add.at`: `np.eye(V)[ids.ravel()].T @ G.reshape(-1, width)`, which is the product that the look-up
        saves; or one loop over the places.
    """,
)


@exercise.stub
def lookup_slope(ids, G, V, pad):
    """Return the slope by the rows of an embedding. Two things are wrong."""
    slope = np.zeros((V, G.shape[-1]))
    slope[ids] += G
    slope[:pad] = 0
    return slope


@exercise.reference
def lookup_slope(ids, G, V, pad):
    """Return the slope by the rows of an embedding, (V, width)."""
    slope = np.zeros((V, G.shape[-1]))
    np.add.at(slope, ids, G)
    slope[pad] = 0
    return slope


@exercise.alternative
def lookup_slope(ids, G, V, pad):
    one_hot = np.eye(V)[ids.ravel()]
    one_hot[:, pad] = 0
    return one_hot.T @ G.reshape(-1, G.shape[-1])


@exercise.alternative
def lookup_slope(ids, G, V, pad):
    slope = np.zeros((V, G.shape[-1]))
    for row, slopes in zip(ids, G):
        for token, g in zip(row, slopes):
            if token != pad:
                slope[token] += g
    return slope


exercise.slip(
    "An indexed sum adds up all places of a token.",
    ("np.add.at(slope, ids, G)", "slope[ids] += G"),
    message="""
        The padding is right now. But a token that comes several times gets the slope of one of its places only: NumPy
        reads the rows before it adds, and writes each of them back.
    """,
)

exercise.slip(
    "A slice up to a number means the row of that number.",
    ("slope[pad] = 0", "slope[:pad] = 0"),
    message="""
        The sums are right now. But you erase all rows in front of the padding and leave its own.
    """,
)

exercise.slip(
    "Padding is always token 0.",
    ("slope[pad] = 0", "slope[0] = 0"),
    message="""
        You erase row 0. Which token the padding is, `pad` says.
    """,
)

exercise.slip(
    "Padding has no slope of its own accord.",
    ("    slope[pad] = 0\n", ""),
    message="""
        The row of the padding gets a slope. What was looked up there has one in G; it must not reach the row.
    """,
)


@exercise.misconception(
    "A token that comes often gets the mean of its slopes.",
    message="""
        You divide by how often a token comes. The chain rule adds up all places; the mean over the batch, if there is
        one, is in G already.
    """,
)
def lookup_slope(ids, G, V, pad):
    slope = np.zeros((V, G.shape[-1]))
    np.add.at(slope, ids, G)
    slope /= np.maximum(np.bincount(ids.ravel(), minlength=V), 1)[:, None]
    slope[pad] = 0
    return slope


@exercise.misconception(
    "Rows from the padding on belong to no token.",
    message="""
        You erase the padding's row and all behind it. Tokens with larger numbers are tokens like any other.
    """,
)
def lookup_slope(ids, G, V, pad):
    slope = np.zeros((V, G.shape[-1]))
    np.add.at(slope, ids, G)
    slope[pad:] = 0
    return slope


@exercise.inputs
def inputs(rng):
    def case(n, time, V, width, pad):
        ids = rng.integers(0, V, size=(n, time))
        return ids, rng.normal(size=(n, time, width)), V, pad

    yield np.array([[3, 1, 3, 3]]), np.arange(8.0).reshape(1, 4, 2) + 1, 5, 1
    yield np.array([[2, 2]]), np.ones((1, 2, 3)), 4, 2  # nothing but padding
    yield case(3, 4, 6, 2, 0)
    yield case(2, 5, 6, 1, 5)
    for _ in range(20):
        V = int(rng.integers(3, 8))
        n, time, width = (int(k) for k in rng.integers(2, 6, size=3))
        yield case(n, time, V, width, int(rng.integers(1, V)))


exercise.compare(rtol=1e-9, atol=1e-12)
