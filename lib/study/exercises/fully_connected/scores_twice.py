"""Predict the smallest loss of a classifier whose probabilities are taken for scores."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="scores-twice",
    chapter="04_fully_connected",
    section="what-to-minimise",
    title="A loss that cannot reach zero",
    level=1,
    minutes=8,
    kind="predict",
    concepts=("softmax", "cross-entropy-loss"),
    statement=r"""
        A classifier of **ten** classes ends in a softmax. Its author hands these probabilities to
        `CrossEntropyLoss`, which takes them for scores and applies a softmax of its own. Training goes on for ever, on
        one picture, until the network is as sure and as right as it can be.

        Which loss, in nats, does it approach? Put the number, or the calculation, into `my_floor` (three decimals are
        enough). Guess first: nearer to zero, or nearer to the loss of blind guessing?
    """,
    setup="import numpy as np",
    stub_text="my_floor = None  # a number, or the calculation; np.exp and np.log may help",
    hints=(
        "What are the ten numbers that the network hands over when it is perfectly sure and right?",
        r"""
        It hands over a single 1 and nine zeros. Now forget where they come from: they are ten scores. Which
        probability does a softmax give to the class with the score 1?
        """,
        r"""
        The numerator is $e^1$. The denominator adds nine more terms, $e^0$ each. The loss is minus the logarithm.
        """,
    ),
    explanation=r"""
        Scores between 0 and 1 can differ by 1 at most, so the largest probability is $e/(e+9)\approx0.23$ and the
        smallest loss $\log(e+9)-1\approx1.46$, where blind guessing pays $\log10\approx2.30$. Nothing crashes and the
        loss does fall; it merely stops at 1.46. That number is worth remembering: whoever sees it on a screen knows
        the bug. The slopes are weak as well: with $q$ the second softmax they are $J(q-y)$, and only the outer Jacobian
        has cancelled.
    """,
    variant=r"""
        With $K$ classes the floor is $\log(e+K-1)-1$. For $K=2$ it is $0.31$; for a vocabulary of 50,000 words it is
        less than one nat below blind guessing, $\log K$, even for a model that is always right.
    """,
)


@exercise.reference
def my_floor():
    largest = np.exp(1) / (np.exp(1) + 9)
    return -np.log(largest)


@exercise.alternative
def my_floor():
    return np.log(np.e + 9) - 1


@exercise.alternative
def my_floor():
    handed_over = np.eye(10)[3]
    return np.log(np.exp(handed_over).sum()) - handed_over[3]


@exercise.misconception(
    "A softmax of probabilities gives the same probabilities.",
    message="""
        A loss of zero needs a probability of one. Softmax does not leave its input alone: apply it to a single 1 and
        nine zeros.
    """,
)
def my_floor():
    return 0.0


@exercise.misconception(
    "Two softmax layers level everything, so the network ends up guessing.",
    message="""
        This is the loss of ten equal guesses. The scores 1 and 0 are close together, but they are not equal.
    """,
)
def my_floor():
    return np.log(10)


@exercise.misconception(
    "The wrong classes have the score zero, so they add nothing to the denominator but the one that is next.",
    message="""
        You weighed the right class against a single wrong one. How many classes stand in the denominator?
    """,
)
def my_floor():
    return -np.log(np.exp(1) / (np.exp(1) + 1))


@exercise.misconception(
    "There are ten wrong classes.",
    message="""
        Nearly: ten classes, of which one is right. How many zeros does the network hand over?
    """,
)
def my_floor():
    return np.log(np.e + 10) - 1


@exercise.misconception(
    "The loss is the share that the right class lacks.",
    message="""
        That is one minus the probability. The cross-entropy takes minus its logarithm.
    """,
)
def my_floor():
    return 1 - np.e / (np.e + 9)


@exercise.misconception(
    "The loss is measured in bits.",
    message="""
        Right in bits. The task asks for nats, the unit of the natural logarithm.
    """,
)
def my_floor():
    return (np.log(np.e + 9) - 1) / np.log(2)


@exercise.misconception(
    "The largest probability is the answer.",
    message="""
        This is the probability of the right class. The cross-entropy takes minus its logarithm.
    """,
)
def my_floor():
    return np.e / (np.e + 9)


@exercise.misconception(
    "The logarithm of the probability is the loss.",
    message="""
        The size is right. The logarithm of a number below one is negative; the loss is minus that.
    """,
)
def my_floor():
    return np.log(np.e / (np.e + 9))


exercise.compare(rtol=1e-3)
