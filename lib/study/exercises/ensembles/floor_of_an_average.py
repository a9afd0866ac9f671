"""Predict what remains of the variance of an average of correlated models."""

from lib.study.exercise import Exercise

exercise = Exercise(
    id="floor-of-an-average",
    chapter="03_ensembles",
    section="when-is-a-crowd-wiser",
    title="Ten times as many models",
    level=1,
    minutes=5,
    kind="predict",
    concepts=("ensemble-learning", "bagging"),
    statement=r"""
        The predictions of ten models at some place have variance $\sigma^2 = 4$ each, and each two have correlation
        $\rho = 0.3$. Someone replaces the ten by a hundred models of the same kind, which costs ten times as much.

        By how much does the variance of the average *fall*? Put a number, or the calculation, into `my_fall`. Commit
        yourself before you open a hint.
    """,
    stub_text="my_fall = None  # a number, or the calculation that gives it",
    hints=(
        "The variance of the average has two parts. Which of them knows how many models there are?",
        r"""
        $\rho\sigma^2$ is there before and after, so it cancels in the difference. What remains is the other part, once
        with $B = 10$ and once with $B = 100$.
        """,
        r"""
        $\frac{1-\rho}{B}\sigma^2$ is $0.28$ for ten models. What is it for a hundred, and what is the difference?
        """,
    ),
    explanation=r"""
        Ten models: $0.3\cdot4 + 0.7\cdot4/10 = 1.48$. A hundred: $1.2 + 0.028 = 1.228$. The fall is $0.252$, about a
        sixth, for ten times the cost: the average of ten was close to the floor $\rho\sigma^2 = 1.2$ already. To go
        below it, lower $\rho$.
    """,
    variant=r"""
        $(1-\rho)\,\sigma^2\left(\frac1{10} - \frac1{100}\right)$ is $2.8 \cdot 0.09$. With $\rho = 0.1$ and only ten
        models the variance would be $0.4 + 0.36 = 0.76$: unlike models are worth more than many.
    """,
)


@exercise.reference
def my_fall():
    rho, variance = 0.3, 4
    before = rho * variance + (1 - rho) * variance / 10
    after = rho * variance + (1 - rho) * variance / 100
    return before - after


@exercise.alternative
def my_fall():
    return (1 - 0.3) * 4 * (1 / 10 - 1 / 100)


@exercise.alternative
def my_fall():
    return 0.252


@exercise.misconception(
    "The variance of an average is that of one model divided by their number, whatever they share.",
    message="""
        You divide the whole variance by the number of models. That is right for uncorrelated ones; these have a part of
        their variance in common, and what they have in common is not averaged away.
    """,
)
def my_fall():
    return 4 / 10 - 4 / 100


@exercise.misconception(
    "The part that the models share is the part that shrinks with their number.",
    message="""
        You let the wrong part shrink. What all models have in common is in the average as well, however many there are;
        what each has for itself is averaged away.
    """,
)
def my_fall():
    return 0.3 * 4 / 10 - 0.3 * 4 / 100


@exercise.misconception(
    "The variance of the average after the change is the answer.",
    message="""
        You give what is left with a hundred models. The question is by how much it falls from what ten models had.
    """,
)
def my_fall():
    return 0.3 * 4 + 0.7 * 4 / 100


@exercise.misconception(
    "Ten times as many models leave a tenth of the variance.",
    message="""
        You take away nine tenths of what ten models had. But most of that variance is the floor, which does not depend
        on the number of models.
    """,
)
def my_fall():
    before = 0.3 * 4 + 0.7 * 4 / 10
    return before - before / 10


@exercise.misconception(
    "Correlated models gain nothing from being averaged.",
    message="""
        You say that nothing changes. That is so only if the correlation is 1; here each model also has a part of its
        own, and that part is averaged.
    """,
)
def my_fall():
    return 0.0


@exercise.misconception(
    "The given variance is a standard deviation and has to be squared.",
    message="""
        You squared the 4. It is a variance already, and variances are what the formula adds.
    """,
)
def my_fall():
    return 0.7 * 16 * (1 / 10 - 1 / 100)


@exercise.misconception(
    "A fall is a negative number.",
    message="""
        The size is right; a fall is counted as positive.
    """,
)
def my_fall():
    before = 0.3 * 4 + 0.7 * 4 / 10
    after = 0.3 * 4 + 0.7 * 4 / 100
    return after - before


@exercise.misconception(
    "A fall is a share of what was there.",
    message="""
        You give the fall as a share of what was there; give it in the units of the variance.
    """,
)
def my_fall():
    before = 0.3 * 4 + 0.7 * 4 / 10
    after = 0.3 * 4 + 0.7 * 4 / 100
    return (before - after) / before


@exercise.misconception(
    "What is left of the part that shrinks is the fall.",
    message="""
        That is what is left of the part that shrinks; how much of it was there before?
    """,
)
def my_fall():
    return 0.7 * 4 / 100


@exercise.misconception(
    "The variance of the average of ten models is the answer.",
    message="""
        That is the variance with ten models; by how much does it fall?
    """,
)
def my_fall():
    return 0.3 * 4 + 0.7 * 4 / 10


exercise.compare(rtol=1e-3)
