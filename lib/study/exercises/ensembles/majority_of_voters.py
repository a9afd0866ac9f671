"""Compute the probability that a majority of independent voters is right."""

from math import comb

from lib.study.exercise import Exercise

exercise = Exercise(
    id="majority-of-voters",
    chapter="03_ensembles",
    section="when-is-a-crowd-wiser",
    title="A majority with room for ties",
    level=1,
    minutes=10,
    kind="implement",
    concepts=("ensemble-learning",),
    statement=r"""
        Write `majority_chance(p, n_voters)`: each of `n_voters` independent voters is right with probability $p$, and
        the majority decides. Return the exact probability that the decision is right.

        The number of voters may be *even*. If the votes are equal, a fair coin decides.
    """,
    setup="from math import comb",
    hints=(
        """
        How many voters are right is a random number. Which of its values lead to a right decision for sure, and which
        only sometimes?
        """,
        r"""
        The probability of exactly $k$ right votes is $\binom{B}{k}p^k(1-p)^{B-k}$. Add it up over the values of $k$
        that win, and add a part of it for the value that ties.
        """,
        """
        `comb(n_voters, k) * p**k * (1 - p) ** (n_voters - k)`, with weight 1 where `2 * k > n_voters` and weight one
        half where `2 * k == n_voters`.
        """,
    ),
    explanation=r"""
        The number of right votes is binomial. All counts above one half win; if $B$ is even, the count $B/2$ wins half
        of the time. Try 3 and 4 voters: the fourth changes *nothing*. He matters only if he turns a majority of one
        into a tie. To spoil a right majority and to mend a wrong one are equally likely, so it cancels. That is why
        this section's crowds are odd.
    """,
    variant=r"""
        In general $P_{2m} = P_{2m-1}$. One may therefore drop a voter from an even crowd and sum over a clear majority
        only.
    """,
)


@exercise.stub
def majority_chance(p, n_voters):
    """Return the probability that the majority is right; a coin decides ties."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def majority_chance(p, n_voters):
    """Return the probability that the majority is right; a coin decides ties."""
    chance = 0.0
    for k in range(n_voters + 1):
        weight = 1.0 if 2 * k > n_voters else 0.5 if 2 * k == n_voters else 0.0
        chance += weight * comb(n_voters, k) * p**k * (1 - p) ** (n_voters - k)
    return chance


@exercise.alternative
def majority_chance(p, n_voters):
    shares = [1.0]  # shares[k]: probability of k right votes so far
    for _ in range(n_voters):
        wrong = [share * (1 - p) for share in shares] + [0.0]
        right = [0.0] + [share * p for share in shares]
        shares = [a + b for a, b in zip(wrong, right)]
    half = n_voters / 2
    tie = shares[n_voters // 2] / 2 if n_voters % 2 == 0 else 0.0
    return tie + sum(share for k, share in enumerate(shares) if k > half)


@exercise.alternative
def majority_chance(p, n_voters):
    odd = n_voters - 1 if n_voters % 2 == 0 else n_voters
    need = odd // 2 + 1
    return sum(comb(odd, k) * p**k * (1 - p) ** (odd - k) for k in range(need, odd + 1))


@exercise.misconception(
    "A tie is not a majority, so it counts as a wrong decision.",
    message="""
        With an odd number of voters you are right. With an even number you count every tie as wrong, but the coin saves
        some of them.
    """,
)
def majority_chance(p, n_voters):
    need = n_voters // 2 + 1
    return sum(
        comb(n_voters, k) * p**k * (1 - p) ** (n_voters - k)
        for k in range(need, n_voters + 1)
    )


@exercise.misconception(
    "Half of the votes are enough, so every tie is decided rightly.",
    message="""
        With an odd number of voters you are right. With an even number you count every tie as right, but the coin
        spoils some of them.
    """,
)
def majority_chance(p, n_voters):
    need = (n_voters + 1) // 2
    return sum(
        comb(n_voters, k) * p**k * (1 - p) ** (n_voters - k)
        for k in range(need, n_voters + 1)
    )


@exercise.misconception(
    "The probability of one pattern of votes is the probability of the number of right votes.",
    message="""
        You count each number of right votes once. But two right votes out of three can come about in several ways,
        according to *who* is wrong.
    """,
)
def majority_chance(p, n_voters):
    chance = 0.0
    for k in range(n_voters + 1):
        weight = 1.0 if 2 * k > n_voters else 0.5 if 2 * k == n_voters else 0.0
        chance += weight * p**k * (1 - p) ** (n_voters - k)
    return chance


@exercise.misconception(
    "A vote of voters who are right with probability p is right with probability p.",
    message="""
        You return the quality of a single voter. Three independent voters of 0.7: all right, or one of them wrong in
        three ways. What does that add up to?
    """,
)
def majority_chance(p, n_voters):
    return float(p)


@exercise.misconception(
    "The decision is right as soon as at least one voter is right.",
    message="""
        You compute the probability that *somebody* is right. He may be outvoted: more than half of the voters must be
        right.
    """,
)
def majority_chance(p, n_voters):
    return 1 - (1 - p) ** n_voters


@exercise.misconception(
    "Exactly the smallest majority is what has to be counted.",
    message="""
        You count only the narrowest victory. All larger majorities win as well.
    """,
)
def majority_chance(p, n_voters):
    need = n_voters // 2 + 1
    return comb(n_voters, need) * p**need * (1 - p) ** (n_voters - need)


@exercise.inputs
def inputs(rng):
    yield 0.7, 1
    yield 0.7, 2
    yield 0.7, 3
    yield 0.7, 4
    yield 0.5, 6
    yield 0.0, 4
    yield 1.0, 5
    yield 0.45, 51
    for _ in range(22):
        yield round(float(rng.random()), 3), int(rng.integers(1, 40))


exercise.compare(rtol=1e-7, atol=1e-9)
