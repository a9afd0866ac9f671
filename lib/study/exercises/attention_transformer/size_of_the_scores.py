"""Predict what dot products have to be divided by where components are no longer of unit variance."""

from lib.study.exercise import Exercise

exercise = Exercise(
    id="size-of-the-scores",
    chapter="10_attention_transformer",
    section="why-divide-by-the-root",
    title="Another divisor",
    level=1,
    minutes=5,
    kind="predict",
    concepts=("attention-scaling", "scaled-dot-product-attention"),
    statement=r"""
        After some training a layer's queries and keys have 16 features each, independent and with mean 0. The
        components of the queries have a standard deviation of 2, those of the keys of 3.

        By which number would you have to divide the raw scores $q^\top k$ to give them a standard deviation of 1? Put
        the number, or the calculation, into `my_divisor`. Commit yourself before you open a hint.
    """,
    stub_text="my_divisor = None  # a number, or the calculation that gives it",
    hints=(
        "What is the variance of one product $q_ik_i$, and how many of them are added?",
        r"""
        Both have mean 0, so $\operatorname{Var}[q_ik_i]=\mathrm E[q_i^2]\,\mathrm E[k_i^2]$: a product of two
        variances.
        """,
        r"""
        $4\cdot9=36$ for one product, $16\cdot36$ for the sum; now take the root.
        """,
    ),
    explanation=r"""
        $\operatorname{Var}[q^\top k]=16\cdot2^2\cdot3^2=576$, and its root is $4\cdot2\cdot3=24$. The layer itself goes
        on dividing by $\sqrt{16}=4$: its scores now have a standard deviation of 6. The root of $d_k$ is right for the
        start; how sharp the attention becomes is then up to the training.
    """,
    variant=r"""
        Some recent models normalise each query and key before the product ("QK norm"), so that the scores cannot grow
        with the weights.
    """,
)


@exercise.reference
def my_divisor():
    return 2 * 3 * 16**0.5


@exercise.alternative
def my_divisor():
    return sum(2**2 * 3**2 for _ in range(16)) ** 0.5


@exercise.alternative
def my_divisor():
    return 24


@exercise.misconception(
    "The divisor is the root of the dimension, whatever the components are.",
    message="""
        That is what the layer divides by, and it suits components of variance 1. Yours are larger.
    """,
)
def my_divisor():
    return 16**0.5


@exercise.misconception(
    "The variance is what one divides by.",
    message="""
        That is the variance of the scores. Dividing by c divides the variance by c squared.
    """,
)
def my_divisor():
    return 16 * 36


@exercise.misconception(
    "Sixteen products are sixteen times as large as one.",
    message="""
        You multiplied the standard deviation of one product by 16. The products are independent and have both signs:
        their variances add up, not their sizes.
    """,
)
def my_divisor():
    return 16 * 6


@exercise.misconception(
    "The standard deviation of a product is the sum of both.",
    message="""
        You added 2 and 3. The components are multiplied: what is the mean of the square of a product of two independent
        numbers?
    """,
)
def my_divisor():
    return (2 + 3) * 16**0.5


@exercise.misconception(
    "Standard deviations may stand in for variances.",
    message="""
        You took 2 and 3 as variances. They are standard deviations: square them first.
    """,
)
def my_divisor():
    return (2 * 3 * 16) ** 0.5


@exercise.misconception(
    "The dimension is what one divides by.",
    message="""
        You divide by the number of features. The sum of 16 independent terms grows like the root of 16.
    """,
)
def my_divisor():
    return 16


@exercise.misconception(
    "The number of features cancels.",
    message="""
        That is the standard deviation of a single product. A score adds up 16 of them.
    """,
)
def my_divisor():
    return 6


@exercise.misconception(
    "Variances of the two factors are added.",
    message="""
        You added the variances of the factors, 4 + 9. They are multiplied, so their mean squares are multiplied too.
    """,
)
def my_divisor():
    return (16 * (4 + 9)) ** 0.5


@exercise.misconception(
    "One multiplies by this number.",
    message="""
        That is the factor to multiply by. The question asks for the number to divide by.
    """,
)
def my_divisor():
    return 1 / 24


@exercise.misconception(
    "The root is taken of the number of features alone.",
    message="""
        You took the root of 16 and not of 4 times 9. Under the root stands the whole variance.
    """,
)
def my_divisor():
    return 16**0.5 * 2**2 * 3**2


@exercise.misconception(
    "Sixteen products have the variance of one.",
    message="""
        That is the variance of a single product. A score adds up 16 of them, and one divides by a root.
    """,
)
def my_divisor():
    return 2**2 * 3**2


exercise.compare(rtol=1e-3)
