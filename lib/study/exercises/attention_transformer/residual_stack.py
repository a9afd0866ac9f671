"""Stack sublayers with residual connections, normalised before or after the sum."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="residual-stack",
    chapter="10_attention_transformer",
    section="a-block",
    title="Add and norm, both ways",
    level=2,
    minutes=12,
    kind="implement",
    concepts=("add-and-norm", "transformer-encoder"),
    statement=r"""
        Write `run_stack(x, sublayers, norm, norm_first)`. `sublayers` is a list of functions, to be wrapped one after
        the other; `norm` is a function too, the same wherever you need one. All of them keep the shape of `x`,
        $(n, d)$.

        With `norm_first` False it is the post-norm stack of 2017. With True it is pre-norm, as GPT-2 has it, with all
        the norms that this takes. Change no argument.
    """,
    setup="import numpy as np",
    hints=(
        "In each order: what goes into the sublayer, and what is its answer added to?",
        r"""
        Post-norm: $x\leftarrow\operatorname{LN}(x+f(x))$. Pre-norm: $x\leftarrow x+f(\operatorname{LN}(x))$. After the
        last sublayer, which of the two has left its sum without a norm?
        """,
        """
        `x = x + f(norm(x)) if norm_first else norm(x + f(x))`, and at the end `norm(x)` for pre-norm alone.
        """,
    ),
    explanation=r"""
        In pre-norm the stream $x$ itself is never normalised: every sublayer reads a normalised copy and adds to the
        original. The sum grows with depth, so one more norm has to stand at the end. In post-norm the norm stands *in*
        the stream, and a second one behind the last would do its gain and shift twice.
    """,
    variant=r"""
        The pre-norm result is $\operatorname{LN}(x_0+f_1+f_2+\dots)$: a plain sum. That is why a slope reaches $x_0$
        without passing through any sublayer.
    """,
)


@exercise.stub
def run_stack(x, sublayers, norm, norm_first):
    """Return x behind all sublayers, shape (n, d)."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def run_stack(x, sublayers, norm, norm_first):
    """Return x behind all sublayers, shape (n, d)."""
    for f in sublayers:
        x = x + f(norm(x)) if norm_first else norm(x + f(x))
    return norm(x) if norm_first else x


@exercise.alternative
def run_stack(x, sublayers, norm, norm_first):
    if not norm_first:
        for f in sublayers:
            x = norm(x + f(x))
        return x
    total = x.copy()
    for f in sublayers:
        total += f(norm(total))
    return norm(total)


@exercise.alternative
def run_stack(x, sublayers, norm, norm_first):
    if not sublayers:
        return norm(x) if norm_first else x
    first, *others = sublayers
    added = x + first(norm(x) if norm_first else x)
    return run_stack(added if norm_first else norm(added), others, norm, norm_first)


exercise.slip(
    "The norm behind each sublayer is enough; a pre-norm stack ends like any other.",
    ("return norm(x) if norm_first else x", "return x"),
    message="""
        Your pre-norm stack hands out a sum that nothing has normalised. One norm is missing at its end.
    """,
)

exercise.slip(
    "Every stack ends with one more norm.",
    ("return norm(x) if norm_first else x", "return norm(x)"),
    message="""
        Your post-norm stack is normalised twice at its end. There the last sublayer has had its norm already.
    """,
)


@exercise.misconception(
    "In pre-norm the normalised vector is what goes on.",
    message="""
        You add the sublayer's answer to the *normalised* x. The stream goes round the norm: only the sublayer reads the
        normalised copy.
    """,
)
def run_stack(x, sublayers, norm, norm_first):
    for f in sublayers:
        if norm_first:
            x = norm(x)
            x = x + f(x)
        else:
            x = norm(x + f(x))
    return norm(x) if norm_first else x


exercise.slip(
    "Pre-norm normalises what the sublayer gives out.",
    ("x + f(norm(x)) if", "x + norm(f(x)) if"),
    message="""
        In pre-norm you normalise the sublayer's answer. The norm belongs in front of the sublayer: its *input* is
        normalised.
    """,
)

exercise.slip(
    "Post-norm normalises the sublayer's answer and adds it.",
    ("else norm(x + f(x))", "else x + norm(f(x))"),
    message="""
        In post-norm you normalise the sublayer's answer alone. The norm comes after the sum and takes all of it.
    """,
)

exercise.slip(
    "The sublayer replaces what came in.",
    (
        "x + f(norm(x)) if norm_first else norm(x + f(x))",
        "f(norm(x)) if norm_first else norm(f(x))",
    ),
    message="""
        There is no residual connection in your stack: each sublayer's answer is *added* to what it read.
    """,
)

exercise.slip(
    "Norm first means that the norm is the outer function.",
    ("if norm_first else norm(x + f(x))", "if not norm_first else norm(x + f(x))"),
    ("return norm(x) if norm_first else x", "return x if norm_first else norm(x)"),
    message="""
        You exchanged the two orders. `norm_first` is about time: the norm comes before the sublayer.
    """,
)

exercise.slip(
    "All sublayers read the input of the stack.",
    ("for f in sublayers:", "start = x\n    for f in sublayers:"),
    (
        "x + f(norm(x)) if norm_first else norm(x + f(x))",
        "x + f(norm(start)) if norm_first else norm(x + f(start))",
    ),
    message="""
        Every sublayer of yours reads the input of the whole stack. Each should read what the ones before it have left.
    """,
)


exercise.slip(
    "Norm first means that the norm is the outer function; the last norm goes with it.",
    ("if norm_first else norm(x + f(x))", "if not norm_first else norm(x + f(x))"),
    message="""
        You exchanged the two orders within the loop; only the last norm stands where it should. `norm_first` is about
        time: the norm comes before the sublayer.
    """,
)

exercise.slip(
    "Pre-norm normalises the sublayer's answer, and that is enough.",
    ("x + f(norm(x)) if", "x + norm(f(x)) if"),
    ("return norm(x) if norm_first else x", "return x"),
    message="""
        In pre-norm you normalise the sublayer's answer. The norm belongs in front of the sublayer; and what nothing has
        normalised is then the sum at the end.
    """,
)


@exercise.trial
def trial(answer, x, matrices, gain, shift, norm_first):
    """Let an answer stack small sublayers."""

    def norm(z):
        z = np.asarray(z, dtype=float)
        spread = z - z.mean(axis=-1, keepdims=True)
        return (
            gain * spread / np.sqrt((spread**2).mean(-1, keepdims=True) + 1e-5) + shift
        )

    sublayers = [
        lambda z, W=W: np.tanh(np.asarray(z, dtype=float) @ W) for W in matrices
    ]
    return answer(x, sublayers, norm, norm_first)


@exercise.inputs
def inputs(rng):
    def case(n, d, depth, norm_first):
        return (
            rng.normal(size=(n, d)),
            rng.normal(size=(depth, d, d)),
            rng.uniform(0.5, 2, size=d),
            rng.normal(size=d),
            norm_first,
        )

    yield case(3, 4, 1, False)
    yield case(3, 4, 1, True)
    yield case(2, 3, 0, False)  # nothing to stack
    yield case(2, 3, 0, True)
    for k in range(22):
        n, d, depth = (int(each) for each in rng.integers(2, 6, size=3))
        yield case(n, d, depth, k % 2 == 0)


exercise.compare(rtol=1e-7, atol=1e-9)
