"""Predict how many weights of a mixture work for one token."""

from lib.study.exercise import Exercise

exercise = Exercise(
    id="count-a-mixture",
    chapter="11_vision_transformer_moe",
    section="many-experts-few-at-work-the-mixture",
    title="Who works for this token?",
    level=1,
    minutes=6,
    kind="predict",
    concepts=("mixture-of-experts", "expert-routing"),
    statement=r"""
        Tokens are 512 numbers wide. A layer holds 16 experts, each of two matrices without biases and 1,024 hidden
        units. A router, one matrix without a bias, chooses 3 of the 16 for each token. Beside them stands one more
        expert of the same size that *every* token passes through: the router neither scores nor chooses it, and it is
        none of the 3.

        How many weights are used for **one** token? Put the number, or the calculation, into `my_active`. Commit
        yourself before you open a hint.
    """,
    stub_text="my_active = None  # a whole number, or the calculation that gives it",
    hints=(
        "Which experts does the router have to score before it can choose three of them?",
        r"""
        One expert: a matrix from 512 to 1,024 and one back. How many of them compute? The router gives one score for
        each expert among which it chooses.
        """,
        "Four experts of `2 * 512 * 1024` weights compute, and the router's matrix has 16 rows of 512.",
    ),
    explanation=r"""
        $4\cdot2\cdot512\cdot1024 = 4{,}194{,}304$ in the experts and $16\cdot512 = 8{,}192$ in the router, together
        4,202,496. Held in memory are 17 experts: about 17.8 million. The router is small, and all of it works for every
        token: it must look at all experts to find the best three.
    """,
    variant=r"""
        Experts that work for every token are called *shared*; what all tokens need does not have to be learned by each
        routed expert again.
    """,
)


@exercise.reference
def my_active():
    return (3 + 1) * 2 * 512 * 1024 + 16 * 512


@exercise.alternative
def my_active():
    one = 512 * 1024 + 1024 * 512
    routed, shared, router = 3 * one, one, 512 * 16
    return routed + shared + router


@exercise.alternative
def my_active():
    return 4202496


@exercise.misconception(
    "Weights that are held are weights that are used.",
    message="""
        You counted every expert. That is what has to be kept in memory; how many compute for one token?
    """,
)
def my_active():
    return 17 * 2 * 512 * 1024 + 16 * 512


@exercise.misconception(
    "The shared expert is one of the three.",
    message="""
        You let three experts compute. The shared one stands beside the three that are chosen.
    """,
)
def my_active():
    return 3 * 2 * 512 * 1024 + 16 * 512


@exercise.misconception(
    "Only the chosen rows of the router are used.",
    message="""
        You counted three rows of the router. To know which three scores are the largest, it must compute all of them.
    """,
)
def my_active():
    return 4 * 2 * 512 * 1024 + 3 * 512


@exercise.misconception(
    "A router only chooses, so it has no weights.",
    message="""
        You left the router out. It has a matrix: how else could it score a token?
    """,
)
def my_active():
    return 4 * 2 * 512 * 1024


@exercise.misconception(
    "Whoever computes has been scored.",
    message="""
        Your router has 17 rows. The shared expert is always taken; nobody has to score it.
    """,
)
def my_active():
    return 4 * 2 * 512 * 1024 + 17 * 512


@exercise.misconception(
    "An expert is one matrix.",
    message="""
        You counted one matrix an expert. A feed-forward network has one up to the hidden units and one back.
    """,
)
def my_active():
    return 4 * 512 * 1024 + 16 * 512


@exercise.misconception(
    "An expert has three matrices.",
    message="""
        Three matrices are those of a gated expert (SwiGLU, as Mixtral has). Here there are two.
    """,
)
def my_active():
    return 4 * 3 * 512 * 1024 + 16 * 512


@exercise.misconception(
    "Every matrix of an expert comes with a bias.",
    message="""
        You counted biases as well. Here there are none.
    """,
)
def my_active():
    return 4 * (2 * 512 * 1024 + 1024 + 512) + 16 * 512


@exercise.misconception(
    "Each chosen expert works on its share of the numbers.",
    message="""
        You divided the work among the chosen experts. Each of them reads the whole token.
    """,
)
def my_active():
    return 2 * 512 * 1024 + 16 * 512


exercise.compare(rtol=1e-9)
