"""Read a padded sequence from its end."""

import numpy as np

from lib.study.exercise import Exercise
from lib.study.trial import RuleError

exercise = Exercise(
    id="read-back-the-short-ones",
    chapter="08_recurrent",
    section="deeper-and-both-ways",
    title="Backwards, past the padding",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("bidirectional-rnn",),
    statement=r"""
        In a batch the short sequences are padded at their end. The direction that reads from right to left must not
        begin in the padding.

        Write `from_the_end(x, length, step, h)`. `x` has shape $(T, d)$; its first `length` rows are real, the rest is
        padding. `step(x_t, h)` returns the next state. Row $t$ of the answer, shape $(T, n)$, is the state after
        reading $x_{\text{length}-1}, \dots, x_t$, in this order, beginning with the state `h`, shape $(n,)$; the rows
        of the padding are 0. Call `step` for real rows only, once each, and change no argument.
    """,
    setup="import numpy as np",
    hints=(
        "Which row is read first, and in which row of the answer does the state after it belong?",
        r"""
        The loop runs down from `length - 1` to 0. The state after reading row $t$ belongs into row $t$: nothing has to
        be turned round afterwards.
        """,
        """
        `states = np.zeros((len(x), len(h)))`, then `for t in reversed(range(length))`: `h = step(x[t], h)` and
        `states[t] = h`.
        """,
    ),
    explanation=r"""
        Whoever flips the padded array reads the padding first, and the state has drifted away from `h` before the first
        real token comes: the same sentence would get other states in another batch. This is why torch wants the
        lengths (`pack_padded_sequence`), and `lib.layers` has `lengths=`.
    """,
    variant=r"""
        On whole batches one turns each row's real part round by an index, reads forwards, and turns it back; see
        `reverse_source` in `lib.sequence.Seq2Seq`.
    """,
)


@exercise.stub
def from_the_end(x, length, step, h):
    """Return the states of reading from right to left, shape (T, n)."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def from_the_end(x, length, step, h):
    """Return the states of reading from right to left, shape (T, n)."""
    states = np.zeros((len(x), len(h)))
    for t in reversed(range(length)):
        h = step(x[t], h)
        states[t] = h
    return states


@exercise.alternative
def from_the_end(x, length, step, h):
    rows = []
    for row in x[:length][::-1]:
        h = step(row, h)
        rows.append(h)
    padding = [np.zeros(len(h))] * (len(x) - length)
    return np.array(rows[::-1] + padding).reshape(len(x), len(h))


@exercise.alternative
def from_the_end(x, length, step, h):
    states = np.zeros((len(x), len(h)))
    t = length - 1
    while t >= 0:
        states[t] = step(x[t], h if t == length - 1 else states[t + 1])
        t -= 1
    return states


exercise.slip(
    "Flipping the padded array is reading from the end.",
    ("for t in reversed(range(length)):", "for t in reversed(range(len(x))):"),
    ("states[t] = h", "states[t] = h if t < length else 0"),
    message="""
        You read the padding first. Begin at the last *real* row: the state should still be h when it comes.
    """,
)


@exercise.misconception(
    "The states come out in the order of reading.",
    message="""
        Your states stand in the order in which you read. Row t has to be the state that has just read x[t]; otherwise
        the two directions of one step do not meet.
    """,
)
def from_the_end(x, length, step, h):
    states = np.zeros((len(x), len(h)))
    for k, row in enumerate(x[:length][::-1]):
        h = step(row, h)
        states[k] = h
    return states


exercise.slip(
    "In the padding the state is handed on.",
    ("np.zeros((len(x), len(h)", "np.tile(h, (len(x), 1"),
    message="""
        Rows of the padding hold a state in your answer. Nothing was read there: they are 0.
    """,
)


@exercise.misconception(
    "Row t is what is known before x[t] is read.",
    message="""
        Your row t is the state *before* x[t] was read. It should be the one after.
    """,
)
def from_the_end(x, length, step, h):
    states = np.zeros((len(x), len(h)))
    for t in reversed(range(length)):
        states[t] = h
        h = step(x[t], h)
    return states


exercise.slip(
    "Reading backwards is reading forwards and turning the states round.",
    ("reversed(range(length)", "range(length"),
    ("states[t] = h", "states[length - 1 - t] = h"),
    message="""
        You read from left to right and turned the states round. The order of *reading* has to change: at each step the
        state should know what stands to the right.
    """,
)

exercise.slip(
    "Only the padding matters; the real rows are read as they stand.",
    ("reversed(range(length)", "range(length"),
    message="""
        You read from left to right: your row t knows what stands to its left. Which row has to be read first?
    """,
)


@exercise.misconception(
    "Turning the whole array round puts every state into its place.",
    message="""
        You turn the padding round as well: its zeros now stand in front, and your states at the end. Only the first
        `length` rows change places.
    """,
)
def from_the_end(x, length, step, h):
    states = np.zeros((len(x), len(h)))
    for k, row in enumerate(x[:length][::-1]):
        h = step(row, h)
        states[k] = h
    return states[::-1]


@exercise.misconception(
    "Each row is read with the state that was given.",
    message="""
        You hand the first state h to every call: your row t knows x[t] and nothing to its right. Each call needs the
        state that the last one returned.
    """,
)
def from_the_end(x, length, step, h):
    states = np.zeros((len(x), len(h)))
    for t in reversed(range(length)):
        states[t] = step(x[t], h)
    return states


@exercise.misconception(
    "A state begins with zeros.",
    message="""
        Your reading begins with zeros. It begins with the state h that is given.
    """,
)
def from_the_end(x, length, step, h):
    states = np.zeros((len(x) + 1, len(h)))
    for t in reversed(range(length)):
        states[t] = step(x[t], states[t + 1])
    return states[:-1]


@exercise.trial
def trial(answer, x, length, h, W, U):
    """Let an answer read with a small cell that counts how often it is called."""
    asked = 0

    def step(row, state):
        nonlocal asked
        asked += 1
        return np.tanh(U @ np.asarray(row) + W @ np.asarray(state))

    states = answer(x, length, step, h)  # the check sees it if x or h was changed
    if asked != length:
        raise RuleError(
            f"You called step {asked} times for {length} real rows: once each, and "
            "never for the padding."
        )
    return states


@exercise.inputs
def inputs(rng):
    def case(T, length, d, n):
        return (
            rng.normal(size=(T, d)),
            length,
            rng.uniform(-0.9, 0.9, size=n),
            0.7 * rng.normal(size=(n, n)),
            rng.normal(size=(n, d)),
        )

    yield case(4, 4, 2, 3)
    yield case(5, 1, 2, 2)
    yield case(3, 0, 2, 2)  # nothing but padding
    yield case(1, 1, 1, 1)
    for _ in range(22):
        T = int(rng.integers(2, 9))
        yield case(
            T,
            int(rng.integers(1, T + 1)),
            int(rng.integers(1, 4)),
            int(rng.integers(1, 5)),
        )


exercise.compare(rtol=1e-9, atol=1e-12)
