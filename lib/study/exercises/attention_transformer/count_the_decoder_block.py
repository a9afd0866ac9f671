"""Predict the number of weights of a decoder block."""

from lib.study.exercise import Exercise

exercise = Exercise(
    id="count-the-decoder-block",
    chapter="10_attention_transformer",
    section="the-decoder",
    title="Weights of a decoder block",
    level=1,
    minutes=6,
    kind="predict",
    concepts=("transformer-decoder", "cross-attention"),
    statement=r"""
        One block of the decoder of an encoder-decoder, $d=10$ numbers a token, 5 heads, 30 numbers inside the
        feed-forward network. No linear layer has a bias; each norm has a gain and a shift.

        How many weights are there? Put the number, or the calculation, into `my_weights`. Commit yourself before you
        open a hint.
    """,
    stub_text="my_weights = None  # a number, or the calculation that gives it",
    hints=(
        "How many sublayers has this block, and what stands behind (or before) each of them?",
        r"""
        An attention has four square matrices, $W^Q,W^K,W^V,W^O$, however many heads share them. How many attentions are
        there?
        """,
        "`2 * 4 * 10**2` for the attentions, `2 * 10 * 30` for the feed-forward network, and three norms.",
    ),
    explanation=r"""
        Self-attention and cross-attention have $4\cdot10^2 = 400$ each, the feed-forward network $2\cdot10\cdot30=600$,
        three norms $3\cdot2\cdot10=60$: together 1,460. Heads share the columns and cost nothing; nor does the length
        of either text. An encoder block of these sizes has 1,040.
    """,
    variant=r"""
        The matrices $W^K$ and $W^V$ of cross-attention multiply what the *encoder* gave, but they belong to the
        decoder: every block has its own.
    """,
)


@exercise.reference
def my_weights():
    return 2 * 4 * 10**2 + 2 * 10 * 30 + 3 * 2 * 10


@exercise.alternative
def my_weights():
    d, inside, heads, count = 10, 30, 5, 0
    for _ in ("self-attention", "cross-attention"):
        for _ in range(heads):
            count += 3 * d * (d // heads)  # queries, keys and values of a head
        count += d * d + 2 * d  # the output matrix, and a norm
    return count + d * inside + inside * d + 2 * d


@exercise.alternative
def my_weights():
    return 1460


@exercise.misconception(
    "A block has one attention.",
    message="""
        You counted one attention and one norm too few: that is an encoder block. What else does a block of the decoder
        ask?
    """,
)
def my_weights():
    return 4 * 10**2 + 2 * 10 * 30 + 2 * 2 * 10


@exercise.misconception(
    "Each head has full matrices of its own.",
    message="""
        You gave each head full matrices. Five heads share the ten columns: two for each.
    """,
)
def my_weights():
    return 2 * 5 * 4 * 10**2 + 2 * 10 * 30 + 3 * 2 * 10


@exercise.misconception(
    "The answers of the heads are laid side by side, and that is all.",
    message="""
        Two square matrices are missing: the output matrix of each attention, or the key and the value matrix of
        cross-attention. They multiply what the encoder made, but the block owns them.
    """,
)
def my_weights():
    return 2 * 3 * 10**2 + 2 * 10 * 30 + 3 * 2 * 10


@exercise.misconception(
    "There are two norms, as in the encoder.",
    message="""
        You counted two norms. Every sublayer is wrapped in add and norm. How many sublayers are there?
    """,
)
def my_weights():
    return 2 * 4 * 10**2 + 2 * 10 * 30 + 2 * 2 * 10


@exercise.misconception(
    "A norm has one number for each feature.",
    message="""
        You gave each norm one number a feature. It has two, a gain and a shift.
    """,
)
def my_weights():
    return 2 * 4 * 10**2 + 2 * 10 * 30 + 3 * 10


@exercise.misconception(
    "A norm computes and has nothing to learn.",
    message="""
        You left out the norms. They have a gain and a shift for each feature, and learn them.
    """,
)
def my_weights():
    return 2 * 4 * 10**2 + 2 * 10 * 30


@exercise.misconception(
    "The inner width is always four times the outer one.",
    message="""
        You took four times 10 for the inner width. That is a custom; this block has 30.
    """,
)
def my_weights():
    return 2 * 4 * 10**2 + 2 * 10 * 40 + 3 * 2 * 10


@exercise.misconception(
    "The feed-forward network is one matrix.",
    message="""
        You counted one matrix in the feed-forward network: it widens and then narrows again.
    """,
)
def my_weights():
    return 2 * 4 * 10**2 + 10 * 30 + 3 * 2 * 10


@exercise.misconception(
    "Linear layers have a bias, always.",
    message="""
        You counted biases as well. Here no linear layer has one.
    """,
)
def my_weights():
    return 2 * 4 * (10**2 + 10) + 2 * 10 * 30 + 30 + 10 + 3 * 2 * 10


exercise.compare(rtol=1e-6)
