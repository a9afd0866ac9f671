"""Repair an LSTM that shows and keeps the wrong things."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="repair-lstm-step",
    chapter="08_recurrent",
    section="a-memory-line-the-lstm",
    title="A memory with two faults",
    level=2,
    minutes=12,
    kind="find-the-bug",
    concepts=("lstm", "memory-cell", "output-gate"),
    statement=r"""
        `lstm_trace(x, U, W, b)` should run an LSTM over `x`, shape $(T, n_x)$, from $h = c = 0$, with the blocks
        $i, f, g, o$ in this order, and return all states and all memories, two arrays of shape $(T, n)$.

        It runs, its shapes are right, and it even trains. **Two things are wrong.** Find and repair both.
    """,
    setup="import numpy as np",
    hints=(
        "Write the five equations of the section beside the five lines of the loop. Which two lines differ?",
        r"""
        Shut the input gate in your head, $i = 0$: may the state be anything but zero? And leave $f = 1$, $i = 0$ for
        many steps: may the memory change?
        """,
        """
        The memory is `f * c + i * np.tanh(g)` and no more; the state is `o * np.tanh(c)`.
        """,
    ),
    explanation=r"""
        The output gate decides what is shown: with $i$ in its place the network falls silent whenever it writes
        nothing, just when it should remember. And a tanh around the memory spoils the line that nothing squashes:
        with $f = 1$ and $i = 0$ the memory would shrink at every step, and $\partial c_t/\partial c_{t-1}$ would get
        the factor $1-c_t^2$ that the LSTM was made to avoid.
    """,
    variant=r"""
        Such faults raise no error, and the network still learns a little. What finds them is a comparison of one step
        with `torch.nn.LSTMCell`, or forcing the gates as in the section.
    """,
)


@exercise.stub
def lstm_trace(x, U, W, b):
    """Return all states and all memories of an LSTM, two arrays of shape (T, n).

    Two things are wrong.
    """
    n = W.shape[1]
    h, c, states, memories = np.zeros(n), np.zeros(n), [], []
    for x_t in x:
        i, f, g, o = np.split(U @ x_t + W @ h + b, 4)
        i, f, o = (1 / (1 + np.exp(-a)) for a in (i, f, o))
        c = np.tanh(f * c + i * np.tanh(g))
        h = i * np.tanh(c)
        states.append(h)
        memories.append(c)
    return np.array(states), np.array(memories)


@exercise.reference
def lstm_trace(x, U, W, b):
    """Return all states and all memories of an LSTM, two arrays of shape (T, n)."""
    n = W.shape[1]
    h, c, states, memories = np.zeros(n), np.zeros(n), [], []
    for x_t in x:
        i, f, g, o = np.split(U @ x_t + W @ h + b, 4)
        i, f, o = (1 / (1 + np.exp(-a)) for a in (i, f, o))
        c = f * c + i * np.tanh(g)
        h = o * np.tanh(c)
        states.append(h)
        memories.append(c)
    return np.array(states), np.array(memories)


@exercise.alternative
def lstm_trace(x, U, W, b):
    n = W.shape[1]
    states, memories = np.zeros((len(x) + 1, n)), np.zeros((len(x) + 1, n))
    from_x = x @ U.T + b  # all inputs at once
    for t, row in enumerate(from_x):
        a = row + W @ states[t]
        gates = 0.5 * (1 + np.tanh(a / 2))  # the logistic function by tanh
        memories[t + 1] = gates[n : 2 * n] * memories[t] + gates[:n] * np.tanh(
            a[2 * n : 3 * n]
        )
        states[t + 1] = gates[3 * n :] * np.tanh(memories[t + 1])
    return states[1:], memories[1:]


@exercise.alternative
def lstm_trace(x, U, W, b):
    n = W.shape[1]
    h, c = np.zeros(n), np.zeros(n)
    states, memories = [], []
    for x_t in x:
        new_h, new_c = h.copy(), c.copy()
        for k in range(n):  # unit by unit
            a = [U[k + j * n] @ x_t + W[k + j * n] @ h + b[k + j * n] for j in range(4)]
            i, f, o = (1 / (1 + np.exp(-a[j])) for j in (0, 1, 3))
            new_c[k] = f * c[k] + i * np.tanh(a[2])
            new_h[k] = o * np.tanh(new_c[k])
        h, c = new_h, new_c
        states.append(h)
        memories.append(c)
    return np.array(states), np.array(memories)


exercise.slip(
    "The input gate controls the state that is shown.",
    ("h = o * np.tanh(c)", "h = i * np.tanh(c)"),
    message="""
        The memory is right now, and what is shown is still governed by the input gate. With i = 0 an LSTM writes
        nothing, but it may well show what it holds.
    """,
)

exercise.slip(
    "A memory has to be squashed to stay bounded.",
    ("f * c + i * np.tanh(g", "np.tanh(f * c + i * np.tanh(g)"),
    message="""
        The right gate shows now, but the memory is still squashed at every step. With f = 1 and i = 0, does yours stay
        what it was?
    """,
)

exercise.slip(
    "The memory is shown as it is.",
    ("np.tanh(c)", "c"),
    message="""
        You took the tanh away in both places. The memory is not squashed; what is shown of it is.
    """,
)


@exercise.misconception(
    "What is kept and what is written add up to one.",
    message="""
        You tied the gates together, as a GRU does. In an LSTM the forget and the input gate are free of each other.
    """,
)
def lstm_trace(x, U, W, b):
    n = W.shape[1]
    h, c, states, memories = np.zeros(n), np.zeros(n), [], []
    for x_t in x:
        _, f, g, o = np.split(U @ x_t + W @ h + b, 4)
        f, o = (1 / (1 + np.exp(-a)) for a in (f, o))
        c = f * c + (1 - f) * np.tanh(g)
        h = o * np.tanh(c)
        states.append(h)
        memories.append(c)
    return np.array(states), np.array(memories)


@exercise.misconception(
    "The state shows the memory of the step before.",
    message="""
        You compute the state before the memory is renewed, so it shows the memory one step late.
    """,
)
def lstm_trace(x, U, W, b):
    n = W.shape[1]
    h, c, states, memories = np.zeros(n), np.zeros(n), [], []
    for x_t in x:
        i, f, g, o = np.split(U @ x_t + W @ h + b, 4)
        i, f, o = (1 / (1 + np.exp(-a)) for a in (i, f, o))
        h = o * np.tanh(c)
        c = f * c + i * np.tanh(g)
        states.append(h)
        memories.append(c)
    return np.array(states), np.array(memories)


exercise.slip(
    "The blocks stand in the order i, f, o, g.",
    (
        "i, f, g, o = np.split(U @ x_t + W @ h + b, 4)",
        "i, f, o, g = np.split(U @ x_t + W @ h + b, 4)",
    ),
    message="""
        Your third and fourth blocks are exchanged: the order is i, f, g, o.
    """,
)


@exercise.misconception(
    "A list keeps what an array was when it was stored.",
    message="""
        All rows of your memories are the same array: c was changed in place after it was stored, and the list holds the
        array, not a copy of it.
    """,
)
def lstm_trace(x, U, W, b):
    n = W.shape[1]
    h, c, states, memories = np.zeros(n), np.zeros(n), [], []
    for x_t in x:
        i, f, g, o = np.split(U @ x_t + W @ h + b, 4)
        i, f, o = (1 / (1 + np.exp(-a)) for a in (i, f, o))
        c *= f
        c += i * np.tanh(g)
        h = o * np.tanh(c)
        states.append(h)
        memories.append(c)
    return np.array(states), np.array(memories)


exercise.slip(
    "Nothing that goes into the memory is squashed.",
    ("np.tanh(g)", "g"),
    message="""
        You took the tanh away from the candidate as well. What is written goes through a tanh; what is kept does not.
    """,
)


@exercise.inputs
def inputs(rng):
    def case(n_steps, n_x, n, bias=0.0):
        b = rng.normal(size=4 * n) + bias
        return (
            rng.normal(size=(n_steps, n_x)),
            rng.normal(size=(4 * n, n_x)),
            rng.normal(size=(4 * n, n)),
            b,
        )

    # One step of one unit, by hand: i = f, and g and o differ in size and sign.
    U = np.array([[1.0], [1.0], [2.0], [-1.0]])
    yield np.array([[1.0]]), U, np.ones((4, 1)), np.zeros(4)
    yield case(3, 2, 2)
    yield case(12, 2, 3, bias=3.0)  # gates open: the memory grows beyond 1
    yield case(4, 3, 1)
    for _ in range(20):
        yield case(*(int(k) for k in rng.integers(2, 7, size=3)))


exercise.compare(rtol=1e-7, atol=1e-9)
