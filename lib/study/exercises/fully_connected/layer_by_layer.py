"""Find two bugs in the forward pass of a network, hidden by layers of equal width."""

from itertools import pairwise

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="layer-by-layer",
    chapter="04_fully_connected",
    section="layers",
    title="A network that runs, and is another one",
    level=2,
    minutes=10,
    kind="find-the-bug",
    concepts=("fully-connected-layer", "hidden-layer", "neural-network"),
    statement=r"""
        `run_network(X, layers)` should return what a network makes of the rows of `X`, shape $(N, d_0)$. `layers` is a
        list of at least one pair `(W, b)`; layer $l$ has `W` of shape $(d_l, d_{l-1})$ and `b` of shape $(d_l,)$. The
        hidden layers bend with the hyperbolic tangent; the last layer is the output and stays unbent. The result has
        the shape $(N, d_L)$.

        The author tried it on layers of ten units each and was content: it runs, and the shape is right. **Two things
        are wrong.** Find them and repair them.
    """,
    setup="import numpy as np",
    hints=(
        "Run it with layers of widths 2, 3 and 1. What does NumPy say? And can the output ever be larger than one?",
        r"""
        One row $x$ gives $Wx + b$; all rows at once give $XW^\top + b$. And only the layers *before* the last bend.
        """,
        """
        Take the last pair out of the loop with `layers[:-1]` and `layers[-1]`, and look at `W.T`.
        """,
    ),
    explanation=r"""
        A square $W$ has a transpose of the same shape, so `H @ W` runs: it is the network with all matrices transposed.
        Test a forward pass with *different* widths, always. The bend of the last layer squeezes every output between
        minus one and one, which no shape shows: a regression whose targets lie outside can then never be right.
    """,
    variant=r"""
        Bend *before* each layer but the first: `H = (np.tanh(H) if l else H) @ W.T + b`. That is the same network, and
        the output stays unbent by itself.
    """,
)


@exercise.stub
def run_network(X, layers):
    """Return the network's outputs for the rows of X, shape (N, d_L).

    Two things are wrong.
    """
    H = X
    for W, b in layers:
        H = np.tanh(H @ W + b)
    return H


@exercise.reference
def run_network(X, layers):
    """Return the network's outputs for the rows of X, shape (N, d_L)."""
    H = X
    for W, b in layers[:-1]:
        H = np.tanh(H @ W.T + b)
    W, b = layers[-1]
    return H @ W.T + b


@exercise.alternative
def run_network(X, layers):
    Z = X
    for number, (W, b) in enumerate(layers):
        Z = (np.tanh(Z) if number else Z) @ np.transpose(W) + b
    return Z


@exercise.alternative
def run_network(X, layers):
    H = X.T  # one column for each sample
    for W, b in layers[:-1]:
        H = np.tanh(W @ H + b[:, None])
    W, b = layers[-1]
    return (W @ H + b[:, None]).T


@exercise.misconception(
    "The transpose is the only fault; every layer bends.",
    message="""
        The matrices are right now. The output still bends: it can never leave the interval from minus one to one.
    """,
)
def run_network(X, layers):
    H = X
    for W, b in layers:
        H = np.tanh(H @ W.T + b)
    return H


exercise.slip(
    "If the shapes do not fit, reshape the matrix.",
    ("H = np.tanh(H @ W.T + b)", "H = np.tanh(H @ W.reshape(W.shape[::-1]) + b)"),
    ("return H @ W.T + b", "return H @ W.reshape(W.shape[::-1]) + b"),
    message="""
        Reshaping makes the shapes fit and shuffles the weights: the numbers are read in the old order into new rows.
        What turns rows into columns?
    """,
)

exercise.slip(
    "The bend belongs to the weighted sum; the bias is added behind it.",
    ("W.T + b)", "W.T) + b"),
    message="""
        You add the bias behind the bend. It has to move the place *where* the unit bends, so it goes inside.
    """,
)


@exercise.misconception(
    "The input layer bends as well: it is a layer like the others.",
    message="""
        You bend the inputs before the first layer. The input only holds the numbers; it computes nothing.
    """,
)
def run_network(X, layers):
    H = X
    for W, b in layers:
        H = np.tanh(H) @ W.T + b
    return H


@exercise.misconception(
    "The network bends once, in its first layer.",
    message="""
        Your network bends in its first layer only. The layers between that and the output then collapse into one
        matrix, and the depth is for nothing.
    """,
)
def run_network(X, layers):
    (W, b), *rest = layers
    H = X @ W.T + b
    if rest:
        H = np.tanh(H)
    for W, b in rest:
        H = H @ W.T + b
    return H


@exercise.misconception(
    "The output layer has no bias, since it has no bend.",
    message="""
        Everything is right but the last bias, which you left out. An output that does not bend still needs its offset.
    """,
)
def run_network(X, layers):
    H = X
    for W, b in layers[:-1]:
        H = np.tanh(H @ W.T + b)
    return H @ layers[-1][0].T


def _network(rng, sizes):
    """Draw the pairs (W, b) of a network with these widths."""
    return [
        (rng.normal(size=(after, before)), rng.normal(size=after))
        for before, after in pairwise(sizes)
    ]


@exercise.inputs
def inputs(rng):
    yield rng.normal(size=(3, 2)), _network(rng, [2, 3, 1])
    yield rng.normal(size=(4, 3)), _network(rng, [3, 2])  # no hidden layer
    yield rng.normal(size=(2, 4)), _network(rng, [4, 4, 4, 4])  # all widths equal
    yield np.zeros((1, 1)), _network(rng, [1, 1, 1])
    yield 50 * rng.normal(size=(2, 2)), _network(rng, [2, 5, 2])  # saturated
    for _ in range(22):
        sizes = rng.integers(1, 6, int(rng.integers(2, 6))).tolist()
        yield rng.normal(size=(int(rng.integers(1, 6)), sizes[0])), _network(rng, sizes)


exercise.compare(rtol=1e-8, atol=1e-10)
