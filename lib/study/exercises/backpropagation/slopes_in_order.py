"""Walk a computation graph backward whose nodes are numbered in no particular order."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="slopes-in-order",
    chapter="05_backpropagation",
    section="an-engine-line-by-line",
    title="A graph in no particular order",
    level=2,
    minutes=20,
    kind="implement",
    concepts=("automatic-differentiation", "chain-rule", "backpropagation"),
    statement=r"""
        A computation graph is given by two tuples. Node `i` was made of the nodes `inputs[i]`, and its slopes by
        them are `slopes[i]`, in the same order; a node made of nothing has `()` in both. The numbers of the nodes say
        nothing about the order in which they were computed, a node may use the same input twice, and the graph may
        hold nodes that the result does not depend on.

        Write `slopes_of_result(inputs, slopes, result)`: an array with the slope of node `result` by every node,
        $0$ for those it does not depend on. A chain of 3,000 nodes must not be too deep, nor $2^{60}$ paths too many.
    """,
    setup="import numpy as np",
    hints=(
        "When may a node hand on its slope? Who must have paid in before?",
        r"""
        First list the nodes behind the result so that each stands after its inputs, then walk that list backward. Or
        count for each node how many uses have not paid in yet, and let it go when none is left.
        """,
        r"On the way back: `total[each] += slope * total[node]` for each pair of `zip(inputs[node], slopes[node])`.",
    ),
    explanation=r"""
        $s_j = \sum_is_i\,\frac{\partial v_i}{\partial v_j}$, with $v_i$ the number in node $i$ and $s_i$ the slope by
        it, needs every $s_i$ to be complete before it is handed on,
        so users come before what they use. Starting from the result finds only nodes it depends on; all others
        keep $0$. Each edge is used once, so the cost is that of the forward pass, and a list in place of recursion
        has no limit to its depth.
    """,
    variant=r"""
        The recursion is a linear system, $s = e_\text{result} + A^\top s$ with $A_{ij}$ the slope of node $i$ by node
        $j$. `np.linalg.solve(np.eye(n) - A.T, e)` solves it without any order, at the cost of a matrix of $n^2$
        entries.
    """,
)


@exercise.stub
def slopes_of_result(inputs, slopes, result):
    """Return the slope of node `result` by each node of the graph."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def slopes_of_result(inputs, slopes, result):
    """Return the slope of node `result` by each node of the graph."""
    order, seen, waiting = [], set(), [(result, False)]
    while waiting:
        node, inputs_done = waiting.pop()
        if inputs_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            waiting.append((node, True))
            waiting += [(each, False) for each in inputs[node]]
    total = np.zeros(len(inputs))
    total[result] = 1.0
    for node in reversed(order):
        for each, slope in zip(inputs[node], slopes[node]):
            total[each] += slope * total[node]
    return total


@exercise.alternative
def slopes_of_result(inputs, slopes, result):
    behind, found = {result}, [result]
    for node in found:
        for each in inputs[node]:
            if each not in behind:
                behind.add(each)
                found.append(each)
    unpaid = [0] * len(inputs)
    for node in found:
        for each in inputs[node]:
            unpaid[each] += 1
    total, ready = np.zeros(len(inputs)), [result]
    total[result] = 1.0
    while ready:
        node = ready.pop()
        for each, slope in zip(inputs[node], slopes[node]):
            total[each] += slope * total[node]
            unpaid[each] -= 1
            if unpaid[each] == 0:
                ready.append(each)
    return total


@exercise.alternative
def slopes_of_result(inputs, slopes, result):
    placed, order = set(), []
    path = [(result, iter(inputs[result]))]
    entered = {result}
    while path:
        node, left = path[-1]
        after = next((each for each in left if each not in entered), None)
        if after is None:
            path.pop()
            if node not in placed:
                placed.add(node)
                order.insert(0, node)
        else:
            entered.add(after)
            path.append((after, iter(inputs[after])))
    total = [0.0] * len(inputs)
    total[result] = 1.0
    for node in order:
        for k, each in enumerate(inputs[node]):
            total[each] = total[each] + slopes[node][k] * total[node]
    return np.array(total)


exercise.slip(
    "Every node has one slope, so it is set when it is reached, not added to.",
    ("total[each] += slope * total[node]", "total[each] = slope * total[node]"),
    message="""
        Where a node has several users, yours keeps the slope that came over one of them. Over several paths, slopes
        add.
    """,
)


@exercise.misconception(
    "Nodes are numbered as they were computed, so counting down is the order of the way back.",
    message="""
        You walk by the numbers. They say nothing here: a node may have a smaller number than what it was made of, and
        then it hands on a slope before it has got it.
    """,
)
def slopes_of_result(inputs, slopes, result):
    total = np.zeros(len(inputs))
    total[result] = 1.0
    for node in range(len(inputs) - 1, -1, -1):
        for each, slope in zip(inputs[node], slopes[node]):
            total[each] += slope * total[node]
    return total


