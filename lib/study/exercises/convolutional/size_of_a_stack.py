"""Predict how many parameters a stack of three layers ends with."""

from lib.study.exercise import Exercise

exercise = Exercise(
    id="size-of-a-stack",
    chapter="07_convolutional",
    section="edges-and-steps-padding-and-stride",
    title="A stack on paper",
    level=1,
    minutes=8,
    kind="predict",
    concepts=("conv-output-size", "padding"),
    statement=r"""
        A grey picture of $34\times34$ pixels goes through three layers, each with one kernel per channel that it puts
        out:

        1. 4 kernels of $7\times7$, padding 1, stride 2;
        2. 8 kernels of $5\times5$, no padding, stride 2;
        3. 16 kernels of $5\times5$, padding 2, stride 1.

        All numbers that come out of the third layer are read by *one* linear unit. How many weights does that unit have
        (without its bias)? Put the number, or the calculation, into `my_count` before you open a hint.
    """,
    stub_text="my_count = None  # a whole number, or the calculation that gives it",
    hints=(
        "What do you have to know of the third layer's result: its height, its width, and what else?",
        r"""
        Use $\lfloor(h+2p-k)/s\rfloor+1$ three times. The floor matters in one of the layers.
        """,
        r"""
        The heights run $34 \to 15 \to 6 \to 6$. Multiply the last height, the width and the number of channels.
        """,
    ),
    explanation=r"""
        $\lfloor(34+2-7)/2\rfloor+1 = 15$, then $\lfloor(15-5)/2\rfloor+1 = 6$, then $\lfloor(6+4-5)/1\rfloor+1 = 6$.
        Sixteen channels of $6\times6$ numbers are $576$, and the unit has a weight for each of them.
    """,
    variant=r"""
        Had a $28\times28$ picture come in, the heights would be $12 \to 4 \to 4$ and the count 256: a network that ends
        in a flattened layer fits one size of picture only.
    """,
)


@exercise.reference
def my_count():
    # (34 + 2 - 7) // 2 + 1 = 15, (15 - 5) // 2 + 1 = 6, (6 + 4 - 5) // 1 + 1 = 6
    return 16 * 6 * 6


@exercise.alternative
def my_count():
    h = 34
    for k, p, s in ((7, 1, 2), (5, 0, 2), (5, 2, 1)):
        h = (h + 2 * p - k) // s + 1
    return 16 * h * h


@exercise.alternative
def my_count():
    return 576


@exercise.alternative
def my_count():
    size = lambda h, k, p, s: len(range(0, h + 2 * p - k + 1, s))  # noqa: E731
    return size(size(size(34, 7, 1, 2), 5, 0, 2), 5, 2, 1) ** 2 * 16


@exercise.misconception(
    "A picture has as many numbers as it has pixels.",
    message="""
        This is the number of pixels of one channel. The third layer puts out a whole picture for each of its kernels.
    """,
)
def my_count():
    return 6 * 6


@exercise.misconception(
    "A layer with m channels in and n out puts out m times n pictures.",
    message="""
        You counted a picture for each pair of an input and an output channel. What a kernel finds in its input channels
        is added up to one picture.
    """,
)
def my_count():
    return 6 * 6 * 8 * 16


@exercise.misconception(
    "The number of places is the room that is left divided by the stride.",
    message="""
        The window that stands at the very beginning is missing in each layer: the formula ends in a plus one.
    """,
)
def my_count():
    h = 34
    for k, p, s in ((7, 1, 2), (5, 0, 2), (5, 2, 1)):
        h = (h + 2 * p - k) // s
    return 16 * h * h


@exercise.misconception(
    "Padding adds p pixels to the height in all.",
    message="""
        You added the padding once. It stands on both sides of the picture, above and below, left and right.
    """,
)
def my_count():
    h = 34
    for k, p, s in ((7, 1, 2), (5, 0, 2), (5, 2, 1)):
        h = (h + p - k) // s + 1
    return 16 * h * h


@exercise.misconception(
    "A picture loses at its borders what the kernels do not reach, whatever is written of a padding.",
    message="""
        You left the padding out; two of the three layers add pixels on each side.
    """,
)
def my_count():
    h = 34
    for k, _, s in ((7, 1, 2), (5, 0, 2), (5, 2, 1)):
        h = (h - k) // s + 1
    return 16 * h * h


@exercise.misconception(
    "A layer with stride 2 halves the picture, whatever its kernels are.",
    message="""
        You let the stride alone divide a height. Windows of 5 × 5 would need a padding of 2 for that; the second layer
        has none, so all of its windows must fit inside.
    """,
)
def my_count():
    h = 34
    for s in (2, 2, 1):
        h = h // s
    return 16 * h * h


@exercise.misconception(
    "The weights that are asked for are those of the last layer's kernels.",
    message="""
        These are the weights of the third layer: sixteen kernels with eight slices each. Asked for is a unit that reads
        what they put out.
    """,
)
def my_count():
    return 5 * 5 * 8 * 16


@exercise.misconception(
    "A window that does not fit completely counts as well.",
    message="""
        One of your heights is too large. A window that would stick out beyond the padding is not used: round down. And
        a padding of 1 is too little for 7 × 7 windows to give half of the height.
    """,
)
def my_count():
    h = 34
    for k, p, s in ((7, 1, 2), (5, 0, 2), (5, 2, 1)):
        h = -(-(h + 2 * p - k) // s) + 1
    return 16 * h * h


exercise.compare(rtol=1e-9)
