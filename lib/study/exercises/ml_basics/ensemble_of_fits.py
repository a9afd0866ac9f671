"""Predict the error of an average of independently trained models."""

from lib.study.exercise import Exercise

exercise = Exercise(
    id="ensemble-of-fits",
    chapter="02_ml_basics",
    section="bias-and-variance",
    title="What averaging four models changes",
    level=1,
    minutes=5,
    kind="predict",
    concepts=("bias-variance",),
    statement=r"""
        At some point $x$ a model has, over the draw of its training set,

        $$\text{bias}^2 = 0.3, \qquad \text{variance} = 0.8, \qquad \sigma^2 = 0.1,$$

        the last being the variance of the noise in a new observation $y$, so its expected squared error there is
        $1.2$. Now draw $K = 4$ training sets *independently* of each other, train the same model on each, and
        predict with the mean of the four predictions.

        What is the expected squared error of this mean prediction at $x$? Put a number, or the calculation, into
        `my_ensemble_error`. Commit yourself before you open a hint.
    """,
    stub_text="my_ensemble_error = None  # a number, or the calculation that gives it",
    hints=(
        """
        The error has three parts. For each of them ask: does it come from *which* training set was drawn, from the
        model itself, or from the new observation?
        """,
        r"""
        For independent $Z_1, \dots, Z_K$ with mean $m$ and variance $s^2$, the average $\bar Z$ has the same mean
        $m$. What is its variance? Then put the parts together again.
        """,
        r"""
        $E[\bar Z] = m$ and $\operatorname{Var}(\bar Z) = s^2 / K$: one of the three terms is divided by $4$, the two
        others stay as they are.
        """,
    ),
    explanation=r"""
        Averaging does not move the expected prediction, so the bias stays. The four predictions are independent, so
        the variance of their mean is $s^2/K$. The noise belongs to the new $y$, which no model predicts, so it stays
        as well. This is why averaging helps models that vary much and are biased little, and why even infinitely
        many models leave bias$^2$ + noise.
    """,
    variant=r"""
        Training sets are rarely independent. If the predictions of any two models have correlation $\rho$, the
        variance of the mean is $\rho s^2 + (1 - \rho) s^2 / K$: the first part never goes away. Random forests
        choose features at random in order to make $\rho$ smaller.
    """,
)


@exercise.reference
def my_ensemble_error():
    bias_squared, variance, noise = 0.3, 0.8, 0.1
    return bias_squared + variance / 4 + noise


@exercise.alternative
def my_ensemble_error():
    return 1.2 - 0.8 * (1 - 1 / 4)


@exercise.alternative
def my_ensemble_error():
    return 0.6


@exercise.misconception(
    "Averaging K models divides their whole error by K.",
    message="""
        You divided all three parts by the number of models. Then enough models would predict perfectly, even if
        every single one is wrong in the same direction. Which parts are the same for all four models?
    """,
)
def my_ensemble_error():
    return (0.3 + 0.8 + 0.1) / 4


@exercise.misconception(
    "Averaging models reduces everything that is the model's fault, its bias included.",
    message="""
        You left the noise alone, rightly, but divided the bias as well. If each model predicts too much by the same
        amount on average, by how much does the mean of the four predict too much on average?
    """,
)
def my_ensemble_error():
    return (0.3 + 0.8) / 4 + 0.1


@exercise.misconception(
    "The variance of a mean falls with the square root of the number of terms.",
    message="""
        The square root of the number of models belongs to the *standard deviation* of a mean. Variance is its
        square, and it is the variance that stands in the error.
    """,
)
def my_ensemble_error():
    return 0.3 + 0.8 / 2 + 0.1


@exercise.misconception(
    "The error of an average of models is the average of their errors.",
    message="""
        You say that nothing changes: the mean of four equal errors is the same error. But the *predictions* are
        averaged here, not the errors, and deviations of opposite sign cancel before the square is taken. Which of
        the three parts is made of such deviations?
    """,
)
def my_ensemble_error():
    return 0.3 + 0.8 + 0.1


@exercise.misconception(
    "Averaging also averages the noise of the observation away.",
    message="""
        You divided the noise as well as the variance. The noise sits in the one new observation that the mean
        prediction is compared with; there is still only one of it, however many models you average.
    """,
)
def my_ensemble_error():
    return 0.3 + 0.8 / 4 + 0.1 / 4


@exercise.misconception(
    "The expected error of a model consists of squared bias and variance only.",
    message="""
        Bias and variance are as they should be, but the prediction is compared with a noisy new observation: even a
        perfect model would have an error there. One part is missing from your sum.
    """,
)
def my_ensemble_error():
    return 0.3 + 0.8 / 4


@exercise.misconception(
    "A factor 1/K in front of a sum comes out of the variance as it is squared, so the variance falls with K squared.",
    message="""
        The factor before the sum is squared, that is right, but the sum of independent predictions has itself more
        variance than a single one: how much more, with four of them?
    """,
)
def my_ensemble_error():
    return 0.3 + 0.8 / 16 + 0.1


exercise.compare(rtol=1e-3)
