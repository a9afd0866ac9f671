"""Predict how many parameters an Inception block has."""

from lib.study.exercise import Exercise

exercise = Exercise(
    id="weights-of-an-inception",
    chapter="07_convolutional",
    section="from-lenet-to-googlenet",
    title="Four paths on paper",
    level=1,
    minutes=8,
    kind="predict",
    concepts=("googlenet", "conv-1x1"),
    statement=r"""
        An Inception block reads 64 channels of $14\times14$ numbers. Its four paths are

        1. 16 kernels of $1\times1$;
        2. 8 kernels of $1\times1$, then 24 of $3\times3$;
        3. 4 kernels of $1\times1$, then 8 of $5\times5$;
        4. max pooling with windows of $3\times3$ at stride 1, then 16 kernels of $1\times1$.

        All kernels have a bias, and all paths keep the size of the picture. How many parameters has the block? Put the
        number, or the calculation, into `my_parameters` before you open a hint.
    """,
    stub_text="my_parameters = None  # a whole number, or the calculation that gives it",
    hints=(
        "How many channels does each of the six layers of kernels read? For four of them it is the same number.",
        r"""
        A layer from $C$ to $C'$ channels has $k^2CC'+C'$ parameters. The $3\times3$ kernels read what the eight
        $1\times1$ kernels before them put out.
        """,
        r"""
        $1040 + (520 + 1752) + (260 + \dots) + \dots$: the $5\times5$ kernels read 4 channels, and pooling keeps 64.
        """,
    ),
    explanation=r"""
        $16\cdot64+16=1040$; $8\cdot64+8=520$ and $24\cdot9\cdot8+24=1752$; $4\cdot64+4=260$ and
        $8\cdot25\cdot4+8=808$; pooling has no parameters and keeps 64 channels: $16\cdot64+16=1040$. Together 5,420.
        Without the two reductions the $3\times3$ and $5\times5$ kernels would have 26,656 parameters, not 3,340 with
        them. The size of the picture plays no part.
    """,
    variant=r"""
        The block puts out $16+24+8+16=64$ channels: paths are stacked, not added.
    """,
)


@exercise.reference
def my_parameters():
    wide = 8 * 64 + 8 + 24 * 9 * 8 + 24
    wider = 4 * 64 + 4 + 8 * 25 * 4 + 8
    return 16 * 64 + 16 + wide + wider + 16 * 64 + 16


@exercise.alternative
def my_parameters():
    layers = ((64, 16, 1), (64, 8, 1), (8, 24, 3), (64, 4, 1), (4, 8, 5), (64, 16, 1))
    return sum(k * k * m * n + n for m, n, k in layers)


@exercise.alternative
def my_parameters():
    return 5420


@exercise.alternative
def my_parameters():
    return 65 * (16 + 8 + 4 + 16) + 24 * 73 + 8 * 101


@exercise.misconception(
    "Every kernel of a block reads all channels that come into the block.",
    message="""
        Your 3 × 3 and 5 × 5 kernels read all 64 channels. They stand behind a 1 × 1 layer, and that is its point: they
        read 8 and 4 channels.
    """,
)
def my_parameters():
    layers = ((64, 16, 1), (64, 8, 1), (64, 24, 3), (64, 4, 1), (64, 8, 5), (64, 16, 1))
    return sum(k * k * m * n + n for m, n, k in layers)


@exercise.misconception(
    "A 1 × 1 kernel is a single number.",
    message="""
        You gave each 1 × 1 kernel one weight. It covers one pixel, but of every channel that it reads: 64 weights.
    """,
)
def my_parameters():
    layers = ((1, 16, 1), (1, 8, 1), (8, 24, 3), (1, 4, 1), (4, 8, 5), (1, 16, 1))
    return sum(k * k * m * n + n for m, n, k in layers)


@exercise.misconception(
    "Pooling has kernels of its own.",
    message="""
        You counted weights for the pooling windows. A max has nothing to learn.
    """,
)
def my_parameters():
    layers = ((64, 16, 1), (64, 8, 1), (8, 24, 3), (64, 4, 1), (4, 8, 5), (64, 16, 1))
    return sum(k * k * m * n + n for m, n, k in layers) + 64 * 9


