"""Predict the number of weights of a deep network that reads both ways."""

from lib.study.exercise import Exercise

exercise = Exercise(
    id="count-deep-both-ways",
    chapter="08_recurrent",
    section="deeper-and-both-ways",
    title="Count before you build",
    level=1,
    minutes=5,
    kind="predict",
    concepts=("deep-rnn", "bidirectional-rnn", "gru"),
    statement=r"""
        A GRU of **two layers** reads **both ways**: 10 numbers come in at each step, and each direction of each layer
        has 6 units. There are no biases. The upper layer reads, at each step, what the lower one gives out there.

        How many weights are there? Put the number, or the calculation, into `my_count`. Commit yourself before you open
        a hint.
    """,
    stub_text="my_count = None  # a number, or the calculation that gives it",
    hints=(
        "How many numbers does the lower layer give out at one step?",
        r"""
        A GRU cell with $n$ inputs and $m$ units has three blocks, each with a matrix for the inputs and one for the
        state: $3m(n+m)$ weights. How many such cells are there?
        """,
        r"""
        Two cells with 10 inputs in the lower layer, two with $6+6$ in the upper one: `2 * 18 * (10 + 6)` plus the same
        with the other number of inputs.
        """,
    ),
    explanation=r"""
        Below: $2\cdot3\cdot6\cdot(10+6) = 576$. The states of both directions are laid side by side, so 12 numbers go
        up: $2\cdot3\cdot6\cdot(12+6) = 648$. Together 1,224. The length of the sequence does not matter.
    """,
    variant=r"""
        With torch's two biases for each block there are $2\cdot3\cdot6 = 36$ more in each of the four cells.
    """,
)


@exercise.reference
def my_count():
    return 2 * 3 * 6 * (10 + 6) + 2 * 3 * 6 * (12 + 6)


@exercise.alternative
def my_count():
    count, inputs = 0, 10
    for _ in range(2):
        for _ in range(2):
            count += 3 * (6 * inputs + 6 * 6)
        inputs = 2 * 6
    return count


@exercise.alternative
def my_count():
    return 1224


@exercise.misconception(
    "The upper layer reads one direction's states only.",
    message="""
        Your upper layer reads 6 numbers a step. The lower one gives out two states at each step, one for each
        direction, side by side.
    """,
)
def my_count():
    return 2 * 3 * 6 * (10 + 6) + 2 * 3 * 6 * (6 + 6)


@exercise.misconception(
    "Every layer reads the input of the network.",
    message="""
        Your layers are equally large. Only the lower one reads the 10 numbers from outside; the upper one reads states.
    """,
)
def my_count():
    return 2 * 2 * 3 * 6 * (10 + 6)


@exercise.misconception(
    "Both directions share one cell.",
    message="""
        You counted one cell a layer. Forwards and backwards are two cells with weights of their own; what is shared is
        shared over time.
    """,
)
def my_count():
    return 3 * 6 * (10 + 6) + 3 * 6 * (12 + 6)


@exercise.misconception(
    "A GRU has one block of weights for each gate.",
    message="""
        You counted two blocks a cell, one for each gate. What do the gates mix the old state with? That needs weights
        too.
    """,
)
def my_count():
    return 2 * 2 * 6 * (10 + 6) + 2 * 2 * 6 * (12 + 6)


@exercise.misconception(
    "Only what comes in from below has weights.",
    message="""
        You left out the matrices from state to state. Without them nothing would be handed on from step to step.
    """,
)
def my_count():
    return 2 * 3 * 6 * 10 + 2 * 3 * 6 * 12


@exercise.misconception(
    "Gated cells have four blocks.",
    message="""
        Four blocks are an LSTM's. How many gates has a GRU, and what else does it compute?
    """,
)
def my_count():
    return 2 * 4 * 6 * (10 + 6) + 2 * 4 * 6 * (12 + 6)


@exercise.misconception(
    "A network of two layers has two cells.",
    message="""
        You counted one direction: one cell a layer, and 6 numbers going up. How many cells read in each layer, and how
        many numbers do they give out together?
    """,
)
def my_count():
    return 3 * 6 * (10 + 6) + 3 * 6 * (6 + 6)


@exercise.misconception(
    "Only the first layer reads both ways.",
    message="""
        You counted one cell in the upper layer. Each layer reads both ways.
    """,
)
def my_count():
    return 2 * 3 * 6 * (10 + 6) + 3 * 6 * (12 + 6)


@exercise.misconception(
    "Every block has a bias.",
    message="""
        You counted biases as well, one for each block. Here there are none.
    """,
)
def my_count():
    return 2 * 3 * 6 * (10 + 6 + 1) + 2 * 3 * 6 * (12 + 6 + 1)


@exercise.misconception(
    "Every block has two biases.",
    message="""
        You counted biases as well, two for each block as in torch. Here there are none.
    """,
)
def my_count():
    return 2 * 3 * 6 * (10 + 6 + 2) + 2 * 3 * 6 * (12 + 6 + 2)


@exercise.misconception(
    "The state of the upper layer holds both directions.",
    message="""
        Your upper cells keep states of 12 numbers. They *read* 12 numbers, but each keeps a state of its own, of 6.
    """,
)
def my_count():
    return 2 * 3 * 6 * (10 + 6) + 2 * 3 * 6 * (12 + 12)


@exercise.misconception(
    "A cell has one matrix for the input and one for the state.",
    message="""
        You counted one block a cell, as in the plain network. How many gates has a GRU, and what else does it compute?
    """,
)
def my_count():
    return 2 * 6 * (10 + 6) + 2 * 6 * (12 + 6)


exercise.compare(rtol=1e-6)
