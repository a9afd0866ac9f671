"""Choose the decision threshold that costs least on given customers."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="cheapest-threshold",
    chapter="02_ml_basics",
    section="from-numbers-to-classes",
    title="The cheapest threshold on the books",
    level=3,
    minutes=25,
    kind="implement",
    concepts=("classification-task", "model-selection"),
    statement=r"""
        The derived threshold assumes that the probabilities are right. A careful lender checks it on past customers.
        Write `cheapest_threshold(p_bad, was_bad, cost_bad, cost_good)`: `p_bad` holds probabilities, `was_bad` zeros
        and ones, both of shape $(n,)$. A customer is *refused* if $p \ge t$. Lending to a bad one costs `cost_bad`,
        refusing a good one costs `cost_good`, everything else costs nothing.

        Try every threshold that can make a difference: each value that occurs in `p_bad`, and $\infty$ (refuse
        nobody). Return the pair `(threshold, mean_cost)` with the smallest mean cost per customer; among equals the
        **largest** threshold (it refuses fewer people).
    """,
    setup="import numpy as np",
    hints=(
        """
        Sort the customers by probability, highest first. What changes in the total cost when the threshold passes
        below one more customer?
        """,
        r"""
        That customer is now refused: if good, the cost rises by `cost_good`; if bad, it falls by `cost_bad`. A running
        sum of these changes, started from the cost of refusing nobody, gives the cost of every cut.
        """,
        r"""
        Customers with *equal* probabilities are refused together, so a cut is only allowed after the last of them.
        `np.cumsum` gives the costs, a comparison of neighbours the allowed places, and the first smallest of them
        (highest threshold first) is the answer.
        """,
    ),
    explanation=r"""
        Refusing nobody costs `cost_bad` for each bad customer. Walking down the sorted list, each refused customer
        changes the sum by `+cost_good` or `-cost_bad`. Ties must move together: no threshold separates two customers
        with the same probability. The first minimum in this order has the largest threshold. The same walk draws the
        ROC curve, and the cheapest point is where a line of slope $\frac{\text{cost\_good}\cdot
        n_\text{good}}{\text{cost\_bad}\cdot n_\text{bad}}$ touches it. Choose it on one set of customers and measure
        its cost on another: it has been fitted.
    """,
    variant=r"""
        `np.unique(p_bad, return_inverse=True)` groups the ties, `np.bincount` with weights adds up what each group
        changes, and one reversed `cumsum` finishes the job.
    """,
)


@exercise.stub
def cheapest_threshold(p_bad, was_bad, cost_bad, cost_good):
    """Return (threshold, mean cost per customer); who has p >= threshold is refused."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def cheapest_threshold(p_bad, was_bad, cost_bad, cost_good):
    """Return (threshold, mean cost per customer); who has p >= threshold is refused."""
    order = np.argsort(-p_bad)
    p, bad = p_bad[order], was_bad[order]
    change = np.where(bad == 1, -cost_bad, cost_good)
    costs = cost_bad * np.sum(bad == 1) + np.concatenate([[0.0], np.cumsum(change)])
    thresholds = np.concatenate([[np.inf], p])
    last_of_its_value = np.append(thresholds[1:] != thresholds[:-1], True)
    costs, thresholds = costs[last_of_its_value], thresholds[last_of_its_value]
    best = np.flatnonzero(costs < costs.min() + 1e-6)[0]
    return thresholds[best], costs[best] / len(p)


@exercise.alternative
def cheapest_threshold(p_bad, was_bad, cost_bad, cost_good):
    values, group = np.unique(p_bad, return_inverse=True)
    change = np.bincount(group, weights=np.where(was_bad == 1, -cost_bad, cost_good))
    costs = np.append(np.cumsum(change[::-1])[::-1], 0.0) + cost_bad * was_bad.sum()
    thresholds = np.append(values, np.inf)
    cheapest = np.flatnonzero(costs <= costs.min() + 1e-9)[-1]
    return float(thresholds[cheapest]), float(costs[cheapest] / len(p_bad))


@exercise.alternative
def cheapest_threshold(p_bad, was_bad, cost_bad, cost_good):
    changes = {}
    for p, bad in zip(p_bad.tolist(), was_bad.tolist()):
        changes[p] = changes.get(p, 0.0) + (-cost_bad if bad else cost_good)
    total = cost_bad * float(was_bad.sum())
    best = (np.inf, total)
    for p in sorted(changes, reverse=True):
        total += changes[p]
        if total < best[1] - 1e-9:
            best = (p, total)
    return best[0], best[1] / len(p_bad)


@exercise.misconception(
    "The derived threshold is the cheapest one whatever the probabilities look like.",
    message="""
        You return the derived threshold. It is right if the probabilities are right; the task asks what was cheapest
        on *these* customers, whose probabilities may be too high or too low.
    """,
)
def cheapest_threshold(p_bad, was_bad, cost_bad, cost_good):
    t = cost_good / (cost_good + cost_bad)
    refused = p_bad >= t
    cost = np.where(
        refused, cost_good * (was_bad == 0), cost_bad * (was_bad == 1)
    ).mean()
    return float(t), float(cost)


@exercise.misconception(
    "The best threshold is the one that makes the fewest mistakes.",
    message="""
        You count both kinds of mistake alike when you choose. Here one kind costs more than the other, and the choice
        must be made in costs, not in numbers of errors.
    """,
)
def cheapest_threshold(p_bad, was_bad, cost_bad, cost_good):
    thresholds = np.append(np.unique(p_bad), np.inf)[::-1]
    errors = [np.mean((p_bad >= t) != (was_bad == 1)) for t in thresholds]
    t = thresholds[int(np.argmin(errors))]
    cost = np.where(
        p_bad >= t, cost_good * (was_bad == 0), cost_bad * (was_bad == 1)
    ).mean()
    return float(t), float(cost)


