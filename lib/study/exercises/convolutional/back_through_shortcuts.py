"""Derive the backward pass of a stack of residual blocks."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="back-through-shortcuts",
    chapter="07_convolutional",
    section="deeper-and-worse",
    title="Back through all the shortcuts",
    level=3,
    minutes=30,
    kind="derive",
    concepts=("residual-connection", "resnet"),
    statement=r"""
        A stack of blocks $x_{l+1}=\mathrm{relu}\big(x_l+B_l\,\mathrm{relu}(A_l\,x_l)\big)$ reads the channels of one
        pixel: $x_l$ has the shape $(C,)$, $A_l$ the shape $(H,C)$, $B_l$ the shape $(C,H)$. (With $1\times1$ kernels
        this is what happens at every pixel.)

        Write `slopes_below(x, blocks, slopes)`. `blocks` is a list of pairs `(A, B)`, first block first; `slopes` are
        those of the loss by the stack's *result*. Return a tuple of two: the slopes by the stack's *input* `x`, shape
        $(C,)$, and a list like `blocks`, a tuple with the slopes by `A` and by `B` for each block, first block first.
        ReLU has slope 0 at 0. Leave the arguments as they are.
    """,
    setup="import numpy as np",
    hints=(
        "By how many ways does the input of a block reach its output, and what does each way bring back?",
        r"""
        Name $a=A x$, $h=\mathrm{relu}(a)$, $s=x+Bh$, $y=\mathrm{relu}(s)$. From $\delta_y$ you get $\delta_s$, from
        that $\delta_h$ and $\delta_a$. The two ways to $x$ add up. Forward, keep what backward needs.
        """,
        r"""
        `d_s = d_y * (s > 0)`, `d_a = (B.T @ d_s) * (a > 0)`, then `d_x = d_s + A.T @ d_a`, with `np.outer(d_a, x)` and
        `np.outer(d_s, h)` for the weights; blocks from the last to the first.
        """,
    ),
    explanation=r"""
        $\delta_s=\delta_y\odot[s>0]$ goes two ways: unchanged over the shortcut, and as
        $\delta_a=(B^\top\delta_s)\odot[a>0]$ through the branch. So $\delta_x=\delta_s+A^\top\delta_a$. The weights get
        outer products: $\delta_sh^\top$ for $B$, $\delta_ax^\top$ for $A$. The first term is why a stack of any depth
        hands its slopes down: where $s>0$, the factor is $I$ plus something.
    """,
    variant=r"""
        Without the first term, `d_x = A.T @ d_a`, the same lines are the backward pass of a plain net.
    """,
)


@exercise.stub
def slopes_below(x, blocks, slopes):
    """Return the slopes by x, and a list of the slopes by (A, B)."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def slopes_below(x, blocks, slopes):
    """Return the slopes by x, and a list of the slopes by (A, B)."""
    kept = []
    for A, B in blocks:
        a = A @ x
        h = np.maximum(a, 0)
        s = x + B @ h
        kept.append((x, a, h, s))
        x = np.maximum(s, 0)
    by_weights, d_y = [], slopes
    for (A, B), (x, a, h, s) in zip(blocks[::-1], kept[::-1]):
        d_s = d_y * (s > 0)
        d_a = (B.T @ d_s) * (a > 0)
        by_weights.append((np.outer(d_a, x), np.outer(d_s, h)))
        d_y = d_s + A.T @ d_a
    return d_y, by_weights[::-1]


@exercise.alternative
def slopes_below(x, blocks, slopes):
    if not blocks:
        return slopes, []
    (A, B), rest = blocks[0], blocks[1:]
    a = A @ x
    h = np.maximum(a, 0)
    s = x + B @ h
    d_y, others = slopes_below(np.maximum(s, 0), rest, slopes)
    d_s = np.where(s > 0, d_y, 0.0)
    d_a = np.where(a > 0, d_s @ B, 0.0)
    here = d_a[:, None] * x[None], d_s[:, None] * h[None]
    return d_s + d_a @ A, [here, *others]


