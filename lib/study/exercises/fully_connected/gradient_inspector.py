"""Find the parameters whose gradients are wrong, with few evaluations of the loss."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="gradient-inspector",
    chapter="04_fully_connected",
    section="training-with-a-closed-box",
    title="The gradient inspector",
    level=3,
    minutes=30,
    kind="design",
    concepts=("neural-network", "cross-entropy-loss"),
    statement=r"""
        Somebody wrote a box that returns the gradient of a loss by each of its parameter arrays. Some of these
        gradients may be wrong: forgotten rows, a factor, a sign, a transpose. Find out *which arrays* are affected.

        Write `wrong_gradients(loss, theta, claimed)`. `theta` is a list of float arrays, `claimed` the list of
        gradients the box returned, each of the shape of its array, and `loss(list_of_arrays)` returns a number. Return
        the indices of the wrong arrays as a sorted list of integers. **Call `loss` at most 8 times per array**, however
        large it is, and leave `theta` as it was, to the last bit: $+h$ and then $-h$ may not bring a float back.

        Wrong arrays are wrong by a tenth of their largest slope in at least one entry; right ones up to rounding.
        Losses are smooth.
    """,
    setup="import numpy as np",
    hints=(
        "You cannot afford one nudge per entry. Along which single direction would every wrong entry show?",
        r"""
        Along a random direction $v$ the slope of the loss is $\nabla L\cdot v$, and two calls measure it. An error
        somewhere changes the product, unless it happens to be perpendicular to $v$; several directions make that
        unlikely. Nudge one array at a time to know which one is wrong.
        """,
        r"""
        With `v = rng.normal(size=theta[k].shape)` and $h=10^{-5}$ compare
        `(loss(above) - loss(below)) / (2 * h)` with `np.sum(claimed[k] * v)`, where `above` and `below` differ from
        `theta` in array `k` only. What is a large difference, compared with what?
        """,
    ),
    explanation=r"""
        If the error of array $k$ is $E$, the two slopes differ by $E\cdot v$, whose typical size is the norm of $E$:
        at least a tenth of the largest slope here. Rounding and the $h^2$ of the central difference are far smaller, so
        the threshold may lie anywhere between. Four directions make it next to impossible that all of them are nearly
        perpendicular to $E$. The cost is 8 calls an array, where one nudge an entry would cost two calls an entry.
    """,
    variant=r"""
        If most arrays are right, test all of them at once with one direction over all parameters, and split the list
        in two when it fails: with $m$ arrays and one culprit that takes about $2\log_2m$ measured slopes.
    """,
)


@exercise.stub
def wrong_gradients(loss, theta, claimed):
    """Return the sorted indices of the arrays whose claimed gradient is wrong."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def wrong_gradients(loss, theta, claimed):
    """Return the sorted indices of the arrays whose claimed gradient is wrong."""
    rng, h, wrong = np.random.default_rng(len(theta)), 1e-5, []
    for k, array in enumerate(theta):
        told, measured = [], []
        for v in rng.normal(size=(4, *array.shape)):
            above = [*theta[:k], array + h * v, *theta[k + 1 :]]
            below = [*theta[:k], array - h * v, *theta[k + 1 :]]
            measured.append((loss(above) - loss(below)) / (2 * h))
            told.append(np.sum(claimed[k] * v))
        if not np.allclose(told, measured):
            wrong.append(k)
    return wrong


@exercise.alternative
def wrong_gradients(loss, theta, claimed):
    rng, h = np.random.default_rng(1), 1e-4

    def slope(k, v):
        moved = [array.copy() for array in theta]
        moved[k] += h * v
        up = loss(moved)
        moved[k] -= 2 * h * v
        return (up - loss(moved)) / (2 * h)

    wrong = set()
    for k in range(len(theta)):
        for _ in range(3):
            v = rng.choice([-1.0, 1.0], size=theta[k].shape)
            told = (claimed[k] * v).sum()
            if not np.isclose(slope(k, v), told, rtol=1e-4, atol=1e-6):
                wrong.add(k)
    return sorted(wrong)


@exercise.alternative
def wrong_gradients(loss, theta, claimed):
    def central(k, v, h):
        sides = []
        for sign in (1, -1):
            moved = list(theta)
            moved[k] = theta[k] + sign * h * v
            sides.append(loss(moved))
        return (sides[0] - sides[1]) / (2 * h)

    rng, found = np.random.default_rng(2), []
    for k in range(len(theta)):
        v, u = rng.normal(size=(2, *theta[k].shape))
        honest = True
        for direction in (v, u):  # two widths, extrapolated: an error of order h^4
            wide, slim = central(k, direction, 2e-3), central(k, direction, 1e-3)
            measured = (4 * slim - wide) / 3
            honest &= abs(measured - np.sum(direction * claimed[k])) < 1e-6
        if not honest:
            found.append(k)
    return found


