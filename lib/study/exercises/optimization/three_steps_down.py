"""Predict where three steps of gradient descent end."""

from lib.study.exercise import Exercise

exercise = Exercise(
    id="three-steps-down",
    chapter="06_optimization",
    section="downhill-step-by-step",
    title="Three steps down",
    level=1,
    minutes=5,
    kind="predict",
    concepts=("gradient-descent", "learning-rate"),
    statement=r"""
        Gradient descent on $f(\theta) = 5\,(\theta-2)^2$ starts at $\theta_0 = 4$ and takes three steps with the
        learning rate $\eta = 0.15$.

        Where does it stand? Put $\theta_3$, as a number or the calculation, into `my_theta`. Commit yourself before you
        open a hint, and say first on which side of 2 it will be.
    """,
    stub_text="my_theta = None  # a number, or the calculation that gives it",
    hints=(
        "How far from the minimum is the start, and what does one step do to that distance?",
        r"""
        With curvature $L = f''$ a step multiplies the distance $\theta-2$ by $1-\eta L$. What is $L$ here?
        """,
        r"""
        $f'' = 10$, so the factor is $1 - 1.5$. Apply it three times to the distance 2, and add where the minimum is.
        """,
    ),
    explanation=r"""
        $f'(\theta) = 10\,(\theta-2)$, so $\theta_{t+1}-2 = (1-10\eta)(\theta_t-2) = -\frac12(\theta_t-2)$. The walk
        overshoots at every step and lands on the other side: $4 \to 1 \to 2.5 \to 1.75$. It converges all the same,
        because $0.15 < 2/L = 0.2$.
    """,
    variant=r"""
        In one formula: $\theta_3 = 2 + (-\frac12)^3\cdot2 = 1.75$. At $\eta = 0.1 = 1/L$ the first step would have
        landed on the minimum; at $\eta = 0.25$ the factor is $-\frac32$ and the walk leaves for good.
    """,
)


@exercise.reference
def my_theta():
    factor = 1 - 0.15 * 10
    return 2 + factor**3 * (4 - 2)


@exercise.alternative
def my_theta():
    theta = 4
    for _ in range(3):
        theta = theta - 0.15 * 10 * (theta - 2)
    return theta


@exercise.alternative
def my_theta():
    return 1.75


@exercise.misconception(
    "Gradient descent comes closer step by step and never crosses the minimum.",
    message="""
        The distance is right, the side is not. The factor of each step is negative here: every step lands beyond the
        minimum.
    """,
)
def my_theta():
    return 2 + 0.5**3 * 2


@exercise.misconception(
    "The curvature is the coefficient of the square.",
    message="""
        You used the coefficient 5 as the curvature. Differentiate the square: what factor comes down in front?
    """,
)
def my_theta():
    return 2 + (1 - 0.15 * 5) ** 3 * 2


@exercise.misconception(
    "Each step keeps a share of one minus the learning rate, whatever the function.",
    message="""
        You left the curvature out: each step would keep the same share on any parabola. But a steeper one has a larger
        gradient at the same distance, and the step is made of the gradient.
    """,
)
def my_theta():
    return 2 + (1 - 0.15) ** 3 * 2


@exercise.misconception(
    "The gradient is measured once, at the start, and all steps are alike.",
    message="""
        You took three equal steps. The gradient has to be measured anew after each of them; after the first one it
        even has another sign.
    """,
)
def my_theta():
    return 4 - 3 * 0.15 * 10 * 2


@exercise.misconception(
    "The factor shrinks the position itself, not its distance from the minimum.",
    message="""
        You multiplied the position by the factor. What shrinks is the *distance from the minimum*, and this minimum is
        not at zero.
    """,
)
def my_theta():
    return (1 - 0.15 * 10) ** 3 * 4


@exercise.misconception(
    "The shrunken distance is the answer.",
    message="""
        This is the distance from the minimum, with its sign. Add where the minimum is.
    """,
)
def my_theta():
    return (1 - 0.15 * 10) ** 3 * 2


@exercise.misconception(
    "A distance has no sign, and it is what the steps change.",
    message="""
        This is how far from the minimum the walk is. Where does it stand, and on which side?
    """,
)
def my_theta():
    return abs(1 - 0.15 * 10) ** 3 * 2


@exercise.misconception(
    "The position after two steps is already the third one, for the start counts as a step.",
    message="""
        Right so far, but count: this is the walk before its third step.
    """,
)
def my_theta():
    return 2.5


@exercise.misconception(
    "One step of the three is enough to see where the walk stands.",
    message="""
        Right so far, but count: this is the walk before its second step.
    """,
)
def my_theta():
    return 1.0


exercise.compare(rtol=1e-3)
