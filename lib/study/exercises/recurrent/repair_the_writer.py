"""Repair a decoder that writes one token again and again."""

import numpy as np

from lib.study.exercise import Exercise
from lib.study.trial import RuleError

exercise = Exercise(
    id="repair-the-writer",
    chapter="08_recurrent",
    section="from-one-sequence-to-another",
    title="A writer that repeats itself",
    level=2,
    minutes=12,
    kind="find-the-bug",
    concepts=("encoder-decoder-rnn", "context-vector"),
    statement=r"""
        `write(step, state, bos, eos, longest)` should write a target greedily. `step(token, state)` reads a token and
        returns `(scores, new_state)`: the scores of all tokens for the next place, and the state after reading. `state`
        comes from the encoder, `bos` and `eos` are the numbers of the start and the end token.

        It should return the list of tokens written, as ints, **without** `bos` and `eos`; it stops at `eos`, and asks
        `step` at most `longest` times. Change no argument. What it writes now is nonsense. **Three things are wrong.**
        Repair them.
    """,
    setup="import numpy as np",
    hints=(
        "What does a decoder have to know at step 2 that it did not know at step 1?",
        r"""
        Two things change from step to step: the token that is read, $y_{t-1}$, and the state $h_{t-1}$. And when the
        end token comes, should it stand in the list?
        """,
        """
        `scores, state = step(token, state)`, `token = int(np.argmax(scores))`, then `if token == eos: break` before
        `written.append(token)`.
        """,
    ),
    explanation=r"""
        The decoder is $h_t=f(y_{t-1},h_{t-1})$: it needs both arguments renewed. With `bos` read for ever it does not
        know what it has written; with the first state kept it does not know how far it has come. Either alone may still
        give sentences that look half right.
    """,
    variant=r"""
        For batches the loop goes on until *every* row has ended, and rows that have ended write padding:
        `Seq2Seq.generate`.
    """,
)


@exercise.stub
def write(step, state, bos, eos, longest):
    """Return the tokens of a greedy target, without bos and eos.

    Three things are wrong.
    """
    written = []
    for _ in range(longest):
        scores, _ = step(bos, state)
        token = int(np.argmax(scores))
        written.append(token)
        if token == eos:
            break
    return written


@exercise.reference
def write(step, state, bos, eos, longest):
    """Return the tokens of a greedy target, without bos and eos."""
    token, written = bos, []
    for _ in range(longest):
        scores, state = step(token, state)
        token = int(np.argmax(scores))
        if token == eos:
            break
        written.append(token)
    return written


@exercise.alternative
def write(step, state, bos, eos, longest):
    tokens = [bos]
    while len(tokens) <= longest:
        scores, state = step(tokens[-1], state)
        tokens.append(int(np.argmax(scores)))
        if tokens[-1] == eos:
            return tokens[1:-1]
    return tokens[1:]


@exercise.alternative
def write(step, state, bos, eos, longest):
    if longest == 0:
        return []
    scores, state = step(bos, state)
    best = int(np.argmax(scores))
    if best == eos:
        return []
    return [best, *write(step, state, best, eos, longest - 1)]


exercise.slip(
    "The decoder reads the start token at every step, and its state does the rest.",
    ("token, written = bos,", "written ="),
    ("scores, state = step(token, state)", "scores, state = step(bos, state)"),
    message="""
        Your decoder reads bos at every step. Its state moves on, but it never learns which token it chose.
    """,
)

exercise.slip(
    "The context vector is the state at every step.",
    ("scores, state = step(token, state)", "scores, _ = step(token, state)"),
    message="""
        Your decoder starts from the encoder's state at every step: it forgets all it has read but one token. The new
        state has to be handed on.
    """,
)


@exercise.misconception(
    "The end token is a word of the target.",
    message="""
        The end token stands in your list. It stops the loop, but it is not part of what was written.
    """,
)
def write(step, state, bos, eos, longest):
    token, written = bos, []
    for _ in range(longest):
        scores, state = step(token, state)
        token = int(np.argmax(scores))
        written.append(token)
        if token == eos:
            break
    return written


exercise.slip(
    "The start token is the first word of the target.",
    ("token, written = bos, [", "written = [bos"),
    ("scores, state = step(token, state)", "scores, state = step(written[-1], state)"),
    message="""
        Your list begins with bos. It is read, never written.
    """,
)


@exercise.misconception(
    "The end token is left out of the list, and the loop goes on.",
    message="""
        You skip the end token and write on. Behind it there is nothing to say: stop.
    """,
)
def write(step, state, bos, eos, longest):
    token, written = bos, []
    for _ in range(longest):
        scores, state = step(token, state)
        token = int(np.argmax(scores))
        if token != eos:
            written.append(token)
    return written


@exercise.misconception(
    "The last token that was chosen is always the end token.",
    message="""
        Where `longest` stops you, your list is one token short: the last token chosen was no end token but a word of
        the target.
    """,
)
def write(step, state, bos, eos, longest):
    token, written = bos, []
    for _ in range(longest):
        scores, state = step(token, state)
        token = int(np.argmax(scores))
        written.append(token)
        if token == eos:
            break
    return written[:-1]


@exercise.trial
def trial(answer, state, bos, eos, longest, W, E, V):
    """Let an answer write with a small network, which never chooses bos."""
    asked = 0

    def step(token, state):
        nonlocal asked
        asked += 1
        if asked > longest:
            raise RuleError(
                f"You asked step more than {longest} times: each call gives one token."
            )
        state = np.tanh(W @ np.asarray(state) + E[int(token)])
        scores = V @ state
        scores[bos] = scores.min() - 1  # nobody writes a second start
        return scores, state

    return answer(step, state, bos, eos, longest)  # the check sees a changed state


@exercise.inputs
def inputs(rng):
    def case(n_tokens, n, longest, bos=1, eos=2, eagerness=0.0):
        V = rng.normal(size=(n_tokens, n))
        state = rng.normal(size=n)
        V[eos] += eagerness * state  # how soon the end token comes
        W, E = 1.2 * rng.normal(size=(n, n)), 1.5 * rng.normal(size=(n_tokens, n))
        return state, bos, eos, longest, W, E, V

    yield case(6, 4, 0)  # nothing may be written
    yield case(6, 4, 1)
    yield case(6, 4, 12)
    for _ in range(30):
        n_tokens = int(rng.integers(5, 9))
        bos, eos = (int(k) for k in rng.choice(n_tokens, 2, replace=False))
        yield case(
            n_tokens,
            int(rng.integers(3, 7)),
            int(rng.integers(6, 15)),
            bos,
            eos,
            rng.uniform(-0.5, 0.5),
        )


exercise.compare()