@exercise.alternative
def slopes_below(x, blocks, slopes):
    inputs = [x]
    for A, B in blocks:
        inputs.append(np.maximum(inputs[-1] + B @ np.maximum(A @ inputs[-1], 0), 0))
    d, by_weights = slopes, []
    for k in range(len(blocks) - 1, -1, -1):
        A, B = blocks[k]
        open_a = np.diag((A @ inputs[k] > 0).astype(float))
        open_s = np.diag((inputs[k + 1] > 0).astype(float))
        d_s = open_s @ d
        d_a = open_a @ B.T @ d_s
        pair = np.outer(d_a, inputs[k]), np.outer(d_s, open_a @ A @ inputs[k])
        by_weights = [pair, *by_weights]
        d = (np.eye(len(d)) + A.T @ open_a @ B.T).dot(d_s)
    return d, by_weights


exercise.slip(
    "Slopes flow back through the layers; the shortcut has no weights, so it has no slope.",
    ("d_s + A.T", "A.T"),
    message="""
        Your slopes come back through the branches only. x reaches the sum by a second way, and though nothing is
        learned there, its slope is 1.
    """,
)

exercise.slip(
    "The shortcut hands the slopes past the whole block, its last rectifier included.",
    ("d_y = d_s + A.T @ d_a", "d_y = d_y + A.T @ d_a"),
    message="""
        Your shortcut goes around the rectifier after the sum as well. That rectifier stops what is below 0, from
        whichever way it came.
    """,
)

exercise.slip(
    "The rectifier after the sum passes everything back, since x is positive behind another block.",
    (
        "for (A, B), (x, a, h, s) in zip(blocks[::-1], kept[::-1]):",
        "for (A, B), (x, a, h, _s) in zip(blocks[::-1], kept[::-1]):",
    ),
    ("d_y * (s > 0)", "d_y"),
    message="""
        You let all slopes through the rectifier after the sum. x is not negative there, but x plus the branch can be.
    """,
)

exercise.slip(
    "Inside the branch only the matrices matter.",
    (
        "for (A, B), (x, a, h, s) in zip(blocks[::-1], kept[::-1]):",
        "for (A, B), (x, _a, h, s) in zip(blocks[::-1], kept[::-1]):",
    ),
    ("(B.T @ d_s) * (a > 0)", "B.T @ d_s"),
    message="""
        Your slopes pass the rectifier inside the branch as if it were not there. A unit that was silent on the way
        forward gets no slope on the way back.
    """,
)

exercise.slip(
    "Two ways into a sum share the slope between them.",
    ("d_y = d_s + A.T @ d_a", "d_y = 0.5 * d_s + A.T @ d_a"),
    message="""
        You hand half of the slope to the shortcut. A sum does not share: the derivative of x + F by x is 1, and by F it
        is 1 too.
    """,
)

exercise.slip(
    "The list of weights' slopes is in the order in which they were found.",
    ("by_weights[::-1]", "by_weights"),
    message="""
        The slopes are right, but your list begins with the last block. You went backward; turn the list round
        at the end.
    """,
)


@exercise.inputs
def inputs(rng):
    yield np.array([1.0, -2.0]), [(np.eye(2), np.eye(2))], np.array([1.0, 10.0])
    yield np.array([1.0]), [(np.ones((1, 1)), -2 * np.ones((1, 1)))], np.array([3.0])
    yield np.array([1.0, 2.0]), [(np.zeros((3, 2)), np.ones((2, 3)))] * 2, np.ones(2)
    yield (
        np.array([1.0]),
        [(np.ones((1, 1)), -np.ones((1, 1)))],
        np.array([3.0]),
    )  # s = 0
    yield np.array([0.5, -1.0]), [], np.array([2.0, 3.0])  # no block
    for _ in range(22):
        C, H, L = (
            int(k) for k in (rng.integers(1, 5), rng.integers(1, 6), rng.integers(1, 6))
        )
        blocks = [
            (rng.normal(size=(H, C)), 0.6 * rng.normal(size=(C, H))) for _ in range(L)
        ]
        yield rng.normal(size=C), blocks, rng.normal(size=C)


exercise.compare(rtol=1e-9, atol=1e-11)
