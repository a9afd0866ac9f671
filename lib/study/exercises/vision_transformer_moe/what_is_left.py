"""Follow a token's own numbers through a stack of blocks, with the norms on either side of the sums."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="what-is-left",
    chapter="11_vision_transformer_moe",
    section="normalise-first-pre-norm",
    title="What is left of a token?",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("pre-norm",),
    statement=r"""
        A stack adds the results of `branches`, a list of functions of a token, one after the other. With
        `ahead=False` each step is $x\leftarrow\mathrm{LN}(x+f(x))$. With `ahead=True` it is
        $x\leftarrow x+f(\mathrm{LN}(x))$, and one more LN stands at the very end. LN is plain,
        $\mathrm{LN}(z)=(z-\bar z)/\sigma(z)$ with the standard deviation $\sigma$ of `z.std()`: no gains, no biases.

        So the result is $a\cdot(x-\bar x)$ plus what the branches have added. Write `what_is_left(x, branches, ahead)`,
        which returns the number $a$. `x` has the shape $(d,)$. Change no argument.
    """,
    setup="import numpy as np",
    hints=(
        "Which operations on the way change a token's own numbers, and which only add something to them?",
        r"""
        A sum leaves them as they are; a norm *on the path* divides them by the standard deviation of what it reads. A
        norm inside a branch is not on the path.
        """,
        """
        Run the stack. Behind: `x = x + f(x)`, then `factor /= x.std()` before you normalise. Ahead: divide once, after
        the loop.
        """,
    ),
    explanation=r"""
        Behind the sums, $a=\prod_l1/\sigma_l$: each norm takes its share. Ahead of them nothing on the path divides
        until the last norm, so $a=1/\sigma$ of the whole sum. A sum of many branches grows like a root of their
        number, a product like a power: this is the difference between the curves of this section.
    """,
    variant=r"""
        The slope of the result by $x$ along the path is this $a$ as well, so the same number says how much of the error
        reaches the patches without passing a branch.
    """,
)


@exercise.stub
def what_is_left(x, branches, ahead):
    """Return the factor of the token's own numbers in the result."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def what_is_left(x, branches, ahead):
    """Return the factor of the token's own numbers in the result."""
    factor = 1.0
    for branch in branches:
        if ahead:
            x = x + branch((x - x.mean()) / x.std())
        else:
            x = x + branch(x)
            factor = factor / x.std()
            x = (x - x.mean()) / x.std()
    return factor / x.std() if ahead else factor


@exercise.alternative
def what_is_left(x, branches, ahead):
    def norm(z):
        spreads.append(z.std())
        return (z - z.mean()) / spreads[-1]

    spreads = []
    for branch in branches:
        x = x + branch(norm(x)) if ahead else norm(x + branch(x))
    return 1 / x.std() if ahead else 1 / np.prod(spreads)


@exercise.alternative
def what_is_left(x, branches, ahead):
    if not branches:
        return 1 / x.std() if ahead else 1.0
    first, rest = branches[0], branches[1:]
    if ahead:
        return what_is_left(x + first((x - x.mean()) / x.std()), rest, ahead)
    x = x + first(x)
    return what_is_left((x - x.mean()) / x.std(), rest, ahead) / x.std()


exercise.slip(
    "With the norms ahead the path is free, so everything is left.",
    ("factor / x.std() if ahead else factor", "factor"),
    message="""
        Ahead, you return 1. No block divides, but one norm stands at the end, and it reads the whole sum.
    """,
)

exercise.slip(
    "Every norm divides the token, wherever it stands.",
    (
        "        if ahead:\n            x =",
        "        if ahead:\n            factor = factor / x.std()\n            x =",
    ),
    message="""
        Ahead, you also divide at the norms inside the branches. What they change goes to the branch; the shortcut
        begins before them.
    """,
)

