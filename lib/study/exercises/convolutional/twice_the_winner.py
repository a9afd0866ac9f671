"""Find what is wrong in the backward pass of overlapping max pooling."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="twice-the-winner",
    chapter="07_convolutional",
    section="pooling",
    title="A pooling layer that passes its test",
    level=2,
    minutes=15,
    kind="find-the-bug",
    concepts=("max-pooling", "pooling"),
    statement=r"""
        `pool_slopes(X, slopes, k, stride)` should return the slopes by the picture `X`, shape $(h, w)$, of max pooling
        with windows of $k\times k$ pixels, given the `slopes` by its results. In a tie the first pixel of the window
        wins, row by row.

        Its author tested it on random pictures with `k = stride = 2`, and it was right. With overlapping windows it is
        not, and with ties it is not. **Two things are wrong.** Repair both.
    """,
    setup="import numpy as np",
    hints=(
        """
        Take the picture [[0, 9, 0], [0, 0, 0]] on paper, with `k = 2`, stride 1 and the slopes [[1, 2]]. How much
        should reach the 9? And in a picture of four zeros, who wins?
        """,
        """
        Who should get the slope of a window in which all pixels are equal, and who gets it here? And what happens to a
        pixel that had a slope already?
        """,
        """
        Take one winner by `np.argmax(window)`, which returns the first one in reading order; turn it into a row and a
        column; and write `+=`.
        """,
    ),
    explanation=r"""
        Where windows overlap, one pixel can be the largest of several: it is then used several times, and its slopes
        add up. And `window == window.max()` marks *every* largest pixel, so that a tie hands on more slope than came
        in. Ties are no rarity: grey values are whole numbers. (A tie of zeros after a ReLU does no harm: the ReLU stops
        the slope.)
    """,
    variant=r"""
        Splitting the slope of a tie evenly would be a subgradient as well, and the sum would be right.
    """,
)


@exercise.stub
def pool_slopes(X, slopes, k, stride):
    """Return the slopes by X, shape (h, w).

    Two things are wrong.
    """
    by_X = np.zeros(X.shape)
    for i in range(slopes.shape[0]):
        for j in range(slopes.shape[1]):
            top, left = stride * i, stride * j
            window = X[top : top + k, left : left + k]
            for u in range(k):
                for v in range(k):
                    if window[u, v] == window.max():
                        by_X[top + u, left + v] = slopes[i, j]
    return by_X


@exercise.reference
def pool_slopes(X, slopes, k, stride):
    """Return the slopes by X, shape (h, w)."""
    by_X = np.zeros(X.shape)
    for i in range(slopes.shape[0]):
        for j in range(slopes.shape[1]):
            top, left = stride * i, stride * j
            window = X[top : top + k, left : left + k]
            u, v = divmod(int(np.argmax(window)), k)
            by_X[top + u, left + v] += slopes[i, j]
    return by_X


@exercise.alternative
def pool_slopes(X, slopes, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k))[::stride, ::stride]
    h, w = slopes.shape
    best = windows[:h, :w].reshape(h, w, k * k).argmax(axis=2)
    rows = stride * np.arange(h)[:, None] + best // k
    columns = stride * np.arange(w)[None, :] + best % k
    by_X = np.zeros(X.shape)
    np.add.at(by_X, (rows, columns), slopes)
    return by_X


@exercise.alternative
def pool_slopes(X, slopes, k, stride):
    by_X = np.zeros(X.shape)
    for i in range(slopes.shape[0]):
        for j in range(slopes.shape[1]):
            winner = (stride * i, stride * j)
            for u in range(k):
                for v in range(k):
                    pixel = (stride * i + u, stride * j + v)
                    if X[pixel] > X[winner]:
                        winner = pixel
            by_X[winner] = by_X[winner] + slopes[i, j]
    return by_X


@exercise.misconception(
    "All pixels that reach the largest value get the full slope.",
    message="""
        Overlaps are right now. But in a tie every largest pixel still gets the whole slope, so more goes back than came
        in.
    """,
)
def pool_slopes(X, slopes, k, stride):
    by_X = np.zeros(X.shape)
    for i in range(slopes.shape[0]):
        for j in range(slopes.shape[1]):
            top, left = stride * i, stride * j
            window = X[top : top + k, left : left + k]
            for u in range(k):
                for v in range(k):
                    if window[u, v] == window.max():
                        by_X[top + u, left + v] += slopes[i, j]
    return by_X


exercise.slip(
    "A pixel belongs to one window, so its slope can simply be written.",
    (
        "by_X[top + u, left + v] += slopes[i, j]",
        "by_X[top + u, left + v] = slopes[i, j]",
    ),
    message="""
        Ties are right now. But a pixel that wins in two windows keeps only the slope of the last one.
    """,
)


@exercise.misconception(
    "`break` ends the search through the window.",
    message="""
        Your search goes on in the next row: `break` leaves the inner loop only. Pixels that tie in other rows of the
        window still get the slope.
    """,
)
def pool_slopes(X, slopes, k, stride):
    by_X = np.zeros(X.shape)
    for i in range(slopes.shape[0]):
        for j in range(slopes.shape[1]):
            top, left = stride * i, stride * j
            window = X[top : top + k, left : left + k]
            for u in range(k):
                for v in range(k):
                    if window[u, v] == window.max():
                        by_X[top + u, left + v] += slopes[i, j]
                        break
    return by_X


@exercise.misconception(
    "It does not matter which of several largest pixels is kept.",
    message="""
        In a tie your *last* pixel wins, because each one that is as large takes the place of the one before. The
        statement names the first.
    """,
)
def pool_slopes(X, slopes, k, stride):
    by_X = np.zeros(X.shape)
    for i in range(slopes.shape[0]):
        for j in range(slopes.shape[1]):
            top, left = stride * i, stride * j
            window = X[top : top + k, left : left + k]
            for u in range(k):
                for v in range(k):
                    if window[u, v] == window.max():
                        row, column = top + u, left + v
            by_X[row, column] += slopes[i, j]
    return by_X


@exercise.misconception(
    "In a tie the winners share the slope evenly.",
    message="""
        You split the slope in a tie. That is a possible convention, but the statement names another: the first pixel of
        the window wins.
    """,
)
def pool_slopes(X, slopes, k, stride):
    by_X = np.zeros(X.shape)
    for i in range(slopes.shape[0]):
        for j in range(slopes.shape[1]):
            top, left = stride * i, stride * j
            window = X[top : top + k, left : left + k]
            won = window == window.max()
            by_X[top : top + k, left : left + k] += won * slopes[i, j] / won.sum()
    return by_X


@exercise.misconception(
    "The position of the winner within its window is its position in the picture.",
    message="""
        `argmax` counts within the window. Your winner is missing where the window starts, so everything lands near the
        top left corner.
    """,
)
def pool_slopes(X, slopes, k, stride):
    by_X = np.zeros(X.shape)
    for i in range(slopes.shape[0]):
        for j in range(slopes.shape[1]):
            window = X[stride * i : stride * i + k, stride * j : stride * j + k]
            u, v = divmod(int(np.argmax(window)), k)
            by_X[u, v] += slopes[i, j]
    return by_X


exercise.slip(
    "Windows lie side by side, a window's width apart.",
    ("stride * i, stride", "k * i, k"),
    message="""
        Your windows start k pixels apart. The stride says how far they are apart; the size says how much they see.
    """,
)


@exercise.misconception(
    "Pooling passes the slope to all pixels of the window alike.",
    message="""
        You spread each slope over its whole window. That is the backward pass of *average* pooling; a max depends on
        its largest pixel only.
    """,
)
def pool_slopes(X, slopes, k, stride):
    by_X = np.zeros(X.shape)
    for i in range(slopes.shape[0]):
        for j in range(slopes.shape[1]):
            top, left = stride * i, stride * j
            by_X[top : top + k, left : left + k] += slopes[i, j] / k**2
    return by_X


@exercise.inputs
def inputs(rng):
    yield np.array([[0.0, 1.0, 0.0], [0.0, 9.0, 0.0]]), np.array([[1.0, 2.0]]), 2, 1
    yield np.zeros((2, 2)), np.array([[3.0]]), 2, 2  # a tie of all
    yield np.array([[4.0, -1.0], [2.0, 3.0]]), rng.normal(size=(2, 2)), 1, 1
    yield -np.ones((3, 3)), rng.normal(size=(2, 2)), 2, 1  # negative, tied
    yield rng.normal(size=(5, 4)), rng.normal(size=(2, 2)), 2, 2  # a row unseen
    for draw in range(22):
        k, stride = int(rng.integers(1, 4)), int(rng.integers(1, 4))
        h, w = [k + int(rng.integers(0, 6)) for _ in range(2)]
        X = rng.integers(-2, 4, size=(h, w)) + (draw % 2) * rng.normal(size=(h, w))
        shape = [(side - k) // stride + 1 for side in (h, w)]
        yield X.astype(float), rng.normal(size=shape), k, stride


exercise.compare(rtol=1e-10, atol=1e-12)
