"""Predict the slope by a weight that is used at two places."""

from lib.study.exercise import Exercise

exercise = Exercise(
    id="weight-used-twice",
    chapter="05_backpropagation",
    section="one-path-scalars",
    title="One weight, two places",
    level=1,
    minutes=6,
    kind="predict",
    concepts=("chain-rule", "scalar-backprop"),
    statement=r"""
        A tiny network uses the *same* weight in both of its layers, and no activation:

        $$h = wx + b, \qquad \hat y = wh, \qquad \mathcal L = \tfrac12(\hat y - y)^2,$$

        with $x = 3$, $b = 1$, $w = 2$, $y = 10$. What is $d\mathcal L/dw$? Put a number, or the calculation, into
        `my_slope`. Walk forward and back with a pencil before you open a hint.
    """,
    stub_text="my_slope = None  # a number, or the calculation that gives it",
    hints=(
        r"Draw the graph. How many edges leave $w$?",
        r"""
        Two paths lead from $w$ to the loss: one enters at $\hat y = wh$, the other at $h = wx + b$. Multiply
        along each, and add.
        """,
        r"""
        $h = 7$ and $\hat y = 14$, so $\partial\mathcal L/\partial\hat y = 4$. The first path is $4\cdot h$. Which two
        slopes follow the $4$ on the second?
        """,
    ),
    explanation=r"""
        Forward: $h = 7$, $\hat y = 14$. Backward: $\partial\mathcal L/\partial\hat y = 4$. At $\hat y = wh$ the
        weight gets $4h = 28$ and $h$ gets $4w = 8$; at $h = wx+b$ the weight gets $8x = 24$. The two add up to
        $52$. Recurrent networks use one weight at every time step, and convolutions at every place: it is
        always this sum.
    """,
    variant=r"""
        Without any graph: $\hat y = w^2x + wb$, so $d\hat y/dw = 2wx + b = 13$, times $4$. Backpropagation
        finds the same without ever multiplying out.
    """,
)


@exercise.reference
def my_slope():
    x, b, w, y = 3.0, 1.0, 2.0, 10.0
    h = w * x + b
    error = w * h - y
    return error * h + error * w * x


@exercise.alternative
def my_slope():
    return (2 * 2 * 3 + 1) * 4.0


@exercise.alternative
def my_slope():
    return 52.0


@exercise.misconception(
    "A weight gets its slope at the last place where it is used.",
    message="""
        You took the path that enters at the output. The weight also sits inside h: a nudge of it moves h, and h moves
        the output.
    """,
)
def my_slope():
    return 4 * 7.0


@exercise.misconception(
    "A weight gets its slope at the first place where it is used.",
    message="""
        You followed the nudge through h. But the weight also multiplies h in the second layer, and there it moves the
        output directly.
    """,
)
def my_slope():
    return 4 * 2 * 3.0


@exercise.misconception(
    "The two uses of one weight are averaged, since it is only one weight.",
    message="""
        You averaged the two paths. A nudge of the weight happens at both places at once, and the loss feels the
        whole of both.
    """,
)
def my_slope():
    return (4 * 7.0 + 4 * 2 * 3.0) / 2


@exercise.misconception(
    "Slopes multiply, so the slopes at the two uses of the weight are multiplied.",
    message="""
        You multiplied the two paths. Along one path slopes multiply; what arrives over different paths is added.
    """,
)
def my_slope():
    return (4 * 7.0) * (4 * 2 * 3.0)


@exercise.misconception(
    "The derivative of the output by the weight is what training needs.",
    message="""
        This is the slope of the output. The target y has not entered yet: which slope does the loss add on top?
    """,
)
def my_slope():
    return 13.0


@exercise.misconception(
    "The derivative of a squared error is twice the error, whatever stands before it.",
    message="""
        Your number is twice too large. What happens to the one half in front of the square when you differentiate?
    """,
)
def my_slope():
    return 104.0


@exercise.misconception(
    "The error is target minus prediction, so its slope has that sign.",
    message="""
        The size is right, the sign is not. The prediction is above its target, and a larger weight pushes it
        higher: does the loss grow or fall?
    """,
)
def my_slope():
    return -52.0


@exercise.misconception(
    "The slope of the output goes straight into the first layer.",
    message="""
        The path over h lacks a factor: between the output and h stands the second layer's w.
    """,
)
def my_slope():
    return 4 * 7.0 + 4 * 3.0


@exercise.misconception(
    "A path ends where it reaches h.",
    message="""
        The path over h stops early: from h to the weight in h = wx + b there is one more slope.
    """,
)
def my_slope():
    return 4 * 7.0 + 4 * 2.0


exercise.compare(rtol=1e-6)