@exercise.misconception(
    "Parameters are weights, and a bias is not a weight.",
    message="""
        These are the weights alone. Each of the 76 kernels has a bias as well.
    """,
)
def my_parameters():
    layers = ((64, 16, 1), (64, 8, 1), (8, 24, 3), (64, 4, 1), (4, 8, 5), (64, 16, 1))
    return sum(k * k * m * n for m, n, k in layers)


@exercise.misconception(
    "Pooling takes the largest number of a window over all channels.",
    message="""
        Your last 1 × 1 kernels do not read 64 channels. Pooling works in each channel by itself and leaves their number
        as it is.
    """,
)
def my_parameters():
    layers = ((64, 16, 1), (64, 8, 1), (8, 24, 3), (64, 4, 1), (4, 8, 5))
    return sum(k * k * m * n + n for m, n, k in layers) + 1 * 16 + 16


@exercise.misconception(
    "The same kernel counts again at every pixel.",
    message="""
        You multiplied by the number of pixels. That is how the *work* grows; the weights are shared by all places.
    """,
)
def my_parameters():
    layers = ((64, 16, 1), (64, 8, 1), (8, 24, 3), (64, 4, 1), (4, 8, 5), (64, 16, 1))
    return sum(k * k * m * n + n for m, n, k in layers) * 14 * 14


@exercise.misconception(
    "A block has as many parameters as it has multiplications to do.",
    message="""
        You counted the multiplications. Parameters are shared by all places, so the number of pixels plays no part; and
        each kernel has a bias as well.
    """,
)
def my_parameters():
    layers = ((64, 16, 1), (64, 8, 1), (8, 24, 3), (64, 4, 1), (4, 8, 5), (64, 16, 1))
    return sum(k * k * m * n for m, n, k in layers) * 14 * 14


@exercise.misconception(
    "Each slice of a kernel makes a result of its own, with a bias of its own.",
    message="""
        You gave each slice a bias. The slices of a kernel are summed, and the sum gets one.
    """,
)
def my_parameters():
    layers = ((64, 16, 1), (64, 8, 1), (8, 24, 3), (64, 4, 1), (4, 8, 5), (64, 16, 1))
    return sum((k * k + 1) * m * n for m, n, k in layers)


@exercise.misconception(
    "A kernel of k × k has k times k weights.",
    message="""
        Each of your kernels has a single slice. It has one for every channel that it reads.
    """,
)
def my_parameters():
    layers = ((64, 16, 1), (64, 8, 1), (8, 24, 3), (64, 4, 1), (4, 8, 5), (64, 16, 1))
    return sum(k * k * n + n for m, n, k in layers)


@exercise.misconception(
    "A 1 × 1 kernel before the windows only chooses channels, and has nothing to learn.",
    message="""
        The 1 × 1 kernels before your windows are missing. They are layers like the others, with weights and biases.
    """,
)
def my_parameters():
    layers = ((64, 16, 1), (8, 24, 3), (4, 8, 5), (64, 16, 1))
    return sum(k * k * m * n + n for m, n, k in layers)


@exercise.misconception(
    "The path with pooling has no parameters.",
    message="""
        Pooling has none, but behind it stand 16 kernels of 1 × 1. Yours are missing.
    """,
)
def my_parameters():
    layers = ((64, 16, 1), (64, 8, 1), (8, 24, 3), (64, 4, 1), (4, 8, 5))
    return sum(k * k * m * n + n for m, n, k in layers)


@exercise.misconception(
    "The last path reads what the other paths have found.",
    message="""
        Your last kernels read the channels of the other three paths. Paths stand side by side: each begins with the 64
        channels that come into the block.
    """,
)
def my_parameters():
    layers = ((64, 16, 1), (64, 8, 1), (8, 24, 3), (64, 4, 1), (4, 8, 5), (48, 16, 1))
    return sum(k * k * m * n + n for m, n, k in layers)
