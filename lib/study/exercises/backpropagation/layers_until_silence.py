"""Predict how many layers of sigmoids it takes until a slope is less than a millionth."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="layers-until-silence",
    chapter="05_backpropagation",
    section="gradients-that-vanish-or-explode",
    title="How many layers until silence?",
    level=1,
    minutes=5,
    kind="predict",
    concepts=("vanishing-gradient", "scalar-backprop"),
    statement=r"""
        A chain has one sigmoid neuron a layer, $h_k = \sigma(w_kh_{k-1} + b_k)$, and every weight is $w_k = 2$. Going
        back over one layer takes $\partial\mathcal L/\partial h_k$ to $\partial\mathcal L/\partial h_{k-1}$.

        After how many layers is the slope *certainly* smaller than a millionth of what it was, whatever the inputs and
        biases? Put the smallest such number, or the calculation, into `my_layers`. Commit yourself before you
        open a hint.
    """,
    setup="import numpy as np",
    stub_text="my_layers = None  # a whole number, or the calculation that gives it",
    hints=(
        "By which two numbers does one layer multiply the slope on its way back? What is the most that they can be?",
        r"""
        $\sigma' \le \frac14$, so with $w = 2$ one layer multiplies by $\frac12$ at most. You need the smallest $k$ with
        $\big(\frac12\big)^k < 10^{-6}$.
        """,
        r"$2^{10} = 1024$ is a little more than a thousand. What is a little more than a million?",
    ),
    explanation=r"""
        $\partial h_k/\partial h_{k-1} = w_k\,\sigma'(z_k) \le 2\cdot\frac14 = \frac12$. Twenty halvings are a factor
        of $1/1{,}048{,}576$, below a millionth; nineteen are not enough to be certain. And this is the best
        case, with every $z_k = 0$: with $z_k = 3$ each layer multiplies by less than $0.1$.
    """,
    variant=r"""
        $k > 6/\log_{10}2 = 19.9$. With $w = 4$ the bound is $1$ and says nothing; with $w = 1$ ten layers are enough.
    """,
)


@exercise.reference
def my_layers():
    return np.ceil(np.log(1e-6) / np.log(2 * 0.25))


@exercise.alternative
def my_layers():
    return 20


@exercise.alternative
def my_layers():
    return float(np.ceil(np.log2(1e6)))


@exercise.alternative
def my_layers():
    return 1 + int(6 * 2.302585092994046 / 0.6931471805599453)


@exercise.misconception(
    "Only the activation counts on the way back, not the weight.",
    message="""
        You multiply by the sigmoid's slope alone. On its way from one layer to the one before, the slope also goes
        through the weight.
    """,
)
def my_layers():
    return 10


@exercise.misconception(
    "Nineteen halvings make a millionth.",
    message="""
        Very near. After your number of layers the slope may still be a little more than a millionth; the question asks
        for certainty.
    """,
)
def my_layers():
    return 19


@exercise.misconception(
    "Each layer takes away an equal amount, not an equal share.",
    message="""
        You let the layers subtract. Each one multiplies what is left: think of a product.
    """,
)
def my_layers():
    return 500_000


@exercise.misconception(
    "What is halved is the square of the slope.",
    message="""
        You let the square of the slope be halved. In a single chain no average is taken: the slope itself goes through
        both factors.
    """,
)
def my_layers():
    return 40


@exercise.misconception(
    "Each layer costs one decimal place.",
    message="""
        You count decimal places, a factor of ten for each layer. By how much does one layer multiply at most?
    """,
)
def my_layers():
    return 6


@exercise.misconception(
    "Only the weights count on the way back, and they enlarge the slope.",
    message="""
        You say that the slope never gets so small. The weight doubles it, but it also goes through the sigmoid, whose
        slope is far below one.
    """,
)
def my_layers():
    return float("inf")


@exercise.misconception(
    "The number of layers may be a fraction.",
    message="""
        The idea is right. But layers come whole: which way do you round to be certain?
    """,
)
def my_layers():
    return np.log2(1e6)


@exercise.misconception(
    "A number of layers may be given to two places.",
    message="""
        The idea is right, and so is your number to two places. But layers come whole: which way do you round to be
        certain?
    """,
)
def my_layers():
    return 19.93


exercise.compare(rtol=1e-9)
