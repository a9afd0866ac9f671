"""Choose few members of a pool so that their vote is as good as it can be made."""

import functools

import numpy as np

from lib.data import load_credit
from lib.study.exercise import Exercise

exercise = Exercise(
    id="ensemble-on-a-budget",
    chapter="03_ensembles",
    section="which-one-and-at-what-price",
    title="The best vote that a budget buys",
    level=3,
    minutes=35,
    kind="design",
    concepts=("ensemble-tradeoffs", "voting", "ensemble-learning"),
    statement=r"""
        The lender can afford `budget` questions a customer. A pool of one-question trees (stumps) was trained on her
        loans, and you are given what each of them says about loans that it has not seen: `labels`, zeros and ones of
        the shape (members, rows), and the true answers `y`. Design `pick_members(labels, y, budget, bound)`.

        It returns a list of *different* member numbers, at least one and at most `budget` of them, whose equal vote is
        right in a share of at least `bound` of the rows. A row is called $1$ if *more than half* of the chosen members
        say $1$, otherwise $0$.

        `bound` lies above what the single best member reaches, and above the vote of the members that are best one by
        one, however many of these you take. It can be met without trying all combinations: there are too many.
    """,
    setup="import numpy as np",
    hints=(
        "Given the members that you have chosen already, which one more makes the vote best? Is it the best one left?",
        r"""
        Grow the crowd greedily: try every member that is left, compute the share of rows that the *vote with it* gets
        right, and take the best. The share may fall on the way, for with an even number of members there are ties.
        """,
        r"""
        Keep the running sum of the chosen members' labels: with one more of them the vote is
        `2 * (total + labels) > size + 1` for all candidates at once. Remember the best crowd seen, not the last.
        """,
    ),
    explanation=r"""
        Members are worth what they add to the others. The best ones by themselves often ask nearly the same question,
        so their errors coincide and their vote repeats them. Greedy forward selection judges each candidate by the vote
        that it takes part in, at the price of members times budget evaluations. What it reaches on these rows is a
        promise chosen among many, so it is too good: judge the chosen crowd once more, on rows of its own.
    """,
    variant=r"""
        Two refinements: after each addition try to swap one chosen member for one outside; or allow a member to be
        taken more than once, which gives it a weight, as do Caruana et al. (2004), *Ensemble Selection from Libraries
        of Models*.
    """,
)