@exercise.misconception(
    "What a rule costs is the sum over all customers.",
    message="""
        Your threshold is right, and your cost is the total. The task asks for the mean cost per customer.
    """,
)
def cheapest_threshold(p_bad, was_bad, cost_bad, cost_good):
    thresholds = np.append(np.unique(p_bad), np.inf)[::-1]
    costs = [
        np.where(
            p_bad >= t, cost_good * (was_bad == 0), cost_bad * (was_bad == 1)
        ).sum()
        for t in thresholds
    ]
    best = int(np.argmin(np.round(costs, 9)))
    return float(thresholds[best]), float(costs[best])


@exercise.misconception(
    "The cost that is named after bad is paid by those who are called bad, so by the refused.",
    message="""
        You exchanged the two costs. `cost_bad` is lost on a bad customer whom you *lent* to, `cost_good` on a good one
        whom you *refused*.
    """,
)
def cheapest_threshold(p_bad, was_bad, cost_bad, cost_good):
    thresholds = np.append(np.unique(p_bad), np.inf)[::-1]
    costs = [
        np.where(
            p_bad >= t, cost_bad * (was_bad == 0), cost_good * (was_bad == 1)
        ).mean()
        for t in thresholds
    ]
    best = int(np.argmin(np.round(costs, 9)))
    return float(thresholds[best]), float(costs[best])


@exercise.misconception(
    "Somebody must always be refused, so only the probabilities that occur need to be tried.",
    message="""
        You never try to refuse nobody. If good customers are worth a lot, or the model cannot tell them apart, lending
        to everybody is the cheapest rule there is.
    """,
)
def cheapest_threshold(p_bad, was_bad, cost_bad, cost_good):
    thresholds = np.unique(p_bad)[::-1]
    costs = [
        np.where(
            p_bad >= t, cost_good * (was_bad == 0), cost_bad * (was_bad == 1)
        ).mean()
        for t in thresholds
    ]
    best = int(np.argmin(np.round(costs, 9)))
    return float(thresholds[best]), float(costs[best])


@exercise.misconception(
    "Customers in a sorted list can be cut anywhere, also between two with the same probability.",
    message="""
        You cut between customers that have the same probability. No threshold can do that: p >= t treats them alike,
        so your cost belongs to a rule that cannot be carried out.
    """,
)
def cheapest_threshold(p_bad, was_bad, cost_bad, cost_good):
    order = np.lexsort((-was_bad, -p_bad))
    p, bad = p_bad[order], was_bad[order]
    costs = cost_bad * bad.sum() + np.concatenate(
        [[0.0], np.cumsum(np.where(bad == 1, -cost_bad, cost_good))]
    )
    best = int(np.argmin(np.round(costs, 9)))
    return float(np.concatenate([[np.inf], p])[best]), float(costs[best] / len(p))


@exercise.misconception(
    "A customer exactly at the threshold is lent to, since the threshold is the limit that is still allowed.",
    message="""
        You refuse only above the threshold. The rule of the task refuses at p >= t, so the customer whose probability
        *is* the threshold is refused.
    """,
)
def cheapest_threshold(p_bad, was_bad, cost_bad, cost_good):
    thresholds = np.append(np.unique(p_bad), np.inf)[::-1]
    costs = [
        np.where(
            p_bad > t, cost_good * (was_bad == 0), cost_bad * (was_bad == 1)
        ).mean()
        for t in thresholds
    ]
    best = int(np.argmin(np.round(costs, 9)))
    return float(thresholds[best]), float(costs[best])


@exercise.misconception(
    "Among equally cheap thresholds any will do, so the first one found is fine.",
    message="""
        Your cost is right, but several thresholds reach it, and the task wants the largest of them: between two
        equally cheap rules take the one that turns fewer people away.
    """,
)
def cheapest_threshold(p_bad, was_bad, cost_bad, cost_good):
    thresholds = np.append(np.unique(p_bad), np.inf)
    costs = [
        np.where(
            p_bad >= t, cost_good * (was_bad == 0), cost_bad * (was_bad == 1)
        ).mean()
        for t in thresholds
    ]
    best = int(np.argmin(np.round(costs, 9)))
    return float(thresholds[best]), float(costs[best])


@exercise.inputs
def inputs(rng):
    yield np.array([0.1, 0.4, 0.6, 0.9]), np.array([0, 1, 0, 1]), 5.0, 1.0
    yield (
        np.array([0.5, 0.5, 0.5]),
        np.array([1, 1, 0]),
        5.0,
        1.0,
    )  # all alike: all or nobody
    yield (
        np.array([0.5, 0.5, 0.2]),
        np.array([1, 0, 0]),
        2.0,
        3.0,
    )  # cutting a tie would pay
    yield np.array([0.9, 0.8]), np.array([0, 0]), 5.0, 1.0  # nobody is bad
    yield np.array([0.2]), np.array([1]), 1.0, 1.0
    yield np.array([0.3, 0.6]), np.array([1, 0]), 1.0, 1.0  # equal costs: refuse nobody
    for digits in (2, 12):  # with many ties, and with a threshold for every customer
        p = np.round(rng.random(2_000), digits)
        yield p, (rng.random(2_000) < p**2).astype(int), 5.0, 1.0
    for _ in range(22):
        n = int(rng.integers(3, 25))
        p = np.round(rng.random(n), 1)
        yield (
            p,
            (rng.random(n) < p ** rng.uniform(0.3, 3)).astype(int),
            float(rng.integers(1, 8)),
            float(rng.integers(1, 4)),
        )


exercise.compare(rtol=1e-7, atol=1e-9)
