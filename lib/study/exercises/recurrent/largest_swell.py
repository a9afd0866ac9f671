"""Predict how far a nudge grows although both eigenvalues are below one."""

from lib.study.exercise import Exercise

exercise = Exercise(
    id="largest-swell",
    chapter="08_recurrent",
    section="why-it-forgets",
    title="Up before down",
    level=1,
    minutes=6,
    kind="predict",
    concepts=("rnn-gradient-product",),
    statement=r"""
        A plain recurrent network with two units rests at $h = 0$, where the slope of tanh is 1. Its matrix is

        $$W = \begin{pmatrix}0.7 & 1\\ 0 & 0.7\end{pmatrix} .$$

        A tiny nudge $\varepsilon$ is given to the *second* unit. What is the largest multiple of $\varepsilon$ by which
        the *first* unit is moved at any later step? Put the number, or the calculation, into `my_swell`. Commit
        yourself before you open a hint.
    """,
    stub_text="my_swell = None  # a number, or the calculation that gives it",
    hints=(
        "Which entry of which matrices do you need?",
        r"""
        The upper right entry of $W^t$. Compute $W^2$ and $W^3$ by hand; what do you see?
        """,
        r"""
        It is $t\cdot0.7^{t-1}$: one of the $t$ steps crosses from the second unit to the first, the others keep 0.7.
        Try $t = 1, 2, 3, 4$.
        """,
    ),
    explanation=r"""
        $W^t$ has $0.7^t$ on the diagonal and $t\cdot0.7^{t-1}$ beside it: $1,\ 1.4,\ 1.47,\ 1.372,\dots$ The largest is
        $3\cdot0.49 = 1.47$. Both eigenvalues are 0.7, and the nudge grows for three steps before it fades. For a slope
        on its way back it is the same with $W^\top$.
    """,
    variant=r"""
        With 0.9 in place of 0.7 the peak is at 9 and 10 steps, $10\cdot0.9^9 = 9\cdot0.9^8 \approx 3.9$; with a 5 in
        the corner, five times that: the number of the text.
    """,
)


@exercise.reference
def my_swell():
    return 3 * 0.7**2


@exercise.alternative
def my_swell():
    return max(t * 0.7 ** (t - 1) for t in range(1, 50))


@exercise.alternative
def my_swell():
    first, second, largest = 0.0, 1.0, 0.0
    for _ in range(30):
        first, second = 0.7 * first + second, 0.7 * second
        largest = max(largest, first)
    return largest


@exercise.misconception(
    "Eigenvalues below one shrink everything from the first step on.",
    message="""
        You give the first step's effect. With eigenvalues below 1 the nudge fades in the long run, but not necessarily
        at once: go on to the second step.
    """,
)
def my_swell():
    return 1.0


@exercise.misconception(
    "A nudge is multiplied by the eigenvalue.",
    message="""
        You give the eigenvalue: what the second unit keeps of its own nudge in one step. The question is how the first
        unit moves.
    """,
)
def my_swell():
    return 0.7


@exercise.misconception(
    "After two steps the peak is past.",
    message="""
        That is two steps. Is the third one smaller?
    """,
)
def my_swell():
    return 1.4


@exercise.misconception(
    "All t steps cost a factor of 0.7, the crossing too.",
    message="""
        You charge 0.7 for every step. The step that crosses from the second unit to the first has the factor 1, so only
        the other ones cost.
    """,
)
def my_swell():
    return max(t * 0.7**t for t in range(1, 50))


@exercise.misconception(
    "The peak may lie between two steps.",
    message="""
        You put the slope of t·0.7^(t-1) to zero. The peak of the curve lies between two steps; a network takes
        whole ones.
    """,
)
def my_swell():
    return 1.4735


@exercise.misconception(
    "What a unit hands over adds up over all steps.",
    message="""
        You added up the effects of all steps. The question asks for the state at one step, the largest.
    """,
)
def my_swell():
    return sum(t * 0.7 ** (t - 1) for t in range(1, 200))


@exercise.misconception(
    "What a nudge does is the norm of the product.",
    message="""
        That is the largest norm of W^t: the effect of the worst nudge on both units together. Here the nudge is at the
        second unit and you watch the first: one entry.
    """,
)
def my_swell():
    norms = []
    for t in range(1, 50):
        keeps, crosses = 0.7**t, t * 0.7 ** (t - 1)
        norms.append((crosses + (crosses**2 + 4 * keeps**2) ** 0.5) / 2)
    return max(norms)


@exercise.misconception(
    "The largest singular value of W says how far a nudge grows.",
    message="""
        That is the largest singular value of W: what the worst nudge of both units gains in one step. Here only the
        second is nudged, only the first is watched, and there are more steps.
    """,
)
def my_swell():
    return (1 + (1 + 4 * 0.7**2) ** 0.5) / 2


@exercise.misconception(
    "The lower left entry leads from the second unit to the first.",
    message="""
        You read the lower left entry: what a nudge of the first unit does to the second. In W h, which column does the
        second unit multiply?
    """,
)
def my_swell():
    return 0.0


@exercise.misconception(
    "The peak is named by its step.",
    message="""
        That is the step at which the peak comes. How high is it there?
    """,
)
def my_swell():
    return 3


@exercise.misconception(
    "The peak is the last value that is still above one.",
    message="""
        That is four steps, and there the nudge fades already. Look one step back.
    """,
)
def my_swell():
    return 4 * 0.7**3


exercise.compare(rtol=1e-3)
