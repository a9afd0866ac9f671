"""Make a dead ReLU network able to learn, layer by layer, from the data."""

import itertools

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="wake-the-network",
    chapter="06_optimization",
    section="where-to-begin",
    title="Make a dead network learn",
    level=3,
    minutes=25,
    kind="design",
    concepts=("he-initialization", "random-initialization"),
    statement=r"""
        Someone hands you a ReLU network, $h_0 = X$ and $h_{l} = \max(0,\, h_{l-1}W_l^\top + b_l)$, whose weights were
        drawn far too small, or so unluckily that some units are zero for every row. No gradient comes through.

        Write `wake_up(X, weights)`. Go through the layers in order. In each, choose biases and *one* positive factor
        $s$ for the whole layer, such that over the rows of `X`, $(n, d)$,

        1. the value before the ReLU has mean zero in every unit, so that each fires for some rows;
        2. the mean square of the layer's output, over all rows and units, is 1.

        Return a list with a pair `(s * W, b)` for each layer, of the shapes $(n_l, n_{l-1})$ and $(n_l,)$. You may
        assume that no unit gives the same value for all rows; leave the given matrices as they are.
    """,
    setup="import numpy as np",
    hints=(
        "What are the inputs of layer 3 of the network that you return: those of the given or of the mended layers?",
        r"""
        Centre first: $z = hW^\top$ minus its mean over the rows. The ReLU keeps the shape when $z$ is multiplied by a
        positive number: $\max(0, sz) = s\max(0,z)$. So which $s$ makes the mean square 1, and what does it do to $b$?
        """,
        """
        With `z` centred, `s = 1 / np.sqrt(np.mean(np.maximum(z, 0) ** 2))`. The bias is scaled as well. The output of
        the mended layer is the input of the next.
        """,
    ),
    explanation=r"""
        He's rule keeps the mean square *on average over draws*, whose mean is zero. Here the draw is given, so the
        sizes are measured and put right, which also works for other activations. Order matters: each layer must be
        measured on the output of the mended layers below it. Centred values are positive for some rows and negative
        for others, so no unit is dead. Mishkin & Matas (2016), *All You Need Is a Good Init*, start deep networks by
        measuring, too.
    """,
    variant=r"""
        Batch normalization does the same before *every* step of the training and not only before the first, with a
        factor for each unit.
    """,
)


