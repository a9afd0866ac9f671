"""Give the interval of the difference of two systems graded on the same questions."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="redraw-the-questions",
    chapter="09_language_models",
    section="asking-people-human-evaluation",
    title="How much better, and how sure",
    level=2,
    minutes=12,
    kind="implement",
    concepts=("human-evaluation",),
    statement=r"""
        Two systems answer the same $n$ questions, and $m$ raters grade every answer: `first` and `second` have the
        shape $(n,m)$, and row $i$ of both belongs to question $i$. Write `gap_interval(first, second, draws)`: the 95%
        bootstrap interval of how much higher the mean grade of the first system is.

        What is redrawn are *questions*, the same ones for both systems. The draws are given: each row of `draws`, shape
        $(b,n)$, holds $n$ numbers of questions. Return the pair `(low, high)` of the 2.5% and the 97.5% quantile, with
        `np.quantile`'s own rule, of the $b$ differences. Change no argument.
    """,
    setup="import numpy as np",
    hints=(
        "If a question is drawn, which grades come with it?",
        r"""
        All $m$ grades of both systems. So each question can be reduced to one number first: the mean grade of the first
        answer less that of the second.
        """,
        """
        `gap = (first - second).mean(axis=1)`, then `np.quantile(gap[draws].mean(axis=1), [0.025, 0.975])`.
        """,
    ),
    explanation=r"""
        The questions are what was drawn, so they are what varies. Grades of one question hang together, and so do both
        systems on one question: reduce each question to one difference, and everything that hangs together is inside
        it.
    """,
    variant=r"""
        `lib.text.paired_bootstrap` draws for itself, takes any score, and adds a p-value. For BLEU a question's number
        is a row of counts, which are summed over the draw before they are divided.
    """,
)


@exercise.stub
def gap_interval(first, second, draws):
    """Return the 95% interval of the difference of the mean grades."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def gap_interval(first, second, draws):
    """Return the 95% interval of the difference of the mean grades."""
    ours, theirs = first.mean(axis=1), second.mean(axis=1)
    gaps = ours[draws].mean(axis=1) - theirs[draws].mean(axis=1)
    low, high = np.quantile(gaps, [0.025, 0.975])
    return float(low), float(high)


@exercise.alternative
def gap_interval(first, second, draws):
    gaps = []
    for questions in draws:
        gaps.append(first[questions].mean() - second[questions].mean())
    return tuple(float(np.quantile(gaps, q)) for q in (0.025, 0.975))


@exercise.alternative
def gap_interval(first, second, draws):
    n = first.shape[0]
    times = np.array([np.bincount(row, minlength=n) for row in draws])
    gaps = times @ (first - second).sum(axis=1) / first.size
    return np.quantile(gaps, 0.025), np.quantile(gaps, 0.975)


exercise.slip(
    "Each system is redrawn for itself.",
    ("theirs[draws]", "theirs[draws[::-1]]"),
    message="""
        Your second system gets other questions than the first. Both are graded on the same ones, so that a hard
        question is hard for both.
    """,
)

exercise.slip(
    "The single grades are what varies.",
    (
        "ours, theirs = first.mean(axis=1), second.mean(axis=1)",
        "ours, theirs = first.ravel(), second.ravel()",
    ),
    message="""
        You draw single grades. A question comes with the grades of all raters; they are no separate draws.
    """,
)

exercise.slip(
    "The interval holds the differences of single questions.",
    (
        "gaps = ours[draws].mean(axis=1) - theirs[draws].mean(axis=1)",
        "gaps = ours - theirs",
    ),
    message="""
        You give the range of the differences of single questions. Wanted is how their *mean* varies from draw to draw.
    """,
)

exercise.slip(
    "Five percent are left out on either side.",
    ("[0.025, 0.975]", "[0.05, 0.95]"),
    message="""
        You leave 5% out on each side: that is a 90% interval.
    """,
)

exercise.slip(
    "Percentiles and quantiles are the same numbers.",
    ("np.quantile(gaps, [0.025, 0.975])", "np.percentile(gaps, [0.025, 0.975])"),
    message="""
        `np.percentile` counts in hundredths: 0.025 is a fortieth of a percent. Use `np.quantile`, or 2.5 and 97.5.
    """,
)

exercise.slip(
    "Each column of the draws is a draw.",
    (
        "ours[draws].mean(axis=1) - theirs[draws].mean(axis=1)",
        "ours[draws].mean(axis=0) - theirs[draws].mean(axis=0)",
    ),
    message="""
        You average over the draws. Each *row* of `draws` is one: average along it, and b differences are left.
    """,
)

exercise.slip(
    "The difference is the second system less the first.",
    (
        "ours[draws].mean(axis=1) - theirs[draws].mean(axis=1)",
        "theirs[draws].mean(axis=1) - ours[draws].mean(axis=1)",
    ),
    message="""
        Your difference has the wrong sign: how much higher is the *first*?
    """,
)

exercise.slip(
    "An interval is the mean and two standard deviations of the draws.",
    (
        "low, high = np.quantile(gaps, [0.025, 0.975])",
        "middle, width = gaps.mean(), 1.96 * gaps.std()\n"
        "    low, high = middle - width, middle + width",
    ),
    message="""
        You take the mean and 1.96 standard deviations of the draws, which supposes a bell curve. Wanted are the two
        quantiles of the draws themselves.
    """,
)

exercise.slip(
    "The difference has to be subtracted from the intervals' ends.",
    (
        "gaps = ours[draws].mean(axis=1) - theirs[draws].mean(axis=1)\n"
        "    low, high = np.quantile(gaps, [0.025, 0.975])",
        "mine = np.quantile(ours[draws].mean(axis=1), [0.025, 0.975])\n"
        "    yours = np.quantile(theirs[draws].mean(axis=1), [0.025, 0.975])\n"
        "    low, high = mine[0] - yours[1], mine[1] - yours[0]",
    ),
    message="""
        You build an interval for each system and subtract the ends. What makes a question hard for both no longer
        cancels: take the difference in each draw.
    """,
)


@exercise.inputs
def inputs(rng):
    def case(n, m, b):
        hard = rng.normal(size=(n, 1))
        first = hard + rng.normal(0.3, 0.7, size=(n, m))
        second = 0.8 * hard + rng.normal(0, 0.7, size=(n, m))
        return first, second, rng.integers(n, size=(b, n))

    yield case(5, 2, 1)  # one draw: both ends are its difference
    yield case(1, 3, 10)  # one question: no draw differs
    yield case(4, 1, 40)
    for _ in range(22):
        yield case(int(rng.integers(3, 15)), int(rng.integers(2, 5)), 80)


exercise.compare(rtol=1e-9, atol=1e-12)