@exercise.misconception(
    "A few entries, tried one by one, speak for the whole array.",
    message="""
        You nudge single entries and stop after a few, so a fault elsewhere in the array stays hidden. Use a direction
        in which all entries take part.
    """,
)
def wrong_gradients(loss, theta, claimed):
    h, wrong = 1e-5, []
    for k, array in enumerate(theta):
        for index in range(min(4, array.size)):
            v = np.zeros(array.size)
            v[index] = 1
            v = v.reshape(array.shape)
            above = [*theta[:k], array + h * v, *theta[k + 1 :]]
            below = [*theta[:k], array - h * v, *theta[k + 1 :]]
            measured = (loss(above) - loss(below)) / (2 * h)
            if abs(measured - np.sum(claimed[k] * v)) > 1e-6 and k not in wrong:
                wrong.append(k)
    return wrong


@exercise.misconception(
    "Raising all entries by the same amount is direction enough.",
    message="""
        You raise all entries together, so errors of both signs in one array cancel; a transposed matrix even has the
        same sum. Let chance choose the direction.
    """,
)
def wrong_gradients(loss, theta, claimed):
    h, wrong = 1e-5, []
    for k, array in enumerate(theta):
        above = [*theta[:k], array + h, *theta[k + 1 :]]
        below = [*theta[:k], array - h, *theta[k + 1 :]]
        measured = (loss(above) - loss(below)) / (2 * h)
        if abs(measured - np.sum(claimed[k])) > 1e-6:
            wrong.append(k)
    return wrong


@exercise.misconception(
    "The smaller the nudge, the better the slope.",
    message="""
        You call all arrays wrong, honest ones too. Either your nudge is so small that you measure rounding, or your
        tolerance is tighter than a nudge of this size can measure.
    """,
)
def wrong_gradients(loss, theta, claimed):
    rng, h, wrong = np.random.default_rng(0), 1e-13, []
    for k, array in enumerate(theta):
        v = rng.normal(size=array.shape)
        above = [*theta[:k], array + h * v, *theta[k + 1 :]]
        below = [*theta[:k], array - h * v, *theta[k + 1 :]]
        measured = (loss(above) - loss(below)) / (2 * h)
        if abs(measured - np.sum(claimed[k] * v)) > 1e-6:
            wrong.append(k)
    return wrong


@exercise.misconception(
    "A gap matters only if it is as large as the slope itself.",
    message="""
        Your tolerance lets wrong arrays pass. In one array all slopes may be below a hundredth: how small is the gap of
        an *honest* array?
    """,
)
def wrong_gradients(loss, theta, claimed):
    rng, h, wrong = np.random.default_rng(0), 1e-5, []
    for k, array in enumerate(theta):
        v = rng.normal(size=array.shape)
        above = [*theta[:k], array + h * v, *theta[k + 1 :]]
        below = [*theta[:k], array - h * v, *theta[k + 1 :]]
        measured = (loss(above) - loss(below)) / (2 * h)
        if abs(measured - np.sum(claimed[k] * v)) > 1e-2:
            wrong.append(k)
    return wrong


@exercise.misconception(
    "One direction over all parameters says which of them is wrong.",
    message="""
        You test all arrays with one direction together. That tells you *that* something is wrong; to know where, nudge
        one array and leave the others.
    """,
)
def wrong_gradients(loss, theta, claimed):
    rng, h = np.random.default_rng(0), 1e-5
    v = [rng.normal(size=array.shape) for array in theta]
    above = [array + h * part for array, part in zip(theta, v)]
    below = [array - h * part for array, part in zip(theta, v)]
    measured = (loss(above) - loss(below)) / (2 * h)
    told = sum(np.sum(g * part) for g, part in zip(claimed, v))
    return list(range(len(theta))) if abs(measured - told) > 1e-6 else []


@exercise.misconception(
    "A wrong gradient points to the wrong side; its length does not matter.",
    message="""
        You compare signs only. A gradient that is twice too long, or lacks a few rows, still points to about the right
        side.
    """,
)
def wrong_gradients(loss, theta, claimed):
    rng, h, wrong = np.random.default_rng(0), 1e-5, []
    for k, array in enumerate(theta):
        v = rng.normal(size=array.shape)
        above = [*theta[:k], array + h * v, *theta[k + 1 :]]
        below = [*theta[:k], array - h * v, *theta[k + 1 :]]
        if (loss(above) - loss(below)) * np.sum(claimed[k] * v) < 0:
            wrong.append(k)
    return wrong


