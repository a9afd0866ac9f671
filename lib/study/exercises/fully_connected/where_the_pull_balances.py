"""Predict where the loss and an L2 penalty hold each other."""

from lib.study.exercise import Exercise

exercise = Exercise(
    id="where-the-pull-balances",
    chapter="04_fully_connected",
    section="holding-it-back-regularization",
    title="Where the pull balances",
    level=1,
    minutes=5,
    kind="predict",
    concepts=("l2-regularization", "weight-decay"),
    statement=r"""
        A weight has the loss $2\,(w-10)^2$. You train it by plain gradient descent with `weight_decay=1.0` and a small
        learning rate until nothing moves any more.

        Where does $w$ stand? Put a number, or the calculation, into `my_weight`. Commit yourself before you open a
        hint.
    """,
    stub_text="my_weight = None  # a number, or the calculation that gives it",
    hints=(
        "Nothing moves any more: which two forces on the weight then add up to zero?",
        r"The gradient of the loss and $\lambda w$. What is the *second* derivative of $2(w-10)^2$?",
        r"The curvature is $h=4$. Put it into $\frac{h}{h+\lambda}w^*$.",
    ),
    explanation=r"""
        At rest $4(w-10) + 1\cdot w = 0$, so $w = 40/5 = 8$: the share $\frac{h}{h+\lambda}=\frac45$ of the best weight.
        The learning rate multiplies both forces and drops out. With a curvature of $0.1$ the same decay would leave
        less than one: it is flat directions that decay takes away.
    """,
    variant=r"""
        Minimise the sum that the optimizer really descends, $2(w-10)^2+\frac12w^2$, on a grid of values of $w$, or run
        a few hundred steps `w -= 0.01 * (4 * (w - 10) + w)`.
    """,
)


@exercise.reference
def my_weight():
    curvature, decay, best = 4, 1.0, 10
    return curvature / (curvature + decay) * best


@exercise.alternative
def my_weight():
    return 8.0


@exercise.alternative
def my_weight():
    w = 0.0
    for _ in range(2000):
        w -= 0.05 * (4 * (w - 10) + w)
    return w


@exercise.misconception(
    "The factor in front of the square is the curvature.",
    message="""
        One of your two forces is off by a factor of two. Differentiate the loss twice: which number comes out? And
        what exactly does the optimizer add to the gradient?
    """,
)
def my_weight():
    return 2 / (2 + 1.0) * 10


@exercise.misconception(
    "Once trained to the end, the weight sits at the minimum of the loss; decay only slows the way there.",
    message="""
        At the minimum of the loss the gradient is zero, but the decay still pulls. Would the weight stay there?
    """,
)
def my_weight():
    return 10.0


@exercise.misconception(
    "Each step shrinks the weight by a fixed share, so in the end it is zero.",
    message="""
        Decay alone would end there. But the farther the weight is from its best value, the harder the loss pulls it
        back.
    """,
)
def my_weight():
    return 0.0


@exercise.misconception(
    "Decay takes a fixed amount off the weight, as a soft threshold does.",
    message="""
        You subtract an amount that does not depend on the weight. That is what an L1 penalty does; this pull grows with
        the weight.
    """,
)
def my_weight():
    return 10 - 1.0 / 4


@exercise.misconception(
    "The share that is kept is that of the decay.",
    message="""
        This is what the decay takes away. Which of the two forces is the stronger one here?
    """,
)
def my_weight():
    return 1.0 / (4 + 1.0) * 10


@exercise.misconception(
    "The share that is kept is the weight.",
    message="""
        This is the share of the best weight that is kept. How large is the best weight?
    """,
)
def my_weight():
    return 4 / (4 + 1.0)


exercise.compare(rtol=1e-3)
