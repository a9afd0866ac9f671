"""Find what is wrong in a residual block."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="relu-before-the-sum",
    chapter="07_convolutional",
    section="deeper-and-worse",
    title="A block that can only add",
    level=2,
    minutes=15,
    kind="find-the-bug",
    concepts=("residual-connection", "resnet"),
    statement=r"""
        `residual_block(x, W1, W2)` should compute $\mathrm{relu}\big(x+W_2\star\mathrm{relu}(W_1\star x)\big)$, where
        $\star$ is a layer of $1\times1$ kernels: `mix(W, x)`. Maps have the shape $(n, C, h, w)$, weights
        $(C_{out}, C_{in})$.

        In a deep network of such blocks all numbers grow and grow, and the caller complains that its `x` has changed
        after the call. **Two things are wrong.** Repair both.
    """,
    setup="import numpy as np",
    hints=(
        "Can this block ever make a positive value of x smaller? Should it be able to?",
        """
        The branch must stay free to be negative until it has been added. And `+=` does not make a new array: whose
        memory does it write to?
        """,
        """
        Compute `branch = mix(W2, np.maximum(mix(W1, x), 0))` and return `np.maximum(x + branch, 0)`.
        """,
    ),
    explanation=r"""
        With the second ReLU before the sum, the block adds something that is never negative: along a stack, positive
        values can only grow. And `y = x` gives the same array a second name; `y += ...` then writes into what the
        caller owns. In training that spoils the very values that the backward pass needs.
    """,
    variant=r"""
        He, Zhang, Ren & Sun (2016), *Identity Mappings in Deep Residual Networks*, move norm and ReLU to the *front* of
        the branch and leave the sum bare: $x+W_2\star\mathrm{relu}(W_1\star\mathrm{relu}(x))$, so that the way of the
        shortcut is clear from end to end.
    """,
)


@exercise.stub
def residual_block(x, W1, W2):
    """Return relu(x + mix(W2, relu(mix(W1, x)))), shape of x.

    Two things are wrong.
    """

    def mix(W, maps):
        return np.einsum("oc,nchw->nohw", W, maps)

    y = x
    branch = np.maximum(mix(W1, x), 0)
    branch = np.maximum(mix(W2, branch), 0)
    y += branch
    return y


@exercise.reference
def residual_block(x, W1, W2):
    """Return relu(x + mix(W2, relu(mix(W1, x)))), shape of x."""

    def mix(W, maps):
        return np.einsum("oc,nchw->nohw", W, maps)

    branch = mix(W2, np.maximum(mix(W1, x), 0))
    return np.maximum(x + branch, 0)


@exercise.alternative
def residual_block(x, W1, W2):
    y = x.copy()
    inner = np.einsum("oc,nchw->nohw", W1, x)
    inner[inner < 0] = 0
    y += np.einsum("oc,nchw->nohw", W2, inner)
    y[y < 0] = 0
    return y


@exercise.alternative
def residual_block(x, W1, W2):
    pixels = np.moveaxis(x, 1, -1)  # (n, h, w, C)
    branch = np.maximum(pixels @ W1.T, 0) @ W2.T
    return np.moveaxis(np.maximum(pixels + branch, 0), -1, 1)


@exercise.misconception(
    "The rectifier belongs to the branch, so the sum needs none.",
    message="""
        Your branch is still cut off at zero before the sum, and nothing is cut off after it: the block can raise values
        and never lower them.
    """,
)
def residual_block(x, W1, W2):
    def mix(W, maps):
        return np.einsum("oc,nchw->nohw", W, maps)

    branch = np.maximum(mix(W1, x), 0)
    return x + np.maximum(mix(W2, branch), 0)


@exercise.misconception(
    "One rectifier more does no harm: one before the sum, one after it.",
    message="""
        There is a rectifier after the sum now, but the one before it is still there. What it cuts off, the block can
        never take away from x.
    """,
)
def residual_block(x, W1, W2):
    def mix(W, maps):
        return np.einsum("oc,nchw->nohw", W, maps)

    branch = np.maximum(mix(W1, x), 0)
    return np.maximum(x + np.maximum(mix(W2, branch), 0), 0)


@exercise.misconception(
    "The sum stays as it is: a shortcut must not be cut off.",
    message="""
        You add without a rectifier. That is the later form of the block, with the rectifier at the front of the branch;
        the formula here has one after the sum.
    """,
)
def residual_block(x, W1, W2):
    def mix(W, maps):
        return np.einsum("oc,nchw->nohw", W, maps)

    return x + mix(W2, np.maximum(mix(W1, x), 0))


@exercise.misconception(
    "The shortcut goes around the last layer only.",
    message="""
        You add what the first layer made of x. The shortcut goes around the whole branch: it carries x itself.
    """,
)
def residual_block(x, W1, W2):
    def mix(W, maps):
        return np.einsum("oc,nchw->nohw", W, maps)

    inner = np.maximum(mix(W1, x), 0)
    return np.maximum(inner + mix(W2, inner), 0)


@exercise.misconception(
    "Only the rectifier was in the wrong place; `y = x` makes a copy.",
    message="""
        Your values are right, but one of the two things is left: your code writes into what belongs to the caller. Only
        a copy, or a new array, may be written to.
    """,
)
def residual_block(x, W1, W2):
    def mix(W, maps):
        return np.einsum("oc,nchw->nohw", W, maps)

    y = x
    y += mix(W2, np.maximum(mix(W1, x), 0))
    return np.maximum(y, 0)


@exercise.misconception(
    "The inner rectifier is the superfluous one.",
    message="""
        You took out the rectifier between the two layers. Without it they are one linear layer, with the weights
        W2 @ W1.
    """,
)
def residual_block(x, W1, W2):
    def mix(W, maps):
        return np.einsum("oc,nchw->nohw", W, maps)

    return np.maximum(x + mix(W2, mix(W1, x)), 0)


@exercise.inputs
def inputs(rng):
    one = np.ones((1, 1))
    yield np.array([2.0, -3.0]).reshape(1, 1, 1, 2), one, -one  # it may take away
    yield rng.normal(size=(1, 3, 2, 2)), np.zeros((4, 3)), rng.normal(size=(3, 4))
    yield np.zeros((2, 2, 1, 3)), rng.normal(size=(2, 2)), rng.normal(size=(2, 2))
    yield -np.ones((1, 2, 2, 1)), np.eye(2), np.eye(2)
    for _ in range(22):
        n, C, inner = (int(k) for k in rng.integers(1, 5, size=3))
        h, w = (int(k) for k in rng.integers(1, 4, size=2))
        yield (
            rng.normal(size=(n, C, h, w)),
            rng.normal(size=(inner, C)),
            rng.normal(size=(C, inner)),
        )


exercise.compare(rtol=1e-9, atol=1e-12)
