"""Predict from two error curves what more rows would bring."""

from lib.study.exercise import Exercise

exercise = Exercise(
    id="diagnose-two-curves",
    chapter="02_ml_basics",
    section="capacity-data-and-the-second-descent",
    title="Will more data help?",
    level=1,
    minutes=6,
    kind="predict",
    concepts=("overfitting", "underfitting", "generalization"),
    statement=r"""
        A least-squares model with $p = 20$ parameters was trained on $n = 100$ rows. Its training error is $8.0$ and
        its validation error $12.0$. Take from the theory of the chapter that, for such a model, the training error
        lies about $\sigma^2p/n$ **below** and the validation error about $\sigma^2p/n$ **above** a common level
        $E_\infty$, and that $E_\infty$ does not depend on $n$.

        You collect four times as many rows, $n = 400$. Which *validation* error do you expect? Put a number, or the
        calculation, into `my_validation_error`.
    """,
    stub_text="my_validation_error = None  # a number, or the calculation that gives it",
    hints=(
        "At what level would both curves meet, if you had infinitely many rows?",
        r"""
        The two errors stand at equal distance from $E_\infty$. What is that distance at $n=100$, and how does it change
        with $n$?
        """,
        r"$E_\infty = (8+12)/2$, and the distance $\sigma^2p/n$ is divided by four.",
    ),
    explanation=r"""
        The level where the curves meet is $E_\infty = 10$, the distance at $n=100$ is $2$, and with four times the
        rows it is $0.5$: the validation error falls to $10.5$. All the data in the world bring it to $10$ and no
        further, because what is left is bias and noise. If the target was $9$, then more rows are the wrong purchase.
    """,
    variant=r"""
        From the gap alone: it is $2\sigma^2p/n = 4$ with $p/n = 1/5$. So
        $\sigma^2 = 10$, noise alone where the rows stand at fixed places, noise and misfit together where they come at
        random, and the validation error is $8 + 2 + 0.5$.
    """,
)


@exercise.reference
def my_validation_error():
    level = (8.0 + 12.0) / 2
    distance = (12.0 - 8.0) / 2
    return level + distance / 4


@exercise.alternative
def my_validation_error():
    return 10.5


@exercise.alternative
def my_validation_error():
    noise_variance = (12 - 8) / (2 * 20 / 100)
    return 8 + noise_variance * 20 / 100 + noise_variance * 20 / 400


@exercise.misconception(
    "With four times the data the validation error is a quarter of what it was.",
    message="""
        You divided the whole error by four. Only the part that comes from having few rows shrinks; bias and noise
        stay, however many rows there are.
    """,
)
def my_validation_error():
    return 12.0 / 4


@exercise.misconception(
    "With enough data the validation error comes down to the training error.",
    message="""
        You expect the validation error to fall to the training error of today. But the two curves meet *between* their
        present values: with more rows the training error goes up.
    """,
)
def my_validation_error():
    return 8.0


@exercise.misconception(
    "The training error stays where it is and the gap shrinks to a quarter.",
    message="""
        You kept the training error fixed and shrank the whole gap towards it. Both curves move: a model that fits few
        rows too closely will fit many rows less closely.
    """,
)
def my_validation_error():
    return 8.0 + (12.0 - 8.0) / 4


@exercise.misconception(
    "A deviation falls with the square root of the number of rows.",
    message="""
        Your answer lies twice as far above the common level as it should. Two roads lead there. Either you divided the
        distance by two, the square root of four: that is the rule for a standard error, and this distance is a
        *variance*, which falls like one over n. Or you took the whole gap between the curves for the distance of one.
    """,
)
def my_validation_error():
    return 10.0 + 2.0 / 2


@exercise.misconception(
    "Once there are enough rows, the error on fresh rows is the training error.",
    message="""
        This is the new *training* error: you went below the common level. Which of the two curves comes up to it from
        below, and which comes down to it from above?
    """,
)
def my_validation_error():
    return 10.0 - 2.0 / 4


@exercise.misconception(
    "Four times the data is enough to reach the limit.",
    message="""
        You give the level at which the curves meet. That is where they are heading; at 400 rows a part of the distance
        is still left.
    """,
)
def my_validation_error():
    return 10.0


@exercise.misconception(
    "More data cannot help a model that has been trained to the end.",
    message="""
        You expect no change. The gap between the two errors is the sign that the model fitted the noise of its rows;
        more rows leave it less room for that.
    """,
)
def my_validation_error():
    return 12.0


exercise.compare(rtol=1e-3)