@exercise.misconception(
    "A node can hand on its slope as soon as it has been reached.",
    message="""
        Some of your nodes hand on before all their users have paid in: it happens where two paths to the same node have
        different lengths. What came later is never handed on.
    """,
)
def slopes_of_result(inputs, slopes, result):
    total = np.zeros(len(inputs))
    total[result] = 1.0
    found, seen = [result], {result}
    for node in found:
        for each, slope in zip(inputs[node], slopes[node]):
            total[each] += slope * total[node]
            if each not in seen:
                seen.add(each)
                found.append(each)
    return total


exercise.slip(
    "An input that is used twice by the same node is one input.",
    ("zip(inputs[node], slopes[node]", "dict(zip(inputs[node], slopes[node])).items("),
    message="""
        Where a node uses the same input twice, as in x * x, you pay it once. Each use is an edge of its own.
    """,
)


@exercise.misconception(
    "A node hands on its local slopes; what it got itself does not enter.",
    message="""
        You add up local slopes only. Along a path slopes multiply: what a node hands on is its local slope times the
        slope it got.
    """,
)
def slopes_of_result(inputs, slopes, result):
    total = np.zeros(len(inputs))
    total[result] = 1.0
    seen, waiting = set(), [result]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            for each, slope in zip(inputs[node], slopes[node]):
                total[each] += slope
                waiting.append(each)
    return total


@exercise.misconception(
    "Every node that nobody uses is a result, and starts with slope 1.",
    message="""
        You start from every node that nobody uses. The question is about one result; what it does not depend on gets
        nothing, and pays nothing in.
    """,
)
def slopes_of_result(inputs, slopes, result):
    unpaid = [0] * len(inputs)
    for row in inputs:
        for each in row:
            unpaid[each] += 1
    ready = [node for node, count in enumerate(unpaid) if count == 0]
    total = np.zeros(len(inputs))
    total[ready] = 1.0
    total[result] = 1.0
    while ready:
        node = ready.pop()
        for each, slope in zip(inputs[node], slopes[node]):
            total[each] += slope * total[node]
            unpaid[each] -= 1
            if unpaid[each] == 0:
                ready.append(each)
    return total


@exercise.misconception(
    "A function that calls itself may go as deep as the graph.",
    message="""
        The order is right, but a chain of 3,000 nodes is too deep for Python's calls. Keep the nodes that wait in a
        list of your own.
    """,
)
def slopes_of_result(inputs, slopes, result):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for each in inputs[node]:
                visit(each)
            order.append(node)

    visit(result)
    total = np.zeros(len(inputs))
    total[result] = 1.0
    for node in reversed(order):
        for each, slope in zip(inputs[node], slopes[node]):
            total[each] += slope * total[node]
    return total


@exercise.misconception(
    "A node waits for all its users in the graph.",
    message="""
        Some of your nodes wait for users that the result does not depend on; those never pay in. Count only the uses
        behind the result.
    """,
)
def slopes_of_result(inputs, slopes, result):
    unpaid = [0] * len(inputs)
    for row in inputs:
        for each in row:
            unpaid[each] += 1
    total, ready = np.zeros(len(inputs)), [result]
    total[result] = 1.0
    while ready:
        node = ready.pop()
        for each, slope in zip(inputs[node], slopes[node]):
            total[each] += slope * total[node]
            unpaid[each] -= 1
            if unpaid[each] == 0:
                ready.append(each)
    return total


@exercise.inputs
def inputs(rng):
    def renamed(inputs, slopes, result):
        """Give the nodes new numbers, drawn by chance."""
        new = rng.permutation(len(inputs))
        order = np.argsort(new)
        return (
            tuple(tuple(int(new[each]) for each in inputs[old]) for old in order),
            tuple(tuple(slopes[old]) for old in order),
            int(new[result]),
        )

    def graph(n):
        made_of = [()] + [
            tuple(int(k) for k in rng.integers(0, i, rng.integers(0, 4)))
            for i in range(1, n)
        ]
        local = [tuple(float(v) for v in rng.normal(size=len(row))) for row in made_of]
        return made_of, local

    yield ((),), ((),), 0  # a leaf is its own result
    yield ((), (0, 0)), ((), (3.0, 3.0)), 1  # x * x
    yield (
        ((1, 2), (), (1,)),
        ((2.0, 5.0), (), (7.0,)),
        0,
    )  # two paths of different lengths
    yield ((), (0,), (0,)), ((), (2.0,), (5.0,)), 1  # node 2 is another result
    n = 3000
    yield (*tuple((i + 1,) for i in range(n)), ()), (*((1.0,),) * n, ()), 0
    n = 60  # two edges a step: few edges, and more paths than anyone can walk
    yield ((), *((i, i) for i in range(n))), ((), *((0.5, 0.5),) * n), n
    for _ in range(20):
        n = int(rng.integers(2, 15))
        made_of, local = graph(n)
        yield renamed(made_of, local, int(rng.integers(n // 2, n)))


exercise.compare(rtol=1e-9, atol=1e-9)