@exercise.stub
def pick_members(labels, y, budget, bound):
    """Return at most `budget` members whose vote is right in a share of `bound`."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def pick_members(labels, y, budget, bound):
    """Return at most `budget` members whose vote is right in a share of `bound`."""
    chosen, total = [], np.zeros(len(y))
    for _ in range(budget):
        left = [m for m in range(len(labels)) if m not in chosen]
        shares = ((2 * (total + labels[left]) > len(chosen) + 1) == y).mean(axis=1)
        chosen.append(left[np.argmax(shares)])
        total = total + labels[chosen[-1]]
        if max(shares) >= bound:
            break
    return chosen


@exercise.alternative
def pick_members(labels, y, budget, bound):
    def share_right(members):
        return np.mean((labels[members].mean(axis=0) > 0.5) == y)

    crowds = [[]]
    for _ in range(budget):
        rest = set(range(len(labels))) - set(crowds[-1])
        longer = [[*crowds[-1], member] for member in sorted(rest)]
        crowds.append(max(longer, key=share_right))
    return max(crowds[1:], key=share_right)


@exercise.alternative
def pick_members(labels, y, budget, bound):
    chosen, best, best_share = [], [], 0.0
    while len(chosen) < budget:
        left = [m for m in range(len(labels)) if m not in chosen]
        totals = labels[chosen].sum(axis=0) + labels[left]
        shares = ((2 * totals > len(chosen) + 1) == y).mean(axis=1)
        chosen = [*chosen, left[np.argmax(shares)]]
        if shares.max() > best_share:
            best, best_share = chosen, shares.max()
    return best


@exercise.misconception(
    "The best crowd consists of the members that are best one by one.",
    message="""
        You took the members that are best by themselves. Look at their errors: they are wrong on the same rows, so
        their vote is hardly better than one of them. Judge a candidate by the vote that it takes part in.
    """,
)
def pick_members(labels, y, budget, bound):
    right = np.mean(labels == y, axis=1)
    return np.argsort(-right, kind="stable")[:budget].tolist()


@exercise.misconception(
    "The best crowd consists of the members that are best one by one; only their number is to be found.",
    message="""
        You look for the best number of members, and always take those that are best by themselves. A bad number is not
        what fails here: the best few err on the same rows. Who else could be the third, next to the best two?
    """,
)
def pick_members(labels, y, budget, bound):
    ranked = np.argsort(-np.mean(labels == y, axis=1), kind="stable").tolist()
    shares = []
    for size in range(1, budget + 1):
        told = 2 * labels[ranked[:size]].sum(axis=0) > size
        shares.append(np.mean(told == y))
    return ranked[: int(np.argmax(shares)) + 1]


@exercise.misconception(
    "More members are always better, so the whole pool should vote.",
    message="""
        You let the whole pool vote. That is over the budget, and it would not even be best: many members add noise, or
        the same mistake once more.
    """,
)
def pick_members(labels, y, budget, bound):
    return list(range(len(labels)))


@exercise.misconception(
    "No crowd can be better than the best of its members.",
    message="""
        You took the single best member. Three members that err on different rows can be right together where each alone
        is wrong; the bound lies above any single one.
    """,
)
def pick_members(labels, y, budget, bound):
    return [int(np.argmax(np.mean(labels == y, axis=1)))]


@exercise.misconception(
    "What counts is that the members disagree as much as possible.",
    message="""
        You chose members for their disagreement alone. A member that is wrong where the others are right disagrees too.
        Diversity helps only if the vote gets better by it, so measure the vote.
    """,
)
def pick_members(labels, y, budget, bound):
    chosen = [int(np.argmax(np.mean(labels == y, axis=1)))]
    while len(chosen) < budget:
        differs = np.mean(labels != labels[chosen].mean(axis=0), axis=1)
        differs[chosen] = -1.0
        chosen.append(int(np.argmax(differs)))
    return chosen


@exercise.misconception(
    "A member may be taken again and again while it helps.",
    message="""
        Your list names a member more than once. Each question is asked once: the statement wants *different* members.
    """,
)
def pick_members(labels, y, budget, bound):
    total, chosen = np.zeros(len(y), dtype=int), list[int]()
    while len(chosen) < budget:
        votes = 2 * (total + labels) > len(chosen) + 1
        member = int(np.argmax(np.mean(votes == y, axis=1)))
        total = total + labels[member]
        chosen.append(member)
    return chosen if len(set(chosen)) < len(chosen) else [chosen[0], chosen[0]]


@exercise.misconception(
    "If one more member does not make the vote better, no longer crowd will.",
    message="""
        You stop when one more member does not help. Two members tie wherever they differ, so the second seldom helps
        and the third may: go on to the budget.
    """,
)
def pick_members(labels, y, budget, bound):
    chosen, best_share = [], 0.0
    while len(chosen) < budget:
        left = [m for m in range(len(labels)) if m not in chosen]
        totals = labels[chosen].sum(axis=0) + labels[left]
        shares = ((2 * totals > len(chosen) + 1) == y).mean(axis=1)
        if shares.max() <= best_share:
            break
        chosen, best_share = [*chosen, left[np.argmax(shares)]], shares.max()
    return chosen


@exercise.misconception(
    "The crowd grows until the budget is spent, and the largest is the best.",
    message="""
        Your crowd was good enough on the way, and you kept adding. Return the best crowd you met, not the last.
    """,
)
def pick_members(labels, y, budget, bound):
    chosen = []
    while len(chosen) < budget:
        left = [m for m in range(len(labels)) if m not in chosen]
        totals = labels[chosen].sum(axis=0) + labels[left]
        shares = ((2 * totals > len(chosen) + 1) == y).mean(axis=1)
        chosen = [*chosen, left[np.argmax(shares)]]
    return chosen


@functools.cache
def _loans():
    """Return the loans' numbers without gaps, and who was a bad payer."""
    credit = load_credit()
    numbers = credit.drop(["Status"])
    X = numbers.to_array(numbers.numeric_names)
    whole = ~np.isnan(X).any(axis=1)
    return X[whole], (credit["Status"] == "bad").astype(int)[whole]


