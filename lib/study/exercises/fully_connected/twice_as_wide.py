"""Predict what twice the width costs against twice the depth."""

from lib.study.exercise import Exercise

exercise = Exercise(
    id="twice-as-wide",
    chapter="04_fully_connected",
    section="layers",
    title="Twice as wide or twice as deep",
    level=1,
    minutes=6,
    kind="predict",
    concepts=("depth-cost", "fully-connected-layer"),
    statement=r"""
        A fully connected network takes 10 numbers, has four hidden layers of 100 units each, and one output. One
        colleague doubles the *number* of its hidden layers to eight. Another leaves it at four and doubles their
        *width* to 200.

        How many *times* as many multiply-adds does the wide network need as the deep one, for one sample? Put the
        calculation into `my_ratio`. Commit yourself before you open a hint.
    """,
    stub_text="my_ratio = None  # a number, or the calculation that gives it",
    hints=(
        "Write the widths down in a row, input and output included. How many matrices stand between them?",
        r"""
        A layer with $n_\text{in}$ inputs and $n_\text{out}$ outputs needs $n_\text{in}\,n_\text{out}$ multiply-adds.
        Four hidden layers have *three* matrices between them.
        """,
        r"""
        The deep one: $10\cdot100 + 7\cdot100^2 + 100\cdot1$. And the wide one?
        """,
    ),
    explanation=r"""
        Deep: $1{,}000 + 7\cdot10{,}000 + 100 = 71{,}100$. Wide: $2{,}000 + 3\cdot40{,}000 + 200 = 122{,}200$. The
        ratio is $1.719$. Twice the depth adds matrices of the old size; twice the width makes every inner one four
        times as large. Biases are added, not multiplied, and do not count here.
    """,
    variant=r"""
        In small matrices of $100^2$, with $L$ hidden layers: the wide network pays $4(L-1)$ inner ones, the deep one
        $2L-1$. The first is nearly twice the second for large $L$. With a single hidden layer and so few inputs the
        wide one is cheaper; from 784 inputs it is not.
    """,
)


@exercise.reference
def my_ratio():
    deep = 10 * 100 + 7 * 100 * 100 + 100
    wide = 10 * 200 + 3 * 200 * 200 + 200
    return wide / deep


@exercise.alternative
def my_ratio():
    d = 100
    return (10 * 2 * d + 3 * (2 * d) ** 2 + 2 * d) / (10 * d + 7 * d**2 + d)


@exercise.alternative
def my_ratio():
    return 122_200 / 71_100


@exercise.misconception(
    "Four hidden layers have four matrices between them, eight have eight.",
    message="""
        You gave every hidden layer a square matrix of its own. Count the matrices *between* hidden layers, in both
        networks: what does the first hidden layer look at?
    """,
)
def my_ratio():
    deep = 10 * 100 + 8 * 100 * 100 + 100
    wide = 10 * 200 + 4 * 200 * 200 + 200
    return wide / deep


@exercise.misconception(
    "Twice the width is twice the cost.",
    message="""
        You doubled the cost of every layer for the wide network. A matrix between two hidden layers gets twice as many
        rows *and* twice as many columns.
    """,
)
def my_ratio():
    deep = 10 * 100 + 7 * 100 * 100 + 100
    wide = 2 * (10 * 100 + 3 * 100 * 100 + 100)
    return wide / deep


@exercise.misconception(
    "Only the matrices between hidden layers cost anything.",
    message="""
        Nearly: you left out the first and the last matrix. They are small, and the wide network's are twice as large.
    """,
)
def my_ratio():
    return 3 * 200 * 200 / (7 * 100 * 100)


@exercise.misconception(
    "Twice the depth is twice the cost of everything.",
    message="""
        You doubled the whole count for the deep network. But it still has one first matrix and one last one; only the
        number of those between hidden layers grows.
    """,
)
def my_ratio():
    deep = 2 * (10 * 100 + 3 * 100 * 100 + 100)
    wide = 10 * 200 + 3 * 200 * 200 + 200
    return wide / deep


@exercise.misconception(
    "The question is how much the wide network costs against the original one.",
    message="""
        You compare the wide network with the one that both colleagues began with. Compare it with the deep one.
    """,
)
def my_ratio():
    old = 10 * 100 + 3 * 100 * 100 + 100
    wide = 10 * 200 + 3 * 200 * 200 + 200
    return wide / old


@exercise.misconception(
    "Depth costs more than width.",
    message="""
        You divide the other way round: the wide network is the expensive one. Which of the two, depth or width, is
        squared in the count?
    """,
)
def my_ratio():
    deep = 10 * 100 + 7 * 100 * 100 + 100
    wide = 10 * 200 + 3 * 200 * 200 + 200
    return deep / wide


@exercise.misconception(
    "Every parameter costs a multiply-add.",
    message="""
        You counted parameters. The biases are among them, and adding a bias is no multiplication.
    """,
)
def my_ratio():
    deep = 11 * 100 + 7 * 101 * 100 + 101 * 1
    wide = 11 * 200 + 3 * 201 * 200 + 201 * 1
    return wide / deep


@exercise.misconception(
    "A ratio may be rounded to two decimals.",
    message="""
        Rounded, this is right. Put the calculation itself, so that no digit is lost and none is right by chance.
    """,
)
def my_ratio():
    return 1.72


@exercise.misconception(
    "Twice the width is four times the cost, and that is the answer.",
    message="""
        Four times is what twice the width costs a matrix *between* hidden layers. The first and the last only double,
        and the deep network has become dearer too.
    """,
)
def my_ratio():
    return 4


exercise.compare(rtol=1e-6)