exercise.slip(
    "A norm divides by the variance.",
    ("factor = factor / x.std()", "factor = factor / x.var()"),
    ("return factor / x.std()", "return factor / x.var()"),
    message="""
        You divide by the variance. A norm makes the standard deviation 1, so it divides by the standard deviation.
    """,
)

exercise.slip(
    "To normalise first means to normalise the token, then to add the branch to it.",
    (
        "x = x + branch((x - x.mean()) / x.std())",
        "x = (x - x.mean()) / x.std() + branch((x - x.mean()) / x.std())",
    ),
    message="""
        Ahead, you add the branch to the *normalised* token. The norm stands in the branch alone: the sum begins with x
        itself.
    """,
)


@exercise.misconception(
    "A path that passes no branch does not depend on the branches.",
    message="""
        Your factor is the same whatever the branches add. They are not on the path, but the norms on the path read the
        sums, and divide by a spread that the branches have made.
    """,
)
def what_is_left(x, branches, ahead):
    return 1 / x.std()


@exercise.misconception(
    "Only the last norm matters, since it sets the size of the result.",
    message="""
        Behind the sums, you count the last norm only. Each of them divides what comes in, and a branch then adds to
        what is left.
    """,
)
def what_is_left(x, branches, ahead):
    spread = x.std() if ahead else 1.0
    for branch in branches:
        if ahead:
            x = x + branch((x - x.mean()) / x.std())
            spread = x.std()
        else:
            x = x + branch(x)
            spread = x.std()
            x = (x - x.mean()) / x.std()
    return 1 / spread


@exercise.misconception(
    "What is left is measured by the spread of the token's own part.",
    message="""
        You multiplied by the token's spread at the start: that is the share in the figure. Here the bare factor of x is
        asked for.
    """,
)
def what_is_left(x, branches, ahead):
    factor = x.std()
    for branch in branches:
        if ahead:
            x = x + branch((x - x.mean()) / x.std())
        else:
            x = x + branch(x)
            factor = factor / x.std()
            x = (x - x.mean()) / x.std()
    return factor / x.std() if ahead else factor


@exercise.misconception(
    "The factor of the token is the slope of the best line from token to result.",
    message="""
        You fitted the result by x. What the branches add is not at right angles to x, so the fit counts some of it.
        Follow the path instead: what divides x on its way?
    """,
)
def what_is_left(x, branches, ahead):
    own = x - x.mean()
    for branch in branches:
        if ahead:
            x = x + branch((x - x.mean()) / x.std())
        else:
            x = x + branch(x)
            x = (x - x.mean()) / x.std()
    if ahead:
        x = (x - x.mean()) / x.std()
    return x @ own / (own @ own)


exercise.slip(
    "A norm divides by the spread of what it returns.",
    (
        "            factor = factor / x.std()\n            x = (x - x.mean()) / x.std()\n",
        "            x = (x - x.mean()) / x.std()\n            factor = factor / x.std()\n",
    ),
    message="""
        Behind, you take the spread after the norm, where it is always 1. The norm divides by the spread of what it
        reads.
    """,
)


@exercise.trial
def trial(answer, x, weights, ahead):
    """Let an answer run a stack whose branches are small networks."""

    def branch_of(V, W):
        return lambda z: W @ np.tanh(V @ np.asarray(z, dtype=float))

    return answer(x, [branch_of(V, W) for V, W in weights], ahead)


@exercise.inputs
def inputs(rng):
    def case(ahead, d, n_branches):
        x = rng.uniform(0.5, 2) * rng.normal(size=d) + rng.normal()
        weights = [
            (rng.normal(size=(4, d)) / np.sqrt(d), rng.normal(size=(d, 4)))
            for _ in range(n_branches)
        ]
        return x, weights, ahead

    for ahead in (True, False):
        yield case(ahead, 5, 0)  # no branch: the last norm may still stand there
        yield case(ahead, 3, 1)
    for k in range(28):
        yield case(k % 2 == 0, int(rng.integers(3, 9)), int(rng.integers(1, 6)))


exercise.compare(rtol=1e-7)