def _stumps(rng, members, n):
    """Ask random one-question trees about n loans they have not seen, half of them bad; and the truth."""
    X, bad = _loans()
    rows = [
        rng.choice(np.flatnonzero(bad == label), n, replace=False) for label in (0, 1)
    ]
    known, new = (
        np.concatenate([part[half] for part in rows])
        for half in (slice(0, n // 2), slice(n // 2, n))
    )
    labels = []
    for _ in range(members):
        feature = int(rng.integers(X.shape[1]))
        above = X[:, feature] > X[rng.choice(known), feature]
        more = bad[known][above[known]].mean() if above[known].any() else 0.0
        labels.append((above if more > 0.5 else ~above)[new].astype(int))
    return np.array(labels), bad[new]


def _wrong_on(y, *rows):
    """Return the labels of members that are wrong on the given rows, one list for each member."""
    return np.array(
        [np.where(np.isin(np.arange(len(y)), wrong), 1 - y, y) for wrong in rows]
    )


def _share(labels, y, members):
    return float(np.mean((2 * labels[members].sum(axis=0) > len(members)) == y))


@exercise.inputs
def inputs(rng):
    """Pools in which the greedy crowd beats the best few, of whatever number, and the best few have no ties."""
    y = np.array([1, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    yield _wrong_on(y, [2, 3, 4], [0], [5, 6, 7, 8], [0, 1]), y, 3, 1.0  # two alike
    y = np.zeros(7, dtype=int)
    yield _wrong_on(y, [0], [0, 1], [0, 1, 2], [3, 4, 5, 6]), y, 3, 1.0  # three alike
    found = 0
    while found < 22:
        labels, y = _stumps(
            rng, int(rng.integers(8, 25)), int(rng.choice([80, 120, 200]))
        )
        budget = int(rng.integers(3, 8))
        right = np.mean(labels == y, axis=1)
        ranked = np.argsort(-right, kind="stable").tolist()
        if len(set(right[ranked[: budget + 1]])) <= budget:  # ties: who are the best?
            continue
        path = exercise.expected.function(labels, y, budget, np.inf)
        reached, simple = (
            max(_share(labels, y, crowd[:size]) for size in range(1, budget + 1))
            for crowd in (path, ranked)
        )
        if reached > simple:
            found += 1
            yield labels, y, budget, reached


@exercise.compare
def compare(got, wanted, args):
    """Say which condition a choice breaks."""
    labels, y, budget, bound = args
    if type(got) is not list or not all(
        isinstance(member, int | np.integer) for member in got
    ):
        return "a list of member numbers is wanted"
    members = [int(member) for member in got]
    if not 1 <= len(members) <= budget:
        return f"{len(members)} members were chosen, from 1 to {budget} are wanted"
    if len(set(members)) < len(members):
        return "a member was chosen more than once"
    if not all(0 <= member < len(labels) for member in members):
        return f"there are {len(labels)} members, numbered from 0"
    share = _share(labels, y, members)
    if share < bound - 1e-12:
        return f"the vote is right in a share of {share:.4f}, at least {bound:.4f} is wanted"
    return None
