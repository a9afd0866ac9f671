"""Predict the first step of Adam without its bias correction."""

from lib.study.exercise import Exercise

exercise = Exercise(
    id="first-step-uncorrected",
    chapter="06_optimization",
    section="a-step-for-every-weight",
    title="A step too far",
    level=1,
    minutes=5,
    kind="predict",
    concepts=("adam", "adam-bias-correction"),
    statement=r"""
        Someone writes Adam without the bias correction, with $\beta_1 = 0.5$, $\beta_2 = 0.96$, a negligible
        $\varepsilon$ and the learning rate $\eta = 0.02$. The averages start at 0, and the gradient of the first step
        is $g_1 = -3$.

        By how much does the weight change in this first step? Put $x_1 - x_0$, with its sign, into `my_change`: a
        number or the calculation. Commit yourself before you open a hint.
    """,
    stub_text="my_change = None  # a number, or the calculation that gives it",
    hints=(
        "What are the two averages after one gradient, if they start at 0?",
        r"""
        $m_1 = (1-\beta_1)g_1$ and $v_1 = (1-\beta_2)g_1^2$. What is left of $g_1$ in $m_1/\sqrt{v_1}$?
        """,
        r"""
        Only its sign is left, times $\frac{1-\beta_1}{\sqrt{1-\beta_2}} = \frac{0.5}{0.2}$. Now the learning rate, and
        the minus sign of a descent.
        """,
    ),
    explanation=r"""
        $m_1 = 0.5\cdot(-3) = -1.5$ and $v_1 = 0.04\cdot9 = 0.36$, so $m_1/\sqrt{v_1} = -2.5$ and the change is
        $+0.02\cdot2.5 = 0.05$. Both averages are too small, but the root makes the second one's fault the larger: the
        step is two and a half times what it should be. With the correction it is $\eta$ exactly.
    """,
    variant=r"""
        With equal coefficients, say 0.5 for both, the uncorrected step would be too *short*:
        $0.5/\sqrt{0.5} = \sqrt{0.5}$ of $\eta$. The start at zero is the cause, not the difference of the two.
    """,
)


@exercise.reference
def my_change():
    return 0.02 * (1 - 0.5) / (1 - 0.96) ** 0.5


@exercise.alternative
def my_change():
    g = -3
    m, v = (1 - 0.5) * g, (1 - 0.96) * g**2
    return -0.02 * m / v**0.5


@exercise.alternative
def my_change():
    return 0.05


@exercise.misconception(
    "Adam's first step is the learning rate, with or without the correction.",
    message="""
        You give the corrected step. Without the correction both averages are too small, and by unequal factors once the
        root is taken.
    """,
)
def my_change():
    return 0.02


@exercise.misconception(
    "A negative gradient moves the weight down.",
    message="""
        The size is right, the sign is not. A descent goes *against* the gradient: where the slope is negative, it moves
        to the right.
    """,
)
def my_change():
    return -0.05


@exercise.misconception(
    "The step is divided by the average square itself.",
    message="""
        You divided by v. Adam divides by its square root, so that the units of the gradient cancel.
    """,
)
def my_change():
    return 0.02 * 1.5 / 0.36


@exercise.misconception(
    "The gradient cancels, and what is left of its square is not put under a root.",
    message="""
        You divided by 1 - β₂. Adam divides by the square root of v, and this factor stands in v.
    """,
)
def my_change():
    return 0.02 * 0.5 / 0.04


@exercise.misconception(
    "The ratio of the averages is the change of the weight.",
    message="""
        This is the ratio of the averages. How far does the learning rate let the weight go?
    """,
)
def my_change():
    return 2.5


@exercise.misconception(
    "The size of the gradient still stands in the step.",
    message="""
        Your step has the size of the gradient in it. Which power of it is in the numerator, and which one, under the
        root, in the denominator?
    """,
)
def my_change():
    return 0.02 * 3 * 0.5 / 0.2


@exercise.misconception(
    "The coefficients weigh the new gradient, and what is left of one the old average.",
    message="""
        You weighed the new gradient by the coefficients themselves. They are the share of the *old* average that stays;
        the new gradient gets the rest.
    """,
)
def my_change():
    return 0.02 * 0.5 / 0.96**0.5


exercise.compare(rtol=1e-3)
