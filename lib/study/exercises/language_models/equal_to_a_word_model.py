"""Predict which perplexity of characters equals one of words."""

from lib.study.exercise import Exercise

exercise = Exercise(
    id="equal-to-a-word-model",
    chapter="09_language_models",
    section="how-surprised-perplexity-and-the-floor-below",
    title="Two models, two cuts, one text",
    level=1,
    minutes=5,
    kind="predict",
    concepts=("perplexity",),
    statement=r"""
        A model of words has the perplexity 64 on a text whose words have 6 characters on average, spaces included.
        A model of characters reads the same text. At which perplexity *per character* do both give the text the same
        probability? Put the number, or the calculation, into `my_perplexity`. Commit yourself before you open a hint.
    """,
    stub_text="my_perplexity = None  # a number, or the calculation that gives it",
    hints=(
        "How many characters does the text have if it has $n$ words?",
        r"""
        The word model gives the text the probability $64^{-n}$. Write the same for a model of characters with
        perplexity $x$ and set both equal.
        """,
        r"""
        $x^{-6n} = 64^{-n}$.
        """,
    ),
    explanation=r"""
        $64^{-n}=x^{-6n}$ gives $x=64^{1/6}=2$. In bits: a word costs $\log_264=6$, a character a sixth of it, 1 bit,
        and $2^1=2$. So a character model with perplexity 2.1, thirty times below 64, is the *worse* of the two.
    """,
    variant=r"""
        Losses divide, perplexities take roots: the loss per character is $\frac{\log64}6$, its exponential 2.
    """,
)


@exercise.reference
def my_perplexity():
    return 64 ** (1 / 6)


@exercise.alternative
def my_perplexity():
    import math

    return math.exp(math.log(64) / 6)


@exercise.alternative
def my_perplexity():
    low, high = 1.0, 64.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if middle**6 < 64 else (low, middle)
    return low


@exercise.misconception(
    "Six characters share the perplexity of a word.",
    message="""
        You divided the perplexity. What adds up over the characters of a word is the loss; chances multiply, and so do
        their inverses.
    """,
)
def my_perplexity():
    return 64 / 6


@exercise.misconception(
    "A perplexity belongs to the text, however it is cut.",
    message="""
        You left the number as it is. Then each character alone would be as hard to guess as a whole word: the text
        would have a far smaller probability.
    """,
)
def my_perplexity():
    return 64.0


@exercise.misconception(
    "A shorter token has a longer text, so its perplexity is larger.",
    message="""
        You went the other way: this is the perplexity of pieces six words long. A character is easier to guess than a
        word, not harder.
    """,
)
def my_perplexity():
    return 64.0**6


@exercise.misconception(
    "Bits per character and perplexity per character are the same number.",
    message="""
        That is the cost of a character in bits. Perplexity is what such a cost is the logarithm of.
    """,
)
def my_perplexity():
    return 1.0


@exercise.misconception(
    "The loss per character in nats is its perplexity.",
    message="""
        That is the loss of a character in nats. One step is missing, from the loss to the perplexity.
    """,
)
def my_perplexity():
    import math

    return math.log(64) / 6


@exercise.misconception(
    "The number of bits of a word is the perplexity of its characters.",
    message="""
        That is how many bits a whole word costs. Share them among its characters, then go from bits to a perplexity.
    """,
)
def my_perplexity():
    return 6.0


@exercise.misconception(
    "A loss in bits turns into a perplexity by the exponential with base e.",
    message="""
        You took the cost in bits and raised e to it. Bits belong to the base 2; with e, take the loss in nats.
    """,
)
def my_perplexity():
    import math

    return math.exp(1)


@exercise.misconception(
    "The space is no character, so a word has five.",
    message="""
        You took the fifth root. The six characters have the space in them already, and the model has to predict it too.
    """,
)
def my_perplexity():
    return 64 ** (1 / 5)


exercise.compare(rtol=1e-3)
