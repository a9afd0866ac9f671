"""Predict what two forecasters pay in cross-entropy."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="surprise-in-nats",
    chapter="02_ml_basics",
    section="what-a-loss-says-about-the-world",
    title="The price of being sure",
    level=1,
    minutes=5,
    kind="predict",
    concepts=("binary-cross-entropy", "loss-function"),
    statement=r"""
        On each of ten days it either rains or not. A cautious forecaster says $p = 0.9$ for rain every day, a bold one
        says $p = 0.999$ every day. It rains on nine of the ten days.

        By how much is the bold forecaster's **mean** binary cross-entropy (in nats, so with the natural logarithm)
        larger than the cautious one's? Put a number, or the calculation, into `my_extra_loss` (three decimals are
        enough). Guess its sign before you compute: the bold one was closer to the truth on nine days.
    """,
    setup="import numpy as np",
    stub_text="my_extra_loss = None  # a number, or the calculation; np.log is the natural logarithm",
    hints=(
        "What does each of them pay on a day with rain, and what on the one dry day?",
        r"""
        A rainy day costs $-\log p$, a dry one $-\log(1-p)$. Nine of the first and one of the second, divided by ten,
        is one forecaster's mean loss.
        """,
        r"The cautious one pays $\frac{1}{10}\big(-9\log 0.9 - \log 0.1\big)$. Then the bold one.",
    ),
    explanation=r"""
        On the nine rainy days the bold forecaster saves $\log(0.999/0.9) \approx 0.104$ nats a day. On the dry day the
        bold one pays $\log(0.1/0.001) = \log 100 \approx 4.6$ nats more. One confident mistake eats the savings of
        more than forty days, because a loss that is a logarithm of a probability has no ceiling. The squared error
        would have said that the two are about equally good.
    """,
    variant=r"""
        Ask which constant forecast is the *best*: with a share $q$ of rainy days the mean loss $-q\log
        p-(1-q)\log(1-p)$ has its minimum at $p=q$, here $0.9$. The cross-entropy rewards saying exactly what you can
        know.
    """,
)


@exercise.reference
def my_extra_loss():
    cautious = (-9 * np.log(0.9) - np.log(0.1)) / 10
    bold = (-9 * np.log(0.999) - np.log(0.001)) / 10
    return bold - cautious


@exercise.alternative
def my_extra_loss():
    return 0.9 * np.log(0.9 / 0.999) + 0.1 * np.log(0.1 / 0.001)


@exercise.alternative
def my_extra_loss():
    return 0.36659


@exercise.misconception(
    "Only the days on which the event happened count in the loss.",
    message="""
        You added up the rainy days only, so the bold forecaster comes out ahead. A forecast of rain is also a forecast
        of no rain, and on the dry day somebody has to pay for it.
    """,
)
def my_extra_loss():
    return (-9 * np.log(0.999) + 9 * np.log(0.9)) / 10


@exercise.misconception(
    "The dry day costs the logarithm of the probability of rain, like every other day.",
    message="""
        You charged every day for the probability of *rain*. On the dry day what happened was "no rain": which
        probability did each forecaster give to that?
    """,
)
def my_extra_loss():
    return -np.log(0.999) + np.log(0.9)


@exercise.misconception(
    "A logarithm in a loss is the logarithm to base two.",
    message="""
        Your calculation is right in bits. The task asks for nats, the unit that the natural logarithm gives; one bit
        is how many of them?
    """,
)
def my_extra_loss():
    return (0.9 * np.log(0.9 / 0.999) + 0.1 * np.log(0.1 / 0.001)) / np.log(2)


@exercise.misconception(
    "A loss is a squared difference between the forecast and what happened.",
    message="""
        You compared squared differences, and they hardly tell the two forecasters apart. The cross-entropy takes the
        logarithm of the probability that was given to what happened.
    """,
)
def my_extra_loss():
    return (9 * (0.001**2 - 0.1**2) + (0.999**2 - 0.9**2)) / 10


@exercise.misconception(
    "The mean loss is the sum of the losses of all days.",
    message="""
        This is the difference over all ten days together. The task asks for the mean: what one day costs on average.
    """,
)
def my_extra_loss():
    return 9 * np.log(0.9 / 0.999) + np.log(0.1 / 0.001)


@exercise.misconception(
    "The bold forecaster, closer to the truth on nine days of ten, must have the smaller loss.",
    message="""
        The size is right, the sign is not. Who pays more, and which of the two is subtracted from which?
    """,
)
def my_extra_loss():
    return -(0.9 * np.log(0.9 / 0.999) + 0.1 * np.log(0.1 / 0.001))


exercise.compare(rtol=2e-3)