@exercise.stub
def wake_up(X, weights):
    """Return (scaled weights, biases) of each layer, so that signals have size 1."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def wake_up(X, weights):
    """Return (scaled weights, biases) of each layer, so that signals have size 1."""
    h, layers = X, []
    for W in weights:
        z = h @ W.T
        mean = z.mean(axis=0)
        out = np.maximum(z - mean, 0)
        s = 1 / np.sqrt(np.mean(out**2))
        layers.append((s * W, -s * mean))
        h = s * out
    return layers


@exercise.alternative
def wake_up(X, weights):
    h, layers = X, []
    for W in weights:
        b = -(W @ h.mean(axis=0))
        size = np.sqrt((np.maximum(h @ W.T + b, 0) ** 2).mean())
        layers.append((W / size, b / size))
        h = np.maximum(h @ layers[-1][0].T + layers[-1][1], 0)
    return layers


@exercise.alternative
def wake_up(X, weights):
    layers = []
    for W in weights:
        h = X
        for V, c in layers:
            h = np.clip(h @ V.T + c, 0, None)
        W = W / np.abs(W).max()
        z = h @ W.T
        z0 = z - z.mean(0)
        s = (np.square(z0[z0 > 0]).sum() / z0.size) ** -0.5
        layers.append((W * s, -s * z.mean(0)))
    return layers


@exercise.misconception(
    "He's formula gives the right scale, so the weights get a variance of two over the inputs.",
    message="""
        You set the variance of the weights to He's value. That is right on average over draws.
        Here draw and data are given: measure the mean square of the output, and correct by what you measure.
    """,
)
def wake_up(X, weights):
    h, layers = X, []
    for W in weights:
        s = np.sqrt(2 / W.shape[1] / np.mean(W**2))
        b = -(s * W @ h.mean(axis=0))
        layers.append((s * W, b))
        h = np.maximum(h @ (s * W).T + b, 0)
    return layers


@exercise.misconception(
    "Every layer can be measured on the given network, before anything is changed.",
    message="""
        You measure all layers on the old network. But once the first layer is mended, the second gets other inputs:
        carry the mended output forward.
    """,
)
def wake_up(X, weights):
    h, layers = X, []
    for W in weights:
        z = h @ W.T
        s = 1 / np.sqrt(np.mean(np.maximum(z - z.mean(0), 0) ** 2))
        layers.append((s * W, -s * z.mean(0)))
        h = np.maximum(z, 0)
    return layers


@exercise.misconception(
    "The factor only sets the size of this layer; the next one may go on without it.",
    message="""
        You centre the values and go on to the next layer without the factor s. Its inputs are those of the mended
        layer, and these have been scaled.
    """,
)
def wake_up(X, weights):
    h, layers = X, []
    for W in weights:
        z = h @ W.T
        out = np.maximum(z - z.mean(0), 0)
        s = 1 / np.sqrt(np.mean(out**2))
        layers.append((s * W, -s * z.mean(0)))
        h = out
    return layers


@exercise.misconception(
    "The bias needs no factor, because it was chosen before the weights were scaled.",
    message="""
        You scale the weights and leave the bias as it was. The mean of the values grows with the weights, so the old
        bias no longer removes it.
    """,
)
def wake_up(X, weights):
    h, layers = X, []
    for W in weights:
        b = -(h @ W.T).mean(axis=0)
        out = np.maximum(h @ W.T + b, 0)
        s = 1 / np.sqrt(np.mean(out**2))
        layers.append((s * W, b))
        h = s * out
    return layers


@exercise.misconception(
    "The bias of the unscaled weights still fits, and so does what it lets through.",
    message="""
        You scale the weights, leave the bias as it was, and carry on what comes out. The mean of the values grows with
        the weights, so the old bias no longer removes it.
    """,
)
def wake_up(X, weights):
    h, layers = X, []
    for W in weights:
        m = (h @ W.T).mean(axis=0)
        s = 1 / np.sqrt(np.mean(np.maximum(h @ W.T - m, 0) ** 2))
        layers.append((s * W, -m))
        h = np.maximum(h @ (s * W).T - m, 0)
    return layers


@exercise.misconception(
    "Each unit should have the size one, so each gets its own factor.",
    message="""
        You give each unit a factor of its own. Asked is one for the layer.
    """,
)
def wake_up(X, weights):
    h, layers = X, []
    for W in weights:
        z = h @ W.T
        out = np.maximum(z - z.mean(axis=0), 0)
        s = 1 / np.sqrt(np.mean(out**2, axis=0))
        layers.append((s[:, None] * W, -s * z.mean(axis=0)))
        h = s * out
    return layers


@exercise.misconception(
    "Scaling alone is enough; zero biases are fine.",
    message="""
        Your biases are all zero. A unit whose value is negative for every row stays silent then, however large its
        weights are: its mean must be moved.
    """,
)
def wake_up(X, weights):
    h, layers = X, []
    for W in weights:
        s = 1 / np.sqrt(np.mean(np.maximum(h @ W.T, 0) ** 2))
        layers.append((s * W, np.zeros(len(W))))
        h = s * np.maximum(h @ W.T, 0)
    return layers


@exercise.misconception(
    "It is the value before the ReLU that must have a mean square of one.",
    message="""
        You gave the values *before* the ReLU the size 1. The ReLU then takes away about half, in every layer. That is
        the factor of two in He's rule.
    """,
)
def wake_up(X, weights):
    h, layers = X, []
    for W in weights:
        z = h @ W.T
        centred = z - z.mean(axis=0)
        s = 1 / np.sqrt(np.mean(centred**2))
        layers.append((s * W, -s * z.mean(axis=0)))
        h = s * np.maximum(centred, 0)
    return layers


@exercise.misconception(
    "The variance of the output is what must be one.",
    message="""
        You made the *variance* of the output 1. After a ReLU the mean is not zero, so variance and mean square differ;
        what the next layer passes on is the mean square.
    """,
)
def wake_up(X, weights):
    h, layers = X, []
    for W in weights:
        z = h @ W.T
        out = np.maximum(z - z.mean(axis=0), 0)
        s = 1 / out.std()
        layers.append((s * W, -s * z.mean(axis=0)))
        h = s * out
    return layers


@exercise.inputs
def inputs(rng):
    X = np.array([[1.0, 2.0], [2.0, 1.0], [3.0, 5.0]])
    yield X, [np.array([[1.0, 0.0]])]
    yield X, [np.array([[-1.0, -1.0], [0.5, -1.0]]), np.array([[1.0, -2.0]])]
    yield X, []
    yield X, [1e-8 * np.eye(2), 1e-8 * np.eye(2)[::-1], 1e-8 * np.ones((1, 2))]
    for _ in range(24):
        sizes = rng.integers(3, 9, int(rng.integers(2, 6)))
        X = rng.normal(size=(int(rng.integers(12, 30)), sizes[0])) + rng.normal()
        scale = 10.0 ** rng.uniform(-4, 1)
        weights = [
            scale * rng.normal(rng.choice([0, -1]), 1, (int(n), int(m)))
            for m, n in itertools.pairwise(sizes)
        ]
        yield X, weights


exercise.compare(rtol=1e-7, atol=1e-10)