@exercise.misconception(
    "Every entry has to be nudged, whatever it costs.",
    message="""
        Your answer is right, and far too expensive: you asked for the loss more than 8 times per array. Which single
        direction moves all entries at once, and how many of them do 8 calls pay for?
    """,
)
def wrong_gradients(loss, theta, claimed):
    h, wrong = 1e-5, []
    for k, array in enumerate(theta):
        for index in np.ndindex(array.shape):
            v = np.zeros(array.shape)
            v[index] = h
            above = [*theta[:k], array + v, *theta[k + 1 :]]
            below = [*theta[:k], array - v, *theta[k + 1 :]]
            measured = (loss(above) - loss(below)) / (2 * h)
            if abs(measured - claimed[k][index]) > 1e-6 and k not in wrong:
                wrong.append(k)
    return wrong


@exercise.misconception(
    "Nudging entry by entry is cheap enough if one stops at the first wrong one.",
    message="""
        You nudge entry by entry. Stopping at the first wrong one saves nothing on an honest array. Which single
        direction moves all entries at once?
    """,
)
def wrong_gradients(loss, theta, claimed):
    h, wrong = 1e-5, []
    for k, array in enumerate(theta):
        for index in np.ndindex(array.shape):
            v = np.zeros(array.shape)
            v[index] = h
            above = [*theta[:k], array + v, *theta[k + 1 :]]
            below = [*theta[:k], array - v, *theta[k + 1 :]]
            measured = (loss(above) - loss(below)) / (2 * h)
            if abs(measured - claimed[k][index]) > 1e-6:
                wrong.append(k)
                break
    return wrong


def _loss_and_gradients(theta, X, labels):
    """Loss of a tanh network with the shapes of theta, and its gradients."""
    W, b, V, c = theta
    hidden = np.tanh(X @ W.T + b)
    z = hidden @ V.T + c
    growth = np.exp(z - z.max(axis=1, keepdims=True))
    p = growth / growth.sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    loss = -np.mean(np.log(p[rows, labels]))
    p[rows, labels] -= 1
    p /= len(labels)
    back = (p @ V) * (1 - hidden**2)
    return loss, [back.T @ X, back.sum(axis=0), p.T @ hidden, p.sum(axis=0)]


@exercise.trial
def trial(answer, theta, claimed, X, labels):
    calls = 0

    def loss(arrays):
        nonlocal calls
        calls += 1
        return _loss_and_gradients(arrays, X, labels)[0]

    result = answer(loss, theta, claimed)
    if calls > 8 * len(theta):
        return {"calls of the loss": "too many", "result": result}
    return result


@exercise.inputs
def inputs(rng):
    def network(n, width, k):
        theta = [
            rng.normal(size=(width, n)),
            rng.normal(size=width),
            rng.normal(size=(k, width)),
            rng.normal(size=k),
        ]
        X, labels = rng.normal(size=(12, n)), rng.integers(0, k, 12)
        return theta, _loss_and_gradients(theta, X, labels)[1], X, labels

    def spoil(g, kind):
        if kind == 0:
            return 2 * g
        if kind == 1:
            return -g
        if kind == 2 and g.ndim == 2 and g.shape[0] == g.shape[1]:
            return g.T.copy()
        g = g.copy()
        last = g.reshape(-1)[-1:]  # one entry, the last one
        last += 0.5 * np.abs(g).max()
        return g

    for wrong in ([], [0, 1, 2, 3], [3]):
        theta, honest, X, labels = network(3, 4, 2)
        claimed = [spoil(g, 0) if k in wrong else g for k, g in enumerate(honest)]
        yield theta, claimed, X, labels
    theta, honest, X, labels = network(4, 4, 4)
    yield theta, [honest[0].T.copy(), *honest[1:]], X, labels  # a transpose
    theta, honest, X, labels = network(5, 6, 3)
    yield theta, [spoil(honest[0], 3), *honest[1:]], X, labels  # one entry of thirty
    theta, _, X, labels = network(3, 4, 2)
    X = X / 1000  # the slopes of the first array are tiny
    honest = _loss_and_gradients(theta, X, labels)[1]
    yield theta, [spoil(honest[0], 0), *honest[1:]], X, labels
    for draw in range(20):
        width = int(rng.integers(3, 7))
        square = draw % 3 == 0
        n, k = (width, width) if square else rng.integers(2, 6, size=2)
        theta, honest, X, labels = network(int(n), width, int(k))
        claimed = [
            spoil(g, int(rng.integers(0, 4))) if rng.random() < 0.4 else g
            for g in honest
        ]
        yield theta, claimed, X, labels


@exercise.compare
def compare(got, wanted, args):
    """Say whether the list is the right one and the calls were few enough."""
    if type(got) is dict and "calls of the loss" in got:
        return f"the loss was asked for more than {8 * len(args[0])} times"
    if type(got) is not list or not all(
        isinstance(k, int | np.integer) and not isinstance(k, bool) for k in got
    ):
        return "a list of integers is wanted"
    if [int(k) for k in got] != wanted:
        return f"got {got}, wanted {wanted}"
    return None
