"""Predict the score that negative sampling gives a pair of words."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="what-the-score-wants",
    chapter="09_language_models",
    section="words-with-the-same-neighbours-word2vec",
    title="How strongly tea asks for a cup",
    level=1,
    minutes=7,
    kind="predict",
    concepts=("word2vec",),
    statement=r"""
        A text gives 10,000 true pairs of a middle word and a neighbour. *tea* is the middle word of 200 of them, *cup*
        the neighbour in 100, and in 60 pairs *tea* stands in the middle and *cup* beside it. For each true pair $k=5$
        neighbours are drawn, each word with its share among the neighbours.

        Which score $u_{\text{tea}}^\top v_{\text{cup}}$ makes the expected loss smallest, if it can be chosen freely?
        Put the number, or the calculation, into `my_score`. Natural logarithms, as everywhere. Commit yourself before
        you open a hint.
    """,
    setup="import numpy as np",
    stub_text="my_score = None  # a number, or the calculation that gives it",
    hints=(
        "How many false pairs of *tea* and *cup* does one pass through the text draw?",
        r"""
        *tea* is in the middle 200 times, each time five words are drawn, and each is *cup* with the chance
        $\frac{100}{10{,}000}$. Against that stand 60 true pairs.
        """,
        r"""
        $z=\log\frac ab$ with $a=60$ and $b=5\cdot200\cdot0.01$.
        """,
    ),
    explanation=r"""
        $a=60$ true pairs against $b=10$ drawn ones: the chance that a pair of *tea* and *cup* is a true one is
        $\frac{60}{70}=\sigma(z)$, so $z=\log6\approx1.792$. The pair is 30 times as frequent as chance would have it;
        $\log30-\log5$ is the same number.
    """,
    variant=r"""
        With $k=30$ the same pair would get $\log\frac{60}{60}=0$: more drawn words lower all scores by the same amount,
        and leave their differences.
    """,
)


@exercise.reference
def my_score():
    return np.log(60 / (5 * 200 * 0.01))


@exercise.alternative
def my_score():
    together, tea, cup = 60 / 10_000, 200 / 10_000, 100 / 10_000
    return np.log(together / (tea * cup)) - np.log(5)


@exercise.alternative
def my_score():
    true = 60 / (60 + 10)
    return np.log(true / (1 - true))


@exercise.misconception(
    "The score is how often two words meet against chance, however many are drawn.",
    message="""
        You left out that five words are drawn for each true pair: there are five times as many false pairs of the two.
    """,
)
def my_score():
    return np.log(60 / (200 * 0.01))


@exercise.misconception(
    "The score is the chance that the pair is a true one.",
    message="""
        That is the chance that the pair is a true one, sigma of the score. Which z has this sigma?
    """,
)
def my_score():
    return 60 / 70


@exercise.misconception(
    "The score is the ratio of true pairs to drawn ones.",
    message="""
        That is the ratio of true pairs to drawn ones. The score goes through sigma, which makes odds of exp(z): take
        the logarithm.
    """,
)
def my_score():
    return 60 / 10


@exercise.misconception(
    "The number of drawn words adds to the score.",
    message="""
        You multiplied by five where the drawn words should divide: more false pairs make the answer "true" less likely.
    """,
)
def my_score():
    return np.log(5 * 60 / (200 * 0.01))


@exercise.misconception(
    "Each true pair meets five drawn ones, so the odds are one to five.",
    message="""
        One to five are the odds over all pairs. For *tea* and *cup* count the drawn pairs of just these two.
    """,
)
def my_score():
    return np.log(1 / 5)


@exercise.misconception(
    "Five is taken off the score, not its logarithm.",
    message="""
        You subtracted 5. The odds are divided by 5, so the score, their logarithm, loses log 5.
    """,
)
def my_score():
    return np.log(30) - 5


@exercise.misconception(
    "Scores are logarithms to base two, as bits are.",
    message="""
        That is a logarithm to base 2. Sigma has e in it.
    """,
)
def my_score():
    return np.log2(60 / 10)


@exercise.misconception(
    "The score is the logarithm of how often the two stand together.",
    message="""
        You looked at the true pairs only. A pair can be frequent because both words are: compare with the drawn ones.
    """,
)
def my_score():
    return np.log(60 / 10_000)


@exercise.misconception(
    "The score is the log-probability of the neighbour after the middle word.",
    message="""
        That is log p(cup | tea). The score compares true pairs with drawn ones; it is no log-probability of a word.
    """,
)
def my_score():
    return np.log(60 / 200)


@exercise.misconception(
    "The odds are those of a drawn pair.",
    message="""
        You turned the odds round: z grows with the true pairs.
    """,
)
def my_score():
    return np.log(10 / 60)


exercise.compare(rtol=1e-3)
